/** What went wrong with a read, told without anything secret. */

/** A JSON object as Graph sends it. */
export type GraphObject = Readonly<Record<string, unknown>>;

/** A read that failed for good. Carries no token, no query string and no body. */
export class GraphReadError extends Error {
  override readonly name = "GraphReadError";
  /** HTTP status; 0 when no usable answer came. */
  readonly status: number;
  /** Graph's error code, or one of ours: `NoAnswer`, `Timeout`, `NotJson`, `TruncatedAnswer`, `NotACollection`, `ForeignNextLink`, `EndlessPaging`. */
  readonly code: string;
  /** Path without the query string. */
  readonly path: string;
  constructor(status: number, code: string, message: string, path: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.path = path;
  }
}
