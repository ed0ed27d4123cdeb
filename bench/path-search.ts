/** Path search: the access graph's search against OPA's. */

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { contest, isInstalled } from "./contest.ts";
import { generateGraph } from "./generate-graph.ts";
import { projectFolder } from "./project.ts";
import type { Section } from "./section.ts";

const query = 'count(graph.reachable(data.graph, {"n0"}))';

export async function pathSearch(folder: string, isQuick: boolean): Promise<Section> {
  const hasOpa = isInstalled("opa", "version");
  const program = await bundled(folder);
  const rows: Section["rows"][number][] = [];
  const remarks: string[] = [];
  for (const size of isQuick ? [1000] : [10_000, 100_000, 1_000_000]) {
    const file = join(folder, `graph-${size}.json`);
    writeFileSync(file, JSON.stringify({ graph: generateGraph(size) }));
    const ours = {
      name: "demarc",
      command: [process.execPath, program, file, "n0"] as const,
      accepts: [0],
    };
    const opa = { name: "OPA", command: ["opa", "eval", "--data", file, query] as const, accepts: [0] };
    const runs = isQuick ? 0 : 5;
    rows.push({
      name: `${size.toLocaleString("en")} edges`,
      measured: await contest([ours, ...(hasOpa ? [opa] : [])], { runs, limitMilliseconds: 120_000 }),
    });
    const [own, other] = [
      searchAlone(ours.command, runs, ourTime),
      hasOpa ? searchAlone(opaMetrics(file), runs, opaTime) : undefined,
    ];
    remarks.push(
      `The search alone, without start and reading, on ${size.toLocaleString("en")} edges: ${own.toFixed(1)} ms` +
        (other === undefined ? "." : `, OPA's takes ${(other / own).toFixed(0)} times as long.`),
    );
  }
  return {
    title: "Path search",
    question:
      "Which nodes does one node reach? `opa eval` with `graph.reachable` against the search under the gate, each reading the same file.",
    rows,
    remarks,
    missing: hasOpa ? [] : ["OPA"],
  };
}

/** The search as one file, as the command line is one: what is measured is no loading of sources. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, "search-paths.mjs");
  await build({
    entryPoints: [join(projectFolder, "bench", "search-paths.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    outfile,
  });
  return outfile;
}

function opaMetrics(file: string): readonly string[] {
  return ["opa", "eval", "--metrics", "--format", "json", "--data", file, query];
}

function ourTime(output: string): number {
  return (JSON.parse(output) as { milliseconds: number }).milliseconds;
}

function opaTime(output: string): number {
  const { metrics } = JSON.parse(output) as { metrics: Record<string, number> };
  return (metrics["timer_rego_query_eval_ns"] ?? Number.NaN) / 1e6;
}

/** Median of what a program says of its own time, in milliseconds. */
function searchAlone(
  [program = "", ...args]: readonly string[],
  runs: number,
  timeIn: (output: string) => number,
): number {
  const times = Array.from({ length: Math.max(1, runs) }, () =>
    timeIn(execFileSync(program, args, { encoding: "utf8" })),
  );
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}
