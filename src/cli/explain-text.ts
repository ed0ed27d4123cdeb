/** The answer of `demarc explain` for a terminal. */

import type { StepCondition } from "../finding.ts";
import { visible } from "../visible.ts";
import type { ExplainedAccess, ExplainedWay, ExplainResult } from "./explain-result.ts";
import { stepText } from "./findings-text.ts";
import type { Paint } from "./output.ts";

const headings: readonly (readonly [ExplainedAccess["as"], string])[] = [
  ["access", "Holds or can get"],
  ["group", "Is in or can get into"],
  ["identity", "Can act as"],
  ["object", "Can work on"],
];

const conditions: Readonly<Record<StepCondition, string>> = {
  standing: "at any time",
  "self-activation": "by activating it alone",
  "provider-approval": "with an approval from the provider's own side",
  "unknown-approval": "with an approval from somebody of an unknown party",
  "internal-approval": "with the internal team's approval",
};

/** Of so many a person reads the ways. */
const shown = 25;

/** Lines: who it is, what is held or the ways that were asked for, and what the answer rests on. */
export function explainText(result: ExplainResult, paint: Paint): string[] {
  const { who, reaches, to, assumptions } = result;
  const whose = who.because === undefined ? "" : `, of ${who.party}: ${who.because}`;
  return [
    `${paint("bold", visible(who.name))}${visible(whose)}`,
    "",
    ...(reaches === undefined ? [] : reachLines(reaches, paint)),
    ...(to === undefined ? [] : wayLines(to, paint)),
    ...assumptions.map((assumption) => visible(`assumed: ${assumption}`)),
  ];
}

function reachLines(reaches: readonly ExplainedAccess[], paint: Paint): string[] {
  if (reaches.length === 0) return ["Holds nothing, and can get nothing that is in sight.", ""];
  return headings.flatMap(([as, heading]) => {
    const all = reaches.filter((each) => each.as === as);
    if (all.length === 0) return [];
    return [
      heading,
      ...all.slice(0, shown).flatMap((each) => {
        const leads = each.toTierZero === undefined || each.what === tierZero ? "" : paint("red", ", and so to tier 0");
        return [
          `  ${paint("bold", visible(each.what))} ${conditions[each.condition]}${leads}${mark(each, paint)}`,
          ...steps(each, paint),
        ];
      }),
      ...more(all.length),
      "",
    ];
  });
}

const tierZero = "Global Administrator or an equivalent";

function wayLines({ name, ways }: NonNullable<ExplainResult["to"]>, paint: Paint): string[] {
  if (ways.length === 0) return [`No path to ${paint("bold", visible(name))} is in sight.`, ""];
  return [
    `To ${paint("bold", visible(name))}`,
    ...ways
      .slice(0, shown)
      .flatMap((way) => [
        `  ${visible(way.from)}, ${conditions[way.condition]}${mark(way, paint)}`,
        ...steps(way, paint),
      ]),
    ...more(ways.length),
    "",
  ];
}

function steps({ path }: ExplainedWay, paint: Paint): string[] {
  return path.map((step, index) => `    ${index + 1}. ${stepText(step, paint)}`);
}

function mark(way: ExplainedWay, paint: Paint): string {
  return way.new === true ? ` ${paint("yellow", "(new with this plan)")}` : "";
}

function more(count: number): string[] {
  return count > shown ? [`  and ${count - shown} more; --format json has them all`] : [];
}
