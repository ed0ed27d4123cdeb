/**
 * Members and owners of a large tenant are references to the same few objects, many times over. One reference that stands wherever it is
 * said takes a tenth of the memory, and what is looked up by its id is found by one and the same text.
 */

import type { DirectoryObjectReference } from "./snapshot.ts";

export class SharedReferences {
  /** By type: one id with two types, as something else might write it, stays two references. */
  readonly #known = new Map<string | undefined, Map<string, DirectoryObjectReference>>();

  /** @param entity as it was just read: nobody else has it, and its lists are changed in place */
  shareIn(entity: unknown): void {
    if (typeof entity !== "object" || entity === null) return;
    const { members, owners }: { members?: unknown; owners?: unknown } = entity;
    if (Array.isArray(members)) this.#shareAll(members);
    if (Array.isArray(owners)) this.#shareAll(owners);
  }

  #shareAll(references: unknown[]): void {
    for (let index = 0; index < references.length; index++) {
      const reference = references[index];
      if (isPlain(reference)) references[index] = this.#shared(reference);
    }
  }

  #shared(reference: DirectoryObjectReference): DirectoryObjectReference {
    const type = reference["@odata.type"];
    let known = this.#known.get(type);
    if (known === undefined) {
      known = new Map();
      this.#known.set(type, known);
    }
    const before = known.get(reference.id);
    if (before !== undefined) return before;
    known.set(reference.id, reference);
    return reference;
  }
}

/** An id and perhaps a type, and nothing else. */
function isPlain(value: unknown): value is DirectoryObjectReference {
  if (typeof value !== "object" || value === null) return false;
  let others = false;
  for (const name in value) others ||= name !== "id" && name !== "@odata.type";
  return !others && "id" in value && typeof value.id === "string";
}
