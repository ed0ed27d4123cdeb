/** Lists of Azure Resource Manager: which resources a scope shows, inherited ones included, filtered and in pages. */

import { shownOfType } from "./arm-schedules.ts";
import { heldScope, scopesAbove, within } from "./arm-scopes.ts";
import { asObject, asText, type Entity, type JsonObject } from "./entity.ts";
import { GraphError } from "./graph/error.ts";
import type { TenantStore } from "./store.ts";

export interface ArmList {
  readonly store: TenantStore;
  readonly tenantId: string;
  /** What the list hangs on; `/` for the tenant root. */
  readonly scope: string;
  readonly type: string;
  readonly filter: string | null;
}

/** Which resources of a type a scope lists: those above it, at it, below it. */
type Reach = "above-at-below" | "at-below" | "at" | "definitions";

/**
 * What differs from most types, which list what is at and below a scope. Role assignments: everything that applies to the scope and
 * what is below (https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-scope); the settings of PIM and of logs are
 * those of the scope itself.
 */
const reaches: Readonly<Record<string, Reach>> = {
  "microsoft.authorization/roleassignments": "above-at-below",
  "microsoft.authorization/denyassignments": "above-at-below",
  "microsoft.authorization/roleassignmentschedules": "above-at-below",
  "microsoft.authorization/roleassignmentscheduleinstances": "above-at-below",
  "microsoft.authorization/roleeligibilityschedules": "above-at-below",
  "microsoft.authorization/roleeligibilityscheduleinstances": "above-at-below",
  "microsoft.authorization/roledefinitions": "definitions",
  "microsoft.authorization/rolemanagementpolicies": "at",
  "microsoft.authorization/rolemanagementpolicyassignments": "at",
  "microsoft.insights/diagnosticsettings": "at",
};

/** The resources that a request lists. */
export function armList(list: ArmList): Entity[] {
  const reach = reaches[list.type.toLowerCase()] ?? "at-below";
  const filter = readFilter(list.filter);
  const above = scopesAbove(list.store, list.tenantId, list.scope);
  const shown = (resource: Entity): boolean => {
    if (reach === "definitions") return isAssignable(resource, above);
    const held = reach === "above-at-below" ? heldScope(resource) : hangsOn(resource);
    if (held === list.scope.toLowerCase()) return true;
    if (reach === "at") return false;
    if (reach === "above-at-below" && above.has(held)) return true;
    return !filter.notBelow && within(resource.id, list.scope);
  };
  return shownOfType(list.store, list.type).filter((resource) => shown(resource) && filter.fits(resource, list.store));
}

/** What a resource is in: its id without the last type and name. */
function hangsOn({ id }: Entity): string {
  const at = id.toLowerCase().lastIndexOf("/providers/");
  const scope = at === -1 ? id.slice(0, id.lastIndexOf("/", id.lastIndexOf("/") - 1)) : id.slice(0, at);
  return scope.toLowerCase() || "/";
}

/** Role definitions are listed where they can be assigned; built-in ones everywhere. */
function isAssignable(definition: Entity, above: ReadonlySet<string>): boolean {
  const scopes = asObject(definition["properties"])?.["assignableScopes"];
  return Array.isArray(scopes) ? scopes.some((scope) => above.has(String(scope).toLowerCase())) : true;
}

/** The resources of a subscription or resource group, of every type that is not an extension of another. */
export function genericResources(store: TenantStore, scope: string, filter: string | null): Entity[] {
  const [, asked] = /^resourceType eq '([^']*)'$/i.exec(filter ?? "") ?? [];
  if (filter !== null && asked === undefined) throw unsupported(filter);
  return store.filter("armResources", ({ id, type }) => {
    if (!within(id, scope) || !/\/resourcegroups\/[^/]+\/providers\//i.test(id)) return false;
    if (
      /^microsoft\.(authorization\/|managedservices\/|maintenance\/configurationassignments|recoveryservices\/vaults\/|dataprotection\/backupvaults\/)/i.test(
        String(type),
      ) ||
      /\/providers\/microsoft\.insights\/diagnosticsettings\//i.test(id)
    ) {
      return false;
    }
    return asked === undefined || asked.toLowerCase() === String(type).toLowerCase();
  });
}

interface Filter {
  readonly notBelow: boolean;
  readonly fits: (resource: Entity, store: TenantStore) => boolean;
}

const clauses: readonly {
  readonly pattern: RegExp;
  readonly notBelow?: true;
  readonly fits?: (properties: JsonObject, value: string, store: TenantStore) => boolean;
}[] = [
  { pattern: /^atScope\(\)$/i, notBelow: true },
  { pattern: /^atScopeAndBelow\(\)$/i },
  { pattern: /^principalId eq '?([^']+)'?$/i, fits: ({ principalId }, value) => same(principalId, value) },
  {
    pattern: /^assignedTo\('([^']+)'\)$/i,
    fits: ({ principalId }, value, store) => same(principalId, value) || isInGroup(store, asText(principalId), value),
  },
  { pattern: /^roleDefinitionId eq '([^']+)'$/i, fits: ({ roleDefinitionId }, value) => same(roleDefinitionId, value) },
  { pattern: /^type eq '([^']+)'$/i, fits: ({ type }, value) => same(type, value) },
  { pattern: /^roleName eq '([^']+)'$/i, fits: ({ roleName }, value) => same(roleName, value) },
];

function same(left: unknown, right: string): boolean {
  return asText(left)?.toLowerCase() === right.toLowerCase();
}

/** Whether a group has somebody as a member, directly or through other groups. */
function isInGroup(
  store: TenantStore,
  groupId: string | undefined,
  id: string,
  seen: Set<string> = new Set(),
): boolean {
  const group = groupId === undefined || seen.has(groupId) ? undefined : store.get("groups", groupId);
  if (group === undefined) return false;
  seen.add(group.id);
  if (store.isRelated(group, "members", id.toLowerCase())) return true;
  const members = Array.isArray(group["members"]) ? (group["members"] as readonly Entity[]) : [];
  return members.some(
    (member) => store.get("groups", member.id) !== undefined && isInGroup(store, member.id, id, seen),
  );
}

function readFilter(filter: string | null): Filter {
  const parts = filter === null ? [] : filter.split(/\s+and\s+/i);
  const tests: Filter["fits"][] = [];
  let notBelow = false;
  for (const part of parts) {
    const clause = clauses.find(({ pattern }) => pattern.test(part.trim()));
    if (clause === undefined) throw unsupported(filter ?? "");
    const value = clause.pattern.exec(part.trim())?.[1] ?? "";
    notBelow ||= clause.notBelow === true;
    const { fits } = clause;
    if (fits !== undefined) tests.push((resource, store) => fits(asObject(resource["properties"]) ?? {}, value, store));
  }
  return { notBelow, fits: (resource, store) => tests.every((test) => test(resource, store)) };
}

function unsupported(filter: string): GraphError {
  return new GraphError(
    400,
    "InvalidFilter",
    `The embedded tenant does not support the filter '${filter}' on Azure resources.`,
  );
}

/** Resource Manager's page size; it names none, and clients follow `nextLink`. */
const pageSize = 1000;

/** One page of a list, with the link to the next (https://learn.microsoft.com/rest/api/resources). */
export function armPage(resources: readonly Entity[], link: string, search: URLSearchParams): JsonObject {
  const token = search.get("$skiptoken") ?? search.get("$skipToken");
  const written = token === null ? "0" : Buffer.from(token, "base64url").toString();
  if (!/^\d+$/.test(written)) {
    throw new GraphError(400, "InvalidSkipToken", "The provided skip token is not valid.");
  }
  const place = Number(written);
  const end = place + Math.min(Number(search.get("$top") ?? pageSize) || pageSize, pageSize);
  const value = place === 0 && end >= resources.length ? resources : resources.slice(place, end);
  if (end >= resources.length) return { value };
  const next = new URLSearchParams(search);
  next.delete("$skipToken");
  next.set("$skiptoken", Buffer.from(String(end)).toString("base64url"));
  return { value, nextLink: `${link}?${next.toString()}` };
}
