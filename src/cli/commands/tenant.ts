import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { MisbehaviourError, type MisbehaviourOptions, readMisbehaviour } from "../../tenant/misbehaviour.ts";
import { type ServedTenant, serveTenant } from "../../tenant/server.ts";
import type { TableName } from "../../tenant/store.ts";
import type { EmbeddedTenant } from "../../tenant/tenant.ts";
import { UsageError } from "../errors.ts";
import { say } from "../output.ts";
import { environmentFile } from "../served-tenant.ts";
import { findStack, type Stack } from "../stacks.ts";
import { newTenant, openStackTenant, type Seed, tenantFile } from "../tenant-file.ts";

export interface TenantOptions {
  readonly stack: string;
  readonly workspace?: string;
  readonly seed?: string;
  readonly empty: boolean;
  readonly memory: boolean;
  readonly port: string;
  readonly scale?: string;
  readonly misbehave?: string;
  readonly misbehaveSeed: string;
}

/** Serves until it is stopped (Ctrl-C); then 0. */
export async function tenant(options: TenantOptions): Promise<number> {
  const port = portOf(options.port);
  const misbehaviour = misbehaviourOf(options);
  const stack = findStack(options.stack, options.workspace);
  const seed = seedOf(options);
  const opened = options.memory
    ? { tenant: newTenant(stack, seed), isNew: true, close: () => undefined }
    : openStackTenant(stack, seed);
  if (!opened.isNew && seed.kind !== "company") {
    opened.close();
    throw new UsageError(
      `the stack "${stack.name}" has a tenant already`,
      `remove ${relative(process.cwd(), tenantFile(stack))} to start anew, or use --memory`,
    );
  }
  try {
    const served = await serveTenant({
      tenant: opened.tenant,
      port,
      certificateDirectory: join(stack.workspace, "certificate"),
      ...(misbehaviour !== undefined && { misbehaviour }),
    });
    // From here on a signal ends it in order: also one that comes as soon as it is said how.
    const stop = stopped();
    const file = writeEnvironment(stack, served);
    say(`Embedded tenant of ${stack.name}: ${served.url}${options.memory ? " (in memory)" : ""}`);
    if (options.scale !== undefined) say(held(opened.tenant));
    if (options.misbehave !== undefined) say(`It misbehaves as asked: ${options.misbehave}.`);
    say("In another terminal, for Pulumi and the azuread provider:");
    say(`  set -a; . ${relative(process.cwd(), file) || file}; set +a`);
    say(`  pulumi up --stack ${stack.name} --policy-pack policies`);
    say("Ctrl-C stops it.");
    await stop;
    await served.close();
  } finally {
    opened.close();
  }
  return 0;
}

function seedOf({ seed, empty, scale }: TenantOptions): Seed {
  const given = [seed !== undefined && "--seed", empty && "--empty", scale !== undefined && "--scale"].filter(Boolean);
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} are both given`, "one of them");
  if (scale !== undefined) return { kind: "scale", users: usersOf(scale) };
  if (seed !== undefined) return { kind: "snapshot", file: seed };
  return empty ? { kind: "empty" } : { kind: "company" };
}

/** Users that a tenant can be given here: a million takes 2 GB of memory. */
const mostUsers = 1_000_000;

function usersOf(text: string): number {
  const users = Number(text);
  if (Number.isInteger(users) && users >= 1 && users <= mostUsers) return users;
  throw new UsageError(`"${text}" is no number of users`, `1 to ${mostUsers}`);
}

/** How much there is, and what it costs to hold. */
function held(tenant: EmbeddedTenant): string {
  const count = (table: TableName) => tenant.size(table).toLocaleString("en-GB");
  const megabytes = Math.round(process.memoryUsage.rss() / 1_000_000);
  return `${count("users")} users, ${count("groups")} groups, ${count("servicePrincipals")} service principals; ${megabytes} MB of memory.`;
}

function misbehaviourOf({ misbehave, misbehaveSeed }: TenantOptions): MisbehaviourOptions | undefined {
  const seed = Number(misbehaveSeed);
  if (!Number.isInteger(seed)) throw new UsageError(`"${misbehaveSeed}" is no seed`, "a whole number");
  if (misbehave === undefined) return undefined;
  try {
    return readMisbehaviour(misbehave, seed);
  } catch (error) {
    if (error instanceof MisbehaviourError) throw new UsageError(error.message, error.remedy);
    throw error;
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`"${text}" is no port`, "0 to 65535");
  return port;
}

/** The variables go to a file that only its owner can read: they hold the deployment identity's secret. */
function writeEnvironment(stack: Stack, served: ServedTenant): string {
  mkdirSync(stack.workspace, { recursive: true });
  const file = environmentFile(stack);
  const lines = Object.entries({ ...served.environment, PULUMI_CONFIG_PASSPHRASE: "" }).map(
    ([name, value]) => `${name}='${value}'`,
  );
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}
