/** When the two sides meet, what both can see, and what falls due. */

import { meetings, sharedVisibility } from "../../catalogue/operations.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import { meetingDates } from "../dates.ts";
import { bullets, type Chapter, heading, paragraph, type Row, table } from "../document.ts";
import { dueDates } from "../due-dates.ts";
import type { HandbookInput } from "../input.ts";
import { dayText, isAlone, minutesText, namingClient, systemKey, systemName } from "../words.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function rhythm(input: HandbookInput): Chapter {
  const { matrix } = input;
  const dates = meetingDates(matrix);
  return {
    id: "rhythm",
    title: "Rhythm",
    lead: `When ${isAlone(matrix) ? "the team meets" : "both sides meet"} and about what. The file rhythm.ics beside this handbook puts it into every calendar.`,
    blocks: [
      table(
        "Meetings",
        ["Meeting", "Every", "Who", "First time", "Where"],
        meetings.map(({ id, title, attendees }): Row => {
          const found = dates.find((each) => each.id === id);
          return [
            title,
            found?.every ?? "",
            isAlone(matrix) ? attendees.replace("both teams", "the IT team") : namingClient(attendees, matrix),
            firstText(found),
            found?.place ?? "not agreed",
          ];
        }),
      ),
      ...(dates.some(({ isAgreed, first }) => !isAgreed && first !== undefined)
        ? [
            paragraph(
              "“Proposed” means: counted from the first day of the plan, because the matrix gives no date (rhythm).",
            ),
          ]
        : []),
      heading("What is on the table"),
      ...meetings.flatMap(({ title, agenda }) => [paragraph([{ strong: `${title}:` }]), bullets(agenda)]),
      heading(isAlone(matrix) ? "What everybody sees at any time" : "What both sides see at any time"),
      paragraph(
        `${isAlone(matrix) ? "Everybody of the team sees" : "Both sides see"} the same ${listed(sharedVisibility)}, without asking. For each function one system is the system of record:`,
      ),
      table(
        "System of record of each tool category",
        ["For", "System of record"],
        records(input),
        "The matrix names no system.",
      ),
      heading("What falls due"),
      table(
        "What falls due",
        ["Day", "What", "Why"],
        dueDates(matrix).map(({ on, title, text }): Row => [dayText(on, ""), title, text]),
        "Nothing that the matrix gives a date for.",
      ),
      paragraph(
        `Contracts, queues and reviewers change. ${nameOfParty(matrix, "internal")} makes this handbook again after every change of the matrix; demarc handbook --check says when that was forgotten.`,
      ),
    ],
  };
}

function firstText(found: ReturnType<typeof meetingDates>[number] | undefined): string {
  if (found?.first === undefined) return "not agreed";
  const day = weekdays[new Date(found.first).getUTCDay()] ?? "";
  const time = found.at === undefined ? "" : `, ${found.at}, ${minutesText(found.minutes ?? 60)}`;
  return `${found.isAgreed ? "" : "Proposed: "}${day}, ${dayText(found.first, "")}${time}`;
}

function records({ matrix }: HandbookInput): Row[] {
  return toolCategories.flatMap(({ id, title }): Row[] => {
    const row = matrix.tools[id];
    if (row === undefined) return [];
    const [only, ...others] = row.systems.map(systemKey);
    const decided = row.systemOfRecord ?? (others.length === 0 ? only : undefined);
    return [[title, decided === undefined ? "not decided" : systemName(decided)]];
  });
}
