/** The node of an application permission. */

import type { AccessNode, EdgeContext } from "../graph.ts";
import type { PermissionHolding } from "../holdings.ts";

export function permissionNode(
  context: EdgeContext,
  { resourceAppId, appRoleId, name, resourceName }: PermissionHolding,
): AccessNode {
  return context.other(
    "permission",
    `permission:${resourceAppId}/${appRoleId}`,
    `permission ${name} on ${resourceName}`,
  );
}
