/** Files of one record a line, read and written without holding them in memory. */

import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

export interface Line {
  /** Without its end. */
  readonly text: string;
  /** Bytes of the file up to and with the line's end. */
  readonly end: number;
  /** False for what stands after the last line end: a record that was not written to its end. */
  readonly isWhole: boolean;
}

/** So many bytes are read at once. */
const chunkSize = 1 << 20;

/** The lines of a file in UTF-8. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const cutter = new LineCutter();
  const handle = await open(file);
  try {
    // One buffer for the whole file: new ones would pile up until the next collection of garbage.
    const buffer = Buffer.allocUnsafeSlow(chunkSize);
    for (;;) {
      const { bytesRead } = await handle.read(buffer);
      if (bytesRead === 0) break;
      for (const line of cutter.cut(buffer.subarray(0, bytesRead))) yield line;
    }
  } finally {
    await handle.close();
  }
  for (const line of cutter.rest()) yield line;
}

/** The same without waiting, and in the end what the file is. */
export function* readLines(file: string): Generator<Line, Written> {
  const descriptor = openSync(file, "r");
  try {
    const cutter = new LineCutter();
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(chunkSize);
    let lines = 0;
    for (let size = readSync(descriptor, buffer); size > 0; size = readSync(descriptor, buffer)) {
      const chunk = buffer.subarray(0, size);
      hash.update(chunk);
      for (const line of cutter.cut(chunk)) {
        lines++;
        yield line;
      }
    }
    for (const line of cutter.rest()) {
      lines++;
      yield line;
    }
    return { lines, sha256: hash.digest("hex") };
  } finally {
    closeSync(descriptor);
  }
}

/** Cuts bytes that come in pieces into lines. */
export class LineCutter {
  /** The beginning of a line whose end has not come yet. */
  #begun: Buffer[] = [];
  #end = 0;

  /** @param chunk may be overwritten once its lines were taken */
  *cut(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
      const text =
        this.#begun.length === 0
          ? chunk.toString("utf8", start, at)
          : this.#joined(chunk.subarray(start, at)).toString();
      this.#end += at + 1 - start;
      start = at + 1;
      yield { text, end: this.#end, isWhole: true };
    }
    if (start === chunk.length) return;
    this.#begun.push(Buffer.from(chunk.subarray(start)));
    this.#end += chunk.length - start;
  }

  *rest(): Generator<Line> {
    if (this.#begun.length > 0) yield { text: this.#joined().toString(), end: this.#end, isWhole: false };
  }

  #joined(...more: Buffer[]): Buffer {
    const parts = [...this.#begun, ...more];
    this.#begun = [];
    return Buffer.concat(parts);
  }
}

/** What is in a file. */
export interface Written {
  readonly lines: number;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
}

/** Writes a file from its beginning, a line at a time; it is on the disk when `close` is done. */
export class LineWriter {
  readonly #handle: FileHandle;
  readonly #hash = createHash("sha256");
  #waiting: string[] = [];
  #size = 0;
  #lines = 0;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Only the owner may read it. */
  static async create(file: string): Promise<LineWriter> {
    return new LineWriter(await open(file, "w", 0o600));
  }

  /** @param text of one line, in parts where it is long */
  async write(text: string | Iterable<string>): Promise<void> {
    for (const part of typeof text === "string" ? [text] : text) {
      this.#waiting.push(part);
      this.#size += part.length;
      if (this.#size > 1 << 20) await this.#flush();
    }
    this.#waiting.push("\n");
    this.#lines++;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(""), "utf8");
    this.#waiting = [];
    this.#size = 0;
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes);
  }

  async close(): Promise<Written> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    return { lines: this.#lines, sha256: this.#hash.digest("hex") };
  }
}
