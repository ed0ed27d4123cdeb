/** What the section on systems says of others: systems that no row names, people and parties that are none, what a system cannot do. */

import { systemById, systems } from "../catalogue/systems/index.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { connectionProblems } from "./connection-values.ts";
import { INTERNAL } from "./parties.ts";
import { entries, list, type Raw, type ReferenceProblem, record } from "./raw-document.ts";
import { suggest } from "./suggest.ts";

/** All of it, with the place. */
export function systemProblems(document: Raw): ReferenceProblem[] {
  const named = namedInTools(document);
  const holders = holdersOf(document);
  return entries(document["systems"]).flatMap(([key, value]) => {
    const entry = record(value);
    const path = ["systems", key];
    const known = systemById(key);
    return [
      ...identityProblems(key, entry, known, named),
      ...holderProblems(entry, path, holders),
      ...(known === undefined ? unknownProblems(entry, path) : knownProblems(entry, path, known)),
    ];
  });
}

interface NamedInTools {
  readonly ids: ReadonlySet<string>;
  readonly names: readonly string[];
}

function namedInTools(document: Raw): NamedInTools {
  const all = entries(document["tools"]).flatMap(([, row]) => list(record(row)["systems"]));
  return {
    ids: new Set(all.filter((each) => typeof each === "string")),
    names: all.map((each) => record(each)["name"]).filter((each) => typeof each === "string"),
  };
}

function identityProblems(
  key: string,
  { name }: Raw,
  known: NamedSystem | undefined,
  { ids, names }: NamedInTools,
): ReferenceProblem[] {
  const path = ["systems", key];
  if (known !== undefined) {
    if (ids.has(key)) return [];
    return [
      {
        path,
        message: `no row of tools names ${known.name}`,
        hint: `add ${key} to tools.${known.category}.systems, or take the entry out`,
        ofKey: true,
      },
    ];
  }
  if (typeof name !== "string") {
    const nearest = suggest(key, [...ids, ...systems.map(({ id }) => id)]);
    const own = "a system that is not in the catalogue has a name, as tools writes it";
    return [
      {
        path,
        message: `"${key}" is no system of the catalogue`,
        hint: nearest === undefined ? own : `did you mean "${nearest}"? ${own}`,
        ofKey: true,
      },
    ];
  }
  if (names.includes(name)) return [];
  const nearest = suggest(name, names);
  return [
    {
      path: [...path, "name"],
      message: `no row of tools names "${name}"`,
      hint: nearest === undefined ? "add { name: … } to the systems of its row" : `did you mean "${nearest}"?`,
    },
  ];
}

/** Everything that may stand in `held`: parties, and addresses of people the matrix names. */
function holdersOf(document: Raw): { readonly parties: string[]; readonly addresses: string[] } {
  const addresses = [
    ...list(record(document["internal"])["people"]).map((person) => record(person)["userPrincipalName"]),
    ...list(document["emergencyAccounts"]).map((account) => record(account)["userPrincipalName"]),
    ...entries(document["providers"]).flatMap(([, provider]) =>
      list(record(provider)["people"]).flatMap((person) => [
        record(person)["email"],
        record(person)["userPrincipalName"],
      ]),
    ),
  ];
  return {
    parties: [INTERNAL, ...Object.keys(record(document["providers"]))],
    addresses: addresses.filter((each) => typeof each === "string"),
  };
}

function holderProblems(
  entry: Raw,
  path: readonly PropertyKey[],
  { parties, addresses }: ReturnType<typeof holdersOf>,
): ReferenceProblem[] {
  const lowered = new Set(addresses.map((each) => each.toLowerCase()));
  return list(entry["roles"]).flatMap((value, index) =>
    list(record(value)["held"]).flatMap((held, place): ReferenceProblem[] => {
      if (typeof held !== "string" || held === "") return [];
      const isAddress = held.includes("@");
      if (isAddress ? lowered.has(held.toLowerCase()) : parties.includes(held)) return [];
      const nearest = suggest(held, isAddress ? addresses : parties);
      return [
        {
          path: [...path, "roles", index, "held", place],
          message: isAddress
            ? `"${held}" is nobody whom the matrix names`
            : `"${held}" is no party of this matrix, and no address`,
          hint: nearest
            ? `did you mean "${nearest}"?`
            : isAddress
              ? "add the person to internal.people or to a provider's people"
              : `parties: ${parties.join(", ")}`,
        },
      ];
    }),
  );
}

function unknownProblems(entry: Raw, path: readonly PropertyKey[]): ReferenceProblem[] {
  const hasApi = record(entry["roster"])["api"] === true;
  return [
    ...(hasApi ? [{ path: [...path, "roster", "api"], message: noApi("it"), hint: useFile }] : []),
    ...(entry["connection"] === undefined
      ? []
      : [{ path: [...path, "connection"], message: "is of no use to a system that is not in the catalogue" }]),
  ];
}

const noApi = (name: string) => `how ${name} is asked for its users is not known`;
const useFile = "roster: { file: … }, a CSV with name, email, role, enabled";

function knownProblems(entry: Raw, path: readonly PropertyKey[], known: NamedSystem): ReferenceProblem[] {
  const { name, signIn, roster } = known;
  const problems: ReferenceProblem[] = [];
  if (entry["name"] !== undefined && entry["name"] !== name) {
    problems.push({ path: [...path, "name"], message: `the catalogue knows it as ${name}`, hint: "leave name out" });
  }
  const said = entry["signIn"];
  if (signIn.entra === undefined && (said === "entra" || said === "both")) {
    problems.push({
      path: [...path, "signIn"],
      message: `no sign-in to ${name} through Entra ID is documented`,
      hint: "signIn: own",
    });
  }
  if (!signIn.own && (said === "own" || said === "both")) {
    problems.push({
      path: [...path, "signIn"],
      message: `${name} has no accounts of its own`,
      hint: "signIn: entra",
    });
  }
  const { api, snapshot } = roster;
  if (record(entry["roster"])["api"] === true && api?.documented !== true) {
    const why = snapshot?.why ?? (api === undefined ? noApi(name) : api.why);
    problems.push({
      path: [...path, "roster", "api"],
      message: why.replace(/\.$/, ""),
      hint: snapshot === undefined ? useFile : "leave roster out: demarc snapshot reads it",
    });
  }
  const given = Object.fromEntries(
    entries(entry["connection"]).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
  if (api?.documented !== true) return problems;
  const inConnection = connectionProblems(api, given).map(({ key, message, hint }) => ({
    path: [...path, "connection", key],
    message,
    hint,
  }));
  return [...problems, ...inConnection];
}
