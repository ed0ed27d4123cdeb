import { describe, expect, it } from "vitest";
import { loadMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

/** The problems of a matrix text, as they are printed. */
function problemsOf(source: string): string[] {
  try {
    parseMatrix(source, "m.yaml");
  } catch (error) {
    if (error instanceof MatrixError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

describe("a tool that several providers could have", () => {
  const bothMsp: [string, string] = ["    kind: mssp", "    kind: msp"];
  const untold = (source: string) =>
    problemsOf(source).flatMap(
      (problem) => /tools\.([a-z-]+)\.owner: does not say which provider/.exec(problem)?.[1] ?? [],
    );

  it("has to say whose it is, shared or not; whose is the client's has not", () => {
    expect(untold(edited(harbourFile, bothMsp))).toEqual([
      "rmm",
      "psa",
      "itsm",
      "patch-management",
      "documentation",
      "backup",
    ]);
    const named = edited(harbourFile, bothMsp, [
      "  rmm:\n    owner: provider",
      "  rmm:\n    owner: provider\n    by: nightwatch",
    ]);
    expect(untold(named)).not.toContain("rmm");
    expect(untold(edited(harbourFile))).toEqual([]);
  });
});

describe("the example companies", () => {
  it.each([harbourFile, kestrelFile])("%s loads without errors", (file) => {
    expect(loadMatrix(file).matrix.version).toBe(1);
  });

  it("Harbour keeps the facts that others rely on", () => {
    const { matrix } = loadMatrix(harbourFile);
    expect(matrix.client).toMatchObject({
      name: "Harbour Dental Group",
      domains: ["harbourdental.example", "harbourdental.onmicrosoft.com"],
      employees: 75,
    });
    expect(matrix.providers["tideway"]).toMatchObject({
      name: "Tideway IT",
      domains: ["tideway.example"],
      tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
      githubOrganisations: ["tideway-it"],
    });
    expect(matrix.providers["nightwatch"]).toMatchObject({
      name: "Nightwatch",
      domains: ["nightwatch.example"],
      tenantId: "5f0c7b52-2f0e-4b7e-8a43-9a1c3f4be202",
    });
    expect(matrix.emergencyAccounts.map((account) => account.userPrincipalName)).toEqual([
      "emergency-1@harbourdental.onmicrosoft.com",
      "emergency-2@harbourdental.onmicrosoft.com",
    ]);
    expect(Object.keys(matrix.functions)).toHaveLength(14);
    expect(Object.keys(matrix.tools)).toHaveLength(9);
  });
});

describe("errors carry the place and what would be right", () => {
  it.each<[string, [string, string], string]>([
    [
      "an unknown key",
      ["  employees: 75", "  employes: 75"],
      ':3: client.employes: unknown key "employes" (did you mean "employees"?)',
    ],
    [
      "a misspelt value",
      ["    kind: msp\n", "    kind: mps\n"],
      ':11: providers.tideway.kind: "mps" is not allowed (did you mean "msp"?)',
    ],
    [
      "a misspelt function",
      ["  edr-response:", "  edr-respnse:"],
      ':3: functions.edr-respnse: unknown key "edr-respnse" (did you mean "edr-response"?)',
    ],
    [
      "a number where a text belongs",
      ["    name: Nightwatch", "    name: 7"],
      ":11: providers.nightwatch.name: a text belongs here, not 7",
    ],
    [
      "a provider that does not exist",
      ["    by: nightwatch", "    by: nightwach"],
      ':9: functions.siem-monitoring.by: "nightwach" is no party of this matrix (did you mean "nightwatch"?)',
    ],
    [
      "an owner that does not exist",
      ["    owner: nightwatch", "    owner: nightwach"],
      ':12: tools.security.owner: "nightwach" owns nothing here (did you mean "nightwatch"?)',
    ],
    [
      "a person of another company",
      ["email: tomasz.wilk@tideway.example", "email: tomasz.wilk@gmail.example"],
      "not in one of this provider's domains (domains: tideway.example)",
    ],
    [
      "an approver who is nobody's employee",
      ["approvers: [miriam.okafor@harbourdental.example", "approvers: [miriam.okafr@harbourdental.example"],
      '"miriam.okafr@harbourdental.example" is not one of internal.people (did you mean "miriam.okafor@harbourdental.example"?)',
    ],
    [
      "a reviewer of a provider, misspelt",
      ["  reviewers: [", "  reviewers: [dana.reyes@tidewy.example, "],
      '"dana.reyes@tidewy.example" is not one of internal.people (did you mean "dana.reyes@tideway.example"?)',
    ],
    [
      "a reviewer who is nobody",
      ["  reviewers: [", "  reviewers: [auditor@elsewhere.example, "],
      '"auditor@elsewhere.example" is not one of internal.people (or of a provider\'s people)',
    ],
    [
      "a user principal name of an account that is not there yet",
      [
        "email: tomasz.wilk@tideway.example",
        'email: tomasz.wilk@tideway.example, userPrincipalName: "wilk@harbourdental.onmicrosoft.com"',
      ],
      "only an account that is there already has a user principal name to give (say existing: true, or leave it out)",
    ],
    [
      "a joint row without an accountable party",
      ["    owner: joint\n    accountable: internal\n    note", "    owner: joint\n    note"],
      "a joint row must say who is accountable",
    ],
    [
      "an emergency account off the initial domain",
      [
        "userPrincipalName: emergency-1@harbourdental.onmicrosoft.com",
        "userPrincipalName: emergency-1@harbourdental.example",
      ],
      "must be on the initial domain, or it fails with the domain's federation or DNS (emergency-1@harbourdental.onmicrosoft.com)",
    ],
    [
      "one emergency account only",
      [
        "  - userPrincipalName: emergency-2@harbourdental.onmicrosoft.com\n    displayName: Emergency access 2\n    credential: passkey\n    custody: Security key in the bank deposit box; the managing partner and the practice director together.\n",
        "",
      ],
      "emergencyAccounts: must be at least two accounts: one can fail",
    ],
    [
      "a contract that ends before it starts",
      ["start: 2026-01-01, end: 2028-12-31", "start: 2026-01-01, end: 2025-12-31"],
      "the contract ends (2025-12-31) before it starts (2026-01-01)",
    ],
    [
      "a waiver of many things",
      ["review:\n", `waivers: [{ rule: r, resource: "team-*", reason: x, until: 2026-12-01 }]\nreview:\n`],
      'waivers.0.resource: "team-*" must name one resource: patterns are not allowed',
    ],
    [
      "a waiver that ends before it begins",
      ["review:\n", "waivers: [{ rule: r, resource: a, reason: x, from: 2026-12-02, until: 2026-12-01 }]\nreview:\n"],
      ":71: waivers.0.until: the waiver ends (2026-12-01) before it begins (2026-12-02)",
    ],
    [
      "an emergency without end",
      ["review:\n", "emergencyWindowDays: 15\nreview:\n"],
      "emergencyWindowDays: too large: at most 14",
    ],
    [
      "a date that does not exist",
      ["start: 2026-01-01", "start: 2026-02-30"],
      '"2026-02-30" must be a date such as 2027-01-31',
    ],
    [
      "two accountable parties",
      [
        "  user-lifecycle:\n    owner: internal",
        "  user-lifecycle:\n    owner: internal\n    raci: { internal: A, tideway: RA }",
      ],
      "internal and tideway are accountable (exactly one party has an A)",
    ],
    [
      "a role that does not exist",
      [
        "  user-lifecycle:\n    owner: internal",
        "  user-lifecycle:\n    owner: provider\n    access: { reason: r, delegations: [{ role: User Administrater, scope: directory }] }",
      ],
      'there is no Entra role "User Administrater" (did you mean "User Administrator"?)',
    ],
    [
      "a role that cannot be scoped",
      [
        "  user-lifecycle:\n    owner: internal",
        "  user-lifecycle:\n    owner: provider\n    access: { reason: r, delegations: [{ role: Security Reader, scope: staff-users }] }",
      ],
      "Entra does not allow Security Reader over an administrative unit",
    ],
    [
      "an override without a reason",
      [
        "  user-lifecycle:\n    owner: internal",
        "  user-lifecycle:\n    owner: provider\n    access: { delegations: [] }",
      ],
      "functions.user-lifecycle.access.reason: is missing",
    ],
    [
      "a duplicate key",
      ["  user-lifecycle:\n    owner: internal", "  user-lifecycle:\n    owner: internal\n    owner: provider"],
      "not valid YAML: Map keys must be unique",
    ],
  ])("%s", (_, replacement, expected) => {
    const source = edited(harbourFile, replacement);
    const problems = problemsOf(source);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    const written = /"([^"]+)"/.exec(expected)?.[1];
    const line = Number(problems[0]?.split(":")[1]);
    if (expected.startsWith(":") && written) expect(source.split("\n")[line - 1]).toContain(written);
  });

  it.each([
    ["harbourdental.partner.onmschina.cn", []],
    ["harbourdental.onmicrosoft.us", []],
    ["harbourdental.mail.onmicrosoft.com", [expect.stringContaining("is not a *.onmicrosoft.com domain")]],
  ])("knows the initial domains of every cloud: %s", (domain, problems) => {
    expect(problemsOf(edited(harbourFile).replaceAll("harbourdental.onmicrosoft.com", domain))).toEqual(problems);
  });

  it("reports ten different mistakes in one run, in the order of the file", () => {
    const problems = problemsOf(
      edited(
        harbourFile,
        ["version: 1", "version: one"],
        ["tenantId: 3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975", "tenantId: 3f6c1d52"],
        ["  employees: 75", "  employes: 75"],
        ["duty: it-lead", "duty: lead"],
        ["accounts: guests\n    networks: [203.0.113.0/26]", "accounts: guest\n    networks: [203.0.113.0/99]"],
        ["support: { by: tideway, when: overflow-only }", "support: { by: tidewy, when: overflow }"],
        ["systems: [ninjaone]", "systems: [ninja-one]"],
        ["credential: passkey", "credential: password"],
        ["respondWithinMinutes: 15", "respondWithinMinutes: -15"],
      ),
    );
    expect(problems.length).toBeGreaterThanOrEqual(10);
    for (const problem of problems) expect(problem).toMatch(/^m\.yaml:\d+:\d+: /);
    const lines = problems.map((problem) => Number(problem.split(":")[1]));
    expect(lines).toEqual([...lines].sort((left, right) => left - right));
  });

  it("reads what is merged from an anchor, and says where in it something is wrong", () => {
    const channel = /^ {4}channel: .*$/m.exec(edited(harbourFile))?.[0] ?? "";
    const merged = edited(harbourFile, [channel, `    <<: { ${channel.trim()} }`]);
    expect(problemsOf(merged)).toEqual([]);
    const wrong = edited(harbourFile, [channel, `    <<: { ${channel.trim()}, chanel: x }`]);
    expect(problemsOf(wrong)).toEqual([expect.stringContaining('did you mean "channel"')]);
  });

  it("says so when there is no file, no mapping, or broken YAML", () => {
    expect(() => loadMatrix("no-such.yaml")).toThrow(
      "no-such.yaml:1:1: the matrix cannot be read: there is no such file",
    );
    expect(problemsOf("")[0]).toContain("the matrix must be a mapping");
    expect(problemsOf("- a\n- b")[0]).toContain("the matrix must be a mapping");
    expect(problemsOf("client: [unclosed\n")).toContainEqual(expect.stringMatching(/^m\.yaml:\d+:\d+: not valid YAML/));
  });
});
