import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { type Converted, convertExport } from "../../review/collect/foreign/convert.ts";
import { type ExportFormatName, notInFormat, toolNames } from "../../review/collect/foreign/export-format.ts";
import { redactionFor, writeCollected } from "../../review/collect/write.ts";
import { missingName } from "../../tenant/blind-spots.ts";
import { assertReplaceable, isFolderName } from "../../tenant/snapshot-folder.ts";
import { UsageError } from "../errors.ts";
import { say } from "../output.ts";
import type { SnapshotOptions } from "./snapshot.ts";

export interface SnapshotFromOptions extends SnapshotOptions {
  readonly from?: string;
  readonly fromFormat?: ExportFormatName;
}

/** 0 when all that the tool exports is there, 1 when something is not: the snapshot then says what. */
export async function snapshotFrom(options: SnapshotFromOptions): Promise<number> {
  const { from, out } = options;
  if (from === undefined) throw new UsageError("--from-format is given without --from", "--from EXPORT");
  if (out === undefined) throw new UsageError("--out is missing", "FILE.json, or a folder for a large tenant");
  assertNothingCollected(options);
  if (!existsSync(from)) throw new UsageError(`there is no ${from}`, "the file or folder that the tool wrote");
  const path = resolve(out);
  const isFolder = isFolderName(out);
  if (isFolder) assertReplaceable(path);
  const matrix = options.matrix === undefined ? undefined : loadMatrix(options.matrix).matrix;
  const tenantId = options.tenant ?? matrix?.client.tenantId;
  // On the disk that the snapshot goes to: it is moved there in one step.
  const scratch = mkdtempSync(join(dirname(path), `.${basename(path)}.`));
  try {
    const converted = await convertExport(from, {
      scratch,
      ...(options.fromFormat !== undefined && { format: options.fromFormat }),
      ...(tenantId !== undefined && { tenantId }),
    });
    const objects = await writeCollected(path, converted, {
      tenantId: converted.tenantId,
      source: "import",
      collectedAt: converted.collectedAt,
      scratch,
      isFolder,
      ...(options.redact && {
        redaction: redactionFor(
          converted.tenantId,
          matrix && { matrix, entitlements: deriveEntitlements(matrix) },
          process.env["DEMARC_REDACT_SECRET"],
        ),
      }),
    });
    return summarise(out, objects, converted);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @throws UsageError for options of a collection */
function assertNothingCollected(options: SnapshotFromOptions): void {
  const { stack, since, permissions, requireAll, restart } = options;
  const given = Object.entries({ stack, since, permissions, "require-all": requireAll, restart }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (given === undefined) return;
  throw new UsageError(`--from and --${given[0]} are both given`, "with --from nothing is collected");
}

function summarise(out: string, objects: number, converted: Converted): number {
  const { format, records, tenantId, collectedAt, isDateOfFile, unreadable, notes } = converted;
  const tool = toolNames[format];
  const date = isDateOfFile ? `${collectedAt}, the date of the file` : collectedAt;
  say(`${out}: ${objects} objects of tenant ${tenantId}, from ${records} records of ${tool} (${date}).`);
  for (const note of notes) say(note);
  const never = unreadable.filter(({ code }) => code === notInFormat);
  const absent = unreadable.filter(({ code }) => code !== notInFormat);
  if (never.length > 0) {
    say(`${tool} does not show, or not all of it: ${[...new Set(never.map(missingName))].join(", ")}.`);
  }
  for (const entry of absent) say(`not in the export: ${missingName(entry)}: ${entry.message}`);
  return absent.length > 0 ? 1 : 0;
}
