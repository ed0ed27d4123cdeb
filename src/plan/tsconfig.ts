/** Compiler options that the Pulumi CLI adds to those of a program. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The CLI compiles CommonJS programs for ES2020 unless their tsconfig.json has a target (cmd/run/run.js); a class field without
 * a value then sets nothing. It reads no tsconfig.json from further up. Returns a tsconfig file that says so, or undefined when the program's own does or inherits it.
 * @param cache directory to keep the file in
 */
export function commonJsTsconfig(directory: string, cache: string): string | undefined {
  const own = join(directory, "tsconfig.json");
  const hasOwn = existsSync(own);
  if (hasOwn && /"(target|useDefineForClassFields|extends)"\s*:/.test(readFileSync(own, "utf8"))) return undefined;
  const content = JSON.stringify({
    ...(hasOwn && { extends: own }),
    compilerOptions: { target: "ES2020", useDefineForClassFields: false },
    include: [`${directory}/**/*`],
  });
  const file = join(cache, `${createHash("sha256").update(content).digest("hex").slice(0, 16)}.json`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    // Several programs may be planned at once: nobody may read half a file.
    writeFileSync(`${file}.${process.pid}`, content);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}
