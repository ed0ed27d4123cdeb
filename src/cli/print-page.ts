/** Prints a page as PDF with a browser that is installed. */

import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

/** Names on the PATH, and where installers put them. */
const programs = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "chrome",
  "msedge",
];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** Milliseconds: a browser that hangs is no reason to. */
const patience = 60_000;

/** The browser to print with: CHROMIUM_PATH, or one that is installed; undefined when there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment["CHROMIUM_PATH"];
  if (given !== undefined && given !== "") return isProgram(given) ? given : undefined;
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const endings = process.platform === "win32" ? [".exe"] : [""];
  const named = programs.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`))),
  );
  return [...named, ...places].find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @throws Error when the browser fails */
export async function printPage(browser: string, page: string, pdf: string): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "demarc-print-"));
  // A browser refuses its sandbox to root, and the page that it prints loads nothing and runs nothing.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  try {
    await promisify(execFile)(
      browser,
      [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--no-pdf-header-footer",
        `--user-data-dir=${profile}`,
        ...sandbox,
        `--print-to-pdf=${resolve(pdf)}`,
        pathToFileURL(resolve(page)).href,
      ],
      { timeout: patience },
    );
    accessSync(pdf, constants.R_OK);
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}
