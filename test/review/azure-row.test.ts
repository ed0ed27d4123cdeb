import { describe, expect, it } from "vitest";
import type { AccessRecord } from "../../src/access/record.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import { azureRow } from "../../src/review/azure-row.ts";
import { kestrelFile } from "../support/matrices.ts";

const { azure } = deriveEntitlements(loadMatrix(kestrelFile).matrix);
const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
const rest = { key: "", held: "eligible" } as const;

const role = (id: string, group: string, targetId: string): AccessRecord => ({
  ...rest,
  kind: "azure-role",
  principal: { id, identity: "", label: "", type: "foreign", party: { kind: "unknown" } },
  target: "A role",
  targetId,
  scope: `${subscription}/resourceGroups/${group}`,
  objectKey: "x",
});
const resource = (id: string): AccessRecord => ({
  ...rest,
  kind: "azure-resource",
  principal: { id, identity: "", label: "", type: "resource", party: { kind: "unknown" } },
  target: "",
  scope: "Azure",
  objectKey: `${subscription}/${id}`,
});
const engineers = "5b0f3c1a-7d24-4e9b-8c60-1a2f9e7d4c35";
const backupOperator = "00c29273-979b-4161-815c-10b084fb9324";

describe("the row of an access in Azure", () => {
  it.each<[string, AccessRecord, string | undefined, string | undefined]>([
    [
      "what a row delegates",
      role(engineers, "rg-backup", backupOperator),
      "functions.backup-management",
      "Backup management and testing, through Azure Lighthouse",
    ],
    [
      "the right to end it",
      role(engineers, "rg-servers", "91c1777a-f3dc-4fae-b103-61d183457e46"),
      "functions.server-patching",
      "Server patching, through Azure Lighthouse",
    ],
    [
      "more than a row delegates",
      role(engineers, "RG-backup", "contributor"),
      "functions.backup-management",
      "Held outside its row: Backup management and testing gives Backup Operator through Azure Lighthouse, not A role",
    ],
    ["a role elsewhere", role(engineers, "rg-erp", backupOperator), undefined, undefined],
    ["somebody else's role", role("x", "rg-backup", backupOperator), undefined, undefined],
    [
      "a vault",
      resource("resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/kestrel-servers"),
      "azure.backup.vaults.kestrel-servers",
      "Backup vault kestrel-servers",
    ],
    [
      "what is in it",
      resource(
        "resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/kestrel-servers/providers/Microsoft.Authorization/locks/keep",
      ),
      "azure.backup.vaults.kestrel-servers",
      "Backup vault kestrel-servers",
    ],
    [
      "a vault of a like name",
      resource("resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/kestrel-servers-2"),
      undefined,
      undefined,
    ],
    [
      "the guard",
      resource("resourceGroups/rg-backup-guard/providers/Microsoft.DataProtection/resourceGuards/backup-guard"),
      "azure.backup.guard",
      "Resource Guard of the backups",
    ],
    [
      "a window",
      resource("resourceGroups/rg/providers/Microsoft.Maintenance/maintenanceConfigurations/servers-lab"),
      "azure.updates.classes.servers",
      "Maintenance window of ring lab of servers",
    ],
    ["another resource", resource("resourceGroups/rg/providers/Microsoft.Web/sites/servers-lab"), undefined, undefined],
  ])("%s", (_, record, path, text) => {
    expect(azureRow(record, azure)).toEqual(path === undefined ? undefined : { path, text });
    expect(azureRow(record, undefined)).toBeUndefined();
  });
});
