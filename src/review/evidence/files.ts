/** The files of a review's folder and their digests. */

import { createHash } from "node:crypto";
import { createReadStream, type Dirent, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ReviewFolderError, unreadable } from "../decisions/problem.ts";

export const manifestName = "manifest.json";
export const signaturesFolder = "signatures";
export const matrixCopyName = "matrix.yaml";

export interface EvidenceFile {
  /** In the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * Every file under the folder but the manifest and the signatures, by path; files of any size are read as a stream.
 * @param instead bytes that a file has, or will have, whatever is on the disk
 * @throws ReviewFolderError for what is neither a file nor a folder: a link can lead elsewhere tomorrow
 */
export async function listFiles(
  folder: string,
  instead: ReadonlyMap<string, Buffer> = new Map(),
): Promise<EvidenceFile[]> {
  const paths = new Set([...pathsUnder(folder, ""), ...instead.keys()]);
  const files: EvidenceFile[] = [];
  for (const path of [...paths].toSorted((left, right) => (left < right ? -1 : 1))) {
    const given = instead.get(path);
    files.push(
      given === undefined ? await fileOnDisk(folder, path) : { path, bytes: given.length, sha256: sha256(given) },
    );
  }
  return files;
}

function pathsUnder(folder: string, prefix: string): string[] {
  return entriesOf(join(folder, prefix)).flatMap((entry): string[] => {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (path === manifestName || path === signaturesFolder) return [];
    if (entry.isDirectory()) return pathsUnder(folder, path);
    if (entry.isFile()) return [path];
    throw new ReviewFolderError(`${join(folder, path)} is neither a file nor a folder: evidence holds what it names`);
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

async function fileOnDisk(folder: string, path: string): Promise<EvidenceFile> {
  const file = join(folder, path);
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
    return { path, bytes: lstatSync(file).size, sha256: hash.digest("hex") };
  } catch (error) {
    throw unreadable(file, error);
  }
}

export function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The bytes of a file; undefined when there is none, as where a folder has its name. @throws ReviewFolderError */
export function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw unreadable(file, error);
  }
}

/**
 * Names of the sides that signed, in alphabetical order; what else is in the folder of signatures is named as it is.
 * @throws ReviewFolderError
 */
export function signatureFiles(folder: string): string[] {
  try {
    return readdirSync(join(folder, signaturesFolder)).toSorted((left, right) => (left < right ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw unreadable(join(folder, signaturesFolder), error);
  }
}
