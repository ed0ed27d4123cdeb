/**
 * Reads what AzureHound writes: records `{ "kind": "AZUser", "data": { … } }`, as the elements of `data`, as a list, or one a line; in one file or
 * in several of a folder. Record by record, so that memory stays flat.
 */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { asObject, asText, type JsonObject, objectsOf } from "../../../tenant/entity.ts";
import type { CollectionName, Unreadable } from "../../../tenant/snapshot.ts";
import { SnapshotError } from "../../../tenant/snapshot-file.ts";
import { parseJson } from "../../../text-file.ts";
import type { GraphObject } from "../read-error.ts";
import { activationRulesOf, appRoleAssignmentOf, eligibilityOf, idIn, roleAssignmentOf } from "./azurehound-access.ts";
import { resourcesOf } from "./azurehound-azure.ts";
import {
  brought,
  idleKinds,
  leftOutWhenFalse,
  neverCollected,
  objectKinds,
  type RelationKind,
  relationKinds,
} from "./azurehound-kinds.ts";
import { incompleteExport, notInExport, notInFormat, type ReadExport } from "./export-format.ts";
import { type JsonPiece, jsonPieces } from "./json-pieces.ts";
import { keptProperties, withGraphIds } from "./kept-properties.ts";
import type { Spool } from "./spool.ts";
import { textChunks } from "./text-chunks.ts";

/**
 * @param path a file, or a folder of such files
 * @throws SnapshotError with file and line for what is no record of AzureHound, and for a file that is not whole
 */
export async function readAzureHound(path: string, spool: Spool): Promise<ReadExport> {
  const reader = new AzureHoundReader(spool);
  const files = statSync(path).isDirectory() ? jsonFilesIn(path) : [path];
  for (const file of files) await reader.read(file);
  return reader.result();
}

/** JSON files right in a folder, by name. */
function jsonFilesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => /\.(?:json|jsonl|ndjson)$/i.test(name));
  if (files.length === 0) throw new SnapshotError(`${folder} has no JSON files; name what azurehound list -o wrote`);
  return files.toSorted().map((name) => join(folder, name));
}

class AzureHoundReader {
  readonly #spool: Spool;
  readonly #kinds = new Map<string, number>();
  /** Where each tenant is first named. */
  readonly #tenants = new Map<string, string>();
  /** Tenants that AzureHound says it collected; it lists others that it can see. */
  readonly #collected = new Map<string, string>();
  readonly #listed = new Map<string, { readonly place: string; readonly data: JsonObject }>();
  /** Objects of applications by client id: some records have only that. */
  readonly #applications = new Map<string, string>();
  readonly #groups = new Set<string>();
  readonly #groupsWithMembers = new Set<string>();
  /** `users accountEnabled`: somebody has it. */
  readonly #seen = new Set<string>();
  readonly #incomplete = new Map<CollectionName, number>();
  #records = 0;

  constructor(spool: Spool) {
    this.#spool = spool;
  }

  async read(file: string): Promise<void> {
    const before = this.#records;
    for await (const piece of jsonPieces(file, textChunks(file))) {
      const document = parsed(piece, file);
      const isFrame = piece.kind === "document" && document["kind"] === undefined;
      if (isFrame) assertFrame(document, this.#records - before, `${file}:${piece.line}`);
      else await this.#record(document, `${file}:${piece.line}: record ${this.#records - before + 1}`);
    }
    if (this.#records === before) throw new SnapshotError(`${file} has no records of AzureHound; ${whatWouldBe}`);
  }

  async #record(record: JsonObject, place: string): Promise<void> {
    this.#records++;
    const kind = asText(record["kind"]);
    const data = asObject(record["data"]);
    if (kind === undefined || data === undefined) {
      throw new SnapshotError(`${place} ${otherTool(record)}`);
    }
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    if (kind === "AZTenant") {
      this.#tenant(data, place);
      return;
    }
    const collection = objectKinds[kind];
    if (collection !== undefined) return this.#object(collection, data, place);
    const relation = relationKinds[kind];
    if (relation !== undefined) return this.#relation(relation, data, place);
    const azure = resourcesOf(kind, data);
    if (azure !== undefined) {
      for (const resource of azure.resources) await this.#add("armResources", resource);
      return this.#lacks("armResources", azure.missing);
    }
    await this.#access(kind, data);
  }

  async #access(kind: string, data: JsonObject): Promise<void> {
    const [tenantId] = this.#collected.keys();
    const readings = {
      AZRoleAssignment: () =>
        listed(data, "roleAssignments").flatMap((each) =>
          roleAssignmentOf(each, data, tenantId ?? idIn(data["tenantId"])),
        ),
      AZRoleEligibilityScheduleInstance: () => listed(data, "roleEligibilityScheduleInstances").map(eligibilityOf),
      AZRoleManagementPolicyAssignment: () => activationRulesOf(data),
      AZAppRoleAssignment: () => listed(data, "appRoleAssignments").map(appRoleAssignmentOf),
    };
    const read = Object.hasOwn(readings, kind) ? readings[kind as keyof typeof readings] : undefined;
    const placed = read?.() ?? [];
    for (const each of placed) if (each !== undefined) await this.#add(...each);
    const missing = placed.filter((each) => each === undefined).length;
    const collection = brought.find((each) => each.kind === kind)?.collection;
    if (collection !== undefined) this.#lacks(collection, missing);
  }

  #tenant(data: JsonObject, place: string): void {
    const id = idIn(data["tenantId"]) ?? idIn(data["id"])?.replace(/^\/tenants\//i, "");
    if (id === undefined) throw new SnapshotError(`${place} (AZTenant) has no tenantId`);
    if (data["collected"] === true && !this.#collected.has(id)) this.#collected.set(id, place);
    this.#listed.set(id, { place, data });
  }

  /** The organisation and its domains: of the tenant that was collected, not of others that the account can see. */
  async #organisations(): Promise<void> {
    for (const [id, { data }] of this.#listed) {
      if (!this.#own().has(id)) continue;
      const names = new Set([...domainsIn(data), asText(data["defaultDomain"])].filter((name) => name !== undefined));
      const domains = [...names].map((name) => ({
        name,
        isDefault: name === data["defaultDomain"],
        isInitial: /^[^.]+\.onmicrosoft\.(?:com|us|cn)$/i.test(name),
      }));
      const displayName = asText(data["displayName"]);
      await this.#add("organization", { id, ...(displayName && { displayName }), verifiedDomains: domains });
      for (const { name, ...rest } of domains) await this.#add("domains", { id: name, isVerified: true, ...rest });
    }
  }

  /** Tenants that this is an export of, each with where it is first named. */
  #own(): ReadonlyMap<string, string> {
    if (this.#collected.size > 0) return new Map([...this.#collected, ...this.#tenants]);
    if (this.#tenants.size > 0) return this.#tenants;
    return new Map([...this.#listed].map(([id, { place }]) => [id, place]));
  }

  async #object(collection: CollectionName, data: JsonObject, place: string): Promise<void> {
    const id = idIn(data["id"]);
    if (id === undefined)
      throw new SnapshotError(`${place} (${asText(data["displayName"]) ?? "without a name"}) has no id`);
    this.#sawTenant(data, place);
    const clientId = idIn(data["appId"]);
    if (collection === "applications" && clientId !== undefined) this.#applications.set(clientId, id);
    if (collection === "groups") this.#groups.add(id);
    for (const name of leftOutWhenFalse[collection] ?? []) {
      if (data[name] === true) this.#seen.add(`${collection} ${name}`);
    }
    if (collection === "users" && asText(asObject(data["signInActivity"])?.["lastSignInDateTime"])) {
      this.#seen.add("users signInActivity");
    }
    const { tenantId: _, tenantName: __, ...own } = data;
    const value = { ...asObject(withGraphIds(withoutEmpty(own))), id };
    await this.#add(collection, keptProperties(collection, value));
  }

  async #relation(relation: RelationKind, data: JsonObject, place: string): Promise<void> {
    const { collection, name, of, list, element } = relation;
    const entries = list in data || !(element in data) ? objectsOf(data[list]) : [data];
    const elements = entries.flatMap((entry) => {
      const related = asObject(entry[element]) ?? entry;
      const id = idIn(related["id"]);
      return id === undefined ? [] : [relatedOf(name, related, id)];
    });
    // Older versions name the object where newer ones name the client id; both resolve.
    const key = idIn(data[of]) ?? idIn(entries[0]?.[of]);
    if (key === undefined) throw new SnapshotError(`${place} has no ${of}: nobody knows whose ${name} these are`);
    if (name === "members") this.#groupsWithMembers.add(key);
    this.#lacks(collection, entries.length - elements.length);
    await this.#spool.add(collection, key, { kind: "elements", name, elements, whole: false });
  }

  #sawTenant(data: JsonObject, place: string): void {
    const id = idIn(data["tenantId"]);
    if (id !== undefined && !this.#tenants.has(id)) this.#tenants.set(id, place);
  }

  #lacks(collection: CollectionName, count: number): void {
    if (count > 0) this.#incomplete.set(collection, (this.#incomplete.get(collection) ?? 0) + count);
  }

  #add(collection: CollectionName, value: GraphObject): Promise<void> {
    return this.#spool.add(collection, String(value["id"]), { kind: "object", value });
  }

  async result(): Promise<ReadExport> {
    await this.#organisations();
    const unknown = [...this.#kinds].filter(([kind]) => !isKnown(kind));
    return {
      tenants: this.#own(),
      records: this.#records,
      unreadable: this.#unreadable(),
      notes: unknown.map(([kind, count]) => `${count} records of kind ${kind} are not known here and were left out.`),
      corrections: {
        idOf: (collection, key) => (collection === "applications" ? (this.#applications.get(key) ?? key) : key),
        correct: (collection, object) => this.#corrected(collection, object),
      },
    };
  }

  #corrected(collection: CollectionName, object: GraphObject): GraphObject {
    const left = (leftOutWhenFalse[collection] ?? []).filter(
      (name) => object[name] === undefined && this.#seen.has(`${collection} ${name}`),
    );
    return left.length === 0 ? object : { ...object, ...Object.fromEntries(left.map((name) => [name, false])) };
  }

  #unreadable(): Unreadable[] {
    const has = (kind: string) => this.#kinds.has(kind);
    const entry = (at: Pick<Unreadable, "collection" | "part">, code: string, message: string): Unreadable => ({
      collection: at.collection,
      ...(at.part !== undefined && { part: at.part }),
      status: 0,
      code,
      message,
    });
    const without = [...this.#groups].filter((id) => !this.#groupsWithMembers.has(id));
    return [
      ...brought
        .filter(({ kind }) => !has(kind))
        .map((each) =>
          entry(
            each,
            notInExport,
            `The export has no ${each.kind}: AzureHound was not asked for them, was refused, or there is none (its log says which).`,
          ),
        ),
      ...(has("AZGroupMember") && without.length > 0
        ? [
            entry(
              { collection: "groups", part: "members" },
              incompleteExport,
              `Of ${without.length} of the groups there is no AZGroupMember, ${without[0]} for one; AzureHound writes one for each group, also when nobody is in it.`,
            ),
          ]
        : []),
      ...(has("AZUser") && !this.#seen.has("users signInActivity")
        ? [
            entry(
              { collection: "users", part: "signInActivity" },
              notInExport,
              "No user has a last sign-in: AzureHound needs AuditLog.Read.All and a licence for Microsoft Entra ID P1 to see it.",
            ),
          ]
        : []),
      ...[...this.#incomplete].map(([collection, count]) =>
        entry({ collection }, incompleteExport, `${count} of the records have no id of what or whose they are.`),
      ),
      ...neverCollected.map((each) => entry(each, notInFormat, `AzureHound does not collect ${each.what}.`)),
    ];
  }
}

const whatWouldBe = 'they are { "kind": "AZUser", "data": { … } } and come from azurehound list -o FILE';

function parsed({ text, line }: JsonPiece, file: string): JsonObject {
  const result = parseJson(text);
  if ("fault" in result) {
    throw new SnapshotError(`${file}:${line + result.fault.line - 1}: not JSON from here on; export it again`);
  }
  const object = asObject(result.document);
  if (object === undefined) throw new SnapshotError(`${file}:${line}: not a record of AzureHound; ${whatWouldBe}`);
  return object;
}

/** What stands around the records. */
function assertFrame(frame: JsonObject, records: number, place: string): void {
  const meta = asObject(frame["meta"]);
  const type = asText(meta?.["type"]);
  if (!("data" in frame) || (type !== undefined && type !== "azure" && records === 0)) {
    throw new SnapshotError(`${place}: ${otherTool(frame)}`);
  }
  const count = meta?.["count"];
  if (typeof count === "number" && count > records) {
    throw new SnapshotError(
      `${place}: meta says that there are ${count} records, and there are ${records}: the file is not whole`,
    );
  }
}

/** What a file is instead, as far as it shows. */
function otherTool(found: JsonObject): string {
  const type = asText(asObject(found["meta"])?.["type"]);
  if (type?.startsWith("az") || "ObjectID" in found)
    return "is of AzureHound.ps1, which came before azurehound 2; collect with the newer one";
  if (type !== undefined || "ObjectIdentifier" in found || "objectIdentifier" in found) {
    return "is of SharpHound, which collects Active Directory; a tenant is collected with azurehound";
  }
  return `is no record of AzureHound: ${whatWouldBe}`;
}

function isKnown(kind: string): boolean {
  return (
    kind === "AZTenant" ||
    kind in objectKinds ||
    kind in relationKinds ||
    idleKinds.has(kind) ||
    brought.some((each) => each.kind === kind) ||
    resourcesOf(kind, {}) !== undefined
  );
}

/** A list of the record, or the record itself: versions differ. */
function listed(data: JsonObject, list: string): readonly JsonObject[] {
  return list in data ? objectsOf(data[list]) : [data];
}

function domainsIn(data: JsonObject): string[] {
  const verified = objectsOf(data["verifiedDomains"]).map(({ name }) => name);
  const listed: readonly unknown[] = Array.isArray(data["domains"]) ? data["domains"] : [];
  return [...listed, ...verified].filter((name) => typeof name === "string" && name !== "") as string[];
}

/** Members and owners by id and type; a federated credential as it is. */
function relatedOf(name: RelationKind["name"], related: JsonObject, id: string): GraphObject {
  if (name !== "federatedIdentityCredentials") {
    const type = asText(related["@odata.type"]);
    return { ...(type && { "@odata.type": type }), id };
  }
  const kept = ["name", "issuer", "subject", "audiences"].flatMap((each) =>
    related[each] == null ? [] : [[each, related[each]]],
  );
  return { id, ...Object.fromEntries(kept) };
}

/** Go writes a structure that is empty, and a date that is none. */
function withoutEmpty(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => {
      const object = asObject(value);
      return (
        value !== "" && !(object !== undefined && Object.values(object).every((each) => each === "" || each == null))
      );
    }),
  );
}
