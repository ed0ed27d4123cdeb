/** Key vaults that keep the credential of an application. */

import { describe, expect, test } from "vitest";
import { readVaults } from "../../../src/access/azure/vaults.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import type { ArmResource } from "../../../src/tenant/snapshot.ts";
import type { AzureBuilder } from "../../support/azure-builder.ts";
import { control, dana, type Make, waysIn } from "../../support/azure-ways.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

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

describe("a vault as it is read", () => {
  const type = "Microsoft.KeyVault/vaults";
  const id = "/subscriptions/S/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/Safe";
  const scope = id.toLowerCase();
  const reading = { objectId: "DANA", permissions: { secrets: ["Get", "list", "Backup"], keys: ["Sign"] } };
  const permissions = "secrets: Get, Backup; keys: Sign";
  const everything = { roles: true, policies: true, templates: true };

  function read(...resources: readonly ArmResource[]) {
    const tenant = new TenantBuilder();
    tenant.user("dana@tideway.example");
    tenant.collections.armResources.push(...resources);
    return readVaults(tenant.attribution().directory);
  }
  const one = (properties?: Record<string, unknown>): ArmResource => ({
    id,
    name: "safe",
    type,
    ...(properties && { properties }),
  });
  const added = (name: string, properties?: Record<string, unknown>, vaultId = id): ArmResource => ({
    id: `${vaultId}/AccessPolicies/${name}`,
    name,
    type: "MICROSOFT.KeyVault/vaults/accessPolicies",
    ...(properties && { properties }),
  });

  test.each<[string, Record<string, unknown> | undefined, Record<string, boolean>]>([
    ["of which only the id is in sight", undefined, everything],
    ["that a program only reads", { provisioningState: "Succeeded" }, everything],
    ["that does not say", { sku: {} }, { roles: false, policies: true, templates: false }],
    [
      "that does not say, and is there already",
      { provisioningState: "Succeeded", sku: {} },
      { roles: false, policies: true, templates: false },
    ],
    ["by roles", { enableRbacAuthorization: true }, { roles: true, policies: false, templates: false }],
    ["by policies", { enableRbacAuthorization: false }, { roles: false, policies: true, templates: false }],
    [
      "by templates too",
      { enableRbacAuthorization: true, enabledForTemplateDeployment: true },
      { roles: true, policies: false, templates: true },
    ],
  ])("whom it lets in: one %s", (_name, properties, lets) => {
    expect(read(one(properties))).toEqual([{ id, scope, name: "safe", lets, policies: [] }]);
  });

  test.each<[string, ArmResource[], string[]]>([
    ["its own", [one({ accessPolicies: [reading] })], [id]],
    ["one that is added", [one({}), added("p", { policy: reading })], [`${id}/AccessPolicies/p`]],
    ["one that is added, by its properties", [one({}), added("p", reading)], [`${id}/AccessPolicies/p`]],
    [
      "several that are added",
      [one({}), added("add", { accessPolicies: [reading, reading], policy: {} }), added("p", { policy: reading })],
      [`${id}/AccessPolicies/add`, `${id}/AccessPolicies/add`, `${id}/AccessPolicies/p`],
    ],
    [
      "its own before what is added",
      [added("p", { policy: reading }), one({ accessPolicies: [reading] })],
      [id, `${id}/AccessPolicies/p`],
    ],
    ["not one of nobody", [one({ accessPolicies: [{ permissions: reading.permissions }] })], []],
    ["not one that permits nothing", [one({ accessPolicies: [{ objectId: "dana" }] })], []],
    ["not one of which only the id is in sight", [one({}), added("p")], []],
    ["not where roles decide", [one({ enableRbacAuthorization: true, accessPolicies: [reading] })], []],
    ["not what another type calls so", [one({}), { ...added("p", { policy: reading }), type: "x" }], []],
  ])("its policies: %s", (_name, resources, objectKeys) => {
    const policies = objectKeys.map((objectKey) => ({ principal: "dana", permissions, objectKey }));
    expect(read(...resources).map((vault) => vault.policies)).toEqual([policies]);
  });

  test.each<[Record<string, unknown>, string | undefined]>([
    [{ secrets: ["all"] }, "secrets: all"],
    [{ keys: ["all"] }, "keys: all"],
    [{ certificates: ["all", "backup"] }, "certificates: all, backup"],
    [{ certificates: ["get"], keys: ["get", "backup"], secrets: ["set"], storage: ["all"] }, undefined],
  ])("%j gets at a credential: %s", (given, expected) => {
    const [found] = read(one({ accessPolicies: [{ objectId: "dana", permissions: given }] }));
    expect(found?.policies.map((policy) => policy.permissions)).toEqual(expected === undefined ? [] : [expected]);
  });

  test("one that is not in sight itself, once however many policies are added to it", () => {
    const found = read(
      added("p", { policy: reading }),
      added("q", { policy: reading }, id.toUpperCase()),
      one({ sku: {} }),
      added("r", { policy: reading }, `${id}2`),
      added("s", { policy: reading }, `${id}2`),
    );
    expect(found.map(({ name, lets, policies }) => [name, lets.templates, policies.length])).toEqual([
      ["safe", false, 2],
      ["Safe2", true, 2],
    ]);
    expect(found.at(-1)).toMatchObject({ id: `${id}2`, scope: `${scope}2`, lets: everything });
  });

  test("what is in no vault is none", () => {
    expect(read({ id: "/x/y", name: "y", type: "Microsoft.Web/sites" })).toEqual([]);
  });
});
