/** Whatever a row says, the chapters agree on it: RACI, clause and administrative scope name the same parties. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionById, functionIds } from "../../src/catalogue/functions.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { contractSchedule } from "../../src/handbook/chapters/contract-schedule.ts";
import { responsibilities } from "../../src/handbook/chapters/responsibilities.ts";
import type { HandbookInput } from "../../src/handbook/input.ts";
import { resolveRow } from "../../src/matrix/parties.ts";
import type { FunctionRow, Matrix } from "../../src/matrix/schema.ts";
import { harbour } from "../support/matrices.ts";
import { tableOf } from "./chapter-parts.ts";

const { matrix } = harbour();
const keys = Object.keys(matrix.providers);
const party = fc.constantFrom("internal", ...keys);
const row = fc.record(
  {
    owner: fc.constantFrom("internal", "provider", "joint", ...keys),
    by: fc.constantFrom(...keys),
    support: fc.record({
      by: fc.constantFrom(...keys),
      when: fc.constantFrom("overflow-only" as const, "internal-unavailable" as const, "after-hours" as const),
    }),
    accountable: party,
    note: fc.constantFrom("A note.", "Another."),
  },
  { requiredKeys: ["owner", "by", "accountable"] },
);

const inputWith = (functions: Matrix["functions"]): HandbookInput => {
  const changed: Matrix = { ...matrix, functions };
  return {
    matrix: changed,
    entitlements: deriveEntitlements(changed),
    matrixFile: "matrix.yaml",
    digest: "",
    smells: [],
  };
};
const nameOf = (key: string) => (key === "internal" ? matrix.client.name : (matrix.providers[key]?.name ?? key));

/** What the chapters say of one row. */
function told(functionId: keyof Matrix["functions"], given: FunctionRow) {
  const title = functionById(functionId)?.title ?? functionId;
  const input = inputWith({ ...matrix.functions, [functionId]: given });
  const raci = ["Core functions", "Further functions"].flatMap((caption) => {
    const isThere = responsibilities(input).blocks.some((block) => block.kind === "table" && block.caption === caption);
    const rows = isThere ? tableOf(responsibilities(input), caption) : [];
    return typeof rows === "string" ? [] : rows.filter(([first]) => first === title);
  });
  const scope = tableOf(contractSchedule(input), "Administrative scope of each provider");
  return {
    input,
    raci: raci[0] ?? [],
    clauses: input.entitlements.contractLines.filter(({ row: path }) => path === `functions.${functionId}`),
    scope: typeof scope === "string" ? [] : scope.filter(([, purpose]) => purpose === title),
  };
}

describe("a row of the matrix", () => {
  it("says the same in the RACI, in the contract and in the roles, whatever it says", () => {
    fc.assert(
      fc.property(fc.constantFrom(...functionIds), row, (functionId, given) => {
        const { provider, support, owner, accountable } = resolveRow(matrix, functionId, given);
        const { input, raci, clauses, scope } = told(functionId, given);
        const [, responsible = "", answers, , , note] = raci;
        const does = [owner === "provider" ? [] : ["internal"], provider ?? [], support?.provider ?? []].flat();
        for (const key of ["internal", ...keys]) {
          expect(responsible.includes(nameOf(key)), `${key} does it: ${responsible}`).toBe(does.includes(key));
        }
        expect(answers).toBe(nameOf(accountable));
        expect(note).toBe(given.note ?? "–");
        expect(clauses[0]?.text).toContain(`Accountable: ${nameOf(accountable)}.`);
        expect(clauses[0]?.party).toBe(provider ?? "internal");
        expect(clauses.some(({ party: who, text }) => who === support?.provider && text.includes("steps in"))).toBe(
          support !== undefined,
        );
        // The roles are those of the teams that are declared, and of nobody else.
        const declared = input.entitlements.teams.filter((team) => team.functionId === functionId);
        expect(scope.map(([name]) => name).toSorted()).toEqual(
          declared.map((team) => nameOf(team.provider)).toSorted(),
        );
        for (const team of declared) {
          expect(does).toContain(team.provider);
          const [, , roles = "", how = ""] = scope.find(([name]) => name === nameOf(team.provider)) ?? [];
          for (const { role } of team.grants) expect(roles).toContain(role.name);
          expect(how.includes(`the approval of ${matrix.client.name}`)).toBe(team.activation.approval);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("changes no other row", () => {
    fc.assert(
      fc.property(fc.constantFrom(...functionIds), row, (functionId, given) => {
        const others = ({ entitlements }: HandbookInput) =>
          entitlements.contractLines.filter(({ row: path }) => path !== `functions.${functionId}`);
        expect(others(inputWith({ ...matrix.functions, [functionId]: given }))).toEqual(
          others(inputWith(matrix.functions)),
        );
      }),
      { numRuns: 30 },
    );
  });
});
