/** What many readers of the same thing need is worked out once. */

/** A function of an object that remembers its results. What it gives is shared, so nobody may change it. */
export function oncePer<Key extends WeakKey, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = work(key);
    known.set(key, { value });
    return value;
  };
}
