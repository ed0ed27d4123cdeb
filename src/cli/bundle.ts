/**
 * `node src/cli/bundle.ts [FOLDER]`: the command line as a few files in node_modules/.cache (or the folder), so that it starts without
 * loading, and stripping the types of, hundreds of modules. `demarc.mjs` uses it as long as no source has changed; nothing depends on it.
 */

import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(process.argv[2] ?? join(root, "node_modules", ".cache", "demarc", "bundle"));
const started = Date.now();

/** Sources find files beside them by their own place, which in a bundle would be the bundle's. */
const ownPlaces: Plugin = {
  name: "own-places",
  setup(bundler) {
    bundler.onLoad({ filter: /\.m?ts$/, namespace: "file" }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8")
        .replaceAll(/import\.meta\.resolve\("([^"]+)"\)/g, (_, name: string) =>
          JSON.stringify(import.meta.resolve(name)),
        )
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path))),
    }));
  },
};

/** Only a matrix that is not known yet needs zod, which is a third of everything: it gets a file of its own. */
const zodApart: Plugin = {
  name: "zod-apart",
  setup(bundler) {
    bundler.onResolve({ filter: /^zod$/ }, () => ({ path: "./zod.cjs", external: true }));
  },
};

/** commander starts programs for subcommands that are programs of their own; there are none here. */
const noSubprograms: Plugin = {
  name: "no-subprograms",
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
      importer.includes("/commander/") ? { path: "child_process", namespace: "absent" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {}" }));
  },
};

/** The command line without what other commands than `check` are made of. */
const onlyCheck: Plugin = {
  name: "only-check",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\/commands\// }, ({ path }) =>
      path === "./commands/check.ts" ? undefined : { path, namespace: "absent" },
    );
  },
};

const made = `${folder}-${process.pid}`;
const common = {
  absWorkingDir: root,
  bundle: true,
  // In one CommonJS file modules are still evaluated when they are first asked for, and built-in ones are not copied name by name.
  format: "cjs",
  platform: "node",
  target: "node24",
  // Half as much to read; nothing asks a function or a class for its name.
  minify: true,
  legalComments: "none",
} as const;
/** What `runCompiled` runs: a file that is named after its text, in the function that Node would wrap it into. */
const compiled = {
  banner: { js: "(function (exports, require, module) {" },
  footer: { js: "})" },
  // What a script of its own imports while it runs, Node warns of; what it requires, it does not.
  supported: { "dynamic-import": false },
  charset: "ascii",
  entryNames: "[name]-[hash]",
  outdir: made,
  metafile: true,
} as const;
const whole = {
  ...common,
  ...compiled,
  // Only what is ours and the small libraries: the rest is loaded where it is needed, from where it is.
  external: ["@azure/identity", "@pulumi/*", "jose", "tsx", "selfsigned", "typescript", "esbuild"],
  define: { "globalThis.demarcBundle": JSON.stringify(folder) },
};
const entryPoint = "src/cli/main.ts";
const plugins = [ownPlaces, zodApart, noSubprograms];
const main = await build({ ...whole, entryPoints: { main: entryPoint }, plugins });
// The gate runs most often, and reading what it does not need would take a good part of its time.
const check = await build({ ...whole, entryPoints: { check: entryPoint }, plugins: [onlyCheck, ...plugins] });
await build({
  ...common,
  stdin: { contents: 'export * from "zod"', resolveDir: root },
  outfile: join(made, "zod.cjs"),
});
const sources = [
  ...Object.keys(main.metafile.inputs)
    .filter((input) => !input.startsWith("absent:"))
    .map((input) => relative(root, resolve(root, input)))
    .filter((input) => !input.startsWith("node_modules/")),
  // Read when it runs; what a matrix may say depends on them.
  ...globSync("src/**/*.tsv", { cwd: root }),
  "node_modules/.package-lock.json",
];
const stamps = sources.map((source) => {
  const { mtimeMs, size } = statSync(join(root, source));
  return [source, mtimeMs, size];
});
if (stamps.some(([, mtimeMs]) => Number(mtimeMs) >= started)) {
  rmSync(made, { recursive: true });
  throw new Error("A source changed while it was bundled; run it again.");
}
const nameOf = ({ metafile }: { readonly metafile: Metafile }) => basename(Object.keys(metafile.outputs)[0] ?? "");
const files = { check: nameOf(check), main: nameOf(main) };
for (const file of Object.values(files)) {
  const text = readFileSync(join(made, file), "utf8");
  // esbuild leaves regular expressions and tagged templates as they are; there is no raw template, where an escape would show.
  const escaped = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  writeFileSync(join(made, file), escaped);
}
writeFileSync(join(made, "bundle.json"), JSON.stringify({ ...files, sources: stamps }));
rmSync(folder, { recursive: true, force: true });
mkdirSync(dirname(folder), { recursive: true });
renameSync(made, folder);
// Without it every first run of a command compiles what it needs, and keeps that.
spawnSync(
  process.execPath,
  [join(import.meta.dirname, "warm-up.mjs"), ...Object.values(files).map((file) => join(folder, file))],
  { stdio: "ignore" },
);
