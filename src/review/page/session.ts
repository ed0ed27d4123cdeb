/**
 * The decisions of one review while a page is open: read again for every answer, judged and written by the functions that the YAML
 * way has. Whatever changed on the disk since a person saw it is noticed, and nothing is written over it.
 */

import { join } from "node:path";
import type { Matrix } from "../../matrix/schema.ts";
import type { DecisionItem } from "../decisions/items.ts";
import type { DecisionContext } from "../decisions/judge.ts";
import { peopleOf } from "../decisions/people.ts";
import { type FileProblem, ReviewFolderError } from "../decisions/problem.ts";
import { type ReadDecisions, readDecisions } from "../decisions/read.ts";
import { reviewFileName } from "../decisions/recorded-review.ts";
import type { Decision, DecisionsFile } from "../decisions/schema.ts";
import {
  completedText,
  type DecisionSheet,
  decisionsFileName,
  decisionsText,
  judgeSheet,
  openSheet,
} from "../decisions/sheet.ts";
import { readEvidence } from "../evidence/chain.ts";
import { bytesOf, sha256 } from "../evidence/files.ts";
import { writeEvidence } from "../evidence/write.ts";

export interface SessionInput {
  /** Of the review. */
  readonly folder: string;
  readonly matrix: Matrix;
  readonly tierZeroRules: readonly string[];
  readonly keptBefore: ReadonlyMap<string, number>;
  /** ISO date of now, UTC. */
  readonly today: () => string;
}

/** What is wrong with one field of a decision, or with the decision. */
export interface LineProblem {
  /** `until`, `reason`, `by`, …; absent: the entry itself. */
  readonly field?: string;
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
}

/** An entry of decisions.yaml as it stands: a decision, or the fields that somebody began to fill in. */
type Entry = NonNullable<DecisionsFile["decisions"][string]>;

/** The file as it is now. */
export interface SessionState {
  /** SHA-256 of decisions.yaml; `absent` while there is none. */
  readonly digest: string;
  /** Why nothing can be decided here any more. */
  readonly closed?: string;
  readonly decided: number;
  readonly entries: Readonly<Record<string, Entry>>;
  /** By item. */
  readonly problems: Readonly<Record<string, readonly LineProblem[]>>;
  /** Of the file as a whole. */
  readonly general: readonly string[];
}

/** A decision as a page sends it: the day is the server's. */
export type SentDecision = Omit<Decision, "on">;

export type Outcome =
  | { readonly kind: "saved"; readonly digest: string; readonly entry: Entry; readonly decided: number }
  | { readonly kind: "refused"; readonly problems: readonly LineProblem[] }
  /** Something else than what was seen is on the disk, or it is signed by now; nothing was written. */
  | { readonly kind: "conflict"; readonly message: string };

export interface DecisionSession {
  /** As it was when the page was started; what is decided, `state` says. */
  readonly sheet: Omit<DecisionSheet, "existing">;
  readonly input: SessionInput;
  /** @throws ReviewFolderError when decisions.yaml cannot be read, with line and column */
  state(): SessionState;
  /**
   * Puts one decision into decisions.yaml.
   * @param seen digest of the file that the person saw
   * @throws ReviewFolderError when decisions.yaml cannot be read
   */
  decide(item: DecisionItem, sent: SentDecision, seen: string): Outcome;
}

/** What is said when the file is another than the one that was seen. */
const changedElsewhere =
  "decisions.yaml was changed elsewhere, in an editor or by another page: nothing was written over it. It is shown as it is now; look again, then save.";

/** @throws ReviewFolderError when there is no review in the folder, or its decisions.yaml cannot be read */
export function openSession(input: SessionInput): DecisionSession {
  const { folder, matrix, today } = input;
  const { existing: _, ...sheet } = openSheet(folder, matrix);
  const file = join(folder, decisionsFileName);
  const context = (): Omit<DecisionContext, "review" | "digest" | "items"> => ({ ...input, today: today() });
  let last: { readonly digest: string; readonly text: string; readonly read: ReadDecisions } | undefined;

  /** The file on the disk; parsed once for as long as it stays the same. */
  const current = () => {
    const bytes = bytesOf(file);
    const digest = bytes === undefined ? absent : sha256(bytes);
    if (last?.digest === digest) return last;
    const text = bytes === undefined ? completedText(sheet) : decisionsText(bytes, file);
    last = { digest, text, read: parsed(text, file) };
    return last;
  };
  const closed = (): string | undefined => {
    if (readEvidence(folder) !== undefined)
      return "This review is signed: what was decided cannot be changed any more.";
    const review = bytesOf(join(folder, reviewFileName));
    if (review !== undefined && sha256(review) === sheet.digest) return undefined;
    return `${reviewFileName} is another one than when this page was started: stop the command and start it again.`;
  };

  return {
    sheet,
    input,
    state() {
      const { digest, text, read } = current();
      const { invalid, open } = judgeSheet({ ...sheet, existing: { text, read } }, context());
      const why = closed();
      const ids = new Set(sheet.items.map(({ id }) => id));
      const ofItems = invalid.flatMap((problem) => {
        const [, id = "", ...field] = problem.path.split(".");
        return ids.has(id) ? [{ id, problem: ofLine(problem, field.join(".")) }] : [];
      });
      return {
        digest,
        ...(why !== undefined && { closed: why }),
        decided: sheet.items.length - open.length,
        entries: Object.fromEntries(
          sheet.items.flatMap(({ id }) => {
            const entry = read.file.decisions[id];
            return entry !== null && entry !== undefined && Object.values(entry).some((value) => value !== null)
              ? [[id, entry]]
              : [];
          }),
        ),
        problems: Object.fromEntries(
          [...Map.groupBy(ofItems, ({ id }) => id)].map(([id, all]) => [id, all.map(({ problem }) => problem)]),
        ),
        general: invalid.filter(({ path }) => !ids.has(path.split(".")[1] ?? "")).map(sentence),
      };
    },
    decide(item, sent, seen) {
      const why = closed();
      if (why !== undefined) return { kind: "conflict", message: why };
      const { digest, text, read } = current();
      if (digest !== seen) return { kind: "conflict", message: changedElsewhere };
      const made = read.decisions.get(item.id);
      if (made?.by !== undefined && made.by.toLowerCase() !== sent.by?.toLowerCase()) {
        const name = peopleOf(matrix).get(made.by.toLowerCase())?.name ?? made.by;
        return {
          kind: "refused",
          problems: [{ field: "by", message: `is decided by ${name} already`, hint: othersWord }],
        };
      }
      const decision: Decision = { ...sent, on: today() };
      const problems = problemsOf(sheet, item, decision, context());
      if (problems.length > 0) return { kind: "refused", problems };
      const change = { id: item.id, decision };
      const written = completedText({ ...sheet, existing: { text, read } }, change);
      try {
        writeEvidence(folder, decisionsFileName, written, () => {
          // Between reading and here an editor may have saved, or somebody signed.
          const bytes = bytesOf(file);
          if ((bytes === undefined ? absent : sha256(bytes)) !== seen || closed() !== undefined)
            throw new ChangedMeanwhile();
        });
      } catch (error) {
        if (error instanceof ChangedMeanwhile) return { kind: "conflict", message: closed() ?? changedElsewhere };
        throw error;
      }
      // A file of thousands of entries takes a second to read: while the person reads the next line, not before they see this answer.
      setImmediate(() => quietly(current)).unref();
      const { choice, ...fields } = decision;
      const before = [...read.decisions].filter(([id, each]) => each !== undefined && id !== item.id);
      const asked = new Set(sheet.items.map(({ id }) => id));
      return {
        kind: "saved",
        digest: sha256(written),
        entry: { decision: choice, ...fields, beyond: fields.beyond === undefined ? null : [...fields.beyond] },
        decided: before.filter(([id]) => asked.has(id)).length + 1,
      };
    },
  };
}

const absent = "absent";
const othersWord = "what somebody else decided is changed in the file, by whoever decided it";

class ChangedMeanwhile extends Error {}

function parsed(text: string, file: string): ReadDecisions {
  const read = readDecisions(text, file);
  if ("problems" in read) throw new ReviewFolderError(`${file} cannot be used`, read.problems);
  return read;
}

/** What the judge says of one decision: of a sheet that asks for nothing else. */
function problemsOf(
  sheet: Omit<DecisionSheet, "existing">,
  item: DecisionItem,
  decision: Decision,
  context: Omit<DecisionContext, "review" | "digest" | "items">,
): LineProblem[] {
  const alone: DecisionSheet = { ...sheet, items: [item] };
  const text = completedText(alone, { id: item.id, decision });
  const read = readDecisions(text, decisionsFileName);
  const problems =
    "problems" in read ? read.problems : judgeSheet({ ...alone, existing: { text, read } }, context).invalid;
  return problems.map((problem) => ofLine(problem, problem.path.split(".").slice(2).join(".")));
}

function ofLine({ message, hint }: FileProblem, field: string): LineProblem {
  return { ...(field !== "" && { field }), message, ...(hint !== undefined && { hint }) };
}

function sentence({ line, path, message, hint }: FileProblem): string {
  return `Line ${line}${path === "" ? "" : `, ${path}`}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}

/** What cannot be read is said to whoever asks for it next. */
function quietly(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ReviewFolderError)) throw error;
  }
}
