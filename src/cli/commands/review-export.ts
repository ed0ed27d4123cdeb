import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { reviewFileName } from "../../review/decisions/recorded-review.ts";
import { calendarOf } from "../../review/export/calendar.ts";
import { csvOf } from "../../review/export/csv.ts";
import { oscalOf } from "../../review/export/oscal.ts";
import { exportSubject } from "../../review/export/subject.ts";
import { tablesOf } from "../../review/export/tables.ts";
import { xlsxOf } from "../../review/export/xlsx.ts";
import { UsageError } from "../errors.ts";
import { print } from "../output.ts";
import { writeWhole } from "../reports.ts";
import { matrixForReview, type ReviewMatrixOptions } from "../review-matrix.ts";

export interface ExportOptions extends ReviewMatrixOptions {
  readonly out: string;
}

/** Writes the forms that auditors and calendars read; always 0. */
export async function exportReview(folder: string, options: ExportOptions): Promise<number> {
  const out = resolve(options.out);
  if (out === resolve(folder) || out.startsWith(`${resolve(folder)}/`) || existsSync(join(out, reviewFileName))) {
    throw new UsageError(`${options.out} is a review's folder`, "another one: what is in it is signed as it is");
  }
  const subject = await exportSubject(folder, matrixForReview(folder, options).matrix);
  const tables = tablesOf(subject);
  const files: (readonly [name: string, content: string | Buffer])[] = [
    ...tables.map((table) => [`${table.name.toLowerCase().replaceAll(" ", "-")}.csv`, csvOf(table)] as const),
    ["review.xlsx", await xlsxOf(tables)],
    ["assessment-results.json", `${JSON.stringify(oscalOf(subject), null, 2)}\n`],
    ["review.ics", calendarOf(subject)],
  ];
  for (const [name, content] of files) {
    writeWhole(join(out, name), content);
    print(relative(process.cwd(), join(out, name)));
  }
  return 0;
}
