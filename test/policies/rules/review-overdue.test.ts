import { describe, expect, it } from "vitest";
import type { ReviewStanding } from "../../../policies/reviews.ts";
import { evaluateRules } from "../../../policies/rule.ts";
import { reviewOverdue } from "../../../policies/rules/review-overdue.ts";
import { edited, harbour, harbourFile } from "../../support/matrices.ts";
import { goodTenant } from "../../support/tenant-builder.ts";

function findingsOn(today: string, reviews?: ReviewStanding) {
  const context = goodTenant().context({ today, matrixSource: harbour(), ...(reviews && { reviews }) });
  return evaluateRules([reviewOverdue], context);
}

const signed: ReviewStanding = { kind: "signed", name: "2026-08-21", reviewedOn: "2026-08-21", due: "2026-11-21" };

describe(reviewOverdue.name, () => {
  it("has nothing to say until the day on which the next review is due, nor where there is none to know of", () => {
    expect(findingsOn("2026-11-21", signed)).toEqual([]);
    expect(findingsOn("2030-01-01", { kind: "none" })).toEqual([]);
    expect(findingsOn("2030-01-01")).toEqual([]);
  });

  it("warns for two weeks, and is an error after that, at the matrix's line", () => {
    const remedy =
      "Review, decide and sign: demarc review, then demarc review decide and demarc review sign for each side.";
    expect(findingsOn("2026-11-22", signed)).toEqual([
      {
        rule: "review-overdue",
        severity: "warning",
        message:
          "The last signed review is of 2026-08-21, and the next is due since 2026-11-21 (quarterly): 1 day late; it is an error after 14.",
        resource: "review.cadence",
        remedy,
        file: "stacks/harbour/matrix.yaml",
        line: edited(harbourFile).split("\n").indexOf("  cadence: quarterly") + 1,
        column: 12,
      },
    ]);
    expect(findingsOn("2026-12-05", signed)).toMatchObject([{ severity: "warning" }]);
    expect(findingsOn("2026-12-06", signed)).toMatchObject([
      {
        severity: "error",
        message:
          "The last signed review is of 2026-08-21, and the next is due since 2026-11-21 (quarterly): 15 days late.",
      },
    ]);
  });

  it("counts a review that was begun and never signed from its beginning", () => {
    const open: ReviewStanding = { ...signed, kind: "open" };
    expect(findingsOn("2026-11-21", open)).toEqual([]);
    expect(findingsOn("2026-12-06", open)).toMatchObject([
      {
        severity: "error",
        message:
          "The review 2026-08-21, begun on 2026-08-21, was never signed by every side, and the next is due since 2026-11-21: 15 days late.",
      },
    ]);
  });

  it("is an error at once where the evidence of the last review does not hold", () => {
    expect(
      findingsOn("2026-08-22", { kind: "broken", name: "2026-08-21", problem: "review.html was altered." }),
    ).toMatchObject([
      {
        severity: "error",
        message: "The evidence of the last review, 2026-08-21, does not hold: review.html was altered.",
      },
    ]);
  });
});
