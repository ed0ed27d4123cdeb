/** Secrets of rosters: where they are sent, and that they are nowhere else. */

import { describe, expect, test } from "vitest";
import type { Authentication, RosterRequest } from "../../src/catalogue/systems/roster-api.ts";
import { ConnectionError } from "../../src/roster/connection.ts";
import { readRosterApi } from "../../src/roster/read-api.ts";
import { apiOf, read, secret, source, system, user, users } from "./reading.ts";

const oauthOf = (secrets: Record<string, string>): Authentication & { readonly kind: "oauth" } => ({
  kind: "oauth",
  tokenUrl: "https://login.vendor.example/token",
  form: { grant_type: "client_credentials", client_id: "{client-id}", client_secret: "{client-secret}" },
  secrets,
  source,
});

describe("secrets", () => {
  test("are in no message, whatever the service says", async () => {
    const { roster } = await read(apiOf([users]), {
      "/api/users": Response.json({ message: `your token ${secret} is bad` }, { status: 400 }),
    });
    expect(roster.unread[0]?.why).toBe("x.vendor.example answered 400: “your token [secret] is bad”.");
    expect(JSON.stringify(roster)).not.toContain(secret);
  });

  test("are in no message when they are short, or sent in another form", async () => {
    const authentication: Authentication = {
      kind: "basic",
      user: "acme",
      password: "{password}",
      secrets: { password: "a password" },
      source,
    };
    const { roster } = await read(
      apiOf([users], { authentication }),
      { "/api/users": Response.json({ message: "no pa$$w0rd, pa%24%24w0rd or cGEkJHcwcmQ=" }, { status: 400 }) },
      { DEMARC_OKTA_PASSWORD: "pa$$w0rd" },
    );
    expect(roster.unread[0]?.why).toBe("x.vendor.example answered 400: “no [secret], [secret] or [secret]”.");
  });

  test.each([
    ["abcd", "no [secret]"],
    ["abc", "no abc"],
  ])("as short as %s are none, and would tear the sentence to pieces", async (token, said) => {
    const { roster } = await read(
      apiOf([users]),
      { "/api/users": Response.json({ message: `no ${token}` }, { status: 400 }) },
      { DEMARC_OKTA_TOKEN: token },
    );
    expect(roster.unread[0]?.why).toBe(`x.vendor.example answered 400: “${said}”.`);
  });

  const oauth = oauthOf({ "client-id": "an id", "client-secret": "a secret" });
  const client = { DEMARC_OKTA_CLIENT_ID: "client", DEMARC_OKTA_CLIENT_SECRET: secret };

  test.each([
    ["with what each request to the service has", "/token", "/api/token", "1.3"],
    ["from elsewhere without it", "https://login.vendor.example/token", "login.vendor.example/token", null],
  ])("get a token %s", async (_, tokenUrl, asked, version) => {
    const { roster, sent } = await read(
      apiOf([users], { authentication: { ...oauth, tokenUrl }, headers: { "x-api-version": "1.3" } }),
      { [asked]: { access_token: "issued-token" }, "/api/users": { users: [user(1)] } },
      client,
    );
    expect(roster.complete).toBe(true);
    expect(sent.map(({ headers }) => new Headers(headers).get("x-api-version"))).toEqual([version, "1.3"]);
  });

  test("get a token once, and a new one when it has ended", async () => {
    const { roster, asked, sent } = await read(
      apiOf([users], { authentication: oauth }),
      {
        "login.vendor.example/token": [{ access_token: "first-issued-token" }, { access_token: "second-issued-token" }],
        "/api/users": [Response.json({}, { status: 401 }), { users: [user(1)] }],
      },
      client,
    );
    expect(roster.complete).toBe(true);
    expect(asked).toEqual(["login.vendor.example/token", "/api/users", "login.vendor.example/token", "/api/users"]);
    expect(String(sent[0]?.body)).toBe(`grant_type=client_credentials&client_id=client&client_secret=${secret}`);
    expect(sent.map(({ headers }) => new Headers(headers).get("authorization"))).toEqual([
      null,
      "Bearer first-issued-token",
      null,
      "Bearer second-issued-token",
    ]);
  });

  test("are asked for as the vendor wants it", async () => {
    const authentication: Authentication = {
      ...oauth,
      tokenUrl: "/login",
      form: { key: "{client-id}", tenant: "{host}" },
      asJson: true,
      basic: { user: "public", password: "{client-secret}" },
      tokenAt: "data.token",
      header: { name: "x-session", value: "S {token}" },
    };
    const { roster, sent } = await read(
      apiOf([users], { authentication }),
      { "/api/login": { data: { token: "issued-token" } }, "/api/users": { users: [user(1)] } },
      client,
    );
    expect(roster.complete).toBe(true);
    expect(JSON.parse(String(sent[0]?.body))).toEqual({ key: "client", tenant: "x.vendor.example" });
    expect(new Headers(sent[0]?.headers).get("authorization")).toBe(
      `Basic ${Buffer.from(`public:${secret}`).toString("base64")}`,
    );
    expect(new Headers(sent[1]?.headers).get("x-session")).toBe("S issued-token");
  });

  test("that were issued are in no message either", async () => {
    const { roster } = await read(
      apiOf([users], { authentication: oauth }),
      {
        "login.vendor.example/token": { access_token: "issued-token" },
        "/api/users": Response.json({ message: "issued-token has no rights" }, { status: 403 }),
      },
      client,
    );
    expect(roster.unread[0]?.why).toContain(": “[secret] has no rights”; the token needs");
  });

  test("that are refused are tried once", async () => {
    const { roster, asked } = await read(
      apiOf([users], { authentication: oauth }),
      { "login.vendor.example/token": new Response("{}", { status: 401 }) },
      client,
    );
    expect(asked).toEqual(["login.vendor.example/token"]);
    expect(roster.unread[0]?.why).toBe("login.vendor.example answered 401; it gave no token.");
  });

  test("and what they are sent with: the form that is said, and what each request has", async () => {
    const bodies: RosterRequest = { ...users, body: { query: "{ users }" } };
    const { sent } = await read(
      apiOf([bodies, { ...users, name: "more", path: "/more" }], {
        authentication: { ...oauth, tokenUrl: "/token", header: { name: "x-key", value: "{client-id} {token}" } },
        headers: { "x-for": "{host}" },
      }),
      { "/api/token": { access_token: "issued-token" }, "/api/users": { users: [] }, "/api/more": { users: [] } },
      client,
    );
    const always = { accept: "application/json", "x-for": "x.vendor.example" };
    expect(sent.map(({ headers }) => Object.fromEntries(new Headers(headers)))).toEqual([
      { ...always, "content-type": "application/x-www-form-urlencoded" },
      { ...always, "content-type": "application/json", "x-key": "client issued-token" },
      { ...always, "x-key": "client issued-token" },
    ]);
    const asJson = await read(
      apiOf([users], { authentication: { ...oauth, asJson: true } }),
      { "login.vendor.example/token": { access_token: "issued-token" }, "/api/users": { users: [] } },
      client,
    );
    expect(Object.fromEntries(new Headers(asJson.sent[0]?.headers))).toEqual({
      accept: "application/json",
      "content-type": "application/json",
    });
  });

  test("that get no token leave everything unread", async () => {
    const { roster } = await read(
      apiOf([users], { authentication: oauth }),
      { "login.vendor.example/token": {} },
      client,
    );
    expect(roster.unread).toEqual([{ what: "users", why: "login.vendor.example gave no token." }]);
  });

  test("are not needed where a token is given", async () => {
    const { asked, sent } = await read(
      apiOf([users], { authentication: oauth }),
      { "/api/users": { users: [] } },
      { DEMARC_OKTA_TOKEN: secret },
    );
    expect(asked).toEqual(["/api/users"]);
    expect(new Headers(sent[0]?.headers).get("authorization")).toBe(`Bearer ${secret}`);
  });

  test.each<[string, Authentication, Record<string, string>]>([
    [
      "headers",
      { kind: "headers", headers: { "x-api-key": "{key}" }, secrets: { key: "a key" }, source },
      { "x-api-key": secret },
    ],
    [
      "basic authentication",
      {
        kind: "basic",
        user: "acme+{key}",
        password: "{key}",
        headers: { clientid: "{key}" },
        secrets: { key: "a key" },
        source,
      },
      {
        authorization: `Basic ${Buffer.from(`acme+${secret}:${secret}`).toString("base64")}`,
        clientid: secret,
      },
    ],
  ])("in %s", async (_, authentication, expected) => {
    const { sent } = await read(
      apiOf([users], { authentication }),
      { "/api/users": { users: [] } },
      { DEMARC_OKTA_KEY: secret },
    );
    expect(Object.fromEntries(new Headers(sent[0]?.headers))).toMatchObject(expected);
  });
});

describe("before anything is sent", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      "all that is missing is said",
      {},
      {},
      "Vendor cannot be asked: systems.okta.connection.host of the matrix is missing: the host, such as x.vendor.example; DEMARC_OKTA_TOKEN is not set: a token.",
    ],
    [
      "a host is a host",
      { host: "x.vendor.example/api?" },
      { DEMARC_OKTA_TOKEN: secret },
      'Vendor cannot be asked: host: "x.vendor.example/api?" is no host name (without https:// and path) (such as x.vendor.example).',
    ],
    [
      "a value is one that it needs",
      { host: "x.vendor.example", hots: "y" },
      { DEMARC_OKTA_TOKEN: secret },
      'Vendor cannot be asked: hots: its API needs no "hots" (did you mean "host"?).',
    ],
  ])("%s", async (_, connection, environment, message) => {
    const reading = readRosterApi(system, apiOf([users]), {
      connection,
      environment,
      now: "2026-11-22T08:00:00Z",
      fetch: async () => {
        throw new Error("nothing may be sent");
      },
    });
    await expect(reading).rejects.toThrow(new ConnectionError(message));
  });

  test.each<[string, Authentication, Record<string, string>, string]>([
    [
      "a blank token is none, also where it would do alone",
      oauthOf({ "client-id": "an id" }),
      { DEMARC_OKTA_TOKEN: " " },
      "DEMARC_OKTA_TOKEN is not set: a token",
    ],
    [
      "a token is nothing to what needs a password",
      { kind: "basic", user: "acme", password: "{password}", secrets: { password: "a password" }, source },
      { DEMARC_OKTA_TOKEN: secret },
      "DEMARC_OKTA_PASSWORD is not set: a password",
    ],
  ])("%s", async (_, authentication, environment, problem) => {
    const reading = read(apiOf([users], { authentication }), {}, environment);
    await expect(reading).rejects.toThrow(new ConnectionError(`Vendor cannot be asked: ${problem}.`));
  });

  test.each([
    "http://{host}/api",
    "https://me:{host}@x/api",
    "https://{host}/api#x",
    "https://{host}/api?x=1",
    "{host}",
  ])("a secret is not sent to %s", async (baseUrl) => {
    const address = baseUrl.replace("{host}", "x.vendor.example");
    await expect(read(apiOf([users], { baseUrl }), {})).rejects.toThrow(
      new ConnectionError(`Vendor cannot be asked: ${address} is no address to send a secret to.`),
    );
  });

  test("each of many tenants has secrets of its own", async () => {
    const asked: string[] = [];
    await readRosterApi(system, apiOf([users]), {
      connection: { host: "x.vendor.example" },
      environment: { DEMARC_OKTA_TOKEN: "another-secret", DEMARC_ACME_DENTAL_OKTA_TOKEN: ` ${secret}\n` },
      tenant: "acme-dental",
      now: "2026-11-22T08:00:00Z",
      fetch: async (_, init) => {
        asked.push(new Headers(init.headers).get("authorization") ?? "");
        return Response.json({ users: [] });
      },
    });
    expect(asked).toEqual([`Bearer ${secret}`]);
  });

  test("a value that nobody gave is the vendor's own", async () => {
    const region = {
      description: "the region",
      kind: "label",
      choices: ["eu", "us"],
      default: "eu",
      example: "eu",
    } as const;
    const asked: string[] = [];
    await readRosterApi(
      system,
      apiOf([users], { baseUrl: "https://{region}.vendor.example", connection: { region } }),
      {
        connection: {},
        environment: { DEMARC_OKTA_TOKEN: secret },
        now: "2026-11-22T08:00:00Z",
        fetch: async (url) => {
          asked.push(url);
          return Response.json({ users: [] });
        },
      },
    );
    expect(asked).toEqual(["https://eu.vendor.example/users"]);
  });

  test("a host of the vendor's may have a port", async () => {
    const ends = { description: "the host", kind: "host", endsIn: [".vendor.example"], example: "x" } as const;
    const asked: string[] = [];
    await readRosterApi(system, apiOf([users], { connection: { host: ends } }), {
      connection: { host: "x.vendor.example:8443" },
      environment: { DEMARC_OKTA_TOKEN: secret },
      now: "2026-11-22T08:00:00Z",
      fetch: async (url) => {
        asked.push(url);
        return Response.json({ users: [] });
      },
    });
    expect(asked).toEqual(["https://x.vendor.example:8443/api/users"]);
  });

  test("a host of the vendor's is one", async () => {
    const api = apiOf([users], {
      connection: { host: { description: "the host", kind: "host", endsIn: [".vendor.example"], example: "x" } },
    });
    const reading = readRosterApi(system, api, {
      connection: { host: "vendor.example.evil.example" },
      environment: { DEMARC_OKTA_TOKEN: secret },
      now: "2026-11-22T08:00:00Z",
    });
    await expect(reading).rejects.toThrow("is not one of the vendor's hosts (it ends in .vendor.example)");
  });
});
