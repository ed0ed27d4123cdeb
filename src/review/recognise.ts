/**
 * Which object of the tenant is which declared one, whatever it is called now. Names are what plan and tenant share, and names change:
 * a group that was renamed is the same group; one that was deleted and made anew is not, though it has the same name.
 *
 * What is renamed gets its declared name for the comparison, so that everything that refers to it (memberships, scopes, conditions of
 * policies) is compared under that name, too.
 */

import { addressOf, invitedAddress, type UserObject } from "../access/directory.ts";
import type { MaterialisedTenant } from "../tenant/materialised.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import type { History } from "./history.ts";

/** A declared object that is called something else in the tenant. */
export interface Renamed {
  readonly id: string;
  /** As it is declared. */
  readonly was: string;
  /** As it is called in the tenant. */
  readonly now: string;
  /** How it was recognised. */
  readonly because: string;
}

/** An object that is there under its name, and is not the one that was there before. */
export interface Recreated {
  readonly kind: NamedCollection | "users";
  readonly id: string;
  readonly name: string;
  readonly formerId: string;
  readonly createdOn?: string;
  /** Who deleted the one before, where the audit log says so. */
  readonly deletedBy?: string;
  /** Unless it is said: true. */
  readonly isDeclared?: false;
}

/** Which object of the tenant a resource is. */
export interface KnownObject {
  readonly urn: string;
  readonly id: string;
  readonly name: string;
}

export interface Recognised {
  /** The tenant with declared names. */
  readonly snapshot: Snapshot;
  readonly renamed: readonly Renamed[];
  readonly recreated: readonly Recreated[];
  readonly objects: readonly KnownObject[];
}

/** What is known of ids. */
export interface KnownIds {
  /** By URN: of the deployment's state. */
  readonly ofState?: ReadonlyMap<string, string>;
  /** By URN: of the previous review. */
  readonly ofPrevious?: ReadonlyMap<string, string>;
}

/** Collections whose objects are known by their display names. */
const named = [
  "groups",
  "administrativeUnits",
  "applications",
  "servicePrincipals",
  "roleDefinitions",
  "conditionalAccessPolicies",
  "namedLocations",
  "authenticationStrengthPolicies",
] as const;
type NamedCollection = (typeof named)[number];

interface NamedObject {
  readonly id: string;
  readonly displayName?: string | null;
  readonly createdDateTime?: string | null;
}

/** Recognises declared objects: by the ids that the deployment or the previous review knows, else by what the audit log tells of names. */
export function recognise(
  { snapshot: declared, declaredBy }: Pick<MaterialisedTenant, "snapshot" | "declaredBy">,
  actual: Snapshot,
  history: Pick<History, "renames">,
  known: KnownIds = {},
): Recognised {
  const renamed: Renamed[] = [];
  const recreated: Recreated[] = [];
  const objects: KnownObject[] = [];
  const collections = { ...actual.collections };
  const knownId = (urn: string) => {
    const ofState = known.ofState?.get(urn);
    if (ofState !== undefined) return { id: ofState, because: "the deployment knows its id" };
    const id = known.ofPrevious?.get(urn);
    return id === undefined ? undefined : { id, because: "the previous review knows its id" };
  };
  for (const collection of named) {
    const there: readonly NamedObject[] = actual.collections[collection];
    const wanted: readonly NamedObject[] = declared.collections[collection];
    const byId = new Map(there.map((object) => [object.id.toLowerCase(), object]));
    const byName = Map.groupBy(there, ({ displayName }) => displayName ?? "");
    const written = spellingOf(there);
    const names = new Map<string, string>();
    for (const { id, displayName: name } of wanted) {
      const urn = declaredBy.get(id);
      if (!name) continue;
      const [byThisName] = oldestFirst(byName.get(written(name)) ?? []);
      if (urn === undefined) {
        // What is only looked up has its own name in the tenant, unless that is in capitals.
        if (byThisName !== undefined && byThisName.displayName !== name) names.set(byThisName.id, name);
        continue;
      }
      const before = knownId(urn);
      const same = before && byId.get(before.id.toLowerCase());
      if (same === undefined && byThisName !== undefined) {
        objects.push({ urn, id: byThisName.id, name });
        if (byThisName.displayName !== name) names.set(byThisName.id, name);
        if (before === undefined) continue;
        const { createdDateTime } = byThisName;
        recreated.push({
          kind: collection,
          id: byThisName.id,
          name,
          formerId: before.id,
          ...(createdDateTime && { createdOn: createdDateTime }),
        });
        continue;
      }
      const found = same ?? renamedFrom(name, there, byName, history);
      if (found === undefined) continue;
      const isOfThisName = found.displayName === written(name);
      objects.push({ urn, id: found.id, name });
      if (found.displayName === name) continue;
      names.set(found.id, name);
      if (isOfThisName) continue;
      renamed.push({
        id: found.id,
        was: name,
        now: found.displayName ?? found.id,
        because: before?.because ?? "the audit log has the change of its name",
      });
    }
    for (const [id, name] of namesakes(wanted, objects, (each) => byName.get(written(each)) ?? [], declaredBy))
      names.set(id, name);
    if (names.size === 0) continue;
    Object.assign(collections, {
      [collection]: there.map((object) => {
        const name = names.get(object.id);
        return name === undefined ? object : { ...object, displayName: name };
      }),
    });
  }
  const people = recognisePeople(declared, actual, declaredBy, knownId);
  return {
    snapshot: { ...actual, collections: { ...collections, users: people.users } },
    renamed: [...renamed, ...people.renamed],
    recreated: [...recreated, ...people.recreated],
    objects: [...objects, ...people.objects],
  };
}

/** What is declared was there before what took its name; without dates the first is as good as another. */
function oldestFirst(objects: readonly NamedObject[]): readonly NamedObject[] {
  const created = ({ createdDateTime }: NamedObject) => Date.parse(createdDateTime ?? "");
  return objects.every((each) => !Number.isNaN(created(each)))
    ? objects.toSorted((left, right) => created(left) - created(right))
    : objects;
}

/**
 * Objects that are called like a declared one and are another: anybody may give a second group the name of a team. They get names of
 * their own, or what they hold would be taken for what is declared.
 */
function namesakes(
  wanted: readonly NamedObject[],
  objects: readonly KnownObject[],
  called: (name: string) => readonly NamedObject[],
  declaredBy: ReadonlyMap<string, string>,
): (readonly [id: string, name: string])[] {
  const known = new Map(objects.map(({ urn, id }) => [urn, id]));
  const byName = Map.groupBy(
    wanted.filter(({ id }) => declaredBy.has(id)),
    ({ displayName }) => displayName ?? "",
  );
  return [...byName].flatMap(([name, [one, ...others]]) => {
    const id = one && known.get(declaredBy.get(one.id) ?? "");
    // Where the program itself makes two of one name, they cannot be told apart.
    if (id === undefined || others.length > 0) return [];
    return called(name).flatMap((each) =>
      each.id === id ? [] : [[each.id, `${name} (another of this name, ${each.id})`] as const],
    );
  });
}

/** How names are written in a snapshot: exports of some tools have all of them in capitals. */
function spellingOf(there: readonly NamedObject[]): (name: string) => string {
  const areCapitals = there.every(({ displayName }) => !displayName || displayName === displayName.toUpperCase());
  return areCapitals ? (name) => name.toUpperCase() : (name) => name;
}

/** The one object that had this name, if nothing has it now. */
function renamedFrom(
  name: string,
  there: readonly NamedObject[],
  byName: ReadonlyMap<string, readonly NamedObject[]>,
  { renames }: Pick<History, "renames">,
): NamedObject | undefined {
  if (renames.size === 0 || byName.has(name)) return undefined;
  const found = there.filter(({ id }) => renames.get(id.toLowerCase())?.some(({ was }) => was === name));
  return found.length === 1 ? found[0] : undefined;
}

/** People: by id, then by immutable id, user principal name and mail. What somebody can write into their own account does not count. */
function recognisePeople(
  declared: Snapshot,
  actual: Snapshot,
  declaredBy: ReadonlyMap<string, string>,
  knownId: (urn: string) => { readonly id: string; readonly because: string } | undefined,
): Pick<Recognised, "renamed" | "recreated" | "objects"> & { readonly users: Snapshot["collections"]["users"] } {
  const { users } = actual.collections;
  const wanted = declared.collections.users.flatMap((user) => {
    const urn = declaredBy.get(user.id);
    const address = addressOf(user);
    return urn === undefined || address === undefined ? [] : [{ user, urn, address }];
  });
  const renamed: Renamed[] = [];
  const recreated: Recreated[] = [];
  const objects: KnownObject[] = [];
  const changes = new Map<string, Partial<UserObject>>();
  if (wanted.length > 0) {
    const ids = new Set(wanted.flatMap(({ urn }) => knownId(urn)?.id.toLowerCase() ?? []));
    const addresses = new Set(wanted.map(({ address }) => address));
    const byId = new Map<string, UserObject>();
    const byAddress = new Map<string, UserObject>();
    for (const user of users) {
      const id = user.id.toLowerCase();
      if (ids.has(id)) byId.set(id, user);
      const address = addressOf(user) ?? "";
      if (addresses.has(address) && !byAddress.has(address)) byAddress.set(address, user);
    }
    for (const { user, urn, address } of wanted) {
      const before = knownId(urn);
      const same = before && byId.get(before.id.toLowerCase());
      const byThisAddress = byAddress.get(address);
      if (byThisAddress !== undefined) {
        objects.push({ urn, id: byThisAddress.id, name: address });
        if (before !== undefined && same === undefined) {
          const { createdDateTime } = byThisAddress;
          recreated.push({
            kind: "users",
            id: byThisAddress.id,
            name: address,
            formerId: before.id,
            ...(createdDateTime && { createdOn: createdDateTime }),
          });
        }
        continue;
      }
      const found = same ?? byLesserNames(user, address, users);
      if (found === undefined) continue;
      objects.push({ urn, id: found.id, name: address });
      changes.set(found.id, {
        userPrincipalName: user.userPrincipalName ?? address,
        mail: user.mail ?? found.mail ?? null,
      });
      renamed.push({
        id: found.id,
        was: address,
        now: addressOf(found) ?? found.id,
        because: same === undefined ? "it has the same immutable id or mail address" : (before?.because ?? ""),
      });
    }
  }
  return {
    users: changes.size === 0 ? users : users.map((user) => ({ ...user, ...changes.get(user.id) })),
    renamed,
    recreated,
    objects,
  };
}

function byLesserNames(wanted: UserObject, address: string, users: readonly UserObject[]): UserObject | undefined {
  const immutable = wanted.onPremisesImmutableId;
  const found = users.filter((user) => {
    const { onPremisesImmutableId, mail, proxyAddresses } = user;
    if (immutable && onPremisesImmutableId === immutable) return true;
    // A technician's guest account and their account in the client's own tenant have the same mail address, and are two accounts.
    if (isGuest(user) !== isGuest(wanted)) return false;
    return (
      mail?.toLowerCase() === address ||
      proxyAddresses?.some((proxy) => proxy.toLowerCase() === `smtp:${address}`) === true
    );
  });
  return found.length === 1 ? found[0] : undefined;
}

function isGuest({ userType, userPrincipalName }: UserObject): boolean {
  return userType === "Guest" || (userPrincipalName ? invitedAddress(userPrincipalName) !== undefined : false);
}
