/** The Pulumi CLI: whether it is there, and running it. */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder, type Stack } from "./stacks.ts";

/** Keeps the CLI from looking for updates and from asking for an account. */
const quiet = { PULUMI_SKIP_UPDATE_CHECK: "true" };

/**
 * The version of the Pulumi CLI on the PATH, e.g. `v3.259.0`; undefined when there is none that answers. (The npm package
 * `pulumi` without a network is there and does not answer.)
 */
export function installedPulumi(): string | undefined {
  const { status, stdout } = spawnSync("pulumi", ["version"], {
    encoding: "utf8",
    timeout: 20_000,
    env: { ...process.env, ...quiet },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const version = status === 0 ? stdout.trim() : "";
  return /^v\d+\.\d+/.test(version) ? version : undefined;
}

/** Environment of a Pulumi run of this project: what plain `pulumi` would have, with the tenant it is to use. */
export function pulumiEnvironment(stack: Stack, tenant: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PULUMI_CONFIG_PASSPHRASE: "",
    ...process.env,
    ...(stack.isApart && { PULUMI_BACKEND_URL: stateFolder(stack) }),
    ...quiet,
    ...tenant,
    // The program needs this project's Node.
    PATH: `${join(projectFolder, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`,
  };
}

/** Where Pulumi's state in files is, if it is in files. */
export function pulumiStateFile(stack: Stack): string {
  const folder = stack.isApart ? join(stack.workspace, "pulumi-state") : projectFolder;
  return join(folder, ".pulumi", "stacks", "demarc", `${stack.name}.json`);
}

/** How many resources Pulumi's state in files holds of a stack; 0 when there is none, or the state is in another backend. */
export function pulumiResources(stack: Stack): number {
  const file = pulumiStateFile(stack);
  if (!existsSync(file)) return 0;
  const state = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint?: { latest?: { resources?: readonly unknown[] } };
  };
  return state.checkpoint?.latest?.resources?.length ?? 0;
}

function stateFolder(stack: Stack): string {
  const folder = join(stack.workspace, "pulumi-state");
  mkdirSync(folder, { recursive: true });
  return pathToFileURL(folder).href;
}

/** Runs the CLI with its output shown; its exit status. */
export function runPulumi(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: "shown" | "hidden" = "shown",
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, {
      cwd: projectFolder,
      env: environment,
      stdio: output === "shown" ? "inherit" : "ignore",
    });
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 2));
  });
}
