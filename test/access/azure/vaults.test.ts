/** Key vaults that keep the credential of an application. */

import { describe, expect, test } from "vitest";
import { control, dana, type Make, waysIn } from "../../support/azure-ways.ts";

describe("key vaults", () => {
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
  const byRoles = { enableRbacAuthorization: true };

  test.each<[string, Record<string, unknown>, Make]>([
    ["a role that reads secrets", byRoles, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
    ["a role over its keys", byRoles, (azure) => azure.role(dana, "Key Vault Crypto User", "sub/rg")],
    ["whoever may give that role", byRoles, (azure) => azure.role(dana, "User Access Administrator", "sub/rg")],
    ["changing the access policies", {}, (azure) => azure.role(dana, "Key Vault Contributor", "sub/rg")],
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
    ["a data role where policies decide", {}, (azure) => azure.role(dana, "Key Vault Secrets User", "sub/rg")],
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
