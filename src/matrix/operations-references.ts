/** Parties that sections about working together name: tickets and the inventory. */

import { INTERNAL } from "./parties.ts";
import {
  entries,
  list,
  type Raw,
  type ReferenceProblem,
  record,
  unknownParty,
  unknownProvider,
} from "./raw-document.ts";

/** Names of parties that are none. */
export function operationsProblems(document: Raw): ReferenceProblem[] {
  return [...ticketProblems(document), ...inventoryProblems(document)];
}

function ticketProblems(document: Raw): ReferenceProblem[] {
  const handOver = list(record(document["tickets"])["handOver"]);
  const queue = record(record(document["tools"])["itsm"])["providerQueue"];
  const only = Object.keys(record(document["providers"])).length === 1;
  const by = record(record(document["tools"])["itsm"])["by"];
  return handOver.flatMap((value, index): ReferenceProblem[] => {
    const to = record(value)["to"];
    const path = ["tickets", "handOver", index];
    if (to !== undefined) return unknownProvider(document, to, [...path, "to"]);
    if ((queue !== undefined && by !== undefined && by !== INTERNAL) || only) return [];
    return [
      {
        path,
        message: "does not say to which provider the ticket moves",
        hint: "add to: a provider's key, or by: one to tools.itsm",
      },
    ];
  });
}

function inventoryProblems(document: Raw): ReferenceProblem[] {
  return entries(document["inventory"]).flatMap(([section, rows]) =>
    list(rows).flatMap((row, index) =>
      ["nameOf", "billedTo", "side"].flatMap((field) =>
        unknownParty(document, record(row)[field], ["inventory", section, index, field]),
      ),
    ),
  );
}
