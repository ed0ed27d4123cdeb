/**
 * Whom a policy is for (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups and
 * workload-identity). Exclusions beat inclusions.
 */

import type { Collections } from "../../tenant/snapshot.ts";
import { readFilterRule } from "./filter-rule.ts";
import { all, always, any, constant, type Formula, isTrue, never, not, test } from "./formula.ts";
import { assumption, flags, includesWord, unread } from "./references.ts";
import { ordinarySignIn, type SignInPrincipal } from "./sign-in.ts";

type Conditions = NonNullable<Collections["conditionalAccessPolicies"][number]["conditions"]>;
type Users = NonNullable<Conditions["users"]>;
type ExternalCondition = Users["includeGuestsOrExternalUsers"];

/** Whether a policy with these conditions is for that principal; mostly a constant. */
export function principalCondition(conditions: Conditions | null | undefined, principal: SignInPrincipal): Formula {
  return principal.workload ? forWorkload(conditions, principal) : forUser(conditions?.users, principal);
}

function forUser(users: Users | null | undefined, principal: SignInPrincipal): Formula {
  if (!users) return never;
  const included = any(
    constant(isNamed(users.includeUsers, principal) || includesWord(users.includeUsers, "All")),
    isIn(users.includeGroups, users.includeRoles, principal),
    isExternal(users.includeGuestsOrExternalUsers, principal),
  );
  const excluded = any(
    constant(isNamed(users.excludeUsers, principal)),
    isIn(users.excludeGroups, users.excludeRoles, principal),
    isExternal(users.excludeGuestsOrExternalUsers, principal),
  );
  const more = unread(users, userProperties).map((name) =>
    assumption(`users.${name}`, `as one of those that the policy names by ${name}`),
  );
  return all(included, not(excluded), ...more);
}

const userProperties = ["Users", "Groups", "Roles", "GuestsOrExternalUsers"].flatMap((what) => [
  `include${what}`,
  `exclude${what}`,
]);

type Names = readonly string[] | null | undefined;

/** By what it holds now, or by what it may have activated. */
function isIn(groups: Names, roles: Names, principal: SignInPrincipal): Formula {
  const holds = (held: Pick<SignInPrincipal, "groups" | "roles">) =>
    intersects(groups, held.groups) || intersects(roles, held.roles);
  const activated = (principal.activations ?? []).filter(holds);
  return any(constant(holds(principal)), ...activated.map(({ about }) => test({ kind: "activation", about })));
}

function isNamed(users: Names, { ids, external }: SignInPrincipal): boolean {
  if (external && includesWord(users, "GuestsOrExternalUsers")) return true;
  return ids.some((id) => includesWord(users, id));
}

function isExternal(condition: ExternalCondition, { external }: SignInPrincipal): Formula {
  if (!condition || !external) return never;
  const kinds = condition.guestOrExternalUserTypes;
  // A plan may not know them yet.
  if (!kinds) return assumption("kinds of guests", "as one of those guests whom the policy means");
  // Graph sends the kinds as one comma-separated string, declarations as a list.
  if (!includesWord(flags(kinds), external.type)) return never;
  const tenants: { membershipKind?: string | null; members?: readonly string[] } | null | undefined =
    condition.externalTenants;
  // Guests of this tenant come from no other one (https://learn.microsoft.com/graph/api/resources/conditionalaccessexternaltenants).
  if (!tenants || tenants.membershipKind === "all" || external.type === "internalGuest") return always;
  if (tenants.membershipKind !== "enumerated") {
    const kind = tenants.membershipKind ?? "not known";
    return assumption(`external tenants: ${kind}`, `coming from a tenant that the policy means by ${kind}`);
  }
  if (external.tenantId !== undefined) return constant(includesWord(tenants.members, external.tenantId));
  const names = (tenants.members ?? []).join(" or ");
  return assumption(`home tenant ${names}`, `coming from tenant ${names}`, "coming from another tenant");
}

/**
 * Service principals: only single-tenant ones of the tenant itself, no managed identities. Policies for users do not reach
 * them, nor the other way round.
 */
function forWorkload(conditions: Conditions | null | undefined, principal: SignInPrincipal): Formula {
  const clients = conditions?.clientApplications;
  if (!clients || principal.workload?.covered !== true) return never;
  const named = (ids: readonly string[] | undefined) => constant(principal.ids.some((id) => includesWord(ids, id)));
  const filter = filterCondition(clients.servicePrincipalFilter, "workload", "a service principal");
  const { attributes } = principal.workload;
  const matched =
    filter && attributes && filter.isRead
      ? constant(isTrue(filter.matches, ordinarySignIn(principal)))
      : filter?.matches;
  return all(
    included(
      includesWord(clients.includeServicePrincipals, "ServicePrincipalsInMyTenant"),
      named(clients.includeServicePrincipals),
      {
        mode: filter?.mode,
        matched,
      },
    ),
    not(any(named(clients.excludeServicePrincipals), filter?.mode === "exclude" ? (matched ?? never) : never)),
  );
}

interface FilterCondition {
  readonly mode: "include" | "exclude";
  readonly matches: Formula;
  /** False when the rule could not be read; it may match anything then. */
  readonly isRead: boolean;
}

/** A filter of a condition; undefined when there is none. */
export function filterCondition(
  filter: { readonly mode?: string; readonly rule?: string } | null | undefined,
  of: Parameters<typeof readFilterRule>[1],
  what: string,
): FilterCondition | undefined {
  if (!filter) return undefined;
  // A rule may be missing because a plan does not know it yet.
  const rule = filter.rule ?? "";
  const read = readFilterRule(rule, of);
  return {
    mode: filter.mode === "exclude" ? "exclude" : "include",
    matches:
      read ??
      assumption(`${of} filter ${rule}`.trim(), `with ${what} that the rule ${rule || "of the policy"} matches`),
    isRead: read !== undefined,
  };
}

/**
 * What is included by "all", by name or by a filter. Beside "all" a filter either changes nothing or narrows it: Microsoft does not
 * say, so both are possible for what it does not match.
 */
export function included(
  everything: boolean,
  named: Formula,
  filter: { readonly mode: FilterCondition["mode"] | undefined; readonly matched: Formula | undefined },
): Formula {
  const matched = filter.mode === "include" ? (filter.matched ?? never) : never;
  const rest = !everything
    ? never
    : filter.mode === "include"
      ? assumption("a filter beside all", "taking a filter beside “all” for one that narrows nothing")
      : always;
  return any(named, matched, rest);
}

function intersects(some: Names, others: readonly string[]): boolean {
  return others.some((other) => includesWord(some, other));
}
