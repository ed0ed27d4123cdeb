/** The Azure section of a first matrix: what is there, and what else can be said is written down beside it. */

import type { DraftAzure } from "./draft.ts";
import { flow, scalar, type YamlWriter } from "./yaml-writer.ts";

/** The section as the tenant shows it, with its questions. */
export function writeAzure(writer: YamlWriter, { scopes, lighthouse, ...section }: DraftAzure): void {
  writer.ask(0, "azure").line(0, "azure:");
  writer.line(2, `subscriptionId: ${section.subscriptionId}`);
  writer.line(2, `resourceGroup: ${scalar(section.resourceGroup)}`);
  writer.line(2, `location: ${scalar(section.location)}`);
  writer.line(2, `alertEmails: ${flow(section.alertEmails)}`);
  writer.comment(2, "Where providers work: a row reaches the place that its work is done in.");
  writer.line(2, scopes.length === 0 ? "scopes: {}" : "scopes:");
  for (const { key, note, managementGroup, subscriptionId, resourceGroup } of scopes) {
    const parts = Object.entries({ managementGroup, subscriptionId, resourceGroup })
      .filter((part): part is [string, string] => part[1] !== undefined)
      .map(([name, value]) => `${name}: ${scalar(value)}`);
    writer
      .comment(4, note)
      .ask(4, `azure.scopes.${key}`)
      .line(4, `${key}: { ${parts.join(", ")} }`);
  }
  if (lighthouse.length > 0) writer.line(2, "lighthouse:");
  for (const { provider, group, approvers, isReader } of lighthouse) {
    const named = ({ id, name }: { readonly id: string; readonly name: string }) =>
      `{ id: ${id}, name: ${scalar(name)} }`;
    const approving = approvers.length === 0 ? [group] : approvers;
    writer.ask(4, `azure.lighthouse.${provider}`).line(4, `${provider}:`);
    writer.line(6, `group: ${named(group)}`).line(6, `approvers: [${approving.map(named).join(", ")}]`);
    if (!isReader) {
      writer.comment(
        6,
        "Nobody of it may look without activating something, so nobody can activate anything in the portal:",
      );
      writer.line(6, "reader: false");
    }
  }
}

/** Lines of a comment. */
export const azureExample: readonly string[] = `azure:
  subscriptionId: 00000000-0000-0000-0000-000000000000
  resourceGroup: access-monitoring
  location: westeurope
  retentionDays: 365
  alertEmails: [somebody@your.domain]
  # Where providers work: servers, vaults, monitored, sentinel, workloads, costs are reached by the rows that need them.
  scopes:
    servers: { resourceGroup: rg-servers }
    monitored: { subscriptionId: 00000000-0000-0000-0000-000000000000 }
    everything: { managementGroup: root }
  # For a row's access: { reason, azure: [{ role: restarter, scope: servers, maximumHours: 2, approval: true, eligibleDays: 30 }] }
  # (activation: role, policy: GUID makes people eligible for the role itself instead of for membership in the team).
  customRoles:
    restarter: { displayName: Restarter, description: Restarts machines., actions: [Microsoft.Compute/virtualMachines/restart/action], dataActions: [] }
  # A provider that works from its own tenant; the approvers are its own, what you keep is the right to end it.
  lighthouse:
    provider-key:
      group: { id: 00000000-0000-0000-0000-000000000000, name: Engineers }
      groups: {}
      approvers: [{ id: 00000000-0000-0000-0000-000000000000, name: Shift leads }]
      maximumHours: 4
      reader: true
  locks: true
  # Vaults that a provider runs and cannot empty: without the consent of the guard, which is yours, nothing is destroyed.
  backup:
    vaults:
      files: { resourceGroup: rg-backup, immutability: unlocked, softDeleteDays: 30, redundancy: geo, crossRegionRestore: false }
    guard: { name: backup-guard, resourceGroup: rg-backup-guard }
  # Windows of Azure Update Manager, as tools.patch-management.patching says, or as window says here.
  updates:
    timeZone: W. Europe Standard Time
    from: 2027-01-31
    reboot: if-required
    ringTag: PatchRing
    classes:
      servers: { scope: servers, window: { start: "22:00", hours: 3, every: Month Second Saturday } }`.split("\n");
