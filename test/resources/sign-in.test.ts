import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { graphClient } from "../../src/resources/graph-client.ts";
import { signIn } from "../../src/resources/sign-in.ts";
import { type ServedTenant, serveTenant } from "../../src/tenant/server.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";

describe("the environment of the azuread provider", () => {
  let directory: string;
  let served: ServedTenant;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "demarc-sign-in-"));
    served = await serveTenant({ tenant: harbourTenant(), port: 0, certificateDirectory: directory });
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

  test("with a wrong secret is refused, and the error does not repeat it", async () => {
    const { token } = await signIn({ ...served.environment, ARM_CLIENT_SECRET: "a-wrong-secret" });
    const error = await token().catch((each: unknown) => each as Error);
    expect(String(error)).toContain("AADSTS7000215");
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
    "ARM_ENVIRONMENT must be one of public, global, usgovernment, usgovernmentl4, usgovernmentl5, dod, china, and is german.",
  );
});

test("a workload without a token to exchange is told what is missing", async () => {
  const { token } = await signIn({ ...application, ARM_USE_OIDC: "true" });
  await expect(token()).rejects.toThrow("ARM_USE_OIDC is on, but there is no token to exchange");
});
