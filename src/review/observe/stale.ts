/** Access that nobody used for a long time. Never used, and last use not known, are different things: the second is no finding. */

import type { AccessRecord } from "../../access/record.ts";
import { isWhole } from "../../tenant/blind-spots.ts";
import { daysBetween } from "../last-use.ts";
import { counted, listed } from "../words.ts";
import {
  accessByPrincipal,
  accessItems,
  accessNames,
  nameOf,
  type Observation,
  type ObserveContext,
  type Observer,
  worstTier,
} from "./observation.ts";

export const staleAccess: Observer = (context) => {
  const createdOn = new Map(
    (["users", "servicePrincipals", "applications"] as const).flatMap((collection) =>
      context.snapshot.collections[collection].map((object) => [
        object.id,
        "createdDateTime" in object && typeof object.createdDateTime === "string" ? object.createdDateTime : undefined,
      ]),
    ),
  );
  const found: Observation[] = [];
  const notKnown = new Map<string, number>();
  let beyondLog = 0;
  for (const [id, held] of accessByPrincipal(context)) {
    const [first] = held;
    if (first === undefined || !isLookedAt(first, held, context)) continue;
    const use = context.lastUse({ ...first, held: "standing" });
    if (use === undefined) continue;
    if (use.state === "unknown") notKnown.set(use.what, (notKnown.get(use.what) ?? 0) + 1);
    if (use.state === "never" && createdOn.get(id) === undefined) {
      notKnown.set(neverSince, (notKnown.get(neverSince) ?? 0) + 1);
    }
    const since = use.state === "used" ? use.on : use.state === "never" ? createdOn.get(id) : undefined;
    if (since !== undefined && daysBetween(since, context.today) >= context.unusedDays) {
      found.push(unused(first.principal, held, use.state === "never", since, context));
      continue;
    }
    const idle = held.filter((record) => isIdle(record, context));
    beyondLog += held.filter((record) => isBeyondLog(record, context)).length;
    if (idle.length > 0) found.push(notActivated(first.principal, idle, context));
  }
  return {
    found,
    unseen: [
      ...[...notKnown].map(
        ([why, count]) =>
          `When ${counted(count, "principal", "principals")} with access last signed in is not known: ${why}.`,
      ),
      ...(beyondLog > 0 ? [notTold(beyondLog, context)] : []),
    ],
  };
};

const neverSince = "there is no sign-in on record, and the snapshot does not say since when they are there";

/** Everybody of a provider; of others only who holds something that matters to the tenant. */
function isLookedAt({ principal }: AccessRecord, held: readonly AccessRecord[], context: ObserveContext): boolean {
  const object = context.attribution.directory.object(principal.id);
  if (object?.kind === "user" && object.value.accountEnabled === false) return false;
  const tier = worstTier(held);
  if (principal.party.kind === "provider") return true;
  return (principal.party.kind === "internal" || principal.party.kind === "unknown") && tier !== undefined && tier < 2;
}

function severityOf(held: readonly AccessRecord[]): Observation["severity"] {
  const tier = worstTier(held);
  return tier === 0 ? "high" : tier === 1 ? "medium" : "low";
}

const why =
  "What nobody uses nobody misses, except the one who finds its password. Access that is needed again is quickly given again.";

function unused(
  principal: AccessRecord["principal"],
  held: readonly AccessRecord[],
  never: boolean,
  since: string,
  { today }: ObserveContext,
): Observation {
  const date = since.slice(0, 10);
  return {
    kind: "stale-access",
    severity: severityOf(held),
    message: never
      ? `${nameOf(principal)} has never signed in since it was created on ${date}, and has ${listed(accessNames(held))}.`
      : `${nameOf(principal)} has not signed in for ${daysBetween(since, today)} days (last on ${date}), and has ${listed(accessNames(held))}.`,
    why,
    key: principal.identity,
    principal,
    objects: held.map(({ objectKey }) => objectKey),
    joins: "also",
    remedy: { words: "Take it away; whoever needs it can ask for it again." },
    items: held.length > 1 ? accessItems(held) : [],
  };
}

/** An eligibility that nobody activated in all the time that the log and the rule look back. */
function isIdle(record: AccessRecord, context: ObserveContext): boolean {
  const { lastUse, today, unusedDays } = context;
  if (record.held !== "eligible") return false;
  const use = lastUse(record);
  if (use?.state === "used") return daysBetween(use.on ?? today, today) >= unusedDays;
  const { since } = record;
  return since !== undefined && daysBetween(since, today) >= unusedDays && reachesBack(context);
}

/**
 * An eligibility as old as what counts as stale, of which the log is too short to say whether it was used: Entra keeps it for 30 days
 * (https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention). The requests of PIM are no way further
 * back: they are deleted after 30 to 45 days (https://learn.microsoft.com/graph/api/unifiedroleassignmentschedulerequest-cancel).
 */
function isBeyondLog(record: AccessRecord, context: ObserveContext): boolean {
  const { since } = record;
  const { lastUse, today, unusedDays } = context;
  if (record.held !== "eligible" || since === undefined || daysBetween(since, today) < unusedDays) return false;
  return lastUse(record)?.state !== "used" && !reachesBack(context);
}

/** Whether the log looks back as far as the rule. */
function reachesBack({ history: { from }, snapshot, today, unusedDays }: ObserveContext): boolean {
  return from !== undefined && isWhole(snapshot, "directoryAudits") && daysBetween(from, today) >= unusedDays;
}

function notTold(count: number, { history: { from }, snapshot, today, unusedDays }: ObserveContext): string {
  const begins =
    from === undefined || !isWhole(snapshot, "directoryAudits")
      ? "the snapshot has no whole audit log"
      : `the audit log begins on ${from.slice(0, 10)}; --unused-days ${Math.max(1, daysBetween(from, today))} looks at what it has`;
  return `Whether ${counted(count, "eligibility was", "eligibilities were")} activated in the last ${unusedDays} days is not known: ${begins}.`;
}

function notActivated(
  principal: AccessRecord["principal"],
  idle: readonly AccessRecord[],
  { unusedDays }: ObserveContext,
): Observation {
  return {
    kind: "stale-access",
    severity: worstTier(idle) === 0 ? "medium" : "low",
    message: `${nameOf(principal)} has not activated ${listed(accessNames(idle))} for ${unusedDays} days or more.`,
    why,
    key: `${principal.identity} activation`,
    principal,
    objects: idle.map(({ objectKey }) => objectKey),
    joins: "also",
    remedy: { words: "Let the eligibility end, or take it away; whoever needs it can ask for it again." },
    items: idle.length > 1 ? accessItems(idle) : [],
  };
}
