import { expect, it } from "vitest";
import { SharedReferences } from "../../src/tenant/shared-references.ts";

it("one reference stands for whoever is in several groups, unless something else is said of it", () => {
  const dana = { "@odata.type": "#microsoft.graph.user", id: "u1" };
  const made = () => [
    { id: "g1", members: [{ ...dana }], owners: [{ ...dana }] },
    { id: "g2", members: [{ ...dana }, { id: "u1" }, { ...dana, displayName: "Dana" }, "u1", null] },
  ];
  const groups = made();
  const references = new SharedReferences();
  for (const group of [...groups, null, "text", { id: "g3", members: { value: [] } }]) references.shareIn(group);
  expect(groups).toEqual(made());
  const [first, second] = groups;
  expect(first?.owners?.[0]).toBe(first?.members[0]);
  expect(second?.members[0]).toBe(first?.members[0]);
});
