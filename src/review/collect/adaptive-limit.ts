/**
 * How many requests run side by side: fewer as soon as the service says that it is too much, more again while all goes well. Microsoft
 * says how long to wait, not how much is allowed (https://learn.microsoft.com/graph/throttling), so the limit has to be found.
 */

export interface AdaptiveLimit {
  /** Runs the work as soon as there is a place. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** A request was answered as it should be. */
  eased(): void;
  /** The service asked to wait: half as many from now on, and nobody starts before the wait is over. */
  throttled(wait: Promise<unknown>): void;
  /** How many may run now. */
  readonly width: number;
}

/** Good answers after which one more may run. */
const answersToWiden = 20;

/** @param most that ever run side by side; half of them to begin with */
export function adaptiveLimit(most: number): AdaptiveLimit {
  let width = Math.max(1, Math.ceil(most / 2));
  let [running, pauses, good] = [0, 0, 0];
  const waiting: (() => void)[] = [];
  const start = () => {
    while (pauses === 0 && running < width) {
      const next = waiting.shift();
      if (next === undefined) return;
      running++;
      next();
    }
  };
  return {
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        start();
      });
      try {
        return await work();
      } finally {
        running--;
        start();
      }
    },
    eased() {
      good++;
      if (good < answersToWiden || width >= most) return;
      good = 0;
      width++;
      start();
    },
    throttled(wait) {
      good = 0;
      width = Math.max(1, Math.floor(width / 2));
      pauses++;
      const resume = () => {
        pauses--;
        start();
      };
      wait.then(resume, resume);
    },
    get width() {
      return width;
    },
  };
}
