/** How the command line starts: by a Node that is too old, and from where npm installs it. */

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { projectRoot, type Run, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const old = `data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });',
)}`;

interface Started {
  /** After the last process that holds its output has ended. */
  readonly ended: Promise<Run>;
  said(text: string): Promise<void>;
  stop(signal: NodeJS.Signals): void;
}

function startIn(root: string, flags: readonly string[], ...args: readonly string[]): Started {
  const child = spawn(process.execPath, [...flags, join(root, "src/cli/demarc.mjs"), ...args], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  const ended = new Promise<Run>((done) => child.once("close", (status) => done({ status, stdout, stderr })));
  return {
    ended,
    said: (text) =>
      new Promise((heard, failed) => {
        const listen = () => (stderr.includes(text) ? heard() : undefined);
        child.stderr.on("data", listen);
        void ended.then(() => failed(new Error(`it ended without saying ${text}: ${stderr}`)));
      }),
    stop: (signal) => child.kill(signal),
  };
}

/** The package as npm leaves it in a project: what it needs beside it, and none of what `npm ci` prepared. */
function install(): string {
  const root = join(folder.path, "node_modules", "demarc");
  mkdirSync(root, { recursive: true });
  for (const part of ["package.json", "src", "policies"]) {
    cpSync(join(projectRoot, part), join(root, part), { recursive: true });
  }
  for (const library of ["@pulumi", "commander", "yaml", "zod", "tsx"]) {
    symlinkSync(join(projectRoot, "node_modules", library), join(folder.path, "node_modules", library));
  }
  return root;
}

describe.concurrent("a Node that is too old", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("starts a newer one, which %s stops, too", async (signal) => {
    const workspace = join(folder.path, signal);
    const running = startIn(projectRoot, ["--import", old], "tenant", "--port", "0", "--workspace", workspace);
    await running.said("Ctrl-C stops it.");
    running.stop(signal);
    expect((await running.ended).status).toBe(0);
  });

  it("has the status of what it started", async () => {
    const { status, stderr } = await startIn(projectRoot, ["--import", old], "chek").ended;
    expect([status, stderr]).toEqual([2, expect.stringContaining("Did you mean check?")]);
  });
});

describe("installed into a project", () => {
  const root = install();

  it("judges the project's program by its matrix", async () => {
    mkdirSync(join(folder.path, "infra"));
    writeFileSync(
      join(folder.path, "infra", "index.ts"),
      `import { RestrictedAdministrativeUnit } from "demarc/resources";
new RestrictedAdministrativeUnit("sensitive" as string, { displayName: "Sensitive people" });
`,
    );
    const matrix = join(projectRoot, harbourFile);
    const [own, linted] = await Promise.all([
      startIn(root, [], "check", "--program", "infra", "--matrix", matrix).ended,
      startIn(root, [], "lint", matrix).ended,
    ]);
    expect(own).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("nothing refused.") });
    expect(linted).toMatchObject({ status: 0, stderr: "" });
  });

  it("says which Node it needs", async () => {
    const { status, stderr } = await startIn(root, ["--import", old], "lint").ended;
    expect([status, stderr]).toEqual([2, expect.stringContaining("npm install --save-dev node@24")]);
  });
});
