/** Which shard of a run a tenant belongs to: decided by its name alone, so that machines need not talk to each other. */

import { hash } from "node:crypto";

/** One of several runs that share the work. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Far more machines than anybody gives a review; each tenant is weighed against every shard. */
const mostShards = 1000;

/** @returns undefined for what is no shard: `2/5` is the second of five */
export function parseShard(text: string): Shard | undefined {
  const [, index, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || of === undefined || index < 1 || index > of || of > mostShards) return undefined;
  return { index, of };
}

/**
 * Rendezvous hashing: the shard that weighs most for this name. With one shard more or fewer only the tenants of that one move.
 * @returns from 1
 */
export function shardOf(tenant: string, of: number): number {
  let [best, heaviest] = [1, ""];
  for (let index = 1; index <= of; index++) {
    const weight = hash("sha256", `${index}\n${tenant}`);
    if (weight > heaviest) [best, heaviest] = [index, weight];
  }
  return best;
}
