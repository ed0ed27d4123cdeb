/** Nine tool categories: who owns each, which systems it is, what the other side gets, and in whose name it runs. */

import { patchAssetClasses, toolCategories } from "../../catalogue/tool-categories.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import type { ToolRow } from "../../matrix/tool-provider.ts";
import { type Chapter, heading, type Phrase, paragraph, type Row, strong, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { assetClassName, otherSideText, toolOwner } from "../tool-owner.ts";
import { isAlone, lengthText, momentText, systemKey, systemName } from "../words.ts";

export function ownershipMap({ matrix, entitlements }: HandbookInput): Chapter {
  const rows = toolCategories.map((category): Row => {
    const row = matrix.tools[category.id];
    if (row === undefined) {
      return [category.title, [strong("Nobody: not in the matrix")], "none named", "not agreed", "not agreed"];
    }
    return [
      category.title,
      toolOwner(matrix, category, row).text,
      systemsText(row),
      otherSideText(matrix, category, row),
      tenancyText(matrix, row),
    ];
  });
  const columns = <Cell>(cells: readonly Cell[]) => (isAlone(matrix) ? cells.filter((_, index) => index !== 3) : cells);
  return {
    id: "ownership-map",
    title: "Ownership map",
    lead: `Who owns which tool. The owner answers for it and decides about it; the last column says in whose name and on whose bill it is.${isAlone(matrix) ? "" : " The other side gets what the fourth column says, and nothing else."}`,
    blocks: [
      table(
        "Tool categories and their owners",
        columns(["Category", "Owner", "System", "The other side gets", "Name, bill, domain"]),
        rows.map((row) => columns(row)),
      ),
      ...documentationMaster(matrix),
      heading("Patch management by asset class"),
      paragraph(
        "Each kind of machine has one owner who patches it, rings (who gets a patch first, and who after them), a window in which it may be restarted, and somebody who approves.",
      ),
      table(
        "Patch management by asset class",
        ["Asset class", "Owner", "Rings, in this order", "Maintenance window", "Approved by"],
        patchAssetClasses.map((assetClass): Row => {
          const patching = matrix.tools["patch-management"]?.patching?.[assetClass];
          const name = assetClassName(assetClass);
          const title = name.charAt(0).toUpperCase() + name.slice(1);
          if (patching === undefined) return [title, [strong("Nobody: not in the matrix")], "", "", ""];
          return [
            title,
            nameOfParty(matrix, patching.owner),
            patching.rings.join(", then "),
            patching.window,
            nameOfParty(matrix, patching.approver),
          ];
        }),
      ),
      ...windows(entitlements, matrix),
    ],
  };
}

/** The systems, and which of them counts. */
function systemsText({ systems, systemOfRecord }: ToolRow): Phrase {
  const names = systems.map((system) => systemName(systemKey(system)));
  if (systemOfRecord !== undefined) {
    return names.length === 1
      ? listed(names)
      : [`${listed(names)}; system of record: `, strong(systemName(systemOfRecord))];
  }
  return names.length === 1 ? listed(names) : [`${listed(names)}; `, strong("no system of record is decided")];
}

function tenancyText(matrix: HandbookInput["matrix"], { tenancy }: ToolRow): string {
  if (tenancy === undefined) return "not agreed";
  const [name, payer] = [nameOfParty(matrix, tenancy.nameOf), nameOfParty(matrix, tenancy.billedTo)];
  const domain = tenancy.domain === undefined ? "" : `, under ${tenancy.domain}`;
  return name === payer
    ? `In the name and on the bill of ${name}${domain}`
    : `In the name of ${name}, billed to ${payer}${domain}`;
}

function documentationMaster(matrix: HandbookInput["matrix"]): Chapter["blocks"] {
  const master = matrix.tools.documentation?.master;
  return [
    paragraph(
      master === undefined
        ? "Who holds the master copy of the documentation is not in the matrix (tools.documentation.master)."
        : `The master copy of the documentation is held by ${nameOfParty(matrix, master)}. What anybody else writes down is a copy.`,
    ),
  ];
}

/** `2Weeks Saturday`, as Azure has it → `every 2 weeks, Saturday` */
function repeatsText(every: string): string {
  return every.replace(/^(\d*)(Day|Week|Month)s?(?: (.+))?$/, (_, count: string, unit: string, on?: string) => {
    const period = count === "" ? unit.toLowerCase() : `${count} ${unit.toLowerCase()}s`;
    return `every ${period}${on === undefined ? "" : `, ${on}`}`;
  });
}

const restartWords = { "if-required": "if a patch needs it", never: "never", always: "each time" } as const;

/** Windows that Azure keeps to by itself. */
function windows({ azure }: HandbookInput["entitlements"], matrix: HandbookInput["matrix"]): Chapter["blocks"] {
  if (azure?.updates === undefined) return [];
  const { timeZone, windows: all } = azure.updates;
  return [
    heading("Maintenance windows in Azure, as they are declared"),
    table(
      "Maintenance windows in Azure",
      ["Ring", "Asset class", "Owner", "First time", "Length", "Repeats", "Restart"],
      all.map(
        ({ ring, assetClass, owner, start, duration, every }): Row => [
          ring,
          assetClassName(assetClass),
          nameOfParty(matrix, owner),
          `${momentText(start)}, ${timeZone}`,
          lengthText(duration),
          repeatsText(every),
          restartWords[matrix.azure?.updates?.reboot ?? "if-required"],
        ],
      ),
    ),
  ];
}
