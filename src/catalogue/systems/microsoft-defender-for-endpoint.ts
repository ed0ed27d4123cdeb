import { graphAuthentication, graphBaseUrl, graphRoleRequests, graphTenant } from "./microsoft-graph.ts";
import { type NamedSystem, portability } from "./system.ts";

const access = "https://github.com/MicrosoftDocs/defender-docs/blob/public/defender-endpoint/assign-portal-access.md";
const basic = "https://github.com/MicrosoftDocs/defender-docs/blob/public/defender-endpoint/basic-permissions.md";
/** Graph's own page on these assignments names other services only. */
const assignments =
  "https://www.powershellgallery.com/packages/EntraOps/1.1.0/Content/Public%5CPrivilegedAccess%5CGet-EntraOpsPrivilegedDefenderRoles.ps1";

/** Of a role that the client makes: “Authorization, manage”. https://learn.microsoft.com/defender-xdr/compare-rbac-roles */
const widest = ["microsoft.xdr/configuration/authorization/manage"];

export const microsoftDefenderForEndpoint: NamedSystem = {
  id: "microsoft-defender-for-endpoint",
  name: "Microsoft Defender for Endpoint",
  vendor: "Microsoft",
  category: "security",
  documentation: "https://learn.microsoft.com/defender-endpoint/",
  portability: portability.security,
  roles: [
    // Of its own it has roles that the client makes; these are the tenant's, and this service obeys them.
    { name: "Global Administrator", reach: "super-administrator", source: access },
    { name: "Security Administrator", reach: "super-administrator", source: access },
    { name: "Security Reader", reach: "read-only", source: basic },
  ],
  signIn: {
    own: false,
    entra: { protocols: ["native"], scim: false, source: access },
    source: access,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: graphBaseUrl,
      connection: graphTenant,
      authentication: graphAuthentication,
      permissions: ["RoleManagement.Read.Defender (application)"],
      requests: graphRoleRequests("defender", assignments, widest),
      source: assignments,
    },
    limits: [
      "Roles of Defender's unified RBAC are held by groups or users of the tenant, given here by their object ids: who they are is in its snapshot.",
      "Global Administrators and Security Administrators of the tenant can do everything here, and are in its snapshot.",
      "Roles that were made in Defender for Endpoint before unified RBAC was turned on are not listed.",
    ],
  },
  exports: [
    {
      what: "devices, software, vulnerabilities",
      format: "JSON",
      how: "the export APIs per device",
      source: "https://learn.microsoft.com/defender-endpoint/api/get-assessment-methods-properties",
    },
    {
      what: "alerts and incidents",
      format: "JSON",
      how: "Microsoft Graph, security/incidents and security/alerts_v2",
      source: "https://learn.microsoft.com/graph/api/security-list-incidents",
    },
  ],
};
