/** Why a deployment did not happen, or stopped. */

export type EngineFailure =
  /** The state file is no state file, or only a part of one. */
  | "state-unreadable"
  /** The state file belongs to another stack or tenant. */
  | "state-foreign"
  /** Another run holds the state file. */
  | "locked"
  /** A resource that would be deleted or replaced is protected. */
  | "protected"
  /** The plan holds something that this engine cannot apply. */
  | "unsupported"
  /** A lookup of the program finds nothing. */
  | "lookup"
  /** The tenant refused a request. */
  | "refused";

/** `message` says what is wrong and what would be right; `urn` names the resource it is about. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly reason: EngineFailure;
  readonly urn: string | undefined;
  constructor(reason: EngineFailure, message: string, urn?: string) {
    super(message);
    this.reason = reason;
    this.urn = urn;
  }
}
