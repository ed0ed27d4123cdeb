/** What Azure's resources say of principals: who comes from which tenant through Lighthouse, and what user-assigned identities trust. */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { ArmResource, Snapshot } from "../../tenant/snapshot.ts";
import type { FederatedCredential } from "../federation.ts";
import { isOfType } from "./read-types.ts";

export interface DelegatedPrincipal {
  /** Its home tenant, lower case. */
  readonly tenantId: string;
  readonly name?: string;
}

/** Principals that Lighthouse names, approvers included, by object id (https://learn.microsoft.com/azure/lighthouse/concepts/architecture). */
export function delegatedPrincipals({ collections }: Snapshot): ReadonlyMap<string, DelegatedPrincipal> {
  const found = new Map<string, DelegatedPrincipal>();
  for (const resource of collections.armResources) {
    const isDefinition = isOfType(resource, "microsoft.managedservices/registrationdefinitions");
    if (!isDefinition && !isOfType(resource, "microsoft.managedservices/registrationassignments")) continue;
    const { properties } = resource;
    const definition = asObject(asObject(properties?.["registrationDefinition"])?.["properties"]) ?? properties ?? {};
    const tenantId = asText(definition["managedByTenantId"])?.toLowerCase();
    if (tenantId === undefined) continue;
    for (const principal of principalsIn(definition)) {
      const id = asText(principal["principalId"]);
      const name = asText(principal["principalIdDisplayName"]);
      if (id !== undefined && !found.get(id)?.name) found.set(id, { tenantId, ...(name && { name }) });
    }
  }
  return found;
}

function principalsIn(definition: JsonObject): JsonObject[] {
  const eligible = objectsOf(definition["eligibleAuthorizations"]);
  return [
    ...objectsOf(definition["authorizations"]),
    ...eligible,
    ...eligible.flatMap((authorization) =>
      objectsOf(asObject(authorization["justInTimeAccessPolicy"])?.["managedByTenantApprovers"]),
    ),
  ];
}

/**
 * Principals of partners' tenants that hold roles: those that Lighthouse names, and groups that Azure shows as foreign (a reseller's
 * Admin Agents are Owner of the subscriptions it sells, https://github.com/microsoft/PartnerCenter-GDAPTransition/issues/39).
 */
export function partnerPrincipals(snapshot: Snapshot): ReadonlySet<string> {
  const foreign = snapshot.collections.armResources.flatMap(({ properties }) => {
    const { principalType, principalId } = properties ?? {};
    return asText(principalType)?.toLowerCase() === "foreigngroup" ? (asText(principalId) ?? []) : [];
  });
  return new Set([...delegatedPrincipals(snapshot).keys(), ...foreign]);
}

/** A federated credential of a user-assigned identity. */
export interface IdentityCredential extends FederatedCredential {
  readonly id: string;
  /** ARM id of the identity, lower case. */
  readonly identity: string;
}

/** Federated credentials of user-assigned identities, by the identity's ARM id in lower case. */
export function identityCredentials({ collections }: Snapshot): ReadonlyMap<string, readonly IdentityCredential[]> {
  return Map.groupBy(
    collections.armResources
      .filter((resource) =>
        isOfType(resource, "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials"),
      )
      .map(readCredential),
    ({ identity }) => identity,
  );
}

function readCredential({ id, properties }: ArmResource): IdentityCredential {
  const { issuer, subject } = properties ?? {};
  return {
    id,
    identity: id.toLowerCase().split("/").slice(0, -2).join("/"),
    issuer: asText(issuer) ?? null,
    subject: asText(subject) ?? null,
  };
}
