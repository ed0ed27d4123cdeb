import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cheapestLabelCut, fixed, type LabelledArcs } from "../../src/access/label-cut.ts";
import { minimumArcCut } from "../../src/access/max-flow.ts";

type Arc = readonly [from: number, to: number, label: number];

function problemOf(arcs: readonly Arc[], weights: readonly number[], sources: readonly number[] = [0], sink = 1) {
  return {
    nodeCount: Math.max(sink, ...sources, ...arcs.map(([from, to]) => Math.max(from, to))) + 1,
    from: arcs.map(([from]) => from),
    to: arcs.map(([, to]) => to),
    label: arcs.map(([, , label]) => label),
    sources,
    sink,
    weights,
  };
}

/** Whether the sink can still be reached by arcs that are left. */
function isOpen({ from, to, sources, sink }: Omit<LabelledArcs, "label" | "weights">, left: (arc: number) => boolean) {
  const seen = new Set(sources);
  for (const node of seen) {
    for (const [arc, tail] of from.entries()) if (tail === node && left(arc)) seen.add(to[arc] ?? node);
  }
  return seen.has(sink);
}

const weigh = (labels: readonly number[], weights: readonly number[]) =>
  labels.reduce((sum, label) => sum + (weights[label] ?? 0), 0);

/** The least that a cut can cost, by trying every set of labels; undefined when there is none. */
function leastWeight(problem: LabelledArcs): number | undefined {
  const { label, weights } = problem;
  let least: number | undefined;
  for (let bits = 0; bits < 2 ** weights.length; bits++) {
    const cost = weights.reduce((sum, weight, index) => sum + ((bits >> index) % 2) * weight, 0);
    if (least !== undefined && cost >= least) continue;
    if (!isOpen(problem, (arc) => label[arc] === fixed || (bits >> (label[arc] ?? 0)) % 2 === 0)) least = cost;
  }
  return least;
}

/** Three ways, each two of which share a label: two labels cut them, though no two ways are apart. */
function triangle(at: number, label: number, sink = 1): Arc[] {
  const [a, b, c] = [label, label + 1, label + 2];
  const arcs: Arc[] = [];
  for (const [index, [first, second]] of [[a, b] as const, [b, c] as const, [c, a] as const].entries()) {
    arcs.push([0, at + 3 * index, fixed], [at + 3 * index, at + 3 * index + 1, first]);
    arcs.push([at + 3 * index + 1, at + 3 * index + 2, fixed], [at + 3 * index + 2, sink, second]);
  }
  return arcs;
}

/** Numbers that are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** Ways of three steps each, from the source to the sink, whose labels are drawn from all. */
function drawn(seed: number, ways: number, labels: number): Arc[] {
  const next = numbers(seed);
  return Array.from({ length: ways }, (_, way): Arc[] => {
    const [one, two] = [2 + 2 * way, 3 + 2 * way];
    return [
      [0, one, next(labels)],
      [one, two, next(labels)],
      [two, 1, next(labels)],
    ];
  }).flat();
}

const ones = (count: number) => Array.from({ length: count }, () => 1);

describe("the cheapest label cut", () => {
  it.each<[string, LabelledArcs, readonly number[]]>([
    ["of nothing", problemOf([], []), []],
    ["where no way leads to the sink", problemOf([[0, 2, 0]], [1]), []],
    [
      "of one way is its cheapest label",
      problemOf(
        [
          [0, 2, 0],
          [2, 3, 1],
          [3, 1, 2],
        ],
        [3, 1, 2],
      ),
      [1],
    ],
    [
      "takes the label that two ways share",
      problemOf(
        [
          [0, 2, 0],
          [0, 2, 1],
          [2, 1, 2],
        ],
        [1, 1, 1],
      ),
      [2],
    ],
    [
      "takes two cheap labels for a dear one",
      problemOf(
        [
          [0, 2, 0],
          [0, 2, 1],
          [2, 1, 2],
        ],
        [1, 1, 3],
      ),
      [0, 1],
    ],
    [
      "counts a label once, however many arcs have it",
      problemOf(
        [
          [0, 2, 1],
          [0, 3, 1],
          [2, 4, 0],
          [3, 4, 0],
          [4, 1, 2],
        ],
        [2, 2, 3],
      ),
      [1],
    ],
    [
      "goes round what is fixed",
      problemOf(
        [
          [0, 2, fixed],
          [2, 1, 0],
          [0, 3, 1],
          [3, 1, fixed],
        ],
        [1, 1],
      ),
      [0, 1],
    ],
    [
      "of two sources",
      problemOf(
        [
          [0, 3, 0],
          [2, 3, 1],
          [3, 1, 2],
        ],
        [1, 1, 5],
        [0, 2],
      ),
      [0, 1],
    ],
    [
      "where a way leads through another source",
      problemOf(
        [
          [0, 2, 0],
          [2, 1, 1],
        ],
        [1, 1],
        [0, 2],
      ),
      [1],
    ],
    [
      "where ways lead in circles",
      problemOf(
        [
          [0, 2, 0],
          [2, 3, fixed],
          [3, 2, 1],
          [3, 1, 2],
        ],
        [2, 1, 1],
      ),
      [2],
    ],
    [
      "is given in ascending order",
      problemOf(
        [
          [0, 2, 2],
          [2, 1, 2],
          [0, 3, 0],
          [3, 1, 0],
          [0, 4, 1],
          [4, 1, 1],
        ],
        [1, 1, 1],
      ),
      [0, 1, 2],
    ],
    [
      "of ten labels and more, too",
      problemOf(
        Array.from({ length: 12 }, (_, label): Arc => [0, 1, 11 - label]),
        ones(12),
      ),
      [...ones(12).keys()],
    ],
    [
      "does not take what parts share for several",
      problemOf([...triangle(2, 0), ...triangle(11, 2)], ones(5)),
      [0, 2, 4],
    ],
  ])("%s", (_name, problem, labels) => {
    const cut = cheapestLabelCut(problem);
    expect(cut).toEqual({ labels: cut.labels, exact: true });
    expect(weigh(cut.labels, problem.weights)).toBe(weigh(labels, problem.weights));
    expect(cut.labels.toSorted((one, other) => one - other)).toEqual(cut.labels);
    expect(leastWeight(problem)).toBe(weigh(labels, problem.weights));
  });

  it("refuses a way that has no label", () => {
    expect(() =>
      cheapestLabelCut(
        problemOf(
          [
            [0, 2, 0],
            [0, 1, fixed],
          ],
          [1],
        ),
      ),
    ).toThrow(new RangeError("a way has no label"));
  });

  it("is as cheap as the cheapest of all sets", () => {
    const arc = fc.tuple(fc.nat(6), fc.nat(6), fc.integer({ min: fixed, max: 6 }));
    fc.assert(
      fc.property(
        fc.array(arc, { minLength: 8, maxLength: 24 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 7, maxLength: 7 }),
        (arcs, weights) => {
          const problem = problemOf(arcs, weights, [0, 2]);
          const least = leastWeight(problem);
          fc.pre(least !== undefined);
          const { labels, exact } = cheapestLabelCut(problem);
          const removed = new Set(labels);
          expect(isOpen(problem, (index) => !removed.has(problem.label[index] ?? fixed))).toBe(false);
          expect(weigh(labels, weights)).toBe(least);
          expect(exact).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("is the cheapest where labels of all prices are on several ways each", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const next = numbers(seed + 100);
      const weights = Array.from({ length: 6 }, () => 1 + next(5));
      const problem = problemOf(drawn(seed, 6, 6), weights);
      expect(weigh(cheapestLabelCut(problem).labels, weights)).toBe(leastWeight(problem));
    }
  });

  it("is found part by part: what is hard about one says nothing of the others", () => {
    const parts = Array.from({ length: 24 }, (_, index) => triangle(2 + 9 * index, 3 * index)).flat();
    const { labels, exact } = cheapestLabelCut(problemOf(parts, ones(72)));
    expect(labels).toHaveLength(48);
    expect(exact).toBe(true);
  });

  it("of much that hangs together is found without trying it all", () => {
    const next = numbers(103);
    const weights = Array.from({ length: 30 }, () => 1 + next(5));
    const { labels, exact } = cheapestLabelCut(problemOf(drawn(3, 60, 30), weights), 1_000_000);
    expect(exact).toBe(true);
    expect(weigh(labels, weights)).toBe(40);
  });

  describe("when it may not look for long", () => {
    it("is a cut all the same, with nothing needless in it, and says that there may be a cheaper one", () => {
      for (const seed of [1, 2]) {
        const problem = problemOf(drawn(seed, 100, 60), ones(60));
        const { labels, exact } = cheapestLabelCut(problem, 20_000);
        expect(exact).toBe(false);
        const isCut = (some: readonly number[]) =>
          !isOpen(problem, (arc) => !some.includes(problem.label[arc] ?? fixed));
        expect(isCut(labels)).toBe(true);
        for (const label of labels) expect(isCut(labels.filter((other) => other !== label))).toBe(false);
      }
    });

    it("leaves out the dearer of what is needless", () => {
      const either = (one: number, other: number): Arc[] => [
        [0, 2, one],
        [2, 1, other],
        [0, 3, other],
        [3, 1, one],
      ];
      expect(cheapestLabelCut(problemOf(either(0, 1), [1, 5]), 0)).toEqual({ labels: [0], exact: false });
      expect(cheapestLabelCut(problemOf(either(0, 1), [5, 1]), 0)).toEqual({ labels: [1], exact: false });
      expect(cheapestLabelCut(problemOf(either(1, 0), [1, 5]), 0)).toEqual({ labels: [0], exact: false });
    });

    it("gives one measure for all the parts", () => {
      const parts = [...triangle(2, 0), ...triangle(11, 3)];
      const looks = (arcs: Arc[], patience: number) => cheapestLabelCut(problemOf(arcs, ones(6)), patience).exact;
      const enough =
        Array.from({ length: 400 }, (_, patience) => patience).find((patience) => looks(triangle(2, 0), patience)) ?? 0;
      expect(enough).toBeGreaterThan(0);
      expect(looks(parts, enough)).toBe(false);
      expect(looks(parts, 2 * enough)).toBe(true);
    });
  });
});

describe("the least arcs", () => {
  it.each<[string, readonly (readonly [number, number, boolean])[], readonly number[] | undefined]>([
    ["of nothing", [], []],
    [
      "of a way are those nearest to the source",
      [
        [0, 2, true],
        [2, 3, true],
        [3, 1, true],
      ],
      [0],
    ],
    [
      "leave out what cannot be cut",
      [
        [0, 2, false],
        [2, 3, true],
        [3, 1, true],
      ],
      [1],
    ],
    [
      "are none where every arc of a way cannot be cut",
      [
        [0, 2, false],
        [2, 1, false],
        [0, 1, true],
      ],
      undefined,
    ],
    [
      "are the narrowest place",
      [
        [0, 2, true],
        [0, 3, true],
        [2, 4, true],
        [3, 4, true],
        [4, 1, true],
      ],
      [4],
    ],
    [
      "take flow back that went the wrong way",
      [
        [0, 2, true],
        [0, 3, true],
        [2, 4, true],
        [2, 5, true],
        [3, 4, true],
        [4, 1, true],
        [5, 1, true],
      ],
      [0, 1],
    ],
    [
      "leave out what leads nowhere",
      [
        [0, 2, true],
        [0, 3, true],
        [3, 1, true],
        [4, 1, true],
      ],
      [1],
    ],
  ])("%s", (_name, arcs, expected) => {
    const network = {
      nodeCount: 6,
      from: arcs.map(([from]) => from),
      to: arcs.map(([, to]) => to),
      cuttable: (arc: number) => arcs[arc]?.[2] === true,
    };
    expect(minimumArcCut(network, [0], 1)).toEqual(expected);
  });
});
