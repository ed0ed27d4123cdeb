/** Harbour's matrix with waivers in it. */

import { type LoadedMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { edited, harbourFile } from "./matrices.ts";

/** A waiver as it is written; what is undefined is left out. */
export interface WaiverText {
  readonly rule: string;
  readonly resource: string;
  readonly reason: string;
  readonly approvedBy?: string | undefined;
  readonly from?: string | undefined;
  readonly until: string;
}

/** The matrix with these waivers, loaded, and its text. */
export function waiving(
  waivers: readonly WaiverText[],
  windowDays?: number,
): LoadedMatrix & { readonly source: string } {
  const entries = waivers.map((waiver) => {
    const fields = Object.entries(waiver).filter(([, value]) => value !== undefined);
    return `  - ${fields.map(([field, value]) => `${field}: ${JSON.stringify(value)}`).join("\n    ")}\n`;
  });
  const source = [
    edited(harbourFile),
    windowDays === undefined ? "" : `emergencyWindowDays: ${windowDays}\n`,
    entries.length === 0 ? "" : `waivers:\n${entries.join("")}`,
  ].join("\n");
  return { ...parseMatrix(source, harbourFile), source };
}
