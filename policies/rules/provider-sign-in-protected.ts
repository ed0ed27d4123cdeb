import { concerning } from "../../src/access/conditional-access/concerning.ts";
import { isPhishingResistant } from "../../src/access/conditional-access/grants.ts";
import type { SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { evaluateSignIn, isEnforced, type PolicySet, type SignInOutcome } from "../../src/access/conditional-access.ts";
import { isProvider } from "../../src/access/party.ts";
import { providersByDelegation, signInPrincipals, technicianOf } from "../../src/access/sign-in-principal.ts";
import { findScenario, type Scenario, toApplication } from "../../src/access/sign-in-scenarios.ts";
import { isWhole } from "../../src/tenant/blind-spots.ts";
import { conveysAccess } from "../conveying.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { controlWords, nameList, namesOf, sentence } from "../words.ts";

export const providerSignInProtected: Rule = {
  id: "DEMARC.SIGNIN.1v2",
  name: "provider-sign-in-protected",
  severity: "error",
  title: "No sign-in of a provider with access goes without phishing-resistant authentication",
  rationale:
    "A provider's technicians are phished to get at all of its clients. Any sign-in that a password and a tapped notification can pass is the one that will be used.",
  evaluate(context) {
    const users = providerUsers(context);
    const concerned = [...users, ...technicians(context)];
    const [first] = concerned;
    if (first === undefined) return [];
    const allSeen = isWhole(context.snapshot, "conditionalAccessPolicies");
    const seesPolicies = context.seesTenant && (allSeen || context.scope === "whole-tenant");
    // Policies that only report are the ones that there are; drafts that are off say nothing of the others.
    const { policies } = context.conditionalAccess;
    if (!seesPolicies && policies.every(({ state }) => state === "disabled")) {
      return [notSeen(context, concerned, first.resource)];
    }
    const enforced: PolicySet = {
      ...context.conditionalAccess,
      policies: policies.filter(isEnforced),
    };
    const isReported = policies.some(({ state }) => state === "enabledForReportingButNotEnforced");
    const gapOf = gapFinder(enforced);
    const bare = concerned.flatMap((candidate) => {
      const found = gapOf(candidate.principal);
      return found ? [{ ...candidate, ...found }] : [];
    });
    const groups = Map.groupBy(bare, ({ provider, gap }) => [provider, gap.words].join(" "));
    return [...groups.values()].flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const labels = same.map(({ principal }) => principal.label);
      const who = namesOf(labels, first.provider, context);
      return [
        {
          message: sentence(
            `${who} can sign in without phishing-resistant authentication: when ${first.principal.label} ${first.gap.words}, ${asked(first.outcome, allSeen, isReported)}`,
          ),
          resource: first.resource,
          remedy:
            "Declare an enabled conditional access policy for them, for all applications, clients, platforms and locations, that grants with a phishing-resistant authentication strength; guests, service providers' technicians and local accounts each have to be included in their own way.",
        },
      ];
    });
  },
};

interface Concerned {
  readonly provider: string;
  readonly principal: SignInPrincipal;
  readonly resource: string;
}

/** Provider users that hold or can activate something. */
function providerUsers(context: RuleContext): Concerned[] {
  const asPrincipal = signInPrincipals(context.attribution);
  return context.snapshot.collections.users.flatMap((user) => {
    const { party } = context.attribution.partyOf(user.id);
    if (!isProvider(party) || user.accountEnabled === false || !conveysAccess(context, user.id)) return [];
    const node = context.graph.node(user.id);
    const grants = (node ? (context.graph.outgoing[node.index] ?? []) : []).flatMap(
      ({ declaredBy }) => declaredBy ?? [],
    );
    const resource = context.declaredBy(user.id) ?? grants[0];
    if (context.scope === "partial" && resource === undefined) return [];
    return [{ provider: party.provider, principal: asPrincipal(user), resource: resource ?? user.id }];
  });
}

/** GDAP technicians are no objects of the tenant, yet they sign in to it. */
function technicians(context: RuleContext): Concerned[] {
  if (context.scope === "partial") return [];
  return providersByDelegation(context.attribution).map(({ provider, tenantId }) => ({
    provider,
    principal: technicianOf(tenantId),
    resource: `providers.${provider}`,
  }));
}

interface Gap {
  readonly gap: Scenario;
  readonly outcome: SignInOutcome;
}

/** Finds a sign-in to an application that neither is blocked nor demands a phishing-resistant method; once for principals alike. */
function gapFinder(set: PolicySet): (principal: SignInPrincipal) => Gap | undefined {
  const known = new Map<string, Gap | undefined>();
  const concern = concerning(set);
  return (principal) => {
    const { policies, alike } = concern(principal);
    if (!known.has(alike)) {
      const guards = policies.map(({ applies, blocks, demands }) =>
        demands.some((demand) => demand.every(isPhishingResistant)) ? applies : blocks,
      );
      const gap = findScenario(principal, { must: [toApplication], mustNot: guards });
      known.set(alike, gap && { gap, outcome: evaluateSignIn(set, gap.signIn) });
    }
    return known.get(alike);
  };
}

function asked({ requires }: SignInOutcome, allSeen: boolean, isReported: boolean): string {
  if (requires.length === 0) {
    return allSeen
      ? `no policy${isReported ? " that is enforced" : ""} asks for anything`
      : "no policy that could be read asks for anything, and not all of them could";
  }
  const controls = requires.map(({ policy, controls: list, operator }) => {
    const names = list.map(controlWords);
    return `"${policy}" asks for ${names.join(operator === "AND" ? " and " : " or ")}`;
  });
  return `only ${nameList(controls)}`;
}

function notSeen(context: RuleContext, concerned: readonly Concerned[], resource: string): RuleFinding {
  const providers = nameList(concerned.map(({ provider }) => context.providerName(provider)));
  return {
    message: `People of ${providers} get access here and this program declares no conditional access; it was assumed that the tenant demands phishing-resistant authentication of them.`,
    resource,
    severity: "note",
    remedy: "Check with a snapshot of the tenant to be sure (demarc snapshot).",
  };
}
