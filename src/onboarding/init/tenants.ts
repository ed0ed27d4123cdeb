/** Other tenants that can do something in this one: partners, Lighthouse, applications, assignments to principals of theirs. */

import { delegatedPrincipals } from "../../access/azure/principals.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import { microsoftTenantId } from "../../tenant/graph/first-party.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { oneLine } from "../question.ts";
import { type Holders, worstOf } from "./holders.ts";

export type DraftTrust = Readonly<Record<"mfa" | "compliantDevice" | "hybridJoinedDevice", boolean>>;

/** Another tenant, and how it shows here. */
export interface ForeignTenant {
  /** Lower case. */
  readonly tenantId: string;
  /** How it is called where it appears. */
  readonly names: readonly string[];
  /** Partner with delegated administration (GDAP). */
  readonly isServiceProvider: boolean;
  readonly isPartner: boolean;
  /** Which claims of its sign-ins are believed here; absent where it has no settings of its own about that. */
  readonly trust?: DraftTrust;
  readonly hasLighthouse: boolean;
  /** Principals of it that hold roles here. */
  readonly principals: readonly string[];
  /** Ids of service principals of its applications. */
  readonly applications: readonly string[];
  /** Lowest tier of what those applications hold. */
  readonly worst: 0 | 1 | 2;
}

/** Microsoft's own and services of its corporate tenant. */
const microsoft = new Set([microsoftTenantId, "72f988bf-86f1-41af-91ab-2d7cd011db47"]);
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every tenant that appears, except this one and Microsoft's. */
export function foreignTenants(snapshot: Snapshot, holders: Holders): ForeignTenant[] {
  const { tenantId: own, collections } = snapshot;
  const found = new Map<string, { -readonly [Key in keyof ForeignTenant]: ForeignTenant[Key] }>();
  const of = (tenantId: string | null | undefined) => {
    const id = tenantId?.toLowerCase();
    if (id === undefined || !guid.test(id) || id === own.toLowerCase() || microsoft.has(id)) return undefined;
    const before = found.get(id);
    if (before !== undefined) return before;
    const made: ForeignTenant = {
      tenantId: id,
      names: [],
      isServiceProvider: false,
      isPartner: false,
      hasLighthouse: false,
      principals: [],
      applications: [],
      worst: 2,
    };
    found.set(id, made);
    return found.get(id);
  };
  for (const { tenantId, isServiceProvider, inboundTrust } of collections.crossTenantPartners) {
    const tenant = of(tenantId);
    if (tenant === undefined) continue;
    tenant.isPartner = true;
    // https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyinboundtrust; without one the default of all tenants holds.
    if (inboundTrust !== null && inboundTrust !== undefined) {
      tenant.trust = {
        mfa: inboundTrust.isMfaAccepted === true,
        compliantDevice: inboundTrust.isCompliantDeviceAccepted === true,
        hybridJoinedDevice: inboundTrust.isHybridAzureADJoinedDeviceAccepted === true,
      };
    }
    if (isServiceProvider === true) tenant.isServiceProvider = true;
  }
  for (const { type, properties } of collections.armResources) {
    if (!/^microsoft\.managedservices\/registration(definitions|assignments)$/i.test(type)) continue;
    const definition = asObject(asObject(properties?.["registrationDefinition"])?.["properties"]) ?? properties ?? {};
    const tenant = of(asText(definition["managedByTenantId"]));
    if (tenant === undefined) continue;
    tenant.hasLighthouse = true;
    const name = asText(definition["managedByTenantName"]) ?? asText(definition["registrationDefinitionName"]);
    if (name) tenant.names = [...tenant.names, oneLine(name)];
  }
  for (const [id, { tenantId }] of delegatedPrincipals(snapshot)) {
    const tenant = of(tenantId);
    if (tenant !== undefined) tenant.principals = [...tenant.principals, id];
  }
  // Only the beta of Graph tells where a principal comes from.
  const assignments: readonly { principalId?: string | null; principalOrganizationId?: string | null }[] =
    collections.roleAssignments;
  for (const { principalId, principalOrganizationId } of assignments) {
    const tenant = of(principalOrganizationId);
    if (tenant !== undefined && principalId) tenant.principals = [...tenant.principals, principalId];
  }
  for (const { id, appOwnerOrganizationId, verifiedPublisher } of collections.servicePrincipals) {
    const tenant = of(appOwnerOrganizationId);
    if (tenant === undefined) continue;
    tenant.applications = [...tenant.applications, id];
    const worst = worstOf(holders.get(id) ?? []);
    if (worst < tenant.worst) tenant.worst = worst;
    if (verifiedPublisher?.displayName) tenant.names = [...tenant.names, oneLine(verifiedPublisher.displayName)];
  }
  return [...found.values()];
}

/** Whether somebody of that tenant administers something here: it is a provider's until somebody says otherwise. */
export function administers(tenant: ForeignTenant): boolean {
  return tenant.isServiceProvider || tenant.hasLighthouse || tenant.principals.length > 0 || tenant.worst === 0;
}
