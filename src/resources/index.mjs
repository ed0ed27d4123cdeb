// The package's entry point for programs. Node strips types from a program's own files, but not from what is installed: there a hook does it
// for this package alone. Nothing here waits, so that `require` and `import` can both load it.

import { readFileSync } from "node:fs";
import { createRequire, registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const folder = new URL("../", import.meta.url).href;

if (folder.includes("/node_modules/")) {
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith(folder) || !url.endsWith(".ts")) return nextLoad(url, context);
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

export const { CrossTenantAccessPartner, DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit, providers } =
  createRequire(import.meta.url)("./index.ts");
