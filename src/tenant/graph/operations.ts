/** Every operation of Microsoft Graph that the embedded tenant knows. */

import { administrativeUnitOperations } from "./administrative-units.ts";
import { applicationOperations } from "./applications.ts";
import { conditionalAccessOperations } from "./conditional-access.ts";
import type { Handler } from "./context.ts";
import { crossTenantAccessOperations } from "./cross-tenant-access.ts";
import { deletedItemOperations } from "./deleted-items.ts";
import { directoryOperations } from "./directory.ts";
import { directoryRoleOperations } from "./directory-roles.ts";
import { entitlementOperations } from "./entitlement-management.ts";
import { groupScheduleOperations } from "./group-schedules.ts";
import { groupOperations } from "./groups.ts";
import { reportOperations } from "./reports.ts";
import { heedingRestriction } from "./restricted-management.ts";
import { roleAssignmentOperations } from "./role-assignments.ts";
import { roleManagementPolicyOperations } from "./role-management-policies.ts";
import { roleScheduleOperations } from "./role-schedules.ts";
import { Router } from "./router.ts";
import { servicePrincipalOperations } from "./service-principals.ts";
import { userOperations } from "./users.ts";

export const router = new Router<Handler>();

for (const operations of [
  administrativeUnitOperations,
  applicationOperations,
  conditionalAccessOperations,
  crossTenantAccessOperations,
  deletedItemOperations,
  directoryOperations,
  directoryRoleOperations,
  entitlementOperations,
  groupOperations,
  groupScheduleOperations,
  reportOperations,
  roleAssignmentOperations,
  roleManagementPolicyOperations,
  roleScheduleOperations,
  servicePrincipalOperations,
  userOperations,
]) {
  for (const [operation, handler] of Object.entries(operations)) {
    router.add(operation, heedingRestriction(operation, handler));
  }
}
