import { resolve } from "node:path";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { loadMatrix } from "../../matrix/load.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { CloudName } from "../../review/collect/clouds.ts";
import { auditsBefore, collectTenant } from "../../review/collect/collect.ts";
import { openJournal } from "../../review/collect/journal.ts";
import { type PermissionReport, permissionReport } from "../../review/collect/permissions.ts";
import { GraphReadError } from "../../review/collect/read-error.ts";
import { requestsDigest } from "../../review/collect/requests-digest.ts";
import { type EarlierFolder, earlierSnapshot, redactionFor, writeCollected } from "../../review/collect/write.ts";
import { assertReplaceable, isFolderName } from "../../tenant/snapshot-folder.ts";
import { visible } from "../../visible.ts";
import { type SignIn, type TenantSource, type TenantTarget, withTenant } from "../collect.ts";
import { collectProgress } from "../collect-progress.ts";
import type { CredentialName } from "../credential.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, say } from "../output.ts";
import { lacksText, permissionsDocument, permissionsText } from "../permissions-text.ts";
import { findStack } from "../stacks.ts";

export interface SnapshotOptions {
  readonly stack?: string;
  readonly workspace?: string;
  readonly matrix?: string;
  readonly tenant?: string;
  readonly out?: string;
  readonly credential: CredentialName;
  readonly cloud: CloudName;
  readonly azure: boolean;
  readonly permissions: boolean;
  readonly requireAll: boolean;
  readonly since?: string;
  readonly restart: boolean;
  readonly redact: boolean;
  readonly format: "text" | "json";
}

/** 0 when everything could be read, 1 when something could not: the snapshot then says what. */
export async function snapshot(options: SnapshotOptions): Promise<number> {
  const target = targetOf(options);
  const signIn: SignIn = { credential: options.credential, cloud: options.cloud, azure: options.azure };
  const { out } = options;
  if (out === undefined && !options.permissions) {
    throw new UsageError("--out is missing", "FILE.json, or a folder for a large tenant");
  }
  return withTenant(target, signIn, async (source) => {
    const report = permissionReport(source.held, await licences(source));
    if (options.permissions || out === undefined) {
      if (options.format === "json") printJson(permissionsDocument(report));
      else print(permissionsText(report));
      return options.requireAll && report.missing.length > 0 ? 2 : 0;
    }
    checkPermissions(source, report, options.requireAll);
    return collect(source, target.matrix, { ...options, out });
  });
}

function targetOf({ stack: name, workspace, matrix: file, tenant }: SnapshotOptions): TenantTarget {
  const stack = name === undefined ? undefined : findStack(name, workspace);
  const matrixFile = file ?? stack?.matrixFile;
  const matrix = matrixFile === undefined ? undefined : loadMatrix(matrixFile).matrix;
  const known = matrix?.client.tenantId;
  if (tenant !== undefined && known !== undefined && tenant.toLowerCase() !== known.toLowerCase()) {
    throw new UsageError(`--tenant is ${tenant}, the matrix is of tenant ${known}`, "one of them is the wrong one");
  }
  return {
    ...(stack !== undefined && { stack }),
    ...(matrix !== undefined && { matrix }),
    ...(tenant !== undefined && { tenantId: tenant }),
  };
}

/** The service plans of the tenant; undefined when nobody may see them. */
async function licences({ graph }: TenantSource) {
  try {
    return await graph.list("/v1.0/subscribedSkus?$select=id,skuPartNumber,capabilityStatus,servicePlans");
  } catch (error) {
    if (error instanceof GraphReadError) return undefined;
    throw error;
  }
}

/** Said before the first read. */
function checkPermissions(source: TenantSource, report: PermissionReport, requireAll: boolean): void {
  if (source.held !== undefined) for (const line of lacksText(report)) say(line);
  if (!requireAll || report.missing.length === 0) return;
  const names = report.missing.map(({ needs }) => needs).join(", ");
  throw new UsageError(
    `not everything can be read, nothing was: ${names}`,
    "demarc snapshot --permissions says what for",
  );
}

async function collect(
  source: TenantSource,
  matrix: Matrix | undefined,
  options: SnapshotOptions & { readonly out: string },
): Promise<number> {
  const { out } = options;
  const isFolder = isFolderName(out);
  if (isFolder) assertReplaceable(resolve(out));
  const { tenantId } = source;
  const since = options.since === undefined ? undefined : earlier(options.since, tenantId);
  const redaction = options.redact
    ? redactionFor(
        tenantId,
        matrix && { matrix, entitlements: deriveEntitlements(matrix) },
        process.env["DEMARC_REDACT_SECRET"],
      )
    : undefined;
  const frame = { tenantId, requests: requestsDigest(source.azure?.subscriptionIds, since?.collectedAt) };
  const partial = `${resolve(out).replace(/\/+$/, "")}.partial`;
  const journal = await openJournal(partial, frame, new Date().toISOString(), options.restart);
  if (journal.isResumed) say(`going on with the collection of ${journal.startedAt}`);
  const progress = collectProgress();
  try {
    const collected = await collectTenant(source.graph, journal, {
      tenantId,
      ...(source.azure !== undefined && { azure: source.azure }),
      ...(source.held !== undefined && { permissions: source.held.permissions }),
      ...(since !== undefined && { since }),
      // What was not yet there when the earlier snapshot was collected is not in it.
      auditsFrom: earliest(auditsBefore(journal.startedAt), since?.collectedAt),
      onProgress: progress.report,
    });
    const objects = await writeCollected(resolve(out), collected, {
      tenantId,
      source: source.source,
      collectedAt: journal.startedAt,
      scratch: partial,
      isFolder,
      ...(redaction !== undefined && { redaction }),
    });
    progress.done();
    await journal.close();
    journal.remove();
    const { requests, repeated, bound, vanished } = collected.figures;
    say(`${out}: ${objects} objects.`);
    say(
      `${requests} requests, ${repeated} of them repeated; ${bound} would do if nothing failed and every page were full.`,
    );
    if (vanished > 0) say(`${vanished} objects were deleted meanwhile.`);
    // What nobody asked for (Azure without a subscription) is in the file, and is no failure.
    const failed = collected.unreadable.filter(({ code }) => code !== "NotAsked");
    for (const { collection, part, message } of failed) {
      say(visible(`could not be read: ${part === undefined ? "" : `${part} of `}${collection}: ${message}`));
    }
    return failed.length > 0 ? 1 : 0;
  } finally {
    progress.done();
    await journal.close();
  }
}

function earliest(one: string, other: string | undefined): string {
  return other !== undefined && other < one ? other : one;
}

function earlier(path: string, tenantId: string): EarlierFolder {
  const found = earlierSnapshot(resolve(path));
  if (found === undefined) {
    throw new UsageError(
      `--since ${path} is no snapshot to go on from`,
      "a folder that demarc snapshot --out DIR wrote",
    );
  }
  if (found.tenantId !== tenantId.toLowerCase()) {
    throw new UsageError(
      `--since ${path} is of tenant ${found.tenantId}, this is tenant ${tenantId}`,
      "one of the same tenant",
    );
  }
  if (found.isRedacted) say(`${path} was redacted, so everything is read anew`);
  return found;
}
