import { dirname, join, relative, resolve } from "node:path";
import { formatProblem } from "../../matrix/problem.ts";
import { ReviewFolderError } from "../../review/decisions/problem.ts";
import { meant, readDecisions } from "../../review/decisions/read.ts";
import type { Choice, Decision } from "../../review/decisions/schema.ts";
import {
  completedText,
  type DecisionSheet,
  decisionsFileName,
  judgeSheet,
  openSheet,
} from "../../review/decisions/sheet.ts";
import { readChain, readEvidence } from "../../review/evidence/chain.ts";
import { keptBy } from "../../review/evidence/recorded-decisions.ts";
import { writeEvidence } from "../../review/evidence/write.ts";
import { visible } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { print, printJson, styled } from "../output.ts";
import { matrixForReview, type ReviewMatrixOptions, tierZeroRules, todayUtc } from "../review-matrix.ts";

export interface DecideOptions extends ReviewMatrixOptions {
  readonly check: boolean;
  readonly entry?: string;
  readonly choice?: Choice;
  readonly until?: string;
  readonly beyond?: readonly ("next-review" | "contract-end")[];
  readonly reason?: string;
  readonly by?: string;
  readonly ticket?: string;
  readonly format: "text" | "json";
  /** In a browser instead. */
  readonly serve?: boolean;
  readonly port?: string;
}

/** 0 when everything is decided, 1 when something is open, 2 when a decision is not valid. */
export async function decide(folder: string, options: DecideOptions): Promise<number> {
  const { matrix } = matrixForReview(folder, options);
  const serves = options.serve === true;
  const given = Object.entries({ ...options, check: options.check || undefined });
  const other = given.find(([name, value]) => value !== undefined && isOfOneDecision(name));
  if (serves && other !== undefined) {
    throw new UsageError(`--serve and --${other[0]} are both given`, "one of them: the page asks for everything");
  }
  if (!serves && options.port !== undefined) throw new UsageError("--port is given without --serve", "--serve");
  const sheet = openSheet(folder, matrix);
  const name = relative(process.cwd(), join(folder, decisionsFileName));
  const before = readChain(dirname(resolve(folder))).signed.filter((each) => resolve(each.folder) !== resolve(folder));
  const context = {
    matrix,
    today: todayUtc(),
    tierZeroRules: await tierZeroRules(),
    keptBefore: keptBy(before.map((each) => each.folder)),
  };
  if (serves) {
    const { serveDecisions } = await import("../serve-decisions.ts");
    return serveDecisions({ ...context, folder, today: todayUtc }, options.port ?? "0");
  }
  const change = changeOf(sheet, options);
  const text = options.check && change === undefined ? sheet.existing?.text : completedText(sheet, change);
  if (text === undefined) {
    throw new ReviewFolderError(`there is no ${name}: \`demarc review decide ${folder}\` without --check makes it`);
  }
  const read = readDecisions(text, name);
  if ("problems" in read) throw new ReviewFolderError(`${name} cannot be used`, read.problems);
  const { invalid, open } = judgeSheet({ ...sheet, existing: { text, read } }, context);
  const ofChange = invalid.filter(({ path }) => change !== undefined && path.startsWith(`decisions.${change.id}`));
  if (ofChange.length > 0) throw new ReviewFolderError("the decision is not valid, and was not written", ofChange);
  if (!options.check && text !== sheet.existing?.text) {
    if (readEvidence(folder) !== undefined) {
      throw new ReviewFolderError(`${folder} is signed: what was decided cannot be changed any more`);
    }
    writeEvidence(folder, decisionsFileName, text);
  }
  const decided = sheet.items.length - open.length;
  if (options.format === "json") {
    printJson({ ok: invalid.length + open.length === 0, items: sheet.items.length, decided, invalid, open });
  } else {
    for (const problem of invalid) print(`${styled("red", "error")}: ${visible(formatProblem(problem))}`);
    for (const problem of open) print(`${styled("yellow", "open")}: ${visible(formatProblem(problem))}`);
    print(`${name}: ${decided} of ${sheet.items.length} decided.`);
  }
  return invalid.length > 0 ? 2 : open.length > 0 ? 1 : 0;
}

function isOfOneDecision(option: string): boolean {
  return ["check", "entry", "choice", "until", "beyond", "reason", "by", "ticket"].includes(option);
}

/** The one decision that the options make; undefined when they make none. */
function changeOf(sheet: DecisionSheet, options: DecideOptions): { id: string; decision: Decision } | undefined {
  const { entry: id, choice, until, beyond, reason, by, ticket } = options;
  if (id === undefined) {
    const lone = Object.entries({ choice, until, beyond, reason, by, ticket }).find(([, value]) => value !== undefined);
    if (lone !== undefined) throw new UsageError(`--${lone[0]} is given without --entry`, "--entry ID");
    return undefined;
  }
  const ids = sheet.items.map((item) => item.id);
  if (!ids.includes(id)) throw new UsageError(`"${id}" is nothing that this review asks`, meant(id, ids));
  if (choice === undefined) throw new UsageError("--choice is missing", "keep, revoke or change-matrix");
  if (sheet.existing?.read.decisions.get(id) !== undefined) {
    throw new UsageError(`${id} is decided already`, "what was decided is changed in the file, by whoever decided it");
  }
  return {
    id,
    decision: {
      choice,
      on: todayUtc(),
      ...(until !== undefined && { until }),
      ...(beyond !== undefined && { beyond }),
      ...(reason !== undefined && { reason }),
      ...(by !== undefined && { by }),
      ...(ticket !== undefined && { ticket }),
    },
  };
}
