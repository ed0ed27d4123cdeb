/** Who of a provider can do something in Azure to certain resources, without the internal team. */

import { conveys, readAzureAssignments } from "../src/access/azure/assignments.ts";
import { readScopes, scopeOf } from "../src/access/azure/scopes.ts";
import { azureRoleNodeId } from "../src/access/edges/azure.ts";
import { isProvider } from "../src/access/party.ts";
import type { AzureCapability } from "../src/catalogue/azure-capabilities.ts";
import { type GrantFinding, grantsTo } from "./findings.ts";
import type { RuleContext } from "./rule.ts";
import { namesOf, pathWords } from "./words.ts";

/** A way by which a provider's principals can do it. */
export interface AzurePower {
  readonly grant: GrantFinding;
  /** Name of a role that lets them. */
  readonly role: string;
  /** Who, as a finding begins. */
  readonly who: string;
  /** How, after "who": `holds Contributor over resource group rg`. */
  readonly how: string;
}

/**
 * Ways by which principals of providers can do something to one of the resources, at them or anywhere above. What the internal team
 * approves each time is none.
 * @param ids ARM ids
 */
export function providersAbleTo(
  capability: AzureCapability,
  ids: readonly string[],
  context: RuleContext,
): AzurePower[] {
  const { all } = readAzureAssignments(context.attribution.directory);
  const scopes = scopesAbove(ids, context);
  const roles = new Map<string, string>();
  for (const assignment of all) {
    // Who can give itself a role is what provider-azure-no-owner is about.
    if (!scopes.has(assignment.scope) || conveys(assignment, capability) !== "directly") continue;
    roles.set(azureRoleNodeId(assignment), assignment.role.name);
  }
  return [...roles].flatMap(([id, role]) => {
    const node = context.graph.node(id);
    if (node === undefined) return [];
    return grantsTo(context, node, isProvider).flatMap((grant): AzurePower[] => {
      if (!isProvider(grant.party) || grant.condition === "internal-approval") return [];
      const labels = grant.holders.map(({ label }) => label);
      return [{ grant, role, who: namesOf(labels, grant.party.provider, context), how: pathWords(grant.path) }];
    });
  });
}

/** The scopes of resources and everything above them. */
export function scopesAbove(ids: readonly string[], context: RuleContext): Set<string> {
  const { snapshot, attribution } = context;
  const { all } = readAzureAssignments(attribution.directory);
  const tree = readScopes(snapshot.collections.armResources, new Set(all.map(({ scope }) => scope)), snapshot.tenantId);
  const found = new Set<string>();
  const open = ids.map(scopeOf);
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    if (found.has(scope)) continue;
    found.add(scope);
    open.push(...tree.above(scope));
  }
  return found;
}
