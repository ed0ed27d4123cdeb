import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loopbackCertificate } from "../../src/tenant/certificate.ts";
import { type ServedTenant, ServeError, serveTenant } from "../../src/tenant/server.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";
import { Contoso, tenantId } from "./contoso.ts";

const folder = mkdtempSync(join(tmpdir(), "demarc-serve-"));
const { tenant } = new Contoso();
const seen: string[] = [];
let served: ServedTenant;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function call(
  method: string,
  path: string,
  options: { token?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${served.url}${path}`,
      {
        method,
        ca: readFileSync(served.certificateFile),
        agent: false,
        headers: {
          ...options.headers,
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
        },
      },
      async (response) => {
        let text = "";
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode ?? 0, body: text === "" ? undefined : (JSON.parse(text) as unknown) });
      },
    );
    sent.on("error", reject);
    sent.end(options.body);
  });
}

function credentials(more: Record<string, string> = {}): string {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: served.environment["ARM_CLIENT_ID"] ?? "",
    client_secret: served.environment["ARM_CLIENT_SECRET"] ?? "",
    ...more,
  }).toString();
}

async function signIn(): Promise<string> {
  const { body } = await call("POST", `/${tenantId}/oauth2/v2.0/token`, { body: credentials() });
  return (body as { access_token: string }).access_token;
}

beforeAll(async () => {
  served = await serveTenant({
    tenant,
    port: 0,
    certificateDirectory: folder,
    onRequest: (method, path, status) => seen.push(`${method} ${path} ${status}`),
  });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

test("metadata name the tenant's own endpoints, in both shapes", async () => {
  const now = await call("GET", "/metadata/endpoints?api-version=2022-09-01");
  expect(now).toMatchObject({
    status: 200,
    body: { microsoftGraphResourceId: served.url, authentication: { loginEndpoint: served.url } },
  });
  expect((await call("GET", "/metadata/endpoints?api-version=2020-06-01")).body).toMatchObject([
    { resourceManager: served.url },
  ]);
});

test("the environment is what the provider needs", () => {
  expect(served.environment).toMatchObject({
    ARM_METADATA_HOSTNAME: `localhost:${served.port}`,
    ARM_TENANT_ID: tenantId,
    ARM_CLIENT_ID: tenant.deploymentClientId,
    SSL_CERT_FILE: served.certificateFile,
  });
});

describe("sign-in", () => {
  test("the token names the deployment identity, which is in the tenant", async () => {
    const claims = JSON.parse(Buffer.from((await signIn()).split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({
      tid: tenantId,
      appid: tenant.deploymentClientId,
      oid: tenant.deploymentPrincipal(),
    });
    const { body } = await call("GET", `/v1.0/servicePrincipals/${String(claims["oid"])}`, { token: await signIn() });
    expect(body).toMatchObject({ displayName: "Demarc deployment" });
  });

  test.each<[string, Record<string, string>, number, string]>([
    ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client"],
    ["another application", { client_id: "00000000-0000-4000-8000-000000000000" }, 400, "unauthorized_client"],
    ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type"],
  ])("%s is refused", async (_, more, status, error) => {
    expect(await call("POST", `/${tenantId}/oauth2/v2.0/token`, { body: credentials(more) })).toMatchObject({
      status,
      body: { error },
    });
  });

  test("no token and a changed token are refused", async () => {
    const [head, claims, signature] = (await signIn()).split(".");
    const other = Buffer.from(JSON.stringify({ oid: tenantId, exp: 9e9 })).toString("base64url");
    const refused = { status: 401, body: { error: { code: "InvalidAuthenticationToken" } } };
    expect(await call("GET", "/v1.0/users")).toMatchObject(refused);
    expect(await call("GET", "/v1.0/users", { token: `${head}.${other}.${signature}` })).toMatchObject(refused);
    expect(await call("GET", "/v1.0/users", { token: `${head}.${claims}.${signature}` })).toMatchObject({
      status: 200,
    });
  });
});

test("Graph over HTTPS: links, counts, errors and bodies that are not JSON", async () => {
  const token = await signIn();
  const group = { displayName: "G", mailEnabled: false, mailNickname: "g", securityEnabled: true };
  for (let count = 0; count < 2; count++) {
    expect(await call("POST", "/v1.0/groups", { token, body: JSON.stringify(group) })).toMatchObject({ status: 201 });
  }
  const { body } = await call("GET", "/v1.0/groups?$top=1", { token });
  const next = String((body as Record<string, unknown>)["@odata.nextLink"]);
  expect(next.startsWith(`${served.url}/v1.0/groups?`)).toBe(true);
  expect(await call("GET", next.slice(served.url.length), { token })).toMatchObject({
    body: { value: [{ displayName: "G" }] },
  });
  expect(await call("GET", "/v1.0/groups/$count", { token, headers: { ConsistencyLevel: "eventual" } })).toEqual({
    status: 200,
    body: 2,
  });
  expect(await call("GET", "/v1.0/nothing", { token })).toMatchObject({ status: 501 });
  expect(await call("POST", "/v1.0/groups", { token, body: "{" })).toMatchObject({ status: 400 });
});

test("the log has no secret in it", () => {
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.join("\n")).not.toContain(served.environment["ARM_CLIENT_SECRET"]);
});

test("an occupied port and an address that others could reach are refused", async () => {
  const options = { tenant, port: served.port, certificateDirectory: folder };
  await expect(serveTenant(options)).rejects.toMatchObject({
    name: "ServeError",
    reason: "port-in-use",
    message: expect.stringContaining(`Port ${served.port} is in use`),
  });
  await expect(serveTenant({ ...options, host: "0.0.0.0" })).rejects.toBeInstanceOf(ServeError);
  await expect(serveTenant({ ...options, host: "192.168.1.5" })).rejects.toMatchObject({ reason: "not-loopback" });
});

test("the certificate is made once and its key is private", async () => {
  const before = readFileSync(served.certificateFile, "utf8");
  const second = await serveTenant({ tenant, port: 0, host: "127.0.0.1", certificateDirectory: folder });
  await second.close();
  expect(readFileSync(served.certificateFile, "utf8")).toBe(before);
  expect(statSync(join(folder, "localhost.pem")).mode & 0o077).toBe(0);
  expect(before).not.toContain("PRIVATE KEY");
});

test("in the same process the tenant is a fetch", async () => {
  const graph = tenantFetch(tenant);
  const body = JSON.stringify({ displayName: "F", mailEnabled: false, mailNickname: "f", securityEnabled: true });
  const made = await graph("https://graph.microsoft.com/v1.0/groups", { method: "POST", body });
  expect(made.status).toBe(201);
  const found = await graph("https://graph.microsoft.com/v1.0/groups?$filter=displayName%20eq%20'F'&$count=true", {
    headers: { ConsistencyLevel: "eventual" },
  });
  expect(await found.json()).toMatchObject({ "@odata.count": 1, value: [{ displayName: "F" }] });
  expect((await graph("https://graph.microsoft.com/v1.0/groups/none", { method: "DELETE" })).status).toBe(404);
});

test("servers that start at the same moment share one certificate; one that soon ends is replaced", async () => {
  const directory = join(folder, "shared");
  const [first, second] = await Promise.all([loopbackCertificate(directory), loopbackCertificate(directory)]);
  expect(second).toEqual(first);
  const inAYear = new Date(Date.now() + 360 * 86_400_000);
  const renewed = await loopbackCertificate(directory, inAYear);
  expect(renewed.certificate).not.toBe(first.certificate);
  expect(readFileSync(renewed.certificateFile, "utf8")).toBe(renewed.certificate);
});
