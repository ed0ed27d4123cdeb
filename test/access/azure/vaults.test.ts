/** Key vaults that keep the credential of an application. */

import { describe, expect, test } from "vitest";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import type { AzureBuilder } from "../../support/azure-builder.ts";
import { control, dana, type Make, waysIn } from "../../support/azure-ways.ts";

/** A vault that keeps the secret of an application that can make itself Global Administrator. */
const vault =
  (settings: Record<string, unknown>): Make =>
  (azure, tenant) => {
    tenant.application("Sync");
    tenant.collections.servicePrincipals.at(-1)?.passwordCredentials?.push({ keyId: "key-1" });
    tenant.collections.applications.push({
      id: "registration",
      appId: "app-Sync",
      displayName: "Sync",
      passwordCredentials: [{ keyId: "key-1" }],
    });
    tenant.permission("Sync", control);
    azure.resource("vault", "safe", "sub/rg", { properties: settings });
    azure.resource("Microsoft.KeyVault/vaults/safe/secrets", "sync", "sub/rg");
    const secret = tenant.collections.armResources.at(-1);
    if (secret)
      Object.assign(secret, {
        type: "Microsoft.KeyVault/vaults/secrets",
        properties: { demarcCredentialKeyIds: ["key-1"] },
      });
  };

describe("key vaults", () => {
  const byRoles = { enableRbacAuthorization: true };

  test.each<[string, Record<string, unknown>, Make]>([
    ["a role that reads secrets", byRoles, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
    ["a role over its keys", byRoles, (azure) => azure.role(dana, "Key Vault Crypto User", "sub/rg")],
    ["whoever may give that role", byRoles, (azure) => azure.role(dana, "User Access Administrator", "sub/rg")],
    ["a data role, and nobody sees what decides", {}, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
    [
      "changing the access policies",
      { accessPolicies: [] },
      (azure) => azure.role(dana, "Key Vault Contributor", "sub/rg"),
    ],
    [
      "templates that may read it",
      { ...byRoles, enabledForTemplateDeployment: true },
      (azure) => azure.role(dana, "Contributor"),
    ],
    ["its own access policy", { accessPolicies: [{ objectId: dana, permissions: { secrets: ["Get"] } }] }, () => {}],
  ])("%s", (_name, settings, make) => {
    const found = waysIn((azure, tenant) => {
      vault(settings)(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'key vault "safe", which keeps a credential of app registration "Sync", which can sign in as application "Sync"',
    );
  });

  test.each<[string, Record<string, unknown>, Make]>([
    ["managing a vault in which roles decide", byRoles, (azure) => azure.role(dana, "Key Vault Contributor", "sub/rg")],
    ["reading a vault's settings", byRoles, (azure) => azure.role(dana, "Key Vault Reader", "sub/rg")],
    [
      "a data role where policies decide",
      { accessPolicies: [] },
      (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg"),
    ],
    [
      "a policy that only lists",
      { accessPolicies: [{ objectId: dana, permissions: { secrets: ["List", "Set"] } }] },
      () => {},
    ],
    [
      "a policy that no longer counts",
      { ...byRoles, accessPolicies: [{ objectId: dana, permissions: { secrets: ["Get"] } }] },
      () => {},
    ],
  ])("not %s", (_name, settings, make) => {
    expect(
      waysIn((azure, tenant) => {
        vault(settings)(azure, tenant);
        make(azure, tenant);
      }),
    ).toEqual([]);
  });
});

describe("access policies that are resources of their own", () => {
  const policy = (azure: AzureBuilder, properties: Record<string, unknown>, vaultName = "safe", where = "sub") => {
    const vaultId = `${azure.scope(`${where}/rg`)}/providers/Microsoft.KeyVault/vaults/${vaultName}`;
    azure.tenant.collections.armResources.push({
      id: `${vaultId}/accessPolicies/p`,
      name: "p",
      type: "Microsoft.KeyVault/vaults/accessPolicies",
      properties,
    });
  };
  const reading = { objectId: dana, permissions: { secrets: ["get"] } };

  test.each<[string, number, Make]>([
    ["one", 1, (azure) => policy(azure, { policy: reading })],
    ["several, as ARM adds them", 1, (azure) => policy(azure, { accessPolicies: [{ objectId: "other" }, reading] })],
    ["its own properties", 1, (azure) => policy(azure, reading)],
    ["one of another vault", 0, (azure) => policy(azure, { policy: reading }, "beside")],
    [
      "one that only lists",
      0,
      (azure) => policy(azure, { policy: { ...reading, permissions: { secrets: ["list"] } } }),
    ],
    [
      "one of a vault that is not in sight itself",
      1,
      (azure, tenant) => {
        const { armResources } = tenant.collections;
        armResources.splice(
          armResources.findIndex(({ type }) => type === "Microsoft.KeyVault/vaults"),
          1,
        );
        policy(azure, { policy: reading });
      },
    ],
    [
      "one of a vault in a subscription that nobody names, which may be this one",
      1,
      (azure) => policy(azure, { policy: reading }, "safe", placeholderSubscriptionId),
    ],
  ])("%s: %i ways", (_name, ways, make) => {
    const found = waysIn((azure, tenant) => {
      vault({})(azure, tenant);
      make(azure, tenant);
    });
    expect(found).toHaveLength(ways);
  });
});

test.each(["Key Vault Secrets User", "Key Vault Contributor"])(
  "a vault of which only a secret is in sight lets in whom any vault would: %s",
  (role) => {
    const found = waysIn((azure, tenant) => {
      vault({})(azure, tenant);
      const { armResources } = tenant.collections;
      armResources.splice(
        armResources.findIndex(({ type }) => type === "Microsoft.KeyVault/vaults"),
        1,
      );
      azure.role(dana, role, "sub/rg");
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('key vault "safe", which keeps a credential');
  },
);

describe("anything else that keeps a credential", () => {
  const keeping =
    (role: string): Make =>
    (azure, tenant) => {
      tenant.application("Sync");
      tenant.collections.applications.push({
        id: "registration",
        appId: "app-Sync",
        displayName: "Sync",
        keyCredentials: [{ keyId: "key-1" }],
      });
      tenant.permission("Sync", control);
      azure.resource("Microsoft.Automation/automationAccounts/variables", "secret", "sub/rg", {
        properties: { demarcCredentialKeyIds: ["KEY-1", "of-nobody"] },
      });
      azure.role(dana, role, "sub/rg");
    };

  test("is open to whoever can write it", () => {
    const found = waysIn(keeping("Automation Contributor"));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('which keeps a credential of app registration "Sync"');
  });

  test.each(["Automation Operator", "Key Vault Administrator"])("not to %s", (role) => {
    expect(waysIn(keeping(role))).toEqual([]);
  });
});
