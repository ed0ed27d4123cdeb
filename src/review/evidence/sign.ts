/** Signs a review for one side. Whoever is first fixes the manifest; whoever comes later signs the same bytes. */

import { dirname, join, resolve } from "node:path";
import type { Matrix } from "../../matrix/schema.ts";
import { ReviewFolderError } from "../decisions/problem.ts";
import { reviewFileName } from "../decisions/recorded-review.ts";
import { repeatedMember } from "../decisions/repeated-members.ts";
import { decisionsFileName, judgeSheet, openSheet } from "../decisions/sheet.ts";
import { canonicalBytes } from "./canonical.ts";
import { type EvidenceChain, type EvidenceFolder, linkTo, readChain, readEvidence } from "./chain.ts";
import { bytesOf, listFiles, manifestName, matrixCopyName, sha256, signaturesFolder } from "./files.ts";
import { buildManifest, type Manifest, requiredSides } from "./manifest.ts";
import { keptBy } from "./recorded-decisions.ts";
import { readSignature, type SignedBy } from "./signature.ts";
import { distrust } from "./trust.ts";
import type { EvidenceProblem } from "./verification.ts";
import { missingSides, verifyChain } from "./verify.ts";
import { writeEvidence } from "./write.ts";

export interface SigningInput {
  readonly folder: string;
  /** `internal`, or a provider's key. */
  readonly side: string;
  /** The stack's matrix as it is today: it says who is trusted, and goes into the evidence. */
  readonly matrix: { readonly matrix: Matrix; readonly source: Buffer };
  readonly tierZeroRules: readonly string[];
  /** ISO date. */
  readonly today: string;
  /** Thumbprints of issuers' keys that are known from elsewhere. */
  readonly issuerKeys?: ReadonlySet<string>;
}

/** What is ready to be signed. */
export interface Prepared {
  readonly manifest: Manifest;
  readonly bytes: Buffer;
  /** The matrix that goes into the evidence. */
  readonly matrixCopy: Buffer;
  /** The side's own signature when it signed before. */
  readonly existing?: Buffer;
}

export interface Signed {
  readonly signature: SignedBy;
  /** SHA-256 of the manifest. */
  readonly digest: string;
  /** True: this side had signed already, and nothing was changed. */
  readonly before: boolean;
  /** Sides that have yet to sign. */
  readonly missing: readonly string[];
}

/**
 * What a side signs. Nothing is written.
 * @throws ReviewFolderError when decisions are open or invalid, a file changed since the first signature, or the chain does not fit
 */
export async function prepareSigning(input: SigningInput): Promise<Prepared> {
  const { folder, side } = input;
  const evidence = readEvidence(folder);
  const prepared = evidence === undefined ? await newManifest(input) : await fixedManifest(evidence, input);
  if (!prepared.manifest.sides.includes(side)) {
    throw new ReviewFolderError(`"${side}" is no side of this review: ${prepared.manifest.sides.join(", ")}`);
  }
  const existing = evidence?.signatures.get(`${side}.json`);
  return { ...prepared, ...(existing !== undefined && { existing }) };
}

/**
 * Puts a signature under what was prepared. The signature's file is written last and decides: a killed run leaves either no
 * signature of this side, or the whole one.
 * @param signature content of the file, see `signWithKey` and `tokenSignature`
 * @throws ReviewFolderError when it is not genuine, or not trusted for the side
 */
export async function addSignature(input: SigningInput, prepared: Prepared, signature: Buffer): Promise<Signed> {
  const { folder, side, matrix } = input;
  const signed = await readSignature(signature, side, prepared.bytes);
  if ("problem" in signed) throw new ReviewFolderError(`the signature ${signed.problem}`);
  const doubt = distrust(signed, side, matrix.matrix, input.issuerKeys);
  if (doubt !== undefined) throw new ReviewFolderError(`the signature ${doubt}`);
  const digest = sha256(prepared.bytes);
  if (prepared.existing !== undefined) {
    const other = await readSignature(prepared.existing, side, prepared.bytes);
    if ("problem" in other) throw new ReviewFolderError(`${side} has signed, but the signature ${other.problem}`);
    if (identityOf(other) !== identityOf(signed)) {
      throw new ReviewFolderError(`${side} has signed already, as ${identityOf(other)}: a side signs once`);
    }
    return { signature: other, digest, before: true, missing: missingSides(readEvidence(folder), matrix.matrix) };
  }
  if (readEvidence(folder) === undefined) {
    writeEvidence(folder, matrixCopyName, prepared.matrixCopy);
    writeEvidence(folder, manifestName, prepared.bytes);
  }
  writeEvidence(folder, `${signaturesFolder}/${side}.json`, signature);
  return { signature: signed, digest, before: false, missing: missingSides(readEvidence(folder), matrix.matrix) };
}

function identityOf(signed: SignedBy): string {
  return signed.kind === "key" ? signed.thumbprint : `${signed.subject} (${signed.issuer})`;
}

async function newManifest(input: SigningInput): Promise<Omit<Prepared, "existing">> {
  const { folder, matrix, tierZeroRules, today } = input;
  const chain = readChain(dirname(resolve(folder)));
  const keptBefore = await chainBefore(chain, input);
  assertOneReading(folder);
  const sheet = openSheet(folder, matrix.matrix);
  if (sheet.review.client.tenantId.toLowerCase() !== matrix.matrix.client.tenantId.toLowerCase()) {
    throw new ReviewFolderError(
      `${folder} is a review of tenant ${sheet.review.client.tenantId}, the matrix is of ${matrix.matrix.client.tenantId}`,
    );
  }
  if (sheet.review.reviewedOn.slice(0, 10) > today) {
    throw new ReviewFolderError(`${folder} is a review of ${sheet.review.reviewedOn}, a day that is yet to come`);
  }
  const { invalid, open } = judgeSheet(sheet, { matrix: matrix.matrix, today, tierZeroRules, keptBefore });
  if (invalid.length + open.length > 0) {
    throw new ReviewFolderError(`${join(folder, decisionsFileName)} cannot be signed`, [...invalid, ...open]);
  }
  const head = chain.signed.at(-1);
  const before = head?.manifest;
  if (before !== undefined && before.reviewedOn > sheet.review.reviewedOn) {
    throw new ReviewFolderError(
      `the review of ${sheet.review.reviewedOn} cannot follow ${head?.name}, which is of ${before.reviewedOn}`,
    );
  }
  const files = await listFiles(folder, new Map([[matrixCopyName, matrix.source]]));
  const previous = head && before && { ...linkTo(head), reviewedOn: before.reviewedOn };
  const manifest = buildManifest({ sheet, matrix: matrix.matrix, files, previous, tierZeroRules });
  return { manifest, bytes: canonicalBytes(manifest), matrixCopy: matrix.source };
}

/** Days that the reviews before kept each item; every one of them has to be signed and in order. */
async function chainBefore(chain: EvidenceChain, input: SigningInput): Promise<ReadonlyMap<string, number>> {
  await assertInOrder(chain, input, () => false);
  return keptBy(chain.signed.map(({ folder }) => folder));
}

/** @throws ReviewFolderError when a review of the chain has a problem that is not expected */
async function assertInOrder(
  chain: EvidenceChain,
  { matrix, issuerKeys }: SigningInput,
  isExpected: (problem: EvidenceProblem, review: string) => boolean,
): Promise<void> {
  const verified = await verifyChain(chain, { matrix: matrix.matrix, ...(issuerKeys && { issuerKeys }) });
  const broken = verified.reviews.flatMap(({ name, problems }) =>
    problems
      // That something is still there is for the review after to decide on anew, not a fault of the chain.
      .filter((problem) => problem.kind !== "revoked-still-there" && !isExpected(problem, name))
      .map(({ message }) => `${name}: ${message}`),
  );
  if (broken.length > 0) {
    throw new ReviewFolderError(`the reviews up to this one are not in order\n${broken.join("\n")}`);
  }
}

/** The manifest that somebody signed: everything has to be as it was then. */
async function fixedManifest(evidence: EvidenceFolder, input: SigningInput): Promise<Omit<Prepared, "existing">> {
  const { folder, name, manifest, manifestBytes } = evidence;
  if (manifest === undefined) {
    throw new ReviewFolderError(`${join(folder, manifestName)} ${evidence.unread ?? "was altered: it is no manifest"}`);
  }
  const now = new Map((await listFiles(folder)).map((file) => [file.path, file.sha256]));
  const was = new Map(manifest.files.map((file) => [file.path, file.sha256]));
  const changed = [...new Set([...now.keys(), ...was.keys()])].filter((path) => now.get(path) !== was.get(path));
  const others = [...evidence.signatures.keys()].map((file) => file.replace(/\.json$/, "")).join(", ");
  if (changed.length > 0) {
    throw new ReviewFolderError(
      `changed since ${others} signed: ${changed.toSorted().join(", ")} (put it back, or remove ${signaturesFolder}/ and have everybody sign anew)`,
    );
  }
  const chain = readChain(dirname(resolve(folder)));
  const upToHere = chain.signed.filter((each) => (each.manifest?.sequence ?? 0) <= manifest.sequence);
  await assertInOrder(
    { ...chain, signed: upToHere },
    input,
    ({ kind }, review) => review === name && kind === "signature-missing",
  );
  if (!evidence.signatures.has(`${input.side}.json`)) await assertOwnJudgement(chain, manifest, input);
  return { manifest, bytes: manifestBytes, matrixCopy: bytesOf(join(folder, matrixCopyName)) ?? Buffer.alloc(0) };
}

/** Of what is there twice a person may have read the first, and Demarc reads the last. */
function assertOneReading(folder: string): void {
  const file = join(folder, reviewFileName);
  const source = (bytesOf(file) ?? Buffer.alloc(0)).toString("utf8");
  const repeated = repeatedMember(source);
  if (repeated === undefined) return;
  const lines = source.slice(0, repeated.offset).split("\n");
  const place = { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, path: repeated.name };
  throw new ReviewFolderError(`${folder} cannot be signed`, [
    { ...place, message: "is there twice: it can be read in two ways" },
  ]);
}

/**
 * Whoever signs first chooses the matrix and the rules that go into the evidence. Whoever signs after them judges the decisions by the
 * own matrix and rules, too: else one side alone could say who decides, and for how long.
 */
async function assertOwnJudgement(chain: EvidenceChain, manifest: Manifest, input: SigningInput): Promise<void> {
  const { folder, matrix, today } = input;
  const sides = requiredSides(matrix.matrix);
  if (sides.join() !== manifest.sides.join()) {
    throw new ReviewFolderError(
      `${folder} is to be signed by ${manifest.sides.join(", ")}; the matrix has it signed by ${sides.join(", ")}`,
    );
  }
  assertOneReading(folder);
  const before = chain.signed.filter((each) => (each.manifest?.sequence ?? 0) < manifest.sequence);
  const { invalid, open } = judgeSheet(openSheet(folder, matrix.matrix), {
    matrix: matrix.matrix,
    today,
    tierZeroRules: [...new Set([...manifest.tierZeroRules, ...input.tierZeroRules])],
    keptBefore: keptBy(before.map((each) => each.folder)),
  });
  if (invalid.length + open.length === 0) return;
  const isOther = manifest.matrix !== sha256(matrix.source);
  throw new ReviewFolderError(
    `${join(folder, decisionsFileName)} cannot be signed${isOther ? `: it was signed with another matrix, and by this one it does not hold` : ""}`,
    [...invalid, ...open],
  );
}
