/** Where files are, as seen from the top of the repository. */

import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** The nearest folder upwards that Git manages; the folder itself when there is none. */
export function repositoryRoot(folder: string): string {
  for (let at = real(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return real(folder);
  }
}

/** Path from the top of the repository with `/` between, links followed; undefined for what is outside. */
export function insideRepository(root: string, file: string): string | undefined {
  const path = relative(real(root), real(resolve(root, file)));
  return path === "" || path === ".." || path.startsWith(`..${sep}`) || resolve(path) === path
    ? undefined
    : path.split(sep).join("/");
}

/** A path as a relative URI reference: each part encoded. */
export function uriOf(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}

/** `file:///…/` of a folder. */
export function folderUri(folder: string): string {
  return pathToFileURL(`${real(folder)}${sep}`).href;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
