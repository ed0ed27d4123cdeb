import { type NamedSystem, portability } from "./system.ts";

const permissions = "https://help.automox.com/hc/en-us/articles/5385561226004-Roles-and-Permissions";
const defaults =
  "https://docs.automox.com/product/Product_Documentation/Global_Access_Management/Roles_and_Permissions.htm?Highlight=Understanding+User+Roles+in+Automox";
/** Automox' own clients. */
const sdk =
  "https://github.com/AutomoxCommunity/automox-console-sdk-python/blob/062c98e076400df3a395601de868e9113f5641aa/docs";
const account =
  "https://github.com/AutomoxCommunity/automox-mcp/blob/f1e839bdd3ced824f3bad096062e999ce9123213/src/automox_mcp/workflows/account.py";

export const automox: NamedSystem = {
  id: "automox",
  name: "Automox",
  vendor: "Automox",
  category: "patch-management",
  documentation: "https://docs.automox.com/",
  portability: portability["patch-management"],
  roles: [
    {
      name: "Global Administrator",
      reach: "super-administrator",
      spellings: ["global-admin", "Global Full Administrator"],
      source: permissions,
    },
    { name: "Account Administrator", reach: "super-administrator", source: defaults },
    { name: "Full Administrator", reach: "super-administrator", source: defaults },
    {
      name: "Organization Administrator",
      reach: "administrator",
      spellings: ["Zone Administrator", "zone-admin"],
      source: permissions,
    },
    {
      name: "Organization Operator",
      reach: "operator",
      spellings: ["Zone Operator", "zone-operator", "Patch Administrator"],
      source: permissions,
    },
    { name: "Patch Operator", reach: "operator", spellings: ["patch-operator"], source: permissions },
    { name: "Helpdesk Operator", reach: "operator", spellings: ["helpdesk-operator"], source: permissions },
    { name: "Billing Administrator", reach: "member", spellings: ["billing-admin"], source: permissions },
    { name: "Read Only", reach: "read-only", spellings: ["read-only"], source: permissions },
    { name: "No Global Access", reach: "member", spellings: ["no-global-access"], source: account },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: false,
      source:
        "https://help.automox.com/hc/en-us/articles/5352281068308-Configuring-SAML-for-Microsoft-Entra-ID-Azure-ID",
    },
    source: "https://support.automox.com/en/articles/2684119-saml-based-single-sign-on-sso",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://console.automox.com/api",
      connection: {},
      authentication: {
        kind: "bearer",
        secrets: { token: "an API key (Settings > API) of a user who may see the users of each organization" },
        source:
          "https://github.com/AutomoxCommunity/automox-mcp/blob/f1e839bdd3ced824f3bad096062e999ce9123213/src/automox_mcp/client.py",
      },
      permissions: ["Users: Read"],
      requests: [
        {
          name: "organizations",
          path: "/orgs",
          paging: { kind: "page", parameter: "page", first: 0, size: { parameter: "limit", value: 500 } },
          items: "",
          source: `${sdk}/OrganizationsApi.md`,
        },
        {
          name: "users of an organization",
          path: "/users",
          query: { o: "{parent.id}" },
          forEach: "organizations",
          paging: { kind: "page", parameter: "page", first: 0, size: { parameter: "limit", value: 500 } },
          items: "",
          people: {
            id: "id",
            name: { at: ["firstname", "lastname"] },
            email: "email",
            // Documented as objects with a name, and seen as plain names.
            roles: [
              { at: "rbac_roles", name: "name", scope: "organization_id" },
              { at: "rbac_roles" },
              { at: "account_rbac_roles", name: "name" },
              { at: "account_rbac_roles" },
            ],
          },
          source: `${sdk}/User.md`,
        },
      ],
      source: account,
    },
    limits: [
      "Only organizations that the key can see are listed, with their users.",
      "The API does not say whether an account is disabled, nor when somebody signed in last.",
      "API keys are not listed.",
    ],
  },
  exports: [
    {
      what: "devices with their patch status, policies, groups",
      format: "JSON",
      how: "the API of the console",
      source: `${sdk}/UsersApi.md`,
    },
  ],
};
