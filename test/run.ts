/** `npm test`: format, lint, types and dead code beside the tests. Either alone leaves a part of two cores idle. Arguments go to vitest. */

import { spawn } from "node:child_process";
import { once } from "node:events";

/** @returns what a command exits with; its output is shown when it has ended, unless it is to be shown as it comes */
async function run(command: string, args: readonly string[], output: "inherit" | "pipe"): Promise<number> {
  const child = spawn(command, args, { stdio: ["ignore", output, output] });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => parts.push(part));
  const [status] = (await once(child, "close")) as [number | null];
  process.stdout.write(Buffer.concat(parts));
  return status ?? 1;
}

const statuses = await Promise.all([
  run("npm", ["run", "check"], "pipe"),
  run("vitest", ["run", ...process.argv.slice(2)], "inherit"),
]);
const [checks = 1, tests = 1] = statuses;
if (checks !== 0) process.stderr.write("npm run check failed: see its output above, among that of the tests.\n");
process.exitCode = Math.max(checks, tests);
