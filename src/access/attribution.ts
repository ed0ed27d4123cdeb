/**
 * Whose principal is it. Everything that speaks of "the provider" asks here; `attribution-tables.ts` has the table for each kind
 * of object. What no line of it answers is unknown, which is fine for ordinary access and a finding of its own where it holds or
 * reaches tier 0.
 */

import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { PlannedLookup } from "../plan/plan.ts";
import { isWhole } from "../tenant/blind-spots.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { assumedObject, describeAssumed } from "./assumed.ts";
import { type Attributed, lower, provider } from "./attributed.ts";
import {
  applicationTable,
  type Facts,
  groupTable,
  type Line,
  namedAfter,
  namedAfterPerson,
  servicePrincipalTable,
  userTable,
} from "./attribution-tables.ts";
import { readManagedIdentities } from "./azure/identities.ts";
import { delegatedPrincipals, identityCredentials } from "./azure/principals.ts";
import { addressOf, type Directory, type DirectoryObject, indexDirectory, type UserObject } from "./directory.ts";
import type { FederatedCredential } from "./federation.ts";
import { fillOf } from "./group-fill.ts";
import { everybodyWasRead } from "./identity.ts";
import { readMatrix } from "./matrix-parties.ts";
import { noStaff, type Staff } from "./staff.ts";
import { issuerParty, workloadParty } from "./workload-party.ts";

export interface Attribution {
  readonly directory: Directory;
  readonly matrix: Matrix;
  readonly entitlements: Entitlements;
  /** Whose the object with this id is. An id that is no object of the tenant is a foreign principal, of an unknown party. */
  partyOf(objectId: string): Attributed;
  /** Whose a user is, which follows from the user alone. */
  partyOfUser(user: UserObject): Attributed;
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
  /** Who works at the providers, as far as their lists of staff were given. */
  readonly staff: Staff;
  /** Whether everybody who has an account in the tenant is in sight: only then somebody who is not seen has none. */
  readonly seesUsers: boolean;
}

export interface AttributionOptions {
  /** Objects that stand for what a lookup would find; they carry only what was asked for. */
  readonly assumed?: ReadonlyMap<string, PlannedLookup>;
  /** Object or application ids of the identity that runs the deployment. */
  readonly deploymentIds?: readonly string[];
  /** False for a plan by itself: whom it only has the id of may be anybody in the tenant. Default: true. */
  readonly seesTenant?: boolean;
  /** Who works at the providers. */
  readonly staff?: Staff;
}

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
    seesTenant: options.seesTenant ?? true,
    staff: options.staff ?? noStaff,
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
    partyOfUser: (user) => decide({ kind: "user", id: user.id, value: user }, facts),
    assumedName(id) {
      const lookup = facts.assumed.get(directory.canonical(id));
      return lookup === undefined ? delegated.get(id)?.name : describeAssumed(lookup);
    },
    partyOfCredential: (credential) => workloadParty(credential, facts),
    partyOfIssuer: (issuer) => issuerParty(issuer, facts),
    partyOfName: (name) => namedAfter([name], facts) ?? namedAfterPerson(name, facts),
    deploymentIds: facts.deploymentIds,
    emergencyAccounts,
    staff: facts.staff,
    seesUsers: facts.seesTenant && isWhole(snapshot, "users"),
  };
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
  if (!everybodyWasRead(facts.directory.snapshot)) {
    return {
      party: { kind: "unknown" },
      because: "not everybody in the tenant could be read, and it is among who was not, or of another tenant",
    };
  }
  const partner = home === undefined ? onlyServiceProvider(facts) : undefined;
  if (partner !== undefined) {
    return provider(
      partner,
      "it is no object of this tenant, and the provider is the only partner with delegated administration",
    );
  }
  return {
    party: { kind: "unknown" },
    because: facts.seesTenant
      ? "it is no object of this tenant: a partner's principal, or one that was deleted"
      : "nothing but its id is known, and only a snapshot of the tenant says who has it",
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
