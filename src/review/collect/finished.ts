/** The collections of a snapshot from the pages that were read: sorted by id, each object whole, one at a time. */

import { asText, objectsOf } from "../../tenant/entity.ts";
import type { CollectionName } from "../../tenant/snapshot.ts";
import { azureReaders } from "./azure-readers.ts";
import { sortedByKey } from "./external-sort.ts";
import { type Fragment, putTogether } from "./fragments.ts";
import type { PageStore } from "./page-store.ts";
import type { GraphObject } from "./read-error.ts";
import type { DetailRelation, Reader, RelationReader } from "./reader.ts";
import { readers } from "./readers.ts";
import type { SortRecord } from "./sorted-run.ts";
import {
  azureScopeStream,
  azureStream,
  deltaStream,
  goneStream,
  moreOf,
  relationStream,
  streamOf,
} from "./stream-names.ts";

/** What the pages are put together with. */
export interface Finish {
  readonly store: PageStore;
  /** Streams that broke off: what came of them is no list. */
  readonly broken: ReadonlySet<string>;
  /** Collections of an earlier snapshot that a delta query brought up to date. */
  readonly base: ReadonlyMap<CollectionName, () => AsyncIterable<GraphObject>>;
}

/** The objects of a collection, in the order of their ids. */
export async function* finished(name: CollectionName, finish: Finish): AsyncGenerator<GraphObject> {
  const keyOf = name === "armResources" ? (id: string) => id.toLowerCase() : (id: string) => id;
  const records = async function* (): AsyncGenerator<SortRecord[]> {
    for await (const parts of fragmentsOf(name, finish)) {
      yield parts.map(([id, fragment]) => ({ key: keyOf(id), text: JSON.stringify(fragment) }));
    }
  };
  let key: string | undefined;
  let group: Fragment[] = [];
  for await (const part of sortedByKey(records(), { folder: finish.store.scratch })) {
    for (const record of part) {
      if (record.key !== key) {
        const object = putTogether(group);
        if (object !== undefined) yield object;
        [key, group] = [record.key, []];
      }
      // Written by this process a moment ago.
      group.push(JSON.parse(record.text) as Fragment);
    }
  }
  const last = putTogether(group);
  if (last !== undefined) yield last;
}

/** Fragments with the ids of their objects, as many as came at once. */
type Parts = readonly (readonly [id: string, fragment: Fragment])[];

function entry(value: GraphObject, kind: "object" | "change" = "object"): Parts[number] {
  return [String(value["id"]), { kind, value }];
}

async function* fragmentsOf(name: CollectionName, finish: Finish): AsyncGenerator<Parts> {
  if (name === "armResources") {
    for (const stream of azureStreams()) yield* objectsIn(stream, finish);
    return;
  }
  for (const reader of readers) if (reader.collection === name) yield* partsOf(reader, finish);
  for await (const { of, items } of finish.store.pages(goneStream)) {
    if (of !== name) continue;
    yield items.map(({ id }) => [String(id), { kind: "gone" }]);
  }
}

function azureStreams(): string[] {
  return [
    azureScopeStream("management-group"),
    azureScopeStream("subscription"),
    ...azureReaders.map((_, index) => azureStream(index)),
  ];
}

async function* partsOf(reader: Reader, finish: Finish): AsyncGenerator<Parts> {
  const stream = streamOf(reader);
  const base = finish.base.get(reader.collection);
  if (base !== undefined) {
    for await (const value of base()) yield [entry(value)];
    for await (const { items } of finish.store.pages(deltaStream(reader.collection))) {
      yield items.map((value) => entry(value, "change"));
    }
  } else if (reader.flatten === "appRoleAssignments") {
    yield* flattened(stream, reader.flatten, finish);
  } else yield* objectsIn(stream, finish);
  for (const relation of reader.relations ?? []) {
    if (base !== undefined && relation.kind === "expanded") continue;
    yield* relationParts(relation, relationStream(reader, relation.name), finish);
  }
}

async function* objectsIn(stream: string, { store, broken }: Finish): AsyncGenerator<Parts> {
  if (broken.has(stream)) return;
  for await (const { items } of store.pages(stream)) yield items.map((value) => entry(value));
}

/** Elements that were listed inside other objects, and the lists that had to be read on. */
async function* flattened(stream: string, inside: string, finish: Finish): AsyncGenerator<Parts> {
  if (finish.broken.has(stream)) return;
  for await (const { items } of finish.store.pages(stream)) {
    yield items.flatMap((item) => objectsOf(item[inside]).map((value) => entry(value)));
  }
  for await (const { items } of finish.store.pages(moreOf(stream))) yield items.map((value) => entry(value));
}

async function* relationParts(relation: RelationReader, stream: string, finish: Finish): AsyncGenerator<Parts> {
  if (finish.broken.has(stream)) return;
  const { name } = relation;
  for await (const { of, items } of finish.store.pages(stream)) {
    if (relation.kind !== "detail") yield items.flatMap((item) => partOf(item, relation, of));
    else if (relation.single) yield [[of, { kind: "property", name, value: items[0] ?? null }]];
    else yield [[of, { kind: "elements", name, elements: items, whole: true }]];
  }
  if (relation.kind !== "expanded") return;
  for await (const { of, items } of finish.store.pages(moreOf(stream))) {
    yield [[of, { kind: "elements", name, elements: items, whole: true }]];
  }
}

/** What an element of a list says of an object: at most one fragment. */
function partOf(item: GraphObject, relation: Exclude<RelationReader, DetailRelation>, of: string): Parts {
  const { name } = relation;
  const id = String(item["id"]);
  switch (relation.kind) {
    case "expanded":
      return [[id, { kind: "elements", name, elements: objectsOf(item[name]), whole: false }]];
    case "property":
      return name in item ? [[id, { kind: "property", name, value: item[name] }]] : [];
    case "manager":
      return [[id, { kind: "property", name, value: { "@odata.type": "#microsoft.graph.user", id: of } }]];
    case "grouped": {
      const parent = asText(item[relation.by])?.split("/").at(-1);
      const { [relation.by]: _, ...element } = item;
      return parent === undefined ? [] : [[parent, { kind: "elements", name, elements: [element], whole: false }]];
    }
  }
}
