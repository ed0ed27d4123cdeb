/** How far the review is signed that another one is compared with. Scope creep is what came since the last signed one. */

import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { isFolder } from "../../folder.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { ReviewFolderError } from "../decisions/problem.ts";
import { reviewFileName } from "../decisions/recorded-review.ts";
import { listed } from "../words.ts";
import { assertAsSigned } from "./as-signed.ts";
import { type EvidenceFolder, readChain, readEvidence } from "./chain.ts";
import { missingSides } from "./verify.ts";

export interface PreviousEvidence {
  readonly state: "signed" | "partly-signed" | "unsigned";
  /** A sentence, or two. */
  readonly words: string;
}

/**
 * @param place a review's folder, or its review.json
 * @param matrix as it is today: it says who is trusted
 * @throws ReviewFolderError when it is not as it was signed: altered, or signed by whom nobody trusts
 */
export async function previousEvidence(place: string, matrix: Matrix): Promise<PreviousEvidence> {
  const folder = folderOf(place);
  const evidence = folder === undefined ? undefined : readEvidence(folder);
  if (evidence === undefined) {
    return { state: "unsigned", words: "Nobody signed it: nothing shows that it is as it was made." };
  }
  await assertAsSigned(evidence, matrix, "a review cannot be compared with it (put it back, or compare with another)");
  const missing = missingSides(evidence, matrix);
  const signed = evidence.manifest?.sides.filter((side) => !missing.includes(side)) ?? [];
  const by = `It is signed by ${listed(signed)}`;
  if (missing.length > 0) {
    return { state: "partly-signed", words: `${by}, and not by ${listed(missing)}: it is not settled.` };
  }
  const later = laterThan(evidence, matrix);
  return {
    state: "signed",
    words: later === undefined ? `${by}.` : `${by}. It is not the last one: ${later} was signed after it.`,
  };
}

function folderOf(place: string): string | undefined {
  if (isFolder(place)) return place;
  return basename(place) === reviewFileName ? dirname(resolve(place)) : undefined;
}

/** The last review beside it that every side signed, if that is another. */
function laterThan({ folder, manifest }: EvidenceFolder, matrix: Matrix): string | undefined {
  const parent = dirname(resolve(folder));
  if (manifest === undefined || !existsSync(parent)) return undefined;
  try {
    const last = readChain(parent).signed.findLast((each) => missingSides(each, matrix).length === 0);
    return last?.manifest !== undefined && last.manifest.sequence > manifest.sequence ? last.name : undefined;
  } catch (error) {
    // Where it lies may be no folder of reviews at all.
    if (error instanceof ReviewFolderError) return undefined;
    throw error;
  }
}
