/** Dinic's algorithm: the least number of arcs whose removal parts the sources from the sink. */

/** Arc `i` goes from `from[i]` to `to[i]`; arcs that are not `cuttable` are never in a cut. */
export interface Network {
  readonly nodeCount: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  cuttable(arc: number): boolean;
}

/**
 * A smallest set of cuttable arcs on every way from a source to the sink: those nearest to the sources. Undefined when a way
 * has no arc that can be cut.
 */
export function minimumArcCut(
  network: Network,
  sources: readonly number[],
  sink: number,
): readonly number[] | undefined {
  const flow = new Flow(network, sources, sink);
  while (flow.layer()) if (!flow.augment()) return undefined;
  return network.from.flatMap((from, arc) =>
    network.cuttable(arc) && flow.isNearSource(from) && !flow.isNearSource(network.to[arc] ?? sink) ? [arc] : [],
  );
}

/** More than any flow through arcs of capacity one. */
const unlimited = 0x3fffffff;

class Flow {
  readonly #sources: readonly number[];
  readonly #sink: number;
  /** Arc `i` of the network is residual arc `2i`, its reverse `2i + 1`. */
  readonly #heads: Int32Array;
  readonly #capacity: Int32Array;
  readonly #out: readonly number[][];
  readonly #level: Int32Array;

  constructor(network: Network, sources: readonly number[], sink: number) {
    const { nodeCount, from, to } = network;
    this.#sources = sources;
    this.#sink = sink;
    this.#heads = new Int32Array(2 * from.length);
    this.#capacity = new Int32Array(2 * from.length);
    this.#out = Array.from({ length: nodeCount }, () => []);
    this.#level = new Int32Array(nodeCount);
    for (let arc = 0; arc < from.length; arc++) {
      const [tail, head] = [from[arc] ?? 0, to[arc] ?? 0];
      this.#heads[2 * arc] = head;
      this.#heads[2 * arc + 1] = tail;
      this.#capacity[2 * arc] = network.cuttable(arc) ? 1 : unlimited;
      this.#out[tail]?.push(2 * arc);
      this.#out[head]?.push(2 * arc + 1);
    }
  }

  /** Distances from the sources in what is left; true while the sink can still be reached. */
  layer(): boolean {
    this.#level.fill(-1);
    const queue = [...this.#sources];
    for (const source of queue) this.#level[source] = 0;
    for (let place = 0; place < queue.length; place++) {
      const node = queue[place] ?? 0;
      for (const arc of this.#out[node] ?? []) {
        const head = this.#heads[arc] ?? 0;
        if ((this.#capacity[arc] ?? 0) === 0 || this.isNearSource(head)) continue;
        this.#level[head] = (this.#level[node] ?? 0) + 1;
        queue.push(head);
      }
    }
    return this.isNearSource(this.#sink);
  }

  isNearSource(node: number): boolean {
    return (this.#level[node] ?? -1) >= 0;
  }

  /** Sends what fits along the shortest ways. False when a way has no limit. */
  augment(): boolean {
    const next = new Int32Array(this.#level.length);
    for (const source of this.#sources) {
      const path: number[] = [];
      for (let node = source; ; ) {
        if (node === this.#sink) {
          // Of a way with a limit one unit is all that fits.
          if (path.every((arc) => (this.#capacity[arc] ?? 0) > unlimited / 2)) return false;
          for (const arc of path) {
            this.#capacity[arc] = (this.#capacity[arc] ?? 0) - 1;
            this.#capacity[arc ^ 1] = (this.#capacity[arc ^ 1] ?? 0) + 1;
          }
          path.length = 0;
          node = source;
          continue;
        }
        const arc = this.#out[node]?.[next[node] ?? 0];
        if (arc === undefined) {
          const back = path.pop();
          if (back === undefined) break;
          node = this.#heads[back ^ 1] ?? source;
          next[node] = (next[node] ?? 0) + 1;
          continue;
        }
        const head = this.#heads[arc] ?? 0;
        if ((this.#capacity[arc] ?? 0) > 0 && this.#level[head] === (this.#level[node] ?? 0) + 1) {
          path.push(arc);
          node = head;
        } else {
          next[node] = (next[node] ?? 0) + 1;
        }
      }
    }
    return true;
  }
}
