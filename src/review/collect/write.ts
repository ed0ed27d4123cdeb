/** A collected tenant on disk: one document, or a folder that later collections can go on from. */

import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Entitlements } from "../../entitlements/entitlements.ts";
import { LineWriter } from "../../lines.ts";
import type { Matrix } from "../../matrix/schema.ts";
import { asObject, asText } from "../../tenant/entity.ts";
import { type CollectionName, emptyCollections, type PartName, type Snapshot } from "../../tenant/snapshot.ts";
import {
  entityLines,
  folderFormat,
  manifestFile,
  type SnapshotManifest,
  writeSnapshotFolder,
} from "../../tenant/snapshot-folder.ts";
import type { Collected, EarlierSnapshot } from "./collect.ts";
import type { GraphObject } from "./read-error.ts";
import { redactor } from "./redact.ts";

/** Makes an object nameless. */
export type Redaction = (collection: CollectionName, entity: GraphObject) => GraphObject;

export interface WriteOptions {
  readonly tenantId: string;
  readonly source: Snapshot["source"];
  /** ISO 8601, UTC. */
  readonly collectedAt: string;
  /** A folder on the same disk. */
  readonly scratch: string;
  readonly isFolder: boolean;
  readonly redaction?: Redaction;
}

/**
 * Writes a snapshot, object by object, and moves it into its place in one step.
 * @returns how many objects it has
 */
export async function writeCollected(
  path: string,
  collected: Pick<Collected, "unreadable" | "delta" | "entities">,
  options: WriteOptions,
): Promise<number> {
  const { redaction } = options;
  const names = Object.keys(emptyCollections()) as CollectionName[];
  let count = 0;
  const entities = async function* (name: CollectionName): AsyncGenerator<GraphObject> {
    for await (const entity of collected.entities(name)) {
      count++;
      yield redaction === undefined ? entity : redaction(name, entity);
    }
  };
  const frame = {
    tenantId: options.tenantId.toLowerCase(),
    source: options.source,
    collectedAt: options.collectedAt,
    unreadable: collected.unreadable,
  };
  if (options.isFolder) {
    const content = {
      ...frame,
      collections: names.map((name) => [name, entities(name)] as const),
      // A redacted snapshot is no base: what Graph tells later has names.
      ...(redaction === undefined ? { delta: collected.delta } : { redacted: true as const }),
    };
    await writeSnapshotFolder(path, content, options.scratch);
    return count;
  }
  const made = join(options.scratch, "result.json");
  const writer = await LineWriter.create(made);
  try {
    const head = JSON.stringify({ format: "demarc-snapshot/1", ...frame }, null, 2);
    await writer.write(`${head.slice(0, head.lastIndexOf("\n"))},\n  "collections": {`);
    for (const [index, name] of names.entries()) {
      await writer.write(`    ${JSON.stringify(name)}: [`);
      // One object behind: after the last there is no comma.
      let before: string | undefined;
      for await (const entity of entities(name)) {
        if (before !== undefined) await writer.write(`${before},`);
        before = JSON.stringify(entity, null, 2).replaceAll(/^|(?<=\n)/g, "      ");
      }
      if (before !== undefined) await writer.write(before);
      await writer.write(index === names.length - 1 ? "    ]" : "    ],");
    }
    await writer.write("  }\n}");
  } finally {
    await writer.close();
  }
  renameSync(made, path);
  return count;
}

/** An earlier snapshot on disk. */
export interface EarlierFolder extends EarlierSnapshot {
  readonly tenantId: string;
  readonly collectedAt: string;
  readonly isRedacted: boolean;
}

/**
 * @returns undefined for what is no snapshot in a folder
 */
export function earlierSnapshot(folder: string): EarlierFolder | undefined {
  const manifest = manifestOf(folder);
  if (manifest === undefined) return undefined;
  // What hangs on a request of its own is read anew anyway.
  const missing = new Set(
    manifest.unreadable.flatMap(({ collection, part }) => (part === undefined || isBrought(part) ? [collection] : [])),
  );
  const delta = Object.entries(manifest.delta ?? {}).filter(([name]) => !missing.has(name as CollectionName));
  return {
    tenantId: manifest.tenantId.toLowerCase(),
    collectedAt: manifest.collectedAt,
    isRedacted: manifest.redacted === true,
    delta: manifest.redacted === true ? {} : Object.fromEntries(delta),
    async *entities(name) {
      const file = manifest.collections[name];
      if (file === undefined) return;
      for await (const { text } of entityLines(folder, file)) {
        const entity = asObject(JSON.parse(text));
        if (entity !== undefined) yield entity;
      }
    },
  };
}

/** Parts that a delta query brings up to date, and that therefore have to be whole before. */
function isBrought(part: PartName): boolean {
  return part === "members" || part === "owners";
}

function manifestOf(folder: string): SnapshotManifest | undefined {
  let found: GraphObject | undefined;
  try {
    found = asObject(JSON.parse(readFileSync(join(folder, manifestFile), "utf8")));
  } catch {
    return undefined;
  }
  const isWhole =
    found?.["format"] === folderFormat &&
    asText(found["tenantId"]) !== undefined &&
    asText(found["collectedAt"]) !== undefined &&
    Array.isArray(found["unreadable"]) &&
    asObject(found["collections"]) !== undefined;
  // Its form was looked at; what is in the files is looked at when they are read.
  return isWhole ? (found as unknown as SnapshotManifest) : undefined;
}

/**
 * What makes a tenant's snapshot nameless and still says whose everything is.
 * @param declared whose names stay; without it only ids say whose something is
 */
export function redactionFor(
  tenantId: string,
  declared: { readonly matrix: Matrix; readonly entitlements: Entitlements } | undefined,
  secret: string | undefined,
): Redaction {
  const { matrix } = declared ?? {};
  const providers = Object.entries(matrix?.providers ?? {});
  const domains = [
    ...(matrix === undefined ? [] : [...matrix.client.domains, matrix.client.initialDomain]),
    ...providers.flatMap(([, { domains: own }]) => own),
  ];
  const words = providers.flatMap(([key, { name, domains: own }]) => [
    name,
    key,
    ...own.flatMap((each) => each.split(".", 1)),
  ]);
  return redactor({
    tenantId,
    ...(secret !== undefined && { secret }),
    domains: new Set(domains.map((domain) => domain.toLowerCase())),
    texts: new Set(textsIn(declared).map((text) => text.toLowerCase())),
    words: [...new Set(words)].filter((word) => word.length > 2),
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
