/** How far a collection is, on standard error: in place on a terminal, elsewhere a line every half minute. */

import type { CollectProgress } from "../review/collect/collect.ts";

const terminalInterval = 250;
const lineInterval = 30_000;

export interface Progress {
  report(progress: CollectProgress): void;
  /** Removes what stands on the terminal. */
  done(): void;
}

/** @param now milliseconds */
export function collectProgress(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Progress {
  const started = now();
  const interval = stream.isTTY ? terminalInterval : lineInterval;
  let last = started;
  return {
    report(progress) {
      const at = now();
      if (at - last < interval) return;
      last = at;
      const line = progressLine(progress, at - started);
      stream.write(stream.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    },
    done() {
      if (stream.isTTY) stream.write("\r\u001b[K");
    },
  };
}

/**
 * @param elapsed milliseconds. What is left is told from the pace so far, once a tenth is done: before that it would be a guess.
 */
export function progressLine({ requests, expected, objects }: CollectProgress, elapsed: number): string {
  const done = `${objects.toLocaleString("en")} objects, ${requests.toLocaleString("en")} of about ${expected.toLocaleString("en")} requests`;
  if (requests < expected / 10 || requests >= expected) return done;
  return `${done}, about ${duration((elapsed / requests) * (expected - requests))} left`;
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
