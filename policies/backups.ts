/** Vaults and what guards them, as the tenant (or the plan) has it. */

import { isOfType } from "../src/access/azure/read-types.ts";
import { scopeOf } from "../src/access/azure/scopes.ts";
import { asObject, asText } from "../src/tenant/entity.ts";
import type { ArmResource } from "../src/tenant/snapshot.ts";
import type { RuleContext } from "./rule.ts";

export interface GuardedVault {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  /** Absent when only a role on it is in sight. */
  readonly resource?: ArmResource;
  /** Whether what destroys its backups needs the consent of a Resource Guard. */
  readonly isGuarded: boolean;
  /** ARM id of the guard, where it is known. */
  readonly guardId?: string;
}

export interface BackupState {
  readonly vaults: readonly GuardedVault[];
  readonly guards: readonly ArmResource[];
  readonly proxies: readonly GuardProxy[];
}

/** What puts a vault under a guard. */
export interface GuardProxy {
  /** ARM id. */
  readonly id: string;
  /** ARM id of the vault, in one spelling. */
  readonly vault: string;
  /** ARM id of the guard. */
  readonly guardId: string;
}

/** Recovery Services vaults, and those that a role is given on (`scopes`, in one spelling) and that nobody sees. */
export function backupState({ snapshot, seesTenant }: RuleContext, scopes: Iterable<string>): BackupState {
  const resources = snapshot.collections.armResources;
  const guards = resources.filter((each) => isOfType(each, "microsoft.dataprotection/resourceguards"));
  const proxies = resources
    .filter((each) => isOfType(each, "microsoft.recoveryservices/vaults/backupresourceguardproxies"))
    .flatMap(({ id, properties }): GuardProxy[] => {
      const guardId = asText(properties?.["resourceGuardResourceId"]);
      return guardId === undefined ? [] : [{ id, vault: scopeOf(id.split("/").slice(0, -2).join("/")), guardId }];
    });
  const guardOf = new Map(proxies.map(({ vault, guardId }) => [vault, guardId]));
  const subscriptions = new Set(resources.flatMap(({ id }) => subscriptionOf(id) ?? []));
  /** A guard that was deleted guards nothing; one in a subscription (or tenant) that nobody reads does. */
  const isThere = (guardId: string) =>
    !seesTenant ||
    guards.some(({ id }) => scopeOf(id) === scopeOf(guardId)) ||
    !subscriptions.has(subscriptionOf(guardId) ?? "");
  const seen = resources
    .filter((each) => isOfType(each, "microsoft.recoveryservices/vaults"))
    .map((resource): GuardedVault => {
      const named = guardOf.get(scopeOf(resource.id));
      const guardId = named !== undefined && isThere(named) ? named : undefined;
      // Azure says that there is one also to whoever may not see which.
      const security = asObject(resource.properties?.["securitySettings"]);
      const says = named === undefined && asText(security?.["multiUserAuthorization"])?.toLowerCase() === "enabled";
      const isGuarded = guardId !== undefined || says;
      return { id: resource.id, name: resource.name, resource, isGuarded, ...(guardId !== undefined && { guardId }) };
    });
  const known = new Set(seen.map(({ id }) => scopeOf(id)));
  const unseen = [...new Set(scopes)]
    .filter((scope) => vaultId.test(scope) && !known.has(scope))
    .map((id): GuardedVault => ({ id, name: id.slice(id.lastIndexOf("/") + 1), isGuarded: false }));
  return { vaults: [...seen, ...unseen], guards, proxies };
}

const vaultId = /\/providers\/microsoft\.recoveryservices\/vaults\/[^/]+$/;

function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+/.exec(id.toLowerCase())?.[0];
}

/** What keeps the backups of a vault, as far as the vault itself says it. */
export interface VaultSettings {
  readonly softDelete: string | undefined;
  readonly softDeleteDays: number | undefined;
  readonly immutability: string | undefined;
}

export function vaultSettings({ properties }: ArmResource): VaultSettings {
  const security = asObject(properties?.["securitySettings"]);
  const softDelete = asObject(security?.["softDeleteSettings"]);
  const days = softDelete?.["softDeleteRetentionPeriodInDays"];
  return {
    softDelete: asText(softDelete?.["softDeleteState"])?.toLowerCase(),
    softDeleteDays: typeof days === "number" ? days : undefined,
    immutability: asText(asObject(security?.["immutabilitySettings"])?.["state"])?.toLowerCase(),
  };
}
