/** What changed between the declared and the actual form of one access, and whether that makes it weaker. */

import type { AccessRecord, Holding } from "../access/record.ts";

export interface Change {
  /** What changed, in words: `how it is held`, `end`, `approval`, … */
  readonly what: string;
  readonly declared: string;
  readonly actual: string;
  /** True: more access or less protection than declared. */
  readonly weaker: boolean;
}

/** From least to most access. An activated role is an eligible one in use. */
const strength: Readonly<Record<Holding, number>> = { eligible: 1, activated: 1, on: 2, standing: 2 };

const holdingWords: Readonly<Record<Holding, string>> = {
  standing: "standing, always active",
  eligible: "eligible, active only after activation",
  activated: "activated for a time",
  on: "on",
};

/** The strongest of several ways in which the same access is held. */
export function strongest(records: readonly AccessRecord[]): AccessRecord | undefined {
  return records.toSorted((left, right) => strength[right.held] - strength[left.held] || endOf(right) - endOf(left))[0];
}

/** In words, how an access is held. */
export function holdingText(held: Holding): string {
  return holdingWords[held];
}

/** A moment without end sorts last. */
function endOf(record: AccessRecord): number {
  return record.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(record.until);
}

const day = 86_400_000;

/** What is different between the same access as declared and as found; empty when nothing is. */
export function changesOf(declared: readonly AccessRecord[], actual: readonly AccessRecord[]): Change[] {
  const meant = strongest(declared);
  const found = strongest(actual);
  if (meant === undefined || found === undefined) return [];
  return [...holdingChange(meant, found), ...endChange(meant, found), ...settingChanges(meant, found)];
}

function holdingChange(meant: AccessRecord, found: AccessRecord): Change[] {
  if (strength[meant.held] === strength[found.held]) return [];
  const weaker = strength[found.held] > strength[meant.held];
  return [{ what: "how it is held", declared: holdingWords[meant.held], actual: holdingWords[found.held], weaker }];
}

function endChange(meant: AccessRecord, found: AccessRecord): Change[] {
  if (strength[meant.held] !== strength[found.held] || meant.until === undefined || found.held === "activated")
    return [];
  if (endOf(found) - endOf(meant) < day) return [];
  return [
    {
      what: "end",
      declared: meant.until.slice(0, 10),
      actual: found.until?.slice(0, 10) ?? "without end",
      weaker: true,
    },
  ];
}

type Direction = "more-is-weaker" | "less-is-weaker" | "any";

/**
 * Which way a setting gets weaker, by the last word of its name that the table knows. A change of a setting that is not here is
 * shown and counted as weaker: better a question too many.
 */
const settingTable: readonly { readonly name: RegExp; readonly what: string; readonly weaker: Direction }[] = [
  { name: /^state$/i, what: "policy state", weaker: "any" },
  { name: /exclude/i, what: "exclusions", weaker: "more-is-weaker" },
  { name: /include/i, what: "whom or what it applies to", weaker: "less-is-weaker" },
  { name: /approver/i, what: "approvers", weaker: "more-is-weaker" },
  { name: /approv/i, what: "approval", weaker: "less-is-weaker" },
  { name: /maximum|duration|hours|days|frequency/i, what: "time limit", weaker: "more-is-weaker" },
  { name: /trusted|ranges|combinations/i, what: "what is accepted", weaker: "more-is-weaker" },
  {
    name: /control|required|mfa|multifactor|justification|ticket|enabled|strength|persistent/i,
    what: "demands",
    weaker: "less-is-weaker",
  },
];

function settingChanges(meant: AccessRecord, found: AccessRecord): Change[] {
  const declared = flat(meant.settings ?? {});
  const actual = flat(found.settings ?? {});
  return [...new Set([...declared.keys(), ...actual.keys()])].flatMap((name) => {
    const before = declared.get(name);
    const after = actual.get(name);
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const entry = settingTable.find((row) => row.name.test(name));
    return [
      {
        what: name,
        declared: say(before),
        actual: say(after),
        weaker: isWeaker(name, before, after, entry?.weaker ?? "any"),
      },
    ];
  });
}

/** Nested settings by their path; lists are compared as sets. */
function flat(settings: Readonly<Record<string, unknown>>, prefix = ""): Map<string, unknown> {
  const result = new Map<string, unknown>();
  for (const [name, value] of Object.entries(settings)) {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) {
      if (value.length > 0)
        result.set(path, value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).sort());
    } else if (typeof value === "object") {
      for (const [inner, innerValue] of flat(value as Record<string, unknown>, path)) result.set(inner, innerValue);
    } else result.set(path, value);
  }
  return result;
}

function isWeaker(name: string, before: unknown, after: unknown, direction: Direction): boolean {
  if (/^state$/i.test(name)) return before === "enabled";
  if (direction === "any") return true;
  const [less, more] = direction === "more-is-weaker" ? [before, after] : [after, before];
  return moreThan(more, less);
}

/** Whether `more` has something that `less` has not. */
function moreThan(more: unknown, less: unknown): boolean {
  if (Array.isArray(more) || Array.isArray(less)) {
    const known = new Set(Array.isArray(less) ? less : less === undefined ? [] : [less]);
    return (Array.isArray(more) ? more : more === undefined ? [] : [more]).some((item) => !known.has(item));
  }
  const [high, low] = [amount(more), amount(less)];
  if (high !== undefined && low !== undefined) return high > low;
  if (high !== undefined || low !== undefined) return less === undefined || low === undefined;
  return more !== less;
}

/** A number, a truth value or an ISO 8601 duration as a number. */
function amount(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === undefined) return 0;
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(String(value));
  if (match === null) return undefined;
  const [, days = "0", hours = "0", minutes = "0"] = match;
  return Number(days) * 1440 + Number(hours) * 60 + Number(minutes);
}

function say(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
