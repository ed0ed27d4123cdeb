import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests that mutation testing runs: those of the rules, the graph and the evaluator that need no process of their own. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/access/**/*.test.ts", "test/policies/**/*.test.ts", "test/corpus/*.test.ts"],
    exclude: ["**/*.e2e.test.ts"],
    // One process for all: a mutant is tried in less than a second. Mutated searches and properties take their time.
    isolate: false,
    testTimeout: 60_000,
  },
});
