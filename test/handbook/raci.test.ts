/** Parts in a row: whatever the matrix says, exactly one party answers for it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phasings } from "../../src/catalogue/first-days.ts";
import { partiesWith, raciOf } from "../../src/handbook/raci.ts";
import { resolveRow } from "../../src/matrix/parties.ts";
import type { FunctionRow, Matrix } from "../../src/matrix/schema.ts";
import { harbour } from "../support/matrices.ts";

const { providers } = harbour().matrix;
const parties = ["internal", ...Object.keys(providers)];
const party = fc.constantFrom(...parties);

const of = (row: FunctionRow, of: Pick<Matrix, "providers"> = { providers }) =>
  Object.fromEntries(
    raciOf(resolveRow(of, "email-security", row)).map(({ party: who, letters, when }) => [
      who,
      [...letters].join("") + (when === undefined ? "" : ` ${when}`),
    ]),
  );

describe("the parts in a row", () => {
  it.each<[string, FunctionRow, Record<string, string>]>([
    ["internal", { owner: "internal" }, { internal: "AR" }],
    ["a provider's", { owner: "tideway" }, { tideway: "AR", internal: "I" }],
    ["joint", { owner: "joint", by: "tideway", accountable: "internal" }, { internal: "AR", tideway: "R" }],
    [
      "internal, with a provider that steps in",
      { owner: "internal", support: { by: "tideway", when: "after-hours" } },
      { internal: "AR", tideway: "R after-hours" },
    ],
    [
      "a provider's, for which the client answers",
      { owner: "tideway", accountable: "internal" },
      { internal: "A", tideway: "R" },
    ],
    [
      "written by hand, where it differs",
      { owner: "joint", by: "tideway", raci: { internal: "A", nightwatch: "C" } },
      { internal: "A", nightwatch: "C", tideway: "R" },
    ],
  ])("of one that is %s", (_, row, expected) => {
    expect(of(row)).toEqual(expected);
  });

  it("are one accountable party's, and somebody does the work", () => {
    const raci = fc
      .dictionary(party, fc.constantFrom("R", "C", "I", "RC"))
      .chain((others) => party.map((accountable) => ({ ...others, [accountable]: "RA" })));
    const row = fc.record(
      {
        owner: fc.constantFrom("internal", "provider", "joint", ...Object.keys(providers)),
        by: fc.constantFrom(...Object.keys(providers)),
        support: fc.record({
          by: fc.constantFrom(...Object.keys(providers)),
          when: fc.constant("after-hours" as const),
        }),
        accountable: party,
        raci,
      },
      { requiredKeys: ["owner"] },
    );
    fc.assert(
      fc.property(row, (given) => {
        const { accountable: _, ...rest } = given;
        // The matrix refuses two that differ.
        const entries = raciOf(resolveRow({ providers }, "email-security", given.raci ? rest : given));
        expect(partiesWith(entries, "A")).toHaveLength(1);
        expect(entries.every(({ letters }) => letters.size > 0)).toBe(true);
        expect(entries.some(({ party: who }) => who === "internal")).toBe(true);
      }),
    );
  });
});

it.each(Object.values(phasings))(
  "$id: each phase begins the day after the one before, from day 1 to day 90",
  ({ id, phases }) => {
    expect(phases.map(({ firstDay }) => firstDay)).toEqual([
      1,
      ...phases.slice(0, -1).map(({ lastDay }) => lastDay + 1),
    ]);
    expect(phases.map(({ lastDay }) => lastDay).join("-")).toBe(id);
  },
);
