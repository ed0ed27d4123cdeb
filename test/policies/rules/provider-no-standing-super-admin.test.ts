import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../../policies/rule.ts";
import { providerNoStandingSuperAdmin as rule } from "../../../policies/rules/provider-no-standing-super-admin.ts";
import { systemById } from "../../../src/catalogue/systems/index.ts";
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
