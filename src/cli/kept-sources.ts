/** Files that somebody kept of what reviews were made from, with the digests by which a review names such a file. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFolder } from "../folder.ts";
import { compareText } from "../order.ts";
import { digestOf } from "../review/digest.ts";
import type { KeptSource } from "../review/evidence/sources.ts";
import { rosterSchema, type SystemRosterDocument } from "../roster/roster.ts";
import { snapshotDigest } from "../tenant/snapshot-digest.ts";
import { readSnapshot, SnapshotError } from "../tenant/snapshot-file.ts";
import { manifestFile } from "../tenant/snapshot-folder.ts";
import { parseJson } from "../text-file.ts";
import { UsageError } from "./errors.ts";
import { believed } from "./roster-files.ts";

/** @throws UsageError for what is not there */
export function keptSources(places: readonly string[]): KeptSource[] {
  return places.flatMap(filesAt).map(keptSource);
}

/** A folder of files; one that a large snapshot is in is one thing. */
function filesAt(place: string): string[] {
  if (!existsSync(place)) throw new UsageError(`there is no ${place}`, "a roster, a list of staff, a snapshot");
  if (!isFolder(place) || existsSync(join(place, manifestFile))) return [place];
  return readdirSync(place)
    .toSorted(compareText)
    .map((name) => join(place, name))
    .filter((file) => !isFolder(file));
}

function keptSource(file: string): KeptSource {
  if (isFolder(file)) return { file, digests: ofSnapshot(file) };
  const bytes = readFileSync(file);
  const ofBytes = createHash("sha256").update(bytes).digest("hex");
  const parsed = parseJson(bytes.toString("utf8"));
  if (!("document" in parsed)) return { file, digests: [ofBytes] };
  const roster = rosterSchema.safeParse(parsed.document);
  if (!roster.success) return { file, digests: [ofBytes, ...ofSnapshot(file)] };
  const { system } = roster.data;
  // What a review makes of a file that was written by hand is another document; with what the catalogue knows now, or knew then.
  return { file, system, digests: [digestOf(roster.data), ...asReviewed(roster.data, file)] };
}

/** A roster that no review would take was made from by none. */
function asReviewed(roster: SystemRosterDocument, file: string): string[] {
  try {
    return [digestOf(believed(roster, file))];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function ofSnapshot(place: string): string[] {
  try {
    return [snapshotDigest(readSnapshot(place))];
  } catch (error) {
    if (error instanceof SnapshotError) return [];
    throw error;
  }
}
