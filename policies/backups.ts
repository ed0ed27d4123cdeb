/** Vaults and what guards them, as the tenant (or the plan) has it. */

import { isOfType } from "../src/access/azure/read-types.ts";
import { scopeOf } from "../src/access/azure/scopes.ts";
import type { AzureCapability } from "../src/catalogue/azure-capabilities.ts";
import { destroyBackups, destroyVaultedBackups } from "../src/catalogue/azure-protection.ts";
import { asObject, asText } from "../src/tenant/entity.ts";
import { armTypeOf } from "../src/tenant/resources/arm.ts";
import type { ArmResource } from "../src/tenant/snapshot.ts";
import type { RuleContext } from "./rule.ts";

export interface GuardedVault {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  /** What destroys its backups. */
  readonly destroyedBy: AzureCapability;
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

/** Recovery Services vaults and Backup vaults: by type, what destroys what is in them. */
const vaultKinds = [
  { vault: "microsoft.recoveryservices/vaults", destroyedBy: destroyBackups },
  { vault: "microsoft.dataprotection/backupvaults", destroyedBy: destroyVaultedBackups },
] as const;

/** Vaults, and those that a role is given on (`scopes`, in one spelling) and that nobody sees. */
export function backupState({ snapshot, seesTenant, plan }: RuleContext, scopes: Iterable<string>): BackupState {
  const resources = snapshot.collections.armResources;
  const guards = resources.filter((each) => isOfType(each, "microsoft.dataprotection/resourceguards"));
  const proxies = resources
    .filter((each) => vaultKinds.some(({ vault }) => isOfType(each, `${vault}/backupresourceguardproxies`)))
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
  const seen = resources.flatMap((resource): GuardedVault[] => {
    const kind = vaultKinds.find(({ vault }) => isOfType(resource, vault));
    if (kind === undefined) return [];
    const named = guardOf.get(scopeOf(resource.id));
    const guardId = named !== undefined && isThere(named) ? named : undefined;
    // Azure says that there is one also to whoever may not see which.
    const security = asObject(resource.properties?.["securitySettings"]);
    const says =
      asText(security?.["multiUserAuthorization"])?.toLowerCase() === "enabled" ||
      resource.properties?.["isVaultProtectedByResourceGuard"] === true;
    const isGuarded = guardId !== undefined || (named === undefined && says);
    const { destroyedBy } = kind;
    const vault = { id: resource.id, name: resource.name, resource, destroyedBy, isGuarded };
    return [{ ...vault, ...(guardId !== undefined && { guardId }) }];
  });
  const known = new Set(seen.map(({ id }) => scopeOf(id)));
  const unseen = [...new Set(scopes)].flatMap((id): GuardedVault[] => {
    const kind = known.has(id) ? undefined : vaultKinds.find(({ vault }) => armTypeOf(id) === vault);
    // No snapshot holds Backup vaults: of one that only a role shows nobody knows whether it is guarded.
    if (kind === undefined || (plan === undefined && kind.destroyedBy === destroyVaultedBackups)) return [];
    return [{ id, name: id.slice(id.lastIndexOf("/") + 1), destroyedBy: kind.destroyedBy, isGuarded: false }];
  });
  return { vaults: [...seen, ...unseen], guards, proxies };
}

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
