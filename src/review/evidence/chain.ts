/** The reviews of one tenant, side by side in one folder, each chained to the one before. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { lineEndsHint } from "../../line-ends.ts";
import { ReviewFolderError, unreadable } from "../decisions/problem.ts";
import { readReview, reviewFileName } from "../decisions/recorded-review.ts";
import { formats, newerFormat } from "../format.ts";
import { parseCanonical } from "./canonical.ts";
import { bytesOf, manifestName, sha256, signatureFiles, signaturesFolder } from "./files.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";

/** One review's folder, as far as its manifest and signatures go; nothing in it is checked yet. */
export interface EvidenceFolder {
  readonly name: string;
  readonly folder: string;
  readonly manifestBytes: Buffer;
  /** Absent: what is there is no manifest that this version reads. */
  readonly manifest?: Manifest;
  /** Why not, where that can be told: it is of a newer version, or its line ends were changed. */
  readonly unread?: string;
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
  const unread = newerFormat(document, formats.evidence) ?? otherLineEnds(manifestBytes);
  return {
    name: basename(resolve(folder)),
    folder,
    manifestBytes: manifestBytes ?? Buffer.alloc(0),
    ...(manifest !== undefined && { manifest }),
    ...(unread !== undefined && { unread }),
    signatures: new Map(names.map((name) => [name, bytesOf(join(folder, signaturesFolder, name)) ?? Buffer.alloc(0)])),
  };
}

function otherLineEnds(bytes: Buffer | undefined): string | undefined {
  if (bytes?.includes("\r\n") !== true) return undefined;
  const asWritten = Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
  return parseCanonical(asWritten) === undefined ? undefined : `is not as it was signed: ${lineEndsHint}`;
}

/**
 * Every review in a folder of reviews. Files, folders without a review and hidden ones are none.
 * @throws ReviewFolderError when there is no such folder, or it has something in it of which nobody can tell whether it is a review
 */
export function readChain(parent: string): EvidenceChain {
  let names: string[];
  try {
    names = readdirSync(parent);
  } catch (error) {
    throw unreadable(`the folder of reviews ${parent}`, error);
  }
  const folders = names
    .filter((name) => !name.startsWith("."))
    .toSorted((left, right) => (left < right ? -1 : 1))
    .map((name) => ({ name, folder: join(parent, name) }))
    .filter(({ folder }) => isFolder(folder));
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

/** A link counts as what it leads to: its bytes are checked like any others. One that leads nowhere may have been a review. */
function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch (error) {
    const isLinkToNothing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isLinkToNothing) throw unreadable(place, error);
    throw new ReviewFolderError(
      `${place} is a link to nothing: whether it is a review cannot be told (put back what it leads to, or remove the link)`,
    );
  }
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
