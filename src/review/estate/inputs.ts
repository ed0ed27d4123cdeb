/** What a review is made from, as one digest: the same inputs on the same day need no second review. */

import { hash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isFolder } from "../../folder.ts";
import { manifestFile } from "../../tenant/snapshot-folder.ts";
import { digestOf } from "../digest.ts";
import { linkTo, readEvidence } from "../evidence/chain.ts";
import type { TenantFolder } from "./tenant-folder.ts";

export interface RunSettings {
  /** ISO date. */
  readonly today: string;
  /** Of Demarc. */
  readonly version: string;
  readonly unusedDays?: string;
  readonly expiringDays?: string;
}

/** Files and folders that are reviewed beside those of the tenant's folder. */
export interface ReviewedPlaces {
  /** A folder's manifest speaks for its files, whose digests it has. */
  readonly snapshot: string;
  /** The review before, a folder. */
  readonly previous?: string | undefined;
  /** Rosters of systems: those that were collected, and the tables that the matrix names. */
  readonly systemRosters?: readonly string[];
}

/** @throws Error with a code when something cannot be read */
export function inputsDigest(
  tenant: TenantFolder,
  { snapshot, previous, systemRosters = [] }: ReviewedPlaces,
  settings: RunSettings,
): string {
  return digestOf({
    ...settings,
    tenant: tenant.name,
    problem: tenant.problem ?? null,
    settings: tenant.settings,
    matrix: fileDigest(tenant.matrixFile),
    snapshot: fileDigest(isFolder(snapshot) ? join(snapshot, manifestFile) : snapshot),
    program: tenant.program === undefined ? null : folderDigest(tenant.program),
    state: tenant.state === undefined ? null : fileDigest(tenant.state),
    rosters: tenant.rosters.map(({ provider, file }) => [provider, fileDigest(file)]),
    systems: tenant.systems === undefined ? null : folderDigest(tenant.systems),
    systemRosters: systemRosters.map((file) => [basename(file), fileDigest(file)]),
    previous: previous === undefined ? null : previousDigests(previous),
  });
}

/** What it says, and how far it is signed: both are in the report. */
function previousDigests(folder: string): object {
  const evidence = readEvidence(folder);
  return {
    review: fileDigest(join(folder, "review.json")),
    evidence: evidence === undefined ? null : linkTo(evidence),
  };
}

/** SHA-256 of a file; null for one that is not there. */
export function fileDigest(file: string): string | null {
  return existsSync(file) ? hash("sha256", readFileSync(file)) : null;
}

/** A program's own files; what it has installed follows from its lock file. */
function folderDigest(folder: string): string {
  const files = globSync("**/*", {
    cwd: folder,
    exclude: (name) => /(?:^|[/\\])(?:node_modules|\.git|\.pulumi)$/.test(name),
  }).toSorted((left, right) => (left < right ? -1 : 1));
  return digestOf(
    files.flatMap((file) => (isFolder(join(folder, file)) ? [] : [[file, fileDigest(join(folder, file))]])),
  );
}
