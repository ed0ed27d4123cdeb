/** What the page shows and what does not change while it is open, in words: everything to decide, who may, and what is known of it. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { visible, visibleLines } from "../../visible.ts";
import type { DecisionItem } from "../decisions/items.ts";
import { peopleOf } from "../decisions/people.ts";
import type { RecordedDifference } from "../decisions/recorded-review.ts";
import { membersText } from "../decisions/write.ts";
import { dateText, kindWords, lastUseText, plainText, tellingSteps } from "../report/words.ts";
import { listed } from "../words.ts";
import { latestKeep } from "./latest-keep.ts";
import type { DecisionSession } from "./session.ts";

/** One thing to decide. */
interface Line {
  readonly id: string;
  /** What it stands under: kind and party, as decisions.yaml has them one after the other. */
  readonly group: string;
  /** A severity, or `declared` for what is as the matrix says. */
  readonly severity: string;
  readonly party: string;
  readonly title: string;
  readonly why: string;
  readonly row?: string;
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** The way to Global Administrator, step by step. */
  readonly steps: readonly string[];
  readonly remedy: {
    readonly words: string;
    readonly portal?: string;
    readonly command?: string;
    readonly matrix?: string;
  };
  /** ISO date. */
  readonly latestKeep?: string;
}

export interface PageView {
  readonly client: string;
  readonly reviewedOn: string;
  readonly file: string;
  readonly people: readonly { readonly address: string; readonly name: string; readonly group: string }[];
  readonly lines: readonly Line[];
}

export function viewOf({ sheet, input }: DecisionSession): PageView {
  const { review, items, folder } = sheet;
  const { matrix } = input;
  const differences = new Map(review.differences.map((difference) => [difference.id, difference]));
  const people = [...peopleOf(matrix).values()];
  const deciding = people.filter(({ decides }) => decides);
  const giving = people.filter(({ side }) => side !== "internal");
  return {
    client: review.client.name,
    reviewedOn: dateText(review.reviewedOn),
    file: `${folder}/decisions.yaml`,
    people: [
      ...deciding.map(({ address, name }) => ({ address, name, group: `Decide for ${review.client.name}` })),
      ...giving.map(({ address, name, side }) => {
        const company = matrix.providers[side]?.name ?? side;
        return { address, name, group: `${company}: can only give up what it holds` };
      }),
    ],
    lines: items.map((item) => lineOf(item, differences.get(item.id), latestKeep(item, review.reviewedOn, input))),
  };
}

function lineOf(item: DecisionItem, difference: RecordedDifference | undefined, last: string | undefined): Line {
  const { id, kind, severity, party, title, why, row, remedy } = item;
  const { portal, command, matrix } = difference?.remedy ?? {};
  return {
    id,
    group: `${kind === "difference" ? "Differences" : "As declared, or privileged"}: ${party.label}`,
    severity: severity ?? "declared",
    party: party.label,
    title: visible(title),
    why: visible(why),
    ...(row !== undefined && { row }),
    facts: factsOf(item, difference).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, visible(text)] as const],
    ),
    steps: tellingSteps(difference?.path ?? []).map(({ from, edge, to }) =>
      visible(`${from} → ${edgeWords(edge)} → ${to}`),
    ),
    remedy: {
      words: visible(remedy),
      ...(portal !== undefined && { portal: visible(portal) }),
      ...(command !== undefined && { command: visibleLines(command) }),
      ...(matrix !== undefined && { matrix: visibleLines(matrix) }),
    },
    ...(last !== undefined && { latestKeep: last }),
  };
}

function factsOf(
  { identity, row, rules, tier, since, usedBy, members }: DecisionItem,
  difference: RecordedDifference | undefined,
): (readonly [name: string, text: string | undefined])[] {
  const shared: (readonly [string, string | undefined])[] = [
    ["Decided together", members === undefined ? undefined : `${members.length}: ${membersText(members)}`],
    ["Matrix", row],
    ["Own access", usedBy?.map(({ how }) => how).join("; ")],
    ["Refused by", rules.length === 0 ? undefined : [...new Set(rules)].join(", ")],
    ["Tier", tier === undefined ? undefined : `${tier}`],
  ];
  if (difference === undefined) {
    return [
      ["Who", members === undefined ? identity : undefined],
      ["Since", since === undefined ? undefined : dateText(since)],
      ...shared,
    ];
  }
  const { kind, principal, access, items } = difference;
  const isAccess = access.kind !== "rule" && access.kind !== "observation";
  const until = access.until === undefined ? "" : `, until ${dateText(access.until)}`;
  return [
    ["Kind", kindWords[kind]],
    [
      "Who",
      !isAccess
        ? undefined
        : identity.startsWith("several:")
          ? principal.label
          : `${principal.label} (${principal.identity})`,
    ],
    ["What", isAccess ? `${access.target} (${plainText(access.kind)})` : undefined],
    ["Where", isAccess ? access.scope : undefined],
    ["Held", isAccess ? `${access.held}${until}` : undefined],
    ["Since", givenText(access)],
    ["Last use", access.lastUse === undefined ? undefined : lastUseText(access.lastUse)],
    ["Each of them", members === undefined && items.length > 0 ? listed(items) : undefined],
    ...shared,
  ];
}

function givenText({ since, grantedBy }: RecordedDifference["access"]): string | undefined {
  const by = grantedBy === undefined ? undefined : `given by ${grantedBy}`;
  const parts = [since === undefined ? undefined : dateText(since), by].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}
