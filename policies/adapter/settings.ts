/** Where the pack finds the matrix it judges by. */

import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import { type LoadedMatrix, loadMatrix } from "../../src/matrix/load.ts";
import { isInForce } from "../../src/matrix/waivers.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { readSnapshotOf } from "../../src/tenant/snapshot-file.ts";
import { rules } from "../rules/index.ts";
import { sha256 } from "./verdict.ts";

/** Configuration that every policy of the pack takes; that of `judged-before-created` holds for all of them. */
export interface PolicySettings {
  /** Path of the matrix; relative to the pack's folder. */
  readonly matrix?: string;
  /** Path of a snapshot of the tenant, likewise. */
  readonly snapshot?: string;
  /** Folder of the program that is deployed, likewise. */
  readonly program?: string;
}

/** The schema of `PolicySettings`, as Pulumi wants it. */
export const settingsSchema = {
  properties: {
    matrix: {
      type: "string" as const,
      description: "Matrix to judge by, relative to the pack. Default: stacks/<stack>/matrix.yaml beside the pack.",
    },
    snapshot: {
      type: "string" as const,
      description: "Snapshot of the tenant, relative to the pack: the plan is judged on top of it.",
    },
    program: {
      type: "string" as const,
      description: "Folder of the program, relative to the pack. Default: the folder with this project's Pulumi.yaml.",
    },
  },
};

export interface Basis {
  readonly loaded: LoadedMatrix;
  readonly entitlements: Entitlements;
  readonly snapshot: Snapshot | undefined;
  /** True when the stack is the matrix's own: what it leaves out does not exist. */
  readonly declaresEverything: boolean;
  /** Digest of matrix (with the waivers in force today), snapshot and the rules' versions. */
  readonly digest: string;
}

/** Folder of the pack. */
export const packFolder = resolve(import.meta.dirname, "..");

/**
 * What the pack judges by. The matrix comes from policy configuration, from DEMARC_MATRIX, or from the stack's folder.
 * @throws Error (or MatrixError, SnapshotError) that says what is missing: the policies then refuse everything
 */
export function basisFor(settings: PolicySettings): Basis {
  const own = resolve(packFolder, "..", "stacks", pulumi.getStack(), "matrix.yaml");
  const named = settings.matrix ?? process.env["DEMARC_MATRIX"];
  const matrixFile = named === undefined ? own : resolve(packFolder, named);
  if (!existsSync(matrixFile)) {
    throw new Error(
      `there is no matrix to judge by: ${matrixFile} does not exist. Name one in the policy configuration (matrix), or in DEMARC_MATRIX.`,
    );
  }
  const snapshotFile = settings.snapshot === undefined ? undefined : resolve(packFolder, settings.snapshot);
  const files = [matrixFile, ...(snapshotFile === undefined ? [] : [snapshotFile])];
  const loaded = loadMatrix(matrixFile);
  // A waiver that ended after the preview covers nothing any more.
  const today = new Date().toISOString().slice(0, 10);
  const inForce = loaded.matrix.waivers
    .filter((waiver) => isInForce(waiver, today))
    .map((each) => JSON.stringify(each));
  return {
    loaded,
    entitlements: deriveEntitlements(loaded.matrix),
    snapshot: snapshotFile === undefined ? undefined : readSnapshotOf(loaded.matrix.client.tenantId, snapshotFile),
    declaresEverything: matrixFile === own && pulumi.getProject() === "demarc",
    digest: sha256(
      [...rules.map(({ id }) => id), ...files.map((file) => readFileSync(file, "utf8")), ...inForce].join("\0"),
    ),
  };
}
