// Scripts whose compiled code is kept beside them, with every function that a run has called. The compile cache of Node keeps only
// what is compiled before a script runs, and compiling the rest anew took a good third of the time of a small check.

const { readFileSync, renameSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { Script } = process.getBuiltinModule("node:vm");

/**
 * Runs a CommonJS script that `bundle.ts` made: ASCII, without `import()`, and already wrapped into its function. Its name has to change with its text,
 * since V8 compares no more than the length of the text that compiled code belongs to.
 *
 * @param {string} file absolute
 * @returns {{ exports: any, isCompiled: boolean, keep: () => void }} `isCompiled`: this version of Node had its compiled code;
 *   `keep`: writes down what is compiled by now, and is silent where that cannot be written
 */
export function runCompiled(file) {
  const cache = `${file}.${process.version}-${process.arch}.cache`;
  const script = new Script(readFileSync(file, "latin1"), {
    filename: file,
    cachedData: compiledIn(cache),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module);
  return {
    exports: module.exports,
    isCompiled: script.cachedDataRejected === false,
    keep() {
      try {
        writeFileSync(`${cache}.${process.pid}`, script.createCachedData());
        renameSync(`${cache}.${process.pid}`, cache);
      } catch {
        // A folder that only others may write: every run compiles for itself.
      }
    },
  };
}

function compiledIn(cache) {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}
