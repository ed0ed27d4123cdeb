import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { calculateJwkThumbprint } from "jose";
import { ReviewFolderError } from "../../review/decisions/problem.ts";
import { readReview, reviewFileName } from "../../review/decisions/recorded-review.ts";
import { alteredReports } from "../../review/decisions/reports.ts";
import { type EvidenceChain, readChain, readEvidence } from "../../review/evidence/chain.ts";
import { readIssuerKeys } from "../../review/evidence/issuer.ts";
import { requiredMembers } from "../../review/evidence/keys.ts";
import { type CheckedSource, checkSources } from "../../review/evidence/sources.ts";
import type { Verification, VerifiedReview } from "../../review/evidence/verification.ts";
import { verifyChain } from "../../review/evidence/verify.ts";
import { visible } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { keptSources } from "../kept-sources.ts";
import { print, printJson, styled } from "../output.ts";
import { matrixForReview, type ReviewMatrixOptions } from "../review-matrix.ts";

export interface VerifyCommandOptions extends ReviewMatrixOptions {
  /** The folder holds reviews, and all of them are meant. */
  readonly all: boolean;
  readonly issuerKeys?: string;
  readonly head?: string;
  /** What the reviews were made from and somebody kept: rosters, folders of them, lists of staff, snapshots. */
  readonly source?: readonly string[];
  readonly format: "text" | "json";
}

/** 0 when everything holds, 1 when something does not. */
export async function verify(folder: string, options: VerifyCommandOptions): Promise<number> {
  const chain = options.all ? readChain(folder) : chainUpTo(folder);
  if (chain.signed.length + chain.open.length === 0) {
    throw new UsageError(`${folder} holds no review`, "a folder with the folders of reviews in it");
  }
  const newest = chain.signed.at(-1)?.folder ?? chain.open.at(-1)?.folder ?? folder;
  const { matrix } = matrixForReview(newest, options);
  const keys = options.issuerKeys === undefined ? [] : readIssuerKeys(options.issuerKeys);
  const thumbprints = keys
    .flatMap((key) => requiredMembers(key) ?? [])
    .map((key) => calculateJwkThumbprint(key, "sha256"));
  const result = await verifyChain(chain, {
    matrix,
    issuerKeys: new Set(await Promise.all(thumbprints)),
    ...(options.head !== undefined && { head: options.head }),
  });
  const sources = sourcesOf(chain, options.source ?? []);
  const ok = result.ok && sources.every((each) => each.ok);
  if (options.format === "json") printJson({ ...result, ok, ...(sources.length > 0 && { sources }) });
  else {
    printVerification(result, options.all ? folder : dirname(resolve(folder)));
    for (const { ok: isAsItWas, message } of sources) {
      print(`${isAsItWas ? styled("green", "holds") : styled("red", "broken")}: ${visible(message)}`);
    }
  }
  return ok && result.reviews.length > 0 ? 0 : 1;
}

function sourcesOf({ signed, open }: EvidenceChain, places: readonly string[]): CheckedSource[] {
  if (places.length === 0) return [];
  const reviews = [...signed, ...open].flatMap(({ name, folder }) => {
    try {
      return [{ name, review: readReview(folder) }];
    } catch (error) {
      // The verification has said so.
      if (error instanceof ReviewFolderError) return [];
      throw error;
    }
  });
  return checkSources(keptSources(places), reviews);
}

/** A review and those before it. What came later, and what is still open, is not its fault. */
function chainUpTo(folder: string): EvidenceChain {
  const evidence = readEvidence(folder);
  if (evidence === undefined) return unsigned(folder);
  const { signed } = readChain(dirname(resolve(folder)));
  const sequence = evidence.manifest?.sequence;
  const name = basename(resolve(folder));
  return {
    signed: signed.filter((each) => each.name === name || (each.manifest?.sequence ?? Infinity) <= (sequence ?? 0)),
    open: [],
  };
}

/** @throws UsageError, ReviewFolderError where there is nothing to say but that nobody signed it */
function unsigned(folder: string): EvidenceChain {
  const isReview = existsSync(join(folder, reviewFileName));
  if (isReview && alteredReports(folder, readReview(folder)).length > 0) {
    return { signed: [], open: [{ name: basename(resolve(folder)), folder }] };
  }
  throw new UsageError(
    `${folder} is signed by nobody${isReview ? ", and its reports are as they were written with review.json" : ""}`,
    `\`demarc review sign ${folder}\` signs it; --all if this is a folder of reviews`,
  );
}

function printVerification({ reviews, problems, open, head }: Verification, parent: string): void {
  for (const review of reviews) printVerified(review);
  for (const { message } of problems) print(`${styled("red", "broken")}: ${visible(message)}`);
  for (const { name, reviewedOn, altered = [] } of open) {
    for (const sentence of altered) print(`${styled("red", "broken")}: ${visible(`${name}: ${sentence}`)}`);
    print(
      `${styled("cyan", "open")}: ${visible(name)}${reviewedOn === undefined ? "" : ` of ${reviewedOn.slice(0, 10)}`} is signed by nobody yet.`,
    );
  }
  const where = relative(process.cwd(), parent) || parent;
  const broken = reviews.filter((review) => review.problems.length > 0).length;
  if (reviews.length === 0) print(`${where}: no review is signed.`);
  else {
    const found = broken + problems.length === 0 ? "every one is as it was signed" : `${broken} with problems`;
    print(`${where}: ${reviews.length} signed ${reviews.length === 1 ? "review" : "reviews"}, ${found}. Head: ${head}`);
  }
}

function printVerified({ name, sequence, reviewedOn, signatures, problems, remarks }: VerifiedReview): void {
  const label = problems.length === 0 ? styled("green", "holds") : styled("red", "broken");
  const what = sequence === undefined ? "" : `, review ${sequence} of ${reviewedOn?.slice(0, 10)}`;
  print(`${label}: ${visible(name)}${what}`);
  for (const { side, signedOn, thumbprint, ...how } of signatures) {
    const by = how.kind === "key" ? `key ${thumbprint}` : `${how.subject} (${how.issuer})`;
    print(`  ${visible(`signed by ${side} on ${signedOn.slice(0, 10)}, ${by}`)}`);
  }
  for (const { message } of problems) print(`  ${visible(message)}`);
  for (const remark of remarks) print(styled("dim", `  ${visible(remark)}`));
}
