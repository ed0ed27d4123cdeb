import { type NamedSystem, portability } from "./system.ts";

const roleIds = "https://developer.acronis.com/doc/account-management/v2/guide/users/roles/index";
const roleNames =
  "https://www.acronis.com/en-us/support/documentation/AcronisCyberCloud/user-roles-available-for-each-service.html";
const account = "https://developer.acronis.com/doc/outbound/apis/api-library/account/users/obj-structures.html";
const examples = "https://github.com/acronis/acronis-cyber-platform-python-examples";

export const acronis: NamedSystem = {
  id: "acronis",
  name: "Acronis",
  vendor: "Acronis",
  category: "backup",
  documentation: "https://www.acronis.com/support/documentation/",
  portability: portability.backup,
  roles: [
    { name: "Partner administrator", reach: "super-administrator", spellings: ["partner_admin"], source: roleIds },
    { name: "Company administrator", reach: "super-administrator", spellings: ["company_admin"], source: roleNames },
    { name: "Unit administrator", reach: "administrator", spellings: ["unit_admin"], source: roleNames },
    { name: "Protection administrator", reach: "administrator", spellings: ["protection_admin"], source: roleNames },
    { name: "Read-only administrator", reach: "read-only", spellings: ["readonly_admin"], source: roleNames },
    { name: "Protection user", reach: "member", spellings: ["backup_user"], source: roleNames },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: false,
      source: "https://learn.microsoft.com/en-us/entra/identity/saas-apps/acronis-cyber-protect-cloud-tutorial",
    },
    source: account,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/api/2",
      connection: {
        host: {
          description: "the host of the data centre",
          kind: "host",
          endsIn: [".acronis.com"],
          example: "eu2-cloud.acronis.com",
        },
        tenant: {
          description: "the id of the customer tenant (Show ID in the Management Portal)",
          kind: "id",
          example: "ede9f834-70b3-476c-83d9-736f9f8c7dae",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/idp/token",
        form: { grant_type: "client_credentials" },
        basic: { user: "{client-id}", password: "{client-secret}" },
        secrets: {
          "client-id": "client id of an API client of the tenant (Management Portal)",
          "client-secret": "its secret; the client has the rights of the administrator who made it",
        },
        source: `${examples}/blob/master/authorization/issue_access_token.py`,
      },
      permissions: ["an API client of the customer tenant, made by one of its administrators"],
      requests: [
        {
          name: "account ids",
          path: "/tenants/{tenant}/users",
          paging: { kind: "cursor", at: "paging.cursors.after", parameter: "after" },
          items: "items",
          people: { id: "" },
          source: `${examples}/blob/master/tenants/navigate_through_tenants.py`,
        },
        {
          name: "accounts",
          path: "/users/{parent}",
          forEach: "account ids",
          paging: { kind: "none" },
          items: "",
          people: {
            id: "id",
            name: { at: ["contact.firstname", "contact.lastname"] },
            email: "contact.email",
            enabled: "enabled",
          },
          source: account,
        },
        {
          name: "roles of an account",
          path: "/users/{parent}/access_policies",
          forEach: "account ids",
          paging: { kind: "none" },
          items: "items",
          people: { id: { parent: "" }, roles: [{ at: "", name: "role_id", scope: "tenant_id" }] },
          source: "https://developer.acronis.com/doc/account-management/v2/guide/users/roles/check",
        },
      ],
      source: "https://developer.acronis.com/doc/account-management/v2/reference/llms.txt",
    },
    limits: [
      "Only accounts of this tenant are listed: not those of its units, and not those of the provider's tenant above it, whose administrators reach everything while the tenant is managed by the service provider.",
      "The last sign-in is not in the account.",
      "API clients are not listed.",
    ],
  },
  exports: [
    {
      what: "usage of each service",
      format: "JSON",
      how: "GET /api/2/tenants/{tenant}/usages of the API; backups themselves are restored, and no export of them was found documented",
      source: "https://github.com/acronis/acronis-cyber-platform-powershell-examples",
    },
  ],
};
