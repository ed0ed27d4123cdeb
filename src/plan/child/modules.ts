/** How the program's imports are resolved and which of its files Node can run as they are. */

import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isPlainlyCommonJs } from "../module-syntax.ts";

const own = createRequire(import.meta.url);
const sdk = /^@pulumi\/pulumi(\/|$)/;
const providers = /^(?:@pulumi\/(azuread|azure-native|policy)(\/|$)|demarc\/resources$)/;

/**
 * `@pulumi/pulumi` is always our copy, for the program and for every provider that it brings: one instance, or the resources
 * would be registered with nobody. Providers are the program's, or else ours, so that a program can be planned before
 * `npm install`.
 */
export function resolveSdkToOurs(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      // `own.resolve` comes here, too.
      if (context.parentURL === import.meta.url) return nextResolve(specifier, context);
      if (sdk.test(specifier)) return ours(specifier);
      if (!providers.test(specifier)) return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        try {
          return ours(specifier);
        } catch {
          throw error;
        }
      }
    },
  });
}

function ours(specifier: string) {
  return { url: pathToFileURL(own.resolve(specifier)).href, shortCircuit: true };
}

/** Runs as CommonJS what plainly is, although a package.json further up says that everything here is an ES module. */
export function runCommonJsAsSuch(isUsers: (file: string) => boolean): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (!/^file:.*\.[jt]s$/.test(url) || context.format?.startsWith("module") !== true) return nextLoad(url, context);
      const file = fileURLToPath(url);
      if (!isUsers(file) || !isPlainlyCommonJs(readFileSync(file, "utf8"))) return nextLoad(url, context);
      return nextLoad(url, { ...context, format: context.format.replace("module", "commonjs") });
    },
  });
}

/** A class field that the base class sets: stripping leaves a declaration behind that would set it to undefined again. */
const setByBaseClass = /(?:^|[{;])\s*(?:(?:public|protected|private|readonly|override)\s+)*[\w$]+!\s*:/m;

/** Calls `found` when a TypeScript file of the program means something else once its types are only stripped. */
export function watchForStripping(isUsers: (file: string) => boolean, found: (file: string) => void): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (/^file:.*\.[cm]?ts$/.test(url)) {
        const file = fileURLToPath(url);
        if (isUsers(file) && setByBaseClass.test(readFileSync(file, "utf8"))) found(file);
      }
      return nextLoad(url, context);
    },
  });
}
