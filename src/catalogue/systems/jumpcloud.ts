import { type NamedSystem, portability } from "./system.ts";

const adminRoles = "https://jumpcloud.com/support/admin-portal-roles";
/** JumpCloud's own PowerShell module reads the administrators so; its reference has only the single ones. */
const listing =
  "https://github.com/TheJumpCloud/support/blob/master/PowerShell/JumpCloud%20Module/Public/Administrators/Get-JCAdmin.ps1";

export const jumpcloud: NamedSystem = {
  id: "jumpcloud",
  name: "JumpCloud",
  vendor: "JumpCloud",
  category: "identity",
  documentation: "https://jumpcloud.com/support",
  portability: portability.identity,
  roles: [
    { name: "Administrator With Billing", reach: "super-administrator", source: adminRoles },
    // Its page excepts payments and, for providers with several organisations, administrators. The higher reach, until that is certain.
    { name: "Administrator", reach: "super-administrator", source: adminRoles },
    { name: "Manager", reach: "administrator", source: adminRoles },
    { name: "Help Desk", reach: "operator", source: adminRoles },
    { name: "Command Runner With Billing", reach: "operator", source: adminRoles },
    { name: "Command Runner", reach: "operator", source: adminRoles },
    { name: "Billing Only", reach: "member", source: listing },
    { name: "Read Only", reach: "read-only", source: adminRoles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source: "https://jumpcloud.com/support/configure-azure-as-identity-provider",
    },
    source: "https://jumpcloud.com/support/configure-azure-as-identity-provider",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the host of the Admin Portal, which depends on the region",
          kind: "host",
          choices: ["console.jumpcloud.com", "console.eu.jumpcloud.com"],
          default: "console.jumpcloud.com",
          example: "console.eu.jumpcloud.com",
        },
        organisation: {
          description: "the id of the organisation, where the key is one of a provider with several",
          kind: "id",
          default: "",
          example: "5f3a2c1b9d8e7f6a5b4c3d2e",
        },
      },
      headers: { "x-org-id": "{organisation}" },
      authentication: {
        kind: "headers",
        headers: { "x-api-key": "{token}" },
        secrets: { token: "the API key of an administrator with the role Read Only (My API Key in the Admin Portal)" },
        source: "https://github.com/TheJumpCloud/jcapi-python/blob/master/jcapiv1/README.md",
      },
      permissions: ["the role Read Only"],
      requests: [
        {
          name: "administrators",
          path: "/api/users",
          paging: {
            kind: "offset",
            parameter: "skip",
            size: { parameter: "limit", value: 100 },
            total: "totalCount",
          },
          items: "results",
          people: {
            id: "_id",
            name: { at: ["firstname", "lastname"] },
            email: "email",
            enabled: { at: "suspended", on: [false], off: [true] },
            roles: [{ at: "roleName" }, { at: "roleNames" }],
          },
          source: listing,
        },
      ],
      source: "https://docs.jumpcloud.com/api/1.0/index.html",
    },
    limits: [
      "Only administrators are listed: users of the directory have no rights in JumpCloud itself.",
      "Of a provider with several organisations only the one that is named is listed, or else the one that the key belongs to.",
      "The last sign-in is not in the list of administrators.",
    ],
  },
  exports: [
    {
      what: "users, groups, devices, commands, policies",
      format: "CSV or JSON",
      how: "Backup-JCOrganization of the JumpCloud PowerShell module, or the API",
      source: "https://www.powershellgallery.com/packages/JumpCloud/1.18.7",
    },
  ],
};
