import { describe, expect, it } from "vitest";
import { smallestCut } from "../../src/access/cut.ts";
import type { EdgeKind } from "../../src/access/edge-kinds.ts";
import { type AccessEdge, type AccessGraph, type AccessNode, GraphBuilder } from "../../src/access/graph.ts";
import type { Party } from "../../src/access/record.ts";
import { reachTo } from "../../src/access/search.ts";
import type { StepCondition } from "../../src/finding.ts";

/** `from to key`: an edge that `key` makes; a key in capitals is declared, `-` is none. */
function graphOf(
  edges: readonly string[],
  kinds: Readonly<Record<string, EdgeKind>> = {},
  conditions: Readonly<Record<string, StepCondition>> = {},
  parties: Readonly<Record<string, Party>> = {},
): { graph: AccessGraph; node: (id: string) => AccessNode } {
  const keys = edges.map((edge) => edge.split(" ")[2] ?? "");
  const builder = new GraphBuilder(new Map(keys.flatMap((key) => (/^[A-Z]/.test(key) ? [[key, `urn ${key}`]] : []))));
  const node = (id: string) => builder.node(id, "principal", id, parties[id]);
  const target = node("target");
  for (const edge of edges) {
    const [from = "", to = "", key = ""] = edge.split(" ");
    builder.edge(
      { from: node(from), to: node(to), kind: kinds[key] ?? "holds-role", objectKeys: key === "-" ? [] : [key] },
      conditions[key] ?? "standing",
    );
  }
  return { graph: builder.finish(target), node };
}

function keysOf(built: ReturnType<typeof graphOf>, ...starts: readonly string[]): string[] {
  return smallestCut(built.graph, starts.map(built.node), built.graph.tierZero).changes.map(({ key }) => key);
}

describe("the smallest cut", () => {
  it("is nothing where there is no way", () => {
    expect(keysOf(graphOf(["other target a"]), "start")).toEqual([]);
  });

  it("takes what many ways have in common", () => {
    const ways = graphOf(["a group ma", "b group mb", "c group mc", "group target role"]);
    expect(keysOf(ways, "a", "b", "c")).toEqual(["role"]);
  });

  it("counts a resource that makes several edges once", () => {
    const inline = graphOf(["a group GROUP", "b group GROUP", "group target r1", "group other r2", "other target r3"]);
    expect(keysOf(inline, "a", "b")).toEqual(["urn GROUP"]);
  });

  it("names all the edges that one change takes away", () => {
    const { graph, node } = graphOf(["a g GROUP", "a h -", "b h GROUP", "g target -", "h target GROUP"]);
    const { changes } = smallestCut(graph, [node("a"), node("b")], graph.tierZero);
    const [first, , second, , third] = graph.edges;
    expect(changes).toEqual([
      { key: "urn GROUP", declared: true, edges: [first, second, third], starts: [node("a"), node("b")] },
    ]);
  });

  it("leaves the tenant as it is where a change of the program does as well", () => {
    expect(keysOf(graphOf(["a group MEMBER", "group target role"]), "a")).toEqual(["urn MEMBER"]);
    expect(keysOf(graphOf(["a group member", "group target ROLE"]), "a")).toEqual(["urn ROLE"]);
  });

  it("takes a grant rather than a membership", () => {
    const kinds = { member: "member-of", eligible: "eligible-member-of" } as const;
    expect(keysOf(graphOf(["a group member", "group target role"], kinds), "a")).toEqual(["role"]);
    expect(keysOf(graphOf(["a group role", "group target eligible"], kinds), "a")).toEqual(["role"]);
  });

  it("takes the provider's own step rather than what the company's own hold", () => {
    const ways = ["engineer team member", "team target role"];
    const kinds = { member: "member-of" } as const;
    const provider = { kind: "provider", provider: "tideway" } as const;
    const cutOf = (team: Party) => keysOf(graphOf(ways, kinds, {}, { engineer: provider, team }), "engineer");
    expect(cutOf({ kind: "internal" })).toEqual(["member"]);
    expect(cutOf({ kind: "deployment" })).toEqual(["member"]);
    expect(cutOf({ kind: "unknown" })).toEqual(["role"]);
    expect(cutOf(provider)).toEqual(["role"]);
  });

  it("leaves the tenant as it is rather than what the company's own hold", () => {
    const ways = graphOf(["engineer team member", "team target ROLE"], {}, {}, { team: { kind: "internal" } });
    expect(keysOf(ways, "engineer")).toEqual(["urn ROLE"]);
  });

  it("does not mind ways that an internal person must approve", () => {
    const approved = graphOf(["a target asked", "a target held"], {}, { asked: "internal-approval" });
    expect(keysOf(approved, "a")).toEqual(["held"]);
  });

  it("sets those aside whose way follows from what things are, and cuts off the others", () => {
    const { graph, node } = graphOf(["a b -", "b target -", "c b key"]);
    const { changes, uncut } = smallestCut(graph, [node("a"), node("c")], graph.tierZero);
    expect(uncut).toEqual([node("a")]);
    expect(changes.map(({ key }) => key)).toEqual(["key"]);
  });

  it("names those of whom each change cuts a way", () => {
    const { graph, node } = graphOf(["a group ma", "b group mb", "group target role", "c target other"]);
    const { changes } = smallestCut(graph, [node("a"), node("b"), node("c")], graph.tierZero);
    expect(changes.map(({ key, starts, edges }) => [key, starts.map(({ id }) => id), edges.length])).toEqual([
      ["role", ["a", "b"], 1],
      ["other", ["c"], 1],
    ]);
  });

  it("minds only ways through certain edges, where that is asked", () => {
    // Anna's way has nothing declared in it, and neither has the way by the other group.
    const { graph, node } = graphOf([
      "anna group ma",
      "bert group BERT",
      "carl group CARL",
      "anna other mo",
      "bert other mb",
      "group target role",
      "other target role",
    ]);
    const through = ({ declaredBy }: AccessEdge) => declaredBy !== undefined;
    const starts = [node("anna"), node("bert"), node("carl")];
    const { changes, uncut } = smallestCut(graph, starts, graph.tierZero, { through });
    expect(uncut).toEqual([]);
    expect(changes).toEqual([
      { key: "role", declared: false, edges: [graph.edges[5]], starts: [node("bert"), node("carl")] },
    ]);
  });

  it("is of the ways that are asked for", () => {
    const ways = graphOf(["a target held", "a target eligible", "b target other"], {}, { eligible: "self-activation" });
    const cutOf = (...conditions: StepCondition[]) =>
      smallestCut(ways.graph, [ways.node("a")], ways.graph.tierZero, {
        admits: ({ condition }) => conditions.includes(condition),
      }).changes.map(({ key }) => key);
    expect(cutOf("standing")).toEqual(["held"]);
    expect(cutOf("self-activation")).toEqual(["eligible"]);
    expect(cutOf("standing", "self-activation")).toEqual(["held", "eligible"]);
    expect(cutOf()).toEqual([]);
  });

  it("says which changes are to what is declared, in the order of the graph", () => {
    const { graph, node } = graphOf(["a x X", "a y y", "x target -", "y target -", "a target Z"]);
    const { changes } = smallestCut(graph, [node("a")], graph.tierZero);
    expect(changes.map(({ key, declared }) => [key, declared])).toEqual([
      ["urn X", true],
      ["y", false],
      ["urn Z", true],
    ]);
  });

  it("takes nothing of what leads on from the target", () => {
    expect(keysOf(graphOf(["a target one", "target b two", "b target three"]), "a")).toEqual(["one"]);
  });

  it("is found among a thousand ways that share nothing", () => {
    const many = Array.from({ length: 1000 }, (_, index) => [
      `p${index} g${index} m${index}`,
      `g${index} target r${index}`,
    ]);
    const { graph, node } = graphOf(
      many.flat(),
      Object.fromEntries(many.map((_, index) => [`m${index}`, "member-of"])),
    );
    const starts = many.map((_, index) => node(`p${index}`));
    const { changes, exact } = smallestCut(graph, starts, graph.tierZero);
    expect(changes.map(({ key }) => key)).toEqual(many.map((_, index) => `r${index}`));
    expect(exact).toBe(true);
  });

  it("is still a cut, with nothing needless in it, where looking for the smallest takes too long", () => {
    let seed = 11;
    const next = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed >>> 8) % below;
    };
    // Sixty places in six layers, and changes that reach all over them.
    const edges = Array.from({ length: 700 }, () => {
      const layer = next(7);
      const from = layer === 0 ? "start" : `n${layer}.${next(10)}`;
      return `${from} ${layer === 6 ? "target" : `n${layer + 1}.${next(10)}`} k${next(120)}`;
    });
    const { graph, node } = graphOf(edges);
    const { changes, exact } = smallestCut(graph, [node("start")], graph.tierZero);
    expect(exact).toBe(false);
    const isOpen = (keys: readonly string[]) => {
      const removed = new Set(keys);
      const admits = ({ objectKeys }: { readonly objectKeys: readonly string[] }) => !removed.has(objectKeys[0] ?? "");
      return reachTo(graph, [graph.tierZero], { admits }).condition(node("start")) !== undefined;
    };
    const keys = changes.map(({ key }) => key);
    expect(isOpen(keys)).toBe(false);
    for (const key of keys) expect(isOpen(keys.filter((other) => other !== key))).toBe(true);
  });
});
