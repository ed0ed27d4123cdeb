/**
 * Which service principals stand for which Azure resources. Entra ID names the resource in a managed identity's alternative names,
 * ARM names the principal beside the resource; a snapshot may hold either, a plan holds the first.
 * (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-view-managed-identity-service-principal)
 */

import { asList, asObject, asText } from "../../tenant/entity.ts";
import type { ArmResource, Snapshot } from "../../tenant/snapshot.ts";
import { isOfType } from "./read-types.ts";
import { scopeOf } from "./scopes.ts";

export interface ManagedIdentities {
  /** Object ids of whom code on a resource can be; of a user-assigned identity, itself. */
  of(resource: ArmResource): readonly string[];
  /** Resources whose identity a service principal is, in the spelling of `scopeOf`. */
  resourcesOf(servicePrincipalId: string): readonly string[];
}

export function readManagedIdentities({ collections }: Snapshot): ManagedIdentities {
  const byResource = new Map<string, string>();
  const byPrincipal = new Map<string, string[]>();
  const pair = (resource: string, principal: string | undefined) => {
    const key = scopeOf(resource);
    if (principal === undefined || byResource.has(key)) return;
    byResource.set(key, principal);
    const known = byPrincipal.get(principal);
    if (known) known.push(key);
    else byPrincipal.set(principal, [key]);
  };
  const principals = new Set<string>();
  for (const { id, alternativeNames } of collections.servicePrincipals) {
    principals.add(id);
    for (const name of alternativeNames ?? []) if (name.startsWith("/")) pair(name, id);
  }
  for (const resource of collections.armResources) {
    const { id, identity, properties } = resource;
    pair(id, asText(identity?.["principalId"]));
    if (isOfType(resource, "microsoft.managedidentity/userassignedidentities"))
      pair(id, asText(properties?.["principalId"]));
    for (const [assigned, shown] of Object.entries(asObject(identity?.["userAssignedIdentities"]) ?? {})) {
      pair(assigned, asText(asObject(shown)?.["principalId"]));
    }
  }
  const named = (name: string) => (principals.has(name) ? name : byResource.get(scopeOf(name)));
  return {
    of: (resource) => [...new Set(namesIn(resource).flatMap((name) => named(name) ?? []))],
    resourcesOf: (servicePrincipalId) => byPrincipal.get(servicePrincipalId) ?? [],
  };
}

/** Everything in a resource that names an identity: itself, user-assigned ones, the node identity of a Kubernetes cluster. */
function namesIn({ id, identity, properties }: ArmResource): string[] {
  const assigned = identity?.["userAssignedIdentities"];
  const profiles = Object.values(asObject(properties?.["identityProfile"]) ?? {}).map(asObject);
  const names: readonly unknown[] = [
    id,
    assigned,
    ...asList(assigned),
    ...Object.keys(asObject(assigned) ?? {}),
    ...profiles.flatMap((profile) => [profile?.["resourceId"], profile?.["objectId"]]),
  ];
  return names.filter((name) => typeof name === "string");
}
