/** "Did you mean": the nearest of a list of words. */

/**
 * The candidate nearest to what was written, when it is near enough to be meant: at most a third of its length in edits, or
 * else the shortest that begins with it. Undefined otherwise.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  const words = [...candidates];
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of words) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  if (best === undefined || best.distance === 0) return best?.candidate;
  const near = best.distance <= Math.max(1, Math.floor(Math.max(wanted.length, best.candidate.length) / 3));
  if (near) return best.candidate;
  const begun = wanted.length < 3 ? [] : words.filter((word) => word.toLowerCase().startsWith(wanted));
  return begun.sort((left, right) => left.length - right.length)[0];
}

/** Edits (insert, delete, replace, swap of neighbours) from one word to another. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
