import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { handbookFiles, pageName } from "../../handbook/handbook.ts";
import { type OutdatedFile, outdatedFiles } from "../../handbook/up-to-date.ts";
import { readText } from "../../text-file.ts";
import { visibleLines } from "../../visible.ts";
import { UsageError } from "../errors.ts";
import { type HandbookSources, handbookInput } from "../handbook-input.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, say } from "../output.ts";
import { findBrowser, printPage } from "../print-page.ts";
import { writeWhole } from "../reports.ts";

export interface HandbookOptions extends HandbookSources {
  readonly stack?: string;
  readonly out?: string;
  readonly pdf: boolean;
  /** Only say whether it is up to date; nothing is written. */
  readonly check: boolean;
}

/** Writes the handbook: 0, or 1 when it was to be printed and could not. With `check`, 1 when the one that is there is another. */
export async function handbook(file: string | undefined, options: HandbookOptions): Promise<number> {
  const loaded = matrixFrom(file, options.stack);
  const input = handbookInput(loaded, options);
  const files = handbookFiles(input);
  const folder = options.out ?? join(dirname(loaded.file), "handbook");
  if (options.check) return check(folder, files, options, file);
  assertOurs(folder);
  for (const [name, content] of files) writeWhole(join(folder, name), content);
  const shown = relative(process.cwd(), resolve(folder)) || ".";
  print(
    `${files.size} files in ${shown}: README.md is the index, ${pageName} the whole on one page, rhythm.ics for calendars`,
  );
  for (const { name, state } of outdatedFiles(files, present(folder))) {
    if (state === "left-over") say(`${join(folder, name)} is no part of it any more: remove it`);
  }
  return options.pdf ? printed(folder) : 0;
}

/** @throws UsageError where another README would be overwritten */
function assertOurs(folder: string): void {
  const readme = present(folder).get("README.md");
  if (readme === undefined || readme.includes(mark)) return;
  throw new UsageError(
    `${folder} has a README.md that is not a handbook's. Nothing was changed`,
    "a folder of its own, such as handbook",
  );
}

const mark = "Made by `demarc handbook`";

/** The texts in a folder; nothing where there is none. */
function present(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  if (!statSync(folder).isDirectory()) throw new UsageError(`${folder} is a file`, "a folder");
  const names = readdirSync(folder).filter((name) => /\.(?:md|html|ics|json|csv)$/.test(name));
  return new Map(names.map((name) => [name, readText(join(folder, name))]));
}

/** So many lines of differences are enough to see what changed. */
const mostLines = 60;

function check(
  folder: string,
  files: ReadonlyMap<string, string>,
  options: HandbookOptions,
  file: string | undefined,
): number {
  const outdated = outdatedFiles(files, present(folder));
  if (outdated.length === 0) {
    print(`${folder} is the handbook of the matrix.`);
    return 0;
  }
  for (const each of outdated) print(visibleLines(outdatedText(each)));
  print(
    `\n${folder} is not the handbook of the matrix: ${outdated.length} of ${files.size} files. To make it again:\n  ${commandOf(folder, options, file)}`,
  );
  return 1;
}

function outdatedText({ name, state, diff }: OutdatedFile): string {
  if (state === "missing") return `${name} is missing`;
  if (state === "left-over") return `${name} is no part of it any more: remove it`;
  if (diff === "") return `${name} is out of date`;
  const lines = diff.trimEnd().split("\n");
  const places = lines.filter((line) => line.startsWith("@@")).map((line) => /\+(\d+)/.exec(line)?.[1] ?? "");
  const shown =
    lines.length > mostLines ? [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more lines`] : lines;
  return `${name} is out of date at line${places.length === 1 ? "" : "s"} ${places.join(", ")}\n${shown.join("\n")}`;
}

/** What the person typed, without --check. */
function commandOf(
  folder: string,
  { stack, out, snapshot, systems = [], review, date }: HandbookOptions,
  file: string | undefined,
): string {
  const given: readonly (readonly [option: string, value: string | undefined])[] = [
    ["--stack", stack],
    ["--out", out === undefined ? undefined : folder],
    ["--snapshot", snapshot],
    ...systems.map((place) => ["--systems", place] as const),
    ["--review", review],
    ["--date", date],
  ];
  const words = given.flatMap(([option, value]) => (value === undefined ? [] : [option, typed(value)]));
  return ["demarc handbook", ...(file === undefined ? [] : [typed(file)]), ...words].join(" ");
}

/** As a shell takes it for one word. */
const typed = (word: string) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

async function printed(folder: string): Promise<number> {
  const page = join(folder, pageName);
  const pdf = join(folder, "handbook.pdf");
  const browser = findBrowser(process.env);
  const byHand = `open ${page} in any browser, print it, and choose “Save as PDF”`;
  if (browser === undefined) {
    say(`no PDF: no Chromium, Chrome or Edge was found (CHROMIUM_PATH names one); ${byHand}`);
    return 1;
  }
  try {
    await printPage(browser, page, pdf);
  } catch (error) {
    say(
      visibleLines(`no PDF: ${browser} failed (${error instanceof Error ? error.message : String(error)}); ${byHand}`),
    );
    return 1;
  }
  print(relative(process.cwd(), resolve(pdf)));
  return 0;
}
