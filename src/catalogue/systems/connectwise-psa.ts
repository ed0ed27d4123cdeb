import { type NamedSystem, portability } from "./system.ts";

/** ConnectWise shows its reference to partners only; a client for Python is made of it, model by model. */
const client =
  "https://github.com/HealthITAU/pyconnectwise/blob/5ea14c1d075de5756b000a684bc589d886ca11b4/src/pyconnectwise";
const roles = "https://documentation.n-able.com/remote-management/userguide/Content/connectwise_manage_custom_role.htm";

export const connectwisePsa: NamedSystem = {
  id: "connectwise-psa",
  name: "ConnectWise PSA",
  vendor: "ConnectWise",
  category: "psa",
  documentation: "https://docs.connectwise.com/",
  portability: portability.psa,
  roles: [
    // All other security roles are made by the installation itself (System > Security Roles).
    { name: "Admin", reach: "super-administrator", spellings: ["Administrator"], source: roles },
  ],
  signIn: {
    own: true,
    entra: { protocols: ["oidc"], scim: false, source: "https://www.msp-blog.com/cw-sso-azure-ad/" },
    source:
      "https://www.powershellgallery.com/packages/ConnectWiseManageAPI/0.5.0/Content/Public%5CSystem%5CMembers%5CNew-CWMMember.ps1",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/v4_6_release/apis/3.0",
      connection: {
        host: {
          description: "the host of the API: api- and the region for the cloud, the server itself on premises",
          kind: "host",
          example: "api-eu.myconnectwise.net",
        },
      },
      authentication: {
        kind: "basic",
        user: "{company}+{public-key}",
        password: "{private-key}",
        headers: { clientId: "{client-id}" },
        secrets: {
          company: "company id, as one signs in with it",
          "public-key": "public key of an API member made for this (System > Members > API Members > API Keys)",
          "private-key": "the private key that comes with it",
          "client-id": "client id of the integration, from developer.connectwise.com",
        },
        source: `${client}/clients/manage_client.py`,
      },
      permissions: ["Member Maintenance: Inquire All"],
      requests: [
        {
          name: "members",
          path: "/system/members",
          paging: { kind: "link-header", size: { parameter: "pageSize", value: 1000 } },
          items: "",
          people: {
            id: "identifier",
            name: { at: ["firstName", "lastName"] },
            email: { at: "primaryEmail", otherwise: "officeEmail" },
            enabled: { at: "inactiveFlag", on: [false], off: [true] },
            lastSignIn: "lastLogin",
            roles: [
              { at: "securityRole.name" },
              // Whatever the security role is called.
              { role: "Admin", when: { at: "adminFlag", is: [true] } },
            ],
          },
          source: `${client}/endpoints/manage/SystemMembersEndpoint.py`,
        },
        {
          name: "API members",
          path: "/system/apiMembers",
          paging: { kind: "link-header", size: { parameter: "pageSize", value: 1000 } },
          items: "",
          people: {
            id: "identifier",
            kind: "service",
            name: "name",
            email: "emailAddress",
            enabled: { at: "inactiveFlag", on: [false], off: [true] },
            roles: [{ at: "securityRole.name" }],
          },
          source: `${client}/endpoints/manage/SystemApimembersEndpoint.py`,
        },
      ],
      source: `${client}/models/manage/__init__.py`,
    },
    limits: [
      "What a security role may do is not in the list of members: only Admin is known, all others are the installation's own.",
      "Contacts who use the customer portal are not listed.",
    ],
  },
  exports: [
    {
      what: "tickets",
      format: "JSON",
      how: "GET /service/tickets of the API",
      source: `${client}/endpoints/manage/ServiceTicketsEndpoint.py`,
    },
    {
      what: "time entries",
      format: "JSON",
      how: "GET /time/entries of the API",
      source: `${client}/endpoints/manage/TimeEntriesEndpoint.py`,
    },
    {
      what: "configurations (devices and what belongs to them)",
      format: "JSON",
      how: "GET /company/configurations of the API",
      source: `${client}/endpoints/manage/CompanyConfigurationsEndpoint.py`,
    },
  ],
};
