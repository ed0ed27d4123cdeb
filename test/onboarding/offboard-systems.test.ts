/** A provider leaves: the accounts of its people in systems beside the tenant, as far as rosters show them. */

import { describe, expect, it } from "vitest";
import { type Offboarding, offboardingSchema, openSteps, planExit } from "../../src/onboarding/offboard/offboarding.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { harbourWorld, TenantBuilder, today } from "../support/tenant-builder.ts";

const { matrix } = harbourWorld;
const { tideway: provider, ...others } = matrix.providers;
if (provider === undefined) throw new Error("the example matrix has no Tideway any more");
const tidewayIt = provider;

function rosterOf(
  people: readonly Partial<RosterAccount>[],
  more: Partial<SystemRosterDocument> = {},
): SystemRosterDocument {
  return {
    format: "demarc-roster/1",
    system: "hudu",
    collectedAt: `${today}T00:00:00Z`,
    source: { kind: "api", address: "https://hudu.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: people.map((person, index) => ({
      id: `${index + 1}`,
      kind: "person",
      enabled: true,
      roles: [],
      ...person,
    })),
    ...more,
  };
}

function exit(
  systemRosters: readonly SystemRosterDocument[],
  { before, tenant = new TenantBuilder() }: { readonly before?: Offboarding; readonly tenant?: TenantBuilder } = {},
): Offboarding {
  const plan = planExit({
    matrix: before === undefined ? matrix : { ...matrix, providers: others },
    stack: "harbour",
    key: "tideway",
    provider: tidewayIt,
    snapshot: tenant.snapshot,
    today,
    systemRosters,
    ...(before && { before }),
  });
  expect(offboardingSchema.safeParse(plan).error).toBeUndefined();
  return plan;
}

const open = (plan: Offboarding) =>
  openSteps(plan)
    .filter(({ phase }) => phase === "systems")
    .map(({ what }) => what);
const toDo = ({ steps }: Offboarding, phase: string) =>
  steps.filter((step) => step.phase === phase && step.object === undefined).map(({ what }) => what);

const admin = { name: "Admin", reach: "super-administrator" } as const;
const dana = { name: "Dana Reyes", email: "dana.reyes@tideway.example" };

describe("accounts of its people", () => {
  it("are told apart where somebody has several", () => {
    const accounts = [dana, { ...dana, id: "D2", email: "Dana.Reyes+night@tideway.example" }];
    expect(open(exit([rosterOf(accounts)]))).toEqual([
      "Block, then delete, the account 1 of Dana Reyes (dana.reyes@tideway.example) in Hudu.",
      "Block, then delete, the account D2 of Dana Reyes (dana.reyes+night@tideway.example) in Hudu.",
    ]);
  });

  it("stay in its own PSA, with which it works for others, and go from its RMM", () => {
    expect(open(exit([rosterOf([dana], { system: "halopsa" })]))).toEqual([]);
    expect(toDo(exit([]), "systems").join(" ")).not.toContain("HaloPSA");
    expect(open(exit([rosterOf([dana], { system: "ninjaone" })]))).toHaveLength(1);
  });

  it.each<[string, Partial<RosterAccount>, readonly string[]]>([
    [
      "with a role",
      { ...dana, roles: [admin] },
      ["Block, then delete, the account of Dana Reyes (dana.reyes@tideway.example) in Hudu, which has the role Admin."],
    ],
    [
      "without one, of somebody whom the matrix does not know",
      { email: "New@tideway.example" },
      ["Block, then delete, the account of new@tideway.example in Hudu."],
    ],
    [
      "that are disabled, and would be back with one click",
      { ...dana, enabled: false, roles: [admin] },
      [
        "Delete the account of Dana Reyes (dana.reyes@tideway.example) in Hudu, which has the role Admin: it is only disabled.",
      ],
    ],
    ["but not of another provider's", { email: "omar.haddad@nightwatch.example", roles: [admin] }, []],
    ["nor of the client's", { email: "miriam.okafor@harbourdental.example", roles: [admin] }, []],
  ])("%s", (_, account, expected) => {
    expect(open(exit([rosterOf([account])]))).toEqual(expected);
  });

  it("through a group of the tenant", () => {
    const tenant = new TenantBuilder();
    tenant.group("responders", { members: [tenant.guest("dana.reyes@tideway.example", "Dana Reyes")] });
    const group = {
      id: "responders",
      kind: "group" as const,
      roles: [{ name: "Response", reach: "operator" as const }],
    };
    const plan = exit([rosterOf([group], { system: "microsoft-defender-for-endpoint" })], { tenant });
    expect(open(plan)).toEqual([
      "Take Dana Reyes (dana.reyes@tideway.example) out of the group responders, which gives Response in Microsoft Defender for Endpoint.",
    ]);
  });
});

describe("what was open", () => {
  const before = () => exit([rosterOf([{ ...dana, roles: [admin] }])]);

  it.each<[string, readonly SystemRosterDocument[], number]>([
    [
      "is over when a whole roster does not have it any more",
      [rosterOf([{ id: "9", email: "a@harbourdental.example" }])],
      0,
    ],
    [
      "stays when the roster is not whole",
      [rosterOf([], { complete: false, unread: [{ what: "users", why: "429" }] })],
      1,
    ],
    ["stays when nobody gave a roster", [], 1],
    [
      "stays when the account is only called something else",
      [rosterOf([{ name: "Temp", email: "t@mail.example" }])],
      1,
    ],
  ])("%s", (_, rosters, count) => {
    expect(open(exit(rosters, { before: before() }))).toHaveLength(count);
  });
});

it("says where nobody looked, and whose accounts nobody knows", () => {
  const plan = exit([
    rosterOf([{ id: "api-key-7", kind: "service" }], { complete: false, unread: [{ what: "users", why: "429" }] }),
  ]);
  expect(toDo(plan, "systems")).toEqual([
    expect.stringMatching(/^Look for accounts of its people in .*NinjaOne.*: no roster was given\.$/),
    "Look for more accounts of its people in Hudu: the rosters are not whole.",
  ]);
  expect(toDo(plan, "systems")[0]).not.toContain("Hudu");
  expect(toDo(plan, "secrets")).toContain(
    "Say whose these accounts in Hudu are, and replace what opens them: api-key-7.",
  );
  expect(plan.unreadable).toContain("the roster of Hudu: users is not whole");
});
