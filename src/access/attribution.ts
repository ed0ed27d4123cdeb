/**
 * Whose principal is it. Everything that speaks of "the provider" asks here. One table a kind of object, read from the top:
 * the first line that has an answer decides. What no line answers is unknown, which is fine for ordinary access and a
 * finding of its own where it holds or reaches tier 0.
 */

import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { PlannedLookup } from "../plan/plan.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { assumedObject, describeAssumed } from "./assumed.ts";
import { type Attributed, internal, lower, provider } from "./attributed.ts";
import { type ManagedIdentities, readManagedIdentities } from "./azure/identities.ts";
import { delegatedPrincipals, identityCredentials } from "./azure/principals.ts";
import {
  type ApplicationObject,
  addressOf,
  type Directory,
  type DirectoryObject,
  type GroupObject,
  indexDirectory,
  invitedAddress,
  type ServicePrincipalObject,
  type UserObject,
} from "./directory.ts";
import { externalWorkload, type FederatedCredential } from "./federation.ts";
import { type FillFacts, fillOf } from "./group-fill.ts";
import { type MatrixParties, matchingDomain, readMatrix } from "./matrix-parties.ts";
import { isProvider, sameParty } from "./party.ts";
import { issuerParty, workloadParty } from "./workload-party.ts";

export interface Attribution {
  readonly directory: Directory;
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** Whose the object with this id is. An id that is no object of the tenant is a foreign principal, of an unknown party. */
  partyOf(objectId: string): Attributed;
  /** What a lookup asked for, when the id stands for its answer and no object does: `output adminGroupId of stack …`. */
  assumedName(objectId: string): string | undefined;
  /** Whose the workload is that can use a federated credential. */
  partyOfCredential(credential: FederatedCredential): Attributed;
  /** Whose the identity provider is that signs people in, by its address. */
  partyOfIssuer(issuer: string): Attributed;
  /** The provider after which something is named, or after one of whose people. */
  partyOfName(name: string): Attributed | undefined;
  /** Object or application ids of the identity that runs the deployment, lower case. */
  readonly deploymentIds: ReadonlySet<string>;
  /** Users of a snapshot that are one of the matrix's emergency accounts, by lower-case user principal name. */
  readonly emergencyAccounts: ReadonlyMap<string, UserObject>;
}

export interface AttributionOptions {
  /** Objects that stand for what a lookup would find; they carry only what was asked for. */
  readonly assumed?: ReadonlyMap<string, PlannedLookup>;
  /** Object or application ids of the identity that runs the deployment. */
  readonly deploymentIds?: readonly string[];
}

/** Tenant that owns Microsoft's own applications (https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in). */
const microsoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

interface Facts extends MatrixParties, FillFacts {
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  readonly deploymentIds: ReadonlySet<string>;
  readonly assumed: ReadonlyMap<string, PlannedLookup>;
  /** Home tenants of foreign principals, where an assignment says so. */
  readonly foreignHomes: ReadonlyMap<string, string>;
  /** ARM ids, lower case. */
  readonly azureResources: ReadonlySet<string>;
  readonly managedIdentities: ManagedIdentities;
  /** Federated credentials of user-assigned identities, by the identity's ARM id in lower case. */
  readonly identityCredentials: ReadonlyMap<string, readonly FederatedCredential[]>;
}

interface Line<T> {
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

/** Attributes the principals of a snapshot to the parties of a matrix. */
export function attribute(
  snapshot: Snapshot,
  matrix: Matrix,
  entitlements: Entitlements,
  options: AttributionOptions = {},
): Attribution {
  const directory = indexDirectory(snapshot);
  const known = new Map<string, Attributed>();
  const open = new Set<string>();
  const settle = (id: string): Attributed => {
    const before = known.get(id);
    if (before !== undefined) return before;
    open.add(id);
    const decided = settled(id, facts);
    open.delete(id);
    known.set(id, decided);
    return decided;
  };
  const delegated = delegatedPrincipals(snapshot);
  const facts: Facts = {
    ...readMatrix(matrix, entitlements),
    directory,
    matrix,
    entitlements,
    deploymentIds: new Set((options.deploymentIds ?? []).map(lower)),
    assumed: options.assumed ?? new Map(),
    foreignHomes: new Map([
      ...homesOf(snapshot),
      ...[...delegated].map(([id, { tenantId }]) => [id, tenantId] as const),
    ]),
    identityCredentials: identityCredentials(snapshot),
    managedIdentities: readManagedIdentities(snapshot),
    azureResources: new Set(snapshot.collections.armResources.map(({ id }) => id.toLowerCase())),
    fill: new Map(),
    // A circle of groups or owners says nothing about itself.
    partyOf(id) {
      const canonical = directory.canonical(id);
      return open.has(canonical) ? undefined : settle(canonical);
    },
  };
  const emergencyAccounts = new Map(
    snapshot.collections.users.flatMap((user) => {
      const name = lower(user.userPrincipalName);
      return facts.emergency.has(name) ? [[name, user] as const] : [];
    }),
  );
  return {
    directory,
    matrix,
    entitlements,
    partyOf: (id) => settle(directory.canonical(id)),
    assumedName(id) {
      const lookup = facts.assumed.get(directory.canonical(id));
      return lookup === undefined ? delegated.get(id)?.name : describeAssumed(lookup);
    },
    partyOfCredential: (credential) => workloadParty(credential, facts),
    partyOfIssuer: (issuer) => issuerParty(issuer, facts),
    partyOfName: (name) => namedAfter([name], facts) ?? namedAfterPerson(name, facts),
    deploymentIds: facts.deploymentIds,
    emergencyAccounts,
  };
}

/** Whether a name has words in it that mean some provider, or one of its people. */
export function mentionsProvider(name: string, { names, personNames }: MatrixParties): boolean {
  const text = lower(name);
  return names.some(({ isIn }) => isIn(text)) || personNames.some(({ isIn }) => isIn(text));
}

function settled(id: string, facts: Facts): Attributed {
  const lookup = facts.assumed.get(id);
  const object = facts.directory.object(id) ?? (lookup && assumedObject(id, lookup));
  if (object) return decide(object, facts);
  return lookup === undefined
    ? foreignParty(id, facts)
    : { party: { kind: "unknown" }, because: "it is known only when the program runs" };
}

function decide(object: DirectoryObject, facts: Facts): Attributed {
  const answer = ((): Attributed | undefined => {
    switch (object.kind) {
      case "user":
        return firstAnswer(userTable, object.value, facts);
      case "group":
        return firstAnswer(groupTable, object.value, facts);
      case "servicePrincipal":
        return firstAnswer(servicePrincipalTable, object.value, facts);
      case "application":
        return firstAnswer(applicationTable, object.value, facts);
      default:
        return undefined;
    }
  })();
  return answer ?? { party: { kind: "unknown" }, because: whyUnknown(object, facts) };
}

function firstAnswer<T>(table: readonly Line<T>[], value: T, facts: Facts): Attributed | undefined {
  for (const line of table) {
    const answer = line.decide(value, facts);
    if (answer) return answer;
  }
  return undefined;
}

function whyUnknown(object: DirectoryObject, facts: Facts): string {
  if (object.kind === "user") {
    const address = addressOf(object.value);
    return address
      ? `${address} is in no party's domain and the matrix does not list it`
      : "it has no address to go by";
  }
  if (object.kind === "group") {
    if (facts.assumed.has(object.id)) return "the program only looks it up, and who is in it is not in sight";
    return fillOf(object.id, facts).length > 0
      ? "people of several or unknown parties are in it"
      : "nobody is known to be in it";
  }
  return "the matrix does not list it, and neither its owners nor its tenant say whose it is";
}

/** A principal that no object of the tenant stands for: a partner's group, an object of another tenant, or a deleted one. */
function foreignParty(id: string, facts: Facts): Attributed {
  const home = facts.foreignHomes.get(id);
  const key = facts.providerTenants.get(home ?? "");
  if (key !== undefined) return provider(key, "it comes from the provider's tenant");
  const partner = home === undefined ? onlyServiceProvider(facts) : undefined;
  if (partner !== undefined) {
    return provider(
      partner,
      "it is no object of this tenant, and the provider is the only partner with delegated administration",
    );
  }
  return {
    party: { kind: "unknown" },
    because: "it is no object of this tenant: a partner's principal, or one that was deleted",
  };
}

/**
 * The provider behind the only partner with delegated administration (GDAP), if it is one of the matrix. The groups of such a
 * partner cannot be read in the customer's tenant (https://learn.microsoft.com/partner-center/customers/gdap-faq).
 */
function onlyServiceProvider({ directory, providerTenants }: Facts): string | undefined {
  const [only, ...others] = directory.snapshot.collections.crossTenantPartners.filter(
    ({ isServiceProvider }) => isServiceProvider === true,
  );
  return only && others.length === 0 ? providerTenants.get(lower(only.tenantId)) : undefined;
}

function namedAfter(texts: readonly (string | null | undefined)[], facts: Facts): Attributed | undefined {
  const found = facts.names.filter(({ isIn }) => texts.some((text) => text && isIn(lower(text))));
  const [first] = found;
  return first && found.every((name) => name.provider === first.provider)
    ? provider(first.provider, `it is named after the provider ("${first.words}")`)
    : undefined;
}

function namedAfterPerson(text: string, { personNames }: Facts): Attributed | undefined {
  const found = personNames.find(({ isIn }) => isIn(lower(text)));
  return found && provider(found.provider, `it has the name of ${found.name}, one of the provider's people`);
}

function addressesOf(user: UserObject): string[] {
  const name = user.userPrincipalName;
  const proxies = (user.proxyAddresses ?? []).map((address) => address.replace(/^smtp:/i, ""));
  const identities = (user.identities ?? []).map((identity) => identity.issuerAssignedId);
  const all = [
    name ? (invitedAddress(name) ?? name) : undefined,
    user.mail,
    ...(user.otherMails ?? []),
    ...proxies,
    ...identities,
  ];
  return [...new Set(all.flatMap((address) => (address?.includes("@") ? [lower(address)] : [])))];
}

/** Home tenants of principals, which only the beta of Graph tells (`principalOrganizationId`). */
function homesOf(snapshot: Snapshot): Map<string, string> {
  // https://learn.microsoft.com/graph/api/resources/unifiedroleassignment?view=graph-rest-beta
  const assignments: readonly { principalId?: string | null; principalOrganizationId?: string | null }[] =
    snapshot.collections.roleAssignments;
  return new Map(
    assignments.flatMap(({ principalId, principalOrganizationId }) =>
      principalId && principalOrganizationId ? [[principalId, lower(principalOrganizationId)] as const] : [],
    ),
  );
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
