/** Exports for tests, in a folder that goes away with them, and the snapshots that are made of them. */

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ConvertOptions, convertExport } from "../../../../src/review/collect/foreign/convert.ts";
import { writeCollected } from "../../../../src/review/collect/write.ts";
import type { Snapshot } from "../../../../src/tenant/snapshot.ts";
import { readSnapshot } from "../../../../src/tenant/snapshot-file.ts";
import { temporaryFolder } from "../../../support/demarc.ts";

export const tenantId = "3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975";
export const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

/** An id that says in its first character what it is of. */
export const guid = (kind: string, number: number) =>
  `${kind}0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

export class Exports {
  readonly #folder = temporaryFolder();

  remove(): void {
    this.#folder.remove();
  }

  /** A file or a path in a new folder. */
  path(name = ""): string {
    return join(mkdtempSync(join(this.#folder.path, "e-")), name);
  }

  /** @returns the file */
  file(name: string, content: string | Uint8Array): string {
    const path = this.path(name);
    writeFileSync(path, content);
    return path;
  }

  /** @returns the folder */
  folder(files: Readonly<Record<string, string | Uint8Array | object>>): string {
    const folder = this.path();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      const isText = typeof content === "string" || content instanceof Uint8Array;
      writeFileSync(join(folder, name), isText ? content : JSON.stringify(content, null, 2));
    }
    return folder;
  }

  /** Converted, written, and read again as every command reads it. */
  async snapshot(path: string, options: Omit<ConvertOptions, "scratch"> = {}): Promise<Snapshot> {
    const scratch = this.path();
    const converted = await convertExport(path, { ...options, scratch });
    const out = join(scratch, "out.json");
    const { collectedAt } = converted;
    await writeCollected(out, converted, {
      tenantId: converted.tenantId,
      source: "import",
      collectedAt,
      scratch,
      isFolder: false,
    });
    return readSnapshot(out);
  }

  /** Why it is refused, without the folder. */
  async refusal(path: string, options: Omit<ConvertOptions, "scratch"> = {}): Promise<string> {
    try {
      await convertExport(path, { ...options, scratch: this.path() });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "SnapshotError") throw error;
      return error.message.replaceAll(/\/[^\s(]*\/e-\w+\/?/g, "");
    }
    return "not refused";
  }
}

/** What a snapshot says that it lacks: `members of groups: NotInExport`. */
export function lacks({ unreadable }: Snapshot): readonly string[] {
  return unreadable.map(
    ({ collection, part, code }) => `${part === undefined ? "" : `${part} of `}${collection}: ${code}`,
  );
}
