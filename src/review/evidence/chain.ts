/** The reviews of one tenant, side by side in one folder, each chained to the one before. */

import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ReviewFolderError } from "../decisions/problem.ts";
import { readReview, reviewFileName } from "../decisions/recorded-review.ts";
import { parseCanonical } from "./canonical.ts";
import { bytesOf, manifestName, sha256, signatureFiles, signaturesFolder } from "./files.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";

/** One review's folder, as far as its manifest and signatures go; nothing in it is checked yet. */
export interface EvidenceFolder {
  readonly name: string;
  readonly folder: string;
  readonly manifestBytes: Buffer;
  /** Absent: what is there is no manifest. */
  readonly manifest?: Manifest;
  /** File name in `signatures/` → content. */
  readonly signatures: ReadonlyMap<string, Buffer>;
}

/** A review that was begun and that nobody signed. */
export interface OpenReview {
  readonly name: string;
  readonly folder: string;
  /** ISO date; absent when its review.json cannot be read. */
  readonly reviewedOn?: string;
}

export interface EvidenceChain {
  /** In the order of their sequence. */
  readonly signed: readonly EvidenceFolder[];
  readonly open: readonly OpenReview[];
}

/** One folder; undefined when there is no manifest in it that anybody signed: whoever signs first makes it anew. */
export function readEvidence(folder: string): EvidenceFolder | undefined {
  const manifestBytes = bytesOf(join(folder, manifestName));
  const names = signatureFiles(folder);
  if (names.length === 0) return undefined;
  const document = manifestBytes && parseCanonical(manifestBytes)?.document;
  const manifest = manifestSchema.safeParse(document).data;
  return {
    name: basename(resolve(folder)),
    folder,
    manifestBytes: manifestBytes ?? Buffer.alloc(0),
    ...(manifest !== undefined && { manifest }),
    signatures: new Map(names.map((name) => [name, bytesOf(join(folder, signaturesFolder, name)) ?? Buffer.alloc(0)])),
  };
}

/**
 * Every review in a folder of reviews. Other files, folders without a review and hidden ones are none.
 * @throws ReviewFolderError when there is no such folder
 */
export function readChain(parent: string): EvidenceChain {
  let names: string[];
  try {
    names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map(({ name }) => name)
      .toSorted((left, right) => (left < right ? -1 : 1));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ReviewFolderError(
      `${parent} is no folder of reviews: ${code === "ENOENT" ? "it does not exist" : message}`,
    );
  }
  const folders = names.map((name) => ({ name, folder: join(parent, name) }));
  const found = folders.map(({ name, folder }) => ({ name, folder, evidence: readEvidence(folder) }));
  return {
    signed: found
      .flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence]))
      .toSorted((left, right) => (left.manifest?.sequence ?? 0) - (right.manifest?.sequence ?? 0)),
    open: found.flatMap(({ name, folder, evidence }) =>
      evidence === undefined && existsSync(join(folder, reviewFileName)) ? [openReview(name, folder)] : [],
    ),
  };
}

function openReview(name: string, folder: string): OpenReview {
  try {
    return { name, folder, reviewedOn: readReview(folder).reviewedOn };
  } catch {
    return { name, folder };
  }
}

/** How the review after this one names it. */
export function linkTo({ manifestBytes, manifest, signatures }: EvidenceFolder): NonNullable<Manifest["previous"]> {
  return {
    sequence: manifest?.sequence ?? 0,
    manifest: sha256(manifestBytes),
    signatures: Object.fromEntries(
      [...signatures].map(([name, bytes]) => [name.replace(/\.json$/, ""), sha256(bytes)]),
    ),
  };
}
