/** Files that other programs wrote, as text in pieces: whatever encoding PowerShell chose, and however large. */

import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";
import { SnapshotError } from "../../../tenant/snapshot-file.ts";

/** What is no text, by how it begins. */
const otherFiles: readonly { readonly begins: string; readonly clause: string }[] = [
  { begins: "PK\u0003\u0004", clause: "is a zip file; unzip it, and name what was in it" },
  { begins: "\u001f\u008b", clause: "is compressed; gunzip it first" },
  { begins: "SQLite format 3\0", clause: "is a database, as ROADtools writes them; those are not read" },
];

const marks: readonly { readonly begins: string; readonly encoding: string }[] = [
  { begins: "\u00ff\u00fe", encoding: "utf-16le" },
  { begins: "\u00fe\u00ff", encoding: "utf-16be" },
  // Without a mark: JSON begins with a character that needs one byte.
  { begins: "{\0", encoding: "utf-16le" },
  { begins: "[\0", encoding: "utf-16le" },
  { begins: "\0{", encoding: "utf-16be" },
  { begins: "\0[", encoding: "utf-16be" },
];

/**
 * The text of a file without its byte order mark, as far as it was read at a time.
 * @throws SnapshotError when it is no text, with the line from which on it is none
 */
export async function* textChunks(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let line = 1;
  const decoded = (decode: (decoder: TextDecoder) => string): string => {
    decoder ??= new TextDecoder("utf-8", { fatal: true });
    try {
      return decode(decoder);
    } catch {
      const encoding = decoder.encoding.toUpperCase();
      throw new SnapshotError(`${file}:${line}: it is not ${encoding} from here on; save it as UTF-8`);
    }
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    decoder ??= decoderOf(chunk, file);
    const text = decoded((own) => decodedAsFarAsPossible(own, chunk, (lines) => (line += lines)));
    line += linesIn(text);
    if (text !== "") yield text;
  }
  const rest = decoded((own) => own.decode());
  if (rest !== "") yield rest;
}

function decoderOf(chunk: Buffer, file: string): TextDecoder {
  const start = chunk.toString("latin1", 0, 16);
  const other = otherFiles.find(({ begins }) => start.startsWith(begins));
  if (other !== undefined) throw new SnapshotError(`${file} ${other.clause}`);
  const encoding = marks.find(({ begins }) => start.startsWith(begins))?.encoding ?? "utf-8";
  return new TextDecoder(encoding, { fatal: true });
}

/** @param failed told how many lines are fine before what is not */
function decodedAsFarAsPossible(decoder: TextDecoder, chunk: Buffer, failed: (lines: number) => void): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    const lenient = new TextDecoder(decoder.encoding).decode(chunk);
    failed(linesIn(lenient.slice(0, Math.max(0, lenient.indexOf("\uFFFD")))));
    throw error;
  }
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
