#!/usr/bin/env node
// The entry point that any Node can start: Demarc itself needs Node 24, which `npm ci` brings along.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

// An import of a built-in module reads everything that it exports; of this one that is half of the time to start.
const { existsSync, readFileSync, statSync } = process.getBuiltinModule?.("node:fs") ?? (await import("node:fs"));
// An old Node has no compile cache; to import it by name would end there, with nothing but a stack.
const { enableCompileCache } = process.getBuiltinModule?.("node:module") ?? (await import("node:module"));
const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, "node_modules", ".cache", "demarc");

/** The bundle that `bundle.ts` made, when no source has changed since; else the sources themselves. */
async function load() {
  const folder = join(cache, "bundle");
  try {
    const { check, main, sources } = JSON.parse(readFileSync(join(folder, "bundle.json"), "utf8"));
    const isFresh = sources.every(([source, mtimeMs, size]) => {
      const now = statSync(root + source);
      return now.mtimeMs === mtimeMs && now.size === size;
    });
    if (isFresh) {
      const { runCompiled } = await import("./compiled.mjs");
      const { exports, isCompiled, keep } = runCompiled(join(folder, process.argv[2] === "check" ? check : main));
      if (!isCompiled) process.on("exit", keep);
      return exports;
    }
  } catch {
    // No bundle, or a source that is no longer there.
  }
  await import("../installed.mjs");
  return import("./main.ts");
}

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Compiled code is kept between runs: most commands take longer to load than to run.
  enableCompileCache?.(cache);
  const { main } = await load();
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = join(root, "node_modules", ".bin", "node");
  if (!existsSync(node)) {
    const how = root.includes("/node_modules/") ? "npm install --save-dev node@24" : `run npm ci in ${root}`;
    process.stderr.write(`demarc needs Node 24 or later, this is ${process.version}; ${how} to get it.\n`);
    process.exit(2);
  }
  const [{ spawn }, { constants }] = await Promise.all([import("node:child_process"), import("node:os")]);
  const path = `${join(root, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`;
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  // Whoever stops this process means the one that works. Ctrl-C at a terminal reaches both by itself.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  child.on("error", ({ message }) => {
    process.stderr.write(`demarc cannot start ${node}: ${message}\n`);
    process.exit(2);
  });
  child.on("exit", (status, signal) => process.exit(status ?? 128 + (constants.signals[signal ?? ""] ?? 0)));
}
