/**
 * Differences that have one cause, one remedy, one severity and one way to Global Administrator are one line: thousands of members of
 * one group are decided on once. Only more than twenty become one, and each stays in the line as it was, under its own id.
 *
 * The id of a line is made from everybody it stands for. With one more, or one less, it is another line that nobody has decided on yet:
 * a decision never covers who came later. What has to hold over several reviews (how long something was kept, whether what was revoked
 * is gone) goes by the ids of the single ones, which stay the same whatever line they are in.
 */

import { createHash } from "node:crypto";
import { compareText } from "../order.ts";
import { blanked, gap } from "./blanked.ts";
import type { Difference, ReviewSeverity } from "./schema.ts";

/** So many alike are one line. */
export const alikeFrom = 21;

/** One of those that a line stands for. */
type Member = NonNullable<Difference["members"]>[number];

/** How many single differences of a severity there are, in whatever lines. */
export function countOf(
  differences: readonly { readonly severity: string; readonly members?: readonly unknown[] | undefined }[],
  severity: ReviewSeverity,
): number {
  return differences.reduce((sum, each) => sum + (each.severity === severity ? (each.members?.length ?? 1) : 0), 0);
}

/** What members of a line differ in: whose access it is, or what it is access to. */
type Free = "principal" | "target";

/** The differences, those alike as one line. The order is another one. */
export function together(differences: readonly Difference[]): Difference[] {
  return merged(merged(differences, "principal"), "target");
}

function merged(differences: readonly Difference[], free: Free): Difference[] {
  return [...Map.groupBy(differences, (difference) => roughKey(difference, free)).values()].flatMap((rough) => {
    if (rough.length < alikeFrom) return rough;
    const byShape = Map.groupBy(rough, (difference) => shapeOf(difference, free));
    return [...byShape.values()].flatMap((group) => (group.length < alikeFrom ? group : [lineOf(group, free)]));
  });
}

/** What is quickly compared, so that only those who may be alike are looked at in full. What is a line already is in no other. */
function roughKey({ kind, severity, principal, access, id, members }: Difference, free: Free): string {
  if (members !== undefined) return id;
  const { party } = principal;
  const whose = free === "principal" ? [party.kind, party.provider, party.label, principal.type] : [principal.id];
  const what = free === "principal" ? [access.targetId ?? access.target, access.scope] : [];
  return JSON.stringify([
    kind,
    severity,
    whose,
    access.kind,
    what,
    access.held,
    access.tier,
    access.until !== undefined,
  ]);
}

/** Everything that has to be the same, without the names that may differ. */
function shapeOf(difference: Difference, free: Free): string {
  const { title, why, path = [], row, withoutIt, remedy, changes, items, observations = [] } = difference;
  const blank = blankerOf(difference, free);
  const { words, portal, command } = remedy;
  return JSON.stringify([
    blank(undated(title)),
    blank(why),
    path.map(({ from, edge, to, condition }) => [blank(from), edge, blank(to), condition]),
    row,
    withoutIt,
    [blank(words), blank(portal ?? ""), command !== undefined],
    changes,
    items.map(blank),
    [...new Set(observations.map(({ kind }) => kind))].toSorted(),
  ]);
}

/** Days and what is counted in them differ from one to the next without making another cause. */
function undated(text: string): string {
  return text.replaceAll(/\d{4}-\d{2}-\d{2}|\d+ days/g, "#");
}

/** Takes the names that may differ out of a text, with the address or id behind them. */
function blankerOf({ principal, access }: Difference, free: Free): (text: string) => string {
  const names =
    free === "principal" ? [principal.label] : [access.target, ...(access.scope === "directory" ? [] : [access.scope])];
  const notes = [principal.id, principal.identity.replace(/^user:/, ""), access.targetId ?? "", ...access.objects];
  return (text) => blanked(text, names, notes);
}

/** What several principals of a type are called. */
const nouns: Readonly<Record<string, string>> = {
  user: "users",
  group: "groups",
  servicePrincipal: "applications",
  application: "app registrations",
};

function lineOf(group: readonly Difference[], free: Free): Difference {
  const ordered = group.toSorted(
    (left, right) =>
      compareText(left.principal.label, right.principal.label) ||
      compareText(left.access.target, right.access.target) ||
      compareText(left.id, right.id),
  );
  const [first] = ordered;
  if (first === undefined) throw new Error("a line stands for nobody");
  const { principal, access } = first;
  const count = ordered.length;
  const id = `D-${lineDigest(
    ordered.map((each) => [each.id, each.principal.identity, each.access.target, each.access.scope]),
  )}`;
  const several = `${count} ${nouns[principal.type] ?? "objects"}`;
  const blanks = ordered.map((each) => blankerOf(each, free));
  const common = <T>(of: (difference: Difference) => T): T | undefined => {
    const value = of(first);
    const text = JSON.stringify(value);
    return ordered.every((each) => JSON.stringify(of(each)) === text) ? value : undefined;
  };
  /** A sentence about each: with the number in place of the name where it is true of all, else as an example. */
  const said = (of: (difference: Difference) => string): string => {
    const sentence = blanks[0]?.(of(first)) ?? "";
    const isOfAll = ordered.every((each, index) => blanks[index]?.(of(each)) === sentence);
    return free === "principal" && isOfAll && sentence.startsWith(gap) && sentence.lastIndexOf(gap) === 0
      ? `Each of ${several} (${principal.party.label})${sentence.slice(gap.length).replace(` (${principal.party.label})`, "")}`
      : `${count} times alike, such as: ${of(first)}`;
  };
  const [since, grantedBy, lastUse] = [
    common((each) => each.access.since),
    common((each) => each.access.grantedBy),
    common((each) => each.access.lastUse),
  ];
  const until = ordered
    .flatMap((each) => each.access.until ?? [])
    .toSorted()
    .at(-1);
  const declaredBy = common((each) => each.declaredBy);
  const formerly = common((each) => each.formerly);
  const { targetId, ...rest } = access;
  return {
    id,
    kind: first.kind,
    severity: first.severity,
    title: said(({ title }) => title),
    why: first.why,
    principal:
      free === "target"
        ? principal
        : { id, identity: `several:${id}`, label: several, type: principal.type, party: principal.party },
    access: {
      kind: rest.kind,
      target: free === "target" ? `${count} alike, such as ${rest.target}` : rest.target,
      ...(free === "principal" && targetId !== undefined && { targetId }),
      scope: common((each) => each.access.scope) ?? "several",
      held: rest.held,
      ...(until !== undefined && { until }),
      ...(since !== undefined && { since }),
      ...(grantedBy !== undefined && { grantedBy }),
      ...(lastUse !== undefined && { lastUse }),
      ...(rest.tier !== undefined && { tier: rest.tier }),
      objects: ordered.flatMap((each) => each.access.objects),
    },
    changes: first.changes,
    items: ordered.map((each) => memberText(each, free)),
    row: first.row,
    ...(first.path !== undefined && {
      path: first.path.map((step) =>
        step.from === principal.label && free === "principal" ? { ...step, from: several } : step,
      ),
    }),
    ...(first.withoutIt !== undefined && { withoutIt: first.withoutIt }),
    ...(formerly !== undefined && { formerly }),
    ...(first.observations !== undefined && { observations: observationsOf(ordered, said) }),
    rules: rulesOf(ordered),
    remedy: remedyOf(ordered, blanks, common, free),
    ...(declaredBy !== undefined && { declaredBy }),
    members: ordered.map(memberOf),
  };
}

/** Long enough that nobody can choose a name that makes a line look like one that is decided on. */
export function lineDigest(members: readonly (readonly string[])[]): string {
  const parts = members.map((member) => JSON.stringify(member)).toSorted();
  return createHash("sha256")
    .update(`alike\n${parts.join("\n")}`)
    .digest("hex")
    .slice(0, 16);
}

function memberOf(difference: Difference): Member {
  const { id, title, principal, access, items, rules, remedy, formerly, observations, declaredBy } = difference;
  return {
    id,
    title,
    principal,
    access,
    ...(items.length > 0 && { items }),
    rules,
    remedy,
    ...(formerly !== undefined && { formerly }),
    ...(observations !== undefined && { observations }),
    ...(declaredBy !== undefined && { declaredBy }),
  };
}

function memberText({ principal, access }: Difference, free: Free): string {
  if (free === "target") return `${access.target}, ${access.scope}`;
  return `${principal.label} (${principal.identity.replace(/^user:/, "")})`;
}

/** One entry a kind, by the earliest day on which one of them is due. */
function observationsOf(
  ordered: readonly Difference[],
  said: (of: (difference: Difference) => string) => string,
): NonNullable<Difference["observations"]> {
  const kinds = new Set(ordered.flatMap(({ observations = [] }) => observations.map(({ kind }) => kind)));
  return [...kinds].map((kind) => {
    const of = ({ observations = [] }: Difference) => observations.filter((each) => each.kind === kind);
    const due = ordered.flatMap((each) => of(each).flatMap((observation) => observation.due ?? [])).toSorted()[0];
    const message = said((each) =>
      of(each)
        .map((observation) => observation.message)
        .join(" "),
    );
    return { kind, message, ...(due !== undefined && { due }) };
  });
}

/** What refuses one of them refuses the line. */
function rulesOf(ordered: readonly Difference[]): Difference["rules"] {
  const byRule = new Map<string, Difference["rules"][number]>();
  for (const entry of ordered.flatMap(({ rules }) => rules)) {
    const before = byRule.get(entry.rule);
    byRule.set(entry.rule, before === undefined ? entry : { ...before, count: before.count + entry.count });
  }
  return [...byRule.values()];
}

function remedyOf(
  ordered: readonly Difference[],
  blanks: readonly ((text: string) => string)[],
  common: <T>(of: (difference: Difference) => T) => T | undefined,
  free: Free,
): Difference["remedy"] {
  const [first] = ordered;
  const words = blanks[0]?.(first?.remedy.words ?? "") ?? "";
  const isOfAll = ordered.every((each, index) => blanks[index]?.(each.remedy.words) === words);
  const command = common((each) => each.remedy.command);
  const portal = common((each) => each.remedy.portal);
  const place = common((each) => each.remedy.place);
  const one = command === undefined && first?.remedy.command !== undefined;
  const sentence =
    free === "principal" && isOfAll
      ? words.replace(`the account ${gap}`, "each of these accounts").replaceAll(gap, "each of them")
      : `For each: ${first?.remedy.words} (and so on).`;
  return {
    words: `${sentence}${one ? " The command for each is in its row of review.csv." : ""}`,
    ...(command !== undefined && { command }),
    ...(place !== undefined && { place }),
    ...(portal !== undefined && { portal }),
  };
}
