/** The difference of two texts, as `diff -u` and `git apply` have it. */

const around = 3;

/** Empty when the texts are the same. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const steps = changes(old, now);
  const wanted = steps.map(({ mark }, index) =>
    steps.slice(Math.max(0, index - around), index + around + 1).some((near) => near.mark !== " ") ? mark : undefined,
  );
  const hunks: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let index = 0; index < steps.length; ) {
    if (wanted[index] === undefined) {
      oldLine++;
      newLine++;
      index++;
      continue;
    }
    const [oldStart, newStart] = [oldLine, newLine];
    const lines: string[] = [];
    for (; index < steps.length && wanted[index] !== undefined; index++) {
      const step = steps[index];
      if (step === undefined) break;
      lines.push(`${step.mark}${step.line}`);
      if (step.mark !== "+") oldLine++;
      if (step.mark !== "-") newLine++;
    }
    hunks.push(`@@ -${oldStart},${oldLine - oldStart} +${newStart},${newLine - newStart} @@`, ...lines);
  }
  return hunks.length === 0 ? "" : `--- a/${file}\n+++ b/${file}\n${hunks.join("\n")}\n`;
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

interface Change {
  readonly mark: " " | "+" | "-";
  readonly line: string;
}

/** By the longest common subsequence; a matrix has hundreds of lines. */
function changes(old: readonly string[], now: readonly string[]): Change[] {
  const columns = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * columns);
  const at = (row: number, column: number) => longest[row * columns + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      longest[row * columns + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found: Change[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      found.push({ mark: " ", line: old[row] ?? "" });
      row++;
      column++;
    } else if (row < old.length && (column === now.length || at(row + 1, column) >= at(row, column + 1))) {
      found.push({ mark: "-", line: old[row] ?? "" });
      row++;
    } else {
      found.push({ mark: "+", line: now[column] ?? "" });
      column++;
    }
  }
  return found;
}
