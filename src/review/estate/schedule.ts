/** Work that is done side by side, as much of it as the machine bears. */

export interface Bounds {
  /** At once at most. */
  readonly jobs: number;
  /** For all that runs at once, bytes; one piece of work runs whatever it takes. */
  readonly memory: number;
}

export interface Work {
  /** Expected, bytes. */
  readonly memory: number;
  run(): Promise<void>;
}

/** Runs everything, the largest first; rejects only with what a `run` rejects with, when all others are done. */
export async function scheduled(work: readonly Work[], { jobs, memory }: Bounds): Promise<void> {
  const waiting = work.toSorted((left, right) => right.memory - left.memory);
  const errors: unknown[] = [];
  const running = new Set<Promise<void>>();
  let taken = 0;
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size === 0 ? 0 : waiting.findIndex((each) => taken + each.memory <= memory);
    const [piece] = running.size < jobs && next >= 0 ? waiting.splice(next, 1) : [];
    if (piece === undefined) {
      await Promise.race(running);
      continue;
    }
    taken += piece.memory;
    const run = piece
      .run()
      .catch((error: unknown) => {
        errors.push(error);
      })
      .finally(() => {
        taken -= piece.memory;
        running.delete(run);
      });
    running.add(run);
  }
  if (errors.length > 0) throw errors[0];
}
