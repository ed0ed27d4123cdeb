/**
 * `npm run bench`: Demarc against the tools that do a part of its work, whole processes, as ratios in one run on one machine.
 * Contestants that are not installed are left out, in words. `--quick` only shows that everything runs; `--full` goes on to a million users.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathSearch } from "./path-search.ts";
import { planFiles } from "./plan-files.ts";
import { programs } from "./programs.ts";
import { projectFolder } from "./project.ts";
import { reviewAtScale } from "./review-at-scale.ts";
import { type Section, sectionText } from "./section.ts";

/** As `npm ci` does: what is measured is what is installed. */
function bundle(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(projectFolder, "src", "cli", "bundle.ts")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
}

const isQuick = process.argv.includes("--quick");
const folder = mkdtempSync(join(tmpdir(), "demarc-bench-"));
const say = (text: string) => process.stdout.write(`${text}\n\n`);
try {
  if (!isQuick) bundle();
  const [load = 0] = loadavg();
  say(
    `Node ${process.versions.node}, ${availableParallelism()} processors, load ${load.toFixed(1)} at the start.` +
      (load > availableParallelism() / 2 ? " The machine is busy: ratios hold, times do not." : ""),
  );
  const sections: readonly ((folder: string, isQuick: boolean) => Promise<Section>)[] = [
    programs,
    planFiles,
    pathSearch,
    reviewAtScale,
  ];
  for (const section of sections) say(sectionText(await section(folder, isQuick)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
