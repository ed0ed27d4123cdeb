import { type NamedSystem, portability } from "./system.ts";

const users = "https://github.com/CrowdStrike/falconpy/blob/main/src/falconpy/_endpoint/_user_management.py";
const models = "https://github.com/CrowdStrike/gofalcon/blob/main/falcon/models";
const clouds = "https://github.com/CrowdStrike/gofalcon/blob/main/falcon/cloud.go";
/** The vendor's own list of roles is open to customers only. */
const roles = "https://certprepnow.com/crowdstrike-ccfa/cheat-sheet";
const management = "https://www.stitchflow.com/user-management/crowdstrike/manual";
const sso = "https://learn.microsoft.com/en-us/azure/active-directory/saas-apps/crowdstrike-falcon-platform-tutorial";

export const crowdstrike: NamedSystem = {
  id: "crowdstrike",
  name: "CrowdStrike",
  vendor: "CrowdStrike",
  category: "security",
  documentation: "https://www.crowdstrike.com/",
  portability: portability.security,
  roles: [
    // Alone creates accounts and gives roles. Ids: github.com/panther-labs/panther-analysis, crowdstrike_admin_role_assigned.py.
    {
      name: "Falcon Administrator",
      reach: "super-administrator",
      spellings: ["falconhost_admin"],
      source: management,
    },
    { name: "Falcon Analyst", reach: "operator", source: roles },
    { name: "Falcon Investigator", reach: "operator", source: roles },
    // Runs any command on any machine.
    {
      name: "RTR Administrator",
      reach: "operator",
      spellings: ["Real Time Responder - Administrator", "remote_responder_three"],
      source: roles,
    },
    {
      name: "RTR Active Responder",
      reach: "operator",
      spellings: ["Real Time Responder - Active Responder"],
      source: roles,
    },
  ],
  signIn: { own: true, entra: { protocols: ["saml"], scim: false, source: sso }, source: roles },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}",
      connection: {
        host: {
          description: "the host of the cloud's API",
          kind: "host",
          choices: [
            "api.crowdstrike.com",
            "api.us-2.crowdstrike.com",
            "api.us-3.crowdstrike.com",
            "api.eu-1.crowdstrike.com",
            "api.laggar.gcw.crowdstrike.com",
            "api.us-gov-2.crowdstrike.mil",
          ],
          example: "api.eu-1.crowdstrike.com",
        },
      },
      authentication: {
        kind: "oauth",
        tokenUrl: "/oauth2/token",
        form: { client_id: "{client-id}", client_secret: "{client-secret}" },
        secrets: {
          "client-id": "client id of an API client (Support and resources > API clients and keys)",
          "client-secret": "its secret; the client may be allowed User management: Read and nothing else",
        },
        source: clouds,
      },
      permissions: ["User management: Read"],
      requests: [
        {
          name: "role ids",
          path: "/user-management/queries/roles/v1",
          paging: { kind: "none" },
          items: "resources",
          source: users,
        },
        {
          name: "roles",
          path: "/user-management/entities/roles/v1",
          query: { ids: "{parent}" },
          forEach: "role ids",
          paging: { kind: "none" },
          items: "resources",
          source: `${models}/domain_user_role.go`,
        },
        {
          name: "account ids",
          path: "/user-management/queries/users/v1",
          query: { sort: "uid|asc" },
          paging: {
            kind: "offset",
            parameter: "offset",
            size: { parameter: "limit", value: 500 },
            total: "meta.pagination.total",
          },
          items: "resources",
          people: { id: "" },
          source: users,
        },
        {
          name: "accounts",
          path: "/user-management/entities/users/GET/v1",
          body: { ids: ["{parent}"] },
          forEach: "account ids",
          paging: { kind: "none" },
          items: "resources",
          people: {
            id: "uuid",
            name: { at: ["first_name", "last_name"] },
            email: "uid",
            enabled: { at: "status", on: ["active"], off: ["inactive"] },
            lastSignIn: "last_login_at",
          },
          source: `${models}/domain_user.go`,
        },
        {
          name: "roles of an account",
          path: "/user-management/combined/user-roles/v2",
          query: { user_uuid: "{parent}", sort: "role_name|asc" },
          forEach: "account ids",
          paging: {
            kind: "offset",
            parameter: "offset",
            size: { parameter: "limit", value: 500 },
            total: "meta.pagination.total",
          },
          items: "resources",
          people: {
            id: { parent: "" },
            roles: [
              {
                at: "",
                name: "role_id",
                otherwise: "role_name",
                scope: "user_group_name",
                lookup: { request: "roles", key: "id", value: "display_name" },
              },
            ],
          },
          source: `${models}/flightcontrolapi_combined_user_roles_resource_v2.go`,
        },
      ],
      source: "https://github.com/crowdstrike/psfalcon/wiki/Get-FalconUser",
    },
    limits: [
      "Only roles in the CID of the API client are listed; a provider's own CID above it (Flight Control) shows there as a group of users.",
      "A role with a scope comes from that group of users and may end at a time that is not shown.",
      "API clients are not listed.",
    ],
  },
  exports: [
    {
      what: "hosts, alerts, incidents, exclusions, policies",
      format: "JSON",
      how: "the API, with a client that may read each",
      source: "https://github.com/CrowdStrike/falconpy/tree/main/src/falconpy",
    },
  ],
};
