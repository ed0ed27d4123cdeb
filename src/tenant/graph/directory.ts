/** The organisation itself, its domains, directory objects of any kind, partners, and the audit log. */

import type { Entity } from "../entity.ts";
import { asList, mergeJson } from "../entity.ts";
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
import { memberOf } from "./relations.ts";
import {
  findDirectoryObject,
  list,
  listDirectoryObjects,
  type Resource,
  readOperations,
  single,
  viewDirectoryObject,
} from "./resource.ts";
import { userResource } from "./users.ts";

const organizationResource: Resource = {
  table: "organization",
  type: "#microsoft.graph.organization",
  set: "organization",
};
const domainResource: Resource = { table: "domains", type: "#microsoft.graph.domain", set: "domains" };
const auditResource: Resource = {
  table: "directoryAudits",
  type: "#microsoft.graph.directoryAudit",
  set: "auditLogs/directoryAudits",
};
const partnerResource: Resource = {
  table: "crossTenantPartners",
  type: "#microsoft.graph.crossTenantAccessPolicyConfigurationPartner",
  set: "policies/crossTenantAccessPolicy/partners",
  // The tenant id is the key; the stored id repeats it for the snapshot.
  hidden: ["id"],
};

function getByIds(context: Context): Reply {
  const ids = asList(context.body["ids"]).map(String);
  const types = asList(context.body["types"]).map((type) => `#microsoft.graph.${String(type)}`);
  const found = ids.flatMap((id) => findDirectoryObject(context, id) ?? []);
  const kept = types.length === 0 ? found : found.filter((each) => types.includes(String(each["@odata.type"])));
  return listDirectoryObjects(context, kept);
}

function me(context: Context): Entity {
  const user = context.store.get("users", context.actor);
  if (user !== undefined) return user;
  throw badRequest("/me request is only valid with delegated authentication flow.", "BadRequest");
}

function createPartner(context: Context): Reply {
  const tenantId = requiredText(context, "tenantId", "CrossTenantAccessPolicyConfigurationPartner").toLowerCase();
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

const partners = "policies/crossTenantAccessPolicy/partners";

export const directoryOperations: Operations = {
  "GET organization": (context) => list(context, organizationResource, context.store.all("organization")),
  "GET organization/:id": (context) =>
    single(context, organizationResource, lookUp(context, "organization", parameter(context, "id"))),
  ...readOperations("domains", domainResource),
  "GET directoryObjects/:id": (context) => {
    const id = parameter(context, "id");
    const found = findDirectoryObject(context, id);
    if (found === undefined) throw notFound(id);
    return { status: 200, body: viewDirectoryObject(context, found, context.query) };
  },
  "POST directoryObjects/getByIds": getByIds,
  ...readOperations("auditLogs/directoryAudits", auditResource),
  "GET me": (context) => single(context, userResource, me(context)),
  "GET me/memberOf": (context) => listDirectoryObjects(context, memberOf(context, me(context).id)),
  ...readOperations(partners, partnerResource),
  [`POST ${partners}`]: createPartner,
  [`PATCH ${partners}/:id`]: (context) => {
    const partner = lookUp(context, "crossTenantPartners", parameter(context, "id"));
    const change = plainProperties(context.body, "tenantId");
    context.store.put("crossTenantPartners", { ...mergeJson(partner, change), id: partner.id });
    return noContent;
  },
  [`DELETE ${partners}/:id`]: (context) => {
    const { id } = lookUp(context, "crossTenantPartners", parameter(context, "id"));
    context.store.remove("crossTenantPartners", id);
    return noContent;
  },
};
