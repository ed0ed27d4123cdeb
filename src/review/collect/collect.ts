/**
 * Reads a tenant: the same code for the embedded tenant and for Microsoft Graph. What could not be read is recorded in `unreadable`: in
 * an access review that is a finding, never "nothing there".
 *
 * **Bound of requests.** A list of n objects costs ⌈n / page size⌉ requests; the page sizes are those of the tables (999 for users, groups,
 * applications and service principals; 100 where related objects are expanded, 120 with last sign-ins). Memberships: `$expand` shows
 * 20 members of each of 100 groups a page, and groups with 20 or more are read on with `$batch`, 20 groups a request. For G groups, B of
 * them big, that is ⌈G/100⌉ + ⌈B/20⌉; a batch over all of them would be ⌈G/20⌉, more as long as B < 0.8 G. PIM answers for one group a
 * request, so only groups that convey access are asked about, 20 in a batch. The collector reports both figures.
 */

import type { CollectionName, Unreadable } from "../../tenant/snapshot.ts";
import { collectAzure } from "./azure.ts";
import type { GraphClient } from "./client.ts";
import { conveyingSources, groupFacts } from "./conveying.ts";
import {
  type DeltaLinks,
  deltaCollections,
  deltaDigest,
  deltaReader,
  keptBefore,
  keptChange,
  latestDelta,
} from "./delta.ts";
import { expectedRequests } from "./expected-requests.ts";
import { Failures } from "./failures.ts";
import { type Finish, finished } from "./finished.ts";
import { isRename, keptObject } from "./kept.ts";
import type { PageStore } from "./page-store.ts";
import { type GraphObject, GraphReadError } from "./read-error.ts";
import { type ForEach, type Reader, requestPath } from "./reader.ts";
import { readers } from "./readers.ts";
import { RelationCollector } from "./relations.ts";
import { deltaLinkStream, deltaStream, streamOf } from "./stream-names.ts";
import { StreamReader, type Tally } from "./streams.ts";
import { Vanished } from "./vanished.ts";

export interface CollectOptions {
  readonly tenantId: string;
  /** Azure Resource Manager. Absent: nothing of Azure is read, and the snapshot says so. */
  readonly azure?: AzureOptions;
  /** Permissions of the token, where they are known. */
  readonly permissions?: ReadonlySet<string>;
  /** An earlier snapshot of the same tenant, to be brought up to date where Graph can tell what changed. */
  readonly since?: EarlierSnapshot;
  /** From when on those parts of the audit log are read that are long: ISO 8601, UTC; 90 days before now when absent. */
  readonly auditsFrom?: string;
  readonly onProgress?: (progress: CollectProgress) => void;
}

/** A quarter: what is older was in the review before. */
const auditDays = 90;

/** The beginning of the day so long before a moment; the same all day, so that a collection can be gone on with. */
export function auditsBefore(moment: string): string {
  return `${new Date(Date.parse(moment) - auditDays * 86_400_000).toISOString().slice(0, 10)}T00:00:00Z`;
}

export interface AzureOptions {
  readonly client: GraphClient;
  /** Subscriptions that are read beside those that the list shows. */
  readonly subscriptionIds?: readonly string[];
}

export interface EarlierSnapshot {
  readonly delta: DeltaLinks;
  /** The objects of a collection as the snapshot has them. */
  entities(collection: CollectionName): AsyncIterable<GraphObject>;
}

/** How far a collection is. */
export interface CollectProgress {
  readonly requests: number;
  /** Requests that will be needed, as far as it can be told yet. */
  readonly expected: number;
  readonly objects: number;
}

/** A tenant that was read: its collections can be taken out one object at a time. */
export interface Collected {
  readonly unreadable: readonly Unreadable[];
  /** Where later delta queries go on. */
  readonly delta: DeltaLinks;
  /** The objects of a collection, sorted by id. */
  entities(collection: CollectionName): AsyncIterable<GraphObject>;
  readonly figures: CollectFigures;
}

export interface CollectFigures {
  /** HTTP requests of this run, repeated ones included. */
  readonly requests: number;
  /** Those that repeated one that had failed in passing. */
  readonly repeated: number;
  /** Requests that would have done if every page had been full. */
  readonly bound: number;
  /** Objects that were deleted between their list and their details. */
  readonly vanished: number;
}

/**
 * Everything a review needs of one tenant, into a store. Never throws for a read that failed: see `unreadable`.
 * @throws Error when another tenant than the one asked for answers: compared with that, everything would be a difference
 */
export async function collectTenant(
  client: GraphClient,
  store: PageStore,
  options: CollectOptions,
): Promise<Collected> {
  const auditsFrom = options.auditsFrom ?? auditsBefore(new Date().toISOString());
  const tally: Tally = { objects: 0, bound: 0 };
  const before = client.requests;
  const failures = new Failures();
  const broken = new Set<string>();
  const base = new Map<CollectionName, () => AsyncIterable<GraphObject>>();
  const finish: Finish = { store, broken, base };
  const streams = new StreamReader(client, store, tally);
  const vanished = new Vanished(client, store);
  const relations = new RelationCollector({ client, store, streams, failures, broken, vanished, finish });
  const expected = options.onProgress === undefined ? 0 : await expectedRequests(client, tally);
  const report = () => {
    const requests = client.requests + (options.azure?.client.requests ?? 0);
    options.onProgress?.({ requests, expected: Math.max(expected, requests), objects: tally.objects });
  };

  /** False when it could not be read to its end. */
  const read = async (reader: Reader): Promise<boolean> => {
    const stream = streamOf(reader);
    try {
      const keep =
        reader.flatten === undefined ? (object: GraphObject) => wanted(object, reader) : keptWith(reader.flatten);
      await streams.list(stream, requestPath(reader, "", auditsFrom), {
        keep,
        pageSize: reader.pageSize,
        single: reader.single !== undefined,
        onPage: report,
      });
      return true;
    } catch (error) {
      broken.add(stream);
      failures.add(reader.collection, reader.path, error);
      return false;
    }
  };

  const organization = readers.filter(({ collection }) => collection === "organization");
  for (const reader of organization) await read(reader);
  const tenant = await checkTenant(finish, options.tenantId);
  if (!tenant.isThere && !broken.has("organization")) {
    const message = "The list is empty, and every tenant has one: nobody can tell which tenant answers.";
    failures.add("organization", "organization", new GraphReadError(200, "EmptyAnswer", message, "/v1.0/organization"));
  }
  const { isSynchronised } = tenant;
  const lists = readers.filter(
    (reader) =>
      reader.each === undefined &&
      !organization.includes(reader) &&
      (reader.onlySynchronised !== true || isSynchronised || broken.has("organization")),
  );
  const delta = await deltaStarts();
  await Promise.all([
    ...lists.map(async (reader) => {
      if (await upToDate(reader)) return;
      if (await read(reader)) await relations.listed(reader);
    }),
    ...lists.map((reader) => relations.apart(reader, report)),
    collectAzure(options, { store, tally, failures, broken, report }),
  ]);
  // What follows hangs on what was listed, and on each other: the groups that convey access are known when their members are.
  await Promise.all(
    lists.map((reader) => (base.has(reader.collection) ? undefined : relations.completed(reader, report))),
  );
  await relations.hidden(options.permissions);
  await Promise.all(lists.map((reader) => relations.details(reader, report)));
  await readEach({
    "application-that-people-sign-in-to": {
      from: "servicePrincipals",
      ids: await idsOf("servicePrincipals", signsPeopleIn),
      decidedBy: ["servicePrincipals"],
    },
  });
  // A group that is assigned to an application conveys access too.
  const groups = await groupFacts(finish);
  await relations.managers(groups.managers, report);
  await readEach({
    "group-that-conveys-access": { from: "groups", ids: groups.conveying, decidedBy: conveyingSources },
    "access-package": { from: "accessPackages", ids: await idsOf("accessPackages"), decidedBy: ["accessPackages"] },
  });

  return {
    unreadable: failures.list(),
    delta,
    entities: (name) => finished(name, finish),
    figures: {
      requests: client.requests - before + (options.azure?.client.requests ?? 0),
      repeated: client.repeated + (options.azure?.client.repeated ?? 0),
      bound: tally.bound,
      vanished: vanished.count,
    },
  };

  /** What a delta query of the next time starts from; kept with the pages, since it must be older than they are. */
  async function deltaStarts(): Promise<DeltaLinks> {
    const links: Record<string, { link: string; request: string }> = {};
    for (const collection of deltaCollections) {
      const reader = deltaReader(collection);
      if (reader === undefined) continue;
      const stream = deltaLinkStream(collection);
      if (store.progress(stream)?.done !== true) {
        try {
          const { delta: link } = await client.page(latestDelta(reader));
          await store.append(stream, [{ of: "", items: link === undefined ? [] : [{ link }] }]);
          tally.bound++;
        } catch (error) {
          // Without it the next collection reads everything, and nothing is lost.
          if (!(error instanceof GraphReadError)) throw error;
          await store.append(stream, [{ of: "", items: [] }]);
        }
      }
      for await (const { items } of store.pages(stream)) {
        const link = items[0]?.["link"];
        if (typeof link === "string") links[collection] = { link, request: deltaDigest(reader) };
      }
    }
    return links;
  }

  /** True when the earlier snapshot's objects were brought up to date: nothing has to be listed then. */
  async function upToDate(reader: Reader): Promise<boolean> {
    const { collection } = reader;
    const from = options.since?.delta[collection];
    const since = options.since;
    if (since === undefined || from === undefined || from.request !== deltaDigest(reader)) return false;
    const stream = deltaStream(collection);
    try {
      await streams.list(stream, from.link, { keep: keptChange(reader), pageSize: reader.pageSize, onPage: report });
    } catch (error) {
      // 410 Gone, resyncRequired, or whatever else: the whole collection is read instead.
      if (!(error instanceof GraphReadError)) throw error;
      return false;
    }
    const before = keptBefore(reader);
    base.set(collection, async function* () {
      for await (const entity of since.entities(collection)) yield before(entity);
    });
    return true;
  }

  async function readEach(parents: Readonly<Partial<Record<ForEach, Parents>>>): Promise<void> {
    // As it is now: what fails from here on decides nothing any more.
    const unread = new Map(
      Object.values(parents).flatMap(({ decidedBy }) => decidedBy.map((name) => [name, failures.ofMembers(name)])),
    );
    await Promise.all(
      readers.map(async (reader) => {
        const parent = reader.each === undefined ? undefined : parents[reader.each];
        if (parent === undefined) return;
        const { from, ids, decidedBy } = parent;
        for (const source of decidedBy) {
          // What was not asked about because of this would look like nothing there.
          const failed = unread.get(source);
          if (failed !== undefined)
            failures.add(reader.collection, `${reader.path}: ${source} could not be read`, failed);
        }
        const { flatten } = reader;
        await streams.each(
          streamOf(reader),
          { ids, path: (of) => requestPath(reader, of) },
          {
            keep: (object) => keptObject(object, reader),
            pageSize: reader.pageSize,
            ...(flatten !== undefined && { flatten }),
            onPage: report,
          },
          async (of, error) => {
            if (error.status === 404 && (await vanished.isGone(from, of))) return;
            failures.add(reader.collection, `${reader.path} for ${of}`, error);
          },
        );
        report();
      }),
    );
  }

  async function idsOf(
    name: CollectionName,
    isMeant: (object: GraphObject) => boolean = () => true,
  ): Promise<string[]> {
    const ids: string[] = [];
    for await (const object of finished(name, finish)) if (isMeant(object)) ids.push(String(object["id"]));
    return ids;
  }
}

/**
 * Applications that people are assigned to: those that demand it, and those with single sign-on
 * (https://learn.microsoft.com/graph/api/resources/serviceprincipal).
 */
function signsPeopleIn({ appRoleAssignmentRequired, preferredSingleSignOnMode }: GraphObject): boolean {
  return appRoleAssignmentRequired === true || Boolean(preferredSingleSignOnMode);
}

/** Objects that a request is made for, one by one. */
interface Parents {
  readonly from: CollectionName;
  readonly ids: readonly string[];
  /** Collections that say which objects those are. */
  readonly decidedBy: readonly CollectionName[];
}

/** Undefined for what is listed and nobody's business. */
function wanted(object: GraphObject, reader: Reader): GraphObject | undefined {
  return reader.onlyRenames === true && !isRename(object) ? undefined : keptObject(object, reader);
}

/** What is listed inside other objects, with the ids of those. */
function keptWith(flatten: string): (object: GraphObject) => GraphObject {
  const whole = { path: flatten };
  return (object) => {
    const inside = object[flatten];
    const kept = Array.isArray(inside) ? inside.map((each: GraphObject) => keptObject(each, whole)) : [];
    return { id: object["id"], [flatten]: kept };
  };
}

/**
 * @returns whether the tenant says who it is, and whether it is synchronised with an Active Directory
 * @throws Error when it is another tenant
 */
async function checkTenant(
  finish: Finish,
  tenantId: string,
): Promise<{ readonly isThere: boolean; readonly isSynchronised: boolean }> {
  let isThere = false;
  for await (const { id, onPremisesSyncEnabled } of finished("organization", finish)) {
    if (String(id).toLowerCase() !== tenantId.toLowerCase()) {
      throw new Error(
        `the tenant that answered is ${id}, but ${tenantId} was asked for: sign in to the other one, or correct client.tenantId`,
      );
    }
    if (onPremisesSyncEnabled === true) return { isThere: true, isSynchronised: true };
    isThere = true;
  }
  return { isThere, isSynchronised: false };
}
