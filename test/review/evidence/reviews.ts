/** Folders of reviews to start from: reviewed, decided and signed as people would; tests change one thing at a time. */

import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint } from "jose";
import { parseMatrix } from "../../../src/matrix/load.ts";
import type { Matrix } from "../../../src/matrix/schema.ts";
import type { RecordedReview } from "../../../src/review/decisions/recorded-review.ts";
import type { Decision } from "../../../src/review/decisions/schema.ts";
import {
  completedText,
  type DecisionSheet,
  decisionsFileName,
  openSheet,
} from "../../../src/review/decisions/sheet.ts";
import { readChain } from "../../../src/review/evidence/chain.ts";
import { type Algorithm, readSigningKey } from "../../../src/review/evidence/keys.ts";
import { addSignature, prepareSigning, type Signed, type SigningInput } from "../../../src/review/evidence/sign.ts";
import { signWithKey } from "../../../src/review/evidence/signature.ts";
import type { Verification } from "../../../src/review/evidence/verification.ts";
import { verifyChain } from "../../../src/review/evidence/verify.ts";
import { temporaryFolder } from "../../support/demarc.ts";
import { edited, harbourFile } from "../../support/matrices.ts";
import { tierZeroRules } from "./tier-zero-rules.ts";

export const miriam = "miriam.okafor@harbourdental.example";
export const joel = "joel.lindqvist@harbourdental.example";
export const dana = "dana.reyes@tideway.example";

const keys = {
  internal: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  tideway: generateKeyPairSync("ed25519"),
  nightwatch: generateKeyPairSync("rsa", { modulusLength: 2048 }),
} as const;
export type Side = keyof typeof keys;
export const sides: readonly Side[] = ["internal", "tideway", "nightwatch"];

/** Private key of a side, PEM. */
export const pemOf = (side: Side): string => keys[side].privateKey.export({ format: "pem", type: "pkcs8" }).toString();

export const thumbprintOf = (side: Side): Promise<string> =>
  calculateJwkThumbprint(keys[side].publicKey.export({ format: "jwk" }), "sha256");

/** Harbour's matrix with a signer for each side; `signers` replaces the lines under `signers:`. */
export async function matrixText(signers?: string, ...replacements: (readonly [string, string])[]): Promise<string> {
  const thumbprints = await Promise.all(sides.map(thumbprintOf));
  const lines = sides.map((side, index) => `    ${side}:\n      - key: ${thumbprints[index]}\n`).join("");
  return edited(harbourFile, ["review:\n", `review:\n  signers:\n${signers ?? lines}`], ...replacements);
}

export interface Reviews {
  /** The folder of reviews. */
  readonly parent: string;
  readonly matrix: Matrix;
  readonly matrixFile: string;
  readonly source: Buffer;
  remove(): void;
}

/** An empty folder of reviews, and a matrix beside it. */
export async function reviews(text?: string): Promise<Reviews> {
  const folder = temporaryFolder();
  const parent = join(folder.path, "reviews");
  mkdirSync(parent);
  const source = Buffer.from(text ?? (await matrixText()));
  const matrixFile = join(folder.path, "matrix.yaml");
  writeFileSync(matrixFile, source);
  const { matrix } = parseMatrix(source.toString(), matrixFile);
  return { parent, matrix, matrixFile, source, remove: folder.remove };
}

/** What providers hold against the matrix: one difference each. */
export interface Held {
  readonly address: string;
  readonly role: string;
  /** Whether the gate refuses it by a rule of tier 0. */
  readonly refused?: boolean;
}

export const helpdesk: Held = { address: dana, role: "Helpdesk Administrator" };
export const exchange: Held = { address: "tomasz.wilk@tideway.example", role: "Exchange Administrator" };

const idOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** A review of a day, in which the helpdesk team is as declared and each of `held` is a difference. */
export function reviewOf(of: Pick<Reviews, "matrix">, today: string, held: readonly Held[]): RecordedReview {
  const tideway = { kind: "provider" as const, provider: "tideway", label: "Tideway IT" };
  const differences = held.map(({ address, role, refused }) => ({
    id: `D-${idOf(`${address} ${role}`)}`,
    kind: "undeclared" as const,
    severity: "high" as const,
    title: `${address} holds the role ${role} for the whole directory, and the matrix does not say so.`,
    why: "It belongs to a provider, and what a provider holds is what the matrix says.",
    principal: { id: `id-of-${address}`, identity: `user:${address}`, label: address, type: "user", party: tideway },
    access: {
      kind: "directory-role",
      target: role,
      scope: "directory",
      held: "standing",
      since: "2026-02-01T08:00:00Z",
      tier: 1,
      objects: [`assignment-of-${address}-${role}`],
    },
    items: [],
    row: { path: "functions.tier-1-helpdesk", text: "Held outside its row" },
    rules:
      refused === true
        ? [{ rule: "provider-no-path-to-global-admin", message: `${address} reaches Global Administrator.` }]
        : [],
    remedy: { words: `Remove the role ${role} from ${address}.` },
  }));
  return {
    format: "demarc-review/1",
    client: { name: of.matrix.client.name, tenantId: of.matrix.client.tenantId },
    stack: "harbour",
    reviewedOn: today,
    verdict: held.length === 0 ? "in-order" : "decide",
    headline: `${held.length} differences wait for a decision.`,
    summary: {
      standingPrivileged: held.length,
      providersReachingGlobalAdministrator: held.filter(({ refused }) => refused === true).length,
      principalsReachingGlobalAdministrator: 1,
      rowsWithDifference: held.length === 0 ? 0 : 1,
      rows: 14,
      declared: 40,
      asDeclared: 40,
      unreadable: 0,
    },
    differences,
    reach: [
      {
        principal: {
          id: "id-of-emergency",
          identity: "user:emergency-1@harbourdental.onmicrosoft.com",
          label: "Emergency 1",
          type: "user",
          party: { kind: "emergency", label: "Emergency access" },
        },
        condition: "standing",
        expected: true,
        path: [{ from: "Emergency 1", edge: "holds-role", to: "Global Administrator", condition: "standing" }],
      },
    ],
    internalTierZero: [
      {
        principal: {
          id: "id-of-joel",
          identity: `user:${joel}`,
          label: "Joel Lindqvist",
          type: "user",
          party: { kind: "internal", label: "Internal" },
        },
        target: "Privileged Role Administrator",
        scope: "directory",
        held: "eligible",
      },
    ],
    rows: [
      {
        path: "functions.tier-1-helpdesk",
        name: "Tier-1 helpdesk",
        owner: "internal",
        provider: "Tideway IT",
        team: "Tideway IT – Tier-1 helpdesk",
        differences: differences.map(({ id }) => id),
      },
      {
        path: "functions.edr-response",
        name: "EDR response",
        owner: "provider",
        provider: "Nightwatch",
        differences: [],
      },
    ],
    evidence: {
      snapshotDigest: "1".repeat(64),
      declaredDigest: "0".repeat(64),
      collectedAt: `${today}T08:00:00Z`,
      source: "graph",
      objects: 1200,
      versions: { demarc: "0.1.0", node: "24.21.0" },
    },
  };
}

/** Writes a review of a day, as `demarc review --out` does. */
export function addReview(
  of: Reviews,
  name: string,
  today: string,
  held: readonly Held[] = [helpdesk, exchange],
): string {
  const folder = join(of.parent, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "review.json"), `${JSON.stringify(reviewOf(of, today, held), null, 2)}\n`);
  writeFileSync(join(folder, "review.html"), `<!doctype html>\n<title>Review of ${today}</title>\n`);
  return folder;
}

/** Decides everything in a folder the same way, but for what `except` says of single entries. */
export function decideAll(
  of: Reviews,
  folder: string,
  decision: Decision,
  except: (item: DecisionSheet["items"][number]) => Partial<Decision> | undefined = () => undefined,
): void {
  const file = join(folder, decisionsFileName);
  writeFileSync(file, completedText(openSheet(folder, of.matrix)));
  for (const item of openSheet(folder, of.matrix).items) {
    const sheet = openSheet(folder, of.matrix);
    writeFileSync(file, completedText(sheet, { id: item.id, decision: { ...decision, ...except(item) } }));
  }
}

export const keepUntil = (until: string, on: string): Decision => ({
  choice: "keep",
  until,
  on,
  reason: "Needed until the migration is over.",
  by: miriam,
});

export function signing(of: Reviews, folder: string, side: string, today = "2030-01-01"): SigningInput {
  return { folder, side, matrix: of, tierZeroRules, today };
}

/** Signs for a side with its key. */
export async function signAs(
  of: Reviews,
  folder: string,
  side: Side,
  { on = "2026-11-22T09:00:00Z", algorithm, as = side }: { on?: string; algorithm?: Algorithm; as?: string } = {},
): Promise<Signed> {
  const input = signing(of, folder, as, on.slice(0, 10));
  const keyFile = join(of.parent, "..", `${side}.pem`);
  writeFileSync(keyFile, pemOf(side));
  const prepared = await prepareSigning(input);
  const key = await readSigningKey(keyFile, algorithm);
  return addSignature(input, prepared, await signWithKey(prepared.bytes, as, key, on));
}

/** A review that is decided (keep for two months) and signed by every side on the day after. */
export async function signedReview(
  of: Reviews,
  name: string,
  today: string,
  { held = [helpdesk, exchange], decide }: { held?: readonly Held[]; decide?: (folder: string) => void } = {},
): Promise<string> {
  const folder = addReview(of, name, today, held);
  const later = new Date(Date.parse(today) + 60 * 86_400_000).toISOString().slice(0, 10);
  if (decide === undefined) decideAll(of, folder, keepUntil(later, today));
  else decide(folder);
  const next = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
  for (const side of sides) await signAs(of, folder, side, { on: `${next}T09:00:00Z` });
  return folder;
}

export function verified(of: Reviews, matrix: Matrix = of.matrix): Promise<Verification> {
  return verifyChain(readChain(of.parent), { matrix });
}

/** Every problem of a chain, as `review: kind`. */
export async function problemsOf(of: Reviews, matrix: Matrix = of.matrix): Promise<string[]> {
  const { reviews: all, problems } = await verified(of, matrix);
  return [
    ...all.flatMap(({ name, problems: own }) => own.map(({ kind }) => `${name}: ${kind}`)),
    ...problems.map(({ kind }) => kind),
  ];
}

export const digestOfFile = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");
