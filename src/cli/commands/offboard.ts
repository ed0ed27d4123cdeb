import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { loadMatrix } from "../../matrix/load.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { suggest } from "../../matrix/suggest.ts";
import { unifiedDiff } from "../../onboarding/line-diff.ts";
import { type MatrixEdit, withoutProvider } from "../../onboarding/offboard/matrix-edit.ts";
import {
  type Offboarding,
  offboardingSchema,
  openSteps,
  planExit,
  unreadOf,
} from "../../onboarding/offboard/offboarding.ts";
import { offboardingCsv, offboardingMarkdown } from "../../onboarding/offboard/reports.ts";
import { reasonOf } from "../../system-error.ts";
import { readSnapshotOf } from "../../tenant/snapshot-file.ts";
import { readText } from "../../text-file.ts";
import { visible } from "../../visible.ts";
import { collectStackTenant } from "../collect.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, say } from "../output.ts";
import { writeWhole } from "../reports.ts";
import { readSystemRosters } from "../roster-files.ts";
import { findStack } from "../stacks.ts";

export interface OffboardOptions {
  readonly stack: string;
  readonly workspace?: string;
  readonly snapshot?: string;
  /** Rosters of systems, or folders of them. */
  readonly systems?: readonly string[];
  readonly out: string;
  /** Only say what is still there; nothing is written. */
  readonly check: boolean;
  readonly format: "text" | "json";
}

const planName = "offboarding.json";

/** Writes the plan of an exit: 0. With `check`, 0 when nothing of the provider's is left, 1 otherwise. Changes no tenant and no matrix. */
export async function offboard(key: string, options: OffboardOptions): Promise<number> {
  const stack = findStack(options.stack, options.workspace);
  const loaded = loadMatrix(stack.matrixFile);
  const { matrix } = loaded;
  const before = readPlan(join(options.out, planName), key, matrix);
  const provider = matrix.providers[key] ?? before?.provider;
  if (provider === undefined) throw unknownProvider(key, matrix);
  const systemRosters = readSystemRosters(options.systems ?? [], loaded);
  const snapshot =
    options.snapshot === undefined
      ? await collectStackTenant(stack)
      : readSnapshotOf(matrix.client.tenantId, options.snapshot);
  const today = new Date().toISOString().slice(0, 10);
  const plan = planExit({
    matrix,
    stack: stack.name,
    key,
    provider,
    snapshot,
    today,
    systemRosters,
    ...(before !== undefined && { before }),
  });
  const unread = [
    ...unreadOf(snapshot),
    ...systemRosters
      .filter(({ complete }) => !complete)
      .map(({ name, system }) => ({ what: `the roster of ${name ?? system} is not whole`, isChoice: false })),
  ];
  for (const { what } of unread) say(visible(`not known: ${what}`));
  if (options.check) return check(plan, unread, options);
  const source = readText(stack.matrixFile);
  const edit: MatrixEdit =
    key in matrix.providers ? withoutProvider(source, matrix, key, today) : { text: source, problems: [] };
  const diff = unifiedDiff(stack.matrixFile, source, edit.text);
  for (const [name, content] of [
    ["offboarding.md", offboardingMarkdown(plan, edit.problems)],
    ["offboarding.csv", offboardingCsv(plan)],
    [planName, `${JSON.stringify(plan, null, 2)}\n`],
    ["matrix.diff", diff],
  ] as const) {
    const file = join(options.out, name);
    writeWhole(file, content);
    if (options.format === "text") print(relative(process.cwd(), resolve(file)) || file);
  }
  if (options.format === "json") printJson(plan);
  else summarise(plan, edit);
  return 0;
}

function check(plan: Offboarding, unseen: ReturnType<typeof unreadOf>, { format }: OffboardOptions): number {
  const open = openSteps(plan);
  const unread = unseen.filter(({ isChoice }) => !isChoice);
  const isOver = open.length === 0 && unread.length === 0;
  if (format === "json") {
    printJson({ ok: isOver, open, unread: unread.map(({ what }) => what) });
  } else {
    for (const { number, what } of open) print(visible(`${number}. ${what}`));
    if (open.length > 0) print(`${open.length} of ${plan.provider.name} is still there.`);
    else if (unread.length > 0) print(`Nothing of ${plan.provider.name} was seen, and not everything was read.`);
    else print(`Nothing of ${plan.provider.name} is left in the tenant and the matrix.`);
  }
  return isOver ? 0 : 1;
}

/** @throws UsageError for a file that is no plan, or one of another provider or tenant */
function readPlan(file: string, key: string, matrix: Matrix): Offboarding | undefined {
  if (!existsSync(file)) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(readText(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`, anotherFolder);
  }
  const { success, data } = offboardingSchema.safeParse(document);
  if (!success) throw new UsageError(`${file} is not what demarc offboard wrote. Nothing was changed`, anotherFolder);
  if (data.key !== key || data.tenantId !== matrix.client.tenantId) {
    throw new UsageError(
      `${file} is about ${data.key} in the tenant ${data.tenantId}. Nothing was changed`,
      anotherFolder,
    );
  }
  return data;
}

const anotherFolder = "another --out, one for each provider";

function unknownProvider(key: string, matrix: Matrix): UsageError {
  const known = Object.keys(matrix.providers);
  const nearest = suggest(key, known);
  return new UsageError(
    `the matrix has no provider "${key}"`,
    nearest === undefined
      ? `providers: ${known.join(", ") || "none"}; of one that is gone from the matrix, --out with the plan that was made before`
      : `did you mean "${nearest}"?`,
  );
}

function summarise({ provider, steps, ready }: Offboarding, { problems }: MatrixEdit): void {
  const open = steps.filter(({ object }) => object !== undefined).length;
  print(
    `\n${provider.name}: ${steps.length} steps, ${open} of them about what is in the tenant or the matrix. Nothing was changed.`,
  );
  if (!ready)
    print(
      "Stop: without the provider the client does not safely get in. The first section comes before everything else.",
    );
  for (const problem of problems) print(`The matrix without it does not load yet: ${problem}`);
}
