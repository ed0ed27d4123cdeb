/** The API of any system, on this machine, from files (see `test/fixtures/rosters/README.md`). */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";

export interface Exchange {
  /** `GET /path?query` */
  readonly request: string;
  readonly body?: unknown;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answer: unknown;
}

export interface ServedSystem {
  /** Sends to this machine what is meant for the system. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What was asked, with the headers that were sent. */
  readonly asked: readonly { readonly request: string; readonly host: string; readonly headers: string }[];
  /** Exchanges that nobody asked for. */
  unused(): string[];
  close(): Promise<void>;
}

/** Answers each exchange once, in the order in which they stand where several fit. What is not there is a 404 that says so. */
export async function serveSystem(exchanges: readonly Exchange[]): Promise<ServedSystem> {
  const open = [...exchanges];
  const asked: { request: string; host: string; headers: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const sent = `${request.method} ${request.url}`;
    asked.push({
      request: sent,
      host: String(request.headers["x-meant-for"]),
      headers: JSON.stringify(request.headers),
    });
    const index = open.findIndex(
      (each) => sameRequest(each.request, sent) && (each.body === undefined || isDeepStrictEqual(each.body, body)),
    );
    const [found] = index === -1 ? [] : open.splice(index, 1);
    response.writeHead(found === undefined ? 404 : (found.status ?? 200), {
      "content-type": "application/json",
      ...found?.headers,
    });
    response.end(JSON.stringify(found === undefined ? { message: `nothing is served for ${sent}` } : found.answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    fetch: (url, init) => {
      const { host, pathname, search } = new URL(url);
      const headers = new Headers(init.headers);
      headers.set("x-meant-for", host);
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers });
    },
    asked,
    unused: () => open.map(({ request }) => request),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The same method, path and parameters, in any order. */
function sameRequest(left: string, right: string): boolean {
  const parts = (request: string) => {
    const [method = "", target = ""] = request.split(" ");
    const { pathname, searchParams } = new URL(target, "http://system.example");
    return [method, pathname, [...searchParams].map(String).toSorted()];
  };
  return isDeepStrictEqual(parts(left), parts(right));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
