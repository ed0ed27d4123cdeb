/** Files that are there whole or not at all, also when the process is killed meanwhile. */

import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const draftName = /^\.demarc-(.+)-(\d+)\.new$/;

/**
 * Writes a file of a review's folder: a draft beside the folder (in it, it would be one more file of the evidence), on the disk
 * before it takes the file's name. What a killed run left is removed.
 * @param confirm a last look, right before the file takes its name: what it throws leaves everything as it was
 */
export function writeEvidence(
  folder: string,
  path: string,
  content: Buffer | string,
  confirm: () => void = () => undefined,
): void {
  const target = join(folder, path);
  const beside = dirname(resolve(folder));
  removeLeftDrafts(beside);
  const draft = join(beside, `.demarc-${basename(resolve(folder))}-${process.pid}.new`);
  mkdirSync(dirname(target), { recursive: true });
  const file = openSync(draft, "w");
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    confirm();
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** Renames reach the disk with their folder; systems that cannot open one do without. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    return;
  }
}

function removeLeftDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = draftName.exec(name)?.[2];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
