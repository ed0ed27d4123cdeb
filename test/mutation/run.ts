/** `npm run mutation [-- --mutate FILES]`: Stryker, with the corpus planned once for all mutants. */

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expectations } from "../corpus/expectations.ts";
import { planCorpus } from "../corpus/plan-corpus.ts";

const root = resolve(import.meta.dirname, "../..");
const recording = join(root, ".stryker", "corpus-plans.json");
const plans = await planCorpus(Object.keys(expectations));
for (const [name, plan] of plans) {
  if (plan instanceof Error) throw new Error(`${name} cannot be planned`, { cause: plan });
}
mkdirSync(join(root, ".stryker"), { recursive: true });
writeFileSync(recording, JSON.stringify([...plans]));
const { status } = spawnSync(join(root, "node_modules", ".bin", "stryker"), ["run", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, CORPUS_PLANS: recording },
});
process.exitCode = status ?? 1;
