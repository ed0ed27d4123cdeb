/**
 * The part of a large plan that findings can come from. Most of a directory is people of the client and groups that convey nothing:
 * leaving them out before the tenant is built takes away most of the time that a plan of a hundred thousand resources needs.
 *
 * Whatever is not plain (`plain-resources.ts`) stays, with all it refers to. With a group stays whoever gets into it, with a principal
 * its roles, and with whoever is not evidently the client's every group it gets into.
 */

import type { Entitlements } from "../src/entitlements/entitlements.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan, PlannedResource } from "../src/plan/plan.ts";
import { type PlainType, plainReader, type Relation } from "./plain-resources.ts";

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
    selection.add(index, resource, plainOf(resource));
  });
  const stays = selection.run();
  return stays === undefined ? plan : { ...plan, resources: plan.resources.filter((_, index) => stays[index] === 1) };
}

/** Who a rule takes in follows from what people are like: then everybody stays. */
const byAttributes = /dynamic|membershipRule/i;
/** Properties by which one resource names another's client id, which is the id of no resource. */
const byClientId = /(client|application|app)Id$/i;

interface Referrer {
  readonly index: number;
  readonly relation: Relation;
}

class Selection {
  readonly #resources: readonly PlannedResource[];
  /** By index of the resource: what is plain about it. */
  readonly #plain: (PlainType | undefined)[] = [];
  readonly #stays: Uint8Array;
  /** Of what leads, everything that it gets into stays. */
  readonly #leads: Uint8Array;
  readonly #byId = new Map<string, number>();
  #byUrn: ReadonlyMap<string, number> | undefined;
  /** Ids that nothing in the plan has → the plain resources that name them. */
  readonly #foreign = new Map<string, number[]>();
  readonly #waiting: number[] = [];
  #applicationsStay = false;

  constructor(resources: readonly PlannedResource[]) {
    this.#resources = resources;
    this.#stays = new Uint8Array(resources.length);
    this.#leads = new Uint8Array(resources.length);
  }

  add(index: number, { id }: PlannedResource, plain: PlainType | undefined): void {
    this.#plain[index] = plain;
    if (plain === undefined) this.#lead(index);
    // Nothing refers to what only relates two others.
    else if (plain.relatesOthers) return;
    const key = id.toLowerCase();
    const other = this.#byId.get(key);
    if (other === undefined) this.#byId.set(key, index);
    // Whatever refers to one of two with the same id may mean either.
    else for (const each of [index, other]) this.#lead(each);
  }

  /** 1 for each resource that stays; undefined when all of them do. */
  run(): Uint8Array | undefined {
    const referrers = this.#readReferences();
    for (let index = this.#waiting.pop(); index !== undefined; index = this.#waiting.pop()) {
      const plain = this.#plain[index];
      if (plain !== undefined) this.#followReferences(index, plain);
      else if (!this.#keepAllNamed(index)) return undefined;
      const leads = this.#leads[index] === 1;
      for (const { index: from, relation } of referrers(index)) {
        if (leads && (relation === "subject" || relation === "half")) this.#lead(from);
        else if (relation === "object" || relation === "holder" || relation === "half") this.#keep(from);
      }
    }
    return this.#stays;
  }

  #keep(index: number): void {
    if (this.#stays[index] === 1) return;
    this.#stays[index] = 1;
    this.#waiting.push(index);
  }

  #lead(index: number): void {
    if (this.#leads[index] === 1) return;
    this.#leads[index] = 1;
    this.#stays[index] = 1;
    this.#waiting.push(index);
  }

  #followReferences(index: number, { references }: PlainType): void {
    const leads = this.#leads[index] === 1;
    for (const property in references) {
      const relation = references[property];
      for (const target of this.#targets(this.#at(index), property)) {
        if (leads && (relation === "object" || relation === "half")) this.#lead(target);
        else this.#keep(target);
      }
    }
  }

  /** Keeps whatever a resource that is not plain names. False when that cannot be told. */
  #keepAllNamed(index: number): boolean {
    const { inputs, propertyDependencies, options, parent } = this.#at(index);
    for (const urn of [...Object.values(propertyDependencies).flat(), ...options.dependsOn, parent]) {
      const target = urn === undefined ? undefined : this.#urns().get(urn);
      if (target !== undefined) this.#keep(target);
    }
    const visit = (value: unknown, property: string): boolean => {
      if (typeof value === "string") {
        if (byClientId.test(property) && !propertyDependencies[property]?.length) this.#keepApplications();
        this.#keepNamedIn(value);
      }
      if (typeof value !== "object" || value === null) return true;
      return Object.entries(value).every(
        ([name, inner]) =>
          !(byAttributes.test(name) && inner !== null && inner !== undefined) &&
          visit(inner, Array.isArray(value) ? property : name),
      );
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

  /** Ids stand alone, in paths (`/groups/<id>`), and in texts that hold several. */
  #keepNamedIn(text: string): void {
    const lower = text.toLowerCase();
    for (const id of this.#byId.has(lower) ? [lower] : lower.split(/[^a-z0-9.@-]+/)) {
      const target = this.#byId.get(id);
      if (target !== undefined) this.#keep(target);
      for (const index of this.#foreign.get(id) ?? []) this.#lead(index);
    }
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
  #targets({ inputs, propertyDependencies }: PlannedResource, property: string): number[] {
    const found =
      property === "clientId"
        ? (propertyDependencies[property] ?? []).map((urn) => this.#urns().get(urn))
        : idsGiven(inputs[property]).map((id) => this.#byId.get(id));
    return found.filter((target) => target !== undefined);
  }

  /** Which plain resources refer to a resource, and how. Chained in one list: a large plan has many, and few are asked for. */
  #readReferences(): (index: number) => Referrer[] {
    const first = new Int32Array(this.#resources.length).fill(-1);
    const chain: (Referrer & { readonly next: number })[] = [];
    this.#resources.forEach((resource, index) => {
      const references = this.#plain[index]?.references;
      for (const property in references) {
        const relation = references[property];
        if (relation === undefined || resource.inputs[property] === undefined) continue;
        const targets = this.#targets(resource, property);
        if (targets.length < idsGiven(resource.inputs[property]).length) this.#addForeign(index, resource, property);
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

  /** What another resource gives, and not as its id, is somebody that only the whole tenant knows. */
  #addForeign(index: number, { inputs, propertyDependencies }: PlannedResource, property: string): void {
    if (property === "clientId" || propertyDependencies[property]?.length) {
      this.#plain[index] = undefined;
      this.#lead(index);
      return;
    }
    for (const id of idsGiven(inputs[property])) {
      if (this.#byId.has(id)) continue;
      const others = this.#foreign.get(id);
      if (others === undefined) this.#foreign.set(id, [index]);
      else others.push(index);
    }
  }
}

function idsGiven(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map((id) => String(id).toLowerCase()) : [String(value).toLowerCase()];
}
