/** What a reader is asked to decide, by what the differences have in common. */

import { describe, expect, it } from "vitest";
import { decisionsOf } from "../../src/review/questions.ts";
import type { Difference } from "../../src/review/schema.ts";

const missing = (id: string, kind: string): Difference => ({
  id,
  kind: "missing",
  severity: "low",
  title: "Agreed, but not there.",
  why: "Whoever is to do the work cannot.",
  principal: {
    id: "1",
    identity: "user:a@b.example",
    label: "Ada",
    type: "user",
    party: { kind: "internal", label: "Internal" },
  },
  access: { kind, target: "Administrator", scope: "Okta", held: "standing", objects: [] },
  changes: [],
  row: { path: "systems.okta", text: "Okta" },
  items: [],
  rules: [],
  remedy: { words: "Give it." },
});

describe("what is agreed and not there", () => {
  it("comes back by a deployment in the tenant, and by hand in another system", () => {
    const asked = decisionsOf([missing("D-1", "system-role"), missing("D-2", "directory-role")], 0);
    expect(asked.map(({ text, differences }) => [differences, text])).toEqual([
      [["D-1"], expect.stringContaining("in the systems what was agreed and is not there (1 role)")],
      [["D-2"], expect.stringContaining("one deployment does it")],
    ]);
  });
});
