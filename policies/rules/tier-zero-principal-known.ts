import { partnerPrincipals } from "../../src/access/azure/principals.ts";
import type { AccessNode } from "../../src/access/graph.ts";
import type { Party } from "../../src/access/record.ts";
import { isPlaceholderId } from "../../src/plan/placeholder-id.ts";
import { azureOwner } from "../azure-owner.ts";
import { type GrantFinding, grantsTo, tierZeroGrants } from "../findings.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { unresolvedGrants } from "../unresolved.ts";
import { nameList, pathSteps, pathWords, sentence } from "../words.ts";

const isUnknownParty = (party: Party) => party.kind === "unknown";

export const tierZeroPrincipalKnown: Rule = {
  id: "DEMARC.ACCESS.10v2",
  name: "tier-zero-principal-known",
  severity: "error",
  tierZero: true,
  title: "Everybody who holds or reaches tier 0 is known",
  rationale:
    "A principal that belongs to nobody in the matrix may be a partner's group, a forgotten application or an attacker's. For ordinary access that is a question; for control of the tenant it is a no.",
  evaluate(context) {
    const unresolved = unresolvedGrants(context)
      .filter(({ tierZero }) => tierZero === "yes")
      .map(({ urn, property, what }) => ({
        message: `Who gets ${what} cannot be told before the deployment: ${property} is not known yet, and a grant of tier 0 to somebody unknown is refused.`,
        resource: urn,
        remedy:
          "Refer to the principal by the resource that declares it or by a lookup, so that it is known in advance.",
      }));
    const told = new Set(unresolved.map(({ resource }) => resource));
    const reached = tierZeroGrants(context, isUnknownParty)
      .filter(({ condition }) => condition !== "internal-approval")
      .filter((grant) => !isMadeUp(grant, told))
      .map((grant) => {
        const because = grant.holders[0] ? reasonFor(grant.holders[0], context) : "";
        const many = grant.holders.length > 1;
        return {
          message: sentence(
            `Nobody knows whose ${nameList(grant.holders.map(({ label }) => label))} ${many ? "are" : "is"} (${because}), and ${many ? "they reach" : "it reaches"} tier 0: ${pathWords(grant.path)}`,
          ),
          resource: grant.resource,
          path: pathSteps(grant.path, context),
          remedy: whose,
        };
      });
    return [
      ...reached,
      ...unresolved,
      ...azureOwners(context, told.union(new Set(reached.map(({ resource }) => resource)))),
    ];
  },
};

/** Whether whoever holds it only stands for somebody of whom it is told already that nobody knows who it will be. */
function isMadeUp({ resource, holders }: GrantFinding, told: ReadonlySet<string>): boolean {
  return told.has(resource) && holders.every(({ id }) => isPlaceholderId(id));
}

/**
 * Who is given the right to give roles in Azure by what the program declares. What a tenant has is no news: its subscriptions are full of
 * applications of which nobody wrote down whose they are.
 *
 * @param told resources of which it is said already
 */
function azureOwners(context: RuleContext, told: ReadonlySet<string>): RuleFinding[] {
  const owner = context.plan && azureOwner(context);
  if (owner === undefined) return [];
  const partners = partnerPrincipals(context.snapshot);
  return grantsTo(context, owner, isUnknownParty).flatMap((grant): RuleFinding[] => {
    const holders = grant.holders.filter(({ id }) => !partners.has(id));
    const [first] = holders;
    const isDeclared = grant.path.some(({ declaredBy }) => declaredBy === grant.resource);
    if (first === undefined || !isDeclared || told.has(grant.resource) || grant.condition === "internal-approval") {
      return [];
    }
    return [
      {
        message: sentence(
          `Nobody knows whose ${nameList(holders.map(({ label }) => label))} ${holders.length > 1 ? "are" : "is"} (${reasonFor(first, context)}), and ${holders.length > 1 ? "they" : "it"} can give roles in Azure: ${pathWords(grant.path.slice(0, -1))}`,
        ),
        resource: grant.resource,
        path: pathSteps(grant.path, context),
        // A group or an application that the same program makes is at least no stranger's.
        ...(holders.every(({ id }) => context.declaredBy(id) !== undefined) && { severity: "warning" as const }),
        remedy: whose,
      },
    ];
  });
}

const whose =
  "Say in the matrix whose it is (internal.people, providers.….people or providers.….principals, client.githubOrganisations), give it an owner of the internal team, or remove the grant.";

function reasonFor({ id, kind }: AccessNode, { attribution }: RuleContext): string {
  // What signs in from outside is no object that attribution could look at.
  return kind === "external" ? "the matrix names nobody who is behind it" : attribution.partyOf(id).because;
}
