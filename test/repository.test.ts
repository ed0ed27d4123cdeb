import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../src/generated-files.ts";

/** Folders in the order of the flow: a file imports from its own folder and from those before it. */
const flow = [
  "src/catalogue",
  "src/finding.ts",
  "src/text-file.ts",
  "src/lines.ts",
  "src/json-text.ts",
  "src/line-ends.ts",
  "src/visible.ts",
  "src/order.ts",
  "src/pattern-text.ts",
  "src/word-edges.ts",
  "src/folder.ts",
  "src/http-answer.ts",
  "src/csv-table.ts",
  "src/status-words.ts",
  "src/system-error.ts",
  "src/matrix",
  "src/entitlements",
  "src/resources",
  "stacks",
  // The format of a snapshot is a contract: lookups of a plan are answered from one.
  "src/tenant/snapshot.ts",
  "src/plan",
  "src/tenant",
  "src/roster",
  "src/access",
  "policies",
  "src/engine",
  "src/review",
  "src/onboarding",
  "src/handbook",
  "src/coverage.ts",
  "src/cli",
  "src/generated-files.ts",
  "src/generate.ts",
  "src/demo",
];

/** What the project may depend on; a new dependency is a decision, made here. */
const allowedDependencies = [
  "@azure/identity",
  "@biomejs/biome",
  "@microsoft/microsoft-graph-types",
  "@pulumi/azure-native",
  "@pulumi/azuread",
  "@pulumi/policy",
  "@pulumi/pulumi",
  "@stryker-mutator/core",
  "@stryker-mutator/vitest-runner",
  "@types/node",
  "axe-core",
  "commander",
  "esbuild",
  "fast-check",
  "ical-generator",
  "jose",
  "knip",
  "node",
  "playwright-core",
  "read-excel-file",
  "selfsigned",
  "tsx",
  "typescript",
  "vitest",
  "write-excel-file",
  "yaml",
  "zod",
];

const root = resolve(import.meta.dirname, "..");
const sources = globSync(["src/**/*.{ts,mts}", "stacks/**/*.ts", "policies/**/*.{ts,mts}"], {
  cwd: root,
  exclude: ["**/node_modules/**"],
});

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].flatMap(([, path]) =>
    path === undefined ? [] : relative(root, resolve(root, dirname(file), path)),
  );
}

const place = (file: string) => flow.findIndex((folder) => file === folder || file.startsWith(`${folder}/`));

describe("the structure", () => {
  it("imports go one way, along the flow", () => {
    const against = sources
      .filter((file) => !file.startsWith("src/demo/shadow-admin/"))
      .flatMap((file) => importsOf(file).map((imported) => [file, imported] as const))
      .filter(([file, imported]) => place(imported) > place(file))
      .map(([file, imported]) => `${file} imports ${imported}`);
    expect(against).toEqual([]);
  });

  it("every source file has a place in the flow, and every import exists", () => {
    expect(sources.filter((file) => place(file) === -1)).toEqual([]);
    const missing = sources.flatMap((file) => importsOf(file).filter((imported) => !existsSync(join(root, imported))));
    expect(missing).toEqual([]);
  });

  it("the Pulumi programs and the policy pack load no module that waits: the pack is required, not imported", () => {
    const waiting = sources
      .filter((file) => place(file) <= flow.indexOf("policies") && file !== "stacks/index.ts")
      .filter((file) => /^(export )?(const .*= )?await /m.test(readFileSync(join(root, file), "utf8")));
    expect(waiting).toEqual([]);
  });
});

describe("the entry point", () => {
  it("imports by name nothing that an old Node lacks: it has to get as far as saying what it needs", () => {
    const text = readFileSync(join(root, "src/cli/demarc.mjs"), "utf8");
    const names = [...text.matchAll(/^import \{([^}]*)\}/gm)].flatMap(([, list = ""]) => list.split(","));
    expect(names.map((name) => name.trim()).toSorted()).toEqual(["fileURLToPath", "join"]);
  });
});

describe("the package", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;

  it("depends on what was decided, and on nothing else", () => {
    const used = [...Object.keys(manifest["dependencies"] ?? {}), ...Object.keys(manifest["devDependencies"] ?? {})];
    expect(used.sort()).toEqual([...allowedDependencies].sort());
  });

  it("pins every version", () => {
    const versions = [
      ...Object.values(manifest["dependencies"] ?? {}),
      ...Object.values(manifest["devDependencies"] ?? {}),
    ];
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe("generated files", () => {
  it.each(generatedFiles())("$path is up to date (npm run generate)", ({ path, content }) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(content);
  });

  it("each matrix names its schema in the first line, where it is", () => {
    for (const file of globSync("stacks/*/matrix.yaml", { cwd: root })) {
      const schema =
        /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(root, file), "utf8"))?.[1] ?? "";
      expect(existsSync(join(root, dirname(file), schema))).toBe(true);
    }
  });
});

describe("README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");

  it("names only files that exist", () => {
    const linked = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].flatMap(([, path]) => path ?? []);
    expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("gives the two commands", () => {
    expect(readme).toContain("npm ci && npm run demo");
    expect(readme).toContain("npm ci && npm test");
  });
});
