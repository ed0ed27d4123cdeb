import { describe, expect, it } from "vitest";
import { conditionOrder, hardest, rankOf } from "../../src/access/condition.ts";

describe("conditions", () => {
  it("go from what works at once to what an internal person must approve", () => {
    expect(conditionOrder.map(rankOf)).toEqual([0, 1, 2, 3, 4]);
  });

  it("of a way are the hardest of its steps; a way of no steps is there at once", () => {
    expect(hardest([])).toBe("standing");
    expect(hardest(["standing", "provider-approval", "self-activation"])).toBe("provider-approval");
    expect(hardest(["internal-approval", "unknown-approval"])).toBe("internal-approval");
  });

  it("are found of a very long way", () => {
    expect(hardest(Array.from({ length: 200_000 }, () => "standing" as const))).toBe("standing");
  });
});
