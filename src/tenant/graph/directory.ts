/** The organisation itself: its domains, licences and synchronisation, directory objects of any kind, and the logs. */

import type { Entity } from "../entity.ts";
import { asList, objectsOf } from "../entity.ts";
import { type Context, lookUp, type Operations, parameter, type Reply } from "./context.ts";
import { badRequest, notFound } from "./error.ts";
import { memberOf } from "./relations.ts";
import {
  findDirectoryObject,
  list,
  listDirectoryObjects,
  propertyIndex,
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
const domainResource: Resource = {
  table: "domains",
  type: "#microsoft.graph.domain",
  set: "domains",
  hidden: ["federationConfiguration"],
};
/** The logs come with the newest first, and in pages of a thousand (https://learn.microsoft.com/graph/api/directoryaudit-list). */
const logPage = 1000;
const auditResource: Resource = {
  table: "directoryAudits",
  type: "#microsoft.graph.directoryAudit",
  set: "auditLogs/directoryAudits",
  order: [{ path: "activityDateTime", descending: true }],
  defaultTop: logPage,
  indexes: {
    category: propertyIndex("directoryAudits", "category"),
    activityDisplayName: propertyIndex("directoryAudits", "activityDisplayName"),
  },
};
const signInResource: Resource = {
  table: "signIns",
  type: "#microsoft.graph.signIn",
  set: "auditLogs/signIns",
  order: [{ path: "createdDateTime", descending: true }],
  defaultTop: logPage,
  indexes: { userId: propertyIndex("signIns", "userId") },
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

/** Prepaid units and what is consumed of them (https://learn.microsoft.com/graph/api/resources/subscribedsku). */
const skuResource: Resource = {
  table: "subscribedSkus",
  type: "#microsoft.graph.subscribedSku",
  set: "subscribedSkus",
};
const synchronisationResource: Resource = {
  table: "onPremisesSynchronization",
  type: "#microsoft.graph.onPremisesDirectorySynchronization",
  set: "directory/onPremisesSynchronization",
};
const federationResource: Resource = {
  table: "domains",
  type: "#microsoft.graph.internalDomainFederation",
  set: "federationConfiguration",
};

/** A domain has one configuration at most, which Graph shows as a list; exports keep the one alone too. */
function federationOf(context: Context): Entity[] {
  const domain = lookUp(context, "domains", parameter(context, "id").toLowerCase());
  const configuration = domain["federationConfiguration"];
  return objectsOf(Array.isArray(configuration) ? configuration : [configuration]) as Entity[];
}

/** Another tenant's name, which any tenant may ask for (https://learn.microsoft.com/graph/api/tenantrelationship-findtenantinformationbytenantid). */
function findTenant(context: Context): Reply {
  const [, tenantId = ""] = /^tenantId='([^']+)'$/i.exec(parameter(context, "key")) ?? [];
  const found = context.store.get("tenantInformation", tenantId.toLowerCase());
  if (found === undefined) throw notFound(tenantId);
  const { id: _, ...shown } = found;
  const type = `${context.origin}/${context.version}/$metadata#microsoft.graph.tenantInformation`;
  return { status: 200, body: { "@odata.context": type, ...shown } };
}

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
  ...readOperations("auditLogs/signIns", signInResource),
  ...readOperations("subscribedSkus", skuResource),
  ...readOperations("directory/onPremisesSynchronization", synchronisationResource),
  "GET domains/:id/federationConfiguration": (context) => list(context, federationResource, federationOf(context)),
  "GET domains/:id/federationConfiguration/:configuration": (context) => {
    const id = parameter(context, "configuration");
    const found = federationOf(context).find((each) => each.id === id);
    if (found === undefined) throw notFound(id);
    return single(context, federationResource, found);
  },
  "GET tenantRelationships/findTenantInformationByTenantId/:key": findTenant,
};
