/** Systems beside the tenant: what was agreed on their roles, against rosters. For each difference a near miss that is none. */

import { describe, expect, it, test } from "vitest";
import { systemById } from "../../src/catalogue/systems/index.ts";
import { reviewedSystem } from "../../src/review/systems/reviewed.ts";
import { readRosterCsv } from "../../src/roster/read-csv.ts";
import type { SystemRosterDocument } from "../../src/roster/roster.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";
import { agreed, compared, dana, miriam, ninjaIsOurs, okta, type Person, roster, titles } from "./agreed-systems.ts";

describe("roles that nobody agreed to", () => {
  const section = `  ninjaone:\n    roles:\n      - { role: System Administrator, held: [dana.reyes@tideway.example] }\n      - { role: Technician, held: [internal] }`;

  test.each<[string, readonly Person[], readonly string[]]>([
    ["as agreed", [{ ...dana, roles: ["System Administrator"] }], []],
    ["in another spelling of the address", [{ id: "DANA.REYES@tideway.example", roles: ["System Administrator"] }], []],
    [
      "a colleague's",
      [
        { ...dana, roles: ["System Administrator"] },
        { name: "Tomasz Wilk", email: "tomasz.wilk@tideway.example", roles: ["System Administrator"] },
      ],
      [
        "medium: Tomasz Wilk holds System Administrator in NinjaOne, which can give itself anything there, and the matrix does not say so.",
      ],
    ],
    [
      "of somebody of the provider whom the matrix does not know",
      [
        { ...dana, roles: ["System Administrator"] },
        { email: "new@tideway.example", roles: ["System Administrator"] },
      ],
      [
        "medium: new@tideway.example holds System Administrator in NinjaOne, which can give itself anything there, and the matrix does not say so.",
      ],
    ],
    [
      "of another provider",
      [
        { ...dana, roles: ["System Administrator"] },
        { email: "lena.fischer@nightwatch.example", roles: ["Technician"] },
      ],
      ["medium: Lena Fischer holds Technician in NinjaOne, and the matrix does not say so."],
    ],
    [
      "of nobody known",
      [
        { ...dana, roles: ["System Administrator"] },
        { email: "backup@mail.example", roles: ["System Administrator"] },
      ],
      [
        "high: backup@mail.example holds System Administrator in NinjaOne, which can give itself anything there, and the matrix does not say so.",
      ],
    ],
    ["less than agreed", [{ ...dana, roles: ["System Administrator", "Technician"] }], []],
    [
      "of a party, each of its people",
      [
        { ...dana, roles: ["System Administrator"] },
        { ...miriam, roles: ["Technician"] },
      ],
      [],
    ],
    ["that customers made", [{ ...dana, roles: ["System Administrator", "Night shift"] }], []],
    [
      "of a blocked account",
      [
        { ...dana, roles: ["System Administrator"] },
        { email: "backup@mail.example", enabled: false, roles: ["System Administrator"] },
      ],
      [],
    ],
    [
      "agreed, and not there",
      [{ ...miriam, roles: ["Technician"] }],
      [
        "low: Agreed, but not there: Dana Reyes (dana.reyes@tideway.example) does not hold System Administrator in NinjaOne.",
      ],
    ],
    [
      "agreed with somebody who is blocked there",
      [{ ...dana, enabled: false, roles: ["System Administrator"] }],
      [
        "low: Agreed, but not there: Dana Reyes (dana.reyes@tideway.example) does not hold System Administrator in NinjaOne.",
      ],
    ],
  ])("%s", (_, people, expected) => {
    expect(titles(section, [roster(people)]).map((each) => each.replace(/ \([^()\s]+@[^()\s]+\)/, ""))).toEqual(
      expected.map((each) => each.replace(/ \([^()\s]+@[^()\s]+\)/, "")),
    );
  });
});

describe("whose system it is", () => {
  const top = [{ ...dana, roles: ["System Administrator"] }];
  const nothingAgreed = "  ninjaone:\n    signIn: own";

  it("without an agreement its owner administers it", () => {
    expect(titles(nothingAgreed, [roster(top)])).toEqual([]);
  });

  it("the client's own: a provider on top of it is not meant", () => {
    expect(titles(nothingAgreed, [roster(top)], ninjaIsOurs)).toEqual([
      "high: Dana Reyes holds System Administrator in NinjaOne, which can give itself anything there, and the matrix does not say so.",
    ]);
    expect(titles(nothingAgreed, [roster([{ ...miriam, roles: ["System Administrator"] }])], ninjaIsOurs)).toEqual([]);
  });

  it.each([
    ["okta", "Super Administrator", "critical"],
    ["okta", "Organization Administrator", "high"],
    ["okta", "Read-only Administrator", "low"],
  ])("an identity provider (%s): %s is %s", (system, role, severity) => {
    const found = titles("  okta:\n    signIn: own", [roster([{ ...dana, roles: [role] }], { system })], okta);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${severity}: Dana Reyes holds ${role} in Okta`));
  });

  it("of a shared system both sides are the owner: the provider of the kind that usually shares it", () => {
    const people = [
      { ...dana, roles: ["Account Admin"] },
      { ...miriam, roles: ["Account Admin"] },
    ];
    expect(titles("  freshservice:\n    signIn: own", [roster(people, { system: "freshservice" })])).toEqual([]);
    const watcher = [{ email: "omar.haddad@nightwatch.example", roles: ["Account Admin"] }];
    expect(titles("  freshservice:\n    signIn: own", [roster(watcher, { system: "freshservice" })])).toHaveLength(1);
  });
});

describe("what a roster does not show", () => {
  const section = "  ninjaone:\n    roles:\n      - { role: System Administrator, held: [dana.reyes@tideway.example] }";

  it("nobody is missing where it is not whole", () => {
    const [ninja] = compared(section, [
      roster([], { complete: false, unread: [{ what: "page 2", why: "429" }] }),
    ]).filter(({ access }) => access.system.key === "ninjaone");
    expect(ninja?.differences).toEqual([]);
    expect(ninja?.notCompared).toEqual(["dana.reyes@tideway.example: System Administrator in NinjaOne"]);
  });

  it("without roles an account of a provider in the client's system is a question", () => {
    const { replace } = ninjaIsOurs;
    expect(titles("  ninjaone:\n    signIn: own", [roster([dana], { showsRoles: false })], { replace })).toEqual([
      "medium: Dana Reyes has an account in NinjaOne, of which nobody knows what it can do, and the matrix does not say so.",
    ]);
  });

  it("no roster is nobody known, and no difference", () => {
    const systems = compared(section, []);
    expect(systems.flatMap(({ differences }) => differences)).toEqual([]);
    const ninja = systems.find(({ access }) => access.system.key === "ninjaone");
    expect(ninja && reviewedSystem(ninja, [], agreed(section).matrix)).toEqual({
      key: "ninjaone",
      name: "NinjaOne",
      category: "rmm",
      owners: ["Tideway IT"],
      agreed: 1,
      asAgreed: 0,
      differences: [],
    });
  });
});

describe("who somebody is", () => {
  const section = "  ninjaone:\n    signIn: own";
  const holder = (person: Person, tenant = new TenantBuilder()) => {
    const { replace } = ninjaIsOurs;
    const found = compared(section, [roster([{ roles: ["System Administrator"], ...person }])], { replace, tenant });
    return found
      .flatMap(({ differences }) => differences)
      .map(({ principal }) => [principal.identity, principal.party.kind]);
  };

  it("the user of the tenant that has the address, in every form", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
    tenant.user("contractor@harbourdental.example", {
      proxyAddresses: ["SMTP:dr@mail.example"],
      mail: "dr@mail.example",
    });
    expect(holder({ email: "dana.reyes_tideway.example#EXT#@harbourdental.onmicrosoft.com" }, tenant)).toEqual([
      ["user:dana.reyes@tideway.example", "provider"],
    ]);
    expect(holder({ email: "dr@mail.example" }, tenant)).toEqual([]);
    expect(holder({ email: "dr@mail.example" })).toEqual([["user:dr@mail.example", "unknown"]]);
  });

  it("an address that somebody can write into the own account means nobody", () => {
    const tenant = new TenantBuilder();
    tenant.user("clerk@harbourdental.example", { otherMails: ["boss@mail.example"] });
    expect(holder({ email: "boss@mail.example" }, tenant)).toEqual([["user:boss@mail.example", "unknown"]]);
  });

  it("by name only where the system shows no address, and one person has it", () => {
    expect(holder({ id: "dreyes", name: "dana reyes" })).toEqual([["user:dana.reyes@tideway.example", "provider"]]);
    expect(holder({ id: "dreyes", name: "Dana Reyes", email: "d@mail.example" })).toEqual([
      ["user:d@mail.example", "unknown"],
    ]);
    expect(holder({ id: "dreyes" })).toEqual([["account:ninjaone:dreyes", "unknown"]]);
  });

  it("a group of the tenant is everybody in it, also in groups in it, and how", () => {
    const tenant = new TenantBuilder();
    const [standing, asked] = [
      tenant.guest("dana.reyes@tideway.example", "Dana Reyes"),
      tenant.guest("tomasz.wilk@tideway.example", "Tomasz Wilk"),
    ];
    const inner = tenant.group("inner", { members: [standing] });
    tenant.group("Defender operators", { members: [inner] });
    tenant.eligible("Defender operators", asked);
    const group = {
      id: "Defender operators",
      kind: "group",
      roles: [{ name: "Response", reach: "administrator" }],
    } as const;
    const system = "microsoft-defender-for-endpoint";
    expect(titles(`  ${system}:\n    roles: []`, [roster([group], { system })], { tenant }).toSorted()).toEqual([
      "high: Dana Reyes holds Response in Microsoft Defender for Endpoint through the group Defender operators, which changes it for everybody, and the matrix does not say so.",
      "high: Tomasz Wilk can activate Response in Microsoft Defender for Endpoint through the group Defender operators, which changes it for everybody, and the matrix does not say so.",
    ]);
  });

  it("a group that the tenant does not show is somebody", () => {
    const group = {
      id: "gone",
      name: "Old team",
      kind: "group",
      roles: [{ name: "Response", reach: "super-administrator" }],
    } as const;
    const system = "microsoft-defender-for-endpoint";
    expect(titles(`  ${system}:\n    roles: []`, [roster([group], { system })])[0]).toMatch(
      /^high: the group Old team holds Response/,
    );
  });
});

test("a console's table and the API's answer come to the same", () => {
  const section = "  ninjaone:\n    signIn: own";
  const table = "name,email,role,enabled\nDana Reyes,dana.reyes@tideway.example,System Administrator,yes\n";
  const own = readRosterCsv(table, {
    system: "ninjaone",
    name: "NinjaOne",
    known: { roles: systemById("ninjaone")?.roles ?? [], roster: {} },
    file: "ninjaone.csv",
    sha256: "",
    collectedAt: `${today}T00:00:00Z`,
  });
  const ids = (document: SystemRosterDocument) =>
    compared(section, [document], ninjaIsOurs).flatMap(({ differences }) => differences.map(({ id }) => id));
  expect(ids(own)).toEqual(ids(roster([{ ...dana, roles: ["System Administrator"] }])));
  expect(ids(own)).toHaveLength(1);
});
