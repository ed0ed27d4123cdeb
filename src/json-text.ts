/** JSON as text in parts: a group of a million members is one line of a hundred megabytes, which nobody needs in one piece. */

/** Elements of a list in one part. */
const elementsInPart = 1000;

/**
 * What `JSON.stringify` makes of plain data.
 * @param object whose own lists may be long; what is inside of them is not
 */
export function* jsonText(object: object): Generator<string> {
  const entries: [string, unknown][] = Object.entries(object);
  if (!entries.some(([, value]) => isLong(value))) {
    yield JSON.stringify(object);
    return;
  }
  let before = "{";
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    if (!isLong(value)) yield `${before}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    else {
      yield `${before}${JSON.stringify(name)}:`;
      for (let at = 0; at < value.length; at += elementsInPart) {
        const part = JSON.stringify(value.slice(at, at + elementsInPart));
        yield `${at === 0 ? "[" : ","}${part.slice(1, -1)}`;
      }
      yield "]";
    }
    before = ",";
  }
  yield "}";
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > elementsInPart;
}
