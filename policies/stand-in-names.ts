/** Ids that a plan makes up for what it does not know, as a person would call what they stand for: no sentence shows one. */

import { oncePer } from "../src/access/once.ts";
import { isPlaceholderId } from "../src/plan/placeholder-id.ts";
import type { Plan } from "../src/plan/plan.ts";
import { placeholderSubscriptionId, placeholderTenantId } from "../src/plan/provider-id.ts";
import { describeFound } from "../src/tenant/resources/lookups.ts";
import { idsIn } from "../src/tenant/resources/references.ts";
import type { RuleFinding } from "./rule.ts";

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The finding with every id in its sentences that the plan made up replaced by what it stands for. */
export function withoutStandIns<F extends RuleFinding>(finding: F, plan: Plan | undefined): F {
  if (plan === undefined) return finding;
  const { message, remedy, path } = finding;
  return {
    ...finding,
    message: named(message, plan),
    ...(remedy !== undefined && { remedy: named(remedy, plan) }),
    ...(path && { path: path.map((step) => ({ ...step, from: named(step.from, plan), to: named(step.to, plan) })) }),
  };
}

/** A text with every such id in it replaced. */
export function named(text: string, plan: Plan): string {
  return text.replace(guid, (id) => (isPlaceholderId(id) ? (namesIn(plan).get(id.toLowerCase()) ?? id) : id));
}

const namesIn = oncePer((plan: Plan): ReadonlyMap<string, string> => {
  const names = new Map([
    [placeholderSubscriptionId, "(not named)"],
    [placeholderTenantId, "(the tenant)"],
  ]);
  for (const { token, asked, id } of plan.lookups) {
    // One that is looked up by an id that the plan made up itself has no better name.
    if (isPlaceholderId(id) && !idsIn(asked).includes(id.toLowerCase())) {
      names.set(id.toLowerCase(), describeFound(token, asked));
    }
  }
  for (const { id, name } of plan.resources)
    if (isPlaceholderId(id)) names.set(id.toLowerCase(), `(the id of ${name})`);
  return names;
});
