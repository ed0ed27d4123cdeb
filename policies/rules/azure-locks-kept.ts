import { isOfType } from "../../src/access/azure/read-types.ts";
import { mayBeSame, scopeOf } from "../../src/access/azure/scopes.ts";
import { changeLocks } from "../../src/catalogue/azure-protection.ts";
import { asText } from "../../src/tenant/entity.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { providersAbleTo } from "../azure-powers.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, pathSteps, sentence } from "../words.ts";

export const azureLocksKept: Rule = {
  id: "DEMARC.AZURE.4v2",
  name: "azure-locks-kept",
  severity: "error",
  title: "Logs and backups are locked against deletion, and no provider takes a lock away",
  rationale:
    "A lock makes deleting two steps by somebody who may do both. It is the cheapest protection against a mistake, and worth nothing where the one who makes it holds the key.",
  evaluate(context) {
    const locks = context.snapshot.collections.armResources.filter((each) =>
      isOfType(each, "microsoft.authorization/locks"),
    );
    return [...withoutLock(locks, context), ...openLocks(locks, context), ...keyHolders(locks, context)];
  },
};

/** What a lock is on: its id without the lock. */
function lockedScope({ id }: ArmResource): string {
  return scopeOf(id.slice(0, id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/locks")));
}

/** Whether a lock keeps anything from being deleted. */
function isShut({ properties }: ArmResource): boolean {
  return /^(cannotdelete|readonly)$/i.test(asText(properties?.["level"]) ?? "");
}

/** In a program the lock itself may be elsewhere; one that it declares on what the matrix locks must be one. */
function openLocks(locks: readonly ArmResource[], context: RuleContext): RuleFinding[] {
  if (context.entitlements.azure?.locks !== true || context.scope !== "partial") return [];
  const wanted = [...wantedLocks(context), ...toLock(context).map(({ id }) => scopeOf(id))];
  return locks.flatMap((lock): RuleFinding[] => {
    const at = lockedScope(lock);
    const what = wanted.find((id) => mayBeSame(at, id) || `${id}/`.startsWith(`${at}/`));
    if (what === undefined || isShut(lock) || !context.concerns(lock.id)) return [];
    const level = asText(lock.properties?.["level"]);
    return [
      {
        message: `The lock ${lock.name} keeps nothing from being deleted (${level === undefined ? "its level is not known" : `level ${level}`}), and the matrix says that ${what.slice(what.lastIndexOf("/") + 1)} is locked.`,
        resource: context.declaredBy(lock.id) ?? lock.id,
        remedy: "Set its level to CanNotDelete, or set azure.locks: false.",
      },
    ];
  });
}

/** Scopes of vaults, guard and the group of the workspace that the matrix locks, in one spelling. */
function wantedLocks({ entitlements, matrix }: RuleContext): string[] {
  const { backup } = entitlements.azure ?? {};
  const group = `/subscriptions/${matrix.azure?.subscriptionId}/resourceGroups/${matrix.azure?.resourceGroup}`;
  const guard =
    backup &&
    `/subscriptions/${backup.guard.subscriptionId}/resourceGroups/${backup.guard.resourceGroup}/providers/Microsoft.DataProtection/resourceGuards/${backup.guard.name}`;
  return [...(backup?.vaults.map(({ scope }) => scope.id) ?? []), ...(guard === undefined ? [] : [guard]), group].map(
    scopeOf,
  );
}

function withoutLock(locks: readonly ArmResource[], context: RuleContext): RuleFinding[] {
  if (context.entitlements.azure?.locks !== true || context.scope === "partial") return [];
  const locked = new Set(locks.filter(isShut).map(lockedScope));
  return toLock(context).flatMap((resource): RuleFinding[] => {
    // A lock on what it is in holds for it, too.
    const isLocked = [...locked].some((scope) => `${scopeOf(resource.id)}/`.startsWith(`${scope}/`));
    if (isLocked) return [];
    return [
      {
        message: `${resource.name} can be deleted by one mistake: the matrix says that it is locked, and there is no lock on it.`,
        resource: context.declaredBy(resource.id) ?? resource.id,
        remedy:
          "Put a CanNotDelete lock on it (azure-native.authorization.ManagementLockByScope), or set azure.locks: false.",
      },
    ];
  });
}

/** What is there of the workspace, the vaults and the guard of the matrix. */
function toLock({ snapshot, entitlements, matrix }: RuleContext): ArmResource[] {
  const { azure } = matrix;
  const group = `/subscriptions/${azure?.subscriptionId}/resourceGroups/${azure?.resourceGroup}/`.toLowerCase();
  const vaults = new Set(entitlements.azure?.backup?.vaults.map(({ scope }) => scopeOf(scope.id)));
  const guard = entitlements.azure?.backup?.guard;
  return snapshot.collections.armResources.filter(
    (each) =>
      (isOfType(each, "microsoft.operationalinsights/workspaces") && each.id.toLowerCase().startsWith(group)) ||
      vaults.has(scopeOf(each.id)) ||
      (isOfType(each, "microsoft.dataprotection/resourceguards") && each.name === guard?.name),
  );
}

/** Providers' principals who can take a lock away or make another one of it. */
function keyHolders(locks: readonly ArmResource[], context: RuleContext): RuleFinding[] {
  const holders = providersAbleTo(changeLocks, [...new Set(locks.map(lockedScope))], context);
  const names = nameList(
    locks.map(({ name, id }) => `${name} on ${lockedScope({ id, name, type: "" }).split("/").at(-1)}`),
  );
  return holders.map(({ grant, who, how }) => ({
    message: sentence(`${who} can take away locks (${names}): ${how}`),
    resource: grant.resource,
    path: pathSteps(grant.path, context),
    remedy:
      "Give a role that cannot change locks: of the built-in ones only Owner, User Access Administrator and a few others can.",
  }));
}
