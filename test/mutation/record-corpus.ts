/** Plans the corpus once for all mutants; `npm run mutation` does it first. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expectations } from "../corpus/expectations.ts";
import { planCorpus } from "../corpus/plan-corpus.ts";
import { recording } from "./recording.ts";

const plans = await planCorpus(Object.keys(expectations));
for (const [name, plan] of plans)
  if (plan instanceof Error) throw new Error(`${name} cannot be planned`, { cause: plan });
mkdirSync(dirname(recording), { recursive: true });
writeFileSync(recording, JSON.stringify([...plans]));
