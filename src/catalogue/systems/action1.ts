import { type NamedSystem, portability } from "./system.ts";

const roles = "https://www.action1.com/documentation/users-and-roles";
const organizations = "https://action1.com/documentation/users-and-roles";
/** Action1's own PowerShell module. */
const gallery = "https://www.powershellgallery.com/packages/PSAction1/1.10.16/Content";
const repository = "https://github.com/Action1Corp/PSAction1/blob/a73af424ce3c1e562e865f2febe40f1ed6361a1f/Private";

export const action1: NamedSystem = {
  id: "action1",
  name: "Action1",
  vendor: "Action1",
  category: "patch-management",
  documentation: "https://www.action1.com/documentation/",
  portability: portability["patch-management"],
  roles: [
    { name: "Enterprise Admin", reach: "super-administrator", source: roles },
    // Without other organizations it is all there is.
    { name: "Admin", reach: "super-administrator", source: organizations },
    { name: "Enterprise Manager", reach: "administrator", source: roles },
    { name: "Enterprise Viewer", reach: "read-only", source: roles },
    // Roles of one organization; an account that began with roles of its own kind still has them.
    { name: "Organization Admin", reach: "administrator", source: organizations },
    { name: "Manager", reach: "operator", source: organizations },
    { name: "Viewer", reach: "read-only", source: organizations },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source: "https://www.action1.com/documentation/sso-authentication-with-entra-id/",
    },
    source: roles,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/api/3.0",
      connection: {
        host: {
          description: "the host of the console",
          kind: "host",
          choices: ["app.action1.com", "app.na-2.action1.com", "app.eu.action1.com", "app.au.action1.com"],
          example: "app.eu.action1.com",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/oauth2/token",
        form: { client_id: "{client-id}", client_secret: "{client-secret}" },
        asJson: true,
        secrets: {
          "client-id": "client id of API credentials (Configuration > Users & API Credentials)",
          "client-secret": "their secret; a role of their own may allow them to see users and roles and no more",
        },
        source: `${repository}/API/Request-Action1Token.ps1`,
      },
      permissions: ["a role that may view users and their roles"],
      requests: [
        {
          name: "users",
          path: "/users",
          paging: {
            kind: "offset",
            parameter: "from",
            size: { parameter: "limit", value: 200 },
            total: "total_items",
          },
          items: "items",
          people: { id: "id", email: "email", enabled: { at: "enabled", on: ["yes"], off: ["no"] } },
          source: `${gallery}/Private%5CConfiguration%5CAction1.UriMap.ps1`,
        },
        {
          name: "roles of a user",
          path: "/users/{parent.id}/roles",
          forEach: "users",
          paging: {
            kind: "offset",
            parameter: "from",
            size: { parameter: "limit", value: 200 },
            total: "total_items",
          },
          items: "items",
          people: { id: { parent: "id" }, roles: [{ at: "name" }] },
          source: `${gallery}/Public%5CUser%5CGet-Action1UserRoles.ps1`,
        },
      ],
      source: `${repository}/API/Invoke-Action1PagedGetRequest.ps1`,
    },
    limits: [
      "Users who are disabled are not listed.",
      "The organizations that a role is limited to are not listed.",
      "The last sign-in is in the audit trail, not in the list of users.",
    ],
  },
  exports: [
    {
      what: "endpoints, missing and installed updates, vulnerabilities",
      format: "JSON",
      how: "/endpoints/managed/…, /updates/… and /vulnerabilities/… of the API",
      source: `${gallery}/Private%5CConfiguration%5CAction1.UriMap.ps1`,
    },
  ],
};
