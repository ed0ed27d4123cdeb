/** The corpus as plans. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";

/** Folder of the programs. */
export const corpus = fileURLToPath(new URL("../fixtures/programs/corpus/", import.meta.url));

/** Each program runs in a process of its own; a few at a time keep two cores busy. */
const atOnce = 3;

/** Mutation testing plans the corpus once, into this file: what makes plans does not change while rules and graph are mutated. */
const recording = process.env["CORPUS_PLANS"];
export const areRecorded = recording !== undefined;

/** Plans programs of the corpus, by their paths in it. */
export async function planCorpus(names: readonly string[]): Promise<ReadonlyMap<string, Plan | Error>> {
  if (recording !== undefined) return new Map(JSON.parse(readFileSync(recording, "utf8")) as [string, Plan][]);
  const plans = new Map<string, Plan | Error>();
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      plans.set(name, await planProgram({ directory: join(corpus, name) }).catch((error: unknown) => error as Error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return plans;
}
