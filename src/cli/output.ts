/** What commands print. Results go to standard output, messages about the run to standard error. */

import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Puts a style on a text, or does not: files have no colours. */
export type Paint = (style: Style, text: string) => string;

/** For files. */
export const plain: Paint = (_, text) => text;

/** Colours only where a person looks: `styleText` leaves them out when the stream is no terminal or NO_COLOR is set. */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

/** Writes a result. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a message about the run. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One JSON document on standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
