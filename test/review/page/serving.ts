/** A review that is served for deciding, and requests to it as no browser would let a page make them. */

import { type IncomingHttpHeaders, request } from "node:http";
import { type ServedPage, servePage } from "../../../src/review/page/server.ts";
import { openSession, type SessionInput } from "../../../src/review/page/session.ts";
import type { Reviews } from "../evidence/reviews.ts";
import { tierZeroRules } from "../evidence/tier-zero-rules.ts";

export const today = "2026-11-25";

export function sessionInput(of: Reviews, folder: string): SessionInput {
  return { folder, matrix: of.matrix, tierZeroRules, keptBefore: new Map(), today: () => today };
}

export interface Served extends ServedPage {
  readonly origin: string;
  readonly token: string;
  /** Links that were given out after the first. */
  readonly links: readonly string[];
}

export async function served(of: Reviews, folder: string): Promise<Served> {
  const links: string[] = [];
  const page = await servePage({
    session: openSession(sessionInput(of, folder)),
    port: 0,
    onOpened: (link) => links.push(link),
  });
  const { origin, hash } = new URL(page.link);
  return { ...page, origin, token: hash.slice(1), links };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of an answer in JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request with exactly these headers; POST when there is a body. */
export function send(
  origin: string,
  path: string,
  { headers = {}, body }: { headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      incoming.on("end", () => {
        const isJson = incoming.headers["content-type"]?.startsWith("application/json") === true;
        const parsed: unknown = isJson && text !== "" ? JSON.parse(text) : {};
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text,
          body: parsed as Record<string, unknown>,
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** What the page itself sends with a request. */
export const ofPage = (origin: string, secret?: string): Record<string, string> => ({
  origin,
  "content-type": "application/json",
  ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
});

/** Opens the page as its script does; its secret. */
export async function opened({ origin, token }: Pick<Served, "origin" | "token">): Promise<string> {
  const { body } = await send(origin, "/session", { headers: ofPage(origin), body: JSON.stringify({ token }) });
  return String(body["secret"]);
}
