/** What protects backups and servers in Azure arrives in a snapshot: vaults with their guards, locks, windows. */

import { describe, expect, it } from "vitest";
import { graphClient } from "../../../src/review/collect/client.ts";
import { collectSnapshot } from "../../../src/review/collect/collect-snapshot.ts";
import { harbourToday } from "../../../src/tenant/seed/harbour.ts";
import type { Unreadable } from "../../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../../src/tenant/tenant.ts";
import { azureTenant, proxyId, resource, subscription, vaultId } from "../../support/azure-world.ts";
import { refused, type Spoil, spoiltFetch } from "./support.ts";

const group = (name: string) =>
  resource(`${subscription}/resourceGroups/${name}`, "Microsoft.Resources/resourceGroups", {});
const backupVault = resource(
  `${subscription}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-blobs`,
  "Microsoft.DataProtection/backupVaults",
  { securitySettings: { softDeleteSettings: { state: "On", retentionDurationInDays: 14 } } },
);
const backupVaultProxy = resource(
  `${backupVault.id}/backupResourceGuardProxies/DppResourceGuardProxy`,
  "Microsoft.DataProtection/backupVaults/backupResourceGuardProxies",
  {
    resourceGuardResourceId: `${subscription}/resourceGroups/rg-guard/providers/Microsoft.DataProtection/resourceGuards/g`,
  },
);
const groups = [group("rg-access"), group("rg-backup"), group("rg-guard"), group("rg-servers")];
const stored = azureTenant([...groups, backupVault, backupVaultProxy]).snapshot;

async function collect(spoil: Spoil = () => undefined) {
  const tenant = EmbeddedTenant.fromSnapshot(stored, { clock: () => harbourToday });
  const client = (baseUrl: string) =>
    graphClient({ baseUrl, token: async () => "t", fetch: spoiltFetch(tenant, spoil), sleep: async () => {} });
  return collectSnapshot(client("https://graph.microsoft.com"), {
    tenantId: stored.tenantId,
    source: "embedded",
    now: harbourToday,
    azure: { client: client("https://management.azure.com") },
  });
}

const ofAzure = ({ collection }: Unreadable) => collection === "armResources";

describe("Azure's protections", () => {
  it("are read, each once and as they are", async () => {
    const { collections, unreadable } = await collect();
    expect(unreadable.filter(ofAzure)).toEqual([]);
    for (const { id, type, properties } of stored.collections.armResources) {
      const found = collections.armResources.filter((each) => each.id.toLowerCase() === id.toLowerCase());
      expect(found, id).toHaveLength(1);
      expect(found[0], id).toMatchObject({ type, properties });
    }
  });

  it.each([
    [vaultId, proxyId],
    [backupVault.id, backupVaultProxy.id],
  ])("are not taken for missing where %s does not say its guard", async (vault, proxy) => {
    const { collections, unreadable } = await collect((url) =>
      url.includes(`${vault}/backupResourceGuardProxies`) ? refused("AuthorizationFailed") : undefined,
    );
    expect(unreadable.filter(ofAzure)).toEqual([
      expect.objectContaining({
        collection: "armResources",
        message: `Resource Guards of vaults of ${vault}: Insufficient privileges to complete the operation.`,
      }),
    ]);
    expect(collections.armResources.map(({ id }) => id)).not.toContain(proxy);
  });
});
