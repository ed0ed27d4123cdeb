/**
 * Checks the evidence of reviews offline: every byte, both sides' signatures, whom the matrix trusts, the chain from the first review
 * on, the decisions as they were judged then, and that what was to be revoked is gone in the review after.
 */

import { join } from "node:path";
import { hasOtherLineEnds, lineEndsHint } from "../../line-ends.ts";
import { formatProblem, MatrixError } from "../../matrix/problem.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { couldSee, systemsOf } from "../decisions/hidden.ts";
import { lastingIds } from "../decisions/items.ts";
import { ReviewFolderError } from "../decisions/problem.ts";
import { readReview } from "../decisions/recorded-review.ts";
import { alteredReports } from "../decisions/reports.ts";
import { judgeSheet, madeDecisions } from "../decisions/sheet.ts";
import { canonicalBytes } from "./canonical.ts";
import { type EvidenceChain, type EvidenceFolder, linkTo } from "./chain.ts";
import { listFiles, manifestName, sha256, signaturesFolder } from "./files.ts";
import { buildManifest, type Manifest, requiredSides } from "./manifest.ts";
import { type RecordedDecisions, recordedDecisions, withKeeps } from "./recorded-decisions.ts";
import { readSignature, type SignedBy } from "./signature.ts";
import { distrust, isNewSigner } from "./trust.ts";
import type { EvidenceProblem, Verification, VerifiedReview } from "./verification.ts";

export interface VerifyOptions {
  /** Who is trusted: a matrix from outside of the evidence. */
  readonly matrix: Matrix;
  /** Thumbprints of issuers' keys that are known from elsewhere. */
  readonly issuerKeys?: ReadonlySet<string>;
  /** Digest of the newest manifest, known from elsewhere: then a review that was cut off at the end shows, too. */
  readonly head?: string;
}

/** Verifies a chain. Its reviews come in order; the digest of the last is its head. */
export async function verifyChain(chain: EvidenceChain, options: VerifyOptions): Promise<Verification> {
  const reviews: VerifiedReview[] = [];
  let previous: { readonly folder: EvidenceFolder; readonly recorded: RecordedDecisions | undefined } | undefined;
  let keptBefore: ReadonlyMap<string, number> = new Map();
  for (const folder of chain.signed) {
    const recorded = readable(() => recordedDecisions(folder.folder));
    const own = await verifyFolder(folder, recorded, keptBefore, options);
    const { manifest, name } = folder;
    const now = "value" in recorded ? recorded.value : undefined;
    const still = revokedStillThere(previous?.recorded, now);
    const isNewest = folder === chain.signed.at(-1);
    reviews.push({
      name,
      ...(manifest !== undefined && { sequence: manifest.sequence, reviewedOn: manifest.reviewedOn }),
      digest: sha256(folder.manifestBytes),
      signatures: own.signatures,
      problems: [
        ...own.problems,
        ...tenantProblems(folder, options.matrix),
        ...linkProblems(folder, previous?.folder),
        // Once a later review has dealt with it, it is history.
        ...(isNewest ? still.map((message): EvidenceProblem => ({ kind: "revoked-still-there", message })) : []),
      ],
      remarks: [
        ...(isNewest ? [] : still),
        ...revokedUnseen(previous?.recorded, now),
        ...newSigners(own.signatures, previous?.recorded, previous?.folder.name),
      ],
    });
    if (now !== undefined) keptBefore = withKeeps(keptBefore, now.sheet);
    previous = { folder, recorded: now };
  }
  const head = reviews.at(-1)?.digest;
  const problems: EvidenceProblem[] = [];
  if (options.head !== undefined && options.head !== head) {
    const what = head === undefined ? "there is no signed review" : `the newest review is ${head}`;
    problems.push({
      kind: "chain",
      message: `${what}, and ${options.head} was expected: reviews at the end are missing or new.`,
    });
  }
  const open = chain.open.map((each) => {
    const review = readable(() => readReview(each.folder));
    const altered = "value" in review ? alteredReports(each.folder, review.value) : [];
    return { ...each, ...(altered.length > 0 && { altered }) };
  });
  const ok =
    problems.length === 0 &&
    reviews.every((review) => review.problems.length === 0) &&
    open.every(({ altered }) => altered === undefined);
  return { ok, ...(head !== undefined && { head }), reviews, problems, open };
}

type Readable<T> = { readonly value: T } | { readonly problem: string };

function readable<T>(read: () => T): Readable<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof MatrixError || error instanceof ReviewFolderError) return { problem: error.message };
    throw error;
  }
}

async function verifyFolder(
  evidence: EvidenceFolder,
  recorded: Readable<RecordedDecisions>,
  keptBefore: ReadonlyMap<string, number>,
  options: VerifyOptions,
): Promise<{ signatures: VerifiedReview["signatures"]; problems: EvidenceProblem[] }> {
  const { manifest } = evidence;
  if (manifest === undefined) {
    const message =
      evidence.manifestBytes.length === 0
        ? `There is no ${manifestName}, and there are signatures.`
        : `${manifestName} ${evidence.unread ?? "is not in the form in which manifests are written"}.`;
    return { signatures: [], problems: [{ kind: "manifest", message, file: manifestName }] };
  }
  const signed = await verifySignatures(evidence, manifest, options);
  const problems = [...(await fileProblems(evidence.folder, manifest)), ...signed.problems];
  if ("problem" in recorded) {
    problems.push({ kind: "decision", message: `What was decided cannot be read: ${recorded.problem}` });
    return { signatures: signed.signatures, problems };
  }
  const { matrix, sheet } = recorded.value;
  const remade = buildManifest({
    sheet,
    matrix,
    files: manifest.files,
    previous: manifest.previous === null ? undefined : { ...manifest.previous, reviewedOn: manifest.period.from ?? "" },
    tierZeroRules: manifest.tierZeroRules,
  });
  if (!canonicalBytes(remade).equals(evidence.manifestBytes)) {
    problems.push({ kind: "manifest", message: "The manifest does not say what its files say.", file: manifestName });
  }
  const days = signed.signatures.map(({ signedOn }) => signedOn.slice(0, 10)).toSorted();
  const { invalid, open } = judgeSheet(sheet, {
    matrix,
    today: days[0] ?? sheet.review.reviewedOn.slice(0, 10),
    tierZeroRules: manifest.tierZeroRules,
    keptBefore,
  });
  for (const problem of [...invalid, ...open]) problems.push({ kind: "decision", message: formatProblem(problem) });
  return { signatures: signed.signatures, problems };
}

async function fileProblems(folder: string, manifest: Manifest): Promise<EvidenceProblem[]> {
  let found: Awaited<ReturnType<typeof listFiles>>;
  try {
    found = await listFiles(folder);
  } catch (error) {
    if (!(error instanceof ReviewFolderError)) throw error;
    return [{ kind: "file-added", message: error.message }];
  }
  const there = new Map(found.map((file) => [file.path, file]));
  const meant = new Map(manifest.files.map((file) => [file.path, file]));
  return [
    ...manifest.files.flatMap(({ path, sha256: digest, bytes }): EvidenceProblem[] => {
      const file = there.get(path);
      if (file === undefined) return [{ kind: "file-missing", message: `${path} is gone.`, file: path }];
      if (file.sha256 === digest && file.bytes === bytes) return [];
      const how = hasOtherLineEnds(join(folder, path), digest) ? lineEndsHint : sizeText(file.bytes, bytes);
      return [{ kind: "file-altered", message: `${path} was altered: ${how}.`, file: path }];
    }),
    ...found
      .filter(({ path }) => !meant.has(path))
      .map(({ path }): EvidenceProblem => ({ kind: "file-added", message: `${path} was added.`, file: path })),
  ];
}

function sizeText(now: number, was: number): string {
  return now === was ? "its digest is another" : `it has ${now} bytes instead of ${was}`;
}

async function verifySignatures(
  { signatures, manifestBytes }: EvidenceFolder,
  manifest: Manifest,
  options: VerifyOptions,
): Promise<{ signatures: ({ side: string } & SignedBy)[]; problems: EvidenceProblem[] }> {
  const problems: EvidenceProblem[] = [];
  const good: ({ side: string } & SignedBy)[] = [];
  for (const [name, bytes] of signatures) {
    const file = `${signaturesFolder}/${name}`;
    const side = manifest.sides.find((each) => `${each}.json` === name);
    if (side === undefined) {
      problems.push({ kind: "file-added", message: `${file} is nobody's signature.`, file });
      continue;
    }
    const signed = await readSignature(bytes, side, manifestBytes);
    if ("problem" in signed) {
      problems.push({ kind: "signature", message: `The signature of ${side} ${signed.problem}.`, file });
      continue;
    }
    const doubt = distrust(signed, side, options.matrix, options.issuerKeys);
    if (doubt !== undefined) {
      problems.push({ kind: "signature-not-trusted", message: `The signature of ${side} ${doubt}.`, file });
    }
    good.push({ side, ...signed });
  }
  for (const side of manifest.sides.filter((each) => !signatures.has(`${each}.json`))) {
    problems.push({ kind: "signature-missing", message: `${side} has not signed.` });
  }
  return { signatures: good, problems };
}

/** In a matrix that somebody writes anew the id may come in capitals. */
function sameTenant(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Evidence of another tenant proves nothing about this one, whoever signed it. */
function tenantProblems({ manifest }: EvidenceFolder, { client }: Matrix): EvidenceProblem[] {
  if (manifest === undefined || sameTenant(manifest.tenant.id, client.tenantId)) return [];
  return [{ kind: "chain", message: `It is about tenant ${manifest.tenant.id}, the matrix about ${client.tenantId}.` }];
}

/** Whether a review follows the one before it, and that one is as it was when this one was made. */
function linkProblems({ manifest }: EvidenceFolder, before: EvidenceFolder | undefined): EvidenceProblem[] {
  if (manifest === undefined) return [];
  const chain = (message: string): EvidenceProblem[] => [{ kind: "chain", message }];
  const { previous, sequence, period, tenant } = manifest;
  if (before === undefined) {
    return sequence === 1 && previous === null
      ? []
      : chain(`It is review ${sequence} of its chain, and review ${sequence - 1} is not here.`);
  }
  if (before.manifest === undefined) return chain("The review before it cannot be read.");
  if (sequence === before.manifest.sequence) return chain(`It is review ${sequence}, and so is ${before.name}.`);
  if (
    previous === null ||
    sequence !== before.manifest.sequence + 1 ||
    previous.sequence !== before.manifest.sequence
  ) {
    return chain(`It is review ${sequence}, and the one before it here is review ${before.manifest.sequence}.`);
  }
  const link = linkTo(before);
  if (previous.manifest !== link.manifest)
    return chain(`It follows another review than ${before.name}, or that one was altered.`);
  if (!canonicalBytes(previous.signatures).equals(canonicalBytes(link.signatures))) {
    return chain(`The signatures under ${before.name} are not those that were there when it was made.`);
  }
  if (!sameTenant(tenant.id, before.manifest.tenant.id))
    return chain(`It is about another tenant than ${before.name}.`);
  return period.from === before.manifest.reviewedOn ? [] : chain(`Its period does not begin with ${before.name}.`);
}

/** What was to go and is still there: the decision was not carried out. */
function revokedStillThere(before: RecordedDecisions | undefined, now: RecordedDecisions | undefined): string[] {
  if (before === undefined || now === undefined) return [];
  // What was an item of its own may be told in another one now.
  const here = new Map(
    now.sheet.items.flatMap((item) => [...(item.noticed ?? []), ...lastingIds(item)].map((id) => [id, item] as const)),
  );
  return madeDecisions(before.sheet).flatMap(({ item, decision }) => {
    if (decision.choice !== "revoke") return [];
    const ids = lastingIds(item);
    const own = ids.filter((id) => here.has(id));
    const still = own.length > 0 ? own : (item.noticed ?? []).filter((id) => here.has(id));
    const title = here.get(still[0] ?? "")?.title;
    if (title === undefined) return [];
    const by = `${decision.by ?? "nobody"}, ${decision.on ?? "no day"}`;
    const what =
      ids.length === 1 || own.length === 0 ? "is still there" : `of its ${ids.length}, ${still.length} are still there`;
    return [`${item.id} was to be revoked (${by}) and ${what}: ${title}`];
  });
}

/** What was to go, from where nobody could look: whether it has is not known. */
function revokedUnseen(before: RecordedDecisions | undefined, now: RecordedDecisions | undefined): string[] {
  if (before === undefined || now === undefined) return [];
  const sees = couldSee(now.sheet.review, systemsOf(before.sheet.review));
  const here = new Set(now.sheet.items.flatMap((item) => [...(item.noticed ?? []), ...lastingIds(item)]));
  return madeDecisions(before.sheet).flatMap(({ item, decision }) =>
    decision.choice === "revoke" && !sees(item.objects ?? []) && !lastingIds(item).some((id) => here.has(id))
      ? [
          `${item.id} was to be revoked (${decision.by ?? "nobody"}, ${decision.on ?? "no day"}), and whether it is gone is not known: ${item.title}`,
        ]
      : [],
  );
}

/** The matrix beside it says who is trusted; the one that both sides signed before says who was. */
function newSigners(
  signatures: VerifiedReview["signatures"],
  before: RecordedDecisions | undefined,
  name: string | undefined,
): string[] {
  if (before === undefined) return [];
  return signatures
    .filter((signed) => isNewSigner(signed, signed.side, before.matrix))
    .map(
      ({ side }) =>
        `${side} signed with what the matrix in ${name} did not name for it: review.signers was changed in between. Was that ${side}?`,
    );
}

/** Whether the sides that a matrix asks for have signed a review, whoever checks the rest. */
export function missingSides(evidence: EvidenceFolder | undefined, matrix: Matrix): string[] {
  const sides = evidence?.manifest?.sides ?? requiredSides(matrix);
  return sides.filter((side) => evidence?.signatures.has(`${side}.json`) !== true);
}
