import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graphClient } from "../../src/resources/graph-client.ts";
import { signIn } from "../../src/resources/sign-in.ts";
import { signInSettings } from "../../src/resources/sign-in-settings.ts";
import { workloadToken } from "../../src/resources/workload-token.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";

describe("the environment of the azuread provider", () => {
  let directory: string;
  let served: ServedTenant;
  let tokens = 0;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "demarc-sign-in-"));
    served = await serveTenant({
      tenant: harbourTenant(),
      port: 0,
      certificateDirectory: directory,
      onRequest: (_, path) => {
        if (path.includes("/token")) tokens++;
      },
    });
  });
  afterAll(async () => {
    await served.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("is enough to read and write a tenant that describes itself", async () => {
    const client = graphClient(await signIn(served.environment));
    const { id } = await client.post("/v1.0/directory/administrativeUnits", { displayName: "U" });
    expect(await client.getNew(`/v1.0/directory/administrativeUnits/${String(id)}`)).toMatchObject({
      displayName: "U",
    });
    expect(
      await client.get("/v1.0/directory/administrativeUnits/0f0e0d0c-0000-4000-8000-000000000001"),
    ).toBeUndefined();
  });

  test("may keep the secret in a file", async () => {
    const { ARM_CLIENT_SECRET: secret = "", ...rest } = served.environment;
    const file = join(directory, "secret");
    writeFileSync(file, `${secret}\n`);
    const { token } = await signIn({ ...rest, ARM_CLIENT_SECRET_FILE_PATH: file });
    expect(await token()).not.toBe("");
  });

  test("gives way to the configuration of azuread, which is enough without it", async () => {
    const { environment } = served;
    const configured = new Map([
      ["azuread:tenantId", environment["ARM_TENANT_ID"]],
      ["azuread:clientId", environment["ARM_CLIENT_ID"]],
      ["azuread:clientSecret", environment["ARM_CLIENT_SECRET"]],
      ["azuread:metadataHost", environment["ARM_METADATA_HOSTNAME"]],
    ]);
    for (const others of [{}, { ARM_CLIENT_SECRET: "a-wrong-secret", ARM_TENANT_ID: "another" }]) {
      const surroundings = { SSL_CERT_FILE: environment["SSL_CERT_FILE"], ...others };
      expect(await (await signIn(surroundings, configured)).token()).not.toBe("");
    }
  });

  test("asks for another token where Graph takes the last one no more, and only then", async () => {
    const { token } = await signIn(served.environment);
    await token();
    const before = tokens;
    await token();
    expect(tokens).toBe(before);
    await token(true);
    expect(tokens).toBe(before + 1);
  });

  test("with a wrong secret is refused, and the error does not repeat it", async () => {
    const { token } = await signIn({ ...served.environment, ARM_CLIENT_SECRET: "a-wrong-secret" });
    const error = await token().catch((each: unknown) => each as Error);
    expect(String(error)).toMatch(/Nobody could be signed in to Microsoft Graph at https:.*AADSTS7000215/s);
    expect(String(error)).not.toContain("a-wrong-secret");
  });
});

const application = {
  ARM_TENANT_ID: "3f1c1d2e-8a4b-4c55-9d5e-0b7a6c5d4e01",
  ARM_CLIENT_ID: "0f0e0d0c-0000-4000-8000-000000000001",
};

test.each([
  [{}, "https://graph.microsoft.com"],
  [{ ARM_ENVIRONMENT: "usgovernment" }, "https://graph.microsoft.us"],
  [{ ARM_ENVIRONMENT: "China" }, "https://microsoftgraph.chinacloudapi.cn"],
])("the cloud of %j is %s", async (environment, graph) => {
  expect(await signIn({ ...application, ARM_CLIENT_SECRET: "s", ...environment })).toMatchObject({ graph });
});

test("a cloud that there is not is refused by name", async () => {
  await expect(signIn({ ARM_ENVIRONMENT: "german" })).rejects.toThrow(
    "The environment (azuread:environment or ARM_ENVIRONMENT) must be one of public, global, usgovernment, usgovernmentl4, usgovernmentl5, dod, china, and is german.",
  );
});

test("a workload without a token to exchange is told what is missing", async () => {
  const { token } = await signIn({ ...application, ARM_USE_OIDC: "true" });
  await expect(token()).rejects.toThrow(
    "There is to be a federated sign-in (ARM_USE_OIDC), but there is no token to exchange: set ARM_OIDC_TOKEN",
  );
});

test.each([
  [
    { ARM_USE_CLI: "false", ARM_CLIENT_ID: "" },
    "Nothing says whom to sign in as. Set azuread:clientId (ARM_CLIENT_ID), one of azuread:clientSecret (ARM_CLIENT_SECRET),",
  ],
  [{ ARM_USE_CLI: "no" }, "ARM_USE_CLI must be true or false, and is no."],
  [
    { ARM_CLIENT_CERTIFICATE_PATH: "/nowhere/bundle.pfx" },
    "ARM_CLIENT_CERTIFICATE_PATH names a file that cannot be read: ENOENT",
  ],
  [
    { ARM_METADATA_HOSTNAME: "127.0.0.1:1" },
    "The cloud that azuread:metadataHost (ARM_METADATA_HOSTNAME) names does not describe itself at https://127.0.0.1:1/metadata/endpoints?api-version=2022-09-01: fetch failed",
  ],
  [
    { ARM_CLIENT_CERTIFICATE: "bm8gYnVuZGxl", ARM_CLIENT_SECRET: "s" },
    "The bundle of the certificate cannot be opened (",
  ],
])("%j is told what is wrong, before anything is asked", async (environment, sentence) => {
  await expect(signIn({ ...application, ...environment })).rejects.toThrow(sentence);
});

describe("a pipeline", () => {
  let server: Server;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.end(JSON.stringify(request.url?.startsWith("/devops") ? { oidcToken: "t.o.k" } : { value: "t.o.k" }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.close();
  });

  test.each([
    [
      "of GitHub",
      (origin: string) => ({
        ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/github?v=1`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "key",
      }),
      "GET /github?v=1&audience=api%3A%2F%2FAzureADTokenExchange Bearer key",
    ],
    [
      "of Azure DevOps",
      (origin: string) => ({
        SYSTEM_OIDCREQUESTURI: `${origin}/devops`,
        SYSTEM_ACCESSTOKEN: "key",
        ARM_OIDC_AZURE_SERVICE_CONNECTION_ID: "connection",
      }),
      "POST /devops?audience=api%3A%2F%2FAzureADTokenExchange&api-version=7.1&serviceConnectionId=connection Bearer key",
    ],
  ])("%s gives the token to exchange", async (_, environment, expected) => {
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    expect(await workloadToken(signInSettings(environment(origin), undefined))).toBe("t.o.k");
    expect(asked.at(-1)).toBe(expected);
  });
});
