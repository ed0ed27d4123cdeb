import type { PersonFields } from "./roster-api.ts";
import { type NamedSystem, portability } from "./system.ts";

/** The reference is inside each console; these pages are generated from the same description of version 2.1. */
const reference = "https://github.com/Dirt-Diver/s1-api/blob/0fe01bb0dc15e28a25434a4ce62c0b78818664ca/api/docs";
const roles = "https://www.stitchflow.com/user-management/sentinelone/manual";
const connector = "https://github.com/ConductorOne/baton-sentinel-one/blob/main/pkg/sentinelone/client.go";
const sso =
  "https://community.rsa.com/s/article/SentinelOne-SAML-My-Page-SSO-Configuration-RSA-Ready-Implementation-Guide";

/** Twice the same: the name is only sure to be there for the vendor's roles, and the id only for a newer console. */
const heldRoles: PersonFields["roles"] = [
  { at: "scopeRoles", name: "roleName", scope: "name" },
  { at: "scopeRoles", name: "roleId", scope: "name", lookup: { request: "roles", key: "id", value: "name" } },
  // Of accounts that are for the whole console, where there is no scope.
  { at: "tenantRoles" },
];

const cursor = {
  kind: "cursor",
  at: "pagination.nextCursor",
  parameter: "cursor",
  size: { parameter: "limit", value: 200 },
} as const;

export const sentinelone: NamedSystem = {
  id: "sentinelone",
  name: "SentinelOne",
  vendor: "SentinelOne",
  category: "security",
  documentation: "https://www.sentinelone.com/",
  portability: portability.security,
  roles: [
    // Each within its scope: the console, an account, a site.
    { name: "Admin", reach: "super-administrator", source: roles },
    { name: "Viewer", reach: "read-only", source: roles },
    // IT, SOC, IR Team and C-Level are the vendor's, too; what they may do is not published, and they stay unknown.
  ],
  signIn: { own: true, entra: { protocols: ["saml"], scim: false, source: sso }, source: `${reference}/UsersApi.md` },
  roster: {
    api: {
      documented: true,
      baseUrl: "https://{host}/web/api/v2.1",
      connection: {
        host: {
          description: "the host of the console",
          kind: "host",
          endsIn: [".sentinelone.net"],
          example: "euce1-acme.sentinelone.net",
        },
      },
      authentication: {
        kind: "headers",
        headers: { authorization: "ApiToken {token}" },
        secrets: {
          token:
            "the API token of a service user (Settings > Users > Service Users) that may see users and roles, with the widest scope",
        },
        source: connector,
      },
      permissions: ["a role that may see users, service users and roles, in the scope that is to be listed"],
      requests: [
        {
          name: "roles",
          path: "/rbac/roles",
          query: { includeChildren: "true" },
          paging: cursor,
          items: "data",
          source: `${reference}/RBACApi.md`,
        },
        {
          name: "users",
          path: "/users",
          paging: cursor,
          items: "data",
          people: { id: "id", name: "fullName", email: "email", lastSignIn: "lastLogin", roles: heldRoles },
          source: `${reference}/UsersSchemasGetUserListSchemaMany200Data.md`,
        },
        {
          name: "service users",
          path: "/service-users",
          paging: cursor,
          items: "data",
          people: { id: "id", kind: "service", name: "name", roles: heldRoles },
          source: `${reference}/ServiceUsersApi.md`,
        },
      ],
      source: `${reference}/UsersApi.md`,
    },
    limits: [
      "Only accounts within the scope of the token are listed: somebody of the provider whose account is for the whole console may be above it.",
      "Accounts have no state: who is in the list can sign in.",
      "What a role may do differs between scopes and licences.",
    ],
  },
  exports: [
    {
      what: "agents, activities, users",
      format: "JSON, users also CSV",
      how: "the Agents and Activities APIs; users also by GET /web/api/v2.1/export/users",
      source: `${reference}/AgentsApi.md`,
    },
  ],
};
