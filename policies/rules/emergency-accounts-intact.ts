import { labelOf, type UserObject } from "../../src/access/directory.ts";
import type { AccessEdge } from "../../src/access/graph.ts";
import { roleHoldings } from "../../src/access/holdings.ts";
import { isProvider, partyName } from "../../src/access/party.ts";
import { reachFrom } from "../../src/access/search.ts";
import { startsOf } from "../../src/access/starts.ts";
import { globalAdministratorId } from "../../src/catalogue/entra-roles.ts";
import { isWhole } from "../../src/tenant/blind-spots.ts";
import { emergencyAccounts, emergencyGroups, type ShownEmergencyAccount } from "../emergency.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, pathSteps, pathWords, sentence } from "../words.ts";

export const emergencyAccountsIntact: Rule = {
  id: "DEMARC.EMERGENCY.1v1",
  name: "emergency-accounts-intact",
  severity: "error",
  tierZero: true,
  title: "The emergency accounts exist, are enabled, and belong to nobody else",
  rationale:
    "They are the way back in when everything else fails: a wrong policy, a provider's outage, a hostile provider. An account that a provider can touch, or that is missing, is found out on the worst day.",
  evaluate(context) {
    const accounts = emergencyAccounts(context);
    const isDeclaring = accounts.some(({ declaredBy }) => declaredBy !== undefined);
    return [
      ...(context.scope === "whole-tenant" || isDeclaring ? missing(accounts, context) : []),
      ...accounts.flatMap((shown) => accountProblems(shown, context)),
      ...groupProblems(context),
      ...touched(context),
    ];
  },
};

function missing(accounts: readonly ShownEmergencyAccount[], context: RuleContext): RuleFinding[] {
  const allSeen = isWhole(context.snapshot, "users");
  const where = context.plan ? "declared" : allSeen ? "in the tenant" : "among the users that could be read";
  return accounts
    .filter(({ user }) => user === undefined)
    .map(({ account }) => ({
      message: `Emergency account ${account.userPrincipalName} is in the matrix but not ${where}.`,
      resource: `emergencyAccounts.${account.userPrincipalName}`,
      remedy: `${context.plan ? "Declare it" : allSeen ? "Create it" : "Read all users of the tenant"}, or take it out of the matrix if two others remain.`,
    }));
}

function accountProblems(shown: ShownEmergencyAccount, context: RuleContext): RuleFinding[] {
  const { user, account, declaredBy, assumed } = shown;
  if (!user || assumed || (context.scope === "partial" && declaredBy === undefined)) return [];
  const resource = declaredBy ?? user.id;
  const options = context.plan?.resources.find(({ urn }) => urn === declaredBy)?.options;
  // That it is on the initial domain is seen to when the matrix is read: no account of another domain is one of them.
  const problems: [boolean, string, string][] = [
    [user.accountEnabled === false, "is disabled", "Set accountEnabled to true."],
    [
      user.onPremisesSyncEnabled === true,
      "is synchronised from an on-premises directory, so it fails with that directory",
      "Use a cloud-only account.",
    ],
    [
      options !== undefined && !options.protect,
      "is not protected, so removing a line of code deletes it",
      "Add the resource option protect: true.",
    ],
  ];
  const foreign = providerAddress(user, context);
  if (foreign !== undefined) {
    problems.push([true, `has the address ${foreign}, a provider's`, "Give it no address outside the company."]);
  }
  const holding = administratorProblem(user, context);
  if (holding !== undefined) {
    problems.push([
      true,
      holding,
      "Assign Global Administrator to it, or to the emergency accounts' group, active and without an end.",
    ]);
  }
  return problems
    .filter(([is]) => is)
    .map(([, what, remedy]) => ({
      message: `Emergency account ${account.userPrincipalName} ${what}.`,
      resource,
      remedy,
    }));
}

/** An address of the account in a provider's domain: what is sent to reset it arrives there. */
function providerAddress({ mail, otherMails }: UserObject, context: RuleContext): string | undefined {
  const domains = Object.values(context.matrix.providers).flatMap((provider) => provider.domains);
  const ends = domains.flatMap((name) => [`@${name.toLowerCase()}`, `.${name.toLowerCase()}`]);
  return [mail, ...(otherMails ?? [])]
    .filter((address) => typeof address === "string")
    .find((address) => ends.some((end) => address.toLowerCase().endsWith(end)));
}

/** How the account fails to be Global Administrator at all times. */
function administratorProblem(user: UserObject, context: RuleContext): string | undefined {
  const { directory } = context.attribution;
  const standing = directory
    .membershipsBy(user.id)
    .filter(({ role, held }) => role === "member" && held === "standing");
  const as = new Set([user.id, ...standing.map(({ group }) => group)]);
  const holdings = roleHoldings(directory).filter(
    ({ principal, role, scope }) =>
      as.has(principal) && role.id === globalAdministratorId && scope.kind === "directory",
  );
  const ends = holdings.filter(({ held }) => held === "standing").map(({ until }) => until);
  if (ends.includes(undefined)) return undefined;
  const [end] = ends;
  if (end !== undefined) return `is Global Administrator only until ${end.slice(0, 10)}`;
  return holdings.length > 0
    ? "is only eligible for Global Administrator: an activation may need what is broken"
    : "is not Global Administrator";
}

function groupProblems(context: RuleContext): RuleFinding[] {
  const { directory } = context.attribution;
  const name = context.entitlements.emergency.group.displayName.toLowerCase();
  const ids = new Set(emergencyGroups(context));
  const groups = context.snapshot.collections.groups.filter(
    (group) => group.displayName?.toLowerCase() === name || ids.has(group.id),
  );
  return groups.flatMap((group): RuleFinding[] => {
    if (context.materialised?.assumed.has(group.id) || !concernsGroup(group.id, context)) return [];
    const resource = context.declaredBy(group.id) ?? group.id;
    const label = labelOf({ kind: "group", id: group.id, value: group });
    const others = directory.membershipsOf(group.id).filter(({ member }) => {
      const { party } = context.attribution.partyOf(member);
      return party.kind !== "emergency" && party.kind !== "deployment";
    });
    const problem = (role: "member" | "owner") => others.filter((membership) => membership.role === role);
    const found: RuleFinding[] = [];
    if (group.isAssignableToRole !== true) {
      found.push({
        message: `The emergency accounts' ${label} is not role-assignable, so every groups administrator decides who is in it.`,
        resource,
        remedy: "Declare it with assignableToRole: true.",
      });
    }
    for (const [role, words] of [
      ["member", "is also filled by"],
      ["owner", "is owned by"],
    ] as const) {
      const who = problem(role);
      const urn = who.flatMap(({ objectKeys }) => objectKeys.map((key) => context.declaredBy(key))).find(Boolean);
      if (who.length === 0) continue;
      found.push({
        message: sentence(
          `The emergency accounts' ${label} ${words} ${nameList(who.map(({ member }) => describe(member, context)))}`,
        ),
        resource: urn ?? resource,
        remedy: "Nobody but the emergency accounts may be in it, and nobody may own it.",
      });
    }
    return found;
  });
}

function concernsGroup(groupId: string, context: RuleContext): boolean {
  const relations = context.attribution.directory.membershipsOf(groupId).flatMap(({ objectKeys }) => objectKeys);
  return context.concerns(groupId) || relations.some((key) => context.concerns(key));
}

function describe(id: string, context: RuleContext): string {
  const object = context.attribution.directory.object(id);
  const { party } = context.attribution.partyOf(id);
  return `${object ? labelOf(object) : id}, ${partyName(party, context.matrix.providers)}`;
}

/** Ways by which a provider gets at an account: a unit it administers, an application, a role. */
function touched(context: RuleContext): RuleFinding[] {
  const { graph, attribution } = context;
  const reach = reachFrom(graph, startsOf(graph, attribution, isProvider), {
    admits: ({ condition }) => condition !== "internal-approval",
  });
  return emergencyAccounts(context).flatMap(({ user, account }) => {
    const node = user && graph.node(user.id);
    const path = (node && reach.path(node)) ?? [];
    const [first] = path;
    if (!user || !first) return [];
    const declared = path.findLast((edge) => edge.declaredBy !== undefined)?.declaredBy;
    if (context.scope === "partial" && declared === undefined) return [];
    return [
      {
        message: sentence(
          `Emergency account ${account.userPrincipalName} can be taken over by a provider: ${first.from.label} ${pathWords(path)}`,
        ),
        resource: declared ?? user.id,
        path: pathSteps(path, context),
        remedy: remedyOf(path),
      },
    ];
  });
}

/** What would keep a provider away from the account: a role over a unit reaches those in it, everything else who is there. */
function remedyOf(path: readonly AccessEdge[]): string {
  return path.at(-1)?.kind === "can-reset-password-of"
    ? "Take the account out of every administrative unit that a provider administers."
    : "Take a step of this way from the provider: nothing that it holds, owns or may activate can lead to an emergency account.";
}
