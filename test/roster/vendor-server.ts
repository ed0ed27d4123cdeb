/**
 * Services as their vendors' documents describe them, in this process: they hold people, ask for their own proof, give small pages whatever
 * size is asked for, and let tokens end. Nothing here is taken from the catalogue: what that says is measured by them.
 */

/** Whoever has an account, in no vendor's words. */
export interface Held {
  readonly n: number;
  readonly first: string;
  readonly last: string;
  readonly email: string;
  /** Can do everything there. */
  readonly isTop: boolean;
  readonly isOff: boolean;
  /** ISO 8601, UTC. */
  readonly seen: string | null;
}

export const held = (count: number): Held[] =>
  Array.from({ length: count }, (_, n) => ({
    n: n + 1,
    first: "Dana",
    last: `Reyes ${n + 1}`,
    email: `dana.reyes${n + 1}@tideway.example`,
    isTop: n % 2 === 0,
    isOff: n === 1,
    seen: n === 2 ? null : `2026-11-${String(10 + (n % 20))}T07:41:42.000Z`,
  }));

/** A request, taken apart. */
export interface Told {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly text: string;
}

export const ok = (body: unknown, headers: Record<string, string> = {}) => Response.json(body, { headers });
export const refused = (status: number, message: string) => Response.json({ message }, { status });

/** So many are on a page, whatever is asked for. */
const mostOnPage = 2;

/** The items from a place on, and whether there are more. */
export function pageFrom<T>(
  items: readonly T[],
  from: number,
): { readonly page: readonly T[]; readonly next?: number } {
  const end = from + mostOnPage;
  return { page: items.slice(from, end), ...(end < items.length && { next: end }) };
}

export const numberIn = (query: URLSearchParams, name: string, otherwise: number) =>
  Number(query.get(name) ?? otherwise);

/** The header of RFC 8288, among others that are not the next page. */
export const linkTo = (next: string | undefined, self: string): Record<string, string> =>
  next === undefined ? { link: `<${self}>; rel="first"` } : { link: `<${self}>; rel="first", <${next}>; rel="next"` };

export const basicOf = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** A vendor: says no to whoever cannot prove who asks. */
export interface Vendor {
  readonly id: string;
  readonly connection?: Readonly<Record<string, string>>;
  /** By the name of the secret. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Headers that each request has to have. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where tokens come from; each is good for a few requests, and only the newest counts. */
  readonly tokens?: {
    readonly at: string;
    readonly isRight: (told: Told) => boolean;
  };
  readonly answer: (told: Told, people: readonly Held[]) => Response | undefined;
  /** What of them can be read. */
  readonly shows: {
    readonly id: (person: Held) => string;
    /** `person` when absent. */
    readonly kind?: "group";
    readonly top: string;
    readonly other?: string;
    /** Names and addresses; both when absent. */
    readonly names?: "addresses only" | "the id" | "nothing";
    readonly states?: boolean;
    readonly signIns?: boolean;
  };
}

/** Requests that a token is good for. */
const tokenUses = 3;

export function serve(vendor: Vendor, people: readonly Held[]): (url: string, init: RequestInit) => Promise<Response> {
  let issued = 0;
  let uses = 0;
  return async (url, init) => {
    const { hostname, pathname, searchParams } = new URL(url);
    const headers = new Headers(init.headers);
    const told: Told = {
      method: init.method ?? "GET",
      host: hostname,
      path: pathname,
      query: searchParams,
      headers,
      text: String(init.body ?? ""),
    };
    if (vendor.tokens !== undefined && `${hostname}${pathname}`.endsWith(vendor.tokens.at)) {
      if (told.method !== "POST" || !vendor.tokens.isRight(told)) return refused(401, "invalid_client");
      issued++;
      uses = 0;
      return ok({ access_token: `issued-token-${issued}`, token_type: "Bearer", expires_in: 60 });
    }
    if (vendor.tokens !== undefined) {
      const isGood = headers.get("authorization") === `Bearer issued-token-${issued}` && uses < tokenUses;
      if (!isGood) return refused(401, "token has ended");
      uses++;
    }
    for (const [name, value] of Object.entries(vendor.headers ?? {})) {
      if (headers.get(name) !== value) return refused(401, `${name} is missing`);
    }
    return vendor.answer(told, people) ?? refused(404, "nothing is there");
  };
}

/** A form as it was sent. */
export const formOf = ({ headers, text }: Told) =>
  headers.get("content-type") === "application/x-www-form-urlencoded"
    ? Object.fromEntries(new URLSearchParams(text))
    : {};

/** JSON as it was sent. */
export function jsonIn({ headers, text }: Told): unknown {
  return headers.get("content-type") === "application/json" ? (JSON.parse(text) as unknown) : undefined;
}
