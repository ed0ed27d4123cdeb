/** What Azure refuses that a plan alone does not show: things that have to come one after another. */

import { resourcesOfType, within } from "./arm-scopes.ts";
import { asObject, asText, type Entity, type JsonObject } from "./entity.ts";
import type { TenantStore } from "./store.ts";

/**
 * Why Azure does not make a resource as it is; undefined when it does. A vault becomes immutable for ever only when it is there: Disabled
 * ↔ Unlocked → Locked (https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept; the order of requests in
 * internal/services/recoveryservices/recovery_services_vault_resource.go of github.com/hashicorp/terraform-provider-azurerm).
 */
export function refusalToMake(type: string, body: JsonObject): string | undefined {
  if (type.toLowerCase() !== "microsoft.recoveryservices/vaults") return undefined;
  const settings = asObject(asObject(body["properties"])?.["securitySettings"]);
  const isLocked = asObject(settings?.["immutabilitySettings"])?.["state"] === "Locked";
  return isLocked
    ? "The immutability of a vault cannot be Locked when the vault is created: create it as Unlocked, then lock it."
    : undefined;
}

const locks = "Microsoft.Authorization/locks";
const ofLock = `/providers/${locks.toLowerCase()}/`;

/**
 * Scope of a lock that keeps a resource from being deleted: on it, above it, or on what would go with it
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources). Undefined when there is none.
 */
export function lockedScope(store: TenantStore, id: string): string | undefined {
  if (id.toLowerCase().includes(ofLock)) return undefined;
  return resourcesOfType(store, locks)
    .filter(forbidsDeleting)
    .map((lock) => lock.id.slice(0, lock.id.toLowerCase().lastIndexOf(ofLock)))
    .find((scope) => within(id, scope) || within(scope, id));
}

function forbidsDeleting({ properties }: Entity): boolean {
  const level = asText(asObject(properties)?.["level"]);
  return level === "CanNotDelete" || level === "ReadOnly";
}
