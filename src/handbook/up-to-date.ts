/** Whether a committed handbook is the one of the matrix. */

import { unifiedDiff } from "../onboarding/line-diff.ts";

/** A file that is not as it should be. */
export interface OutdatedFile {
  readonly name: string;
  readonly state: "missing" | "changed" | "left-over";
  /** As `diff -u` has it; empty for a file that is missing or left over. */
  readonly diff: string;
}

/** The page says what the chapters say, on very long lines. */
const withoutDiff: ReadonlySet<string> = new Set(["handbook.html"]);

/** A chapter that a handbook once had, by its name and its first line: anything else in the folder is somebody's own. */
function isChapter(name: string, content: string): boolean {
  const number = /^(\d{2})-[a-z0-9-]+\.md$/.exec(name)?.[1];
  return number !== undefined && content.startsWith(`# ${Number(number)}. `);
}

/** An inventory that a handbook was once made with: beside one without, it is of another day. */
function isInventory(name: string, present: ReadonlyMap<string, string>): boolean {
  if (name !== "inventory.json" && name !== "inventory.csv") return false;
  return present.get("inventory.json")?.includes('"demarc-inventory/1"') === true;
}

/**
 * @param expected name → content
 * @param present the same of what is in the folder
 */
export function outdatedFiles(
  expected: ReadonlyMap<string, string>,
  present: ReadonlyMap<string, string>,
): readonly OutdatedFile[] {
  const changed = [...expected].flatMap(([name, content]): OutdatedFile[] => {
    const there = present.get(name);
    if (there === undefined) return [{ name, state: "missing", diff: "" }];
    const [old, now] = [withPlainEnds(there), withPlainEnds(content)];
    if (old === now) return [];
    return [{ name, state: "changed", diff: withoutDiff.has(name) ? "" : unifiedDiff(name, old, now) }];
  });
  const over = [...present].filter(
    ([name, content]) => !expected.has(name) && (isChapter(name, content) || isInventory(name, present)),
  );
  return [...changed, ...over.map(([name]): OutdatedFile => ({ name, state: "left-over", diff: "" }))];
}

/** A checkout may have changed the ends of lines, and nothing else. */
const withPlainEnds = (text: string) => text.replaceAll("\r\n", "\n");
