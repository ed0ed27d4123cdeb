/** Serves the page on the loopback: one document without data, and four requests that need the page's secret. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { ReviewFolderError } from "../decisions/problem.ts";
import { choices, limits } from "../decisions/schema.ts";
import { admission, refusalOf } from "./guard.ts";
import { contentSecurityPolicy, document } from "./html.ts";
import type { DecisionSession } from "./session.ts";
import { viewOf } from "./view.ts";

export interface ServedPage {
  /** Opens the page once. */
  readonly link: string;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly session: DecisionSession;
  /** 0: any free one. */
  readonly port: number;
  /** Somebody opened a link; here is one for another window. */
  readonly onOpened?: (nextLink: string) => void;
}

/** The port cannot be had; nothing is served. */
export class PageServerError extends Error {
  override readonly name = "ServeError";
}

const sentDecision = z.strictObject({
  choice: z.enum(choices),
  until: z.string().max(10).optional(),
  beyond: z.array(z.enum(limits)).max(limits.length).optional(),
  reason: z.string().max(4000).optional(),
  by: z.string().max(320),
  ticket: z.string().max(200).optional(),
  /** Digest of the decisions.yaml that the person saw. */
  seen: z.string().max(64),
});
const opening = z.strictObject({ token: z.string().max(100) });

/** Bytes of a request's body: a decision is far smaller. */
const mostBytes = 65_536;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws PageServerError when the port is taken */
export async function servePage({ session, port, onOpened }: PageOptions): Promise<ServedPage> {
  const gate = admission();
  const items = new Map(session.sheet.items.map((item) => [item.id, item]));
  let origin = "";
  const linkTo = (token: string) => `${origin}/#${token}`;

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { method = "", url = "", headers } = request;
    const refusal = refusalOf(headers, method, origin);
    if (refusal !== undefined) return { status: refusal.status, body: { message: refusal.message } };
    if (method === "GET" && url === "/")
      return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: document };
    if (method === "POST" && url === "/session") {
      const sent = opening.safeParse(await bodyOf(request)).data;
      const secret = sent && gate.open(sent.token);
      if (secret === undefined) return { status: 401, body: { message: usedLink } };
      onOpened?.(linkTo(gate.newLink()));
      return { status: 200, body: { secret } };
    }
    if (!gate.isOpen(headers)) return { status: 401, body: { message: usedLink } };
    if (method === "GET" && url === "/review") return { status: 200, body: viewOf(session) };
    if (method === "GET" && url === "/state") {
      const state = session.state();
      const etag = `"${state.digest}${state.closed === undefined ? "" : "-closed"}"`;
      if (headers["if-none-match"] === etag) return { status: 304 };
      return { status: 200, headers: { etag }, body: state };
    }
    const item = /^\/decisions\/([\w-]+)$/.exec(url)?.[1];
    if (method === "POST" && item !== undefined) return decide(item, await bodyOf(request));
    return { status: 404, body: { message: "There is nothing here." } };
  };

  const decide = (id: string, body: unknown): Answer => {
    const item = items.get(id);
    if (item === undefined) return { status: 404, body: { message: `${id} is nothing that this review asks.` } };
    const sent = sentDecision.safeParse(body);
    if (!sent.success) {
      const problems = sent.error.issues.map(({ path, message }) => ({ field: path.map(String).join("."), message }));
      return { status: 422, body: { kind: "refused", problems } };
    }
    const { seen, choice, by, until, beyond, reason, ticket } = sent.data;
    const outcome = session.decide(
      item,
      {
        choice,
        by: by.trim(),
        ...(until?.trim() && { until: until.trim() }),
        ...(beyond !== undefined && beyond.length > 0 && { beyond }),
        ...(reason?.trim() && { reason: reason.trim() }),
        ...(ticket?.trim() && { ticket: ticket.trim() }),
      },
      seen,
    );
    return { status: { saved: 200, refused: 422, conflict: 409 }[outcome.kind], body: outcome };
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch(failed)
      .then((sent) => send(response, sent));
  });
  server.requestTimeout = 10_000;
  // While a large sheet is read, a browser's next request may wait in a connection that would be closed as idle.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => fail(explained(error, port)));
    server.listen(port, "127.0.0.1", done);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    link: linkTo(gate.newLink()),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const usedLink =
  "This page needs the link that the command printed. A link opens one window; the command prints another one each time.";

class BodyError extends Error {}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new BodyError("The request is too large.");
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new BodyError("The request is not JSON.");
  }
}

function failed(error: unknown): Answer {
  if (error instanceof BodyError) return { status: 400, body: { message: error.message } };
  if (error instanceof ReviewFolderError) return { status: 409, body: { kind: "conflict", message: error.message } };
  // The disk is full, or the folder is gone: the sentence is the system's own.
  return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": contentSecurityPolicy,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...headers,
    ...(status === 400 && { connection: "close" }),
  });
  if (body === undefined) response.end();
  else response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new PageServerError(
      `Port ${port} is in use by another process: choose another with --port (0 takes any free one).`,
    );
  }
  if (error.code === "EACCES") {
    return new PageServerError(`Port ${port} may not be opened by this user: choose one above 1023 with --port.`);
  }
  return error;
}
