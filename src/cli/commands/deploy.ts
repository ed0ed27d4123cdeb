import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../../../policies/judge.ts";
import { rules } from "../../../policies/rules/index.ts";
import { deploy as applyPlan, previewDeployment } from "../../engine/deploy.ts";
import { appliedResources, readState } from "../../engine/state.ts";
import type { Step } from "../../engine/steps.ts";
import { loadMatrix } from "../../matrix/load.ts";
import type { Plan } from "../../plan/plan.ts";
import type { OpenTenant } from "../../tenant/persistence.ts";
import { type ServedTenant, serveTenant } from "../../tenant/server.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { visible } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { printFindings } from "../findings-text.ts";
import { print, say, styled } from "../output.ts";
import { installedPulumi, pulumiEnvironment, pulumiResources, runPulumi } from "../pulumi.ts";
import { isServedElsewhere, servedEnvironment } from "../served-tenant.ts";
import { findStack, type Stack } from "../stacks.ts";
import { planStack } from "../subject.ts";
import { openStackTenant } from "../tenant-file.ts";

export type DeployCommand = "preview" | "up" | "destroy";

export interface DeployOptions {
  readonly stack: string;
  readonly workspace?: string;
  readonly engine: "auto" | "pulumi" | "embedded";
  /** Of `destroy`: also what is protected. */
  readonly unprotect?: boolean;
}

/** 0 when it is done, 1 when the gate (or the Pulumi engine) refuses, 2 otherwise. */
export async function deploy(command: DeployCommand, options: DeployOptions): Promise<number> {
  const stack = findStack(options.stack, options.workspace);
  const version = options.engine === "embedded" ? undefined : installedPulumi();
  if (version === undefined && options.engine === "pulumi") {
    throw new UsageError(
      "the Pulumi CLI does not answer `pulumi version`",
      "install it, or leave --engine out for the embedded engine",
    );
  }
  refuseOtherEngine(stack, version === undefined ? "embedded" : "pulumi");
  if (version !== undefined) return withPulumi(command, stack, version, options.unprotect === true);
  if (stack.target === "entra") {
    throw new UsageError(
      `the stack "${stack.name}" is applied to Entra ID, and the embedded engine works on embedded tenants only`,
      "install the Pulumi CLI",
    );
  }
  return embedded(command, stack, options.unprotect === true);
}

/**
 * One stack has one state. What one engine made, the other would make a second time.
 * @throws UsageError when the other engine has applied the stack to this tenant
 */
function refuseOtherEngine(stack: Stack, engine: "pulumi" | "embedded"): void {
  if (stack.target === "entra") return;
  const other = engine === "pulumi" ? "embedded" : "pulumi";
  const applied = engine === "pulumi" ? (readState(stateFile(stack))?.resources.length ?? 0) : pulumiResources(stack);
  if (applied === 0) return;
  throw new UsageError(
    `the stack "${stack.name}" has been applied with the ${other === "pulumi" ? "Pulumi CLI" : "embedded engine"}`,
    `go on with it, or take it down first: demarc destroy --stack ${stack.name} --engine ${other} --unprotect; or use another --workspace`,
  );
}

/** The real engine, against the embedded tenant's HTTPS endpoint or, when the stack says so, against Entra ID. */
async function withPulumi(command: DeployCommand, stack: Stack, version: string, unprotect: boolean): Promise<number> {
  say(`Engine: Pulumi ${version}, ${stack.target === "entra" ? "against Entra ID" : "against the embedded tenant"}.`);
  const tenant = stack.target === "embedded" ? await reachTenant(stack) : undefined;
  try {
    const environment = pulumiEnvironment(stack, tenant?.environment ?? {});
    const config = await initialiseStack(stack, environment);
    const common = ["--stack", stack.name, "--non-interactive"];
    if (command === "destroy" && unprotect) {
      await runPulumi(["state", "unprotect", "--all", "--yes", ...common], environment, "hidden");
    }
    const policies = command === "destroy" ? [] : ["--policy-pack", join(stack.project, "policies")];
    const confirmed = command === "preview" ? [] : ["--yes"];
    const status = await runPulumi([command, ...confirmed, ...policies, ...config, ...common], environment);
    return status === 0 ? 0 : 1;
  } finally {
    await tenant?.close();
  }
}

/** The stack's tenant over HTTPS: served by `demarc tenant` already, or from here for as long as the run takes. */
async function reachTenant(stack: Stack): Promise<Pick<ServedTenant, "environment" | "close">> {
  let opened: OpenTenant;
  try {
    opened = openStackTenant(stack);
  } catch (error) {
    const environment = isServedElsewhere(error) ? servedEnvironment(stack) : undefined;
    if (environment === undefined) throw error;
    return { environment, close: async () => undefined };
  }
  try {
    const certificateDirectory = join(stack.workspace, "certificate");
    const served = await serveTenant({ tenant: opened.tenant, port: 0, certificateDirectory });
    const close = async () => {
      await served.close();
      opened.close();
    };
    return { environment: served.environment, close };
  } catch (error) {
    opened.close();
    throw error;
  }
}

/**
 * Makes the stack in the backend when it is not there yet, and returns the options that name its configuration. Pulumi writes
 * the salt of the stack's secrets into that file; in a workspace apart that is a copy, and the committed file stays as it is.
 */
async function initialiseStack(stack: Stack, environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const init = () =>
    runPulumi(["stack", "init", stack.name, "--no-select", "--non-interactive"], environment, "hidden");
  if (!stack.isApart) {
    await init();
    return [];
  }
  const committed = join(stack.project, `Pulumi.${stack.name}.yaml`);
  const config = join(stack.workspace, `Pulumi.${stack.name}.yaml`);
  const before = existsSync(committed) ? readFileSync(committed, "utf8") : undefined;
  mkdirSync(stack.workspace, { recursive: true });
  await init();
  const after = existsSync(committed) ? readFileSync(committed, "utf8") : undefined;
  if (after !== undefined && (after !== before || !existsSync(config))) writeFileSync(config, after, { mode: 0o600 });
  if (before !== undefined) writeFileSync(committed, before);
  else rmSync(committed, { force: true });
  return ["--config-file", config];
}

/** The embedded engine: plan, gate, difference to the last applied state, apply; the state is saved after every step. */
async function embedded(command: DeployCommand, stack: Stack, unprotect: boolean): Promise<number> {
  say("Engine: embedded, on the embedded tenant (no Pulumi CLI is used).");
  const opened = openStackTenant(stack);
  try {
    const { tenant } = opened;
    const snapshot = tenant.toSnapshot();
    const plan = await planStack(stack, snapshot);
    if (command !== "destroy" && !passesGate(plan, stack, snapshot)) return 1;
    const deployment = {
      plan,
      tenant,
      stateFile: stateFile(stack),
      destroy: command === "destroy",
      unprotect,
    };
    if (command === "preview") {
      const steps = previewDeployment(deployment).filter((step) => step.action !== "same");
      for (const step of steps) printStep(step);
      print(steps.length === 0 ? "Nothing would change." : `${steps.length} changes.`);
      return 0;
    }
    const result = applyPlan({
      ...deployment,
      onStep: (step, phase) => {
        if (phase === "done" && step.action !== "same") printStep(step);
      },
    });
    const counts = (["created", "imported", "updated", "replaced", "deleted"] as const)
      .filter((what) => result[what] > 0)
      .map((what) => `${result[what]} ${what}`);
    print(`${counts.length === 0 ? "Nothing changed" : counts.join(", ")}; ${result.same} as they were.`);
    return 0;
  } finally {
    opened.close();
  }
}

const stateFile = (stack: Stack) => join(stack.workspace, "state.json");

/** Judges the plan on top of what the tenant holds: a harmless change to what is already dangerous is a finding. */
function passesGate(plan: Plan, stack: Stack, snapshot: Snapshot): boolean {
  const matrixSource = loadMatrix(stack.matrixFile);
  const { findings, waived } = judge({
    matrix: matrixSource.matrix,
    matrixSource,
    plan,
    snapshot,
    applied: appliedResources(readState(stateFile(stack))),
    scope: "partial",
    rules,
    today: new Date().toISOString().slice(0, 10),
  });
  const errors = findings.filter((finding) => finding.severity === "error");
  printFindings(errors);
  for (const { rule, message, waiver } of waived) {
    const said = `${rule}: ${message} (until ${waiver.until}, ${waiver.approvedBy}: ${waiver.reason})`;
    print(`${styled("cyan", "waived")} ${visible(said)}`);
  }
  print(
    errors.length === 0
      ? `Gate: ${plan.resources.length} resources, nothing refused.`
      : `Gate: refused by ${errors.length} ${errors.length === 1 ? "finding" : "findings"}. Nothing was changed.`,
  );
  return errors.length === 0;
}

const marks = { create: "+", import: "=", update: "~", replace: "±", delete: "-", forget: "-", same: " " } as const;
const colours = {
  create: "green",
  import: "cyan",
  update: "yellow",
  replace: "yellow",
  delete: "red",
  forget: "red",
  same: "dim",
} as const;

function printStep({ action, type, name, changed }: Step): void {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  const what = action === "update" || action === "replace" ? styled("dim", ` ${changed.join(", ")}`) : "";
  print(`  ${styled(colours[action], marks[action])} ${kind} ${name}${what}`);
}
