/** Graphs of any size in the form that OPA's `graph.reachable` takes: name → names. */

/**
 * About four edges a node, between nodes that are near each other as groups, roles and their holders are: long ways and short ones.
 * @returns the same graph for the same size; everything that can be reached is reached from `n0`
 */
export function generateGraph(edgeCount: number): Record<string, string[]> {
  const nodeCount = Math.max(2, Math.floor(edgeCount / 4));
  const graph: Record<string, string[]> = {};
  let state = 20_261_121;
  const random = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let node = 0; node < nodeCount; node++) graph[`n${node}`] = [];
  for (let edge = 0; edge < edgeCount; edge++) {
    const from = edge % nodeCount;
    const to = (from + 1 + random(1000)) % nodeCount;
    graph[`n${from}`]?.push(`n${to}`);
  }
  return graph;
}
