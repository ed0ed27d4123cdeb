/** What a check of the whole matrix says, before `lint` knows its line. */

export interface FoundSmell<Name extends string> {
  readonly smell: Name;
  readonly severity: "warning" | "note";
  /** Where in the matrix. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
}
