/** When an access was last used, and when nobody can tell. Never used and not known are different things. */

import type { AccessRecord } from "../access/record.ts";
import { isWhole } from "../tenant/blind-spots.ts";
import type { Collections, Snapshot } from "../tenant/snapshot.ts";
import type { History } from "./history.ts";
import type { LastUse } from "./schema.ts";

/** Last use of an access; undefined for what nobody signs in as: groups, policies, settings. */
export type LastUseOf = (record: AccessRecord) => LastUse | undefined;

/**
 * Reads the last use of accounts (https://learn.microsoft.com/graph/api/resources/signinactivity), of applications
 * (https://learn.microsoft.com/graph/api/resources/serviceprincipalsigninactivity?view=graph-rest-beta) and, for what has to be activated,
 * the last activation in the audit log.
 */
export function readLastUse(snapshot: Snapshot, history: History): LastUseOf {
  const { users, servicePrincipals, applications, servicePrincipalSignInActivities } = snapshot.collections;
  // Graph leaves the property out for those who never signed in; without permission or licence it leaves it out for everybody.
  const isShown = users.some((user) => "signInActivity" in user);
  const userById = new Map(users.map((user) => [user.id, user]));
  const appIds = new Map(
    [...applications, ...servicePrincipals].map(({ id, appId }) => [id, appId?.toLowerCase() ?? ""]),
  );
  // A tenant in which no application was ever used is one whose report was not read.
  const areAppsShown =
    isWhole(snapshot, "servicePrincipalSignInActivities") && servicePrincipalSignInActivities.length > 0;
  const byApp = new Map(
    servicePrincipalSignInActivities.map((activity) => [activity.appId?.toLowerCase() ?? "", activity]),
  );
  // Clocks differ; by more than a day they do not.
  const end = Date.parse(snapshot.collectedAt) + 86_400_000;
  const signedIn = (moments: Moments): LastUse => {
    const on = latest(moments);
    if (on === undefined) return { state: "never", what: "sign-in" };
    return Date.parse(on) > end
      ? unknown("the last sign-in on record is after the snapshot was collected")
      : { state: "used", on, what: "sign-in" };
  };
  const ofPrincipal: LastUseOf = ({ principal }) => {
    const user = userById.get(principal.id);
    if (user !== undefined)
      return isShown ? signedIn(ofUser(user)) : unknown("the snapshot has no sign-in activity of accounts");
    const appId = appIds.get(principal.id);
    if (appId === undefined)
      return principal.type === "foreign" ? unknown("the snapshot holds no such account or application") : undefined;
    if (!areAppsShown) return unknown("the snapshot has no sign-in activity of applications");
    return signedIn(momentsOf(byApp.get(appId)));
  };
  return (record) => {
    if (notUsed.has(record.kind)) return undefined;
    if (record.held !== "eligible") return ofPrincipal(record);
    const deed = history.activated(record);
    if (deed !== undefined) return { state: "used", on: deed.on, what: "activation" };
    const { from } = history;
    if (from === undefined || !isWhole(snapshot, "directoryAudits")) return unknown("the snapshot has no audit log");
    return record.since !== undefined && record.since >= from
      ? { state: "never", what: "activation" }
      : { state: "unknown", what: `no activation since ${from.slice(0, 10)}, where the audit log begins` };
  };
}

/** What is there rather than used. */
const notUsed: ReadonlySet<AccessRecord["kind"]> = new Set([
  "activation-rules",
  "conditional-access-policy",
  "named-location",
  "authentication-strength",
  "administrative-unit-member",
  "azure-resource",
]);

const unknown = (what: string): LastUse => ({ state: "unknown", what });

type Moments = readonly (string | null | undefined)[];

function ofUser({ signInActivity }: Collections["users"][number]): Moments {
  return [
    signInActivity?.lastSuccessfulSignInDateTime,
    signInActivity?.lastSignInDateTime,
    signInActivity?.lastNonInteractiveSignInDateTime,
  ];
}

function momentsOf(activity: Collections["servicePrincipalSignInActivities"][number] | undefined): Moments {
  return [
    activity?.lastSignInActivity,
    activity?.delegatedClientSignInActivity,
    activity?.applicationAuthenticationClientSignInActivity,
  ].flatMap((each) => [each?.lastSignInDateTime, each?.lastNonInteractiveSignInDateTime]);
}

/** The last moment. Graph says of some who never signed in that they did in the year 1. */
function latest(moments: Moments): string | undefined {
  return moments
    .flatMap((each) => (each && Date.parse(each) > 0 ? [each] : []))
    .toSorted((left, right) => Date.parse(left) - Date.parse(right))
    .at(-1);
}

/** Days from the day of one moment to that of another, in UTC. */
export function daysBetween(from: string, to: string): number {
  const day = (moment: string) => Math.floor(Date.parse(moment) / 86_400_000);
  return day(to) - day(from);
}
