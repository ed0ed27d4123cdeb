import { type NamedSystem, portability } from "./system.ts";

const permissions = "https://docs.tacticalrmm.com/functions/permissions/";
const apiKeys = "https://docs.tacticalrmm.com/functions/api/";
const source = "https://github.com/amidaware/tacticalrmm/blob/develop/api/tacticalrmm/accounts";

export const tacticalRmm: NamedSystem = {
  id: "tactical-rmm",
  name: "Tactical RMM",
  vendor: "Amidaware",
  category: "rmm",
  documentation: "https://docs.tacticalrmm.com/",
  portability: portability.rmm,
  roles: [
    // Roles have the names that an installation gives them; what they can do is told by each (`is_superuser`).
    { name: "Superuser", reach: "super-administrator", source: permissions },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["oidc"],
      scim: false,
      source: "https://github.com/amidaware/tacticalrmm/tree/develop/api/tacticalrmm/ee/sso",
    },
    source: permissions,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: { description: "the host of the installation's API", kind: "host", example: "api.rmm.example.com" },
      },
      authentication: {
        kind: "headers",
        headers: { "x-api-key": "{token}" },
        secrets: {
          token: "an API key (Settings > Global Settings > API Keys) of a user who may list accounts and roles",
        },
        source: apiKeys,
      },
      permissions: ["List User Accounts", "List Roles"],
      requests: [
        {
          name: "roles",
          path: "/accounts/roles/",
          paging: { kind: "none" },
          items: "",
          source: `${source}/urls.py`,
        },
        {
          name: "users",
          path: "/accounts/users/",
          paging: { kind: "none" },
          items: "",
          people: {
            id: "id",
            name: { at: ["first_name", "last_name"], otherwise: "username" },
            email: "email",
            enabled: "is_active",
            lastSignIn: "last_login",
            roles: [
              {
                at: "role",
                lookup: { request: "roles", key: "id", value: "name" },
                reach: [
                  { at: "is_superuser", of: { true: "super-administrator" } },
                  // Whoever changes roles, gives accounts a role or makes API keys of others can make themselves one.
                  { at: "can_manage_roles", of: { true: "super-administrator" } },
                  { at: "can_manage_accounts", of: { true: "super-administrator" } },
                  { at: "can_manage_api_keys", of: { true: "super-administrator" } },
                ],
              },
            ],
          },
          source: `${source}/serializers.py`,
        },
      ],
      source: apiKeys,
    },
    limits: [
      "The account that installed the server is a superuser without a role, and the API does not show that it is one.",
      "API keys and the agents' installer account are not listed.",
    ],
  },
  exports: [
    {
      what: "devices with their inventory, checks and history",
      format: "JSON",
      how: "GET /agents/ of the API, or the installation's own PostgreSQL database (backup.sh)",
      source: "https://github.com/amidaware/tacticalrmm/blob/develop/backup.sh",
    },
    {
      what: "scripts",
      format: "JSON",
      how: "GET /scripts/ of the API",
      source: apiKeys,
    },
  ],
};
