/** Who does what: RACI for every row of the matrix. */

import { coreFunctionIds, type FunctionId, functionById, furtherFunctionIds } from "../../catalogue/functions.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { INTERNAL, nameOfParty, type ResolvedRow, resolveRows } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { bullets, type Chapter, heading, notice, paragraph, type Row, strong, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { partiesWith, type RaciLetter, raciOf } from "../raci.ts";
import { conditionText, functionTitle } from "../words.ts";

const heads = [
  "Function",
  "Responsible: does it",
  "Accountable: answers for it",
  "Consulted before",
  "Informed after",
  "Note",
];

export function responsibilities({ matrix }: HandbookInput): Chapter {
  const rows = new Map<string, ResolvedRow>(resolveRows(matrix).map((row) => [row.functionId, row]));
  const joint = [...rows.values()].filter(({ owner }) => owner === "joint");
  const further = furtherFunctionIds.filter((id) => rows.has(id));
  const undivided = furtherFunctionIds.filter((id) => !rows.has(id));
  return {
    id: "responsibilities",
    title: "Responsibilities (RACI)",
    lead: "Who does what. Responsible does the work. Accountable answers for the result: exactly one party for each function. Consulted is asked before, Informed is told after.",
    blocks: [
      heading("The fourteen functions that every company divides"),
      table(
        "Core functions",
        heads,
        coreFunctionIds.map((id) => rowOf(matrix, id, rows.get(id))),
      ),
      ...(further.length === 0
        ? []
        : [
            heading("Further functions"),
            table(
              "Further functions",
              heads,
              further.map((id) => rowOf(matrix, id, rows.get(id))),
            ),
          ]),
      ...(joint.length === 0
        ? []
        : [
            notice(
              `Joint: ${listed(joint.map(({ functionId }) => functionTitle(functionId)))}. Both sides share the work there, as the table says, and still one party answers for it.`,
            ),
          ]),
      ...(undivided.length === 0
        ? []
        : [
            heading("Not divided here"),
            paragraph(
              "The matrix says nothing about these. Until it does, the company does them itself, or nobody does.",
            ),
            bullets(undivided.map((id) => `${functionTitle(id)}: ${functionById(id)?.description ?? ""}`)),
          ]),
    ],
  };
}

function rowOf(matrix: Matrix, id: FunctionId, resolved: ResolvedRow | undefined): Row {
  if (resolved === undefined)
    return [functionTitle(id), [strong("Nobody: not in the matrix")], "", "", "", "Somebody has to decide."];
  const entries = raciOf(resolved);
  const names = (letter: RaciLetter) =>
    listed(
      partiesWith(entries, letter).map(
        ({ party, when }) =>
          `${nameOfParty(matrix, party)}${when !== undefined && letter === "R" ? ` (${conditionText(when)})` : ""}`,
      ),
    );
  return [
    functionTitle(id),
    names("R") || nameOfParty(matrix, INTERNAL),
    [strong(names("A"))],
    names("C") || "–",
    names("I") || "–",
    resolved.row.note ?? "–",
  ];
}
