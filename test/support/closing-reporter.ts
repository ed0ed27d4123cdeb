/** Closes a run with one plain line, and says which tests were not run and why. */

import { spawnSync } from "node:child_process";
import type { Reporter, TestModule } from "vitest/node";
import { chromiumPath } from "./chromium.ts";

export default class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      if (module.state() === "failed" && module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== "pending") counts[state] += 1;
      }
    }
    const engine = spawnSync("pulumi", ["version"], { timeout: 30_000 }).status === 0;
    const lines = [
      ...(engine ? [] : ["The Pulumi CLI is not on the PATH: the tests that need the real engine were skipped."]),
      ...(chromiumPath === undefined
        ? ["No Chromium is on the PATH or at CHROMIUM_PATH: the tests that look at pages in a browser were skipped."]
        : []),
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    ];
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }
}
