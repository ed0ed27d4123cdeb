/**
 * Puts a plan's resources into a tenant through the translators that also apply them, so that declared access is read by the same code
 * as actual access. Never refuses a plan: what Entra would refuse appears all the same and is noted.
 */

import { lookedUpClientId } from "../plan/client-ids.ts";
import { placeholderId } from "../plan/placeholder-id.ts";
import type { Plan, PlannedLookup, PlannedResource } from "../plan/plan.ts";
import { asText, type Entity, isGuid } from "./entity.ts";
import {
  type MaterialisedTenant,
  NotKnownYet,
  type RefusedResource,
  type UnresolvedReference,
} from "./materialised.ts";
import {
  armIdOf,
  armResource,
  armTranslator,
  credentialsIn,
  credentialsKept,
  identityIdOf,
  isArm,
  ownIdentity,
} from "./resources/arm.ts";
import { graphOf, reference } from "./resources/graph.ts";
import { bareId, type Inputs, sameValue } from "./resources/inputs.ts";
import { isApplication, knownClientIds } from "./resources/known-client-ids.ts";
import { type LenientTenant, lenient } from "./resources/lenient.ts";
import { functionName, lookUpIn, placeholderFor } from "./resources/lookups.ts";
import { substitute } from "./resources/references.ts";
import type { Row } from "./resources/refused-rows.ts";
import { clientIdStandIn, lookedUpInPlan, roleStandIns } from "./resources/stand-ins.ts";
import { translators } from "./resources/table.ts";
import { type Made, madeObject, type Outputs, type Translator } from "./resources/translator.ts";
import { understandingOf } from "./resources/understanding.ts";
import { type KnownResource, makeDefinite } from "./resources/unknowns.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TableName } from "./store.ts";
import { EmbeddedTenant } from "./tenant.ts";

export interface MaterialiseOptions {
  readonly tenantId: string;
  readonly initialDomain: string;
  readonly domains: readonly string[];
  readonly displayName: string;
  /** E-mail domains of people whose accounts are invited guests: so is whoever a lookup asks for by such an address. */
  readonly guestDomains?: readonly string[];
  /** The tenant that the plan will be applied to, when it is known. */
  readonly base?: Snapshot;
  /** URN → what the last deployment made of it (`appliedResources` of the engine): its objects then have their real ids. */
  readonly applied?: ReadonlyMap<string, { readonly made: Made; readonly inputs: Inputs }>;
  /** ISO 8601; the moment at which schedules start. Default: now. */
  readonly now?: string;
}

/** The tenant as the plan declares it, and which resource declares what in it. Never throws for what a plan contains. */
export function materialise(plan: Plan, options: MaterialiseOptions): MaterialisedTenant {
  return new Materialiser(plan, options).run();
}

class Materialiser {
  readonly #plan: Plan;
  readonly #options: MaterialiseOptions;
  readonly #now: string;
  readonly #embedded: EmbeddedTenant;
  readonly #tenant: LenientTenant;
  readonly #outputs = new Map<string, Outputs>();
  /** Azure resources that exist, by URN. */
  readonly #made = new Map<string, KnownResource>();
  #byUrn: ReadonlyMap<string, PlannedResource> | undefined;
  /** Lengths of the ids that stand for something: most texts of a plan are of another length, and none of them. */
  readonly #idLengths = new Set<number>([guidLength]);
  readonly #declaredBy = new Map<string, string>();
  readonly #assumed = new Map<string, PlannedLookup>();
  readonly #unresolved: UnresolvedReference[] = [];
  readonly #notUnderstood: { urn: string; type: string }[] = [];
  readonly #refused: RefusedResource[] = [];
  readonly #existing: ReadonlyMap<string, Entity>;

  constructor(plan: Plan, options: MaterialiseOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#now = options.now ?? new Date().toISOString();
    const environment = { clock: () => this.#now, isKept: false };
    this.#embedded =
      options.base === undefined
        ? EmbeddedTenant.create({ ...options, createdDateTime: this.#now }, environment)
        : EmbeddedTenant.fromSnapshot(options.base, environment);
    this.#tenant = lenient(this.#embedded, this.#now);
    this.#existing = new Map(
      options.base === undefined ? [] : this.#embedded.rows().map(({ id, entity }) => [id.toLowerCase(), entity]),
    );
  }

  run(): MaterialisedTenant {
    const clientIds = knownClientIds(this.#plan);
    this.#answerLookups();
    for (const resource of this.#plan.resources) {
      if (!resource.custom) continue;
      try {
        this.#add(resource, clientIds.get(resource.urn));
      } catch (error) {
        // A stranger's plan may hold anything; what cannot be read is not understood, never left out in silence.
        this.#notUnderstood.push({ urn: resource.urn, type: resource.type });
        this.#refused.push({
          urn: resource.urn,
          message: error instanceof Error ? error.message : String(error),
          ...(error instanceof NotKnownYet && { isUnknown: true }),
        });
      }
      for (const { message } of this.#tenant.takeRefusals()) this.#refused.push({ urn: resource.urn, message });
    }
    const snapshot = this.#embedded.toSnapshot(this.#now);
    const { base } = this.#options;
    return {
      snapshot: {
        ...snapshot,
        source: "plan",
        unreadable: base?.unreadable ?? [],
        collections: {
          ...snapshot.collections,
          directoryAudits: base?.collections.directoryAudits ?? [],
        },
      },
      declaredBy: this.#declaredBy,
      assumed: this.#assumed,
      unresolved: this.#unresolved,
      notUnderstood: this.#notUnderstood,
      refused: this.#refused,
    };
  }

  /** Lookups mean an object of the plan, one of the tenant, or one that only stands for what they would find. */
  #answerLookups(): void {
    if (this.#plan.lookups.length === 0) return;
    // Of two with the same id the first is meant.
    const planned = new Map(this.#plan.resources.toReversed().map((resource) => [resource.id.toLowerCase(), resource]));
    const rows: Row[] = [];
    const graph = graphOf(this.#embedded, () => this.#tenant.graph.actor);
    const { initialDomain, guestDomains = [] } = this.#options;
    const homes = { initialDomain, guestDomains: guestDomains.map((domain) => domain.toLowerCase()) };
    for (const lookup of this.#plan.lookups) {
      const id = lookup.id.toLowerCase();
      if (lookup.answeredBy !== "placeholder" || planned.has(id) || this.#assumed.has(id)) continue;
      if (isArm(lookup.token) && functionName(lookup.token) !== "getClientConfig") {
        rows.push(...this.#lookedUpInAzure(lookup, planned));
        continue;
      }
      const declared = lookedUpInPlan(this.#plan, lookup);
      if (declared !== undefined) {
        const outputs = { objectId: declared.id, clientId: clientIdStandIn(declared.urn) };
        this.#standsFor(id, outputs);
        continue;
      }
      const found = lookUpIn(graph, lookup.token, lookup.asked);
      if (found.is === "found") {
        this.#standsFor(id, found.outputs);
        continue;
      }
      this.#assumed.set(lookup.id, lookup);
      const { collection, properties } = placeholderFor(lookup.token, lookup.asked, homes);
      if (collection !== undefined && isGuid(id)) {
        const application = collection === "servicePrincipals" || collection === "applications";
        const client = application ? { appId: lookup.clientId ?? lookedUpClientId(lookup.id, lookup.asked) } : {};
        rows.push({ table: collection, entity: { ...emptyRelations, ...client, ...properties, id } });
      }
    }
    this.#tenant.insert(rows);
  }

  /** What stands for the managed identity of an Azure resource that a lookup would find, and for what runs as it. */
  #lookedUpInAzure(lookup: PlannedLookup, planned: ReadonlyMap<string, PlannedResource>): Row[] {
    const { id, token, asked } = lookup;
    if (asked["output"] !== "principalId") {
      this.#assumed.set(id, lookup);
      return [];
    }
    const host = String(asked["id"]);
    const declared = planned.get(host.toLowerCase());
    if (declared !== undefined) {
      this.#standsFor(id, { objectId: identityIdOf(declared) });
      return [];
    }
    const isSeen = this.#existing.has(host.toLowerCase());
    return [
      { table: "servicePrincipals", entity: managedIdentity(id, host, token.endsWith(":getUserAssignedIdentity")) },
      ...(isSeen ? [] : [{ table: "armResources", entity: { ...armResource(token, host, {}) } } as const]),
    ];
  }

  #outputsOf = (id: string): Outputs | undefined =>
    this.#idLengths.has(id.length) ? (this.#outputs.get(id.toLowerCase()) ?? this.#activatedRole(id)) : undefined;

  /** What a URN has made so far. Asked for only where something is unknown. */
  #known = (urn: string): KnownResource | undefined => {
    const made = this.#made.get(urn);
    if (made !== undefined) return made;
    this.#byUrn ??= new Map(this.#plan.resources.map((resource) => [resource.urn, resource]));
    const resource = this.#byUrn.get(urn);
    if (resource === undefined || understandingOf(resource.type) !== "translated") return undefined;
    const outputs = this.#outputs.get(resource.id.toLowerCase());
    return outputs && { type: resource.type, outputs };
  };

  #standsFor(id: string, outputs: Outputs): void {
    const key = id.toLowerCase();
    this.#outputs.set(key, outputs);
    this.#idLengths.add(id.length).add(key.length);
  }

  /** A plan made without a tenant names directory roles by stand-ins (plan/lookups.ts): here they become roles. */
  #activatedRole(id: string): Outputs | undefined {
    const template = roleStandIns().get(id);
    if (template === undefined) return undefined;
    const made = translators
      .get(directoryRoleType)
      ?.create({ templateId: template }, this.#tenant.graph, { assignId: id });
    if (made !== undefined) this.#standsFor(id, made.outputs);
    return made?.outputs;
  }

  #add(resource: PlannedResource, clientId: string | undefined): void {
    const understanding = understandingOf(resource.type);
    if (understanding === "not understood") this.#notUnderstood.push({ urn: resource.urn, type: resource.type });
    if (understanding === "not understood" || understanding === "harmless") return;
    const { variants, unresolved } = makeDefinite(resource, this.#known);
    this.#unresolved.push(...unresolved);
    variants.forEach((variant, index) => {
      const inputs = substitute(variant, this.#outputsOf);
      if (understanding === "arm") this.#addArm(resource, inputs, index);
      else this.#translate(resource, inputs, index, clientId);
    });
  }

  #translate(resource: PlannedResource, inputs: Inputs, variant: number, clientId: string | undefined): void {
    const translator = translators.get(resource.type);
    if (translator === undefined) return;
    const applied = variant === 0 ? this.#options.applied?.get(resource.urn) : undefined;
    const objectId = applied?.made.keys.find(isObjectId) ?? bareId(resource.options.import ?? resource.id);
    const assignId = variant === 0 ? guidIn(objectId) : placeholderId(`${resource.urn}#variant ${variant}`);
    const hasClientId = isApplication(resource);
    const client = () => applied?.made.outputs.clientId ?? clientId ?? clientIdStandIn(resource.urn);
    const complete = hasClientId ? { ...inputs, clientId: client() } : inputs;
    const known = applied?.made ?? this.#asMade(objectId);
    const graph = applied === undefined ? this.#tenant.graph : this.#tenant.resumingGraph;
    const created =
      known !== undefined && this.#existing.has(objectId.toLowerCase())
        ? this.#change(translator, known, applied?.inputs, inputs, complete)
        : translator.create(complete, graph, assignId === undefined ? {} : { assignId });
    const made = translator.settle?.(created, complete, graph) ?? created;
    if (variant === 0) {
      this.#standsFor(resource.id, made.outputs);
      const { clientId: ownClientId } = made.outputs;
      if (ownClientId !== undefined) {
        this.#standsFor(clientIdStandIn(resource.urn), { ...made.outputs, objectId: ownClientId });
      }
    }
    if (resource.read) return;
    this.#refuseSecond(resource, made.keys);
    this.#declare(resource.urn, made.keys);
  }

  /** Of two resources that set the same thing the one deployed last holds, and nobody knows which that is. */
  #refuseSecond({ urn, type }: PlannedResource, keys: readonly string[]): void {
    if (!settings.test(type)) return;
    const other = keys.map((key) => this.#declaredBy.get(key)).find((by) => by !== undefined && by !== urn);
    if (other === undefined) return;
    const name = other.slice(other.lastIndexOf("::") + 2);
    this.#notUnderstood.push({ urn, type });
    this.#refused.push({ urn, message: `"${name}" sets the same, and whichever is deployed last holds.` });
  }

  /** An object of the tenant, as if a resource had made it. */
  #asMade(id: string): Made | undefined {
    const existing = this.#existing.get(id.toLowerCase());
    if (existing === undefined) return undefined;
    const clientId = asText(existing["appId"]);
    const templateId = asText(existing["templateId"]) ?? asText(existing["roleTemplateId"]);
    return madeObject(existing.id, {
      ...(clientId !== undefined && { clientId }),
      ...(templateId !== undefined && { templateId }),
    });
  }

  /**
   * An object that exists gets the properties that changed since it was applied. Members and owners that it has besides the declared
   * ones stay: a deployment that sees no change in the program does not touch them.
   */
  #change(translator: Translator, known: Made, before: Inputs | undefined, after: Inputs, complete: Inputs): Made {
    const graph = this.#tenant.resumingGraph;
    const untouched = Object.fromEntries(relationInputs.map((property) => [property, after[property]]));
    const made = sameValue(before, after)
      ? known
      : (translator.update?.(known, { ...before, ...untouched }, complete, graph) ?? known);
    for (const key of made.keys) {
      const [relation = "", of = "", element = ""] = key.split(":");
      const [, path] = relationPaths.find(([table]) => this.#embedded.row(table, of) !== undefined) ?? [];
      if (path !== undefined) graph.post(`${path}/${of}/${relation}/$ref`, reference(element));
    }
    return made;
  }

  #addArm(resource: PlannedResource, inputs: Inputs, variant: number): void {
    const own = armIdOf({ ...resource, inputs });
    const id = variant === 0 ? own : `${own}-${variant}`;
    if (resource.read && this.#existing.has(own.toLowerCase())) {
      // The tenant knows what a program that only reads it does not say.
      this.#standsFor(resource.id, { objectId: own });
      return;
    }
    armTranslator(resource.type).create(this.#withCredentials(resource, inputs), this.#tenant.graph, { assignId: id });
    if (variant === 0) this.#standsFor(resource.id, { objectId: own });
    this.#made.set(resource.urn, { type: resource.type, outputs: { objectId: own } });
    if (!resource.read) this.#declare(resource.urn, [id]);
    this.#addManagedIdentity(resource, inputs, id);
  }

  /** Whose secrets went into an Azure resource: their values are in no plan, but where they come from is. */
  #withCredentials(resource: PlannedResource, inputs: Inputs): Inputs {
    const keyIds = credentialsIn(resource).flatMap((urn) => this.#known(urn)?.outputs.objectId ?? []);
    return keyIds.length === 0 ? inputs : { ...inputs, [credentialsKept]: [...new Set(keyIds)] };
  }

  /** A managed identity is a service principal that nobody signs in as: what runs on the resource does. */
  #addManagedIdentity(resource: PlannedResource, inputs: Inputs, armId: string): void {
    const own = ownIdentity({ type: resource.type, inputs });
    if (own === undefined) return;
    const id = identityIdOf(resource);
    // What the offline run filled in knows it by the stand-in.
    if (resource.principalId !== undefined) this.#standsFor(identityIdOf({ urn: resource.urn }), { objectId: id });
    if (!this.#existing.has(id.toLowerCase())) {
      const entity = { ...managedIdentity(id, armId, own === "assigned"), appId: clientIdStandIn(resource.urn) };
      this.#tenant.insert([{ table: "servicePrincipals", entity }]);
    }
    this.#made.set(resource.urn, { type: managedIdentityType, outputs: { objectId: id } });
    if (!resource.read) this.#declare(resource.urn, [id]);
  }

  #declare(urn: string, keys: readonly string[]): void {
    for (const key of keys) if (!this.#declaredBy.has(key)) this.#declaredBy.set(key, urn);
  }
}

const relationInputs = ["members", "owners", "administrativeUnitIds"];
const relationPaths: readonly (readonly [table: TableName, path: string])[] = [
  ["groups", "/beta/groups"],
  ["administrativeUnits", "/v1.0/directory/administrativeUnits"],
  ["applications", "/v1.0/applications"],
  ["servicePrincipals", "/v1.0/servicePrincipals"],
];
const managedIdentityType = "azure-native:managedidentity:UserAssignedIdentity";
const directoryRoleType = "azuread:index/directoryRole:DirectoryRole";
const emptyRelations = { members: [], owners: [] };

const guidLength = 36;

/** Types that set what is there once only; other types make an object of their own. */
const settings =
  /^(pulumi-nodejs:demarc:(DirectoryRoleManagementPolicy|CrossTenantAccessPartner)|azuread:.*:GroupRoleManagementPolicy)$/;

/** The service principal of a managed identity. */
function managedIdentity(id: string, armId: string, assigned: boolean): Entity {
  return {
    ...emptyRelations,
    id,
    accountEnabled: true,
    alternativeNames: [`isExplicit=${assigned ? "True" : "False"}`, armId],
    appId: placeholderId(`${id}#clientId`),
    displayName: bareId(armId),
    servicePrincipalType: "ManagedIdentity",
  };
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** False for the keys of relations. */
function isObjectId(key: string): boolean {
  return !/^(members|owners):/.test(key);
}

/** The last GUID in an id: the object's own part of ids such as `{group}_member_{guid}`. */
function guidIn(id: string): string | undefined {
  return isGuid(id) ? id.toLowerCase() : id.match(guid)?.at(-1)?.toLowerCase();
}
