/** Every form a check can be written in. Each is loaded only when it is asked for: most checks print one. */

import type { Formatter } from "./formatter.ts";

export const formats = ["text", "json", "markdown", "sarif", "junit", "annotations"] as const;

export type Format = (typeof formats)[number];

/** True for the name of a format. */
export function isFormat(name: string): name is Format {
  return formats.some((format) => format === name);
}

const loaders: Readonly<Record<Format, () => Promise<Formatter>>> = {
  text: async () => (await import("./text.ts")).textFormatter,
  json: async () => (await import("./json.ts")).jsonFormatter,
  markdown: async () => (await import("./markdown.ts")).markdownFormatter,
  sarif: async () => (await import("./sarif.ts")).sarifFormatter,
  junit: async () => (await import("./junit.ts")).junitFormatter,
  annotations: async () => (await import("./annotations.ts")).annotationsFormatter,
};

export function loadFormatter(format: Format): Promise<Formatter> {
  return loaders[format]();
}
