/**
 * `node src/cli/bundle.ts [FOLDER]`: the command line as a few files in node_modules/.cache (or the folder), so that it starts without
 * loading, and stripping the types of, hundreds of modules. `demarc.mjs` uses it as long as no source has changed; nothing depends on it.
 */

import { globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

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
  minifyWhitespace: true,
  minifySyntax: true,
} as const;
const whole = {
  ...common,
  entryPoints: ["src/cli/main.ts"],
  // Only what is ours and the small libraries: the rest is loaded where it is needed, from where it is.
  external: ["@pulumi/*", "tsx", "selfsigned", "typescript", "esbuild"],
  define: { "globalThis.demarcBundle": JSON.stringify(folder) },
};
const plugins = [ownPlaces, zodApart, noSubprograms];
const { metafile } = await build({ ...whole, outfile: join(made, "main.cjs"), metafile: true, plugins });
// The gate runs most often, and reading what it does not need would take a good part of its time.
await build({ ...whole, outfile: join(made, "check.cjs"), plugins: [onlyCheck, ...plugins] });
await build({
  ...common,
  stdin: { contents: 'export * from "zod"', resolveDir: root },
  outfile: join(made, "zod.cjs"),
});
const sources = [
  ...Object.keys(metafile.inputs)
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
writeFileSync(join(made, "sources.json"), JSON.stringify(stamps));
rmSync(folder, { recursive: true, force: true });
mkdirSync(dirname(folder), { recursive: true });
renameSync(made, folder);
