/** The review of a tenant as it grows: whole processes that collect from the embedded tenant, and that review a snapshot. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { contest, type Measured } from "./contest.ts";
import { demarc, projectFolder } from "./project.ts";
import type { Section } from "./section.ts";

const isFull = process.argv.includes("--full");

export async function reviewAtScale(folder: string, isQuick: boolean): Promise<Section> {
  const sizes = isQuick ? [200] : [1000, 10_000, 100_000, ...(isFull ? [1_000_000] : [])];
  const rows: Section["rows"][number][] = [];
  const of = new Map<string, { readonly size: number; readonly measured: Measured }[]>();
  for (const size of sizes) {
    const workspace = join(folder, `workspace-${size}`);
    const snapshot = join(folder, `snapshot-${size}`);
    const options = { runs: isQuick ? 0 : size >= 100_000 ? 1 : 3, limitMilliseconds: 3_600_000 };
    const collect = [
      "snapshot",
      "--stack",
      "harbour",
      "--workspace",
      workspace,
      "--restart",
      "--out",
      snapshot,
    ] as const;
    const review = ["review", "--stack", "harbour", "--workspace", workspace, "--snapshot", snapshot] as const;
    const jobs = {
      collect: () => served(workspace, size, () => contest([demarc(...collect)], options)),
      review: () => contest([demarc(...review, "--out", join(folder, `review-${size}`))], options),
    };
    for (const [job, run] of Object.entries(jobs)) {
      const [measured] = await run();
      if (measured === undefined) continue;
      rows.push({ name: `${job}, ${size.toLocaleString("en")} users`, measured: [measured] });
      of.set(job, [...(of.get(job) ?? []), { size, measured }]);
    }
  }
  return {
    title: "Review at scale",
    question:
      "A tenant of so many users, a fifth as many groups and a fiftieth as many service principals: collect it over HTTPS from the embedded tenant, another process on the same machine, and review what was collected.",
    rows,
    remarks: [...of].flatMap(([job, measured]) => growth(job, measured)),
    missing: [],
  };
}

/** How far from linear: time for a principal, each size against the one before it, less what a process takes anyway. */
function growth(job: string, measured: readonly { readonly size: number; readonly measured: Measured }[]): string[] {
  const [first, ...others] = measured;
  if (first === undefined || others.length === 0) return [];
  const ratios = others.map(({ size, measured: now }) => {
    const ratio = now.milliseconds / size / (first.measured.milliseconds / first.size);
    return `${ratio.toFixed(2)} at ${size.toLocaleString("en")}`;
  });
  const steps = others.slice(1).map(({ size, measured: now }, index) => {
    const before = others[index] ?? first;
    const gained = (now.milliseconds - before.measured.milliseconds) / (size - before.size);
    const earlier = index === 0 ? first : (others[index - 1] ?? first);
    const gainedBefore = (before.measured.milliseconds - earlier.measured.milliseconds) / (before.size - earlier.size);
    return `${(gained / gainedBefore).toFixed(2)} from ${before.size.toLocaleString("en")} to ${size.toLocaleString("en")}`;
  });
  return [
    `Time for each user to ${job}, as a share of that at ${first.size.toLocaleString("en")}: ${ratios.join(", ")}.` +
      (steps.length === 0 ? "" : ` A further user, against the step before (1 is linear): ${steps.join(", ")}.`),
  ];
}

/** Serves a tenant of that size in a process of its own: what it takes is not the collector's. */
async function served<T>(workspace: string, size: number, use: () => Promise<T>): Promise<T> {
  const { command } = demarc(
    "tenant",
    "--stack",
    "harbour",
    "--workspace",
    workspace,
    "--scale",
    String(size),
    "--port",
    "0",
  );
  const [program, ...args] = command;
  const server = spawn(program, args, { cwd: projectFolder, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(server, "close");
  try {
    let said = "";
    for await (const part of server.stderr.setEncoding("utf8") as AsyncIterable<string>) {
      said += part;
      if (said.includes("Ctrl-C stops it.")) return await use();
    }
    throw new Error(`the tenant could not be served: ${said}`);
  } finally {
    server.kill();
    await ended;
  }
}
