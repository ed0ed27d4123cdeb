/**
 * What the engine cannot say, from a run of the same program offline. In a preview a policy sees which resources a property was
 * made from, but not which of several became which part of it (whom a conditional access policy includes and whom it excludes),
 * and of a lookup only the id that was found. The offline run knows both: it knows every reference, and what each lookup asked for.
 *
 * What the engine knows always comes first; the offline run only fills gaps.
 */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { lookedUpClientId } from "../../src/plan/client-ids.ts";
import { isUnknown, type Plan, type PlannedLookup, type PlannedResource } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { importProperty, resourceNames, tokenOf } from "../../src/resources/tokens.ts";
import { idsIn } from "../../src/tenant/resources/references.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";

/**
 * The folder of the program that is being deployed: as configured, beside the pack, or where the command was typed; always one
 * whose Pulumi.yaml has this project's name.
 */
function programFolder(project: string, packFolder: string, configured: string | undefined): string | undefined {
  if (configured !== undefined) return resolve(packFolder, configured);
  return [...ancestors(process.env["PWD"]), resolve(packFolder, "..")].find(
    (folder) => projectName(folder) === project,
  );
}

function* ancestors(folder: string | undefined): Generator<string> {
  for (
    let current = folder;
    current !== undefined;
    current = dirname(current) === current ? undefined : dirname(current)
  ) {
    yield current;
  }
}

function projectName(folder: string): unknown {
  const file = join(folder, "Pulumi.yaml");
  if (!existsSync(file)) return undefined;
  try {
    const settings: unknown = parse(readFileSync(file, "utf8"));
    return typeof settings === "object" && settings !== null && "name" in settings ? settings.name : undefined;
  } catch {
    return undefined;
  }
}

/** The program's plan, or why there is none: the gaps then stay gaps. */
export type OfflineRun = { readonly plan: Plan } | { readonly plan?: undefined; readonly failure: string };

/** Runs the program offline; never throws. */
export async function runOffline(
  project: string,
  stack: string,
  packFolder: string,
  configured: string | undefined,
): Promise<OfflineRun> {
  const directory = programFolder(project, packFolder, configured);
  if (directory === undefined) return { failure: `no folder with the Pulumi.yaml of ${project} was found` };
  try {
    return { plan: await planProgram({ directory, project, stack, config: engineConfig() }) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The stack's configuration as the engine hands it to the pack. */
function engineConfig(): Readonly<Record<string, unknown>> {
  try {
    const config: unknown = JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}");
    return typeof config === "object" && config !== null ? (config as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * A plan without what the offline run says of objects that the tenant shows: who has an id there needs nobody's word, least of all
 * that of a program that asks for somebody else when it runs offline.
 */
export function withoutKnown(plan: Plan, snapshot: Snapshot | undefined): Plan {
  if (snapshot === undefined) return plan;
  const shown = new Set(
    Object.values(snapshot.collections)
      .flat()
      .flatMap((object) => [object.id, "appId" in object ? object.appId : undefined])
      .flatMap((id) => (typeof id === "string" ? [id.toLowerCase()] : [])),
  );
  const isShown = (id: string | undefined) => id !== undefined && shown.has(id.toLowerCase());
  return { ...plan, lookups: plan.lookups.filter(({ id, clientId }) => !isShown(id) && !isShown(clientId)) };
}

export interface Completed {
  readonly resources: readonly PlannedResource[];
  readonly lookups: readonly PlannedLookup[];
  /** The same without what was filled on the offline run's word alone: whom of several a property names. */
  readonly unpicked: readonly PlannedResource[] | undefined;
  /** What only the offline run declares, in the engine's ids. */
  readonly unseen: readonly PlannedResource[];
}

/** The engine's resources with their unknowns filled, and the lookups whose results the engine shows only as ids. */
export function complete(resources: readonly PlannedResource[], offline: Plan): Completed {
  const urns = new Set(resources.map(({ urn }) => urn));
  const offlineByUrn = new Map(offline.resources.map((resource) => [resource.urn, resource]));
  const engineIds = new Map(
    resources.flatMap((resource) => {
      const twin = offlineByUrn.get(resource.urn);
      return twin === undefined ? [] : [[twin.id, resource.id] as const];
    }),
  );
  const lookupsById = new Map(offline.lookups.map((lookup) => [lookup.id, lookup]));
  /** An application and its service principal have the same one. */
  const lookupsByClientId = Map.groupBy(offline.lookups, ({ id, asked }) => lookedUpClientId(id, asked));
  /** By the ids that the engine has for what they found, or the offline run's own where the engine shows none. */
  const found = new Map<string, PlannedLookup>();

  const offlineIds = new Map(offline.resources.map(({ urn, id }) => [id.toLowerCase(), urn]));
  /** The engine says which resources a value was made from: a run that names another one did not do what the engine's run does. */
  const isMadeFrom = (from: readonly string[], twin: unknown) =>
    idsIn(twin).every((id) => {
      const urn = offlineIds.get(id);
      return urn === undefined || from.includes(urn);
    });

  /** What the offline run's lookups found → what the engine's did. */
  const realIds = new Map<string, string>();
  const fill = (known: unknown, twin: unknown): unknown => {
    if (isUnknown(known)) {
      if (twin === undefined || !isMadeFrom(known.from, twin)) return known;
      for (const id of idsIn(twin)) {
        const lookup = lookupsById.get(id);
        if (lookup !== undefined) found.set(id, lookup);
      }
      return inEngineIds(twin, engineIds);
    }
    if (typeof known === "string" && typeof twin === "string") {
      for (const [id, standsFor] of known === twin ? [] : sameIds(known, twin)) {
        const lookup = lookupsById.get(standsFor);
        const applications = lookupsByClientId.get(standsFor);
        if (lookup !== undefined) found.set(id, lookup);
        for (const application of applications ?? []) found.set(application.id, application);
        if (lookup !== undefined || applications !== undefined) realIds.set(standsFor, id);
      }
      return known;
    }
    if (typeof known !== "object" || known === null || typeof twin !== "object" || twin === null) return known;
    if (Array.isArray(known)) {
      const elements: readonly unknown[] = Array.isArray(twin) ? twin : [];
      const [every] = elements.filter((element) => typeof element === "string" && isList(lookupsById.get(element)));
      return known.map((element, index) => fill(element, elements[index] ?? every));
    }
    const fields = twin as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.entries(known).map(([key, value]) => [key, fill(value, fields[key])]));
  };

  let picked = false;
  const pairs = resources.map((resource) => {
    const twin = offlineByUrn.get(resource.urn);
    if (twin === undefined) return { filled: resource, unpicked: resource };
    const inputs = { ...(fill(resource.inputs, twin.inputs) as PlannedResource["inputs"]), ...ownOf(twin) };
    const filled = { ...resource, inputs, ...(twin.source && { source: twin.source }) };
    const picks = Object.entries(resource.inputs).filter(([, value]) => isUnknown(value) && value.from.length > 1);
    picked ||= picks.length > 0;
    return { filled, unpicked: { ...filled, inputs: { ...inputs, ...Object.fromEntries(picks) } } };
  });
  const unseen = offline.resources
    .filter(({ urn, custom }) => custom && !urns.has(urn))
    .map((resource) => {
      for (const id of idsIn(resource.inputs)) {
        const lookup = lookupsById.get(id);
        if (lookup !== undefined) found.set(id, lookup);
      }
      const inputs = inEngineIds(resource.inputs, new Map([...realIds, ...engineIds]));
      return { ...resource, inputs: inputs as PlannedResource["inputs"] };
    });
  return {
    resources: pairs.map(({ filled }) => filled),
    unseen,
    lookups: [...withRealIds(found, realIds, lookupsById), ...offline.lookups.filter(asksWhoDeploys)],
    unpicked: picked ? pairs.map(({ unpicked }) => unpicked) : undefined,
  };
}

/** The engine shows a policy no property that begins with two underscores: which code a resource of Demarc's own runs, and what it takes over. */
function ownOf({ type, inputs }: PlannedResource): PlannedResource["inputs"] {
  if (!resourceNames.some((name) => tokenOf(name) === type)) return {};
  return Object.fromEntries(
    Object.entries(inputs).filter(([name]) => name === "__provider" || name === importProperty),
  );
}

/** Which id of one text stands at the place of which of the other: whole ones, and inside texts that are the same beside. */
function sameIds(known: string, twin: string): (readonly [known: string, twin: string])[] {
  const [ids, twins] = [idsIn(known), idsIn(twin)];
  const blank = (text: string, inside: readonly string[]) =>
    inside.reduce((left, id) => left.replace(id, ""), text.toLowerCase());
  const isSameBeside = ids.length === twins.length && blank(known, ids) === blank(twin, twins);
  const inner = isSameBeside ? ids.map((id, at) => [id, twins[at] ?? ""] as const) : [];
  return [[known, twin], ...inner.filter(([id]) => id !== known)];
}

/** Offline, all that a lookup finds in a list (whoever is in a group) is one. */
function isList(lookup: PlannedLookup | undefined): boolean {
  return typeof lookup?.asked["output"] === "string" && !lookup.token.startsWith("pulumi:");
}

/** The engine shows who deploys only where a property says it; what other lookups ask by it is known all the same. */
function asksWhoDeploys({ token }: PlannedLookup): boolean {
  return token.endsWith(":getClientConfig");
}

/** Lookups as the engine has them: with the ids that it has for what they found, and for what they ask by. */
function withRealIds(
  found: ReadonlyMap<string, PlannedLookup>,
  realIds: ReadonlyMap<string, string>,
  lookupsById: ReadonlyMap<string, PlannedLookup>,
): PlannedLookup[] {
  const renamed = new Map(realIds);
  for (const [id, real] of realIds) {
    const asked = lookupsById.get(id)?.asked ?? {};
    const clientId = lookedUpClientId(id, asked);
    // One that was asked for is the same whatever was found, and one that the engine shows is not made up.
    if (clientId !== asked["clientId"] && !renamed.has(clientId)) renamed.set(clientId, lookedUpClientId(real, asked));
  }
  const inAsked = (value: unknown) => (typeof value === "string" ? (renamed.get(value) ?? value) : value);
  return [...found].flatMap(([id, lookup]) => {
    // The engine has an id for it, and it is told by that.
    if (id === lookup.id && realIds.has(id)) return [];
    const clientId = realIds.get(lookedUpClientId(lookup.id, lookup.asked));
    const asked = Object.fromEntries(Object.entries(lookup.asked).map(([key, value]) => [key, inAsked(value)]));
    return [{ ...lookup, id, asked, ...(clientId !== undefined && { clientId }) }];
  });
}

/** Ids of the offline run written as the engine's: the same for what does not exist yet. */
function inEngineIds(value: unknown, engineIds: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    const own = engineIds.get(value);
    if (own !== undefined) return own;
    const end = value.slice(value.lastIndexOf("/") + 1);
    const id = engineIds.get(end);
    return id === undefined ? value : `${value.slice(0, value.length - end.length)}${id}`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => inEngineIds(element, engineIds));
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, inEngineIds(element, engineIds)]));
}
