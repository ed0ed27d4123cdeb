/** Parts of the contract schedule's sentences. */

/** `a, b and c` */
export function listed(texts: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(texts);
}

/** `1 hour`, `8 hours` */
export function hoursText(hours: number): string {
  return `${hours} ${hours === 1 ? "hour" : "hours"}`;
}
