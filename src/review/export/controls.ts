/** Which controls of which framework a review, and each of its differences, speaks to. */

import { allMappings, type Control, controlsOf } from "../../../policies/compliance/compliance.ts";
import { frameworks } from "../../../policies/compliance/frameworks.ts";
import type { DecisionItem } from "../decisions/items.ts";

/** The rule whose controls ask for the review itself. */
const reviewRule = "review-overdue";

/** Names of the frameworks' controls that an item is evidence for: those of its rules, and those that ask for reviews. */
export function controlsOfItem({ rules, kind }: Pick<DecisionItem, "rules" | "kind">): readonly Control[] {
  const known = rules.filter((rule) => allMappings().has(rule));
  // What no rule refuses differs from the matrix, which is a rule of its own.
  const own = known.length > 0 || kind === "access" ? known : ["provider-access-in-matrix"];
  return unique([...own, reviewRule].flatMap(controlsOf));
}

/** Controls that every review of access is evidence for. */
export function controlsOfReview(): readonly Control[] {
  return controlsOf(reviewRule);
}

function unique(controls: readonly Control[]): Control[] {
  const byId = new Map(controls.map((control) => [`${control.framework} ${control.id}`, control]));
  const order = (control: Control) => frameworks.findIndex(({ key }) => key === control.framework);
  return [...byId.values()].toSorted((left, right) => order(left) - order(right));
}

/** `iso-27001 A.5.18, soc-2 CC6.2` */
export function controlsText(controls: readonly Control[]): string {
  return controls.map(({ framework, id }) => `${framework} ${id}`).join(", ");
}

/** A framework with its edition, as auditors name it. */
export function frameworkName(key: Control["framework"]): string {
  const framework = frameworks.find((each) => each.key === key);
  return framework === undefined ? key : `${framework.name} ${framework.version}`;
}
