import { describe, expect, it } from "vitest";
import { type Way, waysByCondition, waysByPrincipal, whatReaches } from "../../src/access/explain.ts";
import type { AccessGraph } from "../../src/access/graph.ts";
import type { Party } from "../../src/access/record.ts";
import type { Who } from "../../src/access/who.ts";
import { builtGraph } from "../support/graph-text.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

const tideway: Party = { kind: "provider", provider: "tideway" };
const parties = { dana: tideway, kim: tideway, app: tideway, registration: tideway, it: tideway };
const graphOf = (edges: readonly string[], target?: string) => builtGraph(edges, parties, target);

const nodesOf = (graph: AccessGraph, ids: readonly string[]) => ids.flatMap((id) => graph.node(id) ?? []);
const who = (graph: AccessGraph, ...ids: string[]): Who => ({
  label: "somebody",
  party: tideway,
  nodes: nodesOf(graph, ids),
});
const to = (graph: AccessGraph, ...ids: string[]) => ({ label: "it", nodes: nodesOf(graph, ids) });
const told = (ways: readonly Way[]) =>
  ways.map(
    ({ from, condition, path }) =>
      `${condition}: ${[from, ...path.map((edge) => edge.to)].map(({ id }) => id).join(" ")}`,
  );

describe("ways by condition", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["none", ["kim holds-role target"], []],
    ["one that works at once", ["dana holds-role target"], ["standing: dana target"]],
    [
      "the shortest of several, wherever it stands",
      [
        ...["dana member-of a", "a member-of b", "b holds-role target"],
        ...["dana member-of c", "c holds-role target"],
        ...["dana member-of d", "d holds-role target"],
      ],
      ["standing: dana c target"],
    ],
    [
      "the shortest of several, when it comes first",
      ["dana holds-role target", "dana member-of a", "a holds-role target"],
      ["standing: dana target"],
    ],
    [
      "one for each condition, the shortest of those that ask for no more",
      [
        ...["dana member-of a", "a member-of b", "b member-of c", "c holds-role target"],
        ...["dana eligible-member-of b self-activation", "b eligible-for-role target provider-approval"],
        "dana eligible-for-role target internal-approval",
      ],
      [
        "standing: dana a b c target",
        "self-activation: dana b c target",
        "provider-approval: dana b target",
        "internal-approval: dana target",
      ],
    ],
    [
      "none that only asks for more because of a detour",
      ["dana member-of a", "a eligible-member-of b self-activation", "b member-of a", "a holds-role target"],
      ["standing: dana a target"],
    ],
    [
      "none by which nobody comes in",
      ["kim eligible-member-of a self-activation", "a holds-role target", "dana holds-role target"],
      ["standing: dana target"],
    ],
    [
      "none that leads elsewhere",
      ["dana eligible-for-role other self-activation", "dana holds-role target"],
      ["standing: dana target"],
    ],
  ])("are %s", (_name, edges, expected) => {
    const graph = graphOf([...edges, "nobody holds-role elsewhere"]);
    expect(told(waysByCondition(graph, who(graph, "dana"), to(graph, "target")))).toEqual(expected);
  });

  it.each<[string, readonly string[]]>([
    ["from one to the other", ["dana holds-role one", "one eligible-for-role two self-activation"]],
    [
      "from one by something else to the other",
      ["dana holds-role one", "one administers a", "a eligible-for-role two self-activation"],
    ],
  ])("end at the first of several targets: %s", (_name, edges) => {
    const graph = graphOf(edges);
    expect(told(waysByCondition(graph, who(graph, "dana"), to(graph, "one", "two")))).toEqual(["standing: dana one"]);
  });

  it("begin at any of several origins", () => {
    const graph = graphOf(["dana member-of a", "a holds-role target", "kim eligible-for-role target self-activation"]);
    expect(told(waysByCondition(graph, who(graph, "dana", "kim"), to(graph, "target")))).toEqual([
      "standing: dana a target",
      "self-activation: kim target",
    ]);
  });
});

describe("ways by principal", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["nobody's where there is none", ["kim holds-role target"], ["dana"], []],
    [
      "the easiest first, then the shortest",
      [
        "kim eligible-for-role target self-activation",
        "dana member-of a",
        "a holds-role target",
        "app holds-role target",
      ],
      ["kim", "dana", "app"],
      ["standing: app target", "standing: dana a target", "self-activation: kim target"],
    ],
    [
      "one for an application and its registration",
      ["registration can-sign-in-as app", "app holds-role target"],
      ["registration", "app"],
      ["standing: app target"],
    ],
    [
      "the registration's where only that is asked about",
      ["registration can-sign-in-as app", "app holds-role target"],
      ["registration"],
      ["standing: registration app target"],
    ],
    [
      "a pipeline's beside its application's, since something lets it sign in",
      ["external:pipeline can-sign-in-as app CREDENTIAL", "app holds-role target"],
      ["external:pipeline", "app"],
      ["standing: app target", "standing: external:pipeline app target"],
    ],
    [
      "of somebody who comes by another of the same",
      ["dana can-reset-password-of kim", "kim holds-role target"],
      ["dana", "kim"],
      ["standing: kim target", "standing: dana kim target"],
    ],
    ["none of the target itself", ["dana holds-role target"], ["target", "dana"], ["standing: dana target"]],
  ])("are %s", (_name, edges, from, expected) => {
    const graph = graphOf(edges);
    expect(told(waysByPrincipal(graph, who(graph, ...from), to(graph, "target")))).toEqual(expected);
  });

  it("may lead to what is not tier 0", () => {
    const graph = graphOf(["dana holds-role other", "kim holds-role target"]);
    expect(told(waysByPrincipal(graph, who(graph, "dana", "kim"), to(graph, "other")))).toEqual([
      "standing: dana other",
    ]);
  });
});

describe("what somebody gets to", () => {
  const reached = (edges: readonly string[], ...from: string[]) => {
    const graph = graphOf(edges);
    const tenant = new TenantBuilder();
    tenant.group("it");
    return whatReaches(graph, tenant.attribution(), who(graph, ...from)).map(({ node, path, ...more }) => {
      expect(path.at(-1)?.to).toBe(node);
      return { id: node.id, steps: path.length, ...more };
    });
  };
  const standing = "standing";

  it("is sorted by what leads to tier 0, as a whole, then by what is easiest, then by what is nearest", () => {
    const edges = [
      ...["dana member-of hard", "hard eligible-for-role target internal-approval"],
      ...["dana eligible-member-of easy self-activation", "easy holds-role target"],
      ...["dana eligible-member-of other self-activation", "dana member-of a", "a member-of b", "dana member-of c"],
    ];
    const access = { as: "access", condition: "self-activation" };
    expect(reached(edges, "dana")).toStrictEqual([
      { id: "easy", steps: 1, ...access, toTierZero: standing },
      { id: "target", steps: 2, ...access, toTierZero: standing },
      { id: "hard", steps: 1, ...access, condition: standing, toTierZero: "internal-approval" },
      { id: "a", steps: 1, ...access, condition: standing },
      { id: "c", steps: 1, ...access, condition: standing },
      { id: "b", steps: 2, ...access, condition: standing },
      { id: "other", steps: 1, ...access },
    ]);
  });

  it("is tier 0 with every step in sight, where there is such a way", () => {
    const edges = ["dana holds-role a", "a can-reach-tier-zero target", "a administers b", "b holds-role target"];
    expect(reached(edges, "dana").map(({ id, steps }) => [id, steps])).toEqual([
      ["a", 1],
      ["b", 2],
      ["target", 3],
    ]);
  });

  it("is tier 0 by the best way of anybody: the easiest, then the shortest", () => {
    const edges = [
      "dana eligible-for-role target self-activation",
      ...["kim member-of a", "a member-of b", "b holds-role target"],
      ...["app member-of c", "c holds-role target"],
    ];
    const [tierZero] = reached(edges, "dana", "kim", "app").filter(({ id }) => id === "target");
    expect(tierZero).toStrictEqual({ id: "target", steps: 2, as: "access", condition: standing, toTierZero: standing });
  });

  it("is nothing of its own, and nothing that others get to", () => {
    expect(reached(["dana can-reset-password-of kim", "app holds-role target"], "dana", "kim")).toEqual([]);
  });

  it.each([
    ["it", "group"],
    ["kim", "identity"],
    ["external:pipeline", "identity"],
    ["class:people", "object"],
    ["permission:all", "access"],
    ["role", "access"],
  ])("%s is %s", (id, as) => {
    const graph = builtGraph([`dana administers ${id}`], parties);
    const tenant = new TenantBuilder();
    tenant.group("it");
    expect(whatReaches(graph, tenant.attribution(), who(graph, "dana")).map((each) => each.as)).toEqual([as]);
  });
});
