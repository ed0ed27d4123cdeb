import { type NamedSystem, portability } from "./system.ts";

const defaults =
  "https://support.freshservice.com/en/support/solutions/articles/156468-understanding-default-agent-roles-in-freshservice";
const roles = "https://support.freshservice.com/solution/articles/154760-setting-agent-roles-and-permissions";
const workspaces = "https://msp.support.freshservice.com/support/solutions/articles/50000011259-manage-agent-roles";
/** Reads agents and roles of an account through the same API; Freshworks' own reference is one page that cannot be pointed into. */
const connector =
  "https://github.com/ConductorOne/baton-freshservice/blob/beb32adb0116e5008c46d39f1633c33a9a8c2f5e/pkg/client";

export const freshservice: NamedSystem = {
  id: "freshservice",
  name: "Freshservice",
  vendor: "Freshworks",
  category: "itsm",
  documentation: "https://support.freshservice.com/",
  portability: portability.itsm,
  roles: [
    { name: "Account Admin", reach: "super-administrator", spellings: ["Account Admins"], source: defaults },
    // Everything but the account and its bills; whoever stands above them they cannot change.
    { name: "Admin", reach: "administrator", spellings: ["Admins"], source: defaults },
    {
      name: "Workspace Admin",
      reach: "administrator",
      source: "https://support.scaly.se/sv-SE/support/solutions/articles/202000117763-understanding-roles-for-agents",
    },
    {
      name: "IT Supervisor",
      reach: "operator",
      spellings: ["SD Supervisor", "Supervisor", "IT Supervisors"],
      source: workspaces,
    },
    { name: "IT Agent", reach: "operator", spellings: ["SD Agent", "Agent", "IT Agents"], source: workspaces },
    { name: "Problem Manager", reach: "operator", source: roles },
    { name: "Change Manager", reach: "operator", source: roles },
    { name: "Release Manager", reach: "operator", source: roles },
    { name: "CMDB Admin", reach: "operator", spellings: ["Configuration Manager"], source: roles },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: true,
      source: "https://learn.microsoft.com/en-us/azure/active-directory/saas-apps/freshservice-tutorial",
    },
    source: "https://learn.microsoft.com/en-us/azure/active-directory/saas-apps/freshservice-provisioning-tutorial",
  },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/api/v2",
      connection: {
        host: {
          description: "the account's Freshservice domain",
          kind: "host",
          endsIn: [".freshservice.com"],
          example: "acme.freshservice.com",
        },
      },
      authentication: {
        kind: "basic",
        user: "{token}",
        password: "X",
        secrets: { token: "the API key (Profile settings) of an agent who may view agents and roles" },
        source: `${connector}/client.go`,
      },
      permissions: ["View Agents", "View roles"],
      requests: [
        {
          name: "roles",
          path: "/roles",
          paging: { kind: "link-header", size: { parameter: "per_page", value: 100 } },
          items: "roles",
          source: `${connector}/client.go`,
        },
        {
          name: "agents",
          path: "/agents",
          paging: { kind: "link-header", size: { parameter: "per_page", value: 100 } },
          items: "agents",
          people: {
            id: "id",
            name: { at: ["first_name", "last_name"] },
            email: "email",
            enabled: "active",
            lastSignIn: "last_login_at",
            roles: [
              {
                at: "roles",
                name: "role_id",
                scope: "assignment_scope",
                lookup: { request: "roles", key: "id", value: "name" },
              },
            ],
          },
          source: `${connector}/model.go`,
        },
      ],
      source: "https://www.stitchflow.com/user-management/freshservice/api",
    },
    limits: [
      "Only agents are listed: requesters see their own tickets.",
      "Organisation administrators of Freshworks, who stand above the account, are not listed.",
      "Each agent can have an API key, which is not listed.",
    ],
  },
  exports: [
    {
      what: "agents, requesters, groups",
      format: "JSON",
      how: "GET /api/v2/agents, /requesters and /groups of the API",
      source: `${connector}/client.go`,
    },
    {
      what: "tickets",
      format: "JSON",
      how: "GET /api/v2/tickets of the API, 100 to a page",
      source: "https://www.stitchflow.com/user-management/freshservice/api",
    },
  ],
};
