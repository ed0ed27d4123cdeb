import { describe, expect, it } from "vitest";
import { lintMatrix, type SmellName } from "../../src/matrix/lint.ts";
import { harbour, harbourWith } from "../support/matrices.ts";

const today = "2026-11-21";
const warnings = (loaded: ReturnType<typeof harbour>, at = today) =>
  lintMatrix(loaded, at).filter((smell) => smell.severity === "warning");

describe("lint", () => {
  it("finds nothing to warn about in the example", () => {
    expect(warnings(harbour())).toEqual([]);
  });

  it.each<[SmellName, string, [string, string][]]>([
    [
      "too-many-joint-rows",
      "functions",
      [
        ["  tier-1-helpdesk:\n    owner: internal", "  tier-1-helpdesk:\n    accountable: internal\n    owner: joint"],
        ["  user-lifecycle:\n    owner: internal", "  user-lifecycle:\n    accountable: internal\n    owner: joint"],
      ],
    ],
    ["function-without-owner", "functions", [["  vendor-management:\n    owner: provider\n", ""]]],
    ["unowned-patching", "functions", [["  server-patching:\n    owner: provider\n", ""]]],
    [
      "unowned-patching",
      "tools.patch-management.patching",
      [
        [
          '      infrastructure: { owner: tideway, rings: [spare switch, all practices], window: "Sunday 02:00–05:00", approver: internal }\n',
          "",
        ],
      ],
    ],
    ["tool-without-owner", "tools", [["  psa:\n    owner: provider\n    systems: [halopsa]\n", ""]]],
    ["tooling-overlap", "tools.rmm.systems", [["systems: [ninjaone]", "systems: [ninjaone, datto-rmm]"]]],
    [
      "missing-data-export",
      "tools.documentation",
      [
        [
          "    dataExport: { format: HTML and CSV, contents: [articles, asset register, password vault index], withinDays: 5 }\n",
          "",
        ],
      ],
    ],
    [
      "too-many-channels",
      "communication",
      [
        [
          "  - { channel: phone, purpose: everything that cannot }",
          "  - { channel: phone, purpose: everything that cannot }\n  - { channel: teams, purpose: chat }",
        ],
      ],
    ],
    [
      "permanent-global-administrator",
      "functions.after-hours-emergency.access.delegations.0.role",
      [
        [
          "  after-hours-emergency:\n    owner: provider",
          "  after-hours-emergency:\n    owner: provider\n    access: { reason: they asked, delegations: [{ role: Global Administrator, scope: directory }] }",
        ],
      ],
    ],
    [
      "change-without-approval",
      "functions.after-hours-emergency.access.delegations.0.approval",
      [
        [
          "  after-hours-emergency:\n    owner: provider",
          "  after-hours-emergency:\n    owner: provider\n    access: { reason: nights, delegations: [{ role: Security Administrator, scope: directory, approval: false }] }",
        ],
      ],
    ],
    [
      "backup-never-restored",
      "recovery.2",
      [["    drillWitness: Joel Lindqvist\n    lastRestoreTest: 2026-09-30", "    drillWitness: Joel Lindqvist"]],
    ],
  ])("%s at %s", (smell, path, replacements) => {
    expect(warnings(harbourWith(...replacements)).map((found) => [found.smell, found.path])).toEqual([[smell, path]]);
  });

  it("compares dates with the day it is given", () => {
    const smells = (at: string) => lintMatrix(harbour(), at).map((smell) => smell.smell);
    expect(smells("2028-10-15")).toContain("contract-ends-soon");
    expect(smells("2029-01-01")).toContain("contract-ended");
    expect(smells("2027-04-01")).toContain("backup-never-restored");
  });

  it("systems that were decided between do not overlap", () => {
    const decided = harbourWith([
      "systems: [ninjaone]",
      "systems: [ninjaone, datto-rmm]\n    systemOfRecord: ninjaone",
    ]);
    expect(warnings(decided)).toEqual([]);
  });
});
