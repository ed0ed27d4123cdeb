import { describe, expect, it } from "vitest";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

type Replacements = readonly (readonly [string, string])[];

const kestrel = (...replacements: Replacements): Entitlements =>
  deriveEntitlements(parseMatrix(edited(kestrelFile, ...replacements), "m.yaml").matrix);
/** Harbour, whose providers are guests, with an Azure section. */
const harbour = (section: string, ...replacements: Replacements): Entitlements =>
  deriveEntitlements(
    parseMatrix(
      `${edited(harbourFile, ...replacements)}
azure:
  subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90
  resourceGroup: rg-access
  location: westeurope
  alertEmails: [alerts@harbourdental.example]
${section}`,
      "m.yaml",
    ).matrix,
  );
const subscription = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
const azureOf = ({ teams }: Entitlements) =>
  teams.flatMap(({ key, azure }) => azure.map(({ role, scope }) => `${key}: ${role.name} @ ${scope.id}`));

describe("rows reach the scopes that the matrix names", () => {
  it("and nothing in Azure where it names none", () => {
    expect(azureOf(harbour(""))).toEqual([]);
    expect(azureOf(deriveEntitlements(parseMatrix(edited(harbourFile), "m.yaml").matrix))).toEqual([]);
  });

  it("with the catalogue's role, held by the team's group, which a row without any other role gets for it", () => {
    const entitlements = harbour(
      "  scopes:\n    servers: { resourceGroup: rg-servers }\n    sentinel: { subscriptionId: 00000000-0000-4000-8000-000000000001 }\n",
    );
    expect(azureOf(entitlements)).toEqual([
      "nightwatch-siem-monitoring: Microsoft Sentinel Reader @ /subscriptions/00000000-0000-4000-8000-000000000001",
      `tideway-server-patching: Scheduled Patching Contributor @ ${subscription}/resourceGroups/rg-servers`,
    ]);
    const patching = entitlements.teams.find(({ key }) => key === "tideway-server-patching");
    expect(patching).toMatchObject({
      grants: [],
      activation: { maximumHours: 4, approval: false, ticket: true, eligibleDays: 90 },
    });
    expect(patching?.eligible.length).toBeGreaterThan(0);
    expect(entitlements.monitoring?.subscriptions).toEqual([
      "4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90",
      "00000000-0000-4000-8000-000000000001",
    ]);
  });

  it("and every vault of the matrix, where no scope is called vaults", () => {
    const backup =
      "  backup:\n    vaults:\n      one: { resourceGroup: rg-one }\n      two: { resourceGroup: rg-two }\n    guard: { resourceGroup: rg-guard }\n";
    const vault = (name: string) =>
      `tideway-backup-management: Backup Operator @ ${subscription}/resourceGroups/rg-${name}/providers/Microsoft.RecoveryServices/vaults/${name}`;
    expect(azureOf(harbour(backup))).toEqual([vault("one"), vault("two")]);
    expect(azureOf(harbour(`${backup}  scopes:\n    vaults: { managementGroup: backups }\n`))).toEqual([
      "tideway-backup-management: Backup Operator @ /providers/Microsoft.Management/managementGroups/backups",
    ]);
  });

  it("and the strictest of what a group gives decides how it is activated", () => {
    const section = "  scopes:\n    workloads: { resourceGroup: rg-apps }\n";
    const own: [string, string] = [
      "  server-patching:\n    owner: provider\n",
      "  server-patching:\n    owner: provider\n    access: { reason: Runs them., azure: [{ role: Contributor, scope: workloads, approval: false }] }\n",
    ];
    const team = harbour(section, own).teams.find(({ key }) => key === "tideway-server-patching");
    // Contributor runs code as whatever runs there: it is tier 0, and somebody internal lets in.
    expect(team?.activation).toMatchObject({ approval: true, maximumHours: 4, eligibleDays: 90 });
    expect(team?.overrideReason).toBe("Runs them.");
  });
});

describe("Lighthouse", () => {
  it("is for the provider that the matrix says works through it, one delegation a scope", () => {
    const { azure, teams } = kestrel();
    expect(
      azure?.lighthouse.map(({ key, scope, eligible }) => [key, scope.id, eligible.map(({ role }) => role.name)]),
    ).toEqual([
      ["brightdesk-servers", `${subscription}/resourceGroups/rg-servers`, ["Scheduled Patching Contributor"]],
      ["brightdesk-kestrel-servers", `${subscription}/resourceGroups/rg-backup`, ["Backup Operator"]],
      ["brightdesk-monitored", `${subscription}/resourceGroups/rg-network`, ["Monitoring Reader"]],
    ]);
    expect(teams.filter(({ provider }) => provider === "brightdesk")).toEqual([]);
  });

  it("activates no longer than the row and the provider allow, and looks unless the matrix says otherwise", () => {
    const { azure } = kestrel([
      "      approvers: [",
      "      maximumHours: 2\n      groups: { server-patching: { id: 5b0f3c1a-7d24-4e9b-8c60-000000000000, name: Patchers } }\n      approvers: [",
    ]);
    const [servers, vaults] = azure?.lighthouse ?? [];
    expect(servers?.eligible).toEqual([
      expect.objectContaining({ maximumHours: 2, principal: expect.objectContaining({ name: "Patchers" }) }),
    ]);
    expect(vaults?.eligible).toEqual([
      expect.objectContaining({ principal: expect.objectContaining({ name: "Brightdesk – Kestrel engineers" }) }),
    ]);
    expect(servers?.permanent.map(({ role }) => role.name)).toEqual([
      "Managed Services Registration assignment Delete Role",
      "Reader",
    ]);
  });

  it("has one access policy for a role in a definition, the strictest, and none for the one that is held anyway", () => {
    const row = (id: string, own: string): [string, string] => [
      `  ${id}: { owner: brightdesk }`,
      `  ${id}: { owner: brightdesk, access: { reason: R., azure: [${own}] } }`,
    ];
    const twoGroups: [string, string] = [
      "      approvers: [",
      "      groups: { server-patching: { id: 5b0f3c1a-7d24-4e9b-8c60-000000000000, name: Patchers } }\n      approvers: [",
    ];
    const rows = [
      row("server-patching", "{ role: Backup Operator, scope: servers, maximumHours: 4 }"),
      row(
        "network-monitoring",
        "{ role: Backup Operator, scope: servers, maximumHours: 1 }, { role: Reader, scope: servers }",
      ),
    ];
    const servers = (...others: Replacements) =>
      kestrel(twoGroups, ...rows, ...others).azure?.lighthouse.find(({ key }) => key === "brightdesk-servers");
    const held = (...others: Replacements) =>
      servers(...others)?.eligible.map(
        ({ principal, role, maximumHours }) => `${principal.name}: ${role.name}, ${maximumHours} h`,
      );
    const operators = ["Patchers: Backup Operator, 1 h", "Brightdesk – Kestrel engineers: Backup Operator, 1 h"];
    expect(held()).toEqual(operators);
    const without: [string, string] = ["      approvers: [", "      reader: false\n      approvers: ["];
    expect(held(without)).toEqual([...operators, "Brightdesk – Kestrel engineers: Reader, 4 h"]);
    expect(servers(without)?.permanent.map(({ principal, role }) => `${principal.name}: ${role.name}`)).toEqual([
      "Patchers: Managed Services Registration assignment Delete Role",
      "Brightdesk – Kestrel engineers: Managed Services Registration assignment Delete Role",
    ]);
  });

  it("gives nothing of a management group, which it cannot delegate", () => {
    const { azure } = kestrel([
      "    monitored: { resourceGroup: rg-network }",
      "    monitored: { managementGroup: root }",
    ]);
    expect(azure?.lighthouse.map(({ key }) => key)).toEqual(["brightdesk-servers", "brightdesk-kestrel-servers"]);
  });

  it("is not guessed: a GDAP provider without it has nothing in Azure", () => {
    const file = edited(kestrelFile);
    const [from, to] = [file.indexOf("  lighthouse:"), file.indexOf("  locks:")];
    const { azure, teams } = kestrel([file.slice(from, to), ""]);
    expect(azure?.lighthouse).toEqual([]);
    expect(teams.map(({ provider }) => provider)).toEqual(["millstone"]);
  });
});

describe("maintenance windows", () => {
  const windows = (...replacements: Replacements) =>
    kestrel(...replacements).azure?.updates?.windows.map(
      ({ key, start, duration, every }) => `${key}: ${start} ${duration} ${every}`,
    );

  it("take turns, each ring a week after the one before", () => {
    expect(windows()).toEqual([
      "servers-lab: 2027-01-02 22:00 03:55 2Weeks Saturday",
      "servers-production: 2027-01-09 22:00 03:55 2Weeks Saturday",
    ]);
    const three: [string, string] = ["rings: [lab, production], window", "rings: [lab, some, all], window"];
    expect(windows(three, ["    from: 2027-01-02", "    from: 2027-01-04"])).toEqual([
      "servers-lab: 2027-01-09 22:00 03:55 3Weeks Saturday",
      "servers-some: 2027-01-16 22:00 03:55 3Weeks Saturday",
      "servers-all: 2027-01-23 22:00 03:55 3Weeks Saturday",
    ]);
  });

  it("are every week where there is one ring, and take turns by the day where they are daily", () => {
    expect(windows(["rings: [lab, production], window", "rings: [all], window"])).toEqual([
      "servers-all: 2027-01-02 22:00 03:55 Week Saturday",
    ]);
    expect(
      windows(['production], window: "Saturday 22:00–02:00"', 'production], window: "daily 01:00–03:00"']),
    ).toEqual(["servers-lab: 2027-01-02 01:00 02:00 2Days", "servers-production: 2027-01-03 01:00 02:00 2Days"]);
  });

  it("have names that are told apart, whatever the rings are called", () => {
    expect(windows(["rings: [lab, production], window", 'rings: [Lab, lab, "実験"], window'])).toEqual([
      "servers-lab: 2027-01-02 22:00 03:55 3Weeks Saturday",
      "servers-ring-2: 2027-01-09 22:00 03:55 3Weeks Saturday",
      "servers-ring-3: 2027-01-16 22:00 03:55 3Weeks Saturday",
    ]);
  });

  it("are as Azure says it where the matrix does", () => {
    expect(
      windows([
        "{ scope: servers }",
        '{ scope: servers, window: { start: "21:30", hours: 2.5, every: Month Second Sunday } }',
      ]),
    ).toEqual([
      "servers-lab: 2027-01-02 21:30 02:30 Month Second Sunday",
      "servers-production: 2027-01-02 21:30 02:30 Month Second Sunday",
    ]);
  });
});

it("the contract says what is declared in Azure, and who keeps what", () => {
  const lines = kestrel().contractLines.map(({ row, party, text }) => `${row} (${party}): ${text}`);
  expect(lines).toEqual(
    expect.arrayContaining([
      "functions.backup-management (brightdesk): Administrative scope of Brightdesk: Backup Operator over the resource group rg-backup in Azure, from its own tenant through Azure Lighthouse. Never standing: activated with multifactor authentication and the approval of Brightdesk – shift leads, who are Brightdesk's own, for at most 4 hours. Kestrel Precision may end the delegation at any time.",
      "azure.lighthouse (brightdesk): Administrative scope of Brightdesk: Reader over the resource group rg-backup in Azure, from its own tenant through Azure Lighthouse. Held without activation: it sees what is there, which activating a role takes, and changes nothing.",
      expect.stringContaining(
        "License Administrator over the administrative unit ERP users; ERP machine operator over the resource group rg-erp in Azure. Never standing",
      ),
      expect.stringMatching(
        /^azure\.backup \(internal\): Backups in Azure can be deleted, .* only with Kestrel Precision's consent/,
      ),
    ]),
  );
});
