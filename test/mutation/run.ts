/**
 * `npm run mutation`: Stryker, with the corpus planned once for all mutants, folder by folder: what it notes of every test and mutant
 * would not fit into memory at once. What a run before it found of an unchanged mutant is taken over (`.stryker/<part>/`), so that a run
 * which was stopped goes on. `npm run mutation -- --mutate FILES` tries only these.
 */

import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expectations } from "../corpus/expectations.ts";
import { planCorpus } from "../corpus/plan-corpus.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, ".stryker");
const settings = JSON.parse(readFileSync(join(root, "stryker.config.json"), "utf8")) as {
  readonly mutate: readonly string[];
  readonly thresholds: { readonly break: number };
};
/** Files of one run; more of them than that and the first run of the tests needs more memory than Node takes. */
const partSize = 15;

/** The settings of a part of the files: its results beside each other. */
function configured(name: string, mutate: readonly string[]): string {
  const place = join(".stryker", name);
  const file = join(folder, `${name}.json`);
  const content = {
    ...settings,
    mutate,
    // Whether the whole is good enough is decided at the end.
    thresholds: { ...settings.thresholds, break: null },
    incremental: true,
    incrementalFile: join(place, "incremental.json"),
    jsonReporter: { fileName: join(place, "mutation.json") },
    htmlReporter: { fileName: join(place, "mutation.html") },
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function parts(): ReadonlyMap<string, readonly string[]> {
  const byFolder = Map.groupBy(globSync([...settings.mutate], { cwd: root }).toSorted(), (file) => dirname(file));
  return new Map(
    [...byFolder].flatMap(([path, files]) =>
      Array.from({ length: Math.ceil(files.length / partSize) }, (_, part): [string, string[]] => [
        `${path.replaceAll("/", "-")}-${part + 1}`,
        files.slice(part * partSize, (part + 1) * partSize),
      ]),
    ),
  );
}

async function recordCorpus(): Promise<string> {
  const recording = join(folder, "corpus-plans.json");
  const plans = await planCorpus(Object.keys(expectations));
  for (const [name, plan] of plans) {
    if (plan instanceof Error) throw new Error(`${name} cannot be planned`, { cause: plan });
  }
  writeFileSync(recording, JSON.stringify([...plans]));
  return recording;
}

function stryker(recording: string, args: readonly string[]): number {
  const { status } = spawnSync(join(root, "node_modules", ".bin", "stryker"), ["run", ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CORPUS_PLANS: recording },
  });
  return status ?? 1;
}

/** Mutants of a report: how many a test noticed, of those that can be noticed. */
function counted(name: string): { noticed: number; of: number } {
  const report = JSON.parse(readFileSync(join(folder, name, "mutation.json"), "utf8")) as {
    readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
  };
  const statuses = Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const noticed = statuses.filter((status) => status === "Killed" || status === "Timeout").length;
  return {
    noticed,
    of: noticed + statuses.filter((status) => status === "Survived" || status === "NoCoverage").length,
  };
}

mkdirSync(folder, { recursive: true });
const args = process.argv.slice(2);
const recording = await recordCorpus();
if (args.includes("--mutate")) {
  process.exitCode = stryker(recording, args);
} else {
  const total = { noticed: 0, of: 0 };
  for (const [name, files] of parts()) {
    process.stdout.write(`\n${name}: ${files.length} files\n`);
    const status = stryker(recording, [configured(name, files), ...args]);
    if (status !== 0) throw new Error(`Stryker ended with status ${status} on ${name}`);
    const { noticed, of } = counted(name);
    total.noticed += noticed;
    total.of += of;
    if (of > 0) process.stdout.write(`${name}: ${score({ noticed, of })} % of ${of} mutants noticed\n`);
  }
  process.stdout.write(`\nAll: ${score(total)} % of ${total.of} mutants noticed\n`);
  process.exitCode = Number(score(total)) < settings.thresholds.break ? 1 : 0;
}

function score({ noticed, of }: { readonly noticed: number; readonly of: number }): string {
  return ((100 * noticed) / of).toFixed(1);
}
