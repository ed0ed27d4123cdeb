/**
 * One path search as a process: `node bench/search-paths.ts GRAPH.json NODE` prints how many nodes NODE reaches, and how long the search
 * alone took, in milliseconds.
 */

import { readFileSync } from "node:fs";
import { edgeListOf, searchEdges, unreached } from "../src/access/edge-list.ts";

const [file = "", start = ""] = process.argv.slice(2);
const { graph } = JSON.parse(readFileSync(file, "utf8")) as { graph: Record<string, string[]> };
const { list, nodeOf } = edgeListOf(graph);
const started = performance.now();
const { level } = searchEdges(list, [nodeOf.get(start) ?? 0], "forward");
const milliseconds = performance.now() - started;
process.stdout.write(
  `${JSON.stringify({ reached: level.filter((rank) => rank !== unreached).length, milliseconds })}\n`,
);
