/** Paper and tenant come from one file: a row that changes hands changes the contract, the RACI, the roles and the review together. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../policies/rules/index.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { type LoadedMatrix, parseMatrix } from "../../src/matrix/load.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { reviewTenant } from "../../src/review/review.ts";
import type { Review } from "../../src/review/schema.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import { harbourToday, seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { projectRoot, temporaryFolder } from "../support/demarc.ts";
import { edited, harbourFile } from "../support/matrices.ts";
import { chapterOf, inputOf, rowOf } from "./inputs.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const row = "user-lifecycle";
const title = "User onboarding and offboarding";
const texts = {
  internal: edited(harbourFile),
  provider: edited(harbourFile, [`  ${row}:\n    owner: internal`, `  ${row}:\n    owner: tideway`]),
};
const loaded = (owner: keyof typeof texts): LoadedMatrix => parseMatrix(texts[owner], "matrix.yaml");

function planned(owner: keyof typeof texts): Promise<Plan> {
  const matrix = join(folder.path, `${owner}.yaml`);
  writeFileSync(matrix, texts[owner]);
  return planProgram({ directory: projectRoot, stack: "harbour", config: { matrix }, snapshot: seedHarbour() });
}

const tenantOf = (plan: Plan, { matrix: { client } }: LoadedMatrix) =>
  materialise(plan, {
    tenantId: client.tenantId,
    initialDomain: client.initialDomain,
    domains: client.domains,
    displayName: client.name,
    now: harbourToday,
    base: seedHarbour(),
  });

describe("one row, from internal to a provider", () => {
  const [before, after] = [inputOf(loaded("internal")), inputOf(loaded("provider"))];
  let review: Record<"before" | "after", Review>;
  beforeAll(async () => {
    const [asItWas, asItIs] = [await planned("internal"), await planned("provider")];
    // The tenant is still as the matrix was: what the review misses of the row is what the change declares.
    const actual = tenantOf(asItWas, loaded("internal")).snapshot;
    const reviewed = (owner: keyof typeof texts, plan: Plan) =>
      reviewTenant({
        matrix: loaded(owner).matrix,
        entitlements: deriveEntitlements(loaded(owner).matrix),
        stack: "harbour",
        declared: tenantOf(plan, loaded(owner)),
        plan,
        actual,
        rules,
        today: harbourToday.slice(0, 10),
        versions: {},
      });
    review = { before: reviewed("internal", asItWas), after: reviewed("provider", asItIs) };
  });

  it("changes the RACI", () => {
    expect(rowOf(chapterOf(before, "responsibilities"), title).slice(1, 5)).toEqual([
      "Harbour Dental Group",
      "**Harbour Dental Group**",
      "–",
      "–",
    ]);
    expect(rowOf(chapterOf(after, "responsibilities"), title).slice(1, 5)).toEqual([
      "Tideway IT",
      "**Tideway IT**",
      "–",
      "Harbour Dental Group",
    ]);
  });

  it("changes the clause and the administrative scope of the contract schedule", () => {
    const [was, is] = [chapterOf(before, "contract-schedule"), chapterOf(after, "contract-schedule")];
    expect(was).toContain(`${title}: Harbour Dental Group creates, changes and removes its user accounts itself.`);
    expect(is).toContain(`${title}: Tideway IT creates, changes and removes ordinary user accounts`);
    expect(was).not.toContain("User Administrator");
    expect(is).toMatch(
      /\| Tideway IT \| User onboarding and offboarding \| User Administrator, over the administrative unit Practice staff; Groups Administrator/,
    );
  });

  it("changes the roles", () => {
    const rolesOf = ({ entitlements }: typeof before) =>
      entitlements.teams
        .filter(({ functionId }) => functionId === row)
        .flatMap(({ grants }) => grants.map(({ role }) => role.name));
    expect(rolesOf(before)).toEqual([]);
    expect(rolesOf(after)).toEqual(["User Administrator", "Groups Administrator", "Directory Readers"]);
  });

  it("changes what the review holds the tenant against", () => {
    const missing = ({ differences }: Review) =>
      differences
        .filter((each) => each.kind === "missing" && each.row.path === `functions.${row}`)
        .flatMap(({ items }) => items);
    const team = `Tideway IT – ${title}`;
    expect(missing(review.before)).toEqual([]);
    expect(missing(review.after)).toEqual(
      expect.arrayContaining([
        `${team}: User Administrator, administrative unit Practice staff`,
        `Dana Reyes: ${team}, directory`,
      ]),
    );
    expect(review.after.rows.find(({ path }) => path === `functions.${row}`)).toMatchObject({ provider: "Tideway IT" });
  });

  it("changes the handbook and nothing that the row does not say", () => {
    for (const untouched of ["recovery", "rhythm", "emergency-access", "compliance", "glossary", "first-90-days"]) {
      expect(chapterOf(after, untouched)).toBe(chapterOf(before, untouched));
    }
  });
});
