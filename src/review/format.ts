/** What a file of Demarc's calls itself: `demarc-review/1`. A version has a number of its own only where older readers would misread it. */

/** Formats that this version writes, and the newest that it reads. */
export const formats = {
  review: "demarc-review/1",
  decisions: "demarc-decisions/1",
  evidence: "demarc-evidence/1",
} as const;

/**
 * Why a document is not read though it may be in order: it is of a newer format. Undefined for any other, whatever it is.
 * @param document as its JSON or YAML says it
 */
export function newerFormat(document: unknown, known: string): string | undefined {
  if (typeof document !== "object" || document === null || !("format" in document)) return undefined;
  const [name, version] = parts(document.format);
  const [own, ownVersion] = parts(known);
  return name === own && version > ownVersion
    ? `is ${name}/${version}, which a newer version of Demarc wrote: this one reads up to ${known}`
    : undefined;
}

function parts(format: unknown): [name: string, version: number] {
  const [, name = "", version = "0"] = /^(demarc-[a-z-]+)\/(\d{1,9})$/.exec(String(format)) ?? [];
  return [name, Number(version)];
}
