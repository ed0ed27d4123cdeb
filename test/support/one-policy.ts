/** One conditional access policy, for tests of what it applies to. */

import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import { ordinarySignIn, type SignIn, type SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import {
  applicability,
  evaluateSignIn,
  explainSignIn,
  type PolicySet,
  readPolicies,
} from "../../src/access/conditional-access.ts";
import { findScenario } from "../../src/access/sign-in-scenarios.ts";
import { TenantBuilder } from "./tenant-builder.ts";

/** An ordinary member of the tenant. */
export const nora: SignInPrincipal = { label: "Nora", ids: ["nora"], groups: [], roles: [] };

/** How what is found usually begins. */
export const usually = "signs in to the Microsoft admin portals with a browser";

/** One policy for everybody and everything, changed; with some places, of which some are not known in full. */
function setOf(conditions: object): PolicySet {
  const tenant = new TenantBuilder();
  tenant.collections.namedLocations.push(
    { id: "bare", ipRanges: [{ cidrAddress: "192.0.2.0/24" } as object], isTrusted: true },
    { id: "half", displayName: "Half", ipRanges: [{ cidrAddress: "192.0.2.0/24" } as object, {}] },
    { id: "empty", displayName: "Empty", ipRanges: [] },
    { id: "none", displayName: "None yet", ...({ ipRanges: null } as object) },
    { id: "nothing", displayName: "Nothing" },
    { id: "countries", displayName: "Countries", ...({ countriesAndRegions: null } as object) },
    {
      id: "unmapped",
      displayName: "Unmapped",
      countriesAndRegions: [],
      includeUnknownCountriesAndRegions: true,
    },
  );
  const everything = { users: { includeUsers: ["All"] }, applications: { includeApplications: ["All"] } };
  tenant.policy("P", { conditions: { ...everything, ...conditions } as NonNullable<Policy["conditions"]> });
  return readPolicies(tenant.snapshot);
}

/** Whether it applies to Nora's ordinary sign-in, changed. */
export function isApplied(conditions: object, signIn: Partial<SignIn> = {}): boolean {
  return evaluateSignIn(setOf(conditions), { ...ordinarySignIn(nora), ...signIn }).applied.length === 1;
}

/** What the most ordinary sign-in is like that it applies to (or not); undefined when there is none. */
export function wordsOf(conditions: object, principal = nora, wanted = true): string | undefined {
  const set = setOf(conditions);
  const applies = set.policies.map((policy) => applicability(set, policy, principal));
  return findScenario(principal, wanted ? { must: applies, mustNot: [] } : { must: [], mustNot: applies })?.words;
}

/** What nothing could decide of an ordinary sign-in. */
export function undecidedIn(conditions: object, principal = nora): readonly string[] {
  return explainSignIn(setOf(conditions), ordinarySignIn(principal)).flatMap(({ undecided }) => undecided);
}
