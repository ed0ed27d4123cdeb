import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { matrixJsonSchema } from "../../matrix/json-schema.ts";
import { type FirstFiles, filesFromScratch, filesFromSnapshot } from "../../onboarding/init/first-files.ts";
import { reasonOf } from "../../system-error.ts";
import { readSnapshot } from "../../tenant/snapshot-file.ts";
import { UsageError } from "../errors.ts";
import { print } from "../output.ts";
import { projectFolder } from "../stacks.ts";

export interface InitOptions {
  /** A snapshot: a first matrix of what is there. */
  readonly from?: string;
}

/** Writes a first matrix (and of a snapshot the inventory) into a folder that is empty or not there; always 0. */
export async function init(directory: string, { from }: InitOptions): Promise<number> {
  const folder = resolve(directory);
  assertFree(folder, directory);
  const schema = schemaFor(folder);
  const made =
    from === undefined
      ? filesFromScratch(new Date().toISOString().slice(0, 10), schema.address)
      : filesFromSnapshot(readSnapshot(from), schema.address);
  writeAll(folder, new Map([...made.files, ...schema.files]));
  for (const name of [...made.files.keys(), ...schema.files.keys()]) {
    print(relative(process.cwd(), join(folder, name)) || name);
  }
  if (made.inventory !== undefined) summarise(made.inventory);
  const matrix = relative(process.cwd(), join(folder, "matrix.yaml"));
  const stack = dirname(folder) === join(projectFolder, "stacks") ? basename(folder) : undefined;
  print(
    `\nNext: ${made.inventory === undefined ? "replace the examples" : "answer the questions"}, then demarc lint ${matrix}${stack === undefined || from === undefined ? "" : `, then demarc review --stack ${stack} --snapshot ${from}`}`,
  );
  return 0;
}

/** @throws UsageError when something is in the way; nothing is ever overwritten */
function assertFree(folder: string, given: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) throw new UsageError(`${given} is a file`, "a folder that is empty or not there yet");
  const [found] = readdirSync(folder);
  if (found === undefined) return;
  throw new UsageError(
    `${given} is not empty: it has ${found}. Nothing was changed`,
    "a folder that is empty or not there yet; init overwrites nothing",
  );
}

/** The schema where the project has it; elsewhere a copy beside the matrix. */
function schemaFor(folder: string): { readonly address: string; readonly files: ReadonlyMap<string, string> } {
  const own = join(projectFolder, "schema", "matrix.schema.json");
  if (folder.startsWith(`${projectFolder}${sep}`) && existsSync(own)) {
    return { address: relative(folder, own).split(sep).join("/"), files: new Map() };
  }
  const name = "matrix.schema.json";
  return {
    address: `./${name}`,
    files: new Map([[name, `${JSON.stringify(matrixJsonSchema(), null, 2)}\n`]]),
  };
}

/** All files or none: they come into being beside the folder, which then takes its place. */
function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  const draft = `${folder}.${process.pid}.new`;
  try {
    mkdirSync(draft, { recursive: true });
    for (const [name, content] of files) writeFileSync(join(draft, name), content);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw new UsageError(`${relative(process.cwd(), folder)} cannot be written: ${reasonOf(error)}`);
  }
}

function summarise({ principals, questions, snapshot }: NonNullable<FirstFiles["inventory"]>): void {
  const outside = principals.filter(({ side }) => side === "provider" || side === "unknown");
  const controlling = outside.filter(({ control }) => control !== undefined).length;
  print(
    `\n${outside.length} from outside or unknown hold access, ${controlling} of them can reach Global Administrator; ${questions.length} questions are open.`,
  );
  if (snapshot.unreadable.length > 0) {
    const names = new Set(snapshot.unreadable.map(({ collection }) => collection));
    print(`Not read, and so not known: ${[...names].join(", ")}.`);
  }
}
