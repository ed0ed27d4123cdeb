/** Counting and listing in sentences. */

/** `1 account`, `3 accounts`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `A, B and C`; more than five are counted. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : [...names];
  const last = shown.pop();
  return shown.length === 0 ? (last ?? "nothing") : `${shown.join(", ")} and ${last}`;
}
