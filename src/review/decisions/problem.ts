/** What is wrong with the files of a review, in the form that a matrix's problems have. */

import { formatProblem, type MatrixProblem } from "../../matrix/problem.ts";

/** `path` is a path in the file, such as `decisions.D-1a2b3c4d.until`. */
export type FileProblem = MatrixProblem;

/** A file or folder of a review that cannot be used; nothing was changed. The message is the whole answer. */
export class ReviewFolderError extends Error {
  override readonly name = "ReviewFolderError";
  readonly problems: readonly FileProblem[];
  constructor(message: string, problems: readonly FileProblem[] = []) {
    super([message, ...problems.map(formatProblem)].join("\n"));
    this.problems = problems;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "there is no permission to do so",
  EISDIR: "it is a folder",
  ELOOP: "it is a link that leads back to itself",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a file is where a folder should be",
  EPERM: "there is no permission to do so",
};

/** What the system says of a file or folder that it does not read, as an answer. */
export function unreadable(place: string, error: unknown): ReviewFolderError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new ReviewFolderError(`${place} cannot be read: ${reasons[code ?? ""] ?? message}`);
}
