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

/** Milliseconds to wait, from seconds or an HTTP date. */
export function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

/** What is shorter stands for a token where none is needed. */
const shortestToken = 12;

/** A server may echo what it was sent. */
export function withoutTokens(message: string, token: string): string {
  const hidden = token.length < shortestToken ? message : message.replaceAll(token, "[token]");
  return hidden.replace(/\b(bearer\s+)\S+/gi, "$1[token]").replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?/g, "[token]");
}

/** Why a request came to nothing, in the words of whoever knows most. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown reason";
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
