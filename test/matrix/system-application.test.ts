/** The enterprise application of a system in the matrix: what may be written, and what smells. */

import { describe, expect, it } from "vitest";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { lintMatrix } from "../../src/matrix/lint.ts";
import { type LoadedMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

const made = 'create: { entityId: "https://jira.example", replyUrls: ["https://jira.example/saml"] }';

/** Kestrel with another list of systems; line 1 is the line after `systems:`. */
function source(section: string): { readonly text: string; readonly first: number } {
  const kestrel = edited(
    kestrelFile,
    [
      "rmm:\n    owner: internal\n    systems: [datto-rmm]",
      "rmm:\n    owner: internal\n    systems: [datto-rmm, atera]",
    ],
    ["systems: [confluence]", "systems: [confluence, { name: Binders }]"],
  );
  const [before, after] = kestrel.split(/^systems:\n(?:(?: .*)?\n)*/m);
  const text = `${before}${after ?? ""}\nsystems:\n${section}`;
  return { text, first: text.split("\n").length - section.split("\n").length };
}

function load(section: string): LoadedMatrix {
  return parseMatrix(source(section).text, "m.yaml");
}

function problems(section: string): string[] {
  const { text, first } = source(section);
  try {
    parseMatrix(text, "m.yaml");
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    return error.problems.map((each) => formatProblem({ ...each, line: each.line - first }));
  }
  return [];
}

const smells = (section: string) =>
  lintMatrix(load(section), "2026-11-21")
    .filter(({ smell }) => smell.startsWith("system-application") || smell === "system-holder-without-account")
    .map(({ smell, path, message }) => `${smell} ${path}: ${message}`);

const roles = "    roles: [{ role: User, held: [internal] }]\n";
const jira = (rest: string) => `  jira-service-management:\n${rest}`;

describe("what is written of an application", () => {
  it.each([
    ["one that is made", jira(`    application: { ${made} }\n${roles}`)],
    [
      "one from the gallery",
      jira(
        `    application:\n      create:\n        displayName: Jira\n        entityId: a\n        replyUrls: [https://jira.example]\n        signOnUrl: https://jira.example\n        templateId: 8adf8e6e-67b2-4cf2-a259-e3dc5476c621\n${roles}`,
      ),
    ],
    ["one that exists, by name", jira(`    application: { existing: Jira }\n${roles}`)],
    [
      "one that exists, with the id of an app role",
      jira(
        "    application: { existing: Jira }\n    roles: [{ role: User, held: [internal], appRole: 8adf8e6e-67b2-4cf2-a259-e3dc5476c621 }]\n",
      ),
    ],
    ["passwords of its own beside it", jira(`    signIn: both\n    application: { ${made} }\n${roles}`)],
  ])("may be %s", (_name, section) => {
    expect(problems(section)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      "an address that is not protected",
      jira('    application: { create: { entityId: a, replyUrls: ["http://jira.example"] } }\n'),
      "m.yaml:2:",
    ],
    ["nowhere to send people to", jira("    application: { create: { entityId: a, replyUrls: [] } }\n"), "m.yaml:2:"],
    ["both made and existing", jira(`    application: { existing: Jira, ${made} }\n`), "m.yaml:2:"],
    [
      "an application nobody signs in through",
      jira(`    signIn: own\n    application: { ${made} }\n`),
      "m.yaml:3:5: systems.jira-service-management.application: nobody signs in through it: people have accounts of the system's own (signIn: entra, or both while its own accounts still work)",
    ],
    [
      "an app role without an application",
      jira("    roles: [{ role: User, held: [internal], appRole: user }]\n"),
      "m.yaml:2:54: systems.jira-service-management.roles.0.appRole: is of no use without an application (add application, or leave it out)",
    ],
    [
      "an app role of an existing application by its name",
      jira("    application: { existing: Jira }\n    roles: [{ role: User, held: [internal], appRole: user }]\n"),
      'm.yaml:3:54: systems.jira-service-management.roles.0.appRole: "user" is no id: of an application that exists the app role is named by its id (the id is shown under App registrations > App roles)',
    ],
    [
      "one application for two systems",
      `  confluence:\n    application: { existing: Atlassian }\n${jira("    application: { existing: atlassian }\n")}`,
      'm.yaml:4:30: systems.jira-service-management.application.existing: "atlassian" is the application of confluence already (each system has an application of its own)',
    ],
  ])("is refused where it is %s", (_name, section, problem) => {
    const [first, ...others] = problems(section);
    expect(others).toEqual([]);
    expect(first?.slice(0, problem.length)).toBe(problem);
  });
});

describe("what smells", () => {
  it.each<[string, string, readonly string[]]>([
    ["nothing, where the catalogue knows the sign-in", jira(`    application: { ${made} }\n${roles}`), []],
    [
      "nothing, of a system that is not in the catalogue",
      `  binders:\n    name: Binders\n    application: { ${made} }\n    roles: [{ role: Librarian, held: [internal] }]\n`,
      [],
    ],
    [
      "nothing, where the vendor's own application is named",
      `  atera:\n    application: { existing: Atera }\n    roles: [{ role: Admin, held: [internal] }]\n`,
      [],
    ],
    [
      "a system of which no sign-in through Entra ID is known",
      `  datto-rmm:\n    application: { ${made} }\n    roles: [{ role: Administrator, held: [internal] }]\n`,
      [
        "system-application-unknown systems.datto-rmm.application: the catalogue knows no sign-in to Datto RMM through Entra ID: an application for it may let nobody in",
      ],
    ],
    [
      "a part of the tenant itself",
      `  microsoft-intune:\n    application: { existing: Intune }\n    roles: [{ role: Help Desk Operator, held: [internal] }]\n`,
      [
        "system-application-unknown systems.microsoft-intune.application: Microsoft Intune is a part of the tenant: its roles are not given by an assignment to an application",
      ],
    ],
    [
      "SAML where the vendor speaks OpenID Connect",
      `  atera:\n    application: { ${made} }\n    roles: [{ role: Admin, held: [internal] }]\n`,
      [
        "system-application-unknown systems.atera.application.create: people sign in to Atera with OpenID Connect, for which the vendor brings the application",
      ],
    ],
    [
      "an application for nobody",
      jira(`    application: { ${made} }\n`),
      [
        "system-application-nobody systems.jira-service-management.application: nobody is agreed to hold a role in Jira Service Management, so nobody may sign in",
      ],
    ],
    [
      "technicians who have no account here",
      jira(
        `    application: { ${made} }\n    roles: [{ role: User, held: [internal, brightdesk, noor.aziz@brightdesk.example, millstone] }]\n`,
      ),
      [
        "system-holder-without-account systems.jira-service-management.roles.0.held.1: the people of Brightdesk cannot sign in to Jira Service Management through Entra ID: a GDAP technician has no account here that could be assigned",
        "system-holder-without-account systems.jira-service-management.roles.0.held.2: noor.aziz@brightdesk.example cannot sign in to Jira Service Management through Entra ID: a GDAP technician has no account here that could be assigned",
      ],
    ],
  ])("is %s", (_name, section, expected) => {
    expect(smells(section)).toEqual(expected);
  });
});

describe("what follows from it", () => {
  const groups = (section: string) =>
    deriveEntitlements(load(section).matrix).systemSignIns.flatMap((system) => system.groups);

  it("is nothing for a matrix that names no application", () => {
    expect(deriveEntitlements(parseMatrix(edited(harbourFile), harbourFile).matrix).systemSignIns).toEqual([]);
  });

  it("is a group for each role and party with exactly those who hold it", () => {
    const held =
      "[internal, millstone, teresa.duarte@millstone.example, rescue-north@kestrelprecision.onmicrosoft.com]";
    const found = groups(
      jira(
        `    application: { ${made} }\n    roles: [{ role: User, held: ${held} }, { role: App admin, held: [Pavel.Novak@kestrel-precision.example] }]\n`,
      ),
    );
    expect(found.map(({ key, people, isPrivileged, activation }) => [key, people, isPrivileged, activation])).toEqual([
      [
        "internal-jira-service-management-user",
        [
          "ingrid.sorensen@kestrel-precision.example",
          "pavel.novak@kestrel-precision.example",
          "grace.mensah@kestrel-precision.example",
          "luca.ferri@kestrel-precision.example",
          "hana.sato@kestrel-precision.example",
          "rescue-north@kestrelprecision.onmicrosoft.com",
        ],
        false,
        undefined,
      ],
      ["millstone-jira-service-management-user", ["millstone-teresa-duarte"], false, undefined],
      ["internal-jira-service-management-app-admin", ["pavel.novak@kestrel-precision.example"], true, undefined],
    ]);
  });

  it.each([
    ["Organization admin", true],
    ["App admin", true],
    ["A role that nobody knows", true],
    ["User", false],
    ["Customer", false],
  ])("makes a provider's person eligible only, for %s: %s", (role, isEligible) => {
    const [group] = groups(jira(`    application: { ${made} }\n    roles: [{ role: ${role}, held: [millstone] }]\n`));
    expect(group?.activation?.approval).toBe(isEligible ? true : undefined);
    expect(group?.isPrivileged).toBe(isEligible);
  });

  it("is no group for those who have no account here", () => {
    expect(groups(jira(`    application: { ${made} }\n    roles: [{ role: User, held: [brightdesk] }]\n`))).toEqual([]);
  });

  it("gives the vendor one app role for what two roles have in common", () => {
    const text = jira(
      `    application: { ${made} }\n    roles: [{ role: User, held: [internal], appRole: staff }, { role: Basic, held: [millstone], appRole: staff }]\n`,
    );
    const [system] = deriveEntitlements(load(text).matrix).systemSignIns;
    const appRoles = system?.application.kind === "made" ? system.application.appRoles : [];
    expect(appRoles).toMatchObject([{ value: "staff", displayName: "User, Basic" }]);
    expect(system?.groups.map(({ appRoleId }) => appRoleId)).toEqual([appRoles[0]?.id, appRoles[0]?.id]);
  });

  it("is a line of the contract that says who signs in, and how", () => {
    const { contractLines } = deriveEntitlements(
      load(
        jira(
          `    application: { ${made} }\n    roles: [{ role: App admin, held: [millstone] }, { role: User, held: [pavel.novak@kestrel-precision.example] }]\n`,
        ),
      ).matrix,
    );
    expect(contractLines.filter(({ row }) => row === "systems.jira-service-management")).toEqual([
      expect.objectContaining({
        party: "millstone",
        text: expect.stringMatching(
          /Teresa Duarte signs in as App admin, only when activated with Kestrel Precision's approval, for at most 4 hours/,
        ),
      }),
      expect.objectContaining({ party: "internal", text: expect.stringContaining("Pavel Novák signs in as User") }),
    ]);
  });
});
