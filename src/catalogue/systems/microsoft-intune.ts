import { graphAuthentication, graphBaseUrl, graphRoleRequests, graphTenant } from "./microsoft-graph.ts";
import { type NamedSystem, portability } from "./system.ts";

const builtIn = "https://learn.microsoft.com/intune/intune-service/fundamentals/role-based-access-control";
const assignments =
  "https://learn.microsoft.com/graph/api/rbacapplicationmultiple-list-roleassignments?view=graph-rest-beta";

/**
 * Of a role that customers make: giving roles, and changing what one holds oneself. The actions are named as in
 * https://github.com/microsoft/Microsoft365DSC (IntuneRoleDefinition).
 */
const widest = ["microsoft.intune_roles_assign", "microsoft.intune_roles_update"];

export const microsoftIntune: NamedSystem = {
  id: "microsoft-intune",
  name: "Microsoft Intune",
  vendor: "Microsoft",
  category: "endpoint-management",
  documentation: "https://learn.microsoft.com/intune/",
  portability: portability["endpoint-management"],
  roles: [
    // Manages roles and who holds them.
    { name: "Intune Role Administrator", reach: "super-administrator", source: builtIn },
    // The tenant's, which this service obeys.
    { name: "Global Administrator", reach: "super-administrator", source: builtIn },
    {
      name: "Intune Administrator",
      reach: "super-administrator",
      spellings: ["Intune Service Administrator"],
      source: builtIn,
    },
    { name: "Policy and Profile Manager", reach: "administrator", source: builtIn },
    { name: "Application Manager", reach: "administrator", source: builtIn },
    { name: "Endpoint Security Manager", reach: "administrator", source: builtIn },
    { name: "School Administrator", reach: "administrator", source: builtIn },
    { name: "Endpoint Privilege Manager", reach: "administrator", source: builtIn },
    { name: "Endpoint Privilege Reader", reach: "read-only", source: builtIn },
    { name: "Cloud PC Administrator", reach: "administrator", source: builtIn },
    { name: "Cloud PC Reader", reach: "read-only", source: builtIn },
    { name: "Help Desk Operator", reach: "operator", source: builtIn },
    { name: "Read Only Operator", reach: "read-only", source: builtIn },
  ],
  signIn: {
    own: false,
    entra: { protocols: ["native"], scim: false, source: builtIn },
    source: builtIn,
  },
  roster: {
    api: {
      documented: true,
      baseUrl: graphBaseUrl,
      connection: graphTenant,
      authentication: graphAuthentication,
      permissions: ["DeviceManagementRBAC.Read.All (application)"],
      requests: graphRoleRequests("deviceManagement", assignments, widest),
      source: assignments,
    },
    limits: [
      "Roles are held by groups of the tenant, given here by their object ids: who is in them is in its snapshot.",
      "Global Administrators and Intune Administrators of the tenant can do everything here, and are in its snapshot.",
    ],
  },
  exports: [
    {
      what: "devices, with hardware, compliance and configuration",
      format: "CSV or JSON",
      how: "Devices > All devices > Export, or the report export of Microsoft Graph",
      source: "https://learn.microsoft.com/intune/intune-service/fundamentals/reports-export-graph-apis",
    },
  ],
};
