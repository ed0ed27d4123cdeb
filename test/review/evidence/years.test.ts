/** What happens to a chain of reviews over the years: providers leave, keys change, a side does not sign. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { withoutProvider } from "../../../src/onboarding/offboard/matrix-edit.ts";
import {
  addReview,
  decideAll,
  keepUntil,
  problemsOf,
  type Reviews,
  reviews,
  signAs,
  signedReview,
  verified,
} from "./reviews.ts";

let of: Reviews;
beforeEach(async () => {
  of = await reviews();
});
afterEach(() => of.remove());

/** The same reviews with a matrix that was changed since. */
function changed(text: string): Reviews {
  return { ...of, source: Buffer.from(text), matrix: parseMatrix(text, "matrix.yaml").matrix };
}

const afterNightwatch = (day: string) =>
  changed(withoutProvider(of.source.toString(), of.matrix, "nightwatch", day).text);

function decided(by: Reviews, day: string): string {
  const folder = addReview(by, day, day, []);
  decideAll(by, folder, keepUntil(new Date(Date.parse(day) + 30 * 86_400_000).toISOString().slice(0, 10), day));
  return folder;
}

describe("a chain of reviews", () => {
  it("goes on without a provider that has left, and what it signed still holds", async () => {
    await signedReview(of, "2026-08-21", "2026-08-21", { held: [] });
    const later = afterNightwatch("2026-09-30");
    const folder = decided(later, "2026-11-21");
    for (const side of ["internal", "tideway"] as const) await signAs(later, folder, side);
    expect(await problemsOf(later)).toEqual([]);
    expect((await verified(later)).reviews.map(({ signatures }) => signatures.length)).toEqual([3, 2]);
    // Had it left before it signed, that would show.
    const earlier = afterNightwatch("2026-08-21");
    expect(await problemsOf(later, earlier.matrix)).toEqual(["2026-08-21: signature-not-trusted"]);
  });

  it("goes on when a provider that leaves does not sign: whoever is left signs anew", async () => {
    const folder = decided(of, "2026-08-21");
    for (const side of ["internal", "tideway"] as const) await signAs(of, folder, side, { on: "2026-08-22T09:00:00Z" });
    const later = afterNightwatch("2026-09-30");
    const next = decided(later, "2026-11-21");
    await expect(signAs(later, next, "internal")).rejects.toThrow("2026-08-21: nightwatch has not signed");
    rmSync(join(folder, "signatures"), { recursive: true });
    for (const side of ["internal", "tideway"] as const) {
      await signAs(later, folder, side, { on: "2026-10-01T09:00:00Z" });
    }
    for (const side of ["internal", "tideway"] as const) await signAs(later, next, side);
    expect(await problemsOf(later)).toEqual([]);
  });

  it("takes no signature of a key that is over, and keeps what it signed", async () => {
    await signedReview(of, "2026-05-21", "2026-05-21", { held: [] });
    const over = changed(
      of.source.toString().replace(/( {4}tideway:\n {6}- key: .*\n)/, "$1        until: 2026-06-30\n"),
    );
    expect(await problemsOf(of, over.matrix)).toEqual([]);
    const folder = decided(over, "2026-08-21");
    await expect(signAs(over, folder, "tideway", { on: "2026-08-22T09:00:00Z" })).rejects.toThrow(
      "was made on 2026-08-22, when review.signers.tideway does not let it sign",
    );
  });
});
