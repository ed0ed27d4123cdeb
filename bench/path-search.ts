/** Path search: the access graph's search against OPA's. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contest, isInstalled } from "./contest.ts";
import { generateGraph } from "./generate-graph.ts";
import { projectFolder } from "./project.ts";
import type { Section } from "./section.ts";

export async function pathSearch(folder: string, isQuick: boolean): Promise<Section> {
  const hasOpa = isInstalled("opa", "version");
  const rows: Section["rows"][number][] = [];
  for (const size of isQuick ? [1000] : [10_000, 100_000, 1_000_000]) {
    const file = join(folder, `graph-${size}.json`);
    writeFileSync(file, JSON.stringify({ graph: generateGraph(size) }));
    const ours = {
      name: "demarc",
      command: [process.execPath, join(projectFolder, "bench", "search-paths.ts"), file, "n0"] as const,
      accepts: [0],
    };
    const query = 'count(graph.reachable(data.graph, {"n0"}))';
    const opa = { name: "OPA", command: ["opa", "eval", "--data", file, query] as const, accepts: [0] };
    const runs = isQuick ? 1 : 5;
    rows.push({
      name: `${size.toLocaleString("en")} edges`,
      measured: await contest([ours, ...(hasOpa ? [opa] : [])], { runs, limitMilliseconds: 120_000 }),
    });
  }
  return {
    title: "Path search",
    question:
      "Which nodes does one node reach? `opa eval` with `graph.reachable` against the search under the gate, each reading the same file.",
    rows,
    missing: hasOpa ? [] : ["OPA"],
  };
}
