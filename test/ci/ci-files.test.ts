import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";

const actions = ["action.yml", ...globSync("ci/github/**/action.yml")];
const workflows = globSync("ci/github/*.yml");
const template = "ci/azure-pipelines/demarc-check.yml";
const scripts = globSync("ci/**/*.sh");
const page = readFileSync("docs/pull-request.md", "utf8");
/** Code of the page, by language. */
const code = (language: string) =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text = ""]) => (of === language ? [text] : []));
const yamls = [
  ...[...actions, ...workflows, template, ".pre-commit-hooks.yaml"].map(
    (file) => [file, readFileSync(file, "utf8")] as const,
  ),
  ...code("yaml").map((text, index) => [`example ${index + 1} of docs/pull-request.md`, text] as const),
];

/** Every value of a key, wherever it stands. */
function valuesOf(document: unknown, key: string): unknown[] {
  if (Array.isArray(document)) return document.flatMap((item) => valuesOf(item, key));
  if (typeof document !== "object" || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(value, key),
  ]);
}

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe.each(yamls)("%s", (_, source) => {
  it("is YAML without errors or keys that stand twice", () => {
    expect(parseDocument(source, { uniqueKeys: true }).errors).toEqual([]);
  });

  it("pins every action to a commit", () => {
    for (const used of valuesOf(parse(source), "uses")) expect(used).toMatch(/@[0-9a-f]{40}$/);
  });
});

/** The one that signs in to Entra ID, with a token of its own. */
const review = "ci/github/quarterly-review.yml";

describe("what a run may do", () => {
  it.each(workflows)("%s gives nothing by default, and each job only what it says why", (file) => {
    const source = readFileSync(file, "utf8");
    const workflow = parse(source);
    expect(workflow.permissions).toEqual({});
    const allowed = [
      ...(file === review ? ["id-token: write"] : []),
      "contents: read",
      "actions: read",
      "pull-requests: write",
      "security-events: write",
    ];
    for (const job of Object.values<{ permissions: Record<string, string> }>(workflow.jobs)) {
      const given = Object.entries(job.permissions).map(([name, level]) => `${name}: ${level}`);
      expect(given.filter((permission) => !allowed.includes(permission))).toEqual([]);
      expect(given.length).toBeGreaterThan(0);
    }
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
  });

  it("nothing that a change can start knows a secret", () => {
    for (const [, source] of yamls) expect(source).not.toContain("pull_request_target:");
    for (const [file, source] of yamls.filter(([name]) => name !== review)) {
      expect([file, source]).toEqual([file, expect.not.stringMatching(/\bsecrets\b\s*[.[)]/)]);
    }
    // The review knows those of systems, each by its name, and is started by the calendar and by hand.
    expect(readFileSync(review, "utf8")).not.toMatch(/\bsecrets\b\s*[[)]|secrets: inherit/);
    expect(Object.keys(parse(readFileSync(review, "utf8")).on)).toEqual(["schedule", "workflow_dispatch"]);
  });

  it("a checkout leaves no token behind", () => {
    for (const [, source] of yamls) {
      for (const checkout of source.match(/uses: actions\/checkout@[\s\S]*?(?=\n\s*- |\n*$)/g) ?? []) {
        expect(checkout).toContain("persist-credentials: false");
      }
    }
  });

  it("the workflow that writes for forks checks out nothing and runs no script", () => {
    const steps = valuesOf(parse(readFileSync("ci/github/fork-comment.yml", "utf8")), "steps").flat();
    expect(valuesOf(steps, "run")).toEqual([]);
    expect(valuesOf(steps, "uses").filter((used) => String(used).startsWith("actions/checkout"))).toEqual([]);
  });
});

describe("scripts", () => {
  it("no expression is put into one: what others chose is never read as a command", () => {
    const inline = [...actions, ...workflows].flatMap((file) => valuesOf(parse(readFileSync(file, "utf8")), "run"));
    for (const script of inline) expect(script).not.toContain("${{");
    const ours = valuesOf(parse(readFileSync(template, "utf8")), "bash");
    for (const script of ours) expect(script).not.toMatch(/\$\{\{|\$\(/);
  });

  it.each([
    ...scripts.map((file) => [file, readFileSync(file, "utf8")] as const),
    ...[...actions, template].flatMap((file) => {
      const document = parse(readFileSync(file, "utf8"));
      return [...valuesOf(document, "run"), ...valuesOf(document, "bash")].map(
        (script, index) => [`${file}, script ${index + 1}`, String(script)] as const,
      );
    }),
  ])("%s is Bash", (_, script) => {
    expect(() => execFileSync("bash", ["-n"], { input: script, stdio: ["pipe", "ignore", "pipe"] })).not.toThrow();
  });

  it("can be run", () => {
    for (const file of scripts) expect(statSync(file).mode & 0o111).not.toBe(0);
  });
});

describe("versions", () => {
  it("Node is the project's everywhere", () => {
    const node = readFileSync(".node-version", "utf8").trim();
    for (const file of [...actions, template]) {
      const document = parse(readFileSync(file, "utf8"));
      const named = [...valuesOf(document, "node-version"), ...valuesOf(document, "version")];
      expect(named).toEqual([node]);
    }
    expect(page).toContain(`image: node:${node}-bookworm`);
  });
});

describe("inputs", () => {
  it("of the action are all handed on, and documented", () => {
    const action = parse(readFileSync("action.yml", "utf8"));
    const used = readFileSync("action.yml", "utf8");
    const script = readFileSync("ci/github/check.sh", "utf8");
    for (const [name, { description }] of Object.entries<{ description: string }>(action.inputs)) {
      expect(description.length).toBeGreaterThan(20);
      expect(used).toMatch(new RegExp(`inputs\\.${name}\\b`));
    }
    const handed = Object.keys(action.runs.steps.find(({ id }: { id?: string }) => id === "check").env);
    for (const variable of handed) expect(script).toMatch(new RegExp(`\\$\\{?${variable}\\b`));
  });

  it("of the examples are inputs of the action, or parameters of the template", () => {
    const known = new Set(Object.keys(parse(readFileSync("action.yml", "utf8")).inputs));
    const steps = [...workflows.map((file) => readFileSync(file, "utf8")), ...code("yaml")]
      .flatMap((source) => [parse(source)].flat())
      .flatMap((document) => [...valuesOf(document, "steps").flat(), document])
      .filter((step) => /^your-organisation\/demarc@/.test(String(step?.uses)));
    expect(steps.length).toBeGreaterThan(1);
    for (const step of steps) expect(Object.keys(step.with).filter((name) => !known.has(name))).toEqual([]);
    const parameters = new Set(
      parse(readFileSync(template, "utf8")).parameters.map(({ name }: { name: string }) => name),
    );
    const given = code("yaml").flatMap((source) => valuesOf(parse(source), "parameters"));
    expect(given.length).toBe(1);
    for (const name of Object.keys(given[0] as object)) expect(parameters).toContain(name);
  });
});

describe("docs/pull-request.md", () => {
  it("shows the files that it names as they are", () => {
    const shown = [...page.matchAll(/<!-- file: (\S+) -->\n```yaml\n([\s\S]*?)^```$/gm)];
    expect(shown.map(([, file]) => file)).toEqual(["ci/github/pull-request.yml", "ci/github/fork-comment.yml"]);
    for (const [, file = "", text] of shown) expect(text).toBe(readFileSync(file, "utf8"));
  });

  it("links only to what is there, and knows every form", async () => {
    for (const [, path = ""] of page.matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect(existsSync(join("docs", path))).toBe(true);
    const { formats } = await import("../../src/cli/formats/formatters.ts");
    for (const format of formats) expect(page).toContain(`| \`${format}\` |`);
  });

  it("uses only options that there are", async () => {
    const { stdout } = await demarc("check", "--help");
    const shown = [...code("sh"), ...code("yaml")]
      .join("\n")
      .matchAll(/demarc(?:\.mjs)? check\b[^\n]*(?:\n\s+--[^\n]*)*/g);
    const options = [...shown].flatMap(([text]) => text.match(/--[a-z][a-z-]*/g) ?? []);
    expect(options.length).toBeGreaterThan(5);
    for (const option of options) expect(stdout).toContain(option);
  });
});

describe("hooks of pre-commit", () => {
  const hooks = parse(readFileSync(".pre-commit-hooks.yaml", "utf8")) as { id: string; entry: string; files: string }[];

  it("run a script of this repository", () => {
    expect(hooks.map(({ id }) => id)).toEqual(["demarc-lint", "demarc-check"]);
    for (const { entry } of hooks) expect(existsSync(entry.split(" ")[0] ?? "")).toBe(true);
  });

  it("lint goes through every file and fails for errors, not for smells", () => {
    const broken = join(folder.path, "matrix.yaml");
    writeFileSync(broken, "version: one\n");
    const lint = (...files: string[]) =>
      execFileSync("bash", [join(projectRoot, "ci/pre-commit/run.sh"), "lint", ...files], {
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(lint(harbourFile, "stacks/kestrel/matrix.yaml")).toMatch(/harbour[\s\S]*kestrel/);
    expect(() => lint(broken, harbourFile)).toThrow(expect.objectContaining({ status: 2 }));
  });
});

describe.each([
  ["ci/github/check.sh", "RUNNER_TEMP"],
  ["ci/azure-pipelines/check.sh", "AGENT_TEMPDIRECTORY"],
])("%s runs a hostile program", (script, temporary) => {
  const place = join(folder.path, temporary);
  mkdirSync(join(place, "infra"), { recursive: true });
  writeFileSync(
    join(place, "infra", "index.ts"),
    [
      'import * as azuread from "@pulumi/azuread";',
      'console.log("harmless\\n::error::injected\\n##vso[task.setvariable variable=DEMARC_STATUS]0\\n" + JSON.stringify(process.env));',
      'new azuread.Group("helpers", { displayName: "a\\n::warning::b", securityEnabled: true });',
    ].join("\n"),
  );
  const inputs = ["PROGRAM", "STACK", "PLAN", "MATRIX", "BASE", "SNAPSHOT", "STACK_NAME", "TIMEOUT", "FAIL_ON"];
  const output = () =>
    execFileSync("bash", ["-c", `exec bash "$0" 2>&1`, join(projectRoot, script)], {
      cwd: place,
      encoding: "utf8",
      env: {
        ...process.env,
        ...Object.fromEntries(inputs.map((name) => [`INPUT_${name}`, ""])),
        [temporary]: place,
        DEMARC: projectRoot,
        INPUT_PROGRAM: "infra",
        INPUT_MATRIX: join(projectRoot, harbourFile),
        INPUT_TIMEOUT: "60",
        INPUT_FAIL_ON: "error",
        SOURCE_URL: "https://git.example/{file}#L{line}",
        GITHUB_STEP_SUMMARY: join(place, "summary.md"),
        GITHUB_OUTPUT: join(place, "output"),
        AZURE_CLIENT_SECRET: "hunter2",
      },
    });

  it("without a secret, and without letting it speak to the runner", () => {
    const lines = output().split("\n");
    expect(lines.join("\n")).not.toContain("hunter2");
    expect(lines.join("\n")).toContain("nothing refused");
    if (temporary === "RUNNER_TEMP") {
      const stop = lines.findIndex((line) => line.startsWith("::stop-commands::"));
      const token = lines[stop]?.slice("::stop-commands::".length) ?? "";
      expect(token).toMatch(/^[0-9a-f]{48}$/);
      const resume = lines.indexOf(`::${token}::`);
      const heard = lines.filter((line, index) => /^\s*::|##\[/.test(line) && (index < stop || index > resume));
      expect(heard).toEqual([]);
      expect(readFileSync(join(place, "output"), "utf8")).toMatch(/^status=0\nreports=.*\ncategory=demarc\/infra\n$/);
      expect(readFileSync(join(place, "summary.md"), "utf8")).toContain("✅ passed");
    } else {
      const heard = lines.filter((line) => line.includes("##"));
      expect(heard.map((line) => line.replace(/\].*/, ""))).toEqual([
        "##vso[task.setvariable variable=DEMARC_STATUS",
        "##vso[task.setvariable variable=DEMARC_REPORTS",
        "##vso[task.uploadsummary",
      ]);
      expect(heard[0]).toBe("##vso[task.setvariable variable=DEMARC_STATUS]0");
    }
  });
});
