/** What chapters say where the example companies have nothing to say it of: a tenant that was read, rosters, a company alone. */

import { describe, expect, it } from "vitest";
import { attribute } from "../../src/access/attribution.ts";
import { systemAccess } from "../../src/access/system-accounts.ts";
import { accessElsewhere, administrativeScope } from "../../src/handbook/administrative-scope.ts";
import { contractSchedule } from "../../src/handbook/chapters/contract-schedule.ts";
import { dataAndExit } from "../../src/handbook/chapters/data-and-exit.ts";
import { dayOneInventory } from "../../src/handbook/chapters/day-one-inventory.ts";
import type { Chapter } from "../../src/handbook/document.ts";
import { markdownText } from "../../src/handbook/markdown.ts";
import { functionTitle } from "../../src/handbook/words.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import type { Inventory } from "../../src/onboarding/init/inventory.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";
import { linesOf, loaded, tableOf, told, withMatrix } from "./chapter-parts.ts";
import { inHouse, inputOf } from "./inputs.ts";

describe("the day-one inventory", () => {
  const inventory: Inventory = {
    format: "demarc-inventory/1",
    client: { name: "Harbour Dental Group", tenantId: loaded.matrix.client.tenantId, domains: [] },
    snapshot: { sha256: "0", collectedAt: "2026-11-21T08:00:00Z", source: "embedded", unreadable: [] },
    principals: [
      {
        id: "1",
        name: "Dana Reyes",
        identity: "user:dana.reyes@tideway.example",
        type: "user",
        party: "Tideway IT",
        side: "provider",
        because: "address",
        control: "standing",
        lastSignIn: "2026-11-01",
        access: [
          {
            kind: "directory-role",
            what: "Helpdesk Administrator",
            scope: "Practice staff",
            held: "eligible",
            tier: 1,
          },
        ],
      },
      {
        id: "2",
        name: "Job",
        identity: "x",
        type: "servicePrincipal",
        party: "unknown",
        side: "unknown",
        because: "nothing",
        access: [],
      },
    ],
    emergencyAccounts: [],
    applications: [
      {
        id: "3",
        name: "Backup",
        party: "Tideway IT",
        permissions: ["Mail.Read"],
        owners: ["Dana Reyes"],
        credentials: [{ what: "secret", until: "2027-01-31" }, { what: "certificate" }],
      },
      { id: "4", name: "Empty", party: "Microsoft", permissions: [], owners: [], credentials: [] },
    ],
    conditionalAccess: [],
    licences: [{ name: "Entra ID P2", bought: 80, used: 75 }],
    domains: [],
    partners: [],
    deployment: [],
    questions: [],
  };

  it("of a tenant that was read has who is there, with lines for what nobody has written down", () => {
    const chapter = dayOneInventory(inputOf(loaded, { inventory }));
    expect(linesOf(chapter)[0]).toBe(
      "The tenant as it was on 21 November 2026. The files inventory.json and inventory.csv beside this handbook have every line.",
    );
    expect(tableOf(chapter, "Who holds access in the tenant")).toEqual([
      [
        "Dana Reyes",
        "Tideway IT",
        expect.stringContaining("Helpdesk Administrator"),
        "standing",
        "1 November 2026",
        "",
      ],
      ["Job", "unknown", "nothing itself", "no", "not known", ""],
    ]);
    expect(tableOf(chapter, "Applications with permissions or credentials")).toEqual([
      ["Backup", "Tideway IT", "Mail.Read", "Dana Reyes", "secret, until 31 January 2027; certificate", ""],
      ["Empty", "Microsoft", "none", "none", "none here", ""],
    ]);
    expect(tableOf(chapter, "Licences of tools")).toContainEqual([
      "Entra ID P2",
      "80 bought, 75 used",
      "Harbour Dental Group",
      "",
      "",
    ]);
    // The tenant shows its own accounts: no line of the matrix beside them.
    const rest = tableOf(chapter, "Administrators' accounts in every system");
    expect([...rest].some(([system]) => system === "Microsoft Entra ID")).toBe(false);
    expect(linesOf(chapter).some((line) => line.startsWith("Not read"))).toBe(false);
  });

  it("says what was not read, once each, and where nothing was seen", () => {
    const message = "Forbidden";
    const unreadable = ["users", "users", "groups"].map((collection) => ({ collection, message }));
    const chapter = dayOneInventory(
      inputOf(loaded, {
        inventory: {
          ...inventory,
          principals: [],
          applications: [],
          licences: [],
          snapshot: { ...inventory.snapshot, unreadable },
        },
      }),
    );
    expect(linesOf(chapter)).toContain(
      "Not read, and so not known: users and groups. There may be more than this shows.",
    );
    expect(tableOf(chapter, "Who holds access in the tenant")).toBe("Nobody holds anything that was seen.");
    expect(tableOf(chapter, "Applications with permissions or credentials")).toBe(
      "No application holds a permission or has a credential that was seen.",
    );
  });

  it("without a tenant is a form with what the matrix knows", () => {
    const chapter = dayOneInventory(inputOf(loaded));
    const accounts = tableOf(chapter, "Administrators' accounts in every system");
    expect(accounts).toContainEqual([
      "Microsoft Entra ID",
      "emergency-1@harbourdental.onmicrosoft.com",
      "in custody",
      "Harbour Dental Group",
      "everything, in an emergency",
      "",
    ]);
    expect(accounts).toContainEqual([
      "Microsoft Entra ID",
      "miriam.okafor@harbourdental.example",
      "Miriam Okafor",
      "Harbour Dental Group",
      "",
      "",
    ]);
    expect([...accounts].slice(-3)).toEqual([1, 2, 3].map(() => ["", "", "", "", "", ""]));
  });

  const person = (id: string, more: Partial<RosterAccount>): RosterAccount => ({
    id,
    kind: "person",
    enabled: true,
    roles: [],
    ...more,
  });

  function withRoster(people: readonly RosterAccount[], more: Partial<SystemRosterDocument> = {}): Chapter {
    const { matrix, entitlements } = inputOf(loaded);
    const tenant = new TenantBuilder();
    tenant.group("responders", { members: [tenant.guest("dana.reyes@tideway.example", "Dana Reyes")] });
    const roster: SystemRosterDocument = {
      format: "demarc-roster/1",
      system: "ninjaone",
      collectedAt: "2026-11-20T00:00:00Z",
      source: { kind: "api", address: "https://eu.ninjarmm.com" },
      complete: true,
      unread: [],
      notes: [],
      showsRoles: true,
      people: [...people],
      ...more,
    };
    const systems = systemAccess(attribute(tenant.snapshot, matrix, entitlements), [roster]);
    return dayOneInventory(inputOf(loaded, { systems }));
  }

  it("has the accounts of systems whose rosters were given, each with the person behind it", () => {
    const chapter = withRoster([
      person("1", {
        email: "dana.reyes@tideway.example",
        lastSignIn: "2026-11-01T08:00:00Z",
        roles: [
          { name: "Admin", reach: "unknown" },
          { name: "Desk", reach: "unknown", scope: "North" },
        ],
      }),
      person("2", { name: "Miriam Okafor", enabled: false, lastSignIn: null }),
      person("svc", {}),
      { ...person("responders", { roles: [{ name: "Tech", reach: "operator" }] }), kind: "group" },
    ]);
    expect(tableOf(chapter, "Accounts in NinjaOne")).toEqual([
      [
        "dana.reyes@tideway.example",
        expect.stringContaining("Dana Reyes"),
        "Tideway IT",
        "Admin; Desk (North)",
        "1 November 2026",
        "",
      ],
      ["Miriam Okafor", "Miriam Okafor", "Internal", "no role that is shown, blocked", "never", ""],
      ["svc", "svc", expect.any(String), "no role that is shown", "not known", ""],
      [
        "responders",
        expect.stringMatching(/^Dana Reyes.*, through responders$/),
        "Tideway IT",
        "Tech",
        "not known",
        "",
      ],
    ]);
    expect(linesOf(chapter)).toContain("As its roster had them on 20 November 2026.");
    expect(linesOf(chapter).join(" ")).not.toMatch(/not complete|does not show who holds/);
    // Where the roster speaks there is no empty line for the system.
    const rest = tableOf(chapter, "Administrators' accounts in every system");
    expect([...rest].map(([system]) => system)).not.toContain("NinjaOne");
    expect(
      [...tableOf(dayOneInventory(inputOf(loaded)), "Administrators' accounts in every system")].map(
        ([system]) => system,
      ),
    ).toContain("NinjaOne");
  });

  it("says what a roster does not show", () => {
    const chapter = withRoster([], { complete: false, showsRoles: false });
    expect(linesOf(chapter)).toEqual(
      expect.arrayContaining([
        "The roster is not complete: whoever is missing may still be there.",
        "The roster does not show who holds which role: each account may hold any.",
      ]),
    );
    expect(tableOf(chapter, "Accounts in NinjaOne")).toBe("Nobody has an account there.");
  });
});

describe("the contract schedule", () => {
  it("of a company alone has no provider's scope, sign-in or tools", () => {
    const chapter = contractSchedule(inputOf(inHouse()));
    const headings = chapter.blocks.flatMap((block) => (block.kind === "heading" ? [told(block.text)] : []));
    expect(headings).not.toContain("Tools");
    expect(headings.join("; ")).not.toMatch(/Administrative scope|How people of a provider sign in/);
    expect(tableOf(chapter, "Contracts")).toBe(
      "There is no provider, and so no contract that this schedule belongs to.",
    );
  });

  it("says how often access is reviewed", () => {
    const review = (cadence: "monthly" | "quarterly") =>
      linesOf(contractSchedule(withMatrix({ review: { ...loaded.matrix.review, cadence } }))).find((line) =>
        line.startsWith("Who has access is compared"),
      );
    expect(review("monthly")).toContain("with this schedule each month.");
    expect(review("quarterly")).toContain("with this schedule each quarter.");
  });

  it("names providers that hold no role, and says so where none holds any", () => {
    const internal = (ids: readonly string[]): Matrix["functions"] =>
      Object.fromEntries(
        Object.entries(loaded.matrix.functions).map(([id, row]) => [
          id,
          ids.includes(id) || ids.length === 0 ? { owner: "internal" as const } : row,
        ]),
      );
    const one = contractSchedule(
      withMatrix({ functions: internal(["siem-monitoring", "edr-response", "email-security"]) }),
    );
    expect(linesOf(one)).toContain("No role at all: Nightwatch.");
    const none = contractSchedule(withMatrix({ functions: internal([]) }));
    expect(tableOf(none, "Administrative scope of each provider")).toBe("No provider has a role in the tenant.");
    expect(linesOf(none).some((line) => line.startsWith("No role at all"))).toBe(false);
  });
});

describe("the administrative scope", () => {
  const input = inputOf(loaded);

  it.each([
    ["overflow-only", " Used only when there is too much work."],
    ["internal-unavailable", " Used only when nobody of the internal team is available."],
    ["after-hours", " Used only after hours."],
    [undefined, " unless it is renewed."],
  ] as const)("says when a provider steps in: %s", (when, expected) => {
    const teams = input.entitlements.teams.map(({ when: _, ...team }) => ({
      ...team,
      ...(when && { when }),
      eligible: [],
    }));
    const [line] = administrativeScope(input.matrix, { ...input.entitlements, teams });
    expect(line?.how.endsWith(expected)).toBe(true);
    expect(line?.who).toBe("nobody yet");
  });

  it("does not list as done by hand what is declared for the same provider and function, and only that", () => {
    const by = (declared: Parameters<typeof accessElsewhere>[1]) =>
      accessElsewhere(input.matrix, declared).map(
        ({ provider, functionId, role }) => `${provider} ${functionId} ${role}`,
      );
    const all = by([]);
    const [first] = accessElsewhere(input.matrix, []);
    if (first === undefined) throw new Error("nothing is done by hand");
    expect(all.length).toBeGreaterThan(2);
    const { provider, functionId, role } = first;
    const line = { provider, purpose: functionTitle(functionId), role, where: "", how: "", who: "" };
    expect(by([line])).toEqual(all.slice(1));
    expect(by([{ ...line, purpose: "another" }])).toEqual(all);
    expect(by([{ ...line, provider: "another" }])).toEqual(all);
    expect(by([{ ...line, role: "another" }])).toEqual(all);
    expect(all.some((each) => each.startsWith("internal"))).toBe(false);
  });
});

describe("data export and exit", () => {
  it("of a company alone has no exit, and of a tool of its own nothing to export", () => {
    const chapter = dataAndExit(inputOf(inHouse()));
    expect(linesOf(chapter).join(" ")).not.toMatch(/When a provider leaves|Nothing is agreed/);
    expect(tableOf(chapter, "Export clauses")).toEqual([
      [
        "Microsoft Entra ID",
        expect.any(String),
        "nothing: it is Harbour Dental Group's own",
        "not needed",
        "not needed",
      ],
    ]);
  });

  it("says what nobody agreed on, and what the vendor has to be asked", () => {
    const { rmm, ...tools } = loaded.matrix.tools;
    if (rmm === undefined) throw new Error("the example has lost its RMM");
    const { dataExport: _, ...without } = rmm;
    const chapter = dataAndExit(
      withMatrix({ tools: { ...tools, rmm: { ...without, systems: [{ name: "Own tool" }] } } }),
    );
    expect(linesOf(chapter).join(" ")).toContain("Agree it before it is needed: tools, dataExport in the matrix.");
    expect(tableOf(chapter, "What the systems can export")).toContainEqual([
      "Own tool",
      "not known here: ask the vendor, in writing",
      "not known",
      "not known",
    ]);
    const checklist = chapter.blocks.flatMap((block) => (block.kind === "checklist" ? block.items.map(told) : []));
    expect(checklist.map(markdownText).join("\n")).toContain(
      "Own tool: Everything of Harbour Dental Group's can be exported",
    );
  });

  it("moves what runs in a provider's name", () => {
    const { rmm, ...tools } = loaded.matrix.tools;
    if (rmm === undefined) throw new Error("the example has lost its RMM");
    const moved = (nameOf: string) => {
      const chapter = dataAndExit(
        withMatrix({ tools: { ...tools, rmm: { ...rmm, tenancy: { nameOf, billedTo: nameOf } } } }),
      );
      const rows = tableOf(chapter, "What the inventory has of a provider");
      return [...rows].filter(([what]) => what === "NinjaOne");
    };
    expect(moved("tideway")).toEqual([
      ["NinjaOne", "Tideway IT", "moves into the name of Harbour Dental Group, or is replaced"],
    ]);
  });
});
