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
    [
      "patching-owned-twice",
      "tools.patch-management.patching.servers.owner",
      [["  server-patching:\n    owner: provider\n", "  server-patching:\n    owner: internal\n"]],
    ],
    [
      "patching-owned-twice",
      "tools.patch-management.patching.workstations.owner",
      [
        [
          "  workstation-patching:\n    owner: joint\n    accountable: internal\n",
          "  workstation-patching:\n    owner: provider\n",
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

  it("names waivers that do not hold, and those about to end", () => {
    const waived = (more: string) =>
      harbourWith([
        "review:\n",
        `waivers:\n  - rule: provider-role-scope\n    resource: grant\n    reason: Migration.\n${more}\nreview:\n`,
      ]);
    const smells = (more: string) =>
      lintMatrix(waived(more), today)
        .filter(({ smell }) => smell.startsWith("waiver-"))
        .map(({ smell, severity, path, message }) => `${severity} ${smell} at ${path}: ${message}`);
    const approved = "    approvedBy: miriam.okafor@harbourdental.example\n";
    expect(smells(`${approved}    until: 2026-12-31\n`)).toEqual([]);
    expect(smells(`${approved}    until: 2026-11-28\n`)).toEqual([
      "note waiver-ends-soon at waivers.0.until: the waiver of provider-role-scope for grant ends in 7 days",
    ]);
    expect(smells(`${approved}    until: 2026-11-20\n`)).toEqual([
      "warning waiver-does-not-hold at waivers.0.until: the waiver of provider-role-scope for grant expired on 2026-11-20",
    ]);
    expect(smells("    approvedBy: dana.reyes@tideway.example\n    until: 2026-12-31\n")).toEqual([
      "warning waiver-does-not-hold at waivers.0.approvedBy: the waiver of provider-role-scope for grant is approved by dana.reyes@tideway.example of Tideway IT: nobody waives what limits their own company",
    ]);
  });

  it("systems that were decided between do not overlap", () => {
    const decided = harbourWith([
      "systems: [ninjaone]",
      "systems: [ninjaone, datto-rmm]\n    systemOfRecord: ninjaone",
    ]);
    expect(warnings(decided)).toEqual([]);
  });

  describe("what a review could not know or prove is a note", () => {
    const signers = `
  signers:
    internal: [{ key: "${"a".repeat(43)}" }]
    tideway: [{ key: "${"b".repeat(43)}" }]
    nightwatch: [{ key: "${"c".repeat(43)}" }]`;
    const reviewers = "reviewers: [miriam.okafor@harbourdental.example, dana.reyes@tideway.example]";
    const tried = (number: number): [string, string] => [
      `displayName: Emergency access ${number}`,
      `displayName: Emergency access ${number}\n    lastValidated: 2026-11-01`,
    ];
    const notes = (...changes: [string, string][]) =>
      lintMatrix(harbourWith(...changes), today)
        .filter(({ smell }) => smell === "emergency-account-not-tried" || smell === "reviews-not-signed")
        .map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

    it("of accounts and sides, by name", () => {
      expect(notes(tried(1), [reviewers, `${reviewers}${signers.replace(/\n {4}tideway.*/, "")}`])).toEqual([
        "note emergencyAccounts: whether the emergency accounts work is not known: emergency-2@harbourdental.onmicrosoft.com has no lastValidated",
        "note review: nobody can sign a review for tideway: signers names no key and no pipeline of theirs",
      ]);
    });

    it("near miss: both are said", () => {
      expect(notes(tried(1), tried(2), [reviewers, `${reviewers}${signers}`])).toEqual([]);
    });
  });
});
