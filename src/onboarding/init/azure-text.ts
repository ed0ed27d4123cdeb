/** The Azure section of a first matrix: nothing is declared, and what can be is written down beside it. */

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
      reader: false
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
