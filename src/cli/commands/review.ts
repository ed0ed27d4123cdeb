import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { declaredTenant } from "../../../policies/judge.ts";
import { rules } from "../../../policies/rules/index.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { previousEvidence } from "../../review/evidence/previous-evidence.ts";
import { PreviousReviewError, readPreviousReview } from "../../review/previous.ts";
import { reviewFiles } from "../../review/report/files.ts";
import { reportHistory } from "../../review/report/history/read.ts";
import { htmlReporter } from "../../review/report/html.ts";
import { ageText } from "../../review/report/words.ts";
import { reviewTenant } from "../../review/review.ts";
import { RosterError, readRosterArgument } from "../../review/roster.ts";
import { readSnapshotOf } from "../../tenant/snapshot-file.ts";
import { deploymentClientId } from "../../tenant/tenant.ts";
import { visible } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, say } from "../output.ts";
import { type ReviewSubjectOptions, reviewSubject } from "../review-subject.ts";
import { printReview } from "../review-text.ts";
import { readSystemRosters } from "../roster-files.ts";
import { packageVersion } from "../version.ts";

export interface ReviewOptions extends ReviewSubjectOptions {
  readonly format: "text" | "json";
  /** A report of the review before, or its folder. */
  readonly previous?: string;
  /** `PROVIDER=FILE.csv` */
  readonly roster?: readonly string[];
  /** Rosters of systems, or folders of them. */
  readonly systems?: readonly string[];
  /** Days. */
  readonly unusedDays?: string;
  readonly expiringDays?: string;
}

/** 0 when actual and declared access agree and no rule objects, 1 otherwise. */
export async function review(options: ReviewOptions): Promise<number> {
  const subject = reviewSubject(options);
  const loaded = loadMatrix(subject.matrixFile);
  const { matrix } = loaded;
  const entitlements = deriveEntitlements(matrix);
  // What a person gave is looked at before anything takes time.
  const unusedDays = daysOf("--unused-days", options.unusedDays);
  const expiringDays = daysOf("--expiring-days", options.expiringDays);
  const rosters = given(() =>
    (options.roster ?? []).map((each) => readRosterArgument(each, Object.keys(matrix.providers))),
  );
  const twice = rosters.find(({ provider }, index) => rosters.findIndex((each) => each.provider === provider) < index);
  if (twice !== undefined) {
    throw new UsageError(`--roster is given twice for ${twice.provider}`, "one file with everybody who works there");
  }
  const systemRosters = readSystemRosters(options.systems ?? [], loaded);
  const before = options.previous;
  const previous = before === undefined ? undefined : given(() => readPreviousReview(before, matrix.client.tenantId));
  const signatures = before === undefined ? undefined : await previousEvidence(before, matrix);
  const actual =
    options.snapshot === undefined
      ? await subject.collect()
      : readSnapshotOf(matrix.client.tenantId, options.snapshot, true);
  // Lookups of the program are answered by what is there, so that both sides mean the same objects.
  const plan = await subject.plan(actual);
  const result = reviewTenant({
    matrix,
    entitlements,
    stack: subject.name,
    ...(subject.restore !== undefined && { restore: subject.restore }),
    // As of the snapshot: the same inputs give the same review, whenever it is made.
    declared: declaredTenant({ matrix, plan, now: actual.collectedAt }),
    plan,
    actual,
    rules,
    today: new Date().toISOString().slice(0, 10),
    versions: { demarc: packageVersion(), node: process.versions.node },
    deploymentIds: [deploymentClientId(actual.tenantId)],
    matrixSource: loaded,
    rosters,
    systemRosters,
    stateIds: subject.stateIds,
    ...(previous !== undefined && { previous }),
    ...(signatures !== undefined && { previousEvidence: signatures }),
    ...(unusedDays !== undefined && { unusedDays }),
    ...(expiringDays !== undefined && { expiringDays }),
  });
  const folder = options.out ?? subject.out;
  mkdirSync(folder, { recursive: true });
  const earlier = reportHistory(subject.reviews, folder, matrix.client.tenantId);
  for (const { name, content } of reviewFiles(result, earlier)) writeFileSync(join(folder, name), content);
  if (options.format === "json") {
    printJson(result);
  } else {
    printReview(result);
    print(`\nReport: ${relative(process.cwd(), join(folder, htmlReporter.fileName))} (also Markdown, CSV and JSON)`);
  }
  const age = ageText(result);
  if (age !== undefined) say(`the snapshot was collected on ${result.evidence.collectedAt.slice(0, 10)}, ${age}`);
  const unread = result.unreadable.filter(({ asked }) => asked);
  for (const [code, entries] of Map.groupBy(unread, (each) => each.code)) {
    const names = entries.map(({ collection }) => collection).join(", ");
    const [first = "", ...others] = new Set(entries.map(({ message }) => message));
    const why = others.length === 0 ? first : `${first} The report says why of each.`;
    say(visible(`could not be read (${code}): ${names}${code === "NotInSnapshot" ? "" : `: ${why}`}`));
  }
  return result.differences.length > 0 ? 1 : 0;
}

/** @throws UsageError for what is no number of days */
function daysOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const days = Number(value);
  if (!Number.isInteger(days) || days < 1)
    throw new UsageError(`${option} ${value} is no number of days`, "such as 90");
  return days;
}

function given<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RosterError || error instanceof PreviousReviewError) throw new UsageError(error.message);
    throw error;
  }
}
