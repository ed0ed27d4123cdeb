/** Places as SARIF has them: a file from the top of the repository, and a region that code scanning can show. */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { CheckResult } from "../check-result.ts";
import type { Setting } from "./formatter.ts";
import { insideRepository, uriOf } from "./places.ts";

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn?: number;
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
  readonly region: Region;
}

export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Locations {
  /** A place in a file; undefined without a file. */
  of(place: Place): PhysicalLocation | undefined;
  /** Where a finding is shown: code scanning shows none without a place in the repository. */
  ofFinding(finding: Place & { readonly path?: readonly Place[] }): PhysicalLocation;
}

/** Base of relative URIs: the top of the repository. */
export const sourceRoot = "%SRCROOT%";

/** Places of one check; each file is read once. */
export function locationsOf({ subject }: CheckResult, { root, workingDirectory }: Setting): Locations {
  const texts = new Map<string, readonly string[]>();
  const linesOf = (file: string) => {
    const known = texts.get(file) ?? readLines(file);
    texts.set(file, known);
    return known;
  };
  const of = ({ file, line = 1, column = 1 }: Place): PhysicalLocation | undefined => {
    if (file === undefined) return undefined;
    const absolute = resolve(workingDirectory, file);
    const inside = insideRepository(root, absolute);
    const length = linesOf(absolute)[line - 1]?.length;
    return {
      artifactLocation:
        inside === undefined ? { uri: pathToFileURL(absolute).href } : { uri: uriOf(inside), uriBaseId: sourceRoot },
      region: {
        startLine: line,
        startColumn: column,
        endLine: line,
        // To the end of the line: the plan knows where a construction begins, not where it ends.
        ...(length !== undefined && { endColumn: Math.max(length + 1, column + 1) }),
      },
    };
  };
  const isInside = (location: PhysicalLocation | undefined) => location?.artifactLocation.uriBaseId !== undefined;
  return {
    of,
    ofFinding(finding) {
      const candidates = [finding, ...(finding.path ?? []), { file: subject.matrix }].map(of);
      const best = candidates.find(isInside) ?? candidates.find((candidate) => candidate !== undefined);
      if (best === undefined) throw new Error("the matrix is a file");
      return best;
    },
  };
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/);
  } catch {
    return [];
  }
}
