/** How far other tenants are trusted: by default, one by one, and which of them make accounts here. */

import type { Entity, JsonObject } from "../entity.ts";
import { asObject, isGuid, mergeJson } from "../entity.ts";
import {
  type Context,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredText,
} from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { type Resource, readOperations, single } from "./resource.ts";

const policy = "policies/crossTenantAccessPolicy";
const partners = `${policy}/partners`;

const partnerResource: Resource = {
  table: "crossTenantPartners",
  type: "#microsoft.graph.crossTenantAccessPolicyConfigurationPartner",
  set: partners,
  // The tenant id is the key; the stored id repeats it for the snapshot.
  hidden: ["id", "identitySynchronization"],
  expands: { identitySynchronization: { of: (_, partner) => synchronisationOf(partner) } },
};

const synchronisationResource: Resource = {
  table: "crossTenantPartners",
  type: "#microsoft.graph.crossTenantIdentitySyncPolicyPartner",
  set: `${partners}/identitySynchronization`,
  hidden: ["id"],
};

const defaultResource: Resource = {
  table: "crossTenantDefault",
  type: "#microsoft.graph.crossTenantAccessPolicyConfigurationDefault",
  set: `${policy}/default`,
  hidden: ["id"],
};

function side(accessType: "allowed" | "blocked"): JsonObject {
  return {
    usersAndGroups: { accessType, targets: [{ target: "AllUsers", targetType: "user" }] },
    applications: { accessType, targets: [{ target: "AllApplications", targetType: "application" }] },
  };
}

/** What Microsoft starts a tenant with (https://learn.microsoft.com/graph/api/crosstenantaccesspolicyconfigurationdefault-get). */
export const startingDefault: Entity = {
  id: "default",
  isServiceDefault: true,
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  b2bCollaborationInbound: side("allowed"),
  b2bCollaborationOutbound: side("allowed"),
  b2bDirectConnectInbound: side("blocked"),
  b2bDirectConnectOutbound: side("blocked"),
  inboundTrust: {
    isCompliantDeviceAccepted: false,
    isHybridAzureADJoinedDeviceAccepted: false,
    isMfaAccepted: false,
  },
  tenantRestrictions: { devices: null, ...side("blocked") },
};

function currentDefault(context: Context): Entity {
  return context.store.get("crossTenantDefault", startingDefault.id) ?? startingDefault;
}

function createPartner(context: Context): Reply {
  const tenantId = requiredText(context, "tenantId", "CrossTenantAccessPolicyConfigurationPartner").toLowerCase();
  if (!isGuid(tenantId)) throw badRequest(`Invalid tenantId '${tenantId}': it must be a GUID.`);
  if (context.store.get("crossTenantPartners", tenantId) !== undefined) {
    throw badRequest(`A partner configuration for tenant ${tenantId} already exists.`, "Conflict");
  }
  const partner: Entity = {
    automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
    b2bCollaborationInbound: null,
    b2bCollaborationOutbound: null,
    b2bDirectConnectInbound: null,
    b2bDirectConnectOutbound: null,
    inboundTrust: null,
    isInMultiTenantOrganization: false,
    isServiceProvider: false,
    tenantRestrictions: null,
    ...plainProperties(context.body),
    tenantId,
    id: tenantId,
  };
  context.store.put("crossTenantPartners", partner);
  return single(context, partnerResource, partner, 201);
}

function findPartner(context: Context): Entity {
  return lookUp(context, "crossTenantPartners", parameter(context, "id"));
}

function synchronisationOf(partner: Entity): Entity | undefined {
  const synchronisation = asObject(partner["identitySynchronization"]);
  return synchronisation === undefined ? undefined : { ...synchronisation, id: partner.id };
}

function demandedSynchronisation(context: Context): Entity {
  const partner = findPartner(context);
  const found = synchronisationOf(partner);
  if (found === undefined) throw notFound(`identitySynchronization of ${partner.id}`);
  return found;
}

export const crossTenantAccessOperations: Operations = {
  [`GET ${policy}`]: (context) => ({
    status: 200,
    body: {
      "@odata.context": `${context.origin}/${context.version}/$metadata#${policy}/$entity`,
      displayName: "CrossTenantAccessPolicy",
      allowedCloudEndpoints: [],
    },
  }),
  [`GET ${policy}/default`]: (context) => single(context, defaultResource, currentDefault(context)),
  [`PATCH ${policy}/default`]: (context) => {
    const change = plainProperties(context.body, "isServiceDefault");
    const changed = { ...mergeJson(currentDefault(context), change), isServiceDefault: false, id: startingDefault.id };
    context.store.put("crossTenantDefault", changed);
    return noContent;
  },
  ...readOperations(partners, partnerResource),
  [`POST ${partners}`]: createPartner,
  [`PATCH ${partners}/:id`]: (context) => {
    const partner = findPartner(context);
    const change = plainProperties(context.body, "tenantId", "identitySynchronization");
    context.store.put("crossTenantPartners", { ...mergeJson(partner, change), id: partner.id });
    return noContent;
  },
  [`DELETE ${partners}/:id`]: (context) => {
    context.store.remove("crossTenantPartners", findPartner(context).id);
    return noContent;
  },
  [`GET ${partners}/:id/identitySynchronization`]: (context) =>
    single(context, synchronisationResource, demandedSynchronisation(context)),
  [`PUT ${partners}/:id/identitySynchronization`]: (context) => {
    const partner = findPartner(context);
    const identitySynchronization = { ...plainProperties(context.body), tenantId: partner.id };
    context.store.put("crossTenantPartners", { ...partner, identitySynchronization });
    return noContent;
  },
  [`DELETE ${partners}/:id/identitySynchronization`]: (context) => {
    demandedSynchronisation(context);
    const { identitySynchronization: _, ...kept } = findPartner(context);
    context.store.put("crossTenantPartners", { ...kept, id: kept.id });
    return noContent;
  },
};
