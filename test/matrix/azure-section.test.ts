import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMatrix } from "../../src/matrix/load.ts";
import { readWindow } from "../../src/matrix/maintenance-window.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { edited, harbourFile, kestrelFile } from "../support/matrices.ts";

type Replacements = readonly (readonly [string, string])[];

/** The problems of Kestrel's matrix with replacements: what is wrong where, without the position. */
function problems(...replacements: Replacements): string[] {
  try {
    parseMatrix(edited(kestrelFile, ...replacements), "m.yaml");
  } catch (error) {
    if (error instanceof MatrixError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}
const servers = "    servers: { resourceGroup: rg-servers }";
const row = "{ role: erp-machine-operator, scope: erp, maximumHours: 2, approval: true, eligibleDays: 30 }";
const action = "        - Microsoft.Compute/virtualMachines/restart/action";

describe("the Azure section", () => {
  it("is not needed, and the old four lines of it are enough", () => {
    const before = `${edited(harbourFile)}
azure:
  subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90
  resourceGroup: rg-access
  location: westeurope
  alertEmails: [alerts@harbourdental.example]
`;
    expect(parseMatrix(edited(harbourFile), "m.yaml").matrix.azure).toBeUndefined();
    expect(parseMatrix(before, "m.yaml").matrix.azure).toMatchObject({ scopes: {}, lighthouse: {}, locks: false });
    expect(problems()).toEqual([]);
  });

  it.each<[string, [string, string], string]>([
    ["a scope that is nowhere", [servers, "    servers: {}"], "azure.scopes.servers: says nothing of where it is"],
    [
      "a scope that is in two places",
      [servers, "    servers: { resourceGroup: rg-servers, managementGroup: root }"],
      "azure.scopes.servers: is a management group and something in a subscription (say one of them)",
    ],
    [
      "a role of its own that allows anything",
      [action, "        - Microsoft.Compute/virtualMachines/*"],
      'azure.customRoles.erp-machine-operator.actions.2: "Microsoft.Compute/virtualMachines/*" allows more than one operation',
    ],
    [
      "a role of its own that gives roles",
      [action, "        - Microsoft.Authorization/roleAssignments/write"],
      'actions.2: "Microsoft.Authorization/roleAssignments/write" changes who may do what, which stays with the internal side',
    ],
    [
      "Lighthouse for nobody",
      ["    brightdesk:\n      group:", "    brightdisk:\n      group:"],
      'azure.lighthouse.brightdisk: there is no provider "brightdisk" (did you mean "brightdesk"?)',
    ],
    [
      "a guard beside its vault",
      ["guard: { resourceGroup: rg-backup-guard }", "guard: { resourceGroup: RG-backup }"],
      "azure.backup.guard.resourceGroup: is where the vault kestrel-servers is: whoever works there would hold both keys",
    ],
    [
      "another region's restore without another region",
      ["crossRegionRestore: true", "crossRegionRestore: true, redundancy: local"],
      "azure.backup.vaults.kestrel-servers.crossRegionRestore: restoring in the other region needs redundancy: geo",
    ],
    [
      "a vault that is called as a scope",
      ["      kestrel-servers: {", "      servers: {"],
      'azure.backup.vaults.servers: "servers" is one of azure.scopes already',
    ],
    [
      "a class that nobody patches",
      ["      servers: { scope: servers }", "      servers: { scope: server }"],
      'azure.updates.classes.servers.scope: there is no azure.scopes.server (did you mean "servers"?)',
    ],
    [
      "a window that is no window of Azure",
      [
        'production], window: "Saturday 22:00–02:00", approver: internal }\n      infra',
        'production], window: "when it suits", approver: internal }\n      infra',
      ],
      'tools.patch-management.patching.servers.window: "when it suits" cannot be read as a window of Azure (write it as Sunday 02:00–05:00 or daily 12:00–14:00, or give azure.updates.classes.servers.window)',
    ],
    [
      "a window that is too short",
      [
        'production], window: "Saturday 22:00–02:00", approver: internal }\n      infra',
        'production], window: "Saturday 22:00–23:00", approver: internal }\n      infra',
      ],
      "lasts 60 minutes, and a window of Azure takes 90 to 235",
    ],
    [
      "an end of recurrence that Azure does not know",
      ["{ scope: servers }", '{ scope: servers, window: { start: "22:00", hours: 2, every: fortnightly } }'],
      'window.every: "fortnightly" must be such as Day, 2Weeks Saturday or Month Second Sunday',
    ],
    [
      "a month without a day, which Azure has in its examples and refuses",
      ["{ scope: servers }", '{ scope: servers, window: { start: "22:00", hours: 2, every: 2Months } }'],
      'window.every: "2Months" must be such as',
    ],
    [
      "a day of the week that there is not",
      ["{ scope: servers }", '{ scope: servers, window: { start: "22:00", hours: 2, every: "Week Monday,Samstag" } }'],
      'window.every: "Week Monday,Samstag" must be such as',
    ],
    [
      "a vault in another region than its guard",
      ["kestrel-servers: {", "kestrel-servers: { location: westeurope,"],
      "azure.backup.vaults.kestrel-servers: is in westeurope, and the Resource Guard in norwayeast: it protects vaults of its own region only",
    ],
    [
      "a guard in another region than its vaults",
      [
        "guard: { resourceGroup: rg-backup-guard }",
        "guard: { resourceGroup: rg-backup-guard, location: Sweden Central }",
      ],
      "azure.backup.vaults.kestrel-servers: is in norwayeast, and the Resource Guard in Sweden Central",
    ],
    [
      "a vault whose name is too short for Azure",
      ["      kestrel-servers: {", "      k: {"],
      'azure.backup.vaults.k: "k" is not known here (a vault\'s name has 2 to 50 characters)',
    ],
    [
      "a resource group's name that Azure does not take",
      [servers, '    servers: { resourceGroup: "rg servers" }'],
      'azure.scopes.servers.resourceGroup: "rg servers" must be the name of a resource group',
    ],
    [
      "a role that there is not",
      [row, "{ role: Backup Operatr, scope: erp }"],
      'functions.business-application-configuration.access.azure.0.role: there is no Azure role "Backup Operatr" (did you mean "Backup Operator"?)',
    ],
    [
      "Owner for a provider",
      [row, "{ role: Owner, scope: erp }"],
      "azure.0.role: Owner gives roles to others, which no provider does",
    ],
    [
      "the same by its id",
      [row, "{ role: 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9, scope: erp }"],
      "azure.0.role: User Access Administrator gives roles to others",
    ],
    [
      "a scope that there is not",
      [row, "{ role: Backup Operator, scope: erq }"],
      'azure.0.scope: there is no azure.scopes.erq (did you mean "erp"?)',
    ],
    ["a role twice", [row, `${row}\n        - ${row}`], "access.azure.1: is said twice"],
    [
      "a place in two subscriptions",
      [servers, "    servers: { subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91, managementGroup: root }"],
      "azure.scopes.servers: is a management group and something in a subscription",
    ],
    [
      "a place that says nothing",
      [servers, "    servers: {}"],
      "(add managementGroup, subscriptionId or resourceGroup)",
    ],
    [
      "data of any kind",
      [
        "      actions:\n        - Microsoft.Compute/virtualMachines/read",
        '      dataActions: ["Microsoft.Storage/*"]\n      actions:\n        - Microsoft.Compute/virtualMachines/read',
      ],
      'erp-machine-operator.dataActions.0: "Microsoft.Storage/*" allows more than one operation (name each operation that the work needs)',
    ],
    [
      "a role of its own that allows nothing",
      [
        "  lighthouse:\n    brightdesk:",
        "    empty: { displayName: E, description: E. }\n  lighthouse:\n    brightdesk:",
      ],
      "azure.customRoles.empty: allows nothing (add actions or dataActions)",
    ],
    [
      "Lighthouse for somebody far from any provider",
      ["    brightdesk:\n      group:", "    nobody-at-all:\n      group:"],
      'azure.lighthouse.nobody-at-all: there is no provider "nobody-at-all" (providers: brightdesk, millstone)',
    ],
    [
      "updates of a class that nobody patches",
      [
        '      servers: { owner: brightdesk, rings: [lab, production], window: "Saturday 22:00–02:00", approver: internal }\n',
        "",
      ],
      "azure.updates.classes.servers: has no row in tools.patch-management.patching (say there who patches it, in which rings and when)",
    ],
    [
      "a role that is far from any",
      [row, "{ role: Xyzzy-plugh-qwertz, scope: erp }"],
      'there is no Azure role "Xyzzy-plugh-qwertz" (a built-in role, or one of azure.customRoles)',
    ],
    [
      "a role near to one of its own",
      [row, "{ role: erp-machine-operatr, scope: erp }"],
      'there is no Azure role "erp-machine-operatr" (did you mean "erp-machine-operator"?)',
    ],
    [
      "a scope far from any",
      [row, "{ role: Backup Operator, scope: xyzzy-plugh }"],
      "there is no azure.scopes.xyzzy-plugh (scopes: servers, monitored, erp, vaults)",
    ],
    [
      "a role at a scope twice, in other words",
      [row, `${row}\n        - { role: erp-machine-operator, scope: erp, maximumHours: 1 }`],
      "access.azure.1: is said twice",
    ],
    [
      "eligibility without its rules",
      [row, "{ role: Backup Operator, scope: erp, activation: role }"],
      "azure.0.activation: eligibility for the role itself needs policy",
    ],
  ])("refuses %s", (_, replacement, problem) => {
    expect(problems(replacement).join("\n")).toContain(problem);
  });

  it("refuses a role with data operations over a management group", () => {
    const over: [string, string] = ["    erp: { resourceGroup: rg-erp }", "    erp: { managementGroup: estate }"];
    const actions = "      actions:\n        - Microsoft.Compute/virtualMachines/read";
    const data = "      dataActions: [Microsoft.Compute/virtualMachines/login/action]\n";
    expect(problems(over, [actions, `${data}${actions}`]).join("\n")).toContain(
      "access.azure.0.scope: is a management group, and erp-machine-operator has data operations",
    );
    expect(problems([actions, `${data}${actions}`])).toEqual([]);
  });

  it.each<[string, [string, string]]>([
    [
      "a management group",
      [servers, "    servers: { resourceGroup: rg-servers }\n    estate: { managementGroup: root }"],
    ],
    [
      "a whole subscription elsewhere",
      [servers, "    servers: { subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91 }"],
    ],
    [
      "the same role at two scopes, and two roles at one",
      [
        row,
        `${row}\n        - { role: erp-machine-operator, scope: servers }\n        - { role: Reader, scope: servers }`,
      ],
    ],
    [
      "an operation that is only called as one of rights",
      [
        action,
        "        - Microsoft.Web/Microsoft.Authorization/x/write\n        - Microsoft.Authorization/x/writes\n        - Microsoft.Authorization/roleAssignments/read",
      ],
    ],
    [
      "a vault that is not copied, in its own region",
      ["crossRegionRestore: true", "crossRegionRestore: false, redundancy: local"],
    ],
    [
      "a vault that is copied, with the other region's restore",
      ["crossRegionRestore: true", "crossRegionRestore: true, redundancy: geo"],
    ],
    [
      "a guard in the vault's group of another subscription",
      [
        "guard: { resourceGroup: rg-backup-guard }",
        "guard: { resourceGroup: rg-backup, subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f91 }",
      ],
    ],
    [
      "the shortest window that Azure takes",
      [
        'production], window: "Saturday 22:00–02:00", approver: internal }\n      infra',
        'production], window: "Saturday 22:00–23:30", approver: internal }\n      infra',
      ],
    ],
    ["a guard in the same region by its other name", ["guard: {", "guard: { location: Norway East,"]],
    [
      "a role without data operations over a management group",
      ["    erp: { resourceGroup: rg-erp }", "    erp: { managementGroup: estate }"],
    ],
    [
      "days of a month",
      ["{ scope: servers }", '{ scope: servers, window: { start: "22:00", hours: 2, every: "Month day1,day15" } }'],
    ],
    [
      "a day counted from another",
      [
        "{ scope: servers }",
        '{ scope: servers, window: { start: "22:00", hours: 2, every: Month Last Sunday Offset-3 } }',
      ],
    ],
    ["a name with everything that Azure takes", [servers, '    servers: { resourceGroup: "Gruppe_Süd.(1)-x" }']],
    ["the vaults by their common name", [row, "{ role: Backup Reader, scope: vaults }"]],
    ["a built-in role by its id", [row, "{ role: 00c29273-979b-4161-815c-10b084fb9324, scope: erp }"]],
    [
      "a window in Azure's own words",
      [
        "{ scope: servers }",
        '{ scope: servers, window: { start: "22:00", hours: 3.5, every: Month Second Saturday } }',
      ],
    ],
    [
      "roles in Azure that are replaced, and those of Entra that are not",
      [
        "      delegations:\n        - { role: License Administrator, scope: erp-users, maximumHours: 2, approval: true, eligibleDays: 30 }\n",
        "",
      ],
    ],
  ])("takes %s", (_, replacement) => {
    expect(problems(replacement)).toEqual([]);
  });

  it("reads the window of a class once it is Azure's own, whatever the words of its row", () => {
    const words: [string, string] = [
      'production], window: "Saturday 22:00–02:00", approver: internal }\n      infra',
      'production], window: "when it suits", approver: internal }\n      infra',
    ];
    const own: [string, string] = [
      "{ scope: servers }",
      '{ scope: servers, window: { start: "22:00", hours: 2, every: Day } }',
    ];
    expect(problems(words)).toHaveLength(1);
    expect(problems(words, own)).toEqual([]);
  });

  it("says what is missing where there is no section, no scope, no vault and no provider", () => {
    const without = (...lines: readonly string[]) => {
      try {
        parseMatrix(
          `${edited(harbourFile, ["  server-patching:\n    owner: provider\n", "  server-patching:\n    owner: provider\n    access: { reason: R., azure: [{ role: Reader, scope: vaults }] }\n"])}${lines.join("\n")}`,
          "m.yaml",
        );
      } catch (error) {
        if (error instanceof MatrixError) return error.problems.map(formatProblem).join("\n");
        throw error;
      }
      return "";
    };
    expect(without()).toContain(
      "functions.server-patching.access.azure.0: the matrix has no azure section (add azure: { subscriptionId, … })",
    );
    const section = [
      "",
      "azure:",
      "  subscriptionId: 4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90",
      "  resourceGroup: rg-access",
      "  location: westeurope",
      "  alertEmails: [a@harbourdental.example]",
      "",
    ];
    expect(without(...section)).toContain(
      "there is no azure.scopes.vaults (scopes: none declared; the catalogue knows ",
    );
    expect(without(...section, "  backup: { vaults: {}, guard: { resourceGroup: g } }", "")).toContain(
      "must name at least one vault",
    );
  });

  it("takes no updates in a management group", () => {
    expect(problems([servers, "    servers: { managementGroup: root }"])).toEqual([
      expect.stringContaining(
        "updates.classes.servers.scope: a maintenance window holds in a subscription or resource group",
      ),
    ]);
  });

  it("says where it is", () => {
    const [problem] = problems([row, "{ role: Owner, scope: erp }"]);
    const line =
      edited(kestrelFile)
        .split("\n")
        .findIndex((each) => each.includes(row)) + 1;
    expect(problem?.startsWith(`m.yaml:${line}:`)).toBe(true);
  });
});

describe("windows in words", () => {
  it.each([
    ["Sunday 02:00–05:00", { start: "02:00", minutes: 180, weekday: "Sunday" }],
    ["saturday 22:00-02:00", { start: "22:00", minutes: 240, weekday: "Saturday" }],
    ["every Wednesday, 9:30 to 12:00", { start: "09:30", minutes: 150, weekday: "Wednesday" }],
    ["daily 12:00–13:00", { start: "12:00", minutes: 60 }],
  ])("reads %s", (text, window) => {
    expect(readWindow(text)).toEqual(window);
  });

  it.each([
    "",
    "Sunday",
    "Sunday night",
    "Sunday 02:00",
    "Sunday 25:00–26:00",
    "Sunday 02:00–02:00",
    "someday 02:00–05:00",
    "Sunday 02:00–05:00 or so",
  ])("does not guess at %j", (text) => {
    expect(readWindow(text)).toBeUndefined();
  });

  it("ends when it says, whenever it begins", () => {
    const clock = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, (from, to) => {
        const window = readWindow(`daily ${clock(from)}–${clock(to)}`);
        if (from === to) return window === undefined;
        return window !== undefined && window.start === clock(from) && (from + window.minutes) % 1440 === to;
      }),
    );
  });
});
