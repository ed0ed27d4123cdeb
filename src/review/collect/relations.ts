/** What is read with a collection by requests of its own: members and owners, details of single objects, properties under other permissions. */

import { objectsOf } from "../../tenant/entity.ts";
import type { GraphClient } from "./client.ts";
import { sortedByKey } from "./external-sort.ts";
import type { Failures } from "./failures.ts";
import { type Finish, finished } from "./finished.ts";
import { keptReference, withoutAnnotations } from "./kept.ts";
import type { PageStore } from "./page-store.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";
import { type ExpandedRelation, type Reader, type RelationReader, requestPath } from "./reader.ts";
import { readers } from "./readers.ts";
import type { SortRecord } from "./sorted-run.ts";
import { moreOf, relationStream, streamOf } from "./stream-names.ts";
import type { StreamReader } from "./streams.ts";
import type { Vanished } from "./vanished.ts";

interface Collection {
  readonly client: GraphClient;
  readonly store: PageStore;
  readonly streams: StreamReader;
  readonly failures: Failures;
  /** Streams that broke off. */
  readonly broken: Set<string>;
  readonly vanished: Vanished;
  readonly finish: Finish;
}

/** Graph returns at most this many related objects in `$expand` (https://learn.microsoft.com/graph/query-parameters#expand). */
const expansionLimit = 20;
/** Objects a page with `$expand`, whatever `$top` says. */
const expandedPage = 100;

type Report = () => void;

export class RelationCollector {
  readonly #at: Collection;

  constructor(collection: Collection) {
    this.#at = collection;
  }

  /** Lists related objects inside their objects. Only for collections that are listed themselves. */
  async listed(reader: Reader): Promise<void> {
    await Promise.all(
      (reader.relations ?? []).map(async (relation) => {
        if (relation.kind !== "expanded") return;
        const kept = relation.select ?? ["id"];
        const path = requestPath({ ...reader, select: ["id"], expand: `${relation.name}($select=${kept.join(",")})` });
        const keep = (object: GraphObject) => ({
          id: object["id"],
          [relation.name]: objectsOf(object[relation.name]).map((each) => keptReference(each, relation.select)),
        });
        await this.#list(reader, relation, path, { keep, pageSize: expandedPage });
      }),
    );
  }

  /** Properties and lists that stand beside the collection. */
  async apart(reader: Reader, onPage: Report): Promise<void> {
    await Promise.all(
      (reader.relations ?? []).map(async (relation) => {
        const { name } = relation;
        if (relation.kind === "property") {
          const keep = (object: GraphObject) => ({
            id: object["id"],
            ...(object[name] != null && { [name]: object[name] }),
          });
          const path = requestPath({ ...reader, select: ["id", name] });
          await this.#list(reader, relation, path, { keep, pageSize: relation.pageSize, onPage });
        }
        if (relation.kind === "grouped") {
          const kept = [...relation.select, relation.by];
          const keep = (object: GraphObject) => Object.fromEntries(kept.map((each) => [each, object[each]]));
          const path = requestPath({ version: reader.version, path: relation.path });
          await this.#list(reader, relation, path, { keep, pageSize: 100, onPage });
        }
      }),
    );
  }

  async #list(
    reader: Reader,
    relation: RelationReader,
    path: string,
    options: Parameters<StreamReader["list"]>[2],
  ): Promise<void> {
    const { streams, broken, failures } = this.#at;
    const stream = relationStream(reader, relation.name);
    try {
      await streams.list(stream, path, options);
    } catch (error) {
      broken.add(stream);
      failures.add(reader.collection, `${relation.name} of ${reader.path}`, error, relation.name);
    }
  }

  /** Reads on what `$expand` cut off, and what the list of related objects did not mention at all. */
  async completed(reader: Reader, onPage: Report): Promise<void> {
    const { broken } = this.#at;
    const stream = streamOf(reader);
    if (broken.has(stream)) return;
    if (reader.flatten === "appRoleAssignments")
      await this.#readOn(reader, reader.flatten, stream, reader.version, onPage);
    for (const relation of reader.relations ?? []) {
      const related = relationStream(reader, relation.name);
      if (relation.kind !== "expanded" || broken.has(related)) continue;
      await this.#readOn(reader, relation.name, related, relation.followUpVersion ?? reader.version, onPage, relation);
    }
  }

  async #readOn(
    reader: Reader,
    name: string,
    stream: string,
    version: Reader["version"],
    onPage: Report,
    relation?: ExpandedRelation,
  ): Promise<void> {
    const { streams, failures, vanished } = this.#at;
    const select = relation === undefined ? undefined : (relation.select ?? ["id"]);
    const request = {
      ids: await this.#open(name, stream, relation && streamOf(reader)),
      path: (of: string) => {
        const path = `${reader.path}/${encodeURIComponent(of)}/${name}`;
        return requestPath({ version, path, ...(select && { select }), top: 999 });
      },
    };
    const keep =
      relation === undefined ? withoutAnnotations : (object: GraphObject) => keptReference(object, relation.select);
    await streams.each(moreOf(stream), request, { keep, pageSize: 999 }, async (of, error) => {
      if (
        error.status === 404 &&
        (await vanished.isGone(relation === undefined ? "servicePrincipals" : reader.collection, of))
      )
        return;
      failures.add(reader.collection, `${name} of ${reader.path}/${of}`, error, relation?.name);
    });
    onPage();
  }

  /**
   * Objects of whose related ones a page shows as many as it can.
   * @param listed the stream with all objects; those that were made, or moved to another page, between the two lists are then open too
   */
  async #open(name: string, stream: string, listed: string | undefined): Promise<string[]> {
    const { store } = this.#at;
    const sizes = async function* (): AsyncGenerator<SortRecord[]> {
      for await (const { items } of store.pages(stream)) {
        yield items.map((item) => ({ key: String(item["id"]), text: String(objectsOf(item[name]).length) }));
      }
      if (listed === undefined) return;
      for await (const { items } of store.pages(listed)) yield items.map(({ id }) => ({ key: String(id), text: "" }));
    };
    const open: string[] = [];
    let [key, isShown]: [string | undefined, boolean] = [undefined, true];
    for await (const part of sortedByKey(sizes(), { folder: store.scratch })) {
      for (const record of part) {
        if (record.key !== key) {
          if (key !== undefined && !isShown) open.push(key);
          [key, isShown] = [record.key, false];
        }
        // The last page that shows it counts.
        if (record.text !== "") isShown = Number(record.text) < expansionLimit;
      }
    }
    if (key !== undefined && !isShown) open.push(key);
    return open;
  }

  /** Groups with hidden membership look empty to whoever may not see it, which is not the same as being empty. */
  async hidden(permissions: ReadonlySet<string> | undefined): Promise<void> {
    const needed = "Member.Read.Hidden";
    if (permissions === undefined || permissions.has(needed)) return;
    const { finish, failures } = this.#at;
    for await (const { id, visibility } of finished("groups", finish)) {
      if (visibility !== "HiddenMembership") continue;
      const message = `The members are hidden; it takes ${needed} to see them.`;
      const error = new GraphReadError(403, "HiddenMembership", message, "/v1.0/groups");
      failures.add("groups", `members of groups/${id}`, error, "members");
    }
  }

  /** What has an address of its own below an object. */
  async details(reader: Reader, onPage: Report): Promise<void> {
    const { streams, failures, vanished, finish } = this.#at;
    for (const relation of reader.relations ?? []) {
      if (relation.kind !== "detail") continue;
      const { when, single, mayBeAbsent, name } = relation;
      const ids: string[] = [];
      for await (const object of finished(reader.collection, finish)) {
        const of = String(object["id"]);
        if (when !== undefined && String(object[when.property]).toLowerCase() !== when.is.toLowerCase()) continue;
        ids.push(of);
      }
      const { version, path } = reader;
      await streams.each(
        relationStream(reader, name),
        { ids, path: (of) => requestPath({ version, path: `${path}/${encodeURIComponent(of)}/${name}` }) },
        {
          keep: withoutAnnotations,
          pageSize: 100,
          ...(single && { single }),
          ...(mayBeAbsent && { mayBeAbsent }),
          onPage,
        },
        async (of, error) => {
          if (error.status === 404 && (mayBeAbsent || (await vanished.isGone(reader.collection, of)))) return;
          failures.add(reader.collection, `${name} of ${reader.path}/${of}`, error, name);
        },
      );
      onPage();
    }
  }

  /** @param ids of people whose direct reports a group's rule takes in */
  async managers(ids: readonly string[], onPage: Report): Promise<void> {
    const { streams, failures, vanished } = this.#at;
    const unknown = failures.of("groups");
    for (const reader of readers) {
      for (const { kind, name } of reader.relations ?? []) {
        if (kind !== "manager") continue;
        if (unknown !== undefined) {
          failures.add(
            reader.collection,
            `${name} of ${reader.path}: the rules of groups could not be read`,
            unknown,
            name,
          );
        }
        const path = (of: string) =>
          requestPath({
            version: reader.version,
            path: `${reader.path}/${of}/directReports`,
            select: ["id"],
            top: 999,
          });
        const keep = ({ id }: GraphObject) => ({ id });
        await streams.each(
          relationStream(reader, name),
          { ids, path },
          { keep, pageSize: 999, onPage },
          async (of, error) => {
            // Somebody who left still stands in a rule, and has no reports.
            if (error.status === 404 && (await vanished.isAbsent(reader.collection, of))) return;
            failures.add(reader.collection, `direct reports of ${of}`, error, name);
          },
        );
      }
    }
  }
}
