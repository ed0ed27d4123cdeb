/** What a manager decides: a few questions, each over several differences. */

import type { Difference, Review } from "./schema.ts";
import { counted, listed } from "./words.ts";

const questions: readonly {
  readonly about: (difference: Difference) => boolean;
  readonly ask: (differences: readonly Difference[]) => string;
}[] = [
  {
    about: ({ principal, severity, kind }) =>
      principal.party.kind === "provider" && severity === "critical" && kind !== "missing",
    ask: (all) =>
      `Take away what gives ${listed(partiesOf(all))} control of the tenant: ${listed(namesOf(all))}. A provider works with scoped roles that end by themselves.`,
  },
  {
    about: ({ principal, rules }) =>
      principal.party.kind === "emergency" || rules.some(({ rule }) => rule.startsWith("emergency-")),
    ask: (all) =>
      `Repair emergency access, and try it: it is the last way in (${counted(all.length, "point", "points")}).`,
  },
  {
    about: ({ observations = [] }) => observations.some(({ kind }) => kind === "left-provider"),
    ask: (all) => `Block who has left a provider and still has an account or access: ${listed(namesOf(all))}.`,
  },
  {
    about: ({ kind, principal }) =>
      kind !== "missing" &&
      kind !== "noticed" &&
      principal.party.kind === "unknown" &&
      ["user", "servicePrincipal", "application", "foreign"].includes(principal.type),
    ask: (all) =>
      `Find out whose ${listed(namesOf(all))} ${namesOf(all).length === 1 ? "is" : "are"}. What nobody answers for should go.`,
  },
  {
    about: ({ kind, principal }) => kind === "undeclared" && principal.party.kind === "provider",
    ask: (all) =>
      `For each further access of ${listed(partiesOf(all))} that the matrix does not know, decide: remove it, or give it a row. It concerns ${listed(namesOf(all))}.`,
  },
  {
    about: ({ kind }) => kind === "changed",
    ask: (all) => `Set back what was changed by hand, or change the matrix: ${listed(namesOf(all))}.`,
  },
  {
    about: ({ observations = [], kind }) =>
      kind === "noticed" &&
      observations.some((each) => each.kind === "disabled-with-access" || each.kind === "stale-access"),
    ask: (all) => `Take away what nobody uses, or say who needs it: ${counted(all.length, "account", "accounts")}.`,
  },
  {
    about: ({ observations = [], kind }) => kind === "noticed" && observations.some((each) => each.kind === "expiring"),
    ask: (all) => `Decide what goes on and what ends: ${counted(all.length, "point ends", "points end")} soon.`,
  },
  {
    about: ({ kind, access }) => kind === "missing" && access?.kind === "system-role",
    ask: (all) =>
      `Give in the systems what was agreed and is not there (${counted(all.length, "role", "roles")}), or take it out of the matrix: no deployment does it.`,
  },
  {
    about: ({ kind }) => kind === "missing",
    ask: (all) =>
      `Put back what is declared and not there (${counted(all.length, "item", "items")}): one deployment does it.`,
  },
  {
    about: () => true,
    ask: (all) => `Decide on the rest (${counted(all.length, "point", "points")}).`,
  },
];

/** The questions that a review has, in the order in which they matter. */
export function decisionsOf(differences: readonly Difference[], unreadable: number): Review["decisions"] {
  const left = new Set(differences);
  const decisions = questions.flatMap(({ about, ask }) => {
    const chosen = [...left].filter(about);
    for (const difference of chosen) left.delete(difference);
    return chosen.length === 0 ? [] : [{ text: ask(chosen), differences: chosen.map(({ id }) => id) }];
  });
  if (unreadable > 0) {
    decisions.push({
      text: "Give the review the permissions it lacks, or a snapshot with everything in it, and repeat it: what it could not read may hide more.",
      differences: [],
    });
  }
  return decisions;
}

function namesOf(differences: readonly Difference[]): string[] {
  return [...new Set(differences.map(({ principal }) => principal.label))];
}

function partiesOf(differences: readonly Difference[]): string[] {
  return [...new Set(differences.map(({ principal }) => principal.party.label))];
}
