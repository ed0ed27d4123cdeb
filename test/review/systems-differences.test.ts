/** What a review writes of a role in a system, whole: who, what, why, where in the matrix, what to do. */

import { describe, expect, it } from "vitest";
import type { Difference } from "../../src/review/schema.ts";
import type { SystemComparison } from "../../src/review/systems/compare.ts";
import { reviewedSystem } from "../../src/review/systems/reviewed.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";
import { agreed, compared, dana, miriam, ninjaIsOurs, okta, type Person, roster } from "./agreed-systems.ts";

const own = "  ninjaone:\n    signIn: own";
const placeOf = (path: string) => ({ file: "matrix.yaml", line: path.length });

function one(section: string, people: readonly Person[], more: Parameters<typeof compared>[2] = {}): SystemComparison {
  const system = section.trim().split(":")[0] ?? "";
  const found = compared(section, [roster(people, { system })], { placeOf, ...more }).find(
    ({ access }) => access.system.key === system,
  );
  if (found === undefined) throw new Error(`there is no ${system}`);
  return found;
}

const provider = { kind: "provider", provider: "tideway", label: "provider" };
const top = { name: "System Administrator", reach: "super-administrator" } as const;

describe("a role that nobody agreed to", () => {
  it("of a provider: with the lines that would make it agreed, and where", () => {
    const [found] = one(own, [{ ...dana, roles: [{ ...top, scope: "North" }], lastSignIn: "2026-11-01T08:00:00Z" }], {
      ...ninjaIsOurs,
    }).differences;
    expect(found).toStrictEqual({
      id: expect.stringMatching(/^\S+$/),
      kind: "undeclared",
      severity: "high",
      title:
        "Dana Reyes holds System Administrator in NinjaOne, which can give itself anything there, and the matrix does not say so.",
      why: "It belongs to a provider, and what a provider holds is what the matrix says.",
      principal: {
        id: "ninjaone/1",
        identity: "user:dana.reyes@tideway.example",
        label: "Dana Reyes",
        type: "user",
        party: provider,
      },
      access: {
        kind: "system-role",
        target: "System Administrator",
        scope: "NinjaOne: North",
        held: "standing",
        lastUse: { state: "used", on: "2026-11-01T08:00:00Z", what: "sign-in" },
        objects: ["ninjaone/1"],
      },
      changes: [],
      items: [],
      row: { path: "systems.ninjaone", text: "NinjaOne: who holds which role" },
      rules: [],
      remedy: {
        words:
          "Take System Administrator away from Dana Reyes in NinjaOne. If it is meant, say so in the matrix instead.",
        matrix:
          "systems:\n  ninjaone:\n    roles:\n      - role: System Administrator\n        held:\n          - dana.reyes@tideway.example\n        why: why it is needed",
        place: { file: "matrix.yaml", line: "systems.ninjaone".length, path: "systems.ninjaone" },
      },
    });
  });

  it.each<[string, Person, object]>([
    ["never", { lastSignIn: null }, { lastUse: { state: "never", what: "sign-in" } }],
    ["nobody knows when", {}, {}],
  ])("of somebody who came %s", (_, more, expected) => {
    const [found] = one(own, [{ ...dana, roles: [top], ...more }], ninjaIsOurs).differences;
    const { lastUse, scope } = found?.access ?? {};
    expect({ ...(lastUse && { lastUse }), scope }).toEqual({ ...expected, scope: "NinjaOne" });
  });

  it("of nobody known: to be taken away, and nothing to agree on", () => {
    const [found] = one(own, [{ id: "x7", kind: "service", name: "Backup job", roles: [top] }]).differences;
    expect(found).toMatchObject({
      severity: "high",
      why: "Nobody knows whose account it is. Whoever can change a system has to have a name.",
      principal: { id: "ninjaone/x7", identity: "account:ninjaone:x7", type: "servicePrincipal" },
      remedy: { words: "Take System Administrator away from Backup job in NinjaOne." },
    });
    expect(found?.remedy).not.toHaveProperty("matrix");
  });

  it("of somebody known only by address, of nobody: no lines either", () => {
    const [found] = one(own, [{ email: "x@mail.example", roles: [top] }]).differences;
    expect(found?.remedy).toStrictEqual({ words: "Take System Administrator away from x@mail.example in NinjaOne." });
  });

  it("matched by a name alone says so", () => {
    const [found] = one(own, [{ id: "dreyes", name: "Dana Reyes", roles: [top] }], ninjaIsOurs).differences;
    expect(found?.why).toBe(
      "It belongs to a provider, and what a provider holds is what the matrix says. The account was matched by its name alone: the system shows no address.",
    );
  });

  it("over everything that signs in: nothing to agree on", () => {
    const [found] = one("  okta:\n    signIn: own", [{ ...dana, roles: ["Super Administrator"] }], okta).differences;
    expect(found?.severity).toBe("critical");
    expect(found?.why).toBe(
      "It belongs to a provider, and what a provider holds is what the matrix says. Everything that signs in through it is in the same hands.",
    );
    expect(found?.remedy).not.toHaveProperty("matrix");
  });

  it("of the client's own people in a provider's system, to agree on", () => {
    const [found] = one(own, [{ ...miriam, roles: [top] }]).differences;
    expect(found).toMatchObject({
      severity: "medium",
      why: "Who is on top of a system is agreed, so that whoever leaves or changes is noticed.",
      remedy: { matrix: expect.stringContaining("- miriam.okafor@harbourdental.example") },
    });
  });

  it("of an emergency account, which the matrix gives nothing in systems", () => {
    const email = "emergency-1@harbourdental.onmicrosoft.com";
    expect(one(own, [{ email, roles: [top] }], ninjaIsOurs).differences).toEqual([]);
    const [found] = one(own, [{ email, roles: [top] }]).differences;
    expect(found?.why).toMatch(/^Who is on top of a system is agreed/);
    expect(found?.remedy).not.toHaveProperty("matrix");
  });

  it.each([
    ["Ninja Two", "ninja-two"],
    ["360°", "system-360"],
  ])("in a system without an agreement (%s): its row, and lines that can be read", (name, key) => {
    const replace = [...ninjaIsOurs.replace, ["systems: [ninjaone]", `systems: [{ name: ${name} }]`] as const];
    const rosters = [roster([{ ...dana, roles: [top] }], { system: name })];
    const [found] = compared("  hudu:\n    signIn: own", rosters, { replace, placeOf }).flatMap(
      ({ differences }) => differences,
    );
    expect(found?.row).toEqual({
      path: "tools.rmm",
      text: `${name}: its owner administers it, and nothing else is agreed`,
    });
    expect(found?.remedy.place?.path).toBe("tools.rmm");
    const lines = found?.remedy.matrix ?? "";
    expect(lines).toContain(`systems:\n  ${key}:\n    name: ${name}\n    roles:\n`);
    expect(agreed(lines.replace("systems:\n", ""), ...replace).matrix.systems?.[key]?.roles).toHaveLength(1);
  });

  it("where a roster shows none: to be looked at", () => {
    const [found] = compared(own, [roster([{ ...dana, roles: [] }], { showsRoles: false })], ninjaIsOurs).flatMap(
      ({ differences }) => differences,
    );
    expect(found).toMatchObject({
      access: { target: "a role that the roster does not show" },
      remedy: {
        words: "Look in NinjaOne what Dana Reyes may do there, and take away what nobody needs.",
      },
    });
    expect(found?.remedy).not.toHaveProperty("matrix");
  });

  it("through a group of the tenant: out of the group", () => {
    const tenant = new TenantBuilder();
    const member = tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
    tenant.group("responders", { members: [member] });
    const group = { id: "responders", kind: "group", roles: [{ name: "Response", reach: "administrator" }] } as const;
    const system = "microsoft-defender-for-endpoint";
    const [found] = one(`  ${system}:\n    roles: []`, [group], { tenant }).differences;
    expect(found?.remedy.words).toMatch(
      /^Take Response away from Dana Reyes in Microsoft Defender for Endpoint: out of the group responders\. If/,
    );
    expect(found?.principal.id).toBe(member);
  });

  it("at several places is one decision", () => {
    const roles = [
      { ...top, scope: "North" },
      { ...top, scope: "South" },
    ];
    expect(one(own, [{ ...dana, roles }], ninjaIsOurs).differences.map(({ access }) => access.scope)).toEqual([
      "NinjaOne: North",
    ]);
  });
});

describe("a role that was agreed", () => {
  const section = `  ninjaone:\n    roles:\n      - { role: Technician, held: [Dana.Reyes@tideway.example, tideway] }\n      - { role: system administrator, held: [dana.reyes@tideway.example, miriam.okafor@harbourdental.example] }`;

  it("and is not there, whole", () => {
    const found = one(section, [{ ...dana, roles: ["System Administrator"] }]).differences;
    expect(found.map(({ title }) => title)).toEqual([
      "Agreed, but not there: Dana Reyes does not hold Technician in NinjaOne.",
      "Agreed, but not there: Miriam Okafor does not hold system administrator in NinjaOne.",
    ]);
    expect(found[1]).toStrictEqual({
      id: expect.stringMatching(/^\S+$/),
      kind: "missing",
      severity: "low",
      title: expect.any(String),
      why: "Whoever is to do the work cannot, or somebody else does it.",
      principal: {
        id: "user:miriam.okafor@harbourdental.example",
        identity: "user:miriam.okafor@harbourdental.example",
        label: "Miriam Okafor",
        type: "user",
        party: { kind: "internal", label: "internal" },
      },
      access: { kind: "system-role", target: "system administrator", scope: "NinjaOne", held: "standing", objects: [] },
      changes: [],
      items: [],
      row: { path: "systems.ninjaone.roles.1", text: "NinjaOne: system administrator" },
      rules: [],
      remedy: {
        words: "Give Miriam Okafor the role in NinjaOne, or take the line out of the matrix.",
        place: { file: "matrix.yaml", line: "systems.ninjaone.roles.1".length, path: "systems.ninjaone.roles.1" },
      },
    });
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  it("is counted, and who of the tenant it is about is told by their id there", () => {
    const tenant = new TenantBuilder();
    const user = tenant.user("miriam.okafor@harbourdental.example", { displayName: "Miriam Okafor" });
    const {
      agreed: all,
      asAgreed,
      differences,
      notCompared,
    } = one(section, [{ ...dana, roles: ["System Administrator", "Technician"] }], { tenant });
    expect([all, asAgreed, notCompared]).toEqual([3, 2, []]);
    expect(differences.map(({ principal }) => principal.id)).toEqual([user]);
  });
});

describe("who may have more, and who less, than agreed", () => {
  const custom = (reach: "operator" | "administrator" | "member" | "unknown") =>
    ({ name: `own ${reach}`, reach }) as const;

  it.each<[string, string, ReturnType<typeof custom>, number]>([
    ["an operator agreed, an administrator there", "Technician", custom("administrator"), 1],
    ["an operator agreed, another operator there", "Technician", custom("operator"), 1],
    ["an operator agreed, one there of whom nobody knows", "Technician", custom("unknown"), 1],
    ["a super administrator agreed, one there of whom nobody knows", "System Administrator", custom("unknown"), 0],
    ["a super administrator agreed, an administrator there", "System Administrator", custom("administrator"), 0],
    ["one agreed of whom nobody knows, an operator there", "Night shift", custom("operator"), 1],
  ])("%s", (_, role, held, count) => {
    const section = `  ninjaone:\n    roles: [{ role: ${role}, held: [tideway] }]`;
    expect(one(section, [{ ...dana, roles: [held] }], ninjaIsOurs).differences).toHaveLength(count);
  });

  it("a member's role needs no agreement", () => {
    const section = "  ninjaone:\n    roles: [{ role: Technician, held: [nightwatch] }]";
    expect(one(section, [{ ...dana, roles: [custom("member")] }], ninjaIsOurs).differences).toEqual([]);
  });
});

describe("what providers hold", () => {
  const section = "  ninjaone:\n    roles: [{ role: Technician, held: [tideway] }]";

  it("is there, agreed or not, once; what others hold is not", () => {
    const { holdings } = one(
      section,
      [
        { ...dana, roles: ["Technician", { ...top, scope: "North" }, { ...top, scope: "South" }] },
        { ...miriam, roles: ["System Administrator"] },
      ],
      ninjaIsOurs,
    );
    expect(holdings).toEqual(
      [
        ["Technician", true],
        ["System Administrator", false],
      ].map(([target, declared]) => ({
        key: `system-role | user:dana.reyes@tideway.example | ${target} | ninjaone`,
        kind: "system-role",
        principal: expect.objectContaining({ identity: "user:dana.reyes@tideway.example", party: provider }),
        target,
        scope: "NinjaOne",
        held: "standing",
        declared,
        objects: ["ninjaone/1"],
      })),
    );
  });

  it("and what a review writes of the system", () => {
    const system = one(
      section,
      [
        { ...dana, roles: ["Technician"] },
        { ...dana, enabled: false, roles: [top] },
        { ...miriam, roles: ["Technician", top] },
        { email: "omar.haddad@nightwatch.example", roles: [] },
      ],
      ninjaIsOurs,
    );
    const [difference] = system.differences;
    if (difference === undefined) throw new Error("nothing differs");
    const other: Difference = {
      ...difference,
      access: { ...difference.access, objects: ["elsewhere/1"] },
      row: { text: "other" },
    };
    const { matrix } = agreed(section, ...ninjaIsOurs.replace);
    const written = (...differences: readonly Difference[]) => reviewedSystem(system, differences, matrix).differences;
    expect(reviewedSystem(system, system.differences, matrix)).toEqual({
      key: "ninjaone",
      name: "NinjaOne",
      category: "rmm",
      owners: ["Internal"],
      roster: {
        collectedAt: expect.stringMatching(/^\d{4}-/),
        source: "https://eu.ninjarmm.com",
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        complete: true,
        showsRoles: true,
        accounts: 3,
        ofProviders: 2,
        superAdministrators: 1,
      },
      agreed: 0,
      asAgreed: 0,
      differences: [difference.id],
    });
    // Lines of other systems are not its own; one that stands for several is, where one of them is.
    expect(written(other)).toEqual([]);
    expect(written({ ...other, row: { path: "systems.ninjaone-two.roles.1", text: "" } })).toEqual([]);
    expect(written({ ...other, row: { path: "systems.ninjaone.roles.1", text: "" } })).toEqual([other.id]);
    const member = { ...other, title: other.title };
    expect(written({ ...other, members: [member] })).toEqual([]);
    expect(written({ ...other, members: [member, { ...member, access: difference.access }] })).toEqual([other.id]);
  });

  it("a file is named as the source of a roster that was one", () => {
    const [system] = compared(section, [
      roster([dana], { source: { kind: "csv", file: "ninja.csv", sha256: "0" } }),
    ]).filter(({ access }) => access.roster !== undefined);
    expect(system && reviewedSystem(system, [], agreed(section).matrix).roster?.source).toBe("ninja.csv");
  });
});
