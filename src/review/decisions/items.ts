/**
 * What a review asks people to decide: every difference, and every access under review. An access under review is what a provider
 * holds as declared, and everybody who can take control of the tenant, meant so or not.
 */

import { createHash } from "node:crypto";
import { tierZeroLabel } from "../../access/graph.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { compareText } from "../../order.ts";
import { lineDigest } from "../alike.ts";
import type { ReviewSeverity } from "../schema.ts";
import type { RecordedDifference, RecordedReview } from "./recorded-review.ts";

export interface DecisionItem {
  /** `D-…` for a difference, `A-…` for an access; the same in every review of the tenant, or for the same members. */
  readonly id: string;
  readonly kind: "difference" | "access";
  /** One sentence. */
  readonly title: string;
  readonly why: string;
  /** What takes it away, or sets it back. */
  readonly remedy: string;
  readonly severity?: ReviewSeverity;
  /** Whose access it is. */
  readonly party: RecordedDifference["principal"]["party"];
  /** Stable identity of the principal, e.g. `user:dana.reyes@tideway.example`. */
  readonly identity: string;
  /** Path in the matrix, e.g. `functions.tier-1-helpdesk`. */
  readonly row?: string;
  /** Names of the rules that refuse it. */
  readonly rules: readonly string[];
  readonly tier?: number;
  /** ISO date and time; of a difference it is told with the difference. */
  readonly since?: string;
  /** Keys of what it is about, as the tenant and the rosters have them. */
  readonly objects?: readonly string[];
  /** What is told in it and would be an item by itself: ids that would then be asked about. */
  readonly noticed?: readonly string[];
  /** Everything that is decided on with it, where it stands for many that are alike. */
  readonly members?: readonly ItemMember[];
  /** People who can use it though it is in another name; none where the review does not say. */
  readonly usedBy?: readonly { readonly person: string; readonly how: string }[];
}

/** One of many that are alike. */
interface ItemMember {
  /** As it would be alone; the same in every review of the tenant. */
  readonly id: string;
  readonly identity: string;
  /** Who, or what. */
  readonly text: string;
}

/** Ids that stay the same from one review to the next, whatever it is decided with. */
export function lastingIds({ id, members }: DecisionItem): readonly string[] {
  return members?.map((member) => member.id) ?? [id];
}

/** Everything to decide, in an order that does not hang on how bad it is: by party, principal and id. */
export function itemsOf(review: RecordedReview, matrix: Matrix): DecisionItem[] {
  const differing = new Set(
    review.differences.flatMap(({ principal, members = [] }) =>
      [principal, ...members.map((member) => member.principal)].map(({ identity }) => identity),
    ),
  );
  const reaching = new Set(review.reach.map(({ principal }) => principal.identity));
  const accesses = [
    ...(review.holdings === undefined
      ? review.rows.flatMap((row) => ofTeam(row, matrix))
      : asDeclared(review, review.holdings)),
    // Whoever is in a difference is decided on there.
    ...review.reach.filter(({ principal }) => !differing.has(principal.identity)).map(ofReach),
    ...review.internalTierZero
      .filter(({ principal }) => !differing.has(principal.identity) && !reaching.has(principal.identity))
      .map(ofTierZero),
  ];
  const items = [
    ...review.differences.map(ofDifference),
    // A review of before is asked about as it was when it was signed.
    ...(review.alikeFrom === undefined ? accesses.map(({ item }) => item) : together(accesses, review.alikeFrom)),
  ];
  const users = Map.groupBy(review.usedBy ?? [], ({ identity }) => identity);
  const unique = new Map(items.map((item) => [item.id, withUsers(item, users)]));
  return [...unique.values()].toSorted(
    (left, right) =>
      compareText(left.kind, right.kind) * -1 ||
      compareText(left.party.label, right.party.label) ||
      compareText(left.identity, right.identity) ||
      compareText(left.id, right.id),
  );
}

function withUsers(
  item: DecisionItem,
  users: ReadonlyMap<string, NonNullable<RecordedReview["usedBy"]>>,
): DecisionItem {
  const identities = new Set([item.identity, ...(item.members ?? []).map(({ identity }) => identity)]);
  const found = [...identities].flatMap((identity) => users.get(identity) ?? []);
  return found.length === 0 ? item : { ...item, usedBy: found.map(({ person, how }) => ({ person, how })) };
}

/** An access, and whose it is: its title begins with that. */
interface Access {
  readonly item: DecisionItem;
  readonly label: string;
}

/** Accesses in which only the principal differs are decided on as one. With one more or one less it is another one. */
function together(accesses: readonly Access[], from: number): DecisionItem[] {
  const unique = new Map(accesses.map((access) => [access.item.id, access]));
  return [...Map.groupBy(unique.values(), shapeOf).values()].flatMap((group) => {
    const [first] = group;
    if (group.length < from || first === undefined) return group.map(({ item }) => item);
    const members = group
      .map(({ item: { id, identity }, label }) => ({ id, identity, text: memberText(label, identity) }))
      .toSorted((left, right) => compareText(left.text, right.text) || compareText(left.id, right.id));
    const id = `A-${lineDigest(members.map((member) => [member.id, member.identity]))}`;
    const { since: _, ...shared } = first.item;
    const { title, remedy, party } = first.item;
    return [
      {
        ...shared,
        id,
        title: `Each of ${group.length} (${party.label})${title.slice(first.label.length)}`,
        remedy: remedy.replace(first.label, "each of them"),
        identity: `several:${id}`,
        objects: group.flatMap(({ item }) => item.objects ?? []),
        members,
      },
    ];
  });
}

function shapeOf({ item, label }: Access): string {
  const { kind, title, why, remedy, party, row, tier } = item;
  const { length } = label;
  if (label === "" || !title.startsWith(label)) return item.id;
  return JSON.stringify([kind, title.slice(length), why, remedy.replace(label, ""), party, row, tier]);
}

function memberText(label: string, identity: string): string {
  return `${label} (${identity.replace(/^user:/, "")})`;
}

function accessId(key: string): string {
  return `A-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}

function ofDifference(difference: RecordedDifference): DecisionItem {
  const { id, severity, title, why, principal, row, rules, remedy, access, members, observations = [] } = difference;
  // Whoever decides has to know what the review noticed: that somebody has left is no part of the difference.
  const noticed = observations.flatMap(({ message }) => (message === title ? [] : [message]));
  const all = [...observations, ...(members ?? []).flatMap((member) => member.observations ?? [])];
  const ids = all.flatMap((each) => each.id ?? []);
  const isOfOne = members?.every((member) => member.principal.identity === principal.identity) === true;
  return {
    id,
    kind: "difference",
    title,
    objects: [access, ...(members ?? []).map((member) => member.access)].flatMap((each) => each.objects),
    ...(ids.length > 0 && { noticed: ids }),
    why: [why, ...noticed].join(" "),
    remedy: remedy.words,
    severity,
    party: principal.party,
    identity: principal.identity,
    ...(row.path !== undefined && { row: row.path }),
    rules: rules.map(({ rule }) => rule),
    ...(access.tier !== undefined && { tier: access.tier }),
    ...(members !== undefined && {
      members: members.map((member) => ({
        id: member.id,
        identity: member.principal.identity,
        text: isOfOne
          ? `${member.access.target}, ${member.access.scope}`
          : memberText(member.principal.label, member.principal.identity),
      })),
    }),
  };
}

type Holding = NonNullable<RecordedReview["holdings"]>[number];

/** What is as declared; whether it is still wanted is asked in every review. What is not is a difference. */
function asDeclared(review: RecordedReview, holdings: readonly Holding[]): Access[] {
  const differing = new Set(review.differences.flatMap(({ access }) => access.objects));
  return holdings
    .filter(({ declared, objects, principal }) => {
      const isOfProvider = principal.party.kind === "provider";
      return declared && isOfProvider && !objects.some((object) => differing.has(object));
    })
    .map(ofHolding);
}

function ofHolding({ key, kind, principal, target, scope, held, until, tier, objects }: Holding): Access {
  const where = scope === "directory" ? "" : `, ${scope}`;
  const end = until === undefined ? "" : ` until ${until.slice(0, 10)}`;
  const item = {
    id: accessId(`holding\n${key}`),
    kind: "access" as const,
    title: `${principal.label}: ${kind.replaceAll("-", " ")} ${target}${where} (${held}${end}).`,
    why: "The matrix gives it; whether it is still needed is asked in every review.",
    // Of a system with accounts of its own no deployment takes anything away.
    remedy:
      kind === "system-role"
        ? `Take ${target} away from ${principal.label} in ${scope}, and out of the matrix.`
        : "Take it out of the matrix, and deploy.",
    party: principal.party,
    identity: principal.identity,
    objects,
    rules: [],
    ...(tier !== undefined && { tier }),
  };
  return { item, label: principal.label };
}

/** A provider's team is as declared or a difference of its own; whether it is still wanted is asked in every review. */
function ofTeam(row: RecordedReview["rows"][number], matrix: Matrix): Access[] {
  if (row.team === undefined) return [];
  const provider = Object.entries(matrix.providers).find(([, { name }]) => name === row.provider)?.[0];
  const label = row.provider ?? "Unknown";
  const item = {
    id: accessId(`row\n${row.path}\n${provider ?? label}`),
    kind: "access" as const,
    title: `${label} works on ${row.name} through the team “${row.team}”.`,
    why: "The matrix gives it; whether it is still needed is asked in every review.",
    remedy: `Take the row ${row.path} from ${label} in the matrix, and deploy.`,
    party: { kind: "provider" as const, ...(provider !== undefined && { provider }), label },
    identity: `group:${row.team}`,
    row: row.path,
    rules: [],
  };
  return [{ item, label: "" }];
}

function ofReach({ principal, condition, path }: RecordedReview["reach"][number]): Access {
  const way = path
    .map(({ to }) => to)
    // That Global Administrator is as good as Global Administrator is no step.
    .filter((to, index) => index === 0 || to !== tierZeroLabel)
    .join(", then ");
  const item = {
    id: accessId(`reach\n${principal.identity}`),
    kind: "access" as const,
    title: `${principal.label} can take control of the whole tenant (${condition}).`,
    why: way === "" ? "It reaches Global Administrator or an equivalent." : `By ${way}.`,
    remedy: "Take away a step of the way there.",
    party: principal.party,
    identity: principal.identity,
    rules: [],
    tier: 0,
  };
  return { item, label: principal.label };
}

function ofTierZero(held: RecordedReview["internalTierZero"][number]): Access {
  const { principal, target, scope, since } = held;
  const item = {
    id: accessId(`tier-0\n${principal.identity}\n${target}\n${scope}`),
    kind: "access" as const,
    title: `${principal.label} holds ${target} (${held.held}), which reaches control of the whole tenant.`,
    why: "Privileged access is asked for in every review, whoever holds it.",
    remedy: `Remove ${target} from ${principal.label}.`,
    party: principal.party,
    identity: principal.identity,
    rules: [],
    tier: 0,
    ...(since !== undefined && { since }),
  };
  return { item, label: principal.label };
}
