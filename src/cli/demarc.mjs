#!/usr/bin/env node
// The entry point that any Node can start: Demarc itself needs Node 24, which `npm ci` brings along.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Compiled code is kept between runs: most commands take longer to load than to run.
  enableCompileCache?.(join(root, "node_modules", ".cache", "demarc"));
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = join(root, "node_modules", ".bin", "node");
  if (!existsSync(node)) {
    process.stderr.write(
      `demarc needs Node 24 or later, this is ${process.version}; run npm ci in ${root} to get it.\n`,
    );
    process.exit(2);
  }
  const path = `${join(root, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`;
  const result = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  process.exit(result.status ?? 2);
}
