/** Parts of the contract schedule's sentences. */

/** `a, b and c` */
export function listed(texts: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(texts);
}

/** `1 hour`, `8 hours` */
export function hoursText(hours: number): string {
  return `${hours} ${hours === 1 ? "hour" : "hours"}`;
}

/** A sentence of the catalogue with both names in place of `{client}` and `{provider}`; names are never read as patterns. */
export function withNames(sentence: string, client: string, provider: string): string {
  return sentence.replaceAll(/\{(client|provider)\}/g, (_, name: string) => (name === "client" ? client : provider));
}
