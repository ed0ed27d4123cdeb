/**
 * The cheapest set of labels whose arcs lie on every way from the sources to the sink. Hard in general; exact here for what
 * people's tenants hold, by branch and bound.
 */

import { minimumArcCut } from "./max-flow.ts";

/** Nodes are 0 … `nodeCount - 1`. Every way from a source to the sink has an arc with a label. */
export interface LabelledArcs {
  readonly nodeCount: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** By arc: position in `weights`, or `fixed` for what cannot be cut. */
  readonly label: readonly number[];
  readonly sources: readonly number[];
  readonly sink: number;
  /** What taking a label away costs, above 0. */
  readonly weights: readonly number[];
}

/** Label of an arc that cannot be cut. */
export const fixed = -1;

export interface LabelCut {
  /** Positions of labels, ascending. */
  readonly labels: readonly number[];
  /** False when the search was given up and there may be a cheaper set. */
  readonly exact: boolean;
}

/** Arcs that may be looked at before the search is given up: a fraction of a second. */
const usualPatience = 5_000_000;

/**
 * It starts from a minimum arc cut by maximum flow, merged by label. Then branch and bound: every way must be hit, so it branches on
 * the labels of one way; ways that share no label bound from below. When that takes too long, the best set so far is the
 * answer. The answer always parts sources and sink, and no label in it can be left out.
 *
 * @param patience arcs that may be looked at before the search is given up
 */
export function cheapestLabelCut(problem: LabelledArcs, patience: number = usualPatience): LabelCut {
  const labels: number[] = [];
  let left = patience;
  for (const part of independentParts(problem)) {
    const solver = new Solver(part.problem, left);
    labels.push(...solver.solve().flatMap((label) => part.labels[label] ?? []));
    left -= solver.looked;
  }
  return { labels: labels.toSorted((one, other) => one - other), exact: left >= 0 };
}

/** A part of a problem under its own numbers; `labels` gives those of the whole. */
interface Part {
  readonly problem: LabelledArcs;
  readonly labels: readonly number[];
}

/** Parts that share neither a label nor a place between sources and sink: each is cut on its own. */
function independentParts(problem: LabelledArcs): Part[] {
  const { from, to, label, nodeCount, sources, sink, weights } = problem;
  const isEnd = new Set([...sources, sink]);
  // Places first, then labels; a set of both is a part.
  const leader = Int32Array.from({ length: nodeCount + weights.length }, (_, index) => index);
  const leaderOf = (member: number): number => {
    let at = member;
    while (leader[at] !== at) {
      leader[at] = leader[leader[at] ?? at] ?? at;
      at = leader[at] ?? at;
    }
    return at;
  };
  const membersOf = (arc: number) => {
    const ends = [from[arc] ?? sink, to[arc] ?? sink].filter((node) => !isEnd.has(node));
    const own = label[arc] ?? fixed;
    return own === fixed ? ends : [...ends, nodeCount + own];
  };
  for (const arc of from.keys()) {
    const members = membersOf(arc);
    for (const member of members) leader[leaderOf(member)] = leaderOf(members[0] ?? member);
  }
  const groups = Map.groupBy(from.keys(), (arc) => leaderOf(membersOf(arc)[0] ?? sink));
  return [...groups.values()].map((group) => partOf(problem, group));
}

function partOf(problem: LabelledArcs, arcs: readonly number[]): Part {
  const numbering = () => {
    const numbers = new Map<number, number>();
    const number = (whole: number) => {
      const own = numbers.get(whole) ?? numbers.size;
      numbers.set(whole, own);
      return own;
    };
    return { numbers, number };
  };
  const nodes = numbering();
  const labels = numbering();
  const sink = nodes.number(problem.sink);
  const from = arcs.map((arc) => nodes.number(problem.from[arc] ?? problem.sink));
  const to = arcs.map((arc) => nodes.number(problem.to[arc] ?? problem.sink));
  const label = arcs.map((arc) => {
    const whole = problem.label[arc] ?? fixed;
    return whole === fixed ? fixed : labels.number(whole);
  });
  const sources = problem.sources.flatMap((source) => nodes.numbers.get(source) ?? []);
  const own = [...labels.numbers.keys()];
  const weights = own.map((whole) => problem.weights[whole] ?? 0);
  return { problem: { nodeCount: nodes.numbers.size, from, to, label, sources, sink, weights }, labels: own };
}

/** What a search has decided about each label. */
const open = 0;
const removed = 1;
const kept = 2;

/** By node, the arc by which a way came there; negative for what has none. */
const unseen = -1;
const start = -2;

class Solver {
  readonly #problem: LabelledArcs;
  /** Arcs by the node they leave. */
  readonly #out: readonly number[][];
  readonly #patience: number;
  /** Arcs looked at. */
  looked = 0;
  #best: readonly number[] = [];
  #bestWeight = Number.POSITIVE_INFINITY;

  constructor(problem: LabelledArcs, patience: number) {
    this.#problem = problem;
    this.#patience = patience;
    const out: number[][] = Array.from({ length: problem.nodeCount }, () => []);
    problem.from.forEach((node, arc) => {
      out[node]?.push(arc);
    });
    this.#out = out;
  }

  /** Positions of labels. */
  solve(): readonly number[] {
    const { weights, label } = this.#problem;
    const arcs = minimumArcCut(
      { ...this.#problem, cuttable: (arc) => label[arc] !== fixed },
      this.#problem.sources,
      this.#problem.sink,
    );
    if (arcs === undefined) throw new RangeError("a way has no label");
    this.#best = this.#withoutNeedless([...new Set(arcs.map((arc) => label[arc] ?? fixed))]);
    this.#bestWeight = this.#weigh(this.#best);
    this.#branch(new Uint8Array(weights.length), []);
    // What the search finds when it gives up is a cut, and perhaps not a minimal one.
    return this.#withoutNeedless(this.#best);
  }

  get #isTired(): boolean {
    return this.looked > this.#patience;
  }

  #branch(state: Uint8Array, chosen: readonly number[]): void {
    if (this.#isTired) return;
    const spent = this.#weigh(chosen);
    const bound = this.#bound(state);
    if (bound === undefined || spent + bound.weight >= this.#bestWeight) return;
    if (bound.way === undefined) {
      this.#best = chosen;
      this.#bestWeight = spent;
      return;
    }
    // What one branch removes the later ones keep: no set is looked at twice.
    for (const label of bound.way) {
      const without = state.slice();
      without[label] = removed;
      this.#branch(without, [...chosen, label]);
      state[label] = kept;
    }
  }

  /**
   * What any cut must still cost at least, and a way that it must hit (none when everything is cut). Undefined when a way has
   * no label left to remove.
   */
  #bound(state: Uint8Array): { readonly weight: number; readonly way?: readonly number[] } | undefined {
    const packed = state.slice();
    let first: readonly number[] | undefined;
    let weight = 0;
    for (let way = this.#easiestWay(packed); way !== undefined; way = this.#easiestWay(packed)) {
      if (way.length === 0) return undefined;
      first ??= way;
      weight += Math.min(...way.map((label) => this.#weightOf(label)));
      for (const label of way) packed[label] = removed;
    }
    return { weight, ...(first && { way: first }) };
  }

  /** Open labels of a way with as few open arcs as there can be; undefined when every way is cut. */
  #easiestWay(state: Uint8Array): number[] | undefined {
    const { nodeCount, to, label, sources, sink } = this.#problem;
    const via = new Int32Array(nodeCount).fill(unseen);
    for (const source of sources) via[source] = start;
    const now = [...sources];
    while (now.length > 0) {
      const later: number[] = [];
      for (let node = now.pop(); node !== undefined; node = now.pop()) {
        if (node === sink) return this.#openLabelsTo(sink, via, state);
        for (const arc of this.#out[node] ?? []) {
          this.looked += 1;
          const head = to[arc] ?? 0;
          // What is fixed has no state: it is neither removed nor open.
          const decided = state[label[arc] ?? fixed];
          if (via[head] !== unseen || decided === removed) continue;
          if (decided === open) later.push(arc);
          else {
            via[head] = arc;
            now.push(head);
          }
        }
      }
      for (const arc of later) {
        const head = to[arc] ?? 0;
        if (via[head] !== unseen) continue;
        via[head] = arc;
        now.push(head);
      }
    }
    return undefined;
  }

  #openLabelsTo(node: number, via: Int32Array, state: Uint8Array): number[] {
    const { from, label } = this.#problem;
    const labels = new Set<number>();
    for (let arc = via[node] ?? start; arc !== start; arc = via[from[arc] ?? 0] ?? start) {
      const at = label[arc] ?? fixed;
      if (state[at] === open) labels.add(at);
    }
    return [...labels];
  }

  #weightOf(label: number): number {
    return this.#problem.weights[label] ?? 0;
  }

  #weigh(labels: readonly number[]): number {
    return labels.reduce((sum, label) => sum + this.#weightOf(label), 0);
  }

  /** Leaves out, the dearest first, what the others make needless. */
  #withoutNeedless(labels: readonly number[]): readonly number[] {
    const state = new Uint8Array(this.#problem.weights.length);
    for (const label of labels) state[label] = removed;
    for (const label of labels.toSorted((one, other) => this.#weightOf(other) - this.#weightOf(one))) {
      state[label] = open;
      if (this.#easiestWay(state) !== undefined) state[label] = removed;
    }
    return labels.filter((label) => state[label] === removed);
  }
}
