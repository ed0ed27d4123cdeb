/**
 * How providers and emergency accounts sign in: authentication strengths, named locations and conditional access policies.
 *
 * A provider needs a phishing-resistant method everywhere, and outside its own networks a compliant device too. The
 * emergency accounts are excluded from every policy but one of their own, which demands only what they have, so that no other
 * policy can lock them out (https://learn.microsoft.com/entra/identity/role-based-access-control/security-emergency-access).
 */

import type { PartyKey } from "../matrix/parties.ts";
import type { Matrix, Provider } from "../matrix/schema.ts";
import type {
  AuthenticationStrengthEntitlement,
  Entitlements,
  SignInAudience,
  SignInPolicy,
  Team,
} from "./entitlements.ts";
import type { SystemEntitlement } from "./system-access.ts";

type SignIn = Pick<Entitlements, "namedLocations" | "authenticationStrengths" | "signInPolicies">;

/** Conditional access of a matrix. */
export function signInEntitlements(
  matrix: Matrix,
  teams: readonly Team[],
  systems: readonly SystemEntitlement[],
): SignIn {
  const providers = Object.entries(matrix.providers);
  return {
    namedLocations: providers
      .filter(([, provider]) => provider.networks.length > 0)
      .map(([key, provider]) => ({
        key: locationKey(key),
        displayName: `${provider.name} – networks`,
        ranges: provider.networks,
      })),
    authenticationStrengths: [...(providers.length > 0 ? [providerStrength(matrix)] : []), emergencyStrength(matrix)],
    signInPolicies: [
      ...providers.flatMap(([key, provider]) =>
        providerPolicies(matrix, key, provider, groupAudiences(key, teams, systems)),
      ),
      emergencyPolicy(),
    ],
  };
}

const locationKey = (provider: PartyKey) => `${provider}-networks`;

function providerStrength(matrix: Matrix): AuthenticationStrengthEntitlement {
  return {
    key: "provider-strength",
    displayName: "Providers – phishing-resistant",
    description: "What every provider's sign-in needs: methods that cannot be phished.",
    allowedCombinations: matrix.signIn.allowedMethods,
  };
}

function emergencyStrength(matrix: Matrix): AuthenticationStrengthEntitlement {
  const methods = matrix.emergencyAccounts.map(({ credential }) =>
    credential === "passkey" ? "fido2" : "x509CertificateMultiFactor",
  );
  return {
    key: "emergency-strength",
    displayName: "Emergency accounts – passkey or certificate",
    description: "What the emergency accounts have in their safes, and nothing else.",
    allowedCombinations: [...new Set(methods)].sort(),
  };
}

function providerPolicies(
  matrix: Matrix,
  key: PartyKey,
  provider: Provider,
  groups: readonly SignInAudience[],
): SignInPolicy[] {
  const common = {
    party: key,
    audiences: audiences(key, provider, groups),
    applications: "all",
    excludeEmergencyAccounts: true,
  } as const;
  const policies: SignInPolicy[] = [
    {
      ...common,
      key: `${key}-phishing-resistant`,
      displayName: `${provider.name} – phishing-resistant sign-in`,
      clientApplications: "all",
      demand: { kind: "authentication-strength", strength: "provider-strength" },
      session: { frequencyHours: matrix.signIn.frequencyHours, persistentBrowser: "never" },
    },
    {
      ...common,
      key: `${key}-no-legacy-authentication`,
      displayName: `${provider.name} – no legacy authentication`,
      clientApplications: "legacy",
      demand: { kind: "block" },
    },
  ];
  // Without networks of its own, a provider's people need a compliant device wherever they are.
  policies.push({
    ...common,
    key: `${key}-compliant-device`,
    displayName: `${provider.name} – compliant device${provider.networks.length > 0 ? " outside its networks" : ""}`,
    clientApplications: "all",
    ...(provider.networks.length > 0 && { outsideLocation: locationKey(key) }),
    demand: { kind: "compliant-device" },
  });
  return policies;
}

/**
 * Every way the provider's people can appear: all of its tenant's external users, and local accounts through their group. A
 * technician may come through GDAP even where the matrix says guests, so `serviceProvider` users are always meant too; and so
 * is whoever is an active member of a team's group, or of one that holds a role in a system, whatever the account.
 */
function audiences(key: PartyKey, provider: Provider, groups: readonly SignInAudience[]): SignInAudience[] {
  const external: SignInAudience[] = [
    { kind: "guests", tenantId: provider.tenantId },
    { kind: "service-provider", tenantId: provider.tenantId },
  ];
  const people: SignInAudience[] =
    provider.accounts === "gdap-technicians" ? [] : [{ kind: "people-group", provider: key }];
  return [...external, ...people, ...groups];
}

/** The provider's teams, and its groups that hold a role in a system. */
function groupAudiences(
  key: PartyKey,
  teams: readonly Team[],
  systems: readonly SystemEntitlement[],
): readonly SignInAudience[] {
  return [
    ...teams.filter(({ provider }) => provider === key).map((team) => ({ kind: "team" as const, team: team.key })),
    ...systems
      .flatMap(({ groups }) => groups)
      .filter(({ party }) => party === key)
      .map((group) => ({ kind: "system-group" as const, group: group.key })),
  ];
}

function emergencyPolicy(): SignInPolicy {
  return {
    key: "emergency-accounts",
    displayName: "Emergency accounts – passkey or certificate",
    party: "emergency",
    audiences: [{ kind: "emergency-accounts" }],
    applications: "all",
    clientApplications: "all",
    demand: { kind: "authentication-strength", strength: "emergency-strength" },
    excludeEmergencyAccounts: false,
  };
}
