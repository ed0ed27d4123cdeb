/** The handbook of a company: every chapter in its order, as files. The same input gives the same bytes. */

import { inventoryCsv, inventoryJson } from "../onboarding/init/inventory-reports.ts";
import { rhythmCalendar } from "./calendar.ts";
import { compliance } from "./chapters/compliance.ts";
import { contractSchedule } from "./chapters/contract-schedule.ts";
import { dataAndExit } from "./chapters/data-and-exit.ts";
import { dayOneInventory } from "./chapters/day-one-inventory.ts";
import { emergencyAccess } from "./chapters/emergency-access.ts";
import { escalation } from "./chapters/escalation.ts";
import { firstNinetyDays } from "./chapters/first-90-days.ts";
import { indicatorsChapter } from "./chapters/indicators.ts";
import { otherModels } from "./chapters/other-models.ts";
import { ownershipMap } from "./chapters/ownership-map.ts";
import { recovery } from "./chapters/recovery.ts";
import { responsibilities } from "./chapters/responsibilities.ts";
import { rhythm } from "./chapters/rhythm.ts";
import { glossaryChapter, signatures } from "./chapters/words-and-signatures.ts";
import type { Chapter } from "./document.ts";
import type { HandbookInput } from "./input.ts";
import { chapterMarkdown, markdownText } from "./markdown.ts";
import { handbookPage } from "./page.ts";
import { dayText, providerNames } from "./words.ts";

/** Name of the page, which is also what is printed. */
export const pageName = "handbook.html";

/** The chapters in their order. */
export function chaptersOf(input: HandbookInput): readonly Chapter[] {
  return [
    ownershipMap(input),
    responsibilities(input),
    contractSchedule(input),
    dataAndExit(input),
    escalation(input),
    emergencyAccess(input),
    dayOneInventory(input),
    firstNinetyDays(input),
    rhythm(input),
    recovery(input),
    indicatorsChapter(input),
    otherModels(input),
    compliance(),
    glossaryChapter(),
    signatures(input),
  ];
}

/** Name of a file in the handbook's folder, and its content. */
export function handbookFiles(input: HandbookInput): ReadonlyMap<string, string> {
  const chapters = chaptersOf(input);
  const title = "Handbook of working together";
  const { matrix, inventory } = input;
  const page = handbookPage({
    title,
    client: matrix.client.name,
    about: aboutOf(input),
    intro: introOf(input),
    mark: `matrix ${input.digest.slice(0, 12)}`,
    chapters,
  });
  return new Map([
    ["README.md", index(input, title, chapters)],
    ...chapters.map((chapter, at): [string, string] => [fileOf(chapter, at), chapterMarkdown(chapter, at + 1)]),
    [pageName, page],
    ["rhythm.ics", rhythmCalendar(matrix)],
    ...(inventory === undefined
      ? []
      : ([
          ["inventory.json", inventoryJson(inventory)],
          ["inventory.csv", inventoryCsv(inventory)],
        ] as const)),
  ]);
}

const fileOf = ({ id }: Chapter, at: number) => `${String(at + 1).padStart(2, "0")}-${id}.md`;

function introOf({ matrix }: HandbookInput): string {
  const how =
    Object.keys(matrix.providers).length === 0
      ? "runs its IT with its own team"
      : `works together with ${providerNames(matrix, "")}`;
  return `How ${matrix.client.name} ${how}: who owns what, who may do what, whom to call, and how to part. Everything in it follows from one file, the responsibility matrix, from which the access rights are set up as well.`;
}

/** What the handbook was made from. */
function aboutOf({ matrix, matrixFile, digest, date, inventory, review }: HandbookInput): [string, string][] {
  return [
    ["Matrix", `${matrixFile}, format version ${matrix.version}`],
    ["SHA-256", digest],
    ["Model", matrix.client.model],
    ["Snapshot", inventory === undefined ? "none" : `of ${dayText(inventory.snapshot.collectedAt, "")}`],
    ["Review", review === undefined ? "none" : `of ${dayText(review.reviewedOn, "")}`],
    ...(date === undefined ? [] : [["Judged as of", dayText(date, "")] as [string, string]]),
  ];
}

function index(input: HandbookInput, title: string, chapters: readonly Chapter[]): string {
  const { client } = input.matrix;
  return [
    `# ${markdownText(title)}: ${markdownText(client.name)}`,
    markdownText(introOf(input)),
    chapters.map((chapter, at) => `${at + 1}. [${chapter.title}](${fileOf(chapter, at)})`).join("\n"),
    `The whole on one page, to read and to print: [${pageName}](${pageName}). For calendars: [rhythm.ics](rhythm.ics).`,
    aboutOf(input)
      .map(([label, text]) => `- ${label}: ${markdownText(text)}`)
      .join("\n"),
    "Made by `demarc handbook` from the matrix. What is changed here by hand is gone the next time: change the matrix.",
    "",
  ].join("\n\n");
}
