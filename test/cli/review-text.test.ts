import { afterEach, expect, test, vi } from "vitest";
import { printReview } from "../../src/cli/review-text.ts";
import { assembleReview } from "../../src/review/assemble.ts";
import * as fixture from "../review/fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** What a review prints for a terminal without colours. */
function printed(change: Parameters<typeof fixture.parts>[0]): string {
  let text = "";
  vi.stubEnv("NO_COLOR", "1");
  vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  printReview(assembleReview(fixture.parts(change)));
  return text;
}

test("names do not speak to the terminal, and make no lines of their own", () => {
  const principal = { label: "Dana\u001b[2J\n::error::forged \u202enimda", identity: "user:dana@tideway.example" };
  const text = printed({ actual: [fixture.role({ principal, held: "standing", scope: "directory", tier: 0 })] });
  expect(text).toContain("Dana[U+001B][2J ::error::forged [U+202E]nimda holds the role");
  expect(text).not.toMatch(/^::error/m);
});

test("numbers are only as good as what was read", () => {
  const { snapshot } = fixture.parts();
  const entry = { collection: "roleAssignments" as const, status: 403, code: "Forbidden", message: "no" };
  expect(printed({})).toMatch(/0 provider principals reach Global Administrator without approval\.$/m);
  expect(printed({ snapshot: { ...snapshot, unreadable: [entry] } })).toContain(
    "without approval, as far as can be seen: 1 part of the tenant could not be read.",
  );
});
