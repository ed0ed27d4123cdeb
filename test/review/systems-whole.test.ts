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

function reviewed(tenant: TenantBuilder, rosters: readonly SystemRosterDocument[], section?: string): Review {
  const world = entitled(
    harbourWith(...(section === undefined ? [] : [[end, `systems:\n${section}\n\n${end}`] as const])),
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
