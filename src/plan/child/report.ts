/** Writes reports to the parent. Synchronous, so that nothing is lost when the program ends the process. */

import { writeSync } from "node:fs";
import type { Report } from "./job.ts";

const reportDescriptor = 3;

export function send(report: Report): void {
  const bytes = Buffer.from(`${JSON.stringify(report)}\n`);
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(reportDescriptor, bytes, offset);
    } catch (error) {
      // The pipe is full: the parent is reading, so try again.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
