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
  const client = graphClient({
    graph: "https://graph.microsoft.com",
    token: async () => "secret-token",
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
  return { client, asked, waits };
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
