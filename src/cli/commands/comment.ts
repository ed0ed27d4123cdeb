import { reasonOf } from "../../system-error.ts";
import { parseJson, readText } from "../../text-file.ts";
import { type CheckResult, checkResultSchema } from "../check-result.ts";
import { azureDevOpsTarget } from "../comment/azure-devops.ts";
import { githubTarget } from "../comment/github.ts";
import { putComment } from "../comment/put-comment.ts";
import { UsageError } from "../errors.ts";
import { renderMarkdown } from "../formats/markdown.ts";
import { text } from "../formats/markdown-text.ts";
import { say } from "../output.ts";

export interface CommentOptions {
  /** File of `--report json=…`. */
  readonly result: string;
  readonly host: "github" | "azure-devops";
  /** Whose comments are ours, on GitHub. */
  readonly author: string;
}

/**
 * Puts the comment of a check into the pull request that the run is for. It is made anew from the document, since that may come from
 * a fork's run: what it says is shown, and does nothing.
 *
 * @returns 0, also when there is no pull request to write into
 */
export async function comment({ result: file, host, author }: CommentOptions): Promise<number> {
  const result = readResult(file);
  const target =
    host === "github" ? await githubTarget(process.env, author) : await azureDevOpsTarget(process.env, result.ok);
  if ("skipped" in target) {
    say(`No comment: ${target.skipped}.`);
    return 0;
  }
  const { sourceUrl, remark } = target;
  const body = renderMarkdown(result, { ...(sourceUrl !== undefined && { sourceUrl }) });
  for (const place of target.places) {
    const done = await putComment(place, remark === undefined ? body : `${body}\n_${text(remark)}_\n`);
    say(`Comment ${done}.`);
  }
  return 0;
}

const resultHint = "demarc check --report json=FILE writes one";

function readResult(file: string): CheckResult {
  const read = parseJson(textOf(file));
  if ("fault" in read) {
    throw new UsageError(
      `${file}:${read.fault.line}:${read.fault.column}: no result of a check: it is no JSON`,
      resultHint,
    );
  }
  const parsed = checkResultSchema.safeParse(read.document);
  if (!parsed.success) throw new UsageError(`${file} is no result of a check`, resultHint);
  return parsed.data;
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`, resultHint);
  }
}
