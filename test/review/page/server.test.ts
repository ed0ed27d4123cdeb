import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servePage } from "../../../src/review/page/server.ts";
import { openSession } from "../../../src/review/page/session.ts";
import { addReview, joel, miriam, type Reviews, reviews } from "../evidence/reviews.ts";
import { ofPage, opened, type Served, send, served, sessionInput } from "./serving.ts";

let of: Reviews;
let folder: string;
let page: Served;
let secret: string;
beforeAll(async () => {
  of = await reviews();
  folder = addReview(of, "2026-11-21", "2026-11-21");
  page = await served(of, folder);
  secret = await opened(page);
});
afterAll(async () => {
  await page.close();
  of.remove();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  send(page.origin, path, { headers: { authorization: `Bearer ${secret}`, ...headers } });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(page.origin, path, { headers: { ...ofPage(page.origin, secret), ...headers }, body: JSON.stringify(body) });
const firstId = async () => (await lines())[0] ?? "";
const lines = async () => {
  const { lines: all } = (await get("/review")).body as { lines: { id: string }[] };
  return all.map(({ id }) => id);
};

describe("who is let in", () => {
  it("is whoever has a link, once; then there is another one", async () => {
    const other = await served(of, folder);
    expect(other.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(other.token).toMatch(/^[\w-]{43}$/);
    const open = (token: string) =>
      send(other.origin, "/session", { headers: ofPage(other.origin), body: JSON.stringify({ token }) });
    expect((await open(other.token.toLowerCase())).status).toBe(401);
    const first = await open(other.token);
    expect(first.status).toBe(200);
    const again = await open(other.token);
    expect({ status: again.status, message: again.body["message"] }).toEqual({
      status: 401,
      message: expect.stringContaining("A link opens one window"),
    });
    const [next = ""] = other.links;
    const second = await open(new URL(next).hash.slice(1));
    expect(second.status).toBe(200);
    for (const { body } of [first, second]) {
      const headers = { authorization: `Bearer ${String(body["secret"])}` };
      expect((await send(other.origin, "/state", { headers })).status).toBe(200);
    }
    await other.close();
  });

  it.each(["/review", "/state"])(
    "needs the secret for %s: a token, no secret and a wrong one are none",
    async (path) => {
      for (const authorization of [
        undefined,
        "",
        `Bearer ${page.token}`,
        `Basic ${secret}`,
        `Bearer ${secret}x`,
        "Bearer ",
      ]) {
        const { status, text } = await send(page.origin, path, {
          headers: { ...(authorization !== undefined && { authorization }) },
        });
        expect(status).toBe(401);
        expect(text).not.toContain("tideway");
      }
      expect((await get(path)).status).toBe(200);
    },
  );

  it("is no other name of this computer: a name that points here is a rebound one", async () => {
    const { port } = new URL(page.origin);
    for (const host of [`localhost:${port}`, `evil.example:${port}`, `127.0.0.1`, `127.0.0.1:1`, `[::1]:${port}`]) {
      expect((await get("/review", { host })).status).toBe(421);
      expect((await send(page.origin, "/", { headers: { host } })).status).toBe(421);
    }
  });

  it("is no page from elsewhere, even with the secret", async () => {
    const { port } = new URL(page.origin);
    for (const origin of ["https://evil.example", "null", `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      expect((await get("/state", { origin })).status).toBe(403);
      expect((await post("/decisions/D-1", {}, { origin })).status).toBe(403);
    }
    for (const site of ["cross-site", "same-site"]) {
      expect((await get("/state", { "sec-fetch-site": site })).status).toBe(403);
    }
    expect((await get("/state", { "sec-fetch-site": "same-origin", origin: page.origin })).status).toBe(200);
    // A request that changes something says where it comes from.
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    expect((await send(page.origin, "/decisions/D-1", { headers, body: "{}" })).status).toBe(403);
    // What a form can send is not JSON.
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      expect((await post("/decisions/D-1", {}, { "content-type": type })).status).toBe(415);
    }
  });
});

describe("what is answered", () => {
  it("is one document without a word of the review, which may load nothing and is in no frame", async () => {
    const { status, text, headers } = await send(page.origin, "/");
    expect(status).toBe(200);
    expect(text).not.toMatch(/harbour|tideway|D-[0-9a-f]{8}/i);
    expect(text).not.toMatch(/src=|@import|url\((?!#)| on[a-z]+="| style="/);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("has the same policy for data, and never what is on the disk", async () => {
    for (const path of [
      "/review.json",
      "/decisions.yaml",
      "/../matrix.yaml",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/decisions/..%2f..%2fmatrix.yaml",
      "//etc/passwd",
      "/review?x=1",
      "/favicon.ico",
    ]) {
      const { status, text, headers } = await get(path);
      expect({ path, status, text }).toEqual({ path, status: 404, text: '{"message":"There is nothing here."}' });
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    }
    expect((await post("/decisions/__proto__", { choice: "revoke", by: miriam, seen: "absent" })).status).toBe(404);
    expect((await post("/decisions/D-00000000", { choice: "revoke", by: miriam, seen: "absent" })).status).toBe(404);
  });

  it("is a sentence for what is no decision, and nothing is written", async () => {
    const path = `/decisions/${await firstId()}`;
    const headers = ofPage(page.origin, secret);
    expect((await send(page.origin, path, { headers, body: "{" })).body).toEqual({
      message: "The request is not JSON.",
    });
    const large = await send(page.origin, path, { headers, body: `"${"x".repeat(70_000)}"` });
    expect({ status: large.status, body: large.body }).toEqual({
      status: 400,
      body: { message: "The request is too large." },
    });
    for (const change of [
      { choice: "forget" },
      { on: "2020-01-01" },
      { reason: "x".repeat(4001) },
      { seen: undefined },
      { by: 1 },
    ]) {
      const sent = { choice: "revoke", by: miriam, seen: "absent", ...change };
      expect((await post(path, sent)).status, JSON.stringify(change).slice(0, 60)).toBe(422);
    }
    const refused = await post(path, { choice: "keep", by: joel, seen: "absent" });
    expect(refused.status).toBe(422);
    expect(refused.body["problems"]).toContainEqual({ field: "reason", message: "is missing: keep needs one" });
    expect(existsSync(join(folder, "decisions.yaml"))).toBe(false);
  });

  it("is the state of the file, only when it is another than before", async () => {
    const { headers, body } = await get("/state");
    const tag = String(headers["etag"]);
    expect((await get("/state", { "if-none-match": tag })).status).toBe(304);
    const saved = await post(`/decisions/${await firstId()}`, {
      choice: "revoke",
      by: miriam,
      seen: body["digest"],
      reason: "  ",
    });
    expect(saved).toMatchObject({ status: 200, body: { kind: "saved", decided: 1, entry: { decision: "revoke" } } });
    expect((await get("/state", { "if-none-match": tag })).status).toBe(200);
    expect(readFileSync(join(folder, "decisions.yaml"), "utf8")).not.toContain("reason: \n");
  });

  it("is 409 for a file that was changed elsewhere, or that cannot be read", async () => {
    const file = join(folder, "decisions.yaml");
    const [, second] = await lines();
    const { digest } = (await get("/state")).body;
    const edited = `${readFileSync(file, "utf8")}# by hand\n`;
    writeFileSync(file, edited);
    const sent = { choice: "revoke", by: miriam };
    const late = await post(`/decisions/${second}`, { ...sent, seen: digest });
    expect(late.status).toBe(409);
    expect(late.body["message"]).toContain("nothing was written over it");
    expect(readFileSync(file, "utf8")).toBe(edited);
    writeFileSync(file, "decisions: [\n");
    for (const { status, body } of [
      await get("/state"),
      await post(`/decisions/${second}`, { ...sent, seen: digest }),
    ]) {
      expect({ status, message: body["message"] }).toEqual({
        status: 409,
        message: expect.stringContaining("not valid YAML"),
      });
    }
    writeFileSync(file, edited);
    const now = (await get("/state")).body["digest"];
    expect((await post(`/decisions/${second}`, { ...sent, seen: now })).status).toBe(200);
  });
});

it("says which port is taken", async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
  const { port } = other.address() as AddressInfo;
  await expect(servePage({ session: openSession(sessionInput(of, folder)), port })).rejects.toThrow(
    `Port ${port} is in use by another process: choose another with --port`,
  );
  await new Promise((done) => other.close(done));
});
