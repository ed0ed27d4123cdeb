/**
 * What a review asks people to decide: every difference, and every access under review. An access under review is what a provider
 * holds as declared, and everybody who can take control of the tenant, meant so or not.
 */

import { createHash } from "node:crypto";
import type { Matrix } from "../../matrix/schema.ts";
import { compareText } from "../../order.ts";
import type { ReviewSeverity } from "../schema.ts";
import type { RecordedDifference, RecordedReview } from "./recorded-review.ts";

export interface DecisionItem {
  /** `D-…` for a difference, `A-…` for an access; the same in every review of the tenant. */
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
  /** People who can use it though it is in another name; none where the review does not say. */
  readonly usedBy?: readonly { readonly person: string; readonly how: string }[];
}

/** Everything to decide, in an order that does not hang on how bad it is: by party, principal and id. */
export function itemsOf(review: RecordedReview, matrix: Matrix): DecisionItem[] {
  const differing = new Set(review.differences.map(({ principal }) => principal.identity));
  const reaching = new Set(review.reach.map(({ principal }) => principal.identity));
  const items = [
    ...review.differences.map(ofDifference),
    ...(review.holdings === undefined
      ? review.rows.flatMap((row) => ofTeam(row, matrix))
      : asDeclared(review, review.holdings)),
    // Whoever is in a difference is decided on there.
    ...review.reach.filter(({ principal }) => !differing.has(principal.identity)).map(ofReach),
    ...review.internalTierZero
      .filter(({ principal }) => !differing.has(principal.identity) && !reaching.has(principal.identity))
      .map(ofTierZero),
  ];
  const users = Map.groupBy(review.usedBy ?? [], ({ identity }) => identity);
  const unique = new Map(items.map((item) => [item.id, withUsers(item, users.get(item.identity))]));
  return [...unique.values()].toSorted(
    (left, right) =>
      compareText(left.kind, right.kind) * -1 ||
      compareText(left.party.label, right.party.label) ||
      compareText(left.identity, right.identity) ||
      compareText(left.id, right.id),
  );
}

function withUsers(item: DecisionItem, users: RecordedReview["usedBy"]): DecisionItem {
  return users === undefined ? item : { ...item, usedBy: users.map(({ person, how }) => ({ person, how })) };
}

function accessId(key: string): string {
  return `A-${createHash("sha256").update(key).digest("hex").slice(0, 8)}`;
}

function ofDifference(difference: RecordedDifference): DecisionItem {
  const { id, severity, title, why, principal, row, rules, remedy, access } = difference;
  return {
    id,
    kind: "difference",
    title,
    why,
    remedy: remedy.words,
    severity,
    party: principal.party,
    identity: principal.identity,
    ...(row.path !== undefined && { row: row.path }),
    rules: rules.map(({ rule }) => rule),
    ...(access.tier !== undefined && { tier: access.tier }),
  };
}

type Holding = NonNullable<RecordedReview["holdings"]>[number];

/** What is as declared; whether it is still wanted is asked in every review. What is not is a difference. */
function asDeclared(review: RecordedReview, holdings: readonly Holding[]): DecisionItem[] {
  const differing = new Set(review.differences.flatMap(({ access }) => access.objects));
  return holdings
    .filter(({ declared, objects, principal }) => {
      const isOfProvider = principal.party.kind === "provider";
      return declared && isOfProvider && !objects.some((object) => differing.has(object));
    })
    .map(ofHolding);
}

function ofHolding({ key, kind, principal, target, scope, held, until, tier }: Holding): DecisionItem {
  const where = scope === "directory" ? "" : `, ${scope}`;
  const end = until === undefined ? "" : ` until ${until.slice(0, 10)}`;
  return {
    id: accessId(`holding\n${key}`),
    kind: "access",
    title: `${principal.label}: ${kind.replaceAll("-", " ")} ${target}${where} (${held}${end}).`,
    why: "The matrix gives it; whether it is still needed is asked in every review.",
    remedy: `Take it out of the matrix, and deploy.`,
    party: principal.party,
    identity: principal.identity,
    rules: [],
    ...(tier !== undefined && { tier }),
  };
}

/** A provider's team is as declared or a difference of its own; whether it is still wanted is asked in every review. */
function ofTeam(row: RecordedReview["rows"][number], matrix: Matrix): DecisionItem[] {
  if (row.team === undefined) return [];
  const provider = Object.entries(matrix.providers).find(([, { name }]) => name === row.provider)?.[0];
  const label = row.provider ?? "Unknown";
  return [
    {
      id: accessId(`row\n${row.path}\n${provider ?? label}`),
      kind: "access",
      title: `${label} works on ${row.name} through the team “${row.team}”.`,
      why: "The matrix gives it; whether it is still needed is asked in every review.",
      remedy: `Take the row ${row.path} from ${label} in the matrix, and deploy.`,
      party: { kind: "provider", ...(provider !== undefined && { provider }), label },
      identity: `group:${row.team}`,
      row: row.path,
      rules: [],
    },
  ];
}

function ofReach({ principal, condition, path }: RecordedReview["reach"][number]): DecisionItem {
  const way = path.map(({ to }) => to).join(", then ");
  return {
    id: accessId(`reach\n${principal.identity}`),
    kind: "access",
    title: `${principal.label} can take control of the whole tenant (${condition}).`,
    why: way === "" ? "It reaches Global Administrator or an equivalent." : `By ${way}.`,
    remedy: "Take away a step of the way there.",
    party: principal.party,
    identity: principal.identity,
    rules: [],
    tier: 0,
  };
}

function ofTierZero(held: RecordedReview["internalTierZero"][number]): DecisionItem {
  const { principal, target, scope, since } = held;
  return {
    id: accessId(`tier-0\n${principal.identity}\n${target}\n${scope}`),
    kind: "access",
    title: `${principal.label} holds ${target} (${held.held}), which reaches control of the whole tenant.`,
    why: "Privileged access is asked for in every review, whoever holds it.",
    remedy: `Remove ${target} from ${principal.label}.`,
    party: principal.party,
    identity: principal.identity,
    rules: [],
    tier: 0,
    ...(since !== undefined && { since }),
  };
}
