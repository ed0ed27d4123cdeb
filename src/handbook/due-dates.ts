/** What falls due by the matrix alone: meetings aside, each on one day. */

import { phasings } from "../catalogue/first-days.ts";
import { nameOfParty } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { addDays } from "../review/decisions/days.ts";
import { matrixReminders, type Reminder } from "../review/export/calendar.ts";
import { dayOfPlan, firstDay, nextDrill, plansOf } from "./dates.ts";
import { providerNames } from "./words.ts";

/** In the order of their days. Where nothing says when an emergency account was tried last, it is due on the first day of the plan. */
export function dueDates(matrix: Matrix): readonly Reminder[] {
  const start = firstDay(matrix);
  const untried = start === undefined ? undefined : addDays(start, -matrix.review.emergencyValidationDays);
  return [...matrixReminders(matrix, untried), ...drills(matrix), ...phaseEnds(matrix)].toSorted((left, right) =>
    left.on < right.on ? -1 : left.on > right.on ? 1 : left.key < right.key ? -1 : 1,
  );
}

function drills(matrix: Matrix): Reminder[] {
  return matrix.recovery.flatMap((row): Reminder[] => {
    const on = nextDrill(matrix, row);
    if (on === undefined) return [];
    return [
      {
        key: `restore-${row.system.toLowerCase()}`,
        on,
        title: `Restore of ${row.system} is tried, with a witness`,
        text: `Witness: ${row.drillWitness}. Backup: ${row.backup}. Write the day into the matrix (recovery, lastRestoreTest).`,
        noticeDays: 14,
      },
    ];
  });
}

function phaseEnds(matrix: Matrix): Reminder[] {
  const phasing = phasings[matrix.plan?.phasing ?? "14-45-90"];
  return plansOf(matrix).flatMap(({ providers, start }) => {
    const names =
      providers.length > 4 || providers.length === 0
        ? providerNames(matrix, "the internal team")
        : providers.map((key) => nameOfParty(matrix, key)).join(", ");
    return phasing.phases.flatMap(({ id, title, lastDay, done }): Reminder[] =>
      start === undefined
        ? []
        : [
            {
              key: `plan-${id}-${providers.join("-")}`,
              on: dayOfPlan(start, lastDay),
              title: `Day ${lastDay}: end of ${title.toLowerCase()} (${names})`,
              text: `Done when: ${done}`,
              noticeDays: 7,
            },
          ],
    );
  });
}
