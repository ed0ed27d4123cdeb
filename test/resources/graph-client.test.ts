import { describe, expect, test } from "vitest";
import { type GraphError, graphClient } from "../../src/resources/graph-client.ts";

interface Scripted {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of a Graph that gives these answers, one after another. */
function scripted(...answers: readonly (Scripted | Error)[]) {
  const asked: string[] = [];
  const waits: number[] = [];
  const tokens: string[] = [];
  const client = graphClient({
    graph: "https://graph.microsoft.com",
    token: async (renewed) => {
      tokens.push(renewed === true ? "renewed" : "kept");
      return "secret-token";
    },
    sleep: async (milliseconds) => void waits.push(milliseconds),
    fetch: async (url, init) => {
      asked.push(`${init.method} ${url}`);
      const answer = answers[asked.length - 1];
      if (answer === undefined) throw new Error("asked once more than expected");
      if (answer instanceof Error) throw answer;
      const { status, body, headers } = answer;
      return new Response(body === undefined ? null : JSON.stringify(body), { status, ...(headers && { headers }) });
    },
  });
  return { client, asked, waits, tokens };
}

const error = (status: number, code: string, message = "m", headers = {}): Scripted => ({
  status,
  body: { error: { code, message } },
  headers,
});
const found: Scripted = { status: 200, body: { id: "1" } };

describe("a request", () => {
  test("waits as long as Graph asks, whatever it is", async () => {
    const { client, waits } = scripted(error(429, "TooManyRequests", "m", { "retry-after": "7" }), found);
    expect(await client.post("/v1.0/x", {})).toEqual({ id: "1" });
    expect(waits).toEqual([7000]);
  });

  test("that reads or can be done twice is repeated after a failure in passing", async () => {
    const { client, asked } = scripted(error(502, "BadGateway"), new Error("socket hang up"), { status: 204 });
    await client.patch("/v1.0/x", {});
    expect(asked).toHaveLength(3);
  });

  test("that creates is not repeated when it may have been done", async () => {
    const { client, asked } = scripted(error(504, "GatewayTimeout"));
    await expect(client.post("/v1.0/x", {})).rejects.toThrow("HTTP 504");
    expect(asked).toHaveLength(1);
  });

  test("for something new is repeated until Graph knows it; for anything else, absent is absent", async () => {
    const notYet = error(404, "Request_ResourceNotFound");
    const fresh = scripted(notYet, notYet, found);
    expect(await fresh.client.getNew("/v1.0/x/1")).toEqual({ id: "1" });
    expect(fresh.waits).toEqual([500, 1000]);
    expect(await scripted(notYet).client.get("/v1.0/x/1")).toBeUndefined();
    await expect(scripted(notYet).client.patch("/v1.0/x/1", {})).rejects.toThrow("HTTP 404");
    await scripted(notYet).client.remove("/v1.0/x/1");
  });

  test("whose token is taken no more is repeated once, with another", async () => {
    const expired = error(401, "InvalidAuthenticationToken");
    const { client, tokens, waits } = scripted(expired, found);
    expect(await client.post("/v1.0/x", {})).toEqual({ id: "1" });
    expect([tokens, waits]).toEqual([["kept", "renewed"], []]);
    await expect(scripted(expired, expired).client.get("/v1.0/x")).rejects.toThrow("HTTP 401");
  });

  test("does not go on for ever", async () => {
    const { client, asked } = scripted(...Array.from({ length: 20 }, () => error(503, "ServiceUnavailable")));
    await expect(client.get("/v1.0/x")).rejects.toThrow("HTTP 503");
    expect(asked).toHaveLength(8);
  });

  test("that fails says what was asked and what came back, and no token", async () => {
    const { client } = scripted(error(403, "Authorization_RequestDenied", "secret-token may not do that"));
    const failure = (await client.patch("/v1.0/users/1", {}).catch((each: unknown) => each)) as GraphError;
    expect(failure.message).toBe(
      "PATCH /v1.0/users/1: [token] may not do that (HTTP 403, Authorization_RequestDenied)",
    );
    expect(failure).toMatchObject({ status: 403, code: "Authorization_RequestDenied" });
  });

  test.each<[string, readonly (Scripted | Error)[], string]>([
    [
      "without an answer",
      Array.from({ length: 8 }, () => new Error("fetch failed", { cause: new Error("ECONNREFUSED") })),
      "GET /v1.0/x: no answer, fetch failed: ECONNREFUSED (HTTP 0, NoAnswer)",
    ],
    [
      "without a cause",
      Array.from({ length: 8 }, () => new Error("aborted by secret-token")),
      "GET /v1.0/x: no answer, aborted by [token] (HTTP 0, NoAnswer)",
    ],
    ["without a word", [{ status: 400 }], "GET /v1.0/x: the answer gives no reason (HTTP 400, Unknown)"],
    [
      "with a list instead of an object",
      Array.from({ length: 8 }, () => ({ status: 200, body: [] })),
      "GET /v1.0/x: the answer is no whole JSON document (HTTP 0, TruncatedAnswer)",
    ],
  ])("that ends %s says so", async (_, answers, message) => {
    const failure: unknown = await scripted(...answers)
      .client.get("/v1.0/x")
      .catch((each: unknown) => each);
    expect(String(failure)).toBe(`GraphError: ${message}`);
  });

  test.each([
    ["-1", 500],
    ["soon", 500],
    ["0", 0],
    ["86400", 300_000],
  ])("that is told to wait %s waits %s", async (after, expected) => {
    const { client, waits } = scripted(error(429, "TooManyRequests", "m", { "retry-after": after }), found);
    await client.get("/v1.0/x");
    expect(waits).toEqual([expected]);
  });

  test("for something new is repeated for nothing else than that Graph does not know it", async () => {
    const { client, asked } = scripted(error(403, "Authorization_RequestDenied"));
    await expect(client.getNew("/v1.0/x/1")).rejects.toThrow("HTTP 403");
    expect(asked).toHaveLength(1);
  });

  test("that deletes fails for any reason but that there is nothing", async () => {
    await expect(scripted(error(403, "Authorization_RequestDenied")).client.remove("/v1.0/x/1")).rejects.toThrow(
      "HTTP 403",
    );
  });

  test("says what it sends, where it sends anything", async () => {
    const sent: RequestInit[] = [];
    const client = graphClient({
      graph: "https://graph.microsoft.com/v1.0",
      token: async () => "t",
      fetch: async (_, init) => {
        sent.push(init);
        return new Response();
      },
    });
    await client.get("/v1.0/x");
    await client.post("/v1.0/x", { a: 1 });
    const always = { accept: "application/json", authorization: "Bearer t" };
    expect(sent.map(({ headers, body, redirect }) => [headers, body, redirect])).toEqual([
      [always, undefined, "error"],
      [{ ...always, "content-type": "application/json" }, '{"a":1}', "error"],
    ]);
    expect(client.origin).toBe("https://graph.microsoft.com");
  });

  test("whose answer is cut is no answer", async () => {
    const whole = JSON.stringify({ id: "1" });
    const { client } = scripted(found);
    expect(await client.get("/v1.0/x")).toEqual({ id: "1" });
    const answers = [new Response(whole.slice(0, 4)), new Response(whole)];
    const cut = graphClient({
      graph: "https://graph.microsoft.com",
      token: async () => "t",
      sleep: async () => undefined,
      fetch: async () => answers.shift() ?? Response.error(),
    });
    expect(await cut.get("/v1.0/x")).toEqual({ id: "1" });
  });
});

describe("a collection", () => {
  test("is read over all its pages", async () => {
    const next = "https://graph.microsoft.com/v1.0/x?$skiptoken=1";
    const { client } = scripted(
      { status: 200, body: { value: [{ id: "1" }], "@odata.nextLink": next } },
      { status: 200, body: { value: [{ id: "2" }] } },
    );
    expect(await client.list("/v1.0/x")).toEqual([{ id: "1" }, { id: "2" }]);
  });

  test("does not lead the token to another host", async () => {
    const { client, asked } = scripted({
      status: 200,
      body: { value: [], "@odata.nextLink": "https://elsewhere.example/v1.0/x" },
    });
    await expect(client.list("/v1.0/x")).rejects.toThrow("leads away from https://graph.microsoft.com");
    expect(asked).toHaveLength(1);
  });
});
