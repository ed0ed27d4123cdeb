/** Getting the data out: what is exported of each system, and how a provider leaves. */

import { systemById } from "../../catalogue/systems/index.ts";
import { toolCategories } from "../../catalogue/tool-categories.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { INTERNAL, nameOfParty } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { phases } from "../../onboarding/offboard/phases.ts";
import { addDays } from "../../review/decisions/days.ts";
import { counted } from "../../review/words.ts";
import {
  type Block,
  type Chapter,
  checklist,
  heading,
  notice,
  paragraph,
  type Row,
  steps,
  strong,
  table,
} from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { toolOwner } from "../tool-owner.ts";
import { dayText, either, isAlone, namingClient, systemKey, systemName } from "../words.ts";

export function dataAndExit({ matrix }: HandbookInput): Chapter {
  return {
    id: "data-and-exit",
    title: "Data export and exit",
    lead: `Can you leave with your data? For each system: what is handed over, in which format, within how many days.${isAlone(matrix) ? "" : " And what happens, in which order, when a provider goes."}`,
    blocks: [
      heading("Export clauses"),
      paragraph(
        "An export is given on demand at any time, and at the end of the contract without being asked. It costs nothing extra and is complete.",
      ),
      exportClauses(matrix),
      ...missing(matrix),
      heading("The portability test"),
      paragraph(
        "Try it once a year with each system, not on the last day. It is passed when somebody of the company has read the export back.",
      ),
      ...(Object.keys(matrix.tools).length === 0
        ? [paragraph("The matrix names no system.")]
        : [checklist(portability(matrix))]),
      heading("What the systems can export"),
      formats(matrix),
      ...exit(matrix),
    ],
  };
}

function exportClauses(matrix: Matrix): Block {
  return table(
    "Export clauses",
    ["System", "Category", "What is handed over", "Format", "Within"],
    toolCategories.flatMap((category): Row[] => {
      const row = matrix.tools[category.id];
      return (row?.systems ?? []).map((system): Row => {
        const agreed = row?.dataExport;
        const name = systemName(systemKey(system));
        if (agreed !== undefined)
          return [name, category.title, listed(agreed.contents), agreed.format, counted(agreed.withinDays, "day")];
        const owner = row === undefined ? undefined : toolOwner(matrix, category, row);
        return owner?.kind === "internal"
          ? [name, category.title, `nothing: it is ${matrix.client.name}'s own`, "not needed", "not needed"]
          : [name, category.title, [strong("nothing is agreed")], "not agreed", "not agreed"];
      });
    }),
    "The matrix names no system.",
  );
}

/** Categories whose data has to be had and of which nothing is agreed. */
function missing(matrix: Matrix): Block[] {
  const open = toolCategories.filter(({ id, dataExport }) => {
    const row = matrix.tools[id];
    return dataExport && row !== undefined && row.owner !== "internal" && row.dataExport === undefined;
  });
  if (open.length === 0) return [];
  return [
    notice(
      `Nothing is agreed for ${listed(open.map(({ title }) => title))}. Agree it before it is needed: tools, dataExport in the matrix.`,
    ),
  ];
}

function portability(matrix: Matrix): string[] {
  return Object.values(matrix.tools).flatMap((row) =>
    (row?.systems ?? []).map((system) => {
      const key = systemKey(system);
      const known = systemById(key);
      return namingClient(
        `${systemName(key)}: ${known?.portability ?? "Everything of the client's can be exported in a documented format, and be read without this system."}`,
        matrix,
      );
    }),
  );
}

/** What the vendors document. */
function formats(matrix: Matrix): Block {
  const keys = [...new Set(Object.values(matrix.tools).flatMap((row) => (row?.systems ?? []).map(systemKey)))];
  return table(
    "What the systems can export",
    ["System", "What", "Format", "How"],
    keys.flatMap((key): Row[] => {
      const exports = systemById(key)?.exports ?? [];
      if (exports.length === 0)
        return [[systemName(key), "not known here: ask the vendor, in writing", "not known", "not known"]];
      return exports.map(({ what, format, how }): Row => [systemName(key), what, format, how]);
    }),
    "The matrix names no system.",
  );
}

function exit(matrix: Matrix): Block[] {
  const providers = Object.entries(matrix.providers);
  if (providers.length === 0) return [];
  return [
    heading("When a provider leaves"),
    paragraph(
      "The exit is the day-one inventory in reverse: what was listed there is taken away or handed over, line by line, and both sides sign that it is done.",
    ),
    table(
      "Exit of each provider",
      ["Provider", "Notice at the latest on", "Contract ends on", "Everything is handed over by"],
      providers.map(
        ([
          ,
          {
            name,
            contract: { end, noticeDays, exitDays },
          },
        ]): Row => [
          name,
          dayText(addDays(end, -noticeDays), ""),
          dayText(end, ""),
          dayText(addDays(end, exitDays), ""),
        ],
      ),
    ),
    ...inReverse(matrix),
    paragraph(
      "The order matters: nothing is begun before what is above it is done. So nobody is locked out, and nothing is left behind.",
    ),
    steps(phases.map(({ title }) => namingClient(`${title}.`, matrix))),
    paragraph(
      `The list with every account, group and application in it is made by demarc offboard, with the provider's key: ${either(providers.map(([key]) => key))}. Run again with --check, it says what is still there.`,
    ),
  ];
}

/** What the inventory has in a provider's name or hands, and what becomes of it. */
function inReverse(matrix: Matrix): Block[] {
  const { accounts = [], licences = [], contracts = [] } = matrix.inventory ?? {};
  const moves = `moves into the name of ${matrix.client.name}, or is replaced`;
  const theirs = (party: string) => party !== INTERNAL;
  const rows: Row[] = [
    ...accounts
      .filter(({ side }) => theirs(side))
      .map(
        ({ system, account, side, heldBy }): Row => [
          `Account ${account} in ${system} (${heldBy})`,
          nameOfParty(matrix, side),
          "is closed; a password that was shared is replaced",
        ],
      ),
    ...[...licences, ...contracts]
      .filter(({ nameOf }) => theirs(nameOf))
      .map(({ what, nameOf }): Row => [what, nameOfParty(matrix, nameOf), moves]),
    ...toolCategories.flatMap(({ id }): Row[] => {
      const row = matrix.tools[id];
      if (row?.tenancy === undefined || !theirs(row.tenancy.nameOf)) return [];
      const name = listed(row.systems.map((system) => systemName(systemKey(system))));
      return [[name, nameOfParty(matrix, row.tenancy.nameOf), moves]];
    }),
  ];
  if (rows.length === 0) return [];
  return [table("What the inventory has of a provider", ["What", "In the name or hands of", "At the exit"], rows)];
}
