import { expect, it } from "vitest";
import type { Changes } from "../../../src/cli/check-result.ts";
import { changeLines } from "../../../src/cli/formats/text-changes.ts";
import { withFindings } from "../../support/check-documents.ts";

const plain = (_: unknown, text: string) => text;
const tideway = { kind: "provider" as const, name: "Tideway" };
const staff = { kind: "internal" as const, name: "the internal team" };

function told(changes: Partial<Changes>): string[] {
  const none = { comparedWith: "base" as const, access: [], reach: [], signIns: [] };
  return changeLines(withFindings([], { changes: { ...none, ...changes } }), plain);
}

const access = (principal: string, party: Changes["access"][number]["party"]): Changes["access"][number] => ({
  change: "gained",
  party,
  principal,
  kind: "directory-role",
  target: "Helpdesk Administrator",
  scope: "administrative unit Staff",
  held: "eligible",
  until: "2027-01-31T00:00:00Z",
  differences: [],
});

it("says who gains and loses what, providers first, and what it is told against", () => {
  const principals = [{ name: "Dana", party: tideway }];
  expect(
    told({
      access: [access("Miriam", staff), access("Dana", tideway)],
      reach: [{ change: "lost", party: tideway, principal: "Tom", before: "standing", path: [] }],
      signIns: [{ change: "asks-less", principals, policy: "Providers", controls: [], words: "" }],
    }),
  ).toEqual([
    "changes in who can do what, compared with the program as it was:",
    "  lost: Tom (Tideway), a way to Global Administrator or an equivalent, standing",
    "  gained: Dana (Tideway), directory role Helpdesk Administrator, administrative unit Staff, eligible until 2027-01-31",
    "  gained: Miriam (the internal team), directory role Helpdesk Administrator, administrative unit Staff, eligible until 2027-01-31",
    "  sign-in asks less: Dana, by Providers",
    "",
  ]);
});

it("says so where nothing changes, nothing where nobody compared, and counts what is too much", () => {
  expect(told({})).toEqual(["changes in who can do what, compared with the program as it was:", "  none", ""]);
  expect(changeLines(withFindings([]), plain)).toEqual([]);
  const many = told({ access: Array.from({ length: 45 }, (_, index) => access(`Person ${index}`, tideway)) });
  expect(many).toHaveLength(43);
  expect(many.at(-2)).toBe("  … and 5 more");
});
