import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inDependencyOrder } from "../../../src/plan/order.ts";
import { planned } from "../../support/plans.ts";

const names = (resources: ReturnType<typeof inDependencyOrder>) => resources.map(({ name }) => name).join("");
const group = (name: string, needs: Parameters<typeof planned>[3] = {}) => planned("Group", name, {}, needs);

describe("resources in the order in which they need each other", () => {
  const a = group("a");

  test.each<[string, Parameters<typeof planned>[3]]>([
    ["a property", { propertyDependencies: { members: [a.urn] } }],
    ["dependsOn", { options: { dependsOn: [a.urn] } }],
    ["the parent", { parent: a.urn }],
  ])("what is needed comes first, by %s", (_name, needs) => {
    expect(names(inDependencyOrder([group("b", needs), a]))).toBe("ab");
  });

  test("a resource that is not there, and a circle, are no reason to lose anything", () => {
    const b = group("b", { propertyDependencies: { members: ["urn:gone"] } });
    const c = group("c", { options: { dependsOn: [group("d").urn] } });
    const d = group("d", { options: { dependsOn: [c.urn] } });
    expect([...names(inDependencyOrder([b, c, d]))].sort().join("")).toBe("bcd");
  });

  test("any order of any acyclic graph comes out ordered, complete and stable", () => {
    const graphs = fc
      .array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 10 })
      .chain((needs) =>
        fc.tuple(fc.constant(needs), fc.shuffledSubarray([...needs.keys()], { minLength: needs.length })),
      );
    fc.assert(
      fc.property(graphs, ([needs, order]) => {
        const all = needs.map((of, index) =>
          group(String(index), {
            propertyDependencies: { members: of.filter((each) => each < index).map((each) => group(String(each)).urn) },
          }),
        );
        const given = order.flatMap((index) => all[index] ?? []);
        const result = inDependencyOrder(given);
        const position = new Map(result.map(({ urn }, index) => [urn, index]));
        expect(new Set(result)).toEqual(new Set(given));
        for (const resource of result) {
          for (const urn of resource.propertyDependencies["members"] ?? []) {
            expect(position.get(urn)).toBeLessThan(position.get(resource.urn) ?? -1);
          }
        }
        expect(inDependencyOrder(result)).toEqual(result);
      }),
    );
  });
});
