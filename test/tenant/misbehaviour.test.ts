/** A tenant that misbehaves on request: as often as asked, the same every time, and never in what it stores. */

import { describe, expect, test } from "vitest";
import { type Delivery, misbehaving } from "../../src/tenant/misbehaving.ts";
import { type Fault, type MisbehaviourOptions, readMisbehaviour } from "../../src/tenant/misbehaviour.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";
import { type Body, Contoso, start } from "./contoso.ts";

describe("what is asked for", () => {
  test("shares as numbers or per cent, and writes", () => {
    expect(readMisbehaviour("throttle=0.05, error=1%,writes", 7)).toEqual({
      shares: { throttle: 0.05, error: 0.01 },
      writes: true,
      seed: 7,
    });
  });

  test.each([
    ["trottle=0.1", '"trottle" is no misbehaviour', "did you mean throttle?"],
    ["expire-skiptokens=0.1", '"expire-skiptokens" is no misbehaviour', "did you mean expire-skiptoken?"],
    ["write", '"write" is no misbehaviour', "did you mean writes?"],
    ["rain=0.1", '"rain" is no misbehaviour', "one of throttle, error, slow"],
    ["throttle", '"throttle" has no share', "0 to 1"],
    ["throttle=2", '"throttle=2" has no share', "0 to 1"],
    ["throttle=-0.1", '"throttle=-0.1" has no share', "0 to 1"],
    ["throttle=0.1=0.2", '"throttle=0.1=0.2" has no share', "0 to 1"],
    ["throttle=0.1,throttle=0.2", '"throttle" is given twice', "each once"],
    ["", "a misbehaviour has no name", "one of"],
  ])("%j is refused", (text, message, remedy) => {
    expect(() => readMisbehaviour(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) }),
    );
  });
});

const contoso = new Contoso();
const people = Array.from({ length: 40 }, (_, number) => contoso.user(`p${number}`));
const team = contoso.group("team");
for (const id of people) contoso.addMember(team, id);

const only = (fault: Fault, share = 1, seed = 1): MisbehaviourOptions => ({ shares: { [fault]: share }, seed });
const answering = (options: MisbehaviourOptions, tenant = contoso.tenant) =>
  misbehaving(tenant, options, () => Date.parse(start));
const get = (path: string) => ({ method: "GET", path, now: start });
const code = ({ response }: Delivery) => (response.body as { error?: { code: string } }).error?.code;

describe("a read", () => {
  test("is throttled with a time to wait, in seconds or as a date", () => {
    const ask = answering(only("throttle"));
    const waits = people.map((id) => ask(get(`/v1.0/users/${id}`)));
    expect(new Set(waits.map(({ response }) => response.status))).toEqual(new Set([429]));
    expect(new Set(waits.map(code))).toEqual(new Set(["TooManyRequests"]));
    const after = waits.map(({ response }) => response.headers?.["Retry-After"] ?? "");
    expect(after.some((each) => /^[1-3]$/.test(each))).toBe(true);
    expect(after.some((each) => Date.parse(each) > Date.parse(start) && each.endsWith("GMT"))).toBe(true);
  });

  test("fails with 500, 503 or 504", () => {
    const ask = answering(only("error"));
    const statuses = new Set(people.map((id) => ask(get(`/v1.0/users/${id}`)).response.status));
    expect(statuses).toEqual(new Set([500, 503, 504]));
  });

  test("is slow, or cut short", async () => {
    expect(answering(only("slow"))(get("/v1.0/users")).delay).toBeGreaterThan(0);
    const fetched = await tenantFetch(contoso.tenant, { misbehaviour: only("truncate") })(
      "https://graph.microsoft.com/v1.0/users",
    );
    expect(fetched.status).toBe(200);
    const text = await fetched.text();
    expect(text).toMatch(/^\{"@odata\.context"/);
    expect(() => JSON.parse(text)).toThrow();
  });

  test("of a listed object may find nothing, and finds it later", () => {
    const ask = answering(only("stale", 0.5));
    const statuses = people.map((id) => [1, 2, 3, 4, 5].map(() => ask(get(`/v1.0/users/${id}`)).response.status));
    expect(statuses.flat()).toContain(404);
    expect(statuses.filter((each) => each.includes(200)).length).toBeGreaterThan(30);
    expect(answering(only("stale"))(get("/v1.0/organization")).response.status).toBe(200);
  });

  test("goes wrong as often as asked, and the same requests the same way in any order", () => {
    const run = (ids: readonly string[], seed: number) => {
      const ask = answering(only("throttle", 0.25, seed));
      return new Map(ids.map((id) => [id, ask(get(`/v1.0/users/${id}`)).response.status]));
    };
    const first = run(people, 1);
    expect(run(people.toReversed(), 1)).toEqual(first);
    expect(run(people, 2)).not.toEqual(first);
    const thrown = [1, 2, 3, 4, 5].flatMap((seed) => [...run(people, seed).values()]).filter((each) => each === 429);
    expect(thrown.length / 200).toBeGreaterThan(0.15);
    expect(thrown.length / 200).toBeLessThan(0.35);
  });

  test("that is made again meets faults of its own", () => {
    const ask = answering(only("throttle", 0.5));
    const statuses = Array.from({ length: 20 }, () => ask(get("/v1.0/users")).response.status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });
});

test("a link to a further page that has expired stays so, until the list is begun anew", () => {
  const ask = answering(only("expire-skiptoken", 0.5));
  const generations = Array.from({ length: 12 }, () => {
    const first = ask(get("/v1.0/users?$top=10")).response.body as Body;
    const next = String(first["@odata.nextLink"]).replace("https://graph.microsoft.com", "");
    return [1, 2, 3].map(() => ask(get(next)));
  });
  const statuses = generations.map((each) => new Set(each.map(({ response }) => response.status)));
  expect(statuses.every((each) => each.size === 1)).toBe(true);
  expect(new Set(statuses.flatMap((each) => [...each]))).toEqual(new Set([200, 400]));
  expect(new Set(generations.flat().map(code))).toEqual(new Set([undefined, "Directory_ExpiredPageToken"]));
});

test("a delta link is gone, and says where to begin anew", () => {
  const ask = answering(only("expire-deltatoken"));
  const { body } = ask(get("/v1.0/users/delta?$deltatoken=latest")).response;
  const link = String((body as Body)["@odata.deltaLink"]).replace("https://graph.microsoft.com", "");
  expect(ask(get(link)).response).toMatchObject({
    status: 410,
    headers: { Location: "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=" },
  });
});

test("requests inside a batch meet their faults there, with their headers", () => {
  const ask = answering(only("throttle", 0.4));
  const requests = people.slice(0, 20).map((id) => ({ id, method: "GET", url: `/users/${id}?$select=id` }));
  const send = () => ask({ method: "POST", path: "/v1.0/$batch", body: { requests }, now: start }).response;
  const answers = Array.from({ length: 10 }, send);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  const whole = answers.find(({ status }) => status === 200)?.body as {
    responses: { status: number; headers: Body }[];
  };
  expect(new Set(whole.responses.map(({ status }) => status))).toEqual(new Set([200, 429]));
  expect(whole.responses.find(({ status }) => status === 429)?.headers).toHaveProperty("Retry-After");
});

describe("a write", () => {
  const body = (name: string) => ({ displayName: name, mailEnabled: false, mailNickname: name, securityEnabled: true });

  test("is left alone unless asked for", () => {
    const other = new Contoso();
    const shares = { throttle: 1, error: 1, slow: 1, truncate: 1 };
    const post = { method: "POST", path: "/v1.0/groups", body: body("w"), now: start };
    expect(answering({ shares }, other.tenant)(post)).toMatchObject({
      response: { status: 201 },
      delay: 0,
      arrives: 1,
    });
    expect(answering({ shares, writes: true }, other.tenant)(post).response.status).toBe(429);
    expect(other.list("/v1.0/groups")).toHaveLength(1);
  });

  test("is not seen at once where a replica lags behind", () => {
    const other = new Contoso();
    let now = Date.parse(start);
    const ask = misbehaving(other.tenant, only("stale"), () => now);
    const made = ask({ method: "POST", path: "/v1.0/groups", body: body("late"), now: start }).response.body as Body;
    const seen = () => ((ask(get("/v1.0/groups")).response.body as Body)["value"] as Body[]).length;
    expect(seen()).toBe(0);
    expect(ask(get(`/v1.0/groups/${made["id"]}`)).response.status).toBe(404);
    expect(other.list("/v1.0/groups")).toHaveLength(1);
    now += 60_000;
    expect(seen()).toBe(1);
  });
});

test("Azure's errors have Azure's shape", () => {
  const { response } = answering(only("throttle"))(get("/subscriptions?api-version=2022-12-01"));
  expect(response).toMatchObject({ status: 429, body: { error: { code: "TooManyRequests" } } });
  expect(Object.keys((response.body as { error: Body }).error)).toEqual(["code", "message"]);
});
