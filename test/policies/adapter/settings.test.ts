import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { basisFor } from "../../../policies/adapter/settings.ts";
import { temporaryFolder } from "../../support/demarc.ts";
import { waiving } from "../../support/waivers.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
afterEach(() => vi.useRealTimers());

const matrix = join(folder.path, "matrix.yaml");
const waiver = {
  rule: "provider-role-scope",
  resource: "grant",
  reason: "Migration.",
  approvedBy: "miriam.okafor@harbourdental.example",
  until: "2026-12-12",
};

/** Digest of what a verdict is judged by, on a day. */
function digestOn(day: string): string {
  vi.useFakeTimers({ now: new Date(`${day}T12:00:00Z`), toFake: ["Date"] });
  return basisFor({ matrix }).digest;
}

describe("what the pack judges by", () => {
  it("is the same from day to day, until a waiver ends", () => {
    writeFileSync(matrix, waiving([waiver]).source);
    expect(digestOn("2026-12-11")).toBe(digestOn("2026-12-12"));
    expect(digestOn("2026-12-13")).not.toBe(digestOn("2026-12-12"));
    writeFileSync(matrix, waiving([]).source);
    expect(digestOn("2026-12-13")).toBe(digestOn("2026-12-12"));
  });

  it("changes with the matrix's text", () => {
    writeFileSync(matrix, waiving([]).source);
    const before = digestOn("2026-12-12");
    writeFileSync(matrix, `${waiving([]).source}\n# decided on Friday\n`);
    expect(digestOn("2026-12-12")).not.toBe(before);
  });

  it("is refused where there is no matrix", () => {
    expect(() => basisFor({ matrix: join(folder.path, "none.yaml") })).toThrow(
      /there is no matrix to judge by: .*none\.yaml does not exist/,
    );
  });
});
