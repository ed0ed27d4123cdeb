// Node strips types from a program's own files, but not from what is installed: where this package is, a hook does it for this package
// alone. Whoever imports this file first may then import, and require, the rest.

import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const folder = new URL("../", import.meta.url).href;

if (folder.includes("/node_modules/")) {
  registerHooks({
    load(url, context, nextLoad) {
      const isOurs = url.startsWith(folder) && !url.startsWith(`${folder}node_modules/`) && /\.m?ts$/.test(url);
      if (!isOurs) return nextLoad(url, context);
      return { format: "module", source: stripped(fileURLToPath(url)), shortCircuit: true };
    },
  });
}

/** @param {string} file @returns {string} JavaScript, without the note that Node may still change how it does this */
function stripped(file) {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(readFileSync(file, "utf8"));
  } finally {
    process.emitWarning = emitWarning;
  }
}
