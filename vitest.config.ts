import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // No test changes what another sees; a process for each file would take half as long again.
    isolate: false,
    // One more than there are cores: while a test waits for processes that it started, another can run.
    maxWorkers: availableParallelism() + 1,
    // Some tests run Pulumi programs in child processes; on a busy machine of two cores that takes a while.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "./test/support/closing-reporter.ts"],
  },
});
