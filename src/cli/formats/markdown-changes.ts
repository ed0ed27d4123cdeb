/** What a change does to who can do what, a section for each party. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { tellingSteps } from "../../review/report/words.ts";
import { shortened } from "../../visible.ts";
import type {
  AccessChangeEntry,
  ChangeParty,
  Changes,
  CheckResult,
  ReachChangeEntry,
  SignInChangeEntry,
} from "../check-result.ts";
import { itemsOf, type Section } from "./markdown-sections.ts";
import { text } from "./markdown-text.ts";
import { conditionWords } from "./words.ts";

/** More rows than these are shown when opened. */
const openRows = 12;
const head = ["| | who | what | where | how |", "| --- | --- | --- | --- | --- |"].join("\n");

/** Those who are not the client's first. */
const order: readonly ChangeParty["kind"][] = [
  "provider",
  "unknown",
  "tenant",
  "internal",
  "emergency",
  "deployment",
  "microsoft",
];

/** Whose changes are told at once; everybody else's are shown when opened. */
const watched = new Set<ChangeParty["kind"]>(["provider", "unknown", "tenant"]);

/** None when nobody has compared. */
export function changesSections({ changes }: CheckResult): Section[] {
  if (changes === undefined) return [];
  const named = new Map([...changes.access, ...changes.reach].map(({ party }) => [party.name, party]));
  const parties = [...named.values()].toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  const lead = {
    base: "Compared with the program as it was.",
    snapshot: "Compared with the snapshot of the tenant.",
    nothing: "With neither a snapshot of the tenant nor the program as it was, this is all that the plan declares.",
  }[changes.comparedWith];
  return [
    {
      title: "What this changes in who can do what",
      items: [parties.length + changes.signIns.length === 0 ? "Nothing." : lead],
      importance: 1,
      kind: "line",
    },
    ...parties.flatMap((party) => [...reachSection(party, changes), ...accessSection(party, changes)]),
    {
      title: "Sign-ins",
      level: 4,
      ...itemsOf(changes.signIns, signInLine),
      importance: 3,
      kind: "line",
      tight: true,
    },
  ];
}

function reachSection(party: ChangeParty, { reach }: Changes): Section[] {
  const own = reach.filter((change) => change.party.name === party.name);
  return [
    {
      title: `${name(party.name)}: ways to Global Administrator or an equivalent`,
      level: 4,
      ...itemsOf(own, reachLine),
      importance: 2,
      kind: "line",
      tight: true,
      collapsed: !watched.has(party.kind),
    },
  ];
}

function reachLine({ change, principal, before, after, path }: ReachChangeEntry): string {
  const was = before === undefined ? "" : conditionWords[before];
  const is = after === undefined ? "" : conditionWords[after];
  const said = {
    gained: `can now, ${is}`,
    lost: `no longer can (before: ${was})`,
    easier: `can more easily: ${was} before, ${is} now`,
    harder: `can less easily: ${was} before, ${is} now`,
  }[change];
  const way = tellingSteps(path)
    .map((step) => `${name(edgeWords(step.edge))} ${name(step.to)}`)
    .join(", which ");
  return `- **${name(principal)}** ${said}${way === "" ? "" : `: ${way}`}`;
}

function signInLine({ change, principals, policy, controls, words }: SignInChangeEntry): string {
  const names = principals.map((principal) => principal.name);
  const who = `${name(names[0] ?? "somebody")}${names.length > 1 ? ` (and ${names.length - 1} more)` : ""}`;
  const by = `by ${name(policy)}`;
  const asked = text(shortened(controls.join(" or "), 300));
  const said = {
    possible: ["Now possible", `no longer blocked ${by}`],
    impossible: ["No longer possible", `now blocked ${by}`],
    "asks-less": ["Asks for less", `${asked} no longer asked for ${by}`],
    "asks-more": ["Asks for more", `${asked} now asked for ${by}`],
  }[change];
  return `- **${said[0]}:** ${who} ${text(shortened(words, 300))}; ${said[1]}`;
}

function accessSection(party: ChangeParty, { access }: Changes): Section[] {
  const own = access.filter((change) => change.party.name === party.name);
  const number = (kind: AccessChangeEntry["change"]) => own.filter(({ change }) => change === kind).length;
  const numbers = (["gained", "lost", "changed"] as const)
    .flatMap((kind) => (number(kind) === 0 ? [] : [`${number(kind)} ${kind}`]))
    .join(", ");
  return [
    {
      title: `${name(party.name)}: ${numbers}`,
      level: 4,
      lead: head,
      ...itemsOf(own, accessRow),
      importance: 4,
      kind: "row",
      tight: true,
      collapsed: !watched.has(party.kind) || own.length > openRows,
    },
  ];
}

function accessRow({ change, principal, kind, target, scope, held, until, differences }: AccessChangeEntry): string {
  const end = until === undefined ? "" : ` until ${until.slice(0, 10)}`;
  const how =
    change === "changed"
      ? differences.map(({ what, before, after }) => `${what}: ${value(before)} → ${value(after)}`).join("; ")
      : `${held}${end}`;
  const cells = [`**${change}**`, name(principal), name(`${kind.replaceAll("-", " ")}: ${target}`), name(scope)];
  return `| ${[...cells, text(shortened(how, 400))].join(" | ")} |`;
}

/** A setting as a person would say it: lists by their elements, objects of the directory (`group:Approvers`) by kind and name. */
function value(of: unknown): string {
  if (of === undefined || of === null || of === "") return "nothing";
  if (typeof of === "string")
    return of.replace(/^servicePrincipal:/, "application ").replace(/^(user|group|application|unit):/, "$1 ");
  if (Array.isArray(of)) return of.length === 0 ? "nothing" : of.map(value).join(", ");
  if (typeof of !== "object") return String(of);
  return Object.entries(of)
    .map(([name, inner]) => `${name} ${value(inner)}`)
    .join(", ");
}

const name = (label: string) => text(shortened(label, 160));
