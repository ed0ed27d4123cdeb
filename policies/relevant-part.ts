/**
 * The part of a large plan that findings can come from. Most of a directory is people of the client and groups that convey nothing:
 * leaving them out before the tenant is built takes away most of the time that a plan of a hundred thousand resources needs.
 *
 * Whatever is not plain (`plain-resources.ts`) stays, with all it refers to. With a group stays whoever gets into it, with a principal
 * its roles, and with whoever is not evidently the client's every group it gets into.
 */

import { scopeOf } from "../src/access/azure/scopes.ts";
import type { Entitlements } from "../src/entitlements/entitlements.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan, PlannedResource } from "../src/plan/plan.ts";
import { armIdOf, credentialsIn, identityIdOf, ownIdentity } from "../src/tenant/resources/arm.ts";
import { bareId } from "../src/tenant/resources/inputs.ts";
import { clientIdStandIn } from "../src/tenant/resources/stand-ins.ts";
import { understandingOf } from "../src/tenant/resources/understanding.ts";
import { type Circumstance, elsewhere, type PlainType, plainReader, type Relation } from "./plain-resources.ts";

/**
 * The plan without what no finding can come from. Only for a plan that is judged by itself: what a tenant holds already may make
 * anything more than it is.
 * @returns the plan itself where nothing can be left out
 */
export function relevantPart(plan: Plan, matrix: Matrix, entitlements: Entitlements): Plan {
  if (plan.lookups.length > 0) return plan;
  const selection = new Selection(plan.resources);
  const plainOf = plainReader(matrix, entitlements);
  plan.resources.forEach((resource, index) => {
    const armId = isInAzure(resource) ? armIdOf(resource) : undefined;
    selection.add(index, resource, armId, plainOf(resource, armId));
  });
  const stays = selection.run();
  return stays === undefined ? plan : { ...plan, resources: plan.resources.filter((_, index) => stays.has(index)) };
}

/** Who a rule takes in follows from what people are like: then everybody stays. */
const byAttributes = /dynamic|membershipRule/i;
/** Properties by which one resource names another's client id, which is the id of no resource. */
const byClientId = /(client|application|app)Id$/i;

/** Types that give something to what they name, or take it in or out: none of them says whose that is. All others might. */
const saysNotWhose =
  /^azuread:\w+\/.*:(AdministrativeUnit\w*|AppRoleAssignment|ConditionalAccessPolicy|CustomDirectoryRole|DirectoryRole\w*|Group(WithoutMembers)?|NamedLocation|User)$|:RoleAssignment$/;

/** What has a client id that others may take for its own. */
const isApplication = /:Application(Registration)?$/;

interface Referrer {
  readonly index: number;
  readonly relation: Relation;
}

/** Of whom nothing is known but the id. */
const somebody: PlainType = { references: {} };

class Selection {
  readonly #resources: readonly PlannedResource[];
  /** By index of the resource: what is plain about it. */
  readonly #plain: (PlainType | undefined)[] = [];
  /** By index of the resource: where ARM keeps it. */
  readonly #armIds: (string | undefined)[] = [];
  readonly #stays = new Set<number>();
  /** Of what leads, everything that it gets into stays. */
  readonly #leads = new Set<number>();
  /** Ids that nothing in the plan has are somebody too: their indices follow those of the resources. */
  readonly #byId = new Map<string, number>();
  /** What is in a text that names something, and no id. */
  readonly #unknown = new Set<string>();
  #byUrn: ReadonlyMap<string, number> | undefined;
  /** Text → the resources that it names. */
  readonly #named = new Map<string, readonly number[]>();
  /** Ids of which whatever is around them stays. */
  readonly #around = new Set<string>();
  readonly #circumstances = new Set<Circumstance>();
  readonly #waiting: number[] = [];
  #applicationsStay = false;

  constructor(resources: readonly PlannedResource[]) {
    this.#resources = resources;
  }

  add(index: number, resource: PlannedResource, armId: string | undefined, plain: PlainType | undefined): void {
    this.#plain[index] = plain;
    this.#armIds[index] = armId;
    if (plain === undefined) this.#lead(index);
    // Nothing refers to what only relates two others.
    else if (plain.relatesOthers) return;
    this.#addId(index, resource.id);
    // What is taken over from the tenant has an id there.
    if (resource.options.import !== undefined) this.#addId(index, bareId(resource.options.import));
    if (isApplication.test(resource.type)) this.#addId(index, clientIdStandIn(resource.urn));
    if (armId === undefined) return;
    this.#addId(index, armId);
    if (ownIdentity(resource) !== undefined) {
      this.#addId(index, identityIdOf(resource));
      this.#addId(index, identityIdOf({ urn: resource.urn }));
      this.#addId(index, clientIdStandIn(resource.urn));
    }
    if (plain !== undefined) return;
    if (!armId.startsWith("/")) this.#circumstances.add("odd places");
    if (credentialsIn(resource).length > 0) this.#circumstances.add("credentials");
  }

  #addId(index: number, id: string): void {
    const key = id.toLowerCase();
    const other = this.#byId.get(key);
    if (other === undefined) this.#byId.set(key, index);
    // Whatever refers to one of two with the same id may mean either.
    else if (other !== index) for (const each of [index, other]) this.#lead(each);
  }

  /** Indices of what stays; undefined when everything does. */
  run(): ReadonlySet<number> | undefined {
    const referrers = this.#readReferences();
    this.#keepByCircumstance();
    for (let index = this.#waiting.pop(); index !== undefined; index = this.#waiting.pop()) {
      const plain = this.#plain[index];
      if (plain !== undefined) this.#followReferences(index, plain);
      else if (!this.#keepAllNamed(index)) return undefined;
      this.#keepAround(index);
      const leads = this.#leads.has(index);
      for (const { index: from, relation } of referrers(index)) {
        if (leads && (relation === "subject" || relation === "half")) this.#lead(from);
        else if (relation === "object" || relation === "holder" || relation === "half") this.#keep(from);
      }
    }
    return this.#isRelationNamed() ? undefined : this.#stays;
  }

  #keep(index: number): void {
    if (this.#stays.has(index)) return;
    this.#stays.add(index);
    this.#waiting.push(index);
  }

  #lead(index: number): void {
    if (this.#leads.has(index)) return;
    this.#leads.add(index);
    this.#stays.add(index);
    this.#waiting.push(index);
  }

  #keepByCircumstance(): void {
    const seen = new Set<string>();
    const isPlanned = (id: string) => (this.#byId.get(id) ?? Number.POSITIVE_INFINITY) < this.#resources.length;
    this.#resources.forEach((resource, index) => {
      const { staysWith, orderKey } = this.#plain[index] ?? {};
      if (staysWith !== undefined && !staysWith.isDisjointFrom(this.#circumstances)) this.#keep(index);
      const key = orderKey?.(resource, this.#armIds[index] ?? "", isPlanned);
      if (key === undefined || seen.has(key)) return;
      seen.add(key);
      this.#keep(index);
    });
  }

  /** What an Azure resource is in, and what it hangs on: without its group it could not be made, and a scope is called after what is there. */
  #keepAround(index: number): void {
    const armId = this.#armIds[index];
    if (armId === undefined) return;
    const id = scopeOf(armId);
    for (let end = id.lastIndexOf("/"); end > 0; end = id.lastIndexOf("/", end - 1)) {
      const outer = id.slice(0, end);
      // What is around that was kept with what is inside it.
      if (this.#around.has(outer)) return;
      this.#around.add(outer);
      const target = this.#byId.get(outer);
      if (target !== undefined) this.#keep(target);
    }
  }

  #followReferences(index: number, plain: PlainType): void {
    const leads = this.#leads.has(index);
    for (const property in plain.references) {
      const relation = plain.references[property];
      for (const target of this.#targets(this.#at(index), plain, property)) {
        if (leads && (relation === "object" || relation === "half")) this.#lead(target);
        else this.#keep(target);
      }
    }
  }

  /** Keeps whatever a resource that is not plain names. False when that cannot be told. */
  #keepAllNamed(index: number): boolean {
    const { type, inputs, propertyDependencies, options, parent } = this.#at(index);
    const keep = (target: number | undefined) => {
      if (target === undefined) return;
      if (saysNotWhose.test(type)) this.#keep(target);
      else this.#lead(target);
    };
    const keepNamedIn = (text: string) => this.#namedIn(text).forEach(keep);
    for (const urn of [...Object.values(propertyDependencies).flat(), ...options.dependsOn, parent]) {
      if (urn !== undefined) keep(this.#urns().get(urn));
    }
    const visit = (value: unknown, property: string): boolean => {
      if (typeof value === "string") {
        if (byClientId.test(property) && !propertyDependencies[property]?.length) this.#keepApplications();
        keepNamedIn(value);
      }
      if (typeof value !== "object" || value === null) return true;
      return Object.entries(value).every(([name, inner]) => {
        // Identities that a resource runs as are named by keys.
        if (name.includes("/")) keepNamedIn(name);
        return !(byAttributes.test(name) && inner !== null) && visit(inner, Array.isArray(value) ? property : name);
      });
    };
    return visit(inputs, "");
  }

  /** An application that is named by a client id, and of which the plan does not say it, might be any. */
  #keepApplications(): void {
    if (this.#applicationsStay) return;
    this.#applicationsStay = true;
    this.#resources.forEach(({ type }, index) => {
      if (/:(Application|ServicePrincipal)$/.test(type)) this.#lead(index);
    });
  }

  /** Ids stand alone, in paths (`/groups/<id>`), and in texts that hold several; what is unknown may come from a resource by its URN. */
  #namedIn(text: string): readonly number[] {
    const known = this.#named.get(text);
    if (known !== undefined) return known;
    const whole = scopeOf(text);
    const found: number[] = [];
    for (const id of this.#byId.has(whole) ? [whole] : whole.split(/[^a-z0-9.@-]+/)) {
      const target = this.#byId.get(id);
      if (target === undefined) this.#unknown.add(id);
      else found.push(target);
    }
    const made = text.startsWith("urn:") ? this.#urns().get(text) : undefined;
    if (made !== undefined) found.push(made);
    this.#named.set(text, found);
    return found;
  }

  /** Nothing is certain where something takes a relation between others for somebody. */
  #isRelationNamed(): boolean {
    return this.#resources.some((resource, index) => {
      const plain = this.#plain[index];
      if (plain?.relatesOthers !== true || plain === elsewhere) return false;
      const id = resource.id.toLowerCase();
      return this.#byId.has(id) || this.#unknown.has(id);
    });
  }

  /** An object of the directory may also be named by its path. */
  #find(id: string): number | undefined {
    return this.#byId.get(id) ?? this.#byId.get(bareId(id));
  }

  #at(index: number): PlannedResource {
    const resource = this.#resources[index];
    if (resource === undefined) throw new RangeError(`there is no resource ${index}`);
    return resource;
  }

  #urns(): ReadonlyMap<string, number> {
    this.#byUrn ??= new Map(this.#resources.map(({ urn }, index) => [urn, index]));
    return this.#byUrn;
  }

  /** The resources that a plain resource names in a property: by their ids, applications by the dependency. */
  #targets({ inputs, propertyDependencies }: PlannedResource, plain: PlainType, property: string): number[] {
    const found: number[] = [];
    const add = (target: number | undefined) => {
      if (target !== undefined) found.push(target);
    };
    if (property !== "clientId") for (const id of idsGiven(plain, property, inputs[property])) add(this.#find(id));
    if (property !== "clientId" && plain.isGivenBy?.has(property) !== true) return found;
    for (const urn of propertyDependencies[property] ?? []) add(this.#urns().get(urn));
    return found;
  }

  /** Which plain resources refer to a resource, and how. Chained in one list: a large plan has many, and few are asked for. */
  #readReferences(): (index: number) => Referrer[] {
    const first: number[] = this.#resources.map(() => -1);
    const chain: (Referrer & { readonly next: number })[] = [];
    this.#resources.forEach((resource, index) => {
      const plain = this.#plain[index];
      for (const property in plain?.references) {
        const relation = plain.references[property];
        if (relation === undefined) continue;
        if (relation === "meaning") {
          if (this.#targets(resource, plain, property).length > 0) this.#makeOut(index);
          continue;
        }
        if (property !== "clientId") this.#addForeign(index, resource, plain, property);
        const targets = this.#targets(resource, plain, property);
        if (property === "clientId" && !this.#isNamedBy(resource, targets)) this.#makeOut(index);
        for (const target of targets) {
          const next = first[target] ?? -1;
          first[target] = chain.push({ index, relation, next }) - 1;
        }
      }
    });
    return (index) => {
      const found: Referrer[] = [];
      for (let each = chain[first[index] ?? -1]; each !== undefined; each = chain[each.next]) found.push(each);
      return found;
    };
  }

  /** Whether a client id is that of the applications it depends on, and not the id of something else. */
  #isNamedBy({ inputs }: PlannedResource, applications: readonly number[]): boolean {
    if (applications.length === 0) return false;
    const given = this.#find(String(inputs["clientId"]).toLowerCase());
    return given === undefined || applications.includes(given);
  }

  /** What another resource gives, and not as its id, is somebody that only the whole tenant knows. */
  #addForeign(
    index: number,
    { inputs, propertyDependencies }: PlannedResource,
    plain: PlainType,
    property: string,
  ): void {
    const isGiven = plain.isGivenBy?.has(property) !== true && (propertyDependencies[property]?.length ?? 0) > 0;
    for (const id of idsGiven(plain, property, inputs[property])) {
      if (this.#find(id) !== undefined) continue;
      if (isGiven) this.#makeOut(index);
      this.#byId.set(bareId(id), this.#plain.push(somebody) - 1);
    }
  }

  /** Not plain after all. */
  #makeOut(index: number): void {
    this.#plain[index] = undefined;
    this.#lead(index);
  }
}

/** Whether ARM keeps it. */
function isInAzure({ type, custom }: PlannedResource): boolean {
  return custom && understandingOf(type) === "arm";
}

function idsGiven(plain: PlainType, property: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (plain.idsIn !== undefined) return plain.idsIn(property, value).map((id) => id.toLowerCase());
  return Array.isArray(value) ? value.map((id) => String(id).toLowerCase()) : [String(value).toLowerCase()];
}
