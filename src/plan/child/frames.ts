/** Finds the place in the user's own files that a stack trace leads to. */

import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../plan.ts";

const runnerDirectory = dirname(fileURLToPath(import.meta.url)) + sep;
/** Demarc's own resources are a library, also where they are not installed as one. */
const resourcesDirectory = fileURLToPath(new URL("../../resources/", import.meta.url));
const framePattern = /^\s*at (?:.*[( ])?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):(\d+):(\d+)\)?$/;
const headerPattern = /^(file:\/\/\S+|\/\S+|[A-Za-z]:\\\S+):(\d+)(?::(\d+))?$/;

/** Deep enough for a resource that a component makes in a helper of a helper. */
const depth = 100;

export class Frames {
  readonly #directory: string;

  /** @param directory the program's directory; whatever is not a library or the runner itself counts as the user's. */
  constructor(directory: string) {
    this.#directory = directory.endsWith(sep) ? directory : directory + sep;
  }

  /** The innermost frame of the user's that is being executed now. */
  current(): SourcePosition | undefined {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = depth;
    const { stack } = new Error();
    Error.stackTraceLimit = limit;
    return this.first(stack);
  }

  /** The innermost frame of the user's in an error's stack; for a syntax error, the position that heads it. */
  of(error: unknown): SourcePosition | undefined {
    if (!(error instanceof Error)) return undefined;
    return this.first(error.stack) ?? header(error.stack);
  }

  /** The first frame of the user's in a stack trace's text. */
  first(stack: unknown): SourcePosition | undefined {
    if (typeof stack !== "string") return undefined;
    for (const line of stack.split("\n")) {
      const position = parse(framePattern.exec(line));
      if (position !== undefined && this.isUsers(position.file)) return position;
    }
    return undefined;
  }

  /** True for a file that is neither a library's nor the runner's. */
  isUsers(file: string): boolean {
    if (file.startsWith(runnerDirectory) || file.startsWith(resourcesDirectory)) return false;
    const own = file.startsWith(this.#directory) ? file.slice(this.#directory.length - 1) : file;
    return !own.includes(`${sep}node_modules${sep}`);
  }
}

function header(stack: unknown): SourcePosition | undefined {
  return typeof stack === "string" ? parse(headerPattern.exec(stack.split("\n")[0] ?? "")) : undefined;
}

function parse(match: RegExpExecArray | null): SourcePosition | undefined {
  const [, location, line, column] = match ?? [];
  if (location === undefined || line === undefined) return undefined;
  const path = location.startsWith("file:") ? fileURLToPath(location.replace(/[?#].*$/, "")) : location;
  return { file: path.replace(/\?.*$/, ""), line: Number(line), column: Number(column ?? 1) };
}
