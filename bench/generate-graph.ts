/** Graphs of any size in the form that OPA's `graph.reachable` takes: name → names. */

/**
 * Ten edges a node, to any other node: nearly all can be reached in a few steps. (On graphs with few edges a node, as access graphs are,
 * OPA takes many times longer; this shape is the one that suits it.)
 * @returns the same graph for the same size
 */
export function generateGraph(edgeCount: number): Record<string, string[]> {
  const nodeCount = Math.max(2, Math.floor(edgeCount / 10));
  const graph: Record<string, string[]> = {};
  let state = 20_261_121;
  const random = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let node = 0; node < nodeCount; node++) graph[`n${node}`] = [];
  for (let edge = 0; edge < edgeCount; edge++) graph[`n${edge % nodeCount}`]?.push(`n${random(nodeCount)}`);
  return graph;
}
