import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerNoStandingSuperAdmin as rule } from "../../../policies/rules/provider-no-standing-super-admin.ts";
import { systemById } from "../../../src/catalogue/systems/index.ts";
import { deriveEntitlements } from "../../../src/entitlements/derive.ts";
import type { SystemEntitlement, SystemGroup } from "../../../src/entitlements/system-access.ts";
import type { SystemRosterDocument } from "../../../src/roster/roster.ts";
import { harbourWith } from "../../support/matrices.ts";
import { goodTenant, today } from "../../support/tenant-builder.ts";

const identity = ["systems: [microsoft-entra-id]", "systems: [microsoft-entra-id, okta, jumpcloud]"] as const;

/** Harbour with what is agreed on systems. */
function agreed(systems: string) {
  return harbourWith(identity, ["review:\n  cadence", `systems:\n${systems}\nreview:\n  cadence`]);
}

const nothing = "  okta: { signIn: own }\n";

function findings(systems: string, rosters?: readonly SystemRosterDocument[]) {
  const loaded = agreed(systems);
  const context = { matrix: loaded.matrix, matrixSource: loaded, ...(rosters && { systemRosters: rosters }) };
  return evaluateRules([rule], goodTenant().context(context));
}

const top = { name: "Super Administrator", reach: "super-administrator" } as const;

function roster(system: string, email: string, role: string, enabled = true): SystemRosterDocument {
  const reach = systemById(system)?.roles.find(({ name }) => name === role)?.reach ?? "unknown";
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: `${today}T00:00:00Z`,
    source: { kind: "api", address: "https://harbour.okta.com" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "7", kind: "person", name: "Dana Reyes", email, enabled, roles: [{ name: role, reach }] }],
  };
}

const ofGroups =
  (change: (group: SystemGroup) => SystemGroup) =>
  (system: SystemEntitlement): SystemEntitlement => ({ ...system, groups: system.groups.map(change) });

describe(rule.name, () => {
  it("refuses an agreement that puts a provider on top of an identity provider, with its line", () => {
    const [finding, ...others] = findings(
      "  okta:\n    roles:\n      - { role: Super Administrator, held: [internal, tideway] }\n",
    );
    expect(others).toEqual([]);
    expect(finding?.message).toBe("The matrix gives Tideway IT the role Super Administrator in Okta, at all times.");
    expect(finding?.severity).toBe("error");
    expect(finding?.line).toBeGreaterThan(1);
  });

  it.each([
    [
      "  okta:\n    roles:\n      - { role: super_admin, held: [dana.reyes@tideway.example] }\n",
      "dana.reyes@tideway.example of Tideway IT the role super_admin in Okta",
      "error",
    ],
    [
      "  jumpcloud:\n    roles:\n      - { role: Administrator With Billing, held: [nightwatch] }\n",
      "Nightwatch the role Administrator With Billing in JumpCloud",
      "error",
    ],
  ])("also by person and spelling: %s", (systems, words, severity) => {
    expect(findings(systems)).toMatchObject([{ message: `The matrix gives ${words}, at all times.`, severity }]);
  });

  it.each([
    ["the client's own people", "  okta:\n    roles:\n      - { role: Super Administrator, held: [internal] }\n"],
    ["a narrower role", "  okta:\n    roles:\n      - { role: Help Desk Administrator, held: [tideway] }\n"],
    ["the provider's own system", "  ninjaone:\n    roles:\n      - { role: System Administrator, held: [tideway] }\n"],
    ["nothing agreed", nothing],
  ])("lets pass: %s", (_, systems) => {
    expect(findings(systems)).toEqual([]);
  });

  it.each([
    ["Super Administrator", true, 1],
    ["Super Administrator", false, 0],
    ["Organization Administrator", true, 0],
  ])("a roster: %s, enabled: %s", (role, enabled, count) => {
    const found = findings(nothing, [roster("okta", "dana.reyes@tideway.example", role, enabled)]);
    expect(found.map(({ message }) => message)).toEqual(
      Array.from({ length: count }, () =>
        expect.stringContaining(`of Tideway IT holds the role ${role} in Okta, at all times.`),
      ),
    );
  });

  const okta = (signIn: string) =>
    `  okta:\n    signIn: ${signIn}\n    application: { existing: Okta }\n    roles: [{ role: ${top.name}, held: [tideway] }]\n`;

  it.each<[string, string, (system: SystemEntitlement) => SystemEntitlement, number]>([
    ["through Entra ID, by a membership that is activated", "entra", (system) => system, 0],
    ["through Entra ID, standing", "entra", ofGroups(({ activation: _, ...group }) => group), 1],
    ["through Entra ID, for another role", "entra", ofGroups((group) => ({ ...group, role: "Reader" })), 1],
    ["through Entra ID, for another provider", "entra", ofGroups((group) => ({ ...group, party: "nightwatch" })), 1],
    ["to another system through Entra ID", "entra", (system) => ({ ...system, key: "jumpcloud" }), 1],
    ["also with accounts of its own", "both", (system) => system, 1],
  ])("an agreement on people who sign in %s", (_, signIn, change, count) => {
    const { matrix } = agreed(okta(signIn));
    const entitlements = deriveEntitlements(matrix);
    expect(entitlements.systemSignIns).toHaveLength(1);
    const changed = { ...entitlements, systemSignIns: entitlements.systemSignIns.map(change) };
    expect(evaluateRules([rule], goodTenant().context({ matrix, entitlements: changed }))).toHaveLength(count);
  });

  it("names the role that matters of several, and the group that it comes through", () => {
    const tenant = goodTenant();
    tenant.guest("tomasz.wilk@tideway.example", "Tomasz Wilk");
    tenant.group("admins", { members: ["dana.reyes"] });
    tenant.eligible("admins", "tomasz.wilk");
    const loaded = agreed(nothing);
    const document = roster("okta", "", top.name);
    const group = {
      id: "admins",
      kind: "group" as const,
      enabled: null,
      roles: [{ name: "Read-only Administrator", reach: "read-only" as const }, top],
    };
    const rosters = [{ ...document, people: [group] }];
    const found = evaluateRules([rule], tenant.context({ matrix: loaded.matrix, systemRosters: rosters }));
    expect(found.map(({ message, severity, resource }) => [message, severity, resource])).toEqual([
      [
        "Dana Reyes (dana.reyes@tideway.example) of Tideway IT holds the role Super Administrator in Okta through the group admins, at all times.",
        "error",
        "okta/admins/dana.reyes",
      ],
    ]);
    expect(found[0]?.remedy).toMatch(/^Give the provider a narrower role of Okta, /);
  });

  it.each([
    ["a provider's own", "ninjaone", "System Administrator"],
    ["one that both share", "freshservice", "Account Admin"],
    ["Entra ID, which has rules of its own", "microsoft-entra-id", "Global Administrator"],
  ])("a roster of %s is not judged", (_, system, role) => {
    const document = roster(system, "dana.reyes@tideway.example", role);
    const people = document.people.map((each) => ({ ...each, roles: [{ ...top, name: role }] }));
    expect(findings(nothing, [{ ...document, people }])).toEqual([]);
  });

  it("whoever the client's own are is no finding", () => {
    expect(findings(nothing, [roster("okta", "miriam.okafor@harbourdental.example", "Super Administrator")])).toEqual(
      [],
    );
  });

  it("another system of the client's own is a warning", () => {
    const section = "  jamf:\n    roles:\n      - { role: Administrator, held: [tideway] }\n";
    const loaded = harbourWith(
      ["systems: [microsoft-intune]", "systems: [microsoft-intune, jamf]"],
      ["review:\n  cadence", `systems:\n${section}\nreview:\n  cadence`],
    );
    expect(evaluateRules([rule], goodTenant().context({ matrix: loaded.matrix }))).toMatchObject([
      { severity: "warning" },
    ]);
  });
});
