/** How rosters that Microsoft Graph gives are asked for: an application of the client's tenant. */

import type { Authentication, ConnectionValue, RosterRequest } from "./roster-api.ts";

export const graphTenant: Readonly<Record<string, ConnectionValue>> = {
  tenant: {
    description: "id of the client's tenant",
    kind: "id",
    isTenantId: true,
    example: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
  },
  // Clouds of their own: https://learn.microsoft.com/graph/deployments.
  graph: {
    description: "the host of Microsoft Graph, which depends on the cloud",
    kind: "host",
    choices: ["graph.microsoft.com", "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"],
    default: "graph.microsoft.com",
    example: "graph.microsoft.us",
  },
  login: {
    description: "the host where one signs in, which depends on the cloud",
    kind: "host",
    choices: ["login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn"],
    default: "login.microsoftonline.com",
    example: "login.microsoftonline.us",
  },
};

export const graphBaseUrl = "https://{graph}/beta";

export const graphAuthentication: Authentication = {
  kind: "oauth",
  tokenUrl: "https://{login}/{tenant}/oauth2/v2.0/token",
  form: {
    grant_type: "client_credentials",
    client_id: "{client-id}",
    client_secret: "{client-secret}",
    scope: "https://{graph}/.default",
  },
  secrets: {
    "client-id": "client id of an application in the client's tenant",
    "client-secret": "its secret",
  },
  source: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
};

const roleDefinitions =
  "https://learn.microsoft.com/graph/api/rbacapplication-list-roledefinitions?view=graph-rest-beta";

/**
 * Who holds which role of a service with roles of its own: Graph's beta names principals by their object ids.
 * @param service as its path says, such as `deviceManagement`
 * @param source of how its assignments are listed
 * @param widest what a role allows whose holders can give themselves anything, in small letters
 */
export function graphRoleRequests(
  service: string,
  source: string,
  widest: readonly string[],
): readonly RosterRequest[] {
  const of = Object.fromEntries(widest.map((action) => [action, "super-administrator" as const]));
  const paging = { kind: "next-link", at: "@odata.nextLink" } as const;
  return [
    {
      name: "role definitions",
      path: `/roleManagement/${service}/roleDefinitions`,
      paging,
      items: "value",
      source: roleDefinitions,
    },
    {
      name: "role assignments",
      path: `/roleManagement/${service}/roleAssignments`,
      paging,
      items: "value",
      // Of one principal where the service gives an assignment to one only.
      each: ["principalIds[]", "principalId"],
      people: {
        id: "",
        kind: "group",
        roles: [
          {
            parent: "roleDefinitionId",
            lookup: { request: "role definitions", key: "id", value: "displayName" },
            reach: [{ at: "rolePermissions[].allowedResourceActions[]", of }],
          },
        ],
      },
      source,
    },
  ];
}
