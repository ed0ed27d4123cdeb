/**
 * The embedded tenant: one in-memory model of Entra ID that answers Microsoft Graph's requests. The same object serves
 * code in the same process (materialise, review, tests) and, behind `server.ts`, the real azuread provider.
 */

import { isInitialDomain } from "../catalogue/initial-domains.ts";
import { compareText } from "../order.ts";
import { armErrorBody, handleArm, isArmPath } from "./arm.ts";
import { answerBatch } from "./batch.ts";
import type { Entity } from "./entity.ts";
import { asObject, cloneJson, derivedId, referencesOf } from "./entity.ts";
import { allSchedules, isTimed, nextTurn, noSchedules, passTime, type TimedTable } from "./graph/clock.ts";
import { builtInStrengths, expandStrength, referToStrength } from "./graph/conditional-access.ts";
import { type Context, principalsByAppId, type Reply, randomIds, type TenantFacts } from "./graph/context.ts";
import { startingDefault } from "./graph/cross-tenant-access.ts";
import { directoryRoleMembers } from "./graph/directory-roles.ts";
import { badRequest, errorBody, GraphError, notImplemented } from "./graph/error.ts";
import { initialServicePrincipals } from "./graph/first-party.ts";
import { noQuery, parseQuery } from "./graph/odata.ts";
import { router } from "./graph/operations.ts";
import { builtInRoleDefinitions, findSchedule, grantIn, permanentSchedule } from "./graph/role-assignments.ts";
import { managedPolicies } from "./graph/role-management-policies.ts";
import { pathSegments } from "./graph/router.ts";
import { graphDate, periodOf } from "./graph/schedule.ts";
import { type CollectionName, type Collections, emptySnapshot, type Snapshot } from "./snapshot.ts";
import { type Change, type TableName, TenantStore, tableNames } from "./store.ts";

export interface GraphRequest {
  readonly method: string;
  /** Path with version and query, e.g. `/v1.0/groups?$filter=displayName eq 'x'`; encoded or not. */
  readonly path: string;
  readonly body?: unknown;
  /** Object id of the caller; the deployment identity when absent. */
  readonly actor?: string;
  /** GUID for the object that the request creates, instead of a new one. */
  readonly assignId?: string;
  /** ISO 8601; the tenant's clock when absent. */
  readonly now?: string;
  /** Where the tenant is reached, for links in answers. */
  readonly origin?: string;
  /** True for `ConsistencyLevel: eventual`. */
  readonly eventualConsistency?: boolean;
}

export interface GraphResponse {
  readonly status: number;
  /** Absent with 204. A number for `/$count`. Belongs to the tenant: read it, don't change it. */
  readonly body?: unknown;
  /** Besides those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TenantOptions {
  /** GUID. */
  readonly tenantId: string;
  /** e.g. `contoso.onmicrosoft.com` */
  readonly initialDomain: string;
  /** Verified domains besides the initial one; the first is the default domain. */
  readonly domains: readonly string[];
  readonly displayName: string;
  /** When the tenant was made; also its age in audit and snapshot. Default: now. */
  readonly createdDateTime?: string;
}

/** How a tenant tells time and names objects; both only need replacing where runs must be reproducible. */
export interface TenantEnvironment {
  /** ISO 8601. */
  readonly clock?: () => string;
  /** GUIDs for objects whose id the caller does not choose. */
  readonly newId?: () => string;
  /** Application id of the identity that deploys; derived from the tenant id when absent. */
  readonly deploymentClientId?: string;
  /**
   * False for a tenant that this process alone fills, reads once and throws away. It copies neither what it is given nor what it
   * answers, and keeps no audit log. Default: true.
   */
  readonly isKept?: boolean;
}

/** Receives the changes of each request before they become final; when it throws, the request did not happen. */
export type CommitSink = (changes: readonly Change[]) => void;

const graphOrigin = "https://graph.microsoft.com";
const armOrigin = "https://management.azure.com";
/** Name of the application that `pulumi up` and the embedded engine act as. */
export const deploymentName = "Demarc deployment";

/** Application id of the identity that deploys to a tenant from here, unless another one is named. */
export function deploymentClientId(tenantId: string): string {
  return derivedId("deployment application", tenantId);
}

export class EmbeddedTenant {
  readonly facts: TenantFacts;
  readonly #store: TenantStore;
  readonly #clock: () => string;
  readonly #newId: () => string;
  /** Application id of the deployment identity. */
  readonly deploymentClientId: string;
  readonly #isKept: boolean;
  #sink: CommitSink | undefined;
  #nextTurn = 0;
  /** Schedules that were made or changed since time last passed. */
  #newSchedules: Record<TimedTable, Entity[]> | undefined;
  /** When the last request was made, in milliseconds. */
  #moment = 0;
  #lastNow: { readonly asked: string; readonly now: string } | undefined;
  #unreadable: Snapshot["unreadable"] = [];

  private constructor(store: TenantStore, facts: TenantFacts, environment: TenantEnvironment) {
    this.#store = store;
    this.facts = facts;
    this.#clock = environment.clock ?? (() => new Date().toISOString());
    this.#newId = environment.newId ?? randomIds;
    this.#isKept = environment.isKept ?? true;
    if (this.#isKept) store.track();
    this.deploymentClientId = environment.deploymentClientId ?? deploymentClientId(facts.tenantId);
  }

  /**
   * A tenant as it is on its first day: domains, built-in roles and strengths, Microsoft's own service principals,
   * no people.
   */
  static create(options: TenantOptions, environment: TenantEnvironment = {}): EmbeddedTenant {
    const store = new TenantStore();
    const clock = environment.clock ?? (() => new Date().toISOString());
    const createdDateTime = graphDate(Date.parse(options.createdDateTime ?? clock()));
    for (const [table, entities] of Object.entries(firstDay(options, createdDateTime))) {
      for (const entity of entities) store.put(table as TableName, entity);
    }
    store.commit();
    return new EmbeddedTenant(store, { tenantId: options.tenantId, initialDomain: options.initialDomain }, environment);
  }

  /** A tenant with everything a snapshot holds. Relations that a partial snapshot leaves dangling stay as they are. */
  static fromSnapshot(snapshot: Snapshot, environment: TenantEnvironment = {}): EmbeddedTenant {
    const store = new TenantStore();
    const strengths = new Set(snapshot.collections.authenticationStrengthPolicies.map(({ id }) => id));
    for (const [name, entities] of Object.entries(snapshot.collections)) {
      const own = environment.isKept === false ? entities : cloneJson(entities);
      for (const entity of own as readonly Entity[]) {
        store.put(name as CollectionName, stored(name as CollectionName, entity, strengths));
      }
    }
    for (const assignment of store.all("roleAssignments")) {
      const grant = grantIn(assignment);
      if (findSchedule(store, grant) === undefined) {
        store.put("roleAssignmentSchedules", permanentSchedule(assignment.id, grant, null));
      }
    }
    store.commit();
    const tenant = new EmbeddedTenant(store, factsOf(store, snapshot.tenantId), environment);
    tenant.#unreadable = snapshot.unreadable;
    return tenant;
  }

  /** A tenant from the rows that a `CommitSink` received. */
  static fromRows(
    tenantId: string,
    rows: Iterable<Required<Change>>,
    environment: TenantEnvironment = {},
  ): EmbeddedTenant {
    const store = new TenantStore();
    let uncommitted = 0;
    for (const { table, entity } of rows) {
      store.put(table, entity);
      // What could be taken back is kept until then.
      if (++uncommitted % 10_000 === 0) store.commit();
    }
    store.commit();
    return new EmbeddedTenant(store, factsOf(store, tenantId), environment);
  }

  /** Every row, as a `CommitSink` would have received them. */
  rows(): readonly Required<Change>[] {
    return tableNames.flatMap((table) =>
      [...this.#store.all(table)].map((entity) => ({ table, id: entity.id, entity })),
    );
  }

  /** An object as it is stored, or undefined. */
  row(table: TableName, id: string): Entity | undefined {
    return this.#store.get(table, id);
  }

  /** How many objects a table has. */
  size(table: TableName): number {
    return this.#store.size(table);
  }

  /** Puts objects into the tenant as they are, unchecked. */
  insert(rows: readonly { readonly table: TableName; readonly entity: Entity }[]): void {
    for (const { table, entity } of rows) this.#store.put(table, entity);
    this.#commit();
  }

  /** Sends the changes of every further request to `sink` first. */
  persistTo(sink: CommitSink): void {
    this.#sink = sink;
  }

  /** Object id of the service principal that deploys; made when it is first needed. */
  deploymentPrincipal(): string {
    const known = this.#deploymentPrincipalId();
    if (known !== undefined) return known;
    const { tenantId } = this.facts;
    const createdDateTime = this.#now();
    const frame = { createdDateTime, displayName: deploymentName, appId: this.deploymentClientId, owners: [] };
    const application: Entity = {
      ...frame,
      id: derivedId("deployment object", tenantId),
      signInAudience: "AzureADMyOrg",
      passwordCredentials: [],
      keyCredentials: [],
      appRoles: [],
    };
    const principal: Entity = {
      ...frame,
      id: derivedId("deployment principal", tenantId),
      accountEnabled: true,
      appDisplayName: deploymentName,
      appOwnerOrganizationId: tenantId,
      appRoles: [],
      keyCredentials: [],
      passwordCredentials: [],
      servicePrincipalNames: [this.deploymentClientId],
      servicePrincipalType: "Application",
      tags: [],
    };
    this.#store.put("applications", application);
    this.#store.put("servicePrincipals", principal);
    this.#commit();
    return principal.id;
  }

  #deploymentPrincipalId(): string | undefined {
    return this.servicePrincipalOf(this.deploymentClientId);
  }

  /** Object id of the service principal of an application, or undefined. */
  servicePrincipalOf(appId: string): string | undefined {
    return this.#store.first(principalsByAppId, appId.toLowerCase())?.id;
  }

  #now(now?: string): string {
    const asked = now ?? this.#clock();
    if (this.#lastNow?.asked !== asked) this.#lastNow = { asked, now: graphDate(Date.parse(asked)) };
    return this.#lastNow.now;
  }

  /**
   * Answers one request to Microsoft Graph, or to Azure Resource Manager when the path starts with `/subscriptions/` or
   * `/providers/`. A refused one (status 400 and more) changes nothing.
   * @throws whatever the `CommitSink` throws; the request has not happened then.
   */
  handle(request: GraphRequest): GraphResponse {
    const now = this.#now(request.now);
    try {
      this.#passTime(now);
      const reply = this.#dispatch(request, now);
      this.#commit();
      return reply;
    } catch (error) {
      this.#store.rollback();
      if (!(error instanceof GraphError)) throw error;
      if (isArmPath(request.path)) return { status: error.status, body: armErrorBody(error) };
      const { status, headers } = error;
      return { status, body: errorBody(error, this.#newId(), now), ...(headers && { headers }) };
    }
  }

  #commit(): void {
    if (this.#sink === undefined && !this.#store.changed(isTimed)) {
      this.#store.commit();
      return;
    }
    const changes = this.#store.pending();
    if (changes.length === 0) return;
    this.#sink?.(changes);
    this.#store.commit();
    for (const { table, entity } of changes) {
      if (!isTimed(table)) continue;
      // What a schedule that is gone or has ended gave may still be given by another one.
      if (entity === undefined || periodOf(entity).end <= this.#moment) this.#nextTurn = 0;
      else {
        this.#newSchedules ??= noSchedules();
        this.#newSchedules[table].push(entity);
      }
    }
  }

  #passTime(now: string): void {
    const added = this.#newSchedules;
    if (added === undefined && this.#nextTurn === Number.POSITIVE_INFINITY) return;
    const moment = Date.parse(now);
    this.#moment = moment;
    this.#newSchedules = undefined;
    const schedules = moment >= this.#nextTurn ? allSchedules(this.#store) : added;
    if (schedules === undefined) return;
    passTime(this.#context({ method: "GET", path: "" }, now, "", "v1.0"), schedules);
    this.#commit();
    const next = nextTurn(schedules, moment);
    this.#nextTurn = schedules === added ? Math.min(this.#nextTurn, next) : next;
    if (this.#nextTurn === 0) this.#passTime(now);
  }

  #dispatch(request: GraphRequest, now: string): Reply {
    const method = request.method.toUpperCase();
    const mark = request.path.indexOf("?");
    const whole = mark === -1 ? request.path : request.path.slice(0, mark);
    if (isArmPath(whole)) {
      const search = new URLSearchParams(mark === -1 ? "" : request.path.slice(mark + 1));
      const body = cloneJson(asObject(request.body) ?? {});
      const origin = request.origin ?? armOrigin;
      return handleArm(this.#store, this.facts.tenantId, { method, path: whole, search, body, origin });
    }
    const slash = whole.indexOf("/", 1);
    const version = slash === -1 ? whole.slice(1) : whole.slice(1, slash);
    const path = slash === -1 ? "" : whole.slice(slash + 1);
    if (version !== "v1.0" && version !== "beta") {
      throw new GraphError(400, "BadRequest", `Invalid version '${version}': it must be v1.0 or beta.`);
    }
    if (method === "POST" && path === "$batch") return answerBatch(request, version, (each) => this.handle(each));
    const match = router.match(method, pathSegments(path));
    if ("allowed" in match) {
      const known = match.allowed.length === 0 ? "" : ` (it does for ${match.allowed.join(", ")})`;
      throw notImplemented(`${method} /${version}/${path}${known}`);
    }
    const query = mark === -1 ? noQuery : parseQuery(request.path.slice(mark + 1));
    const context = this.#context(request, now, path, version);
    return match.handler({ ...context, parameters: match.parameters, query });
  }

  #context(request: GraphRequest, now: string, path: string, version: Context["version"]): Context {
    const writes = request.method.toUpperCase() !== "GET";
    const body = request.body === undefined || request.body === null ? {} : asObject(request.body);
    if (body === undefined) throw badRequest("The body of the request must be a JSON object.", "BadRequest");
    return {
      store: this.#store,
      facts: this.facts,
      version,
      origin: request.origin ?? graphOrigin,
      path,
      parameters: {},
      query: noQuery,
      body: writes && this.#isKept ? cloneJson(body) : body,
      actor: request.actor ?? (writes ? this.deploymentPrincipal() : (this.#deploymentPrincipalId() ?? "")),
      now,
      eventualConsistency: request.eventualConsistency === true,
      assignId: request.assignId?.toLowerCase(),
      newId: this.#newId,
      isKept: this.#isKept,
    };
  }

  /** Everything in the tenant, relations inline, in an order that depends only on the content. */
  toSnapshot(collectedAt?: string): Snapshot {
    const now = this.#now(collectedAt);
    // A plan may grant something in a group before it makes the group.
    if (!this.#isKept) this.#nextTurn = 0;
    this.#passTime(now);
    const context = this.#context({ method: "GET", path: "" }, now, "", "v1.0");
    const policies = managedPolicies(context);
    const derived: Partial<Record<CollectionName, readonly Entity[]>> = {
      roleManagementPolicies: policies.map((pair) => pair.policy),
      roleManagementPolicyAssignments: policies.map((pair) => pair.assignment),
      directoryRoles: [...this.#store.all("directoryRoles")].map((role) => ({
        ...role,
        members: directoryRoleMembers(context, role).map(({ id, "@odata.type": type }) => ({
          "@odata.type": type,
          id,
        })),
      })),
      conditionalAccessPolicies: [...this.#store.all("conditionalAccessPolicies")].map((policy) => ({
        ...policy,
        ...expandStrength(context, policy),
      })),
    };
    const empty = emptySnapshot(this.facts.tenantId, "embedded", now);
    const collections: Record<string, readonly Entity[]> = {};
    for (const name of Object.keys(empty.collections) as CollectionName[]) {
      const rows = derived[name] ?? [...this.#store.all(name)];
      const entities = (this.#isKept ? cloneJson(rows) : rows).map(withSortedRelations);
      collections[name] = name === "directoryAudits" ? entities.sort(byTime) : entities.sort(byId);
    }
    // The store's objects have Graph's shapes; the types of a snapshot say so.
    return { ...empty, unreadable: this.#unreadable, collections: collections as unknown as Collections };
  }
}

// No two objects of a table have the same id.
const byId = (left: Entity, right: Entity) => (left.id < right.id ? -1 : 1);
const byTime = (left: Entity, right: Entity) =>
  compareText(String(left["activityDateTime"]), String(right["activityDateTime"]));

function withSortedRelations(entity: Entity): Entity {
  const { members, owners } = entity;
  if (members === undefined && owners === undefined) return entity;
  return {
    ...entity,
    ...(members !== undefined && { members: referencesOf(entity, "members").toSorted(byId) }),
    ...(owners !== undefined && { owners: referencesOf(entity, "owners").toSorted(byId) }),
  };
}

/** How an object of a snapshot is stored: what the tenant works out by itself is left out. */
function stored(collection: CollectionName, entity: Entity, strengths: ReadonlySet<string>): Entity {
  if (collection === "conditionalAccessPolicies") {
    const reference = referToStrength(entity);
    const strength = asObject(asObject(reference["grantControls"])?.["authenticationStrength"]);
    // A strength that the snapshot does not list is known from the policy only.
    return strength === undefined || strengths.has(String(strength["id"])) ? reference : entity;
  }
  if (collection !== "directoryRoles") return entity;
  const { members: _, ...role } = entity;
  return role as Entity;
}

function factsOf(store: TenantStore, tenantId: string): TenantFacts {
  const initial = store.find("domains", (domain) => domain["isInitial"] === true);
  const initialDomain = initial?.id ?? store.find("domains", ({ id }) => isInitialDomain(id))?.id;
  return { tenantId, initialDomain: initialDomain ?? "unknown.onmicrosoft.com" };
}

function firstDay(options: TenantOptions, createdDateTime: string): Partial<Record<TableName, readonly Entity[]>> {
  const { tenantId, initialDomain, displayName } = options;
  const names = [...options.domains.filter((name) => name !== initialDomain), initialDomain];
  const defaultName = names[0];
  const domains = names.map((name) => ({
    id: name,
    authenticationType: "Managed",
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: name === defaultName,
    isInitial: name === initialDomain,
    isRoot: true,
    isVerified: true,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 2147483647,
    supportedServices: ["Email", "OfficeCommunicationsOnline"],
  }));
  const organization: Entity = {
    id: tenantId,
    createdDateTime,
    displayName,
    onPremisesSyncEnabled: null,
    tenantType: "AAD",
    verifiedDomains: domains.map(({ id, isDefault, isInitial }) => ({
      name: id,
      isDefault,
      isInitial,
      type: "Managed",
    })),
  };
  return {
    organization: [organization],
    domains,
    crossTenantDefault: [startingDefault],
    roleDefinitions: builtInRoleDefinitions(),
    authenticationStrengthPolicies: builtInStrengths(),
    servicePrincipals: initialServicePrincipals(tenantId, createdDateTime),
  };
}
