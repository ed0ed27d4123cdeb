/** Which row of the matrix an access in Azure belongs to, by what the matrix declares there. */

import { scopeOf } from "../access/azure/scopes.ts";
import type { AccessRecord } from "../access/record.ts";
import { functionById } from "../catalogue/functions.ts";
import type { AzureEntitlements } from "../entitlements/azure.ts";

/** Path and words of the row; undefined when it is none of the section's. */
export function azureRow(
  record: AccessRecord,
  azure: AzureEntitlements | undefined,
): { readonly path: string; readonly text: string } | undefined {
  if (azure === undefined) return undefined;
  const { kind, objectKey } = record;
  if (kind === "azure-role") return azure.lighthouse.flatMap((each) => delegated(each, record)).at(0);
  if (kind !== "azure-resource") return undefined;
  const id = scopeOf(objectKey);
  const within = (outer: string) => `${id}/`.startsWith(`${scopeOf(outer)}/`);
  const vault = azure.backup?.vaults.find((each) => within(each.scope.id));
  if (vault !== undefined) return { path: `azure.backup.vaults.${vault.key}`, text: `Backup vault ${vault.key}` };
  const { guard } = azure.backup ?? {};
  if (guard !== undefined && id.includes(`/resourceguards/${guard.name}`)) {
    return { path: "azure.backup.guard", text: "Resource Guard of the backups" };
  }
  const window = azure.updates?.windows.find(
    ({ key }) => id.includes("/providers/microsoft.maintenance/") && id.endsWith(`/${key}`),
  );
  if (window === undefined) return undefined;
  const { assetClass, ring } = window;
  return { path: `azure.updates.classes.${assetClass}`, text: `Maintenance window of ring ${ring} of ${assetClass}` };
}

/** What a delegation at the scope is for, when the principal is one of its own. */
function delegated(
  { eligible, permanent, scope }: AzureEntitlements["lighthouse"][number],
  { principal, scope: at, target, targetId }: AccessRecord,
) {
  if (scopeOf(scope.id) !== scopeOf(at)) return [];
  return eligible
    .filter((each) => each.principal.id === principal.id)
    .map(({ functionId, role }) => {
      const title = functionById(functionId)?.title ?? functionId;
      const isGiven = [role, ...permanent.map((each) => each.role)].some((each) => each.roleDefinitionId === targetId);
      return {
        path: `functions.${functionId}`,
        text: isGiven
          ? `${title}, through Azure Lighthouse`
          : `Held outside its row: ${title} gives ${role.name} through Azure Lighthouse, not ${target}`,
      };
    });
}
