/** The corpus as plans. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";

/** Folder of the programs. */
export const corpus = fileURLToPath(new URL("../fixtures/programs/corpus/", import.meta.url));

/** Each program runs in a process of its own; a few at a time keep two cores busy. */
const atOnce = 3;

/**
 * Plans programs of the corpus, by their paths in it. What makes plans does not change while rules and graph are mutated: mutation testing
 * makes them once, in the file that `CORPUS_PLANS` names.
 */
export async function planCorpus(names: readonly string[]): Promise<ReadonlyMap<string, Plan | Error>> {
  const recorded = process.env["CORPUS_PLANS"];
  if (recorded !== undefined && existsSync(recorded)) {
    return new Map(JSON.parse(readFileSync(recorded, "utf8")) as [string, Plan][]);
  }
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
