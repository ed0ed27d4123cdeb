/**
 * Plans against a large tenant: a program asks for few of its people and groups, and to hand it all of them takes longer than everything
 * else. So it is run without them first, and then again with those that it could have meant.
 */

import type { Snapshot } from "../tenant/snapshot.ts";
import { type Plan, PlanError, type PlannedLookup } from "./plan.ts";
import { type ProgramOptions, planProgram } from "./program.ts";

/** From so many people and groups on a second run is the shorter way. */
const usuallyLarge = 10_000;

/** What of a large tenant is left out, and the properties by which lookups find it. */
const many = ["users", "groups"] as const;
const keys = ["id", "userPrincipalName", "mail", "mailNickname", "employeeId", "displayName"] as const;

/** Runs: what a lookup finds may be what the next one asks for. */
const mostRuns = 4;

/**
 * As `planProgram`, and with the same plan.
 * @param large from how many people and groups on
 * @throws PlanError as `planProgram` does
 */
export async function planOnTenant(options: ProgramOptions, large = usuallyLarge): Promise<Plan> {
  const { snapshot } = options;
  if (snapshot === undefined || many.reduce((sum, name) => sum + snapshot.collections[name].length, 0) < large) {
    return planProgram(options);
  }
  let given = new Set<string>();
  for (let run = 0; run < mostRuns; run++) {
    let plan: Plan;
    try {
      plan = await planProgram({ ...options, snapshot: only(snapshot, given) });
    } catch (error) {
      // It may be the absence of somebody that it cannot bear.
      if (!(error instanceof PlanError)) throw error;
      break;
    }
    if (plan.lookups.some(asksForAll)) break;
    const meant = idsMeant(snapshot, plan);
    if (meant.isSubsetOf(given)) return plan;
    given = meant.union(given);
  }
  return planProgram(options);
}

/** A list that nothing is looked up in: `getUsers({ returnAll: true })`, `getGroups({ displayNamePrefix })`. */
function asksForAll({ token, asked }: PlannedLookup): boolean {
  if (!/:get(?:Users|Groups)$/.test(token)) return false;
  const { displayNamePrefix: _, ...rest } = asked;
  return !Object.values(rest).some((value) => typeof value === "string" || Array.isArray(value));
}

/** People and groups that anything in the plan could mean. */
function idsMeant(snapshot: Snapshot, { lookups, resources }: Plan): Set<string> {
  const words = new Set<string>();
  addTexts([lookups, resources], words);
  const ids = new Set<string>();
  for (const name of many) {
    for (const object of snapshot.collections[name]) {
      const own: { readonly [Key in (typeof keys)[number]]?: unknown } = object;
      if (keys.some((key) => typeof own[key] === "string" && words.has(own[key].toLowerCase()))) ids.add(object.id);
    }
  }
  return ids;
}

/** Every text, and every part of one that could be an id, in lower case. */
function addTexts(value: unknown, words: Set<string>): void {
  if (typeof value === "string") {
    const text = value.toLowerCase();
    words.add(text);
    for (const [id] of text.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) words.add(id);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) addTexts(inner, words);
  }
}

function only(snapshot: Snapshot, ids: ReadonlySet<string>): Snapshot {
  const { collections } = snapshot;
  return {
    ...snapshot,
    collections: {
      ...collections,
      users: collections.users.filter(({ id }) => ids.has(id)),
      groups: collections.groups.filter(({ id }) => ids.has(id)),
      // Nothing looks anything up here.
      userRegistrationDetails: [],
      directoryAudits: [],
      servicePrincipalSignInActivities: [],
    },
  };
}
