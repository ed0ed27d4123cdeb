/** Checks of the tools' rows that need more than one field. */

import { INTERNAL } from "./parties.ts";
import {
  entries,
  list,
  providersHint,
  type Raw,
  type ReferenceProblem,
  record,
  unknownParty,
  unknownProvider,
} from "./raw-document.ts";
import type { Matrix } from "./schema.ts";
import { providerKinds } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { providerOfTool } from "./tool-provider.ts";

/** Names in the rows of `tools` that are none, a provider that cannot be told, and a decided system that is not there. */
export function toolProblems(document: Raw): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const kindsKnown = kindsAreKnown(document);
  for (const [category, value] of entries(document["tools"])) {
    const row = record(value);
    const path = ["tools", category];
    if (row["owner"] !== "shared")
      problems.push(...ownerProblems(document, row["owner"], [...path, "owner"], "shared"));
    if (row["by"] !== undefined) problems.push(...unknownProvider(document, row["by"], [...path, "by"]));
    else if (kindsKnown) problems.push(...untoldProvider(document, category, row["owner"], path));
    problems.push(...unknownParty(document, row["master"], [...path, "master"]));
    for (const field of ["nameOf", "billedTo"]) {
      problems.push(...unknownParty(document, record(row["tenancy"])[field], [...path, "tenancy", field]));
    }
    for (const [assetClass, patching] of entries(row["patching"])) {
      for (const field of ["owner", "approver"]) {
        problems.push(...unknownParty(document, record(patching)[field], [...path, "patching", assetClass, field]));
      }
    }
    const systems = list(row["systems"]).map((system) =>
      typeof system === "string" ? system : record(system)["name"],
    );
    const decided = row["systemOfRecord"];
    if (typeof decided === "string" && !systems.includes(decided)) {
      problems.push({
        path: [...path, "systemOfRecord"],
        message: `"${decided}" is not among this row's systems`,
        hint: `one of: ${systems.join(", ")}`,
      });
    }
  }
  return problems;
}

/** A contract has to say who has the tool, so a row that could mean several providers, or none, has to say which. */
function untoldProvider(
  document: Raw,
  category: string,
  owner: unknown,
  path: readonly PropertyKey[],
): ReferenceProblem[] {
  if (owner !== "provider" && owner !== "shared") return [];
  const providers = record(document["providers"]) as Matrix["providers"];
  if (providerOfTool({ providers }, category, { owner }) !== undefined) return [];
  return [
    {
      path: [...path, "owner"],
      message: "does not say which provider",
      hint: `add by: … (${providersHint(document)})`,
    },
  ];
}

/** A misspelt kind is reported where it stands, not again in every row that it leaves without a provider. */
export function kindsAreKnown(document: Raw): boolean {
  return Object.values(record(document["providers"])).every((provider) =>
    providerKinds.some((kind) => kind === record(provider)["kind"]),
  );
}

/** An owner that is a plain key must be a provider's; `also` is the third word the row kind allows. */
export function ownerProblems(
  document: Raw,
  owner: unknown,
  path: readonly PropertyKey[],
  also: string,
): ReferenceProblem[] {
  const words = [INTERNAL, "provider", also, ...Object.keys(record(document["providers"]))];
  if (typeof owner !== "string" || words.includes(owner)) return [];
  const nearest = suggest(owner, words);
  return [
    {
      path,
      message: `"${owner}" owns nothing here`,
      hint: nearest ? `did you mean "${nearest}"?` : `one of: ${words.join(", ")}`,
    },
  ];
}
