/**
 * Workflow commands of GitHub Actions: printed in a step they become remarks at the lines of the pull request. They need no
 * permission, so they work for forks, too.
 */

import { resolve } from "node:path";
import { visible } from "../../visible.ts";
import type { CheckFinding, CheckResult } from "../check-result.ts";
import type { Formatter, Setting } from "./formatter.ts";
import { insideRepository } from "./places.ts";
import { refuses } from "./words.ts";

/** A step shows ten of each kind (docs/problem-matchers.md of actions/toolkit); the rest is in the summary. */
const mostOfEach = 10;

export const annotationsFormatter: Formatter = {
  render(result, setting) {
    const { error } = result;
    if (error !== undefined) return line("error", error, "demarc: there is no plan", error.message, setting);
    const kinds = ["error", "warning", "notice"] as const;
    return kinds
      .flatMap((kind) =>
        result.findings
          .filter((finding) => kindOf(finding, result.failOn) === kind)
          .slice(0, mostOfEach)
          .map((finding) => line(kind, finding, finding.rule, textOf(finding), setting)),
      )
      .join("");
  },
};

type Kind = "error" | "warning" | "notice";

function kindOf({ severity }: CheckFinding, failOn: CheckResult["failOn"]): Kind {
  if (refuses(severity, failOn)) return "error";
  return severity === "note" ? "notice" : "warning";
}

function textOf({ message, remedy }: CheckFinding): string {
  return remedy === undefined ? message : `${message} Instead: ${remedy}`;
}

function line(
  kind: Kind,
  place: { readonly file?: string; readonly line?: number; readonly column?: number },
  title: string,
  message: string,
  { root, workingDirectory }: Setting,
): string {
  const file = place.file === undefined ? undefined : insideRepository(root, resolve(workingDirectory, place.file));
  const properties = [
    ...(file === undefined ? [] : [["file", file]]),
    ...(file === undefined || place.line === undefined ? [] : [["line", String(place.line)]]),
    ...(file === undefined || place.column === undefined ? [] : [["col", String(place.column)]]),
    ["title", title],
  ].map(([key, value]) => `${key}=${property(value ?? "")}`);
  return `::${kind} ${properties.join(",")}::${data(message)}\n`;
}

/** Escapes as the runner undoes them (src/Runner.Common/ActionCommand.cs of actions/runner). */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
