/**
 * The part of a large tenant that findings and differences can come from. Most of a directory is people who hold nothing and groups
 * that convey nothing: leaving them out before anything is built takes away most of the time and memory that a large tenant costs.
 *
 * What stays: every application, role, policy and setting; whoever is a provider's or an emergency account, with every group they are
 * in; whatever anything but a membership names. Of a group that is named by something that conveys access, everybody stays, however
 * deep, and whoever matches its rule; of any other group that stays, one person of each party stays for all, since whose a group is
 * follows from who is in it.
 */

import { delegatedScope, resourceApplications } from "../catalogue/app-permissions.ts";
import { type Entitlements, providerGroups, systemGroups } from "../entitlements/entitlements.ts";
import type { Matrix } from "../matrix/schema.ts";
import type { CollectionName, DirectoryObjectReference, Snapshot } from "../tenant/snapshot.ts";
import { attribute } from "./attribution.ts";
import { type GroupObject, isPrincipalReference } from "./directory.ts";
import { certainMembers } from "./dynamic-groups.ts";
import { mentionsProvider, readMatrix } from "./matrix-parties.ts";
import { oncePer } from "./once.ts";
import { systemApplications } from "./system-applications.ts";

/** What somebody else speaks of, and so stays whatever it is. */
export interface Mentioned {
  /** Object ids. */
  readonly ids: Iterable<string>;
  /** Display names, as they are written. */
  readonly names: ReadonlySet<string>;
}

/** Every id that a declared object has or refers to, and what declared objects are called. */
export function mentionedIn({ collections }: Snapshot): Mentioned & { readonly ids: ReadonlySet<string> } {
  const ids = JSON.stringify(collections).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi);
  const names = new Set<string>();
  for (const objects of Object.values(collections)) {
    for (const object of objects) {
      if ("displayName" in object && typeof object.displayName === "string") names.add(object.displayName);
    }
  }
  return { ids: new Set(ids), names };
}

/**
 * Collections that name people and groups without giving them anything that leads further: assignments to applications, and the past.
 * Consents are looked at one by one.
 */
const silent: ReadonlySet<CollectionName> = new Set([
  "organization",
  "domains",
  "users",
  "groups",
  "administrativeUnits",
  "appRoleAssignments",
  "oauth2PermissionGrants",
  "userRegistrationDetails",
  "servicePrincipalSignInActivities",
  "directoryAudits",
]);

/** Collections that say to whom something applies, and give nothing: who is named stays, but not everybody in it. */
const applying: ReadonlySet<CollectionName> = new Set(["conditionalAccessPolicies"]);

/**
 * @param mentioned what the other side of a comparison speaks of
 * @returns a snapshot with the same findings, paths and differences; its users, groups and consents are fewer, its groups and
 *   administrative units have fewer members
 */
export function relevantTenant(
  snapshot: Snapshot,
  matrix: Matrix,
  entitlements: Entitlements,
  mentioned: Mentioned,
): Snapshot {
  const selection = new Selection(snapshot);
  selection.classify(matrix, entitlements, mentioned.names);
  for (const id of mentioned.ids) selection.lead(id);
  for (const [name, objects] of Object.entries(snapshot.collections)) {
    if (silent.has(name as CollectionName)) continue;
    selection.name(objects, !applying.has(name as CollectionName));
  }
  selection.run();
  return selection.result();
}

/** Whether a delegated permission of this name matters on any interface that the catalogue has; many consents name the same few. */
const isStrong = remembered((name) =>
  Object.values(resourceApplications).some(({ appId }) => (delegatedScope(appId, name)?.tier ?? 2) < 2),
);

function remembered(decide: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const decided = decide(name);
    known.set(name, decided);
    return decided;
  };
}

/** Whose a user is, as far as it matters here. */
const provider = 1;
const internal = 2;
const unknown = 3;

/** Position of who is neither a user nor a group that was read. */
const nobody = -1;

class Selection {
  readonly #snapshot: Snapshot;
  /** Positions by id in lower case. */
  readonly #users = new Map<string, number>();
  readonly #groups = new Map<string, number>();
  readonly #party: Uint8Array;
  readonly #userStays: Uint8Array;
  readonly #groupStays: Uint8Array;
  readonly #groupLeads: Uint8Array;
  /** Where the members of each group begin in `#members`, and where the last one's end. */
  readonly #begins: Uint32Array;
  /** Who is in the groups, one group after the other: positions of users, and of groups after those of all users; or nobody. */
  readonly #members: Int32Array;
  /** Consents that matter to nobody. */
  readonly #idleGrants = new Set<Snapshot["collections"]["oauth2PermissionGrants"][number]>();
  /** Groups that were found to stay or to lead and of which not everything that follows is done. */
  readonly #waiting: number[] = [];
  /** Groups around a group, by its position. */
  readonly #around = new Map<number, number[]>();

  constructor(snapshot: Snapshot) {
    const { users, groups } = snapshot.collections;
    this.#snapshot = snapshot;
    for (const [index, { id }] of users.entries()) this.#users.set(id.toLowerCase(), index);
    for (const [index, { id }] of groups.entries()) this.#groups.set(id.toLowerCase(), index);
    this.#party = new Uint8Array(users.length);
    this.#userStays = new Uint8Array(users.length);
    this.#groupStays = new Uint8Array(groups.length);
    this.#groupLeads = new Uint8Array(groups.length);
    this.#begins = new Uint32Array(groups.length + 1);
    for (const [index, { members = [] }] of groups.entries()) {
      this.#begins[index + 1] = (this.#begins[index] ?? 0) + members.length;
    }
    // To look up who is meant is most of the work, so it is done once.
    this.#members = new Int32Array(this.#begins[groups.length] ?? 0);
    let at = 0;
    for (const { members = [] } of groups) for (const { id } of members) this.#members[at++] = this.#place(id);
  }

  #place(id: string): number {
    const key = id.toLowerCase();
    const user = this.#users.get(key);
    if (user !== undefined) return user;
    const group = this.#groups.get(key);
    return group === undefined ? nobody : this.#party.length + group;
  }

  /** Who stays because of what they are. */
  classify(matrix: Matrix, entitlements: Entitlements, names: ReadonlySet<string>): void {
    const { users, groups } = this.#snapshot.collections;
    const { applications, servicePrincipals } = this.#snapshot.collections;
    const owning = new Set(
      [...applications, ...servicePrincipals].flatMap(({ owners = [] }) => owners.map(({ id }) => id.toLowerCase())),
    );
    // Whose a user is follows from the user alone, and whose an application is from no other users than those who own it.
    const alone = {
      ...this.#snapshot,
      collections: {
        ...this.#snapshot.collections,
        users: users.filter(({ id }) => owning.has(id.toLowerCase())),
        groups: [],
        administrativeUnits: [],
        groupAssignmentSchedules: [],
        groupEligibilitySchedules: [],
      },
    };
    const attribution = attribute(alone, matrix, entitlements);
    const { partyOf, partyOfUser } = attribution;
    for (const [index, user] of users.entries()) {
      const { kind } = partyOfUser(user).party;
      const party = kind === "internal" ? internal : kind === "unknown" ? unknown : provider;
      this.#party[index] = party;
      if (party === provider || names.has(user.displayName ?? "")) this.#userStays[index] = 1;
    }
    for (const grant of this.#snapshot.collections.oauth2PermissionGrants) {
      const { clientId, principalId, scope } = grant;
      if (!principalId) continue;
      // Whoever consented to an application that can do little for somebody who is no provider is one of many.
      const matters =
        partyOf(clientId ?? "").party.kind === "provider" || (scope ?? "").split(/\s+/).some((name) => isStrong(name));
      if (matters) this.#keepNamed(principalId.toLowerCase());
      else this.#idleGrants.add(grant);
    }
    const systems = systemApplications(attribution);
    for (const { principalId, resourceId } of this.#snapshot.collections.appRoleAssignments) {
      // Who is assigned to the application of a system that the matrix names holds something.
      if (systems.size > 0 && systems.has(attribution.directory.canonical(resourceId ?? "")))
        this.lead(principalId ?? "");
    }
    const facts = readMatrix(matrix, entitlements);
    const own = new Set(
      [
        entitlements.emergency.group,
        entitlements.approvers,
        ...providerGroups(entitlements),
        ...systemGroups(entitlements),
      ].map(({ displayName }) => displayName.toLowerCase()),
    );
    for (const [index, group] of groups.entries()) {
      const { id, displayName, isAssignableToRole, membershipRule, members = [], owners = [] } = group;
      const name = displayName?.toLowerCase() ?? "";
      const isListed = own.has(name) || facts.listedGroups.has(name) || facts.listedGroups.has(id.toLowerCase());
      if (isAssignableToRole === true || isListed || names.has(displayName ?? "")) this.#leadGroup(index);
      else if (membershipRule || mentionsProvider(name, facts)) this.#keepGroup(index);
      const begin = this.#begins[index] ?? 0;
      for (let at = 0; at < members.length; at++) this.#relate(index, this.#members[begin + at] ?? nobody, members[at]);
      for (const reference of owners) this.#relate(index, this.#place(reference.id), reference);
    }
  }

  /**
   * A group stays with whoever is in it and is neither evidently the client's nor one of many.
   * @param place of whom the reference means
   */
  #relate(group: number, place: number, reference: DirectoryObjectReference | undefined): void {
    if (place === nobody) {
      if (reference !== undefined && isPrincipalReference(reference)) this.#keepGroup(group);
      return;
    }
    // Nearly everybody in a group is a user.
    const inner = place - this.#party.length;
    if (inner < 0) {
      if (this.#party[place] === provider) this.#keepGroup(group);
      return;
    }
    const around = this.#around.get(inner);
    if (around === undefined) this.#around.set(inner, [group]);
    else around.push(group);
  }

  /** Whatever has this id stays, and of a group everybody in it. */
  lead(id: string): void {
    const key = id.toLowerCase();
    const group = this.#groups.get(key);
    if (group !== undefined) this.#leadGroup(group);
    const user = this.#users.get(key);
    if (user !== undefined) this.#userStays[user] = 1;
  }

  #keepGroup(group: number): void {
    if (this.#groupStays[group] === 1) return;
    this.#groupStays[group] = 1;
    this.#waiting.push(group);
  }

  #leadGroup(group: number): void {
    if (this.#groupLeads[group] === 1) return;
    this.#groupLeads[group] = 1;
    this.#groupStays[group] = 1;
    this.#waiting.push(group);
  }

  /** Everything that is named in a value, however deep; ids stand alone, in paths (`/groups/<id>`), and joined (`<id>_member_<id>`). */
  name(value: unknown, leads: boolean): void {
    if (typeof value === "string") {
      const key = value.toLowerCase();
      for (const id of this.#users.has(key) || this.#groups.has(key) ? [key] : key.split(/[^a-z0-9.@-]+/)) {
        if (leads) this.lead(id);
        else this.#keepNamed(id);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const inner of Object.values(value)) this.name(inner, leads);
    }
  }

  #keepNamed(id: string): void {
    const group = this.#groups.get(id);
    if (group !== undefined) this.#keepGroup(group);
    const user = this.#users.get(id);
    if (user !== undefined) this.#userStays[user] = 1;
  }

  /** Follows what stays until nothing new comes. */
  run(): void {
    const { groups } = this.#snapshot.collections;
    for (let index = this.#waiting.pop(); index !== undefined; index = this.#waiting.pop()) {
      const { owners = [], membershipRule } = groups[index] ?? {};
      const leads = this.#groupLeads[index] === 1;
      // Whoever is in a group that the rule names is in this one.
      if (membershipRule) this.name(membershipRule, leads);
      for (const { id } of owners) {
        if (leads) this.lead(id);
        else this.#keepNamed(id.toLowerCase());
      }
      /** For whom somebody stays already. */
      const stands = new Set<number>();
      for (const place of this.#members.subarray(this.#begins[index], this.#begins[index + 1])) {
        if (place === nobody) continue;
        const inner = place - this.#party.length;
        if (inner < 0) {
          const party = this.#party[place] ?? unknown;
          if (leads || !stands.has(party)) this.#userStays[place] = 1;
          stands.add(party);
        } else if (leads) this.#leadGroup(inner);
        else this.#keepGroup(inner);
      }
      for (const outer of this.#around.get(index) ?? []) this.#keepGroup(outer);
    }
    this.#keepMatching();
  }

  /** Groups that fill themselves list whoever was taken in; who matches and is not listed yet will be. */
  #keepMatching(): void {
    const { groups } = this.#snapshot.collections;
    const filling = groups.filter(({ membershipRule }, index) => membershipRule && this.#groupStays[index] === 1);
    const inside = oncePer(({ members = [] }: GroupObject) => new Set(members.map(({ id }) => id.toLowerCase())));
    const isIn = (user: string, group: string) => {
      const named = groups[this.#groups.get(group.toLowerCase()) ?? -1];
      return named !== undefined && inside(named).has(user.toLowerCase());
    };
    const whole = { ...this.#snapshot, collections: { ...this.#snapshot.collections, groups: filling } };
    for (const [group, matching] of Map.groupBy(certainMembers(whole, isIn), (each) => each.group)) {
      const leads = this.#groupLeads[this.#groups.get(group.toLowerCase()) ?? -1] === 1;
      /** For whom somebody stays already. */
      const stands = new Set<number>();
      for (const { member } of matching) {
        const user = this.#users.get(member.toLowerCase()) ?? -1;
        const party = this.#party[user] ?? unknown;
        if (leads || !stands.has(party)) this.#userStays[user] = 1;
        stands.add(party);
      }
    }
  }

  result(): Snapshot {
    const { users, groups, administrativeUnits, oauth2PermissionGrants } = this.#snapshot.collections;
    const stays = (place: number) =>
      place === nobody || (this.#userStays[place] ?? this.#groupStays[place - this.#party.length]) === 1;
    const groupsThatStay = groups.flatMap((group, index) => {
      if (this.#groupStays[index] !== 1) return [];
      const begin = this.#begins[index] ?? 0;
      const members = group.members?.filter((_, at) => stays(this.#members[begin + at] ?? nobody));
      return [members === undefined ? group : { ...group, members }];
    });
    const unitsWithFewer = administrativeUnits.map((unit) => {
      const members = unit.members?.filter(({ id }) => stays(this.#place(id)));
      return members === undefined ? unit : { ...unit, members };
    });
    return {
      ...this.#snapshot,
      collections: {
        ...this.#snapshot.collections,
        users: users.filter((_, index) => this.#userStays[index] === 1),
        groups: groupsThatStay,
        administrativeUnits: unitsWithFewer,
        oauth2PermissionGrants: oauth2PermissionGrants.filter((grant) => !this.#idleGrants.has(grant)),
      },
    };
  }
}
