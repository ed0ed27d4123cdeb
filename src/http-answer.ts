/** What HTTP services say when something is wrong, told without anything secret. */

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
