/** Files of one record a line, read and written without holding them in memory. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

export interface Line {
  /** Without its end. */
  readonly text: string;
  /** Bytes of the file up to and with the line's end. */
  readonly end: number;
  /** False for what stands after the last line end: a record that was not written to its end. */
  readonly isWhole: boolean;
}

/** The lines of a file in UTF-8. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const parts: Buffer[] = [];
  let end = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, at));
      const bytes = parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts);
      parts.length = 0;
      end += bytes.length + 1;
      start = at + 1;
      yield { text: bytes.toString("utf8"), end, isWhole: true };
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  const rest = Buffer.concat(parts);
  if (rest.length > 0) yield { text: rest.toString("utf8"), end: end + rest.length, isWhole: false };
}

/** What was written to a file. */
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

  async write(text: string): Promise<void> {
    this.#waiting.push(text, "\n");
    this.#size += text.length + 1;
    this.#lines++;
    if (this.#size > 1 << 20) await this.#flush();
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
