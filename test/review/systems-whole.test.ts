/** Rosters of systems in a whole review: people whom the tenant does not make anything of, many accounts, whose decision something is. */

import { describe, expect, it } from "vitest";
import { declaredTenant } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { reviewTenant } from "../../src/review/review.ts";
import { type Review, reviewSchema } from "../../src/review/schema.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { planOf } from "../support/plans.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";

function rosterOf(system: string, people: readonly Partial<RosterAccount>[]): SystemRosterDocument {
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: `${today}T00:00:00Z`,
    source: { kind: "api", address: "https://system.example" },
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
  };
}

const end = "review:\n  cadence: quarterly";
const plan = planOf([]);
/** Patching with a tool of the internal side alone. */
const ours = [["    owner: shared\n    systems: [action1]", "    owner: internal\n    systems: [action1]"]] as const;

function reviewed(
  tenant: TenantBuilder,
  rosters: readonly SystemRosterDocument[],
  section?: string,
  replace: readonly (readonly [string, string])[] = [],
): Review {
  const world = entitled(
    harbourWith(...replace, ...(section === undefined ? [] : [[end, `systems:\n${section}\n\n${end}`] as const])),
  );
  const review = reviewTenant({
    ...world,
    stack: "harbour",
    plan,
    declared: declaredTenant({ matrix: world.matrix, plan }),
    actual: tenant.snapshot,
    rules,
    today,
    versions: {},
    systemRosters: rosters,
  });
  expect(reviewSchema.safeParse(review).error).toBeUndefined();
  return review;
}

const inSystems = ({ differences }: Review) =>
  differences.filter(({ access, observations = [] }) => access.kind === "system-role" || observations.length > 0);

describe("what is in order", () => {
  const claim = "Every access of a provider follows from a row of the matrix.";
  const top = (email: string) =>
    rosterOf("action1", [{ email, roles: [{ name: "Own role", reach: "super-administrator" }] }]);

  it("is not a provider's access to the matrix where it has more in another system", () => {
    const internal = reviewed(new TenantBuilder(), [top("miriam.okafor@harbourdental.example")], undefined, ours);
    expect(internal.inOrder).toContain(claim);
    const review = reviewed(new TenantBuilder(), [top("dana.reyes@tideway.example")], undefined, ours);
    expect(review.differences.map(({ kind, access }) => [kind, access.kind])).toContainEqual([
      "undeclared",
      "system-role",
    ]);
    expect(review.inOrder).not.toContain(claim);
  });
});

describe("people who hold nothing in the tenant", () => {
  it("are there all the same: an employee with an account elsewhere has one in the tenant", () => {
    const tenant = new TenantBuilder();
    tenant.user("joel@harbourdental.example", { displayName: "Joel" });
    const review = reviewed(tenant, [rosterOf("hudu", [{ email: "joel@harbourdental.example" }])]);
    expect(inSystems(review).map(({ title }) => title)).toEqual([]);
  });

  it("and are blocked, not missing, when they are blocked", () => {
    const tenant = new TenantBuilder();
    tenant.user("joel@harbourdental.example", { displayName: "Joel", accountEnabled: false });
    const review = reviewed(tenant, [rosterOf("hudu", [{ email: "joel@harbourdental.example" }])]);
    expect(inSystems(review).map(({ title }) => title)).toEqual([expect.stringContaining("is blocked in the tenant")]);
  });

  it("and everybody in a group that holds a role only elsewhere", () => {
    const tenant = new TenantBuilder();
    const members = ["one", "two", "three"].map((name) => tenant.user(`${name}@mail.example`, { displayName: name }));
    tenant.group("responders", { members });
    const roles = [{ name: "Response", reach: "administrator" as const }];
    const group = { id: "responders", kind: "group" as const, roles };
    const review = reviewed(tenant, [rosterOf("microsoft-defender-for-endpoint", [group])]);
    const [line, ...others] = inSystems(review);
    const count = line?.members?.length ?? others.length + 1;
    expect(count).toBe(3);
  });
});

describe("what nobody can know", () => {
  const unseen = ({ observations = [] }: Review, kind: string) =>
    observations.flatMap((each) => (each.kind === kind ? each.unseen : []));

  it("is said: when people come, and whom a name alone means", () => {
    const shown = rosterOf("hudu", [{ name: "Dana Reyes", roles: [{ name: "Admin", reach: "super-administrator" }] }]);
    const review = reviewed(new TenantBuilder(), [shown]);
    expect(unseen(review, "stale-access")).toContain(
      "When people last signed in to Hudu is not known: its roster does not show it.",
    );
    expect(unseen(review, "account-without-person")).toContain(
      "1 account in Hudu is told by a name alone, which anybody can give an account: Dana Reyes.",
    );
  });

  it("is not said where it is shown", () => {
    const person = { email: "dana.reyes@tideway.example", lastSignIn: `${today}T00:00:00.000Z` };
    const review = reviewed(new TenantBuilder(), [rosterOf("hudu", [person])]);
    expect([...unseen(review, "stale-access"), ...unseen(review, "account-without-person")].join(" ")).not.toMatch(
      /signed in to Hudu|name alone/,
    );
  });

  it.each([
    ["never", null, 1],
    ["long ago", "2025-01-01T00:00:00.000Z", 1],
    ["lately", `${today}T00:00:00.000Z`, 0],
  ])("an administrator who came %s", (_, lastSignIn, count) => {
    const person = {
      email: "dana.reyes@tideway.example",
      lastSignIn,
      roles: [{ name: "Admin", reach: "super-administrator" as const }],
    };
    const review = reviewed(new TenantBuilder(), [rosterOf("hudu", [person])]);
    const found = review.differences.flatMap(({ observations = [] }) => observations);
    expect(found.filter(({ kind }) => kind === "stale-access")).toHaveLength(count);
  });
});

describe("an identity provider", () => {
  const top = { name: "Super Administrator", reach: "super-administrator" as const };
  const people = [{ email: "dana.reyes@tideway.example", roles: [top] }];
  const row = "systems: [halopsa]";

  it.each([
    ["in the row of another category", "systems: [halopsa, okta]"],
    ["by its name, as one that is in no catalogue", "systems: [halopsa, { name: Okta }]"],
    ["in two rows", "systems: [halopsa, okta, okta]"],
  ])("%s is one, once", (_, systems) => {
    const review = reviewed(new TenantBuilder(), [rosterOf("okta", people)], undefined, [[row, systems]]);
    const lines = inSystems(review);
    expect(lines.map(({ severity, title }) => [severity, title.split(",")[0]])).toEqual([
      ["critical", expect.stringMatching(/^Dana Reyes .*holds Super Administrator in Okta/)],
    ]);
    expect(review.systems?.filter(({ key }) => key === "okta")).toHaveLength(1);
  });
});

describe("whose own access it is, in whatever name", () => {
  const roles = [{ name: "System Administrator", reach: "super-administrator" as const }];
  const users = (person: Partial<RosterAccount>) =>
    (reviewed(new TenantBuilder(), [rosterOf("ninjaone", [{ ...person, roles }])]).usedBy ?? []).map(
      ({ identity, person: who }) => `${identity} ${who}`,
    );
  const miriam = "miriam.okafor@harbourdental.example";

  it.each<[string, Partial<RosterAccount>, readonly string[]]>([
    ["a private address", { name: "Miriam Okafor", email: "m@mail.example" }, [`user:m@mail.example ${miriam}`]],
    ["an account beside", { id: "admin7", name: "Okafor, Miriam (Admin)" }, [`account:ninjaone:admin7 ${miriam}`]],
    ["one of several addresses", { email: `${miriam}; m@mail.example` }, [`user:m@mail.example ${miriam}`]],
    ["nobody's", { name: "Miriam Okaforson", email: "m@mail.example" }, []],
    ["the own one, which says so itself", { name: "Miriam Okafor", email: miriam }, []],
  ])("%s", (_, person, expected) => {
    expect(users(person)).toEqual(expected);
  });
});
