/**
 * What the embedded engine applied last: one JSON file, replaced as a whole after every step. Secrets are never in it; where an input is
 * secret it holds the plan's marker.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Inputs } from "../tenant/resources/inputs.ts";
import type { Made } from "../tenant/resources/translator.ts";
import { EngineError } from "./error.ts";

const format = "demarc-state/1";

/** A resource as it was applied. */
export interface AppliedResource {
  readonly urn: string;
  readonly type: string;
  /** The id that the plan uses for it. */
  readonly plannedId: string;
  readonly made: Made;
  /** Inputs as they were sent: references are real ids. */
  readonly inputs: Inputs;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Only read, never changed. */
  readonly read: boolean;
}

/** A creation that was begun: written before the first request, so that a run that was killed can be completed. */
export interface Intent {
  readonly urn: string;
  readonly type: string;
  /** The id chosen for the object. */
  readonly assignId: string;
  readonly inputs: Inputs;
}

export interface DeploymentState {
  readonly format: typeof format;
  readonly project: string;
  readonly stack: string;
  readonly tenantId: string;
  /** In order of creation. */
  readonly resources: readonly AppliedResource[];
  /** Replaced objects that are still to be deleted. */
  readonly leftovers: readonly AppliedResource[];
  readonly intent?: Intent;
}

/** Which deployment a state belongs to. */
export interface StateOwner {
  readonly project: string;
  readonly stack: string;
  readonly tenantId: string;
}

export function emptyState({ project, stack, tenantId }: StateOwner): DeploymentState {
  return { format, project, stack, tenantId, resources: [], leftovers: [] };
}

/**
 * Reads a state file; undefined when there is none.
 * @throws EngineError `state-unreadable` when the file is not a whole state file; it is left as it is.
 */
export function readState(file: string): DeploymentState | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw unreadable(file, text.trim() === "" ? "it is empty" : "it is not whole JSON, as if it had been cut off");
  }
  if (typeof content !== "object" || content === null || !("format" in content)) {
    throw unreadable(file, "it is not a state file of this engine");
  }
  if (content.format !== format) {
    throw unreadable(file, `its format is ${JSON.stringify(content.format)}, and this version reads "${format}"`);
  }
  const state = content as Partial<DeploymentState>;
  if (!isList(state.resources) || !isList(state.leftovers) || typeof state.tenantId !== "string") {
    throw unreadable(file, "parts of it are missing");
  }
  return content as DeploymentState;
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null && "urn" in item);
}

function unreadable(file: string, why: string): EngineError {
  return new EngineError(
    "state-unreadable",
    `The state file ${file} cannot be read: ${why}. Nothing was changed. Restore it from a copy; without one, move it away and the next run creates everything anew.`,
  );
}

/**
 * Reads the state of exactly this deployment, or an empty one.
 * @throws EngineError `state-unreadable`, or `state-foreign` when the file belongs to another stack or tenant.
 */
export function readOwnState(file: string, owner: StateOwner): DeploymentState {
  const state = readState(file);
  if (state === undefined) return emptyState(owner);
  const foreign = (["project", "stack", "tenantId"] as const).find((part) => state[part] !== owner[part]);
  if (foreign === undefined) return state;
  throw new EngineError(
    "state-foreign",
    `The state file ${file} belongs to ${foreign} "${state[foreign]}", not "${owner[foreign]}". Nothing was changed. Use the state file of this deployment, or another path.`,
  );
}

/** Replaces the state file so that at any moment either the old or the new content is there as a whole. */
export function writeState(file: string, state: DeploymentState): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  const descriptor = openSync(draft, "w", 0o600);
  try {
    writeFileSync(descriptor, `${JSON.stringify(state, undefined, 1)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  syncDirectory(dirname(file));
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** URN → what was made of it: lets a plan be read with the ids that its objects have in the tenant (`materialise`, `applied`). */
export function appliedResources(state: DeploymentState | undefined): ReadonlyMap<string, AppliedResource> {
  return new Map(state?.resources.map((resource) => [resource.urn, resource]));
}
