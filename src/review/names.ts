/** How principals are called in a review: short, because the address is beside the name wherever it matters. */

/** `Dana Reyes (dana@x.example)` → `Dana Reyes`, `group "X"` → `X`, `permission X on Y` → `X`. */
export function shortName(label: string): string {
  const quoted = /^(?:group|application|app registration|administrative unit) "(.+)"$/.exec(label)?.[1];
  const permission = /^permission (\S+) on .+$/.exec(label)?.[1];
  return quoted ?? permission ?? label.replace(/ \([^()\s]+@[^()\s]+\)$/, "");
}
