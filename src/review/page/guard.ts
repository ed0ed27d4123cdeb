/**
 * Who may talk to the page's server. It listens on the loopback only, but every website that a browser shows can send requests there:
 * by name (DNS rebinding: the Host is not ours), from elsewhere (the Origin is not ours), or as a form (no secret of ours in it).
 */

import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface Refusal {
  readonly status: 401 | 403 | 415 | 421;
  /** For the person who sees it. */
  readonly message: string;
}

/** Refuses what no page of this server sends. `origin` is the server's own, such as `http://127.0.0.1:5123`. */
export function refusalOf(headers: IncomingHttpHeaders, method: string, origin: string): Refusal | undefined {
  if (`http://${headers.host ?? ""}` !== origin) {
    return { status: 421, message: `This server answers only to ${origin}.` };
  }
  const from = headers.origin;
  const site = headers["sec-fetch-site"];
  const isElsewhere = (from !== undefined && from !== origin) || (from === undefined && method === "POST");
  // A browser says where a request comes from; `none` is a person who opens the address.
  if (isElsewhere || (site !== undefined && site !== "same-origin" && site !== "none")) {
    return { status: 403, message: "This request does not come from the page of this server." };
  }
  if (method === "POST" && headers["content-type"]?.split(";")[0]?.trim() !== "application/json") {
    return { status: 415, message: "A request here is application/json." };
  }
  return undefined;
}

/** Links that open the page once each, and the secrets of the pages that were opened. */
export interface Admission {
  /** A token for a link; those before it go on being good until they are used. */
  newLink(): string;
  /** The secret of a page, for a token that nobody used yet. */
  open(token: string): string | undefined;
  /** Whether a request carries the secret of an open page. */
  isOpen(headers: IncomingHttpHeaders): boolean;
}

export function admission(): Admission {
  const links = new Set<string>();
  const pages = new Set<string>();
  return {
    newLink() {
      const token = randomBytes(32).toString("base64url");
      links.add(token);
      return token;
    },
    open(token) {
      const known = [...links].find((each) => isSame(each, token));
      if (known === undefined) return undefined;
      links.delete(known);
      const secret = randomBytes(32).toString("base64url");
      pages.add(secret);
      return secret;
    },
    isOpen({ authorization = "" }) {
      const [scheme, secret = ""] = authorization.split(" ");
      return scheme === "Bearer" && [...pages].some((each) => isSame(each, secret));
    },
  };
}

/** Compares in a time that does not tell how much of it is right. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
