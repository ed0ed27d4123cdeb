/** From a program: the gate against a preview of the Pulumi engine with the policy pack, which judges by the same rules. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installedPulumi, pulumiEnvironment } from "../src/cli/pulumi.ts";
import { findStack } from "../src/cli/stacks.ts";
import { loadMatrix } from "../src/matrix/load.ts";
import { companySeed } from "../src/tenant/seed/company.ts";
import { serveTenant } from "../src/tenant/server.ts";
import { EmbeddedTenant } from "../src/tenant/tenant.ts";
import { contest } from "./contest.ts";
import { demarc, projectFolder } from "./project.ts";
import type { Section } from "./section.ts";

const stackName = "harbour";

export async function programs(folder: string, isQuick: boolean): Promise<Section> {
  const ours = demarc("check", "--stack", stackName);
  const options = { runs: isQuick ? 0 : 7, limitMilliseconds: 180_000 };
  const frame = {
    title: "From a program",
    question: `\`demarc check --stack ${stackName}\` against \`pulumi preview\` of the same program with the policy pack.`,
  };
  const name = `the ${stackName} stack`;
  if (installedPulumi() === undefined) {
    return { ...frame, rows: [{ name, measured: await contest([ours], options) }], missing: ["The Pulumi CLI"] };
  }
  // Makes the stack in a folder of its own, as anybody would, before the time counts.
  const [program, ...args] = demarc(
    "preview",
    "--stack",
    stackName,
    "--engine",
    "pulumi",
    "--workspace",
    folder,
  ).command;
  spawnSync(program, args, { cwd: projectFolder, stdio: "ignore" });
  const stack = findStack(stackName, folder);
  const tenant = EmbeddedTenant.fromSnapshot(companySeed(loadMatrix(stack.matrixFile).matrix));
  const served = await serveTenant({ tenant, port: 0, certificateDirectory: join(folder, "certificate") });
  try {
    const config = ["--config-file", join(stack.workspace, `Pulumi.${stackName}.yaml`)];
    const pack = ["--policy-pack", join(projectFolder, "policies")];
    const preview = {
      name: "pulumi preview",
      command: ["pulumi", "preview", "--stack", stackName, "--non-interactive", ...config, ...pack] as const,
      directory: projectFolder,
      environment: pulumiEnvironment(stack, served.environment),
      accepts: [0],
    };
    return { ...frame, rows: [{ name, measured: await contest([ours, preview], options) }], missing: [] };
  } finally {
    await served.close();
  }
}
