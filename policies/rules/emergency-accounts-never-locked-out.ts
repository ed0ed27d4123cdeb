import {
  applies,
  appliesToUser,
  blocks,
  type Control,
  isEnforced,
  nameOf,
  type Policy,
  type PolicySet,
  requirementOf,
  type SignIn,
  type SignInPrincipal,
  satisfiedBy,
} from "../../src/access/conditional-access.ts";
import { labelOf } from "../../src/access/directory.ts";
import { type Scenario, scenarios } from "../../src/access/sign-in-scenarios.ts";
import type { EmergencyAccount } from "../../src/entitlements/entitlements.ts";
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
  const only: PolicySet = { ...context.conditionalAccess, policies: [policy] };
  if (!requirementOf(only, policy) && !blocks(policy)) return [];
  const hit = accounts.flatMap((shown) => {
    const principal = emergencyPrincipal(shown, context);
    const scenario = appliesToUser(policy, principal) ? worstScenario(only, policy, principal) : undefined;
    return scenario ? [{ shown, principal, scenario }] : [];
  });
  const [first] = hit;
  if (!first) return [];
  const demand = lacking(
    only,
    policy,
    hit.map(({ shown }) => shown.account),
  );
  const lockout = demand !== undefined && isEmergencySignIn(first.scenario.signIn);
  const dedicated = isDedicated(policy, context);
  if (!lockout && dedicated) return [];
  const accountWords = `emergency account${hit.length > 1 ? "s" : ""} ${nameList(hit.map(({ shown }) => shown.account.userPrincipalName))}`;
  const resource = context.declaredBy(policy.id) ?? policy.id;
  const remedy = dedicated
    ? "Demand only what the accounts have: an authentication strength that their passkey or certificate meets."
    : `Exclude group "${context.entitlements.emergency.group.displayName}" from the policy.${unseenExclusions(policy, first.principal, context)}`;
  const enforced = isEnforced(policy);
  // A report-only policy keeps nobody out yet, and a group named for emergencies that nothing is known about may be the right one.
  const certain = enforced && !excludesByName(policy, context);
  if (!lockout) {
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
        `Policy "${nameOf(policy)}" ${enforced ? "locks" : "would, once it is switched on, lock"} out ${accountWords}: it ${demand}, for example when ${first.scenario.description}`,
      ),
      resource,
      ...(!certain && { severity: "warning" as const }),
      remedy,
    },
  ];
}

/** A scenario in which the policy applies: one that the accounts are kept for, else any other. */
function worstScenario(only: PolicySet, policy: Policy, principal: SignInPrincipal): Scenario | undefined {
  let other: Scenario | undefined;
  for (const scenario of scenarios(only, principal)) {
    if (!applies(policy, scenario.signIn)) continue;
    if (isEmergencySignIn(scenario.signIn)) return scenario;
    other ??= scenario;
  }
  return other;
}

/**
 * A passkey or certificate never goes through legacy authentication, a device code or an authentication transfer, so nobody is
 * locked out who cannot take these ways; a user action comes after a sign-in.
 */
function isEmergencySignIn({ client, authenticationFlow, resource }: SignIn): boolean {
  const modern = client === "browser" || client === "mobileAppsAndDesktopClients";
  return modern && authenticationFlow === "none" && resource.kind === "application";
}

/** What a policy does that one of the accounts cannot get past; undefined when all of them meet it. */
function lacking(set: PolicySet, policy: Policy, accounts: readonly EmergencyAccount[]): string | undefined {
  if (blocks(policy)) return "blocks the sign-in";
  const requirement = requirementOf(set, policy);
  if (!requirement) return undefined;
  const failing = accounts.find((account) => !satisfiedBy(requirement, (control) => has(account, control)));
  if (!failing) return undefined;
  const missing = requirement.controls.filter((control) => !has(failing, control)).map(controlWords);
  return `demands ${nameList(missing, missing.length)}, which they do not have`;
}

/** What the credential of an emergency account meets. It has no managed device and no authenticator app. */
function has(account: EmergencyAccount, control: Control): boolean {
  if (control.kind === "authentication-strength") {
    const method = account.credential === "passkey" ? "fido2" : "x509CertificateMultiFactor";
    return control.combinations.includes(method);
  }
  // Terms of use are accepted on the spot; a passkey or certificate is multifactor authentication.
  return control.kind === "terms-of-use" || (control.kind === "built-in" && control.name === "mfa");
}

/** A policy that includes the emergency accounts by name or group, and nobody else. */
function isDedicated(policy: Policy, context: RuleContext): boolean {
  const users = policy.conditions?.users;
  const included = [...(users?.includeUsers ?? []), ...(users?.includeGroups ?? [])].filter((id) => id !== "None");
  return (
    included.length > 0 &&
    (users?.includeRoles ?? []).length === 0 &&
    !users?.includeGuestsOrExternalUsers &&
    included.every((id) => context.attribution.partyOf(id).party.kind === "emergency")
  );
}

/** Names that people give to the groups of their emergency accounts. */
const emergencyName = /break.?glass|emergency|notfall/i;

/** True when the policy excludes a group with such a name, looked up by a program whose tenant nobody sees. */
function excludesByName(policy: Policy, context: RuleContext): boolean {
  if (context.seesTenant) return false;
  const { directory } = context.attribution;
  return (policy.conditions?.users?.excludeGroups ?? []).some((id) => {
    const object = directory.object(id);
    const isLookup = object !== undefined && context.materialised?.assumed.has(object.id) === true;
    return isLookup && directory.membershipsOf(id).length === 0 && emergencyName.test(labelOf(object));
  });
}

/** Groups that the policy does exclude, but of which nothing shows that the accounts are in them. */
function unseenExclusions(policy: Policy, principal: SignInPrincipal, context: RuleContext): string {
  const { directory } = context.attribution;
  const groups = (policy.conditions?.users?.excludeGroups ?? []).flatMap((id) => {
    const object = directory.object(id);
    const isEmpty = directory.membershipsOf(id).length === 0;
    return object && isEmpty && !principal.groups.includes(object.id) ? [labelOf(object)] : [];
  });
  return groups.length === 0
    ? ""
    : ` It excludes ${nameList(groups)}, but nothing shows that the accounts are in there.`;
}
