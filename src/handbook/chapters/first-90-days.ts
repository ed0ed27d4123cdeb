/** The first ninety days, with dates: both published ways to cut them, the agreed one first. */

import { onboardingWeeks, type PhasingId, phasingIds, phasings } from "../../catalogue/first-days.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { dayOfPlan, type PlanOf, plansOf } from "../dates.ts";
import { type Block, type Chapter, checklist, heading, paragraph, type Row, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { dayText, filled } from "../words.ts";

export function firstNinetyDays({ matrix }: HandbookInput): Chapter {
  const first = matrix.plan?.phasing ?? "14-45-90";
  const word = matrix.plan?.phasing === undefined ? "proposed" : "agreed";
  const ids = [first, ...phasingIds.filter((id) => id !== first)];
  const plans = plansOf(matrix);
  return {
    id: "first-90-days",
    title: "The first 90 days",
    lead: "From the first day to work that runs by itself. Day 1 is the first day of the contract unless the matrix says another.",
    blocks: [
      ...(Object.keys(matrix.providers).length === 0
        ? [paragraph("There is no provider. This is the plan for the day on which one comes.")]
        : []),
      ...plans.flatMap((plan) => [
        heading(`Dates${withWhom(matrix, plan)}`),
        ...(plan.start === undefined
          ? [paragraph("The matrix names no day 1 (plan, start), so these are days, not dates.")]
          : []),
        dates(plan, ids, word),
      ]),
      ...ids.flatMap((id) => phasingBlocks(matrix, id, id === first ? word : undefined)),
      heading("Onboarding of the provider's people, week by week"),
      ...onboardingWeeks.flatMap(({ title, work }) => [
        paragraph([{ strong: `${title}.` }]),
        checklist(work.map((step) => filled(step, matrix, names(matrix)))),
      ]),
    ],
  };
}

const names = (matrix: Matrix) => {
  const providers = Object.values(matrix.providers).map(({ name }) => name);
  return providers.length === 1 ? (providers[0] ?? "") : "the provider";
};

function withWhom(matrix: Matrix, { providers }: PlanOf): string {
  if (providers.length === 0) return " for the internal team";
  if (providers.length > 4) return ` with ${providers.length} providers`;
  return ` with ${listed(providers.map((key) => nameOfParty(matrix, key)))}`;
}

function dates({ start }: PlanOf, ids: readonly PhasingId[], word: string): Block {
  const day = (number: number) => (start === undefined ? `day ${number}` : dayText(dayOfPlan(start, number), ""));
  const span = (firstDay: number, lastDay: number) => `${firstDay} to ${lastDay}`;
  return table(
    "Dates of the first ninety days",
    ["Plan", "Phase", "Days", "From", "To"],
    [
      ...ids.flatMap((id, index) =>
        phasings[id].phases.map(
          ({ title, firstDay, lastDay }): Row => [
            `${id.replaceAll("-", "/")}${index === 0 ? `, ${word}` : ""}`,
            title,
            span(firstDay, lastDay),
            day(firstDay),
            day(lastDay),
          ],
        ),
      ),
      ...onboardingWeeks.map(
        ({ title, firstDay, lastDay }): Row => [
          "Onboarding",
          title,
          span(firstDay, lastDay),
          day(firstDay),
          day(lastDay),
        ],
      ),
    ],
  );
}

function phasingBlocks(matrix: Matrix, id: PhasingId, word: string | undefined): Block[] {
  const { title, phases } = phasings[id];
  return [
    heading(`${word === undefined ? "The other published plan, for comparison" : `The ${word} plan`}: ${title}`),
    ...phases.flatMap((phase): Block[] => [
      paragraph([{ strong: `${phase.title}, days ${phase.firstDay} to ${phase.lastDay}.` }]),
      checklist([...phase.work.map((step) => filled(step, matrix, names(matrix))), `Done when: ${phase.done}`]),
    ]),
  ];
}
