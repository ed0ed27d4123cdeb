/** Finds the operation for a method and a path. Path words match in any case, as in Graph. */

/** Values of the path's `:parameters`. */
export type Parameters = Readonly<Record<string, string>>;

interface Node<Handler> {
  readonly words: Map<string, Node<Handler>>;
  parameter?: { readonly name: string; readonly node: Node<Handler> };
  readonly methods: Map<string, Handler>;
}

export interface Match<Handler> {
  readonly handler: Handler;
  readonly parameters: Parameters;
}

function emptyNode<Handler>(): Node<Handler> {
  return { words: new Map(), methods: new Map() };
}

export class Router<Handler> {
  readonly #root = emptyNode<Handler>();

  /** Adds an operation, e.g. `"GET groups/:id/members"`. Throws when the operation exists already. */
  add(operation: string, handler: Handler): void {
    const [method = "", path = ""] = operation.split(" ");
    let node = this.#root;
    for (const segment of path.split("/")) {
      if (segment.startsWith(":")) {
        const name = segment.slice(1);
        node.parameter ??= { name, node: emptyNode() };
        if (node.parameter.name !== name)
          throw new Error(`${operation}: parameter is called ${node.parameter.name} elsewhere`);
        node = node.parameter.node;
      } else {
        const word = segment.toLowerCase();
        let next = node.words.get(word);
        if (next === undefined) {
          next = emptyNode();
          node.words.set(word, next);
        }
        node = next;
      }
    }
    if (node.methods.has(method)) throw new Error(`${operation} is defined twice`);
    node.methods.set(method, handler);
  }

  /** The operation, or the methods that the path does know (none: the path is unknown). */
  match(method: string, segments: readonly string[]): Match<Handler> | { readonly allowed: readonly string[] } {
    const parameters: Record<string, string> = {};
    let node = this.#root;
    for (const segment of segments) {
      const word = node.words.get(segment.toLowerCase());
      if (word !== undefined) {
        node = word;
        continue;
      }
      if (node.parameter === undefined) return { allowed: [] };
      parameters[node.parameter.name] = segment;
      node = node.parameter.node;
    }
    const handler = node.methods.get(method);
    return handler === undefined ? { allowed: [...node.methods.keys()] } : { handler, parameters };
  }
}

/**
 * The segments of a path without its query: decoded, `users('x')` and `applications(appId='x')` taken apart into
 * collection and key (`appId='x'` stays as it is, for the lookup to read).
 */
export function pathSegments(path: string): string[] {
  const segments: string[] = [];
  for (const part of path.split("/")) {
    if (part === "") continue;
    const segment = decodedSegment(part);
    const open = segment.indexOf("(");
    if (open > 0 && segment.endsWith(")")) {
      const key = segment.slice(open + 1, -1);
      segments.push(segment.slice(0, open));
      if (key !== "") segments.push(/^'.*'$/.test(key) ? key.slice(1, -1) : key);
    } else segments.push(segment);
  }
  return segments;
}

/** A segment of a path, decoded; one that is no encoding is the text itself. */
export function decodedSegment(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
