/** The plan of an exit: a checklist to work through, and rows for a spreadsheet. */

import { csvField } from "../../review/report/csv.ts";
import { md } from "../markdown.ts";
import type { Offboarding } from "./offboarding.ts";
import { phases } from "./phases.ts";

export function offboardingMarkdown(plan: Offboarding, problems: readonly string[]): string {
  const { provider, stack, key, steps, ready, collectedAt, unreadable } = plan;
  const sections = phases.flatMap(({ id, title }, index) => {
    const own = steps.filter(({ phase }) => phase === id);
    if (own.length === 0) return [];
    const lines = own.map(({ number, what, who, how, due }) => {
      const details = [who, ...(due === undefined ? [] : [`by ${due}`]), ...(how === undefined ? [] : [how])];
      return `- [ ] ${number}. ${md(what)} *(${details.map(md).join("; ")})*`;
    });
    return [`## ${index + 1}. ${title}`, "", ...lines, ""];
  });
  return [
    `# ${md(provider.name)} leaves`,
    "",
    `Everything of its that the tenant had on ${md(collectedAt)}, and everything that was agreed for the end. The order matters: nothing is begun before what is above it is done. demarc offboard ${key} --stack ${md(stack)} --out DIR --check says what is still there.`,
    "",
    ...(ready
      ? []
      : [
          "**Stop: without the provider the client does not safely get in. The first section comes before everything else.**",
          "",
        ]),
    ...(unreadable.length === 0
      ? []
      : [`**Not read, and so not known:** ${md(unreadable.join("; "))}. There may be more.`, ""]),
    ...(problems.length === 0
      ? []
      : [
          "**The matrix without it does not load yet; settle this by hand:**",
          "",
          ...problems.map((each) => `- ${md(each)}`),
          "",
        ]),
    ...sections,
  ].join("\n");
}

export function offboardingCsv({ steps }: Offboarding): string {
  const heads = ["Number", "Section", "What", "Who", "By", "How", "In the tenant", "Done on", "Done by"];
  const titles = new Map<string, string>(phases.map(({ id, title }) => [id, title]));
  const rows = steps.map(({ number, phase, what, who, due, how, object }) => [
    String(number),
    titles.get(phase) ?? phase,
    what,
    who,
    due ?? "",
    how ?? "",
    object === undefined ? "only people know" : "yes",
    "",
    "",
  ]);
  return [heads, ...rows].map((cells) => `${cells.map(csvField).join(",")}\r\n`).join("");
}
