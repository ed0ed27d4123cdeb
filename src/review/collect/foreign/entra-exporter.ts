/** Reads a folder that EntraExporter wrote: a file for each object, in folders that say what it is. File by file, so that memory stays flat. */

import { type Dirent, statSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { asObject, asText, type JsonObject } from "../../../tenant/entity.ts";
import type { CollectionName, PartName, Unreadable } from "../../../tenant/snapshot.ts";
import { SnapshotError } from "../../../tenant/snapshot-file.ts";
import { parseJson, readText } from "../../../text-file.ts";
import { readings } from "./entra-exporter-objects.ts";
import { type ExportedFolder, exportedFolders, neverExported, tellTaleFolders } from "./entra-exporter-paths.ts";
import { incompleteExport, notInExport, notInFormat, type ReadExport } from "./export-format.ts";
import { graphId, keptProperties } from "./kept-properties.ts";
import type { Spool } from "./spool.ts";

/**
 * @param path the folder that was `-Path` of Export-Entra
 * @throws SnapshotError when it is none, or a file in it is not whole
 */
export async function readEntraExporter(path: string, spool: Spool): Promise<ReadExport> {
  if (!statSync(path).isDirectory()) {
    throw new SnapshotError(`${path} is a file; name the folder that Export-Entra -Path wrote`);
  }
  const reader = new EntraExporterReader(path, spool);
  for await (const file of filesBelow(path)) await reader.read(file);
  return reader.result();
}

/** Whether a folder looks like an export. */
export function isEntraExporterFolder(names: readonly string[]): boolean {
  return tellTaleFolders.some((name) => names.includes(name));
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(folder)) entries.push(entry);
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && /\.json$/i.test(entry.name)) yield path;
  }
}

class EntraExporterReader {
  readonly #root: string;
  readonly #spool: Spool;
  readonly #seen = new Set<ExportedFolder>();
  readonly #tenants = new Map<string, string>();
  readonly #incomplete = new Map<CollectionName, string>();
  #madeAt: Date | undefined;
  #dynamicGroups = 0;
  #staticGroups = 0;
  #records = 0;
  #others = 0;

  constructor(root: string, spool: Spool) {
    this.#root = root;
    this.#spool = spool;
  }

  async read(file: string): Promise<void> {
    const place = placeOf(relative(this.#root, file).split(sep));
    if (place === undefined) {
      this.#others++;
      return;
    }
    const { folder, parent } = place;
    const object = objectIn(file);
    this.#seen.add(folder);
    this.#records++;
    if (folder.relation !== undefined) return this.#related(folder, parent, object, file);
    if (folder.reading !== undefined) {
      const read = readings[folder.reading](object);
      if (read.length === 0 && folder.reading !== "package-resources") this.#incomplete.set(folder.collection, file);
      for (const each of read) await this.#add(each.collection, each.object);
      return;
    }
    if (folder.collection === "organization") this.#organisation(object, file);
    if (folder.collection === "groups") this.#group(object);
    const key = folder.collection === "crossTenantPartners" ? object["tenantId"] : object["id"];
    if (!asText(key)) throw new SnapshotError(`${file}:1:1: has no id; export it again`);
    await this.#add(folder.collection, object);
  }

  async #related(
    { collection, relation: name }: ExportedFolder,
    parent: string | undefined,
    object: JsonObject,
    file: string,
  ): Promise<void> {
    const id = asText(object["id"]);
    if (name === undefined || parent === undefined) return;
    if (!id) throw new SnapshotError(`${file}:1:1: has no id; export it again`);
    const type = asText(object["@odata.type"]);
    const elements = [{ ...(type && { "@odata.type": type }), id: graphId(id) }];
    await this.#spool.add(collection, graphId(parent), { kind: "elements", name, elements, whole: false });
  }

  #organisation(object: JsonObject, file: string): void {
    const id = asText(object["id"])?.toLowerCase();
    if (id !== undefined) this.#tenants.set(id, file);
    this.#madeAt = statSync(file).mtime;
  }

  #group({ groupTypes }: JsonObject): void {
    if (Array.isArray(groupTypes) && groupTypes.includes("DynamicMembership")) this.#dynamicGroups++;
    else this.#staticGroups++;
  }

  async #add(collection: CollectionName, object: JsonObject): Promise<void> {
    const kept = keptProperties(collection, object);
    const id = graphId(String(kept["id"]));
    await this.#spool.add(collection, id, { kind: "object", value: { ...kept, id } });
  }

  result(): ReadExport {
    if (this.#records === 0) throw new SnapshotError(`${this.#root} has nothing of EntraExporter: ${whatWouldBe}`);
    return {
      tenants: this.#tenants,
      ...(this.#madeAt !== undefined && { madeAt: this.#madeAt.toISOString() }),
      records: this.#records,
      unreadable: this.#unreadable(),
      notes: this.#others === 0 ? [] : [`${this.#others} files are of settings that a snapshot does not hold.`],
      corrections: {},
    };
  }

  #unreadable(): Unreadable[] {
    const entry = (collection: CollectionName, code: string, message: string, part?: PartName): Unreadable => ({
      collection,
      ...(part !== undefined && { part }),
      status: 0,
      code,
      message,
    });
    const absent = exportedFolders.filter((folder) => folder.isRepeated !== true && !this.#seen.has(folder));
    const inside = new Set(absent.filter(({ relation }) => relation === undefined).map(({ collection }) => collection));
    return [
      ...absent
        .filter(({ collection, relation }) => relation === undefined || !inside.has(collection))
        .map(({ collection, relation, path, type }) =>
          entry(
            collection,
            notInExport,
            `The export has nothing in ${path.replace("/**", "")}: there is none, or Export-Entra was run without -All or -Type ${type}.`,
            relation,
          ),
        ),
      ...(this.#dynamicGroups > 0
        ? [
            entry(
              "groups",
              notInFormat,
              `EntraExporter does not export who is in dynamic groups; there are ${this.#dynamicGroups}.`,
              "members",
            ),
          ]
        : []),
      ...(this.#dynamicGroups > 0 && this.#staticGroups === 0
        ? [
            entry(
              "groups",
              notInExport,
              "Only dynamic groups are there: Export-Entra was run without -All or -Type Groups.",
            ),
          ]
        : []),
      ...[...this.#incomplete].map(([collection, file]) =>
        entry(
          collection,
          incompleteExport,
          `${relative(this.#root, file)} lacks what makes it an object of ${collection}.`,
        ),
      ),
      ...neverExported.map(({ collection, part, why }) => entry(collection, notInFormat, why, part)),
    ];
  }
}

const whatWouldBe = "name the folder that was -Path of Export-Entra";

interface Place {
  readonly folder: ExportedFolder;
  /** Id of the object around it. */
  readonly parent: string | undefined;
}

const patterns = exportedFolders.map((folder) => ({ folder, steps: folder.path.split("/") }));

/** @param steps of a file's path, in the export */
function placeOf(steps: readonly string[]): Place | undefined {
  const folders = steps.slice(0, -1);
  const name = basename(steps.at(-1) ?? "", ".json");
  const ownFolder = folders.at(-1) === name ? folders.slice(0, -1) : undefined;
  for (const candidate of ownFolder === undefined ? [folders] : [ownFolder, folders]) {
    const found = patterns.find(({ steps: pattern }) => matches(pattern, candidate));
    if (found !== undefined) return { folder: found.folder, parent: candidate[found.steps.indexOf("*")] };
  }
  return undefined;
}

function matches(pattern: readonly string[], steps: readonly string[]): boolean {
  if (pattern.at(-1) === "**") {
    const start = pattern.slice(0, -1);
    return steps.length >= start.length && matches(start, steps.slice(0, start.length));
  }
  return (
    pattern.length === steps.length &&
    pattern.every((step, index) => step === "*" || step.toLowerCase() === steps[index]?.toLowerCase())
  );
}

function objectIn(file: string): JsonObject {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw new SnapshotError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = parseJson(text);
  if ("fault" in read) {
    const { line, column, isCutShort } = read.fault;
    const what = isCutShort ? "the file is cut short: its JSON ends here. Export again" : "not JSON from here on";
    throw new SnapshotError(`${file}:${line}:${column}: ${what}`);
  }
  const object = asObject(read.document);
  if (object === undefined) throw new SnapshotError(`${file}:1:1: not an object as EntraExporter writes it`);
  return object;
}
