/**
 * Conditional access, evaluated: one sign-in in, the outcome out. Semantics as Microsoft publishes them
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies): every policy whose
 * conditions all match applies; a block wins; the demands of all applicable policies add up; exclusions beat inclusions.
 */

import * as catalogue from "../catalogue/authentication-strengths.ts";
import type { Collections, Snapshot } from "../tenant/snapshot.ts";
import { lastSegment } from "./conditional-access-settings.ts";

export type Policy = Collections["conditionalAccessPolicies"][number];

/** Kinds of users that policies tell apart; ordinary members of the tenant have none. */
export type ExternalUserType =
  | "internalGuest"
  | "b2bCollaborationGuest"
  | "b2bCollaborationMember"
  | "b2bDirectConnectUser"
  | "otherExternalUser"
  | "serviceProvider";

/** Who signs in, as far as policies look at it. Ids in any case. */
export interface SignInPrincipal {
  readonly label: string;
  /** Object ids; several when a user is only known through lookups. */
  readonly ids: readonly string[];
  /** Groups it is an active member of, nested ones included. */
  readonly groups: readonly string[];
  /** Template ids of roles it actively holds over the whole directory. */
  readonly roles: readonly string[];
  readonly external?: { readonly type: ExternalUserType; readonly tenantId?: string };
}

/** What is signed in to. */
export interface SignInResource {
  readonly kind: "application" | "user-action" | "authentication-context";
  /** Application id, suite name (`Office365`, `MicrosoftAdminPortals`), `urn:user:…`, `c1`, …; `other` for any application no policy names. */
  readonly id: string;
}

export type ClientApplication = "browser" | "mobileAppsAndDesktopClients" | "exchangeActiveSync" | "other";

export interface SignIn {
  readonly principal: SignInPrincipal;
  readonly resource: SignInResource;
  readonly client: ClientApplication;
  /** e.g. `windows`; `unknown` for what Entra cannot tell. */
  readonly platform: string;
  /** Named locations that the address is in. */
  readonly locations: readonly string[];
  readonly trustedLocation: boolean;
  readonly signInRisk: string;
  readonly userRisk: string;
  readonly insiderRisk: string;
  /** `none`, `deviceCodeFlow` or `authenticationTransfer` */
  readonly authenticationFlow: string;
  /** Ids of policies whose device or application filter the sign-in's device or application matches. */
  readonly matchedFilters: readonly string[];
}

/** One thing a policy asks for. */
export type Control =
  | { readonly kind: "built-in"; readonly name: string }
  | { readonly kind: "authentication-strength"; readonly name: string; readonly combinations: readonly string[] }
  | { readonly kind: "terms-of-use" | "custom"; readonly name: string };

export interface Requirement {
  readonly policy: string;
  readonly operator: "AND" | "OR";
  readonly controls: readonly Control[];
}

export interface SignInOutcome {
  readonly outcome: "granted" | "blocked";
  /** All must be met for the sign-in to be granted. */
  readonly requires: readonly Requirement[];
  /** Policies that apply and are enforced, by display name. */
  readonly applied: readonly string[];
  /** Policies that would apply but only report. */
  readonly reportOnly: readonly string[];
}

/** The policies of a snapshot with what they refer to. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly locations: Collections["namedLocations"];
  readonly strengths: ReadonlyMap<string, { readonly name: string; readonly combinations: readonly string[] }>;
}

/** Methods that cannot be phished. */
export const phishingResistantMethods: ReadonlySet<string> = new Set(catalogue.phishingResistantMethods);

/** Reads the policies of a snapshot, once for many sign-ins. */
export function readPolicies(snapshot: Snapshot): PolicySet {
  const { conditionalAccessPolicies, namedLocations, authenticationStrengthPolicies } = snapshot.collections;
  return {
    policies: conditionalAccessPolicies,
    locations: namedLocations,
    strengths: new Map([
      ...authenticationStrengthPolicies.map(
        ({ id, displayName, allowedCombinations }) =>
          [id.toLowerCase(), { name: displayName ?? id, combinations: allowedCombinations ?? [] }] as const,
      ),
      ...catalogue.builtInStrengths.map(({ id, ...strength }) => [id, strength] as const),
    ]),
  };
}

/** What happens to a sign-in. */
export function evaluateSignIn(set: PolicySet, signIn: SignIn): SignInOutcome {
  const matching = set.policies.filter((policy) => policy.state !== "disabled" && applies(policy, signIn));
  const enforced = matching.filter(isEnforced);
  const requires = enforced.flatMap((policy) => requirementOf(set, policy) ?? []);
  return {
    outcome: enforced.some(blocks) ? "blocked" : "granted",
    requires,
    applied: enforced.map(nameOf),
    reportOnly: matching.filter((policy) => !isEnforced(policy)).map(nameOf),
  };
}

/** True for a policy that acts; a report-only one does not. */
export function isEnforced(policy: Policy): boolean {
  return policy.state === "enabled";
}

/** True for a policy that blocks whatever it applies to. */
export function blocks(policy: Policy): boolean {
  return policy.grantControls?.builtInControls?.includes("block") === true;
}

export function nameOf(policy: Policy): string {
  return policy.displayName ?? policy.id;
}

/** What a policy asks for before it grants; undefined when it asks for nothing or blocks. */
export function requirementOf(set: PolicySet, policy: Policy): Requirement | undefined {
  const grant = policy.grantControls;
  if (!grant || blocks(policy)) return undefined;
  const { authenticationStrength: strength } = grant;
  const strengthId = strength ? lastSegment(strength.id ?? "").toLowerCase() : "";
  const controls: Control[] = [
    ...(grant.builtInControls ?? []).map((name) => ({ kind: "built-in" as const, name })),
    ...(strength
      ? [
          {
            kind: "authentication-strength" as const,
            ...(set.strengths.get(strengthId) ?? {
              name: strength.displayName ?? strengthId,
              combinations: strength.allowedCombinations ?? [],
            }),
          },
        ]
      : []),
    ...(grant.termsOfUse ?? []).map((name) => ({ kind: "terms-of-use" as const, name })),
    ...(grant.customAuthenticationFactors ?? []).map((name) => ({ kind: "custom" as const, name })),
  ];
  if (controls.length === 0) return undefined;
  return { policy: nameOf(policy), operator: grant.operator?.toUpperCase() === "OR" ? "OR" : "AND", controls };
}

/** True when the requirement cannot be met without a control of that kind. */
export function demands(requirement: Requirement, control: (control: Control) => boolean): boolean {
  const { operator, controls } = requirement;
  return operator === "AND" ? controls.some(control) : controls.every(control);
}

/** True when somebody who has just the controls that `has` accepts gets through. */
export function satisfiedBy(requirement: Requirement, has: (control: Control) => boolean): boolean {
  const { operator, controls } = requirement;
  return operator === "AND" ? controls.every(has) : controls.some(has);
}

/** True for an authentication strength that only methods meet that cannot be phished. */
export function isPhishingResistant(control: Control): boolean {
  return (
    control.kind === "authentication-strength" &&
    control.combinations.length > 0 &&
    control.combinations.every((combination) => phishingResistantMethods.has(combination))
  );
}

/** True when all conditions of a policy match, whatever its state. */
export function applies(policy: Policy, signIn: SignIn): boolean {
  return appliesToUser(policy, signIn.principal) && dimensions.every((dimension) => dimension.matches(policy, signIn));
}

/** The user condition: any inclusion, and no exclusion. */
export function appliesToUser(policy: Policy, principal: SignInPrincipal): boolean {
  const users = policy.conditions?.users;
  if (!users) return false;
  const included =
    matchesUsers(users.includeUsers, principal, true) ||
    intersects(users.includeGroups, principal.groups) ||
    intersects(users.includeRoles, principal.roles) ||
    matchesExternal(users.includeGuestsOrExternalUsers, principal);
  const excluded = () =>
    matchesUsers(users.excludeUsers, principal, false) ||
    intersects(users.excludeGroups, principal.groups) ||
    intersects(users.excludeRoles, principal.roles) ||
    matchesExternal(users.excludeGuestsOrExternalUsers, principal);
  return included && !excluded();
}

function matchesUsers(users: readonly string[] | undefined | null, principal: SignInPrincipal, all: boolean): boolean {
  return (users ?? []).some((user) => {
    const name = user.toLowerCase();
    if (name === "all") return all;
    if (name === "guestsorexternalusers") return principal.external !== undefined;
    return principal.ids.some((id) => id.toLowerCase() === name);
  });
}

type ExternalCondition = NonNullable<NonNullable<Policy["conditions"]>["users"]>["includeGuestsOrExternalUsers"];

function matchesExternal(condition: ExternalCondition, { external }: SignInPrincipal): boolean {
  if (!condition || !external) return false;
  // Graph sends the kinds as one comma-separated string, declarations as a list.
  const kinds = String(condition.guestOrExternalUserTypes ?? "")
    .toLowerCase()
    .split(/\s*,\s*/);
  if (!kinds.includes(external.type.toLowerCase())) return false;
  const tenants: { membershipKind?: string | null; members?: readonly string[] } | null | undefined =
    condition.externalTenants;
  if (tenants?.membershipKind !== "enumerated" || external.type === "internalGuest") return true;
  return intersects(tenants.members, external.tenantId === undefined ? [] : [external.tenantId]);
}

function intersects(some: readonly string[] | undefined | null, others: readonly string[]): boolean {
  if (!some || some.length === 0 || others.length === 0) return false;
  const lower = new Set(others.map((value) => value.toLowerCase()));
  return some.some((value) => lower.has(value.toLowerCase()));
}

/** A condition that looks at one aspect of a sign-in. */
export interface Dimension {
  readonly name: keyof SignIn;
  readonly matches: (policy: Policy, signIn: SignIn) => boolean;
}

/** Every condition but the user's. A new condition of Microsoft's is a new line here and in `sign-in-scenarios.ts`. */
export const dimensions: readonly Dimension[] = [
  { name: "resource", matches: (policy, { resource }) => matchesResource(policy, resource) },
  {
    name: "client",
    matches: (policy, { client }) => {
      const types: readonly string[] = policy.conditions?.clientAppTypes ?? [];
      const own = client === "exchangeActiveSync" ? [client, "easSupported"] : [client];
      return types.length === 0 || types.includes("all") || own.some((type) => types.includes(type));
    },
  },
  {
    name: "platform",
    matches: (policy, { platform }) => {
      const platforms = policy.conditions?.platforms;
      if (!platforms) return true;
      const named = (list: readonly string[] | undefined) =>
        (list ?? []).some((entry) => entry === "all" || entry.toLowerCase() === platform.toLowerCase());
      return (
        ((platforms.includePlatforms ?? []).length === 0 || named(platforms.includePlatforms)) &&
        !named(platforms.excludePlatforms)
      );
    },
  },
  {
    name: "locations",
    matches: (policy, signIn) => {
      const locations = policy.conditions?.locations;
      if (!locations) return true;
      const named = (list: readonly string[] | undefined) =>
        (list ?? []).some(
          (entry) =>
            entry.toLowerCase() === "all" ||
            (entry.toLowerCase() === "alltrusted" && signIn.trustedLocation) ||
            signIn.locations.some((id) => id.toLowerCase() === lastSegment(entry).toLowerCase()),
        );
      return (
        ((locations.includeLocations ?? []).length === 0 || named(locations.includeLocations)) &&
        !named(locations.excludeLocations)
      );
    },
  },
  { name: "signInRisk", matches: (policy, signIn) => hasLevel(policy.conditions?.signInRiskLevels, signIn.signInRisk) },
  { name: "userRisk", matches: (policy, signIn) => hasLevel(policy.conditions?.userRiskLevels, signIn.userRisk) },
  {
    name: "insiderRisk",
    matches: (policy, signIn) => hasLevel(words(policy.conditions?.insiderRiskLevels), signIn.insiderRisk),
  },
  {
    name: "authenticationFlow",
    matches: (policy, signIn) =>
      hasLevel(words(policy.conditions?.authenticationFlows?.transferMethods), signIn.authenticationFlow),
  },
  {
    name: "matchedFilters",
    matches: (policy, signIn) =>
      filtersOf(policy).every((filter) => (filter.mode === "exclude") !== signIn.matchedFilters.includes(policy.id)),
  },
];

/** Filters by rule, over devices and over applications: whether a sign-in matches one is not in the snapshot. */
export function filtersOf(policy: Policy): readonly { readonly mode?: string }[] {
  const device = policy.conditions?.devices?.deviceFilter;
  const application = policy.conditions?.applications?.applicationFilter;
  return [device, application].flatMap((filter) => (filter?.rule ? [filter] : []));
}

/** A flag set that Graph writes as one comma-separated string. */
export function words(value: string | null | undefined): string[] {
  return (value ?? "")
    .split(",")
    .flatMap((word) => (word.trim() === "" || word.trim() === "none" ? [] : [word.trim()]));
}

function hasLevel(levels: readonly string[] | undefined | null, level: string): boolean {
  return !levels || levels.length === 0 || levels.includes(level);
}

function matchesResource(policy: Policy, resource: SignInResource): boolean {
  const applications = policy.conditions?.applications;
  const named = (list: readonly string[] | undefined) =>
    (list ?? []).some((entry) => entry.toLowerCase() === resource.id.toLowerCase());
  if (resource.kind === "user-action") return named(applications?.includeUserActions);
  if (resource.kind === "authentication-context") {
    return named(applications?.includeAuthenticationContextClassReferences);
  }
  const all = (applications?.includeApplications ?? []).some((entry) => entry.toLowerCase() === "all");
  const filtered = applications?.applicationFilter?.rule ? applications.applicationFilter.mode !== "exclude" : false;
  return (all || filtered || named(applications?.includeApplications)) && !named(applications?.excludeApplications);
}
