/** What of an answer is kept: nothing secret, and of people no more than was asked for. */

import { asObject, objectsOf } from "../../tenant/entity.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";
import type { Reader } from "./reader.ts";

/** Properties that hold a secret or a part of one; a snapshot never contains them. */
const secretProperties = new Set(["secretText", "hint", "key", "passwordProfile", "password"]);
/** Lists of credentials in which those properties occur. */
const credentialLists = ["passwordCredentials", "keyCredentials"];
/** Parts of an object of Azure Resource Manager that a snapshot holds. */
const armParts = new Set(["id", "name", "type", "location", "identity", "properties"]);

/**
 * An object as the snapshot holds it.
 * @throws GraphReadError for one without an id, which nothing could tell from others
 */
export function keptObject(object: GraphObject, reader: Pick<Reader, "select" | "single" | "path">): GraphObject {
  const { select } = reader;
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(object)) {
    if (!isPlain(name) || (select !== undefined && name !== "@odata.type" && !select.includes(name))) continue;
    const value = object[name];
    if (secretProperties.has(name)) kept[name] = null;
    else if (credentialLists.includes(name))
      kept[name] = Array.isArray(value) ? objectsOf(value).map(withoutSecrets) : value;
    else kept[name] = value;
  }
  // Partners are known by their tenant (https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner).
  const id = object["id"] ?? reader.single ?? object["tenantId"];
  if (typeof id !== "string" || id === "") {
    throw new GraphReadError(0, "ObjectWithoutId", "An object of the answer has no id.", `/${reader.path}`);
  }
  kept["id"] = id;
  return kept;
}

/** Whether an entry of the audit log says that something is called otherwise now. */
export function isRename(entry: GraphObject): boolean {
  return objectsOf(entry["targetResources"]).some((target) =>
    objectsOf(target["modifiedProperties"]).some(({ displayName }) =>
      /^(?:displayName|userPrincipalName)$/i.test(String(displayName)),
    ),
  );
}

/** A resource of Azure as the snapshot holds it. */
export function keptResource(object: GraphObject, type: string | undefined): GraphObject {
  const id = String(object["id"] ?? "");
  const own = Object.fromEntries(Object.entries(object).filter(([name]) => armParts.has(name)));
  const properties = asObject(own["properties"]) ?? flatProperties(object);
  return {
    ...own,
    id,
    name: own["name"] ?? id.split("/").at(-1),
    type: own["type"] ?? type,
    ...(properties !== undefined && { properties: withoutSecrets(properties) }),
  };
}

/** A subscription says what it is without the usual frame. */
function flatProperties({ displayName, tenantId, state }: GraphObject): GraphObject | undefined {
  return displayName === undefined ? undefined : { displayName, tenantId, state };
}

/** The property stays, as Graph itself shows it later: null. It tells a password from a certificate. */
function withoutSecrets(object: GraphObject): GraphObject {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(object)) kept[name] = secretProperties.has(name) ? null : object[name];
  return kept;
}

/** Without OData's annotations, except the type of an object. */
export function withoutAnnotations(object: GraphObject): GraphObject {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(object)) if (isPlain(name)) kept[name] = object[name];
  return kept;
}

function isPlain(name: string): boolean {
  return name === "@odata.type" || !name.includes("@odata.");
}

/** A related object: its type and id, or the properties that were asked for. */
export function keptReference(object: GraphObject, select: readonly string[] | undefined): GraphObject {
  if (select !== undefined) return withoutAnnotations(object);
  const type = object["@odata.type"];
  return { ...(typeof type === "string" && { "@odata.type": type }), id: object["id"] };
}
