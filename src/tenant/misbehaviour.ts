/**
 * What a busy Microsoft Graph does to its clients, on request: throttling, failures, slow and cut answers, links that expire, replicas that lag
 * behind. Every fault is drawn from the request itself, so that the same requests meet the same faults in whatever order they come.
 */

import { hash } from "node:crypto";
import { suggest } from "../matrix/suggest.ts";

/** Faults, each with the share of requests that it happens to (0 to 1). */
const faults = ["throttle", "error", "slow", "truncate", "expire-skiptoken", "expire-deltatoken", "stale"] as const;
export type Fault = (typeof faults)[number];

export interface MisbehaviourOptions {
  readonly shares: Readonly<Partial<Record<Fault, number>>>;
  /** Requests that change something are met by faults too. */
  readonly writes?: boolean;
  /** The same seed, the same faults; 1 when absent. */
  readonly seed?: number;
}

/** A misbehaviour that cannot be understood; `remedy` says what would be right. */
export class MisbehaviourError extends Error {
  override readonly name = "MisbehaviourError";
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const example = "throttle=0.05,error=0.01,writes";

/**
 * Reads `throttle=0.05,error=1%,writes`.
 * @throws MisbehaviourError for a word that is no fault and a number that is no share
 */
export function readMisbehaviour(text: string, seed = 1): MisbehaviourOptions {
  const shares: Partial<Record<Fault, number>> = {};
  let writes = false;
  for (const part of text.split(",").map((each) => each.trim())) {
    const [name = "", value, ...rest] = part.split("=").map((each) => each.trim());
    if (name === "writes" && value === undefined) {
      writes = true;
      continue;
    }
    const fault = faults.find((each) => each === name);
    if (fault === undefined) {
      const nearest = suggest(name, [...faults, "writes"]);
      throw new MisbehaviourError(
        name === "" ? "a misbehaviour has no name" : `"${name}" is no misbehaviour`,
        nearest === undefined ? `one of ${faults.join(", ")}, or writes` : `did you mean ${nearest}?`,
      );
    }
    if (shares[fault] !== undefined) throw new MisbehaviourError(`"${name}" is given twice`, "each once");
    const share = shareOf(value);
    if (share === undefined || rest.length > 0) {
      throw new MisbehaviourError(
        `"${part}" has no share`,
        `the part of all requests it happens to, 0 to 1, as in ${example}`,
      );
    }
    shares[fault] = share;
  }
  return { shares, writes, seed };
}

function shareOf(text: string | undefined): number | undefined {
  const [, digits, percent] = /^(\d*\.?\d+)(%?)$/.exec(text ?? "") ?? [];
  const share = Number(digits) / (percent === "%" ? 100 : 1);
  return share >= 0 && share <= 1 ? share : undefined;
}

/** Numbers from 0 to below 1, one for each purpose, that depend on nothing but the seed and the text. */
export type Draw = (purpose: number) => number;

/** Most purposes that one text can be drawn for. */
const drawsInAHash = 8;

export function drawFrom(seed: number, text: string): Draw {
  const bytes = hash("sha256", `${seed}\n${text}`, "buffer");
  return (purpose) => {
    if (purpose >= drawsInAHash) throw new RangeError(`no draw ${purpose}`);
    return bytes.readUInt32BE(4 * purpose) / 2 ** 32;
  };
}
