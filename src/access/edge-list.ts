/**
 * Graphs as numbers: what the search runs on. Four arrays however large the graph is, so that a million edges are a matter of
 * milliseconds and of some twenty megabytes.
 */

/** Nodes are 0 … `nodeCount - 1`; edge `i` goes from `from[i]` to `to[i]`. */
export interface EdgeList {
  readonly nodeCount: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Position of each edge's condition in `conditionOrder`. */
  readonly rank: Uint8Array;
}

/** Edges by the node at one of their ends: those of node `n` stand in `edges` from `offsets[n]` up to `offsets[n + 1]`. */
export interface Adjacency {
  readonly offsets: Int32Array;
  /** Positions in the edge list; of one node in its order. */
  readonly edges: Int32Array;
}

export type Direction = "forward" | "backward";

/** A graph whose nodes have names. */
export interface NamedEdgeList {
  readonly list: EdgeList;
  /** By node. */
  readonly names: readonly string[];
  readonly nodeOf: ReadonlyMap<string, number>;
}

/** What the search in one direction found. */
export interface EdgeSearch {
  /** By node: rank of the hardest step of its best way, or `unreached`. */
  readonly level: Int8Array;
  /** By rank, then node: the last edge of the best way whose steps are at most that hard; negative where there is none. */
  readonly ways: ReadonlyMap<number, Int32Array>;
}

export interface EdgeSearchOptions {
  /** Only edges for which this is true are taken. */
  readonly admits?: (edge: number) => boolean;
  /** The search reaches such nodes, and does not go on from them unless they are an origin. */
  readonly stopsAt?: (node: number) => boolean;
}

/** In `level`, a node without a way; in `ways`, a node not reached. */
export const unreached = -1;
/** In `ways`: the origin of a search has no edge that led to it. */
const origin = -2;

/**
 * A graph given by names: who leads to whom. Every step counts as standing.
 *
 * @param next name → names, e.g. `{ "dana": ["helpdesk"], "helpdesk": ["role"] }`
 */
export function edgeListOf(next: Readonly<Record<string, readonly string[]>>): NamedEdgeList {
  const nodeOf = new Map<string, number>();
  const names: string[] = [];
  const number = (name: string) => {
    const known = nodeOf.get(name);
    if (known !== undefined) return known;
    nodeOf.set(name, names.length);
    return names.push(name) - 1;
  };
  const starts = Object.keys(next);
  let edgeCount = 0;
  for (const name of starts) edgeCount += next[name]?.length ?? 0;
  const from = new Int32Array(edgeCount);
  const to = new Int32Array(edgeCount);
  let edge = 0;
  for (const name of starts) {
    const start = number(name);
    for (const end of next[name] ?? []) {
      from[edge] = start;
      to[edge] = number(end);
      edge += 1;
    }
  }
  return { list: { nodeCount: names.length, from, to, rank: new Uint8Array(edgeCount) }, names, nodeOf };
}

/**
 * Edges by the node they leave (`forward`) or reach (`backward`): a counting sort. Its loops count, as most graphs are done before
 * anything is compiled to machine code, and until then an iterator costs several times as much.
 */
export function adjacencyOf({ nodeCount, from, to }: EdgeList, direction: Direction): Adjacency {
  const ends = direction === "forward" ? from : to;
  const offsets = new Int32Array(nodeCount + 1);
  for (let edge = 0; edge < ends.length; edge++) {
    const after = (ends[edge] ?? 0) + 1;
    offsets[after] = (offsets[after] ?? 0) + 1;
  }
  for (let node = 0; node < nodeCount; node++) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const edges = new Int32Array(ends.length);
  const free = offsets.slice();
  for (let edge = 0; edge < ends.length; edge++) {
    const end = ends[edge] ?? 0;
    const place = free[end] ?? 0;
    edges[place] = edge;
    free[end] = place + 1;
  }
  return { offsets, edges };
}

/** The best ways from (or, backward, to) the origins: one breadth-first pass per rank that occurs, each linear in the edges. */
export function searchEdges(
  list: EdgeList,
  origins: Iterable<number>,
  direction: Direction,
  { admits, stopsAt }: EdgeSearchOptions = {},
  { offsets, edges }: Adjacency = adjacencyOf(list, direction),
): EdgeSearch {
  const { nodeCount, rank } = list;
  const others = direction === "forward" ? list.to : list.from;
  const starts = [...new Set(origins)];
  const level = new Int8Array(nodeCount).fill(unreached);
  const ways = new Map<number, Int32Array>();
  const queue = new Int32Array(nodeCount);
  for (const limit of ranksIn(rank)) {
    const way = new Int32Array(nodeCount).fill(unreached);
    ways.set(limit, way);
    let length = 0;
    for (const start of starts) {
      way[start] = origin;
      queue[length++] = start;
    }
    for (let head = 0; head < length; head++) {
      const node = queue[head] ?? 0;
      if (level[node] === unreached) level[node] = limit;
      if (head >= starts.length && stopsAt?.(node)) continue;
      const end = offsets[node + 1] ?? 0;
      for (let place = offsets[node] ?? 0; place < end; place++) {
        const edge = edges[place] ?? 0;
        const other = others[edge] ?? 0;
        if (way[other] !== unreached || (rank[edge] ?? 0) > limit || admits?.(edge) === false) continue;
        way[other] = edge;
        queue[length++] = other;
      }
    }
  }
  return { level, ways };
}

/** Ranks of a list's edges, the lowest first; 0 is always among them, since an origin reaches itself at no cost. */
function ranksIn(rank: Uint8Array): number[] {
  const occurs = [true];
  for (let edge = 0; edge < rank.length; edge++) occurs[rank[edge] ?? 0] = true;
  return Object.keys(occurs).map(Number);
}
