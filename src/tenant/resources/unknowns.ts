/**
 * Inputs with values that nobody knows yet, made definite: one variant for each object that the value may come from. What the gate
 * reads is then too much rather than too little; what stays open is listed.
 */

import { placeholderId } from "../../plan/placeholder-id.ts";
import { isSecret, isUnknown, type PlannedResource } from "../../plan/plan.ts";
import { widestScope } from "../../plan/unknowns.ts";
import type { UnresolvedReference } from "../materialised.ts";
import { isArm } from "./arm.ts";
import type { Inputs } from "./inputs.ts";
import { canBe, mapped, mappedValues, outputFor, type ReferenceKind, referenceKind } from "./references.ts";
import type { Outputs } from "./translator.ts";

/** Properties whose value decides nothing about access. */
export const indifferent: ReadonlySet<string> = new Set([
  "bcryptHash",
  "businessPhones",
  "city",
  "companyName",
  "department",
  "description",
  "endDate",
  "justification",
  "keyId",
  "location",
  "logoImage",
  "mailNickname",
  "message",
  "notes",
  "password",
  "redirectUrl",
  "startDate",
  "tags",
  "ticketNumber",
  "ticketSystem",
  "userDisplayName",
  "value",
]);

/** Inputs that hold a list: an unknown there stands for all of its elements. */
const lists = /^(members|owners|administrativeUnitIds|included|excluded|known|roleIds|scopeIds|permissionIds)/;

/** At most so many variants of one resource; what goes beyond is listed as unresolved all the same. */
const variantLimit = 32;

export interface Definite {
  /** Inputs without markers, at least one. */
  readonly variants: readonly Inputs[];
  readonly unresolved: readonly UnresolvedReference[];
}

export interface KnownResource {
  readonly type: string;
  readonly outputs: Outputs;
}

/** @param known What a URN of the plan has made so far. */
export function makeDefinite(resource: PlannedResource, known: (urn: string) => KnownResource | undefined): Definite {
  const unresolved: UnresolvedReference[] = [];
  const choices: { readonly path: readonly (string | number)[]; readonly values: readonly unknown[] }[] = [];

  const valuesFor = (from: readonly string[], kind: ReferenceKind): string[] =>
    from.flatMap((urn) => {
      const candidate = known(urn);
      if (candidate === undefined || !canBe(candidate.type, kind)) return [];
      return scoped(kind, candidate.type, outputFor(candidate.outputs, kind));
    });

  const azureIds = (from: readonly string[], property: string): string[] =>
    from.flatMap((urn) => {
      const candidate = isArm(resource.type) ? known(urn) : undefined;
      if (candidate === undefined || !isArm(candidate.type)) return [];
      const { objectId } = candidate.outputs;
      return [property === "scope" ? widestScope(objectId) : objectId];
    });

  const open = (path: readonly (string | number)[], from: readonly string[]): void => {
    const property = path.join(".");
    const name = path.findLast((part) => typeof part === "string") ?? "";
    const kind = referenceKind(String(name));
    const isElement = typeof path.at(-1) === "number";
    const values = kind === undefined ? azureIds(from, String(name)) : valuesFor(from, kind);
    // What a nested value comes from is only known for the whole property: there its kind alone decides.
    const isCertain = values.length === 1 && (from.length === 1 || path.length > 1);
    if (!isCertain && (kind !== undefined || !indifferent.has(String(name)))) {
      unresolved.push({ urn: resource.urn, property, from });
    }
    if (kind === undefined) {
      if (isCertain) choices.push({ path, values });
      return;
    }
    const madeUp = kind === "scope" ? "/" : placeholderId(`${resource.urn}#${property}`);
    if (lists.test(String(name)) && !isElement) choices.push({ path, values: [values.length > 0 ? values : [madeUp]] });
    else choices.push({ path, values: values.length > 0 ? values : [madeUp] });
  };

  // Called for every value of a plan: a path is only made where there is something to go into.
  const walk = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (isUnknown(value)) {
      open(path, value.from);
      // What reads Azure's resources tells it from what is not set.
      return isArm(resource.type) ? value : undefined;
    }
    if (isSecret(value)) {
      const [first] = path;
      open(path, typeof first === "string" ? (resource.propertyDependencies[first] ?? []) : []);
      return undefined;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return mapped(value, (item, index) => walk(item, [...path, index]));
    return mappedValues(value as Inputs, (inner, key) => (isPlain(inner) ? inner : walk(inner, [...path, key])));
  };

  const inputs = walk(resource.inputs, []) as Inputs;
  let variants: Inputs[] = [inputs];
  for (const { path, values } of choices) {
    variants = variants
      .flatMap((variant) => values.map((value) => withValue(variant, path, value) as Inputs))
      .slice(0, variantLimit);
  }
  return { variants, unresolved };
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** A scope names its object by path. */
function scoped(kind: ReferenceKind, type: string, id: string): string[] {
  if (kind !== "scope") return [id];
  return [type.endsWith(":AdministrativeUnit") ? `/administrativeUnits/${id}` : `/${id}`];
}

function withValue(target: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(target)) {
    return target.map((item: unknown, index) => (index === first ? withValue(item, rest, value) : item));
  }
  const object = (typeof target === "object" && target !== null ? target : {}) as Record<string, unknown>;
  return { ...object, [first]: withValue(object[String(first)], rest, value) };
}
