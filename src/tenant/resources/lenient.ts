/**
 * A tenant that never refuses. What Entra would refuse is put into it directly, so that a plan cannot hide access behind a mistake: the
 * object or relation still appears, and the refusal is kept.
 */

import { isArmPath } from "../arm.ts";
import { asText, derivedId, type Entity, isGuid, type JsonObject, mergeJson } from "../entity.ts";
import type { TableName } from "../store.ts";
import type { EmbeddedTenant } from "../tenant.ts";
import { type Graph, GraphRefusal, graphOf, resuming } from "./graph.ts";
import { bareId } from "./inputs.ts";
import { insertionFor, plain, plainCollections, type Row, withBound, withoutBound } from "./refused-rows.ts";

export interface LenientTenant {
  readonly graph: Graph;
  /** The same for what may be there already, as after an earlier deployment: that is neither refused nor noted. */
  readonly resumingGraph: Graph;
  /** Puts objects into the tenant as they are. */
  insert(rows: readonly Row[]): void;
  /** The refusals since the last call. */
  takeRefusals(): readonly GraphRefusal[];
}

const versioned = /^\/(?:v1\.0|beta)\/([^?]*)/;

/** A tenant that never refuses, starting as `tenant` is. */
export function lenient(tenant: EmbeddedTenant, now: string): LenientTenant {
  const actor = tenant.deploymentPrincipal();
  const inner = graphOf(tenant, () => actor);
  const resumingInner = resuming(inner);
  let refusals: GraphRefusal[] = [];
  let counter = 0;

  const insert = (rows: readonly Row[]) => tenant.insert(rows);
  const known = (table: TableName, id: string): Entity => tenant.row(table, id) ?? { id };
  const refused = (error: unknown): GraphRefusal => {
    if (!(error instanceof GraphRefusal)) throw error;
    refusals.push(error);
    return error;
  };
  const type = (id: string) => asText(inner.get(`/v1.0/directoryObjects/${id}`)?.["@odata.type"]);

  /** What a request makes when only whom it binds is unknown: everything else is as Entra would have it. */
  const postWithout = (strict: Graph, path: string, body: JsonObject, assignId: string | undefined) => {
    const [, unversioned = ""] = versioned.exec(path) ?? [];
    const table = plainCollections[unversioned];
    const bare = withoutBound(body);
    if (table === undefined || bare === undefined) return undefined;
    try {
      const { id } = strict.post(path, bare, assignId);
      const row = tenant.row(table, String(id));
      if (row === undefined) return undefined;
      const entity = withBound({ body, id: row.id, now, known, type }, row);
      insert([{ table, entity }]);
      return entity;
    } catch (error) {
      if (error instanceof GraphRefusal) return undefined;
      throw error;
    }
  };
  const putAnyway = (path: string, body: JsonObject, assignId: string | undefined): JsonObject => {
    const [, unversioned = ""] = versioned.exec(path) ?? [];
    const found = insertionFor(unversioned);
    const id = assignId ?? derivedId("refused", path, String(counter++));
    if (found === undefined) return { ...body, id };
    const rows = found.rows({ body, id, now, known, type }, ...found.parts);
    insert(rows);
    const [first] = rows;
    return { ...first?.entity, id: first?.entity.id ?? id, targetScheduleId: first?.entity.id ?? id };
  };
  const patchAnyway = (path: string, body: JsonObject): void => {
    const [, unversioned = ""] = versioned.exec(path) ?? [];
    const id = bareId(unversioned);
    const table = plainCollections[unversioned.split("/").at(-2) ?? ""];
    if (table === undefined || !(isGuid(id) || id.startsWith("Group_"))) return;
    insert([{ table, entity: { ...mergeJson(known(table, id), plain(body)), id } }]);
  };

  const leniently = (strict: Graph): Graph => ({
    actor,
    get: (path) => {
      try {
        return strict.get(path);
      } catch (error) {
        refused(error);
        return undefined;
      }
    },
    list: (path) => {
      try {
        return strict.list(path);
      } catch (error) {
        refused(error);
        return [];
      }
    },
    post: (path, body, assignId) => {
      try {
        return strict.post(path, body, assignId);
      } catch (error) {
        refused(error);
        return postWithout(strict, path, body, assignId) ?? putAnyway(path, body, assignId);
      }
    },
    patch: (path, body) => {
      try {
        strict.patch(path, body);
      } catch (error) {
        refused(error);
        patchAnyway(path, body);
      }
    },
    put: (path, body) => {
      try {
        return strict.put(path, body);
      } catch (error) {
        refused(error);
        const [id = path] = path.split("?");
        if (isArmPath(path)) insert([{ table: "armResources", entity: { ...body, id } }]);
        return body;
      }
    },
    remove: (path) => {
      try {
        strict.remove(path);
      } catch (error) {
        refused(error);
      }
    },
  });

  return {
    insert,
    takeRefusals: () => {
      const taken = refusals;
      refusals = [];
      return taken;
    },
    graph: leniently(inner),
    resumingGraph: leniently(resumingInner),
  };
}
