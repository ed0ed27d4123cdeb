import { describe, expect, test } from "vitest";
import { type GraphClientOptions, graphClient } from "../../../src/review/collect/client.ts";
import { GraphReadError } from "../../../src/review/collect/read-error.ts";

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json;odata.metadata=minimal", ...headers },
  });

/** A client whose answers are given in order; the last one is repeated. */
function clientFor(answers: (() => Response | Promise<Response>)[], options: Partial<GraphClientOptions> = {}) {
  const urls: string[] = [];
  const waits: number[] = [];
  const client = graphClient({
    baseUrl: "https://graph.example",
    token: async () => "secret-token-1",
    fetch: async (url) => {
      urls.push(url);
      const answer = answers[Math.min(urls.length, answers.length) - 1];
      if (answer === undefined) throw new Error("no answer prepared");
      return answer();
    },
    sleep: async (milliseconds) => waits.push(milliseconds),
    ...options,
  });
  return { client, urls, waits };
}

async function failure(promise: Promise<unknown>): Promise<GraphReadError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphReadError)) throw new Error(`expected a GraphReadError, got ${String(error)}`);
  return error;
}

describe("paging", () => {
  test("follows next links to the last page", async () => {
    const { client, urls } = clientFor([
      () => json({ value: [{ id: "1" }], "@odata.nextLink": "https://graph.example/v1.0/users?$skiptoken=a" }),
      () => json({ value: [], "@odata.nextLink": "https://graph.example/v1.0/users?$skiptoken=b" }),
      () => json({ value: [{ id: "2" }] }),
    ]);
    expect(await client.list("/v1.0/users?$top=999")).toEqual([{ id: "1" }, { id: "2" }]);
    expect(urls).toHaveLength(3);
    expect(client.requests).toBe(3);
  });

  test("reads Azure Resource Manager's nextLink too", async () => {
    const { client } = clientFor([
      () => json({ value: [{ id: "1" }], nextLink: "https://graph.example/subscriptions?page=2" }),
      () => json({ value: [{ id: "2" }] }),
    ]);
    expect(await client.list("/subscriptions")).toHaveLength(2);
  });

  test.each([
    "https://elsewhere.example/v1.0/users",
    "http://graph.example/v1.0/users",
    "https://graph.example.evil.example/",
  ])("never sends the token to %s", async (link) => {
    const { client, urls } = clientFor([() => json({ value: [], "@odata.nextLink": link })]);
    expect((await failure(client.list("/v1.0/users"))).code).toBe("ForeignNextLink");
    expect(urls).toHaveLength(1);
  });

  test("a next link that leads back is an error, not an endless loop", async () => {
    const { client } = clientFor([
      () => json({ value: [{ id: "1" }], "@odata.nextLink": "https://graph.example/v1.0/users" }),
    ]);
    expect((await failure(client.list("/v1.0/users"))).code).toBe("EndlessPaging");
  });
});

describe("retries", () => {
  test("waits as long as Retry-After says", async () => {
    const { client, waits } = clientFor([
      () => json({ error: { code: "TooManyRequests", message: "slow down" } }, 429, { "retry-after": "7" }),
      () => json({ value: [{ id: "1" }] }),
    ]);
    expect(await client.list("/v1.0/users")).toHaveLength(1);
    expect(waits).toEqual([7000]);
  });

  test("backs off without Retry-After and gives up in the end with Graph's own words", async () => {
    const { client, waits, urls } = clientFor(
      [() => json({ error: { code: "ServiceNotAvailable", message: "Try later." } }, 503)],
      { attempts: 4 },
    );
    const error = await failure(client.list("/v1.0/users"));
    expect(error).toMatchObject({
      status: 503,
      code: "ServiceNotAvailable",
      message: "Try later.",
      path: "/v1.0/users",
    });
    expect(waits).toEqual([500, 1000, 2000]);
    expect(urls).toHaveLength(4);
  });

  test("an absurd Retry-After is bounded", async () => {
    const { client, waits } = clientFor([() => json({}, 429, { "retry-after": "86400" }), () => json({ value: [] })]);
    await client.list("/v1.0/users");
    expect(waits).toEqual([120_000]);
  });

  test("a broken connection and a truncated answer are tried again", async () => {
    const { client } = clientFor([
      () => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNRESET") })),
      () => new Response('{"value":[{"id":"1"', { headers: { "content-type": "application/json" } }),
      () => json({ value: [{ id: "1" }] }),
    ]);
    expect(await client.list("/v1.0/users")).toEqual([{ id: "1" }]);
  });

  test("a refusal is not tried again", async () => {
    const { client, urls } = clientFor([
      () => json({ error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } }, 403),
    ]);
    expect(await failure(client.list("/v1.0/users"))).toMatchObject({
      status: 403,
      code: "Authorization_RequestDenied",
    });
    expect(urls).toHaveLength(1);
  });
});

describe("a token that is refused", () => {
  const challenge = 'Bearer error="invalid_token", claims="e30="';
  const refusal = () =>
    json({ error: { code: "InvalidAuthenticationToken", message: "Expired." } }, 401, {
      "www-authenticate": challenge,
    });
  const tokens = () => {
    const asked: (string | undefined)[] = [];
    return { asked, token: async (refused?: string) => `token-number-${asked.push(refused)}` };
  };

  test("is replaced once, with what the refusal said", async () => {
    const { asked, token } = tokens();
    const { client } = clientFor([refusal, () => json({ value: [{ id: "1" }] })], { token });
    expect(await client.list("/v1.0/users")).toHaveLength(1);
    expect(asked).toEqual([undefined, challenge]);
  });

  test("again is refused for good", async () => {
    const { client, urls } = clientFor([refusal], { token: tokens().token });
    expect((await failure(client.list("/v1.0/users"))).status).toBe(401);
    expect(urls).toHaveLength(2);
  });
});

describe("a batch", () => {
  const response = (id: string, status: number, body?: unknown, headers?: object) => ({ id, status, body, headers });
  const batch =
    (...responses: readonly object[]) =>
    () =>
      json({ responses });
  const page = { value: [{ id: "1" }] };

  test("answers each request for itself, in whatever order they come back", async () => {
    const { client, urls } = clientFor([
      batch(response("1", 403, { error: { code: "Denied", message: "No." } }), response("0", 200, page)),
    ]);
    const [first, second] = await client.batch(["/beta/groups/a/members", "/beta/groups/b/members"]);
    expect(first).toEqual({ body: page });
    expect(second).toMatchObject({ failed: { status: 403, code: "Denied", path: "/beta/groups/b/members" } });
    expect(urls).toEqual(["https://graph.example/beta/$batch"]);
  });

  test.each<[string, object]>([
    ["was left out", response("9", 200, page)],
    ["was throttled", response("1", 429, {}, { "Retry-After": "3" })],
    ["failed", response("1", 503)],
    ["has no body", response("1", 200)],
  ])("asks again for what %s, and only for that", async (_, spoilt) => {
    const bodies: unknown[] = [];
    const waits: number[] = [];
    const rounds = [batch(response("0", 200, page), spoilt), batch(response("0", 200, page))];
    const { client } = clientFor([], {
      fetch: async (_url, init) => {
        bodies.push(JSON.parse(String(init.body)));
        return (rounds[bodies.length - 1] ?? batch())();
      },
      sleep: async (milliseconds) => waits.push(milliseconds),
    });
    const answers = await client.batch(["/v1.0/groups/a", "/v1.0/groups/b?$select=id"]);
    expect(answers).toEqual([{ body: page }, { body: page }]);
    expect(bodies[1]).toEqual({ requests: [{ id: "0", method: "GET", url: "/groups/b?$select=id" }] });
    expect(waits).toEqual([(spoilt as { status: number }).status === 429 ? 3000 : 500]);
  });

  test("gives up on what is never answered, and keeps the rest", async () => {
    const { client } = clientFor([batch(response("0", 200, page)), batch(response("0", 500))], { attempts: 3 });
    const [first, second] = await client.batch(["/v1.0/groups/a", "/v1.0/groups/b"]);
    expect(first).toEqual({ body: page });
    expect(second).toMatchObject({ failed: { code: "NoAnswer", path: "/v1.0/groups/b" } });
  });
});

test("a count is asked for as Graph wants it, and unknown when it is refused", async () => {
  const headers: unknown[] = [];
  const { client } = clientFor([], {
    fetch: async (_url, init) => {
      headers.push(new Headers(init.headers).get("consistencylevel"));
      return headers.length === 1
        ? new Response("\uFEFF893", { headers: { "content-type": "text/plain" } })
        : json({}, 403);
    },
  });
  expect(await client.count("/v1.0/users/$count")).toBe(893);
  expect(await client.count("/v1.0/users/$count")).toBeUndefined();
  expect(headers).toEqual(["eventual", "eventual"]);
});

describe("side by side", () => {
  test("fewer requests run after throttling, and more again when all goes well", async () => {
    let [running, most] = [0, 0];
    let throttle = true;
    const { client } = clientFor([], {
      concurrency: 8,
      fetch: async () => {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        return throttle ? json({}, 429, { "retry-after": "1" }) : json({ value: [] });
      },
      sleep: async () => {
        throttle = false;
      },
    });
    const ask = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => client.page(`/v1.0/x/${index}`)));
    await ask(4);
    expect(most).toBe(4);
    most = 0;
    await ask(10);
    expect(most).toBe(2);
    await ask(200);
    expect(most).toBe(8);
  });
});

describe("an answer that is not whole is an error", () => {
  test.each<[string, () => Response, string]>([
    [
      "truncated JSON",
      () => new Response('{"value":[{"id"', { headers: { "content-type": "application/json" } }),
      "TruncatedAnswer",
    ],
    ["a sign-in page", () => new Response("<html></html>", { headers: { "content-type": "text/html" } }), "NotJson"],
    ["nothing", () => new Response(null, { status: 204 }), "NotJson"],
    ["an object without a list", () => json({ id: "1" }), "NotACollection"],
    ["an error that says it is none", () => json({ error: { code: "Gateway" } }), "ErrorInAnswer"],
    ["a list with a gap", () => json({ value: [{ id: "1" }, null] }), "NotACollection"],
    ["a list instead of an object", () => json([]), "TruncatedAnswer"],
  ])("%s", async (_, answer, code) => {
    const { client } = clientFor([answer], { attempts: 2 });
    expect((await failure(client.list("/v1.0/users"))).code).toBe(code);
  });

  test("an answer that never ends is cut off", async () => {
    const { client } = clientFor([], {
      timeout: 5,
      attempts: 1,
      fetch: (_url, init) =>
        new Promise((_resolve, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
    });
    expect((await failure(client.get("/v1.0/organization"))).code).toBe("Timeout");
  });
});

test("no token in an error, even when the server echoes it", async () => {
  const { client } = clientFor([
    () =>
      json(
        {
          error: { code: "InvalidAuthenticationToken", message: "Bearer secret-token-1 and eyJabc.eyJdef.sig are bad" },
        },
        401,
      ),
  ]);
  const error = await failure(client.list("/v1.0/users?$skiptoken=hidden"));
  expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/secret-token-1|eyJ|hidden/);
});
