/**
 * A preview names what does not exist yet by stand-ins; the update has real ids. Nobody tells the update which resource got which
 * id, but each stand-in can be one object only, and each object one stand-in: a program that hands somebody else's id to a grant
 * than the preview said is found out by that.
 */

import { isPlaceholderId } from "../../src/plan/placeholder-id.ts";
import { idsIn, referenceKind } from "../../src/tenant/resources/references.ts";

/** What the update has learnt so far of who is who. */
export class StandIns {
  readonly #objectOf = new Map<string, string>();
  readonly #standInOf = new Map<string, string>();

  /** @param known ids that the preview knew: they stand for themselves */
  constructor(known: readonly string[]) {
    for (const id of known) this.#standInOf.set(id, id);
  }

  /**
   * @param path of the input, e.g. `members.0`; only inputs that refer to objects are compared, and how wide a scope in Azure is
   * @param judgedAs what the preview took it to be
   * @param value what it turns out to be
   * @returns what does not fit, or undefined
   */
  objection(path: string, judgedAs: unknown, value: unknown): string | undefined {
    const property = path.split(".").findLast((part) => !/^\d+$/.test(part)) ?? path;
    if (property === "scope" && !isWithin(value, judgedAs)) {
      return `${path} turns out to be ${String(value)}, which is wider than ${String(judgedAs)}, as it was judged`;
    }
    if (referenceKind(property) === undefined) return undefined;
    const expected = idsIn(judgedAs);
    const actual = idsIn(value);
    if (expected.length !== actual.length) {
      return `${path} was judged as ${counted(expected.length)} and turns out to be ${counted(actual.length)}`;
    }
    for (const [index, standIn] of expected.entries()) {
      const id = actual[index];
      if (id !== undefined && !this.#fits(standIn, id)) {
        return `${path} turns out to be ${id}, which is not whom the preview judged`;
      }
    }
    return undefined;
  }

  #fits(standIn: string, id: string): boolean {
    if (!isPlaceholderId(standIn)) return standIn === id;
    const object = this.#objectOf.get(standIn);
    const other = this.#standInOf.get(id);
    if (object === undefined && other === undefined) {
      this.#objectOf.set(standIn, id);
      this.#standInOf.set(id, standIn);
      return true;
    }
    return object === id && other === standIn;
  }
}

/** Whether an ARM id goes as deep as another. Names of what does not exist yet are not known, so only what they are of counts. */
function isWithin(value: unknown, judgedAs: unknown): boolean {
  if (typeof judgedAs !== "string" || !judgedAs.startsWith("/")) return true;
  const collections = (id: string) =>
    id
      .toLowerCase()
      .split("/")
      .filter((part, at) => part !== "" && at % 2 === 1);
  const actual = typeof value === "string" ? collections(value) : [];
  return collections(judgedAs).every((collection, at) => actual[at] === collection);
}

function counted(ids: number): string {
  return ids === 1 ? "one object" : `${ids} objects`;
}
