/** How each kind of object is attributed: one table a kind, read from the top; the first line that has an answer decides. */

import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { PlannedLookup } from "../plan/plan.ts";
import { type Attributed, internal, lower, provider } from "./attributed.ts";
import type { ManagedIdentities } from "./azure/identities.ts";
import {
  type ApplicationObject,
  addressOf,
  type GroupObject,
  invitedAddress,
  type ServicePrincipalObject,
  type UserObject,
} from "./directory.ts";
import { externalWorkload, type FederatedCredential } from "./federation.ts";
import { type FillFacts, fillOf } from "./group-fill.ts";
import { type MatrixParties, matchingDomain } from "./matrix-parties.ts";
import { isProvider, sameParty } from "./party.ts";
import type { Staff } from "./staff.ts";
import { workloadParty } from "./workload-party.ts";

/** Tenant that owns Microsoft's own applications (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in). */
const microsoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** What the tables go by. */
export interface Facts extends MatrixParties, FillFacts {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  readonly deploymentIds: ReadonlySet<string>;
  readonly assumed: ReadonlyMap<string, PlannedLookup>;
  /** Whether an id that no object has is nobody's in the tenant. */
  readonly seesTenant: boolean;
  readonly staff: Staff;
  /** Home tenants of foreign principals, where an assignment says so. */
  readonly foreignHomes: ReadonlyMap<string, string>;
  /** ARM ids, lower case. */
  readonly azureResources: ReadonlySet<string>;
  readonly managedIdentities: ManagedIdentities;
  /** Federated credentials of user-assigned identities, by the identity's ARM id in lower case. */
  readonly identityCredentials: ReadonlyMap<string, readonly FederatedCredential[]>;
}

/** A line of a table. */
export interface Line<T> {
  /** What the line goes by, in a few words. */
  readonly by: string;
  readonly decide: (value: T, facts: Facts) => Attributed | undefined;
}

/** How a user is attributed. */
export const userTable: readonly Line<UserObject>[] = [
  {
    by: "emergency account",
    decide: (user, { emergency }) =>
      emergency.has(lower(user.userPrincipalName))
        ? { party: { kind: "emergency" }, because: "the matrix lists it as an emergency account" }
        : undefined,
  },
  {
    by: "user listed for a provider",
    decide: (user, { listedUsers }) => {
      const names = [user.id, user.userPrincipalName, user.mail, addressOf(user), user.displayName];
      const found = names.map((name) => listedUsers.get(lower(name))).find((key) => key !== undefined);
      return found === undefined ? undefined : provider(found, "the matrix lists it as the provider's");
    },
  },
  {
    by: "provider's domain",
    decide: (user, { providerDomains }) => {
      for (const address of addressesOf(user)) {
        const domain = matchingDomain(address, providerDomains);
        if (domain) return provider(domain.value, `${address} is in the provider's domain ${domain.name}`);
      }
      return undefined;
    },
  },
  {
    by: "internal person",
    decide: (user, { internalPeople }) =>
      internalPeople.has(lower(user.userPrincipalName))
        ? internal("the matrix lists it as an internal person")
        : undefined,
  },
  {
    by: "provider's staff list",
    decide: (user, { staff }) => {
      for (const address of addressesOf(user)) {
        const member = staff.get(address);
        if (member) return provider(member.provider, `the provider's list of staff has ${address}`);
      }
      return undefined;
    },
  },
  {
    by: "named after a provider",
    decide: (user, facts) =>
      namedAfter([user.displayName, user.companyName, user.userPrincipalName?.split("@")[0]], facts),
  },
  {
    by: "name of a provider's person",
    // Accounts in the client's domain are often told apart by no more than this: "Dana Reyes (Admin)".
    decide: (user, facts) => (user.displayName ? namedAfterPerson(user.displayName, facts) : undefined),
  },
  {
    by: "client's domain",
    decide: (user, { clientDomains }) => {
      const address = lower(user.userPrincipalName);
      const home = invitedAddress(address) ?? address;
      const domain = home.slice(home.lastIndexOf("@") + 1);
      if (!clientDomains.has(domain) || user.userType === "Guest") return undefined;
      return internal(`${home} is an account in the client's domain`);
    },
  },
];

/** How a group is attributed. */
export const groupTable: readonly Line<GroupObject>[] = [
  {
    by: "emergency group",
    decide: (group, facts) => {
      const fill = fillOf(group.id, facts);
      const only = fill.every((party) => party.kind === "emergency");
      const named = lower(group.displayName) === lower(facts.entitlements.emergency.group.displayName);
      // By name alone only while nobody else is in it: the name is not a proof.
      return only && (named || fill.length > 0)
        ? {
            party: { kind: "emergency" },
            because: named ? "it is the emergency accounts' group" : "only emergency accounts are in it",
          }
        : undefined;
    },
  },
  {
    by: "group listed for a provider",
    decide: (group, { listedGroups }) => {
      const found = listedGroups.get(lower(group.displayName)) ?? listedGroups.get(lower(group.id));
      return found === undefined ? undefined : provider(found, "the matrix gives it to the provider");
    },
  },
  {
    by: "approvers",
    decide: (group, facts) => {
      if (lower(group.displayName) !== lower(facts.entitlements.approvers.displayName)) return undefined;
      return fillOf(group.id, facts).some((party) => party.kind !== "internal")
        ? undefined
        : internal("it is the internal approvers' group");
    },
  },
  {
    by: "dynamic membership",
    decide: ({ membershipRule }, { providerDomains }) => {
      const rule = lower(membershipRule);
      const found = [...providerDomains].find(([domain]) => rule.includes(domain));
      return found && provider(found[1], `its membership rule names the provider's domain ${found[0]}`);
    },
  },
  {
    by: "fill",
    decide: (group, facts) => {
      // Of a group that is only looked up nobody knows who else is in it.
      if (facts.assumed.has(group.id)) return undefined;
      const [only, ...others] = fillOf(group.id, facts);
      if (only === undefined || only.kind === "unknown" || others.length > 0) return undefined;
      return { party: only, because: "everybody in it is" };
    },
  },
  { by: "owners", decide: (group, facts) => ownedOnlyBy(group.owners ?? [], facts) },
  {
    by: "named after a provider",
    decide: (group, facts) =>
      fillOf(group.id, facts).some((party) => party.kind !== "unknown")
        ? undefined
        : namedAfter([group.displayName], facts),
  },
];

/** How an application's service principal is attributed. */
export const servicePrincipalTable: readonly Line<ServicePrincipalObject>[] = [
  {
    by: "Microsoft's own application",
    decide: ({ appOwnerOrganizationId }) =>
      lower(appOwnerOrganizationId) === microsoftTenant
        ? { party: { kind: "microsoft" }, because: "Microsoft's tenant owns the application" }
        : undefined,
  },
  {
    by: "owning tenant",
    decide: ({ appOwnerOrganizationId }, { providerTenants }) => {
      const found = providerTenants.get(lower(appOwnerOrganizationId));
      return found === undefined ? undefined : provider(found, "the provider's tenant owns the application");
    },
  },
  { by: "application listed for a provider", decide: listedApplication },
  {
    by: "credentials a provider can use",
    decide: (value, facts) => usableByProvider(credentialsOf(value, facts), facts),
  },
  { by: "deployment identity", decide: deploymentIdentity },
  {
    by: "owners",
    decide: (value, facts) =>
      ownedOnlyBy(
        [...(value.owners ?? []), ...(applicationOf(value, facts)?.owners ?? [])],
        facts,
        isOwn(value, facts),
      ),
  },
  {
    by: "credentials only the client can use",
    decide: (value, facts) => usableByClient(credentialsOf(value, facts), facts),
  },
  { by: "named after a provider", decide: (value, facts) => namedAfter([value.displayName], facts) },
  {
    by: "identity of a resource in Azure",
    // Who else can run code there is what the graph says.
    decide: ({ id }, { managedIdentities, azureResources }) =>
      managedIdentities.resourcesOf(id).some((name) => azureResources.has(name))
        ? internal("it is the identity of a resource in the client's Azure")
        : undefined,
  },
];

/** How an app registration is attributed. */
export const applicationTable: readonly Line<ApplicationObject>[] = [
  { by: "application listed for a provider", decide: listedApplication },
  {
    by: "credentials a provider can use",
    decide: (value, facts) => usableByProvider(value.federatedIdentityCredentials ?? [], facts),
  },
  { by: "deployment identity", decide: deploymentIdentity },
  { by: "owners", decide: (value, facts) => ownedOnlyBy(value.owners ?? [], facts) },
  {
    by: "credentials only the client can use",
    decide: (value, facts) => usableByClient(value.federatedIdentityCredentials ?? [], facts),
  },
  { by: "named after a provider", decide: (value, facts) => namedAfter([value.displayName], facts) },
];

/** The provider after which something is named, where it is one. */
export function namedAfter(texts: readonly (string | null | undefined)[], facts: Facts): Attributed | undefined {
  const found = facts.names.filter(({ isIn }) => texts.some((text) => text && isIn(lower(text))));
  const [first] = found;
  return first && found.every((name) => name.provider === first.provider)
    ? provider(first.provider, `it is named after the provider ("${first.words}")`)
    : undefined;
}

/** The provider after one of whose people something is named. */
export function namedAfterPerson(text: string, { personNames }: Facts): Attributed | undefined {
  const found = personNames.find(({ isIn }) => isIn(lower(text)));
  return found && provider(found.provider, `it has the name of ${found.name}, one of the provider's people`);
}

function addressesOf(user: UserObject): readonly string[] {
  const name = user.userPrincipalName;
  const found: string[] = [];
  const add = (address: string | null | undefined) => {
    if (!address?.includes("@")) return;
    const text = lower(address);
    if (!found.includes(text)) found.push(text);
  };
  add(name && (invitedAddress(name) ?? name));
  add(user.mail);
  for (const address of user.otherMails ?? []) add(address);
  for (const address of user.proxyAddresses ?? []) add(address.replace(/^smtp:/i, ""));
  for (const { issuerAssignedId } of user.identities ?? []) add(issuerAssignedId);
  return found;
}

/** The one party all owners are of. Owning a foreign application makes nobody its party but a provider. */
function ownedOnlyBy(owners: readonly { readonly id: string }[], facts: Facts, own = true): Attributed | undefined {
  const parties = owners
    .flatMap(({ id }) => facts.partyOf(id)?.party ?? [])
    .filter(({ kind }) => kind !== "deployment");
  const [first, ...rest] = parties;
  if (!first || parties.some(({ kind }) => kind === "unknown")) return undefined;
  if (!rest.every((party) => sameParty(party, first))) {
    // The client's, whoever else owns it: that others can get at it is what the graph says.
    return own && parties.some(({ kind }) => kind === "internal") ? internal("somebody internal owns it") : undefined;
  }
  if (!isProvider(first) && !(own && first.kind === "internal")) return undefined;
  return { party: first, because: "everybody who owns it is" };
}

function deploymentIdentity(
  { id, appId }: { readonly id: string; readonly appId?: string | null },
  { deploymentIds }: Facts,
): Attributed | undefined {
  return [id, appId || id].some((name) => deploymentIds.has(lower(name)))
    ? { party: { kind: "deployment" }, because: "it runs the deployment" }
    : undefined;
}

function listedApplication(
  value: { readonly id: string; readonly appId?: string | null; readonly displayName?: string | null },
  { listedApplications }: Facts,
): Attributed | undefined {
  const found = [value.id, value.appId, value.displayName]
    .map((name) => listedApplications.get(lower(name)))
    .find((key) => key !== undefined);
  return found === undefined ? undefined : provider(found, "the matrix lists it as the provider's");
}

/** One credential that a provider can use is enough to act as the application. */
function usableByProvider(credentials: readonly FederatedCredential[], facts: Facts): Attributed | undefined {
  for (const credential of credentials) {
    const { party } = workloadParty(credential, facts);
    if (isProvider(party)) return { party, because: `${externalWorkload(credential).label} can sign in as it` };
  }
  return undefined;
}

function usableByClient(credentials: readonly FederatedCredential[], facts: Facts): Attributed | undefined {
  const own = credentials.every((credential) => workloadParty(credential, facts).party.kind === "internal");
  return credentials.length > 0 && own ? internal("only the client's own pipelines can sign in as it") : undefined;
}

/** Federated credentials of an application, or of the user-assigned identity that a service principal stands for. */
function credentialsOf(value: ServicePrincipalObject, facts: Facts): readonly FederatedCredential[] {
  const ofIdentity = facts.managedIdentities
    .resourcesOf(value.id)
    .flatMap((name) => facts.identityCredentials.get(name) ?? []);
  return [...(applicationOf(value, facts)?.federatedIdentityCredentials ?? []), ...ofIdentity];
}

function applicationOf(value: ServicePrincipalObject, { directory }: Facts): ApplicationObject | undefined {
  return value.appId ? directory.applicationOf(value.appId) : undefined;
}

function isOwn(value: ServicePrincipalObject, { matrix }: Facts): boolean {
  const home = lower(value.appOwnerOrganizationId);
  return value.servicePrincipalType !== "ManagedIdentity" && (home === "" || home === lower(matrix.client.tenantId));
}
