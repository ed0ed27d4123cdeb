/** The review of one tenant of many: its snapshot, its reports in their place, its result. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { loadMatrix } from "../matrix/load.ts";
import { countOf } from "../review/alike.ts";
import { readReview } from "../review/decisions/recorded-review.ts";
import { fileDigest, inputsDigest, type RunSettings } from "../review/estate/inputs.ts";
import {
  readResult,
  type TenantFigures,
  type TenantResult,
  type TenantStanding,
  writeResult,
} from "../review/estate/result.ts";
import type { TenantFolder } from "../review/estate/tenant-folder.ts";
import { readChain } from "../review/evidence/chain.ts";
import { reviewStanding } from "../review/evidence/standing.ts";
import { missingSides } from "../review/evidence/verify.ts";
import { reviewFileNames } from "../review/report/files.ts";
import { reviewSchema, severities } from "../review/schema.ts";
import { manifestFile } from "../tenant/snapshot-folder.ts";
import { describeFailure } from "./failures.ts";
import { say } from "./output.ts";
import { reasonOf, runDemarc, type TenantRun, wasStopped } from "./tenant-run.ts";

export interface TenantReviewOptions extends RunSettings {
  /** Folder of all results; the tenant's are in a folder of its name there. */
  readonly out: string;
  readonly redo: boolean;
}

/** A tenant that cannot be reviewed; the message is the whole reason. */
class Unreviewed extends Error {}

/**
 * Reviews a tenant, unless that was done today with the same inputs. Whatever goes wrong is its result.
 * @returns what became of it; undefined when it was stopped before its end
 */
export async function reviewOne(tenant: TenantFolder, options: TenantReviewOptions): Promise<TenantResult | undefined> {
  const place = join(options.out, tenant.name);
  const before = readResult(place, tenant.name);
  let inputs = "";
  let standing: TenantStanding | undefined;
  try {
    if (tenant.problem !== undefined) throw new Unreviewed(tenant.problem);
    // Also of a tenant that cannot be reviewed now: it may be overdue.
    standing = await standingOf(tenant, options.today);
    const previous = previousReview(tenant, options.today);
    const snapshot = tenant.snapshot ?? (await collected(tenant, place, options));
    const rosters = await systemRosters(tenant, place, options);
    const places = { snapshot, previous, systemRosters: [...rosters.collected, ...rosters.tables] };
    inputs = inputsDigest(tenant, places, settingsIn(options));
    if (!options.redo && before?.problem === undefined && before?.inputs === inputs) return before;
    const reports = await reported(tenant, { place, snapshot, previous, systems: rosters.collected }, options);
    return finished(place, { tenant: tenant.name, inputs, standing, ...reports }, tenant);
  } catch (error) {
    if (wasStopped()) return undefined;
    const problem = error instanceof Unreviewed ? error.message : firstLine(describeFailure(error));
    const why = problem.replaceAll(`${place}/`, "");
    const what = standing === undefined ? {} : { standing };
    return finished(place, { tenant: tenant.name, inputs, problem: why, ...what }, tenant);
  }
}

function finished(place: string, result: Omit<TenantResult, "format" | "matrix">, tenant: TenantFolder): TenantResult {
  const whole: TenantResult = { format: "demarc-tenant-review/1", matrix: fileDigest(tenant.matrixFile), ...result };
  writeResult(place, whole);
  return whole;
}

function settingsIn({ today, version, unusedDays, expiringDays }: RunSettings): RunSettings {
  return {
    today,
    version,
    ...(unusedDays !== undefined && { unusedDays }),
    ...(expiringDays !== undefined && { expiringDays }),
  };
}

/** The newest review before today that every side signed: that of today is this one. Without any, one that somebody signed. */
function previousReview({ reviews, matrixFile }: TenantFolder, today: string): string | undefined {
  if (!existsSync(reviews)) return undefined;
  const { matrix } = loadMatrix(matrixFile);
  const before = readChain(reviews).signed.filter(({ name }) => name !== today);
  return (before.findLast((each) => missingSides(each, matrix).length === 0) ?? before.at(-1))?.folder;
}

async function standingOf({ reviews, matrixFile }: TenantFolder, today: string): Promise<TenantStanding> {
  if (!existsSync(reviews)) return { overdue: false };
  const standing = await reviewStanding(reviews, loadMatrix(matrixFile).matrix);
  switch (standing.kind) {
    case "none":
      return { overdue: false };
    case "open":
      return standing.name === today ? { overdue: false } : { due: standing.due, overdue: standing.due < today };
    case "signed":
      return { lastSigned: standing.reviewedOn, due: standing.due, overdue: standing.due < today };
    case "broken":
      return { overdue: true, broken: `${standing.name}: ${standing.problem}` };
  }
}

/** A snapshot of today: the one that a run before this one collected, or a new one. */
async function collected(tenant: TenantFolder, place: string, { today, redo }: TenantReviewOptions): Promise<string> {
  const folder = join(place, "collected");
  if (!redo && dayOf(folder) === today) return folder;
  const { credential, cloud, azure, clientId, stack, workspace } = tenant.settings.collect ?? {};
  mkdirSync(place, { recursive: true });
  const run = await runDemarc(
    [
      "snapshot",
      ...(stack === undefined ? ["--matrix", tenant.matrixFile] : ["--stack", stack]),
      ...(workspace === undefined ? [] : ["--workspace", join(tenant.folder, workspace)]),
      ...(credential === undefined ? [] : ["--credential", credential]),
      ...(cloud === undefined ? [] : ["--cloud", cloud]),
      ...(azure === false ? ["--no-azure"] : []),
      "--out",
      folder,
    ],
    clientId === undefined ? {} : { AZURE_CLIENT_ID: clientId },
  );
  // Parts that could not be read are named in the snapshot, and so in the review.
  assertEnded(run, "its tenant could not be collected");
  return folder;
}

/**
 * What is known of systems beside the tenant, as files: `collected` by this run or one of today before it, where `tenant.yaml` asks for that,
 * and the tables that the matrix names. One system that cannot be read is no reason to review nothing: the review says of which it knows
 * nothing, and from when the others are.
 */
async function systemRosters(
  tenant: TenantFolder,
  place: string,
  { redo }: TenantReviewOptions,
): Promise<{ readonly collected: readonly string[]; readonly tables: readonly string[] }> {
  const { matrix } = loadMatrix(tenant.matrixFile);
  const asked = Object.entries(matrix.systems ?? {}).flatMap(([key, { roster }]) =>
    roster === undefined ? [] : [{ key, roster }],
  );
  const tables = asked.flatMap(({ roster }) => ("file" in roster ? [resolve(tenant.folder, roster.file)] : []));
  if (tenant.settings.collect?.rosters !== true) return { collected: [], tables };
  const folder = join(place, "collected-rosters");
  const again = redo ? [] : ["--resume"];
  const run = await runDemarc(
    ["roster", "--all", "--matrix", tenant.matrixFile, "--tenant", tenant.name, "--out", folder, ...again],
    Object.fromEntries(signIn.map((name) => [name, undefined])),
  );
  assertEnded(run, "the rosters of its systems could not be collected");
  for (const line of linesOf(run.errors)) say(`${tenant.name}: ${line}`);
  const collected = asked.map(({ key }) => join(folder, `${key}.json`)).filter((file) => existsSync(file));
  return { collected, tables };
}

const linesOf = (text: string) => text.split("\n").filter((line) => line.trim() !== "");

function dayOf(snapshot: string): string | undefined {
  try {
    const manifest: { collectedAt?: unknown } = JSON.parse(readFileSync(join(snapshot, manifestFile), "utf8"));
    return String(manifest.collectedAt).slice(0, 10);
  } catch {
    return undefined;
  }
}

function assertEnded(run: TenantRun, what: string): void {
  if (run.status !== 0 && run.status !== 1) throw new Unreviewed(`${what}: ${reasonOf(run)}`);
}

interface ReportedPlaces {
  readonly place: string;
  readonly snapshot: string;
  readonly previous: string | undefined;
  /** Rosters that were collected. */
  readonly systems: readonly string[];
}

async function reported(
  tenant: TenantFolder,
  { place, snapshot, previous, systems }: ReportedPlaces,
  options: TenantReviewOptions,
): Promise<Pick<TenantResult, "figures" | "folder" | "files">> {
  const reviews = join(place, "reviews");
  mkdirSync(reviews, { recursive: true });
  const target = join(reviews, options.today);
  assertReplaceable(target);
  // Hidden: until it is whole it is no review to anybody.
  const draft = join(reviews, `.${options.today}.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  try {
    const args = [
      "review",
      ...["--matrix", tenant.matrixFile, "--snapshot", snapshot, "--out", draft],
      ...(tenant.program === undefined ? [] : ["--program", tenant.program]),
      ...(tenant.settings.stack === undefined ? [] : ["--stack-name", tenant.settings.stack]),
      ...(tenant.state === undefined ? [] : ["--state", tenant.state]),
      ...(previous === undefined ? [] : ["--previous", previous]),
      ...tenant.rosters.flatMap(({ provider, file }) => ["--roster", `${provider}=${file}`]),
      ...[...(tenant.systems === undefined ? [] : [tenant.systems]), ...systems].flatMap((each) => ["--systems", each]),
      ...(options.unusedDays === undefined ? [] : ["--unused-days", options.unusedDays]),
      ...(options.expiringDays === undefined ? [] : ["--expiring-days", options.expiringDays]),
    ];
    assertEnded(await runDemarc(args, nobody()), "the review came to nothing");
    const figures = figuresIn(draft);
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
    const names = readdirSync(target).toSorted();
    return {
      figures,
      folder: relative(place, target),
      files: Object.fromEntries(names.map((name) => [name, fileDigest(join(target, name)) ?? ""])),
    };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const signIn = [
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_URL",
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_CLIENT_SECRET",
];

/** A review runs a tenant's program, which has nothing to sign in for, neither in the tenant nor in any system of any tenant. */
function nobody(): NodeJS.ProcessEnv {
  const secrets = Object.keys(process.env).filter((name) => name.startsWith("DEMARC_"));
  return Object.fromEntries([...signIn, ...secrets].map((name) => [name, undefined]));
}

/** What people have begun to decide, or signed, is never replaced. */
function assertReplaceable(target: string): void {
  if (!existsSync(target)) return;
  const ours = new Set(reviewFileNames);
  const other = statSync(target).isDirectory() ? readdirSync(target).find((name) => !ours.has(name)) : "a file";
  if (other === undefined) return;
  throw new Unreviewed(
    `reviews/${target.slice(target.lastIndexOf("/") + 1)} has ${other} in it already and stays as it is; what was decided belongs to that review`,
  );
}

function figuresIn(folder: string): TenantFigures {
  const review = readReview(folder);
  const [critical = 0, high = 0, medium = 0, low = 0] = severities.map((each) => countOf(review.differences, each));
  const { summary, client } = review;
  return {
    client: client.name,
    tenantId: client.tenantId,
    reviewedOn: review.reviewedOn.slice(0, 10),
    verdict: reviewSchema.shape.verdict.parse(review.verdict),
    headline: review.headline,
    differences: { critical, high, medium, low },
    providersReachingGlobalAdministrator: summary.providersReachingGlobalAdministrator,
    principalsReachingGlobalAdministrator: summary.principalsReachingGlobalAdministrator,
    standingPrivileged: summary.standingPrivileged,
    unread: summary.unreadable,
    systems: {
      all: review.systems?.length ?? 0,
      unread: (review.systems ?? []).filter(({ roster }) => roster?.complete !== true).length,
    },
  };
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").replace(/^error: /, "");
}
