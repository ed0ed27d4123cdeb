import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import {
  blocks,
  type Control,
  nameOf,
  type Requirement,
  requirementIn,
  satisfiedBy,
} from "../../src/access/conditional-access/grants.ts";
import type { SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import { applicability, appliesToUser, isEnforced, type PolicySet } from "../../src/access/conditional-access.ts";
import { labelOf } from "../../src/access/directory.ts";
import { findScenario, type Scenario, withOwnCredential } from "../../src/access/sign-in-scenarios.ts";
import type { EmergencyAccount } from "../../src/entitlements/entitlements.ts";
import { isWhole } from "../../src/tenant/blind-spots.ts";
import { emergencyAccounts, emergencyPrincipal, type ShownEmergencyAccount } from "../emergency.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { controlWords, nameList, sentence } from "../words.ts";

export const emergencyAccountsNeverLockedOut: Rule = {
  id: "DEMARC.EMERGENCY.2v1",
  name: "emergency-accounts-never-locked-out",
  severity: "error",
  tierZero: true,
  title: "No conditional access policy keeps an emergency account out",
  rationale:
    "A policy that demands what the emergency accounts do not have locks out the whole tenant on the day when only they are left. They are excluded from every policy but one of their own, which demands only what they have.",
  evaluate(context) {
    const accounts = emergencyAccounts(context);
    return context.conditionalAccess.policies
      .filter((policy) => policy.state !== "disabled" && context.concerns(policy.id))
      .flatMap((policy) => judge(policy, accounts, context));
  },
};

function judge(policy: Policy, accounts: readonly ShownEmergencyAccount[], context: RuleContext): RuleFinding[] {
  const set = context.conditionalAccess;
  const requirement = requirementIn(set.strengths, policy);
  if (!requirement && !blocks(policy)) return [];
  const hit = accounts.flatMap((shown) => {
    const principal = emergencyPrincipal(shown, context);
    const applies = appliesToUser(policy, principal) ? waysToApply(set, policy, principal) : undefined;
    return applies ? [{ account: shown.account, principal, ...applies }] : [];
  });
  const [first] = hit;
  if (!first) return [];
  const demand = requirement
    ? lacking(
        requirement,
        hit.map(({ account }) => account),
      )
    : blocked;
  const dedicated = isDedicated(policy, context);
  const accountWords = `emergency account${hit.length > 1 ? "s" : ""} ${nameList(hit.map(({ account }) => account.userPrincipalName))}`;
  const resource = context.declaredBy(policy.id) ?? policy.id;
  const remedy = dedicated
    ? "Demand only what the accounts have: an authentication strength that their passkey or certificate meets."
    : `Exclude group "${context.entitlements.emergency.group.displayName}" from the policy.${unseenExclusions(policy, first.principal, context)}`;
  const enforced = isEnforced(policy);
  // A report-only policy keeps nobody out yet, and a group named for emergencies that nothing is known about may be the right one.
  const certain = enforced && demand?.certain !== false && !excludesByName(policy, context);
  if (demand === undefined || first.own === undefined) {
    if (dedicated) return [];
    return [
      {
        message: `Policy "${nameOf(policy)}" applies to ${accountWords}. They get in all the same, but must be excluded, so that no later change of it keeps them out.`,
        resource,
        // The gate adds no such policy; in a tenant that has one, nobody is kept out today.
        ...((!certain || context.plan === undefined) && { severity: "warning" as const }),
        remedy,
      },
    ];
  }
  return [
    {
      message: sentence(
        `Policy "${nameOf(policy)}" ${verb(enforced, demand.certain && !excludesUnread(policy, context))} out ${accountWords}: it ${demand.words}, for example when ${first.principal.label} ${first.own.words}`,
      ),
      resource,
      ...(!certain && { severity: "warning" as const }),
      remedy,
    },
  ];
}

function verb(enforced: boolean, certain: boolean): string {
  if (!certain) return enforced ? "may lock" : "may, once it is switched on, lock";
  return enforced ? "locks" : "would, once it is switched on, lock";
}

/**
 * Whether the policy applies in any sign-in, and one of those that the accounts are kept for. A passkey or certificate never goes
 * through legacy authentication, a device code or an authentication transfer, so nobody is locked out who cannot take these
 * ways; a user action comes after a sign-in.
 */
function waysToApply(
  set: PolicySet,
  policy: Policy,
  principal: SignInPrincipal,
): { readonly own: Scenario | undefined } | undefined {
  const applies = applicability(set, policy, principal);
  const own = findScenario(principal, { must: [withOwnCredential, applies], mustNot: [] });
  return own || findScenario(principal, { must: [applies], mustNot: [] }) ? { own } : undefined;
}

interface Demand {
  readonly words: string;
  /** False when it depends on what their keys are, which nobody wrote down. */
  readonly certain: boolean;
}

const blocked: Demand = { words: "blocks the sign-in", certain: true };

/** What a policy asks for that one of the accounts does not have; undefined when all of them meet it. */
function lacking(requirement: Requirement, accounts: readonly EmergencyAccount[]): Demand | undefined {
  const failing = accounts.find((account) => !satisfiedBy(requirement, (control) => has(account, control)));
  if (failing) {
    const missing = requirement.controls.filter((control) => !has(failing, control)).map(controlWords);
    return { words: `demands ${nameList(missing, missing.length)}, which they do not have`, certain: true };
  }
  const doubtful = accounts.find(
    (account) => !satisfiedBy(requirement, (control) => has(account, control) && limitOf(account, control) === ""),
  );
  if (!doubtful) return undefined;
  const limits = requirement.controls.map((control) => limitOf(doubtful, control)).filter((limit) => limit !== "");
  return { words: `accepts only ${nameList(limits)}, and nothing says that theirs are`, certain: false };
}

/** What the credential of an emergency account meets. It has no managed device and no authenticator app. */
function has(account: EmergencyAccount, control: Control): boolean {
  if (control.kind === "authentication-strength") return control.combinations.includes(methodOf(account));
  // Terms of use are accepted on the spot; a passkey or certificate is multifactor authentication.
  return control.kind === "terms-of-use" || (control.kind === "built-in" && control.name === "mfa");
}

function methodOf({ credential }: EmergencyAccount): string {
  return credential === "passkey" ? "fido2" : "x509CertificateMultiFactor";
}

/** Which keys or certificates a strength accepts of that kind; empty when it accepts all. */
function limitOf(account: EmergencyAccount, control: Control): string {
  return control.kind === "authentication-strength" ? (control.restricted[methodOf(account)] ?? "") : "";
}

/** A policy that includes the emergency accounts by name or group, and nobody else. */
function isDedicated(policy: Policy, context: RuleContext): boolean {
  const users = policy.conditions?.users;
  const included = [...(users?.includeUsers ?? []), ...(users?.includeGroups ?? [])].filter((id) => id !== "None");
  return (
    (users?.includeRoles ?? []).length === 0 &&
    !users?.includeGuestsOrExternalUsers &&
    included.every((id) => context.attribution.partyOf(id).party.kind === "emergency")
  );
}

/** Names that people give to the groups of their emergency accounts. */
const emergencyName = /break.?glass|emergency|notfall/i;

function excludedGroups({ conditions }: Policy): readonly string[] {
  return conditions?.users?.excludeGroups ?? [];
}

/** True when the policy excludes a group with such a name, looked up by a program whose tenant nobody sees. */
function excludesByName(policy: Policy, context: RuleContext): boolean {
  if (context.seesTenant) return false;
  const { directory } = context.attribution;
  return excludedGroups(policy).some((id) => {
    const object = directory.object(id);
    const isLookup = context.materialised?.assumed.has(directory.canonical(id)) === true;
    return object && isLookup && directory.membershipsOf(id).length === 0 && emergencyName.test(labelOf(object));
  });
}

/** True when the policy excludes groups, and who is in groups could not be read. */
function excludesUnread(policy: Policy, { snapshot }: RuleContext): boolean {
  return excludedGroups(policy).length > 0 && !isWhole(snapshot, "groups");
}

/** Groups that the policy does exclude, but of which nothing shows that the accounts are in them. */
function unseenExclusions(policy: Policy, principal: SignInPrincipal, context: RuleContext): string {
  const { directory } = context.attribution;
  const groups = excludedGroups(policy).flatMap((id) => {
    const object = directory.object(id);
    const isEmpty = directory.membershipsOf(id).length === 0;
    // In a tenant that is seen, an id that no group has excludes nobody.
    if (!object) return context.seesTenant ? [] : [`group ${id}`];
    return isEmpty && !principal.groups.includes(object.id) ? [labelOf(object)] : [];
  });
  if (groups.length > 0) {
    const where = context.seesTenant ? "" : "; a snapshot of the tenant would (demarc snapshot)";
    return ` It excludes ${nameList(groups)}, but nothing shows that the accounts are in there${where}.`;
  }
  return excludesUnread(policy, context) ? " It excludes groups, but who is in them could not be read." : "";
}
