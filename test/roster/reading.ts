/** A system with an API for tests of the roster reader: what it is asked, and replies by path. */

import { expect } from "vitest";
import type { Authentication, RosterApi, RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import type { NamedSystem } from "../../src/catalogue/systems/system.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { rosterSchema, type SystemRosterDocument } from "../../src/roster/roster.ts";

export const source = "https://vendor.example/api";
export const secret = "s3cret-s3cret-s3cret";

export const users: RosterRequest = {
  name: "users",
  path: "/users",
  paging: { kind: "none" },
  items: "users",
  people: { id: "id", name: "name", roles: [{ at: "role" }] },
  source,
};

const token: Authentication = { kind: "bearer", secrets: { token: "a token" }, source };

export function apiOf(requests: readonly RosterRequest[], more: Partial<RosterApi> = {}): RosterApi {
  return {
    documented: true,
    baseUrl: "https://{host}/api",
    connection: { host: { description: "the host", kind: "host", example: "x.vendor.example" } },
    authentication: token,
    permissions: ["Read users"],
    requests,
    source,
    ...more,
  };
}

export const system: NamedSystem = {
  id: "okta",
  name: "Vendor",
  vendor: "Vendor",
  category: "rmm",
  documentation: source,
  portability: "All of it.",
  roles: [{ name: "Owner", reach: "super-administrator", spellings: ["OWNER_ROLE"], source }],
  signIn: { own: true, source },
  roster: {},
  exports: [],
};

interface Run {
  readonly roster: SystemRosterDocument;
  readonly asked: readonly string[];
  readonly sent: readonly RequestInit[];
  readonly slept: readonly number[];
}

export type Reply = unknown | Response;

/** Reads with replies by path and query, in turn where a list is given; what is not there is a 404. */
export async function read(
  api: RosterApi,
  replies: Readonly<Record<string, Reply | readonly Reply[]>>,
  environment: Record<string, string> = { DEMARC_OKTA_TOKEN: secret },
): Promise<Run> {
  const asked: string[] = [];
  const sent: RequestInit[] = [];
  const slept: number[] = [];
  const count = new Map<string, number>();
  const roster = await readRosterApi(system, api, {
    connection: { host: "x.vendor.example" },
    environment,
    now: "2026-11-22T08:00:00Z",
    sleep: async (milliseconds) => slept.push(milliseconds),
    fetch: async (url, init) => {
      const { host, pathname, search } = new URL(url);
      const key = `${host === "x.vendor.example" ? "" : host}${pathname}${search}`;
      asked.push(key);
      sent.push(init);
      const turn = count.get(key) ?? 0;
      count.set(key, turn + 1);
      const reply = replies[key];
      const now: unknown = Array.isArray(reply) ? (reply[turn] ?? reply.at(-1)) : reply;
      if (now instanceof Error) throw now;
      if (now instanceof Response) return now.clone();
      return now === undefined ? new Response("{}", { status: 404 }) : Response.json(now);
    },
  });
  expect(rosterSchema.safeParse(roster).error).toBeUndefined();
  return { roster, asked, sent, slept };
}

export const idsOf = ({ roster }: Run) => roster.people.map(({ id }) => id);
export const user = (id: number) => ({ id, name: `Person ${id}`, role: "Owner" });
