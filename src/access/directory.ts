/**
 * A snapshot indexed for reading: objects by id, memberships both ways, roles and scopes by name. Built once and shared by
 * attribution, graph, records and the conditional access evaluator, so that all of them mean the same object by an id.
 */

import { findRole } from "../catalogue/entra-roles.ts";
import type { Collections, DirectoryObjectReference, Snapshot } from "../tenant/snapshot.ts";
import { relationKey } from "../tenant/snapshot.ts";
import { certainMembers } from "./dynamic-groups.ts";

export type UserObject = Collections["users"][number];
export type GroupObject = Collections["groups"][number];
export type ServicePrincipalObject = Collections["servicePrincipals"][number];
export type ApplicationObject = Collections["applications"][number];
export type AdministrativeUnitObject = Collections["administrativeUnits"][number];

/** An object that can hold access or be administered. */
export type DirectoryObject =
  | { readonly kind: "user"; readonly id: string; readonly value: UserObject }
  | { readonly kind: "group"; readonly id: string; readonly value: GroupObject }
  | { readonly kind: "servicePrincipal"; readonly id: string; readonly value: ServicePrincipalObject }
  | { readonly kind: "application"; readonly id: string; readonly value: ApplicationObject }
  | { readonly kind: "administrativeUnit"; readonly id: string; readonly value: AdministrativeUnitObject };

/** What a role definition id of an assignment means. */
export interface RoleMeaning {
  /** Template id of a built-in role; the definition's id of a custom one or of one that nobody knows. */
  readonly id: string;
  readonly name: string;
  readonly kind: "built-in" | "custom" | "unknown";
  /** Allowed resource actions, for custom roles. */
  readonly actions: readonly string[];
}

/** Where an assignment holds. */
export interface ScopeMeaning {
  readonly kind: "directory" | "administrative-unit" | "object";
  /** Id of the unit or object; `/` for the directory. */
  readonly id: string;
  /** `directory`, `administrative unit X`, … */
  readonly label: string;
}

/** A membership as it is held. */
export interface Membership {
  readonly group: string;
  readonly member: string;
  readonly role: "member" | "owner";
  readonly held: "standing" | "activated" | "eligible";
  /** Ids under which provenance maps know it: a relation key, a schedule's id. */
  readonly objectKeys: readonly string[];
  readonly since?: string;
  readonly until?: string;
  /** True when the eligibility or assignment says that it never ends. */
  readonly endless?: boolean;
}

export interface Directory {
  readonly snapshot: Snapshot;
  /** The spelling of an object's id in the snapshot, whatever the case it was asked in; the id itself when there is no such object. */
  canonical(id: string): string;
  object(id: string): DirectoryObject | undefined;
  /** Every membership and ownership of groups, active and eligible; also what the rule of a dynamic group makes certain. */
  readonly memberships: readonly Membership[];
  membershipsOf(groupId: string): readonly Membership[];
  membershipsBy(memberId: string): readonly Membership[];
  /** Groups that a principal is in by active membership, nested ones included. */
  activeGroupsOf(principalId: string): ReadonlySet<string>;
  role(roleDefinitionId: string): RoleMeaning;
  scope(directoryScopeId: string | null | undefined, appScopeId?: string | null): ScopeMeaning;
  servicePrincipalsOf(appId: string): readonly ServicePrincipalObject[];
  applicationOf(appId: string): ApplicationObject | undefined;
  /** Administrative units by the id of an object that is in them. */
  unitsOf(objectId: string): readonly AdministrativeUnitObject[];
}

/** When a schedule ends: an ISO date-time, `undefined` for never or not said. */
export function scheduleEnd(
  schedule:
    | {
        startDateTime?: string | null;
        expiration?: { type?: string | null; endDateTime?: string | null; duration?: string | null } | null;
      }
    | null
    | undefined,
  created?: string | null,
): string | undefined {
  const expiration = schedule?.expiration;
  if (!expiration || expiration.type === "noExpiration") return undefined;
  if (expiration.endDateTime) return expiration.endDateTime;
  const start = new Date(schedule.startDateTime ?? created ?? "");
  const end = start.getTime() + durationHours(expiration.duration ?? "") * 3_600_000;
  return Number.isNaN(end) ? undefined : new Date(end).toISOString();
}

/** Hours of an ISO 8601 duration such as `PT8H`, `P365D`, `P1Y`; NaN when it is not one. A month counts 31 days, a year 366. */
export function durationHours(duration: string): number {
  const match =
    /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(
      duration,
    );
  if (!match) return Number.NaN;
  const [, years, months, weeks, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  const inDays = (years ?? 0) * 366 + (months ?? 0) * 31 + (weeks ?? 0) * 7 + (days ?? 0);
  return inDays * 24 + (hours ?? 0) + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
}

/** Indexes a snapshot. The snapshot must not change while the index is in use. */
export function indexDirectory(snapshot: Snapshot): Directory {
  const { collections } = snapshot;
  const objects = new Map<string, DirectoryObject>();
  for (const value of collections.users) objects.set(value.id, { kind: "user", id: value.id, value });
  for (const value of collections.groups) objects.set(value.id, { kind: "group", id: value.id, value });
  for (const value of collections.servicePrincipals) {
    objects.set(value.id, { kind: "servicePrincipal", id: value.id, value });
  }
  for (const value of collections.applications) objects.set(value.id, { kind: "application", id: value.id, value });
  for (const value of collections.administrativeUnits) {
    objects.set(value.id, { kind: "administrativeUnit", id: value.id, value });
  }
  let byLowerCase: ReadonlyMap<string, string> | undefined;
  const otherwiseSpelt = (id: string) => {
    byLowerCase ??= new Map([...objects.keys()].map((each) => [each.toLowerCase(), each]));
    return byLowerCase.get(id.toLowerCase());
  };
  // The object's own text, not the one that was asked with: a large tenant says each id many times, and one text is found quickest.
  const canonical = (id: string) => objects.get(id)?.id ?? otherwiseSpelt(id) ?? id;
  const object = (id: string) => objects.get(id) ?? objects.get(otherwiseSpelt(id) ?? id);

  const memberships = readMemberships(snapshot, canonical);
  const byGroup = Map.groupBy(memberships, ({ group }) => group);
  const byMember = Map.groupBy(memberships, ({ member }) => member);
  const none: readonly Membership[] = [];

  const servicePrincipals = Map.groupBy(collections.servicePrincipals, ({ appId }) => appId?.toLowerCase());
  const applications = new Map(collections.applications.map((value) => [value.appId?.toLowerCase(), value]));
  const units = new Map<string, AdministrativeUnitObject[]>();
  for (const unit of collections.administrativeUnits) {
    for (const member of unit.members ?? []) {
      const id = canonical(member.id);
      const list = units.get(id);
      if (list) list.push(unit);
      else units.set(id, [unit]);
    }
  }
  const roles = roleReader(snapshot);

  return {
    snapshot,
    canonical,
    object,
    memberships,
    membershipsOf: (groupId) => byGroup.get(canonical(groupId)) ?? none,
    membershipsBy: (memberId) => byMember.get(canonical(memberId)) ?? none,
    activeGroupsOf(principalId) {
      const found = new Set<string>();
      const waiting = [canonical(principalId)];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        for (const membership of byMember.get(next) ?? none) {
          if (membership.role !== "member" || membership.held === "eligible" || found.has(membership.group)) continue;
          found.add(membership.group);
          waiting.push(membership.group);
        }
      }
      return found;
    },
    role: roles,
    scope: (directoryScopeId, appScopeId) => readScope(object, directoryScopeId, appScopeId),
    servicePrincipalsOf: (appId) => servicePrincipals.get(appId.toLowerCase()) ?? [],
    applicationOf: (appId) => applications.get(appId.toLowerCase()),
    unitsOf: (objectId) => units.get(canonical(objectId)) ?? [],
  };
}

/** A name that shows something: one of blanks and characters of no width would make a sentence about nobody. */
function seenName(name: string | null | undefined): string | undefined {
  return name && /[^\s\p{C}\u115f\u1160\u2800\u3164\uffa0]/u.test(name) ? name : undefined;
}

/** What people call an object. */
export function labelOf(object: DirectoryObject): string {
  if (object.kind === "user") {
    const displayName = seenName(object.value.displayName);
    const address = addressOf(object.value) ?? object.id;
    // A name that is an address says nothing more.
    return displayName && !displayName.includes("@") ? `${displayName} (${address})` : address;
  }
  const clientId = object.kind === "servicePrincipal" ? object.value.appId : undefined;
  const name = seenName(object.value.displayName) || clientId || object.id;
  if (object.kind === "group") return `group "${name}"`;
  if (object.kind === "servicePrincipal") {
    return `${object.value.servicePrincipalType === "ManagedIdentity" ? "managed identity" : "application"} "${name}"`;
  }
  if (object.kind === "application") return `app registration "${name}"`;
  return `administrative unit "${name}"`;
}

/**
 * The address behind a user: for a guest the one it was invited under, which the guest form of a user principal name
 * (`name_domain#EXT#@tenant`) hides; otherwise the user principal name. Lower case.
 */
export function addressOf(user: UserObject): string | undefined {
  const name = user.userPrincipalName;
  const hidden = name ? invitedAddress(name) : undefined;
  const guest = hidden !== undefined || user.userType === "Guest" || !name;
  const mail = user.mail ? (invitedAddress(user.mail) ?? user.mail) : undefined;
  const address = guest ? (mail ?? hidden ?? user.otherMails?.[0] ?? name) : name;
  return address ? address.toLowerCase() : undefined;
}

/** Addresses of a user in lower case, without those that people write into their own account (otherMails): the address behind it first. */
export function givenAddresses(user: UserObject): string[] {
  const proxies = (user.proxyAddresses ?? []).map((address) => address.replace(/^smtp:/i, ""));
  return [addressOf(user), user.userPrincipalName, user.mail, ...proxies].flatMap((address) =>
    address ? [address.toLowerCase()] : [],
  );
}

/** `dana_tideway.example#EXT#@client.onmicrosoft.com` → `dana@tideway.example`; undefined for any other name. */
export function invitedAddress(userPrincipalName: string): string | undefined {
  // Nearly nobody is a guest.
  const end = userPrincipalName.includes("#") ? userPrincipalName.toUpperCase().indexOf("#EXT#") : -1;
  if (end < 0) return undefined;
  const encoded = userPrincipalName.slice(0, end);
  const at = encoded.lastIndexOf("_");
  return at < 0 ? undefined : `${encoded.slice(0, at)}@${encoded.slice(at + 1)}`.toLowerCase();
}

/** Devices and contacts are in groups, too; nobody acts as one (https://learn.microsoft.com/graph/api/group-list-members). */
export function isPrincipalReference(reference: DirectoryObjectReference): boolean {
  const type = reference["@odata.type"];
  return type !== "#microsoft.graph.device" && type !== "#microsoft.graph.orgContact";
}

function readMemberships(snapshot: Snapshot, canonical: (id: string) => string): Membership[] {
  const { groups, groupAssignmentSchedules, groupEligibilitySchedules } = snapshot.collections;
  const keyOf = (group: string, member: string, role: string) => `${group} ${member} ${role}`;
  // A group lists whoever is active in it, also those who only activated an eligibility; the schedule tells them apart.
  const scheduled = groupAssignmentSchedules.flatMap((schedule) => {
    if (!schedule.groupId || !schedule.principalId) return [];
    return [
      { schedule, group: canonical(schedule.groupId), member: canonical(schedule.principalId), role: roleOf(schedule) },
    ];
  });
  const withSchedules = new Set(scheduled.map(({ group }) => group));
  const byKey = Map.groupBy(scheduled, ({ group, member, role }) => keyOf(group, member, role));
  const schedulesOf = (group: string, member: string, role: string) =>
    withSchedules.has(group) ? (byKey.get(keyOf(group, member, role)) ?? []).map(({ schedule }) => schedule) : [];
  const found: Membership[] = [];
  const inside = { member: new Map<string, Set<string>>(), owner: new Map<string, Set<string>>() };
  /** False for whoever is in the group already. */
  const enters = (group: string, member: string, role: Membership["role"]) => {
    const others = inside[role].get(group);
    if (others?.has(member) === true) return false;
    if (others === undefined) inside[role].set(group, new Set([member]));
    else others.add(member);
    return true;
  };
  const isIn = (group: string, member: string) => inside.member.get(group)?.has(member) === true;
  for (const group of groups) {
    for (const role of ["member", "owner"] as const) {
      for (const reference of (role === "member" ? group.members : group.owners) ?? []) {
        if (!isPrincipalReference(reference)) continue;
        const member = canonical(reference.id);
        if (!enters(group.id, member, role)) continue;
        const relation = relationKey(role === "member" ? "members" : "owners", group.id, reference.id);
        found.push(activeMembership(group.id, member, role, schedulesOf(group.id, member, role), relation));
      }
    }
  }
  for (const { group, member, role } of scheduled) {
    if (enters(group, member, role)) {
      found.push(activeMembership(group, member, role, schedulesOf(group, member, role)));
    }
  }
  for (const { group, member } of certainMembers(snapshot, (user, other) => isIn(canonical(other), user))) {
    if (isIn(group, member)) continue;
    // Whoever writes the rule puts people in, and so does who makes a person that it fits.
    found.push({ group, member, role: "member", held: "standing", objectKeys: [group, member] });
  }
  for (const schedule of groupEligibilitySchedules) {
    if (!schedule.groupId || !schedule.principalId) continue;
    const until = scheduleEnd(schedule.scheduleInfo, schedule.createdDateTime);
    const since = schedule.scheduleInfo?.startDateTime ?? schedule.createdDateTime;
    found.push({
      group: canonical(schedule.groupId),
      member: canonical(schedule.principalId),
      role: roleOf(schedule),
      held: "eligible",
      objectKeys: [schedule.id],
      ...(since && { since }),
      ...(until !== undefined ? { until } : { endless: true }),
    });
  }
  return found;
}

const roleOf = ({ accessId }: { readonly accessId?: string | null }): Membership["role"] =>
  accessId === "owner" ? "owner" : "member";

function activeMembership(
  group: string,
  member: string,
  role: Membership["role"],
  schedules: Collections["groupAssignmentSchedules"],
  relation?: string,
): Membership {
  if (schedules.length === 0 && relation !== undefined) {
    return { group, member, role, held: "standing", objectKeys: [relation] };
  }
  const assigned = schedules.filter(({ assignmentType }) => assignmentType !== "activated");
  const activated = schedules.length > 0 && assigned.length === 0;
  const deciding = assigned[0] ?? schedules[0];
  const until = deciding && scheduleEnd(deciding.scheduleInfo, deciding.createdDateTime);
  const since = deciding?.createdDateTime;
  return {
    group,
    member,
    role,
    held: activated ? "activated" : "standing",
    // The schedule is what somebody made; that the group lists the member follows from it.
    objectKeys: [...schedules.map(({ id }) => id), ...(relation !== undefined ? [relation] : [])],
    ...(since && { since }),
    ...(until !== undefined && { until }),
  };
}

function roleReader(snapshot: Snapshot): (roleDefinitionId: string) => RoleMeaning {
  const { roleDefinitions, directoryRoles } = snapshot.collections;
  const definitions = new Map(roleDefinitions.map((definition) => [definition.id.toLowerCase(), definition]));
  for (const definition of roleDefinitions) {
    if (definition.templateId) definitions.set(definition.templateId.toLowerCase(), definition);
  }
  const templates = new Map(directoryRoles.map((role) => [role.id.toLowerCase(), role]));
  return (roleDefinitionId) => {
    const asked = roleDefinitionId.toLowerCase();
    const activated = templates.get(asked);
    const id = activated?.roleTemplateId?.toLowerCase() ?? asked;
    const builtIn = findRole(id);
    if (builtIn) return { id: builtIn.templateId, name: builtIn.name, kind: "built-in", actions: [] };
    const definition = definitions.get(id);
    // A definition without its permissions may allow anything.
    if (definition?.rolePermissions && definition.isBuiltIn !== true) {
      return {
        id: definition.id,
        name: customName(definition.displayName ?? definition.id),
        kind: "custom",
        actions: definition.rolePermissions.flatMap((permission) => permission.allowedResourceActions ?? []),
      };
    }
    const name = definition?.displayName ?? activated?.displayName ?? undefined;
    const known = name && definition?.isBuiltIn !== false ? findRole(name) : undefined;
    if (known) return { id: known.templateId, name: known.name, kind: "built-in", actions: [] };
    return { id, name: name ?? `unknown role ${roleDefinitionId}`.trim(), kind: "unknown", actions: [] };
  };
}

/** A role of the tenant's own may be called like one of Microsoft's, and gives something else. */
function customName(name: string): string {
  return findRole(name) === undefined ? name : `${name} (custom role)`;
}

function readScope(
  object: (id: string) => DirectoryObject | undefined,
  directoryScopeId: string | null | undefined,
  appScopeId: string | null | undefined,
): ScopeMeaning {
  const path = directoryScopeId || appScopeId || "/";
  if (path === "/") return { kind: "directory", id: "/", label: "directory" };
  const id = path.slice(path.lastIndexOf("/") + 1);
  const target = object(id);
  if (target?.kind === "administrativeUnit" || path.toLowerCase().startsWith("/administrativeunits/")) {
    const name = target?.value.displayName ?? id;
    return { kind: "administrative-unit", id: target?.id ?? id, label: `administrative unit ${name}` };
  }
  return { kind: "object", id: target?.id ?? id, label: target ? labelOf(target) : `object ${id}` };
}
