/** A strict reader of XML without namespaces, DTD and comments: whatever it reads, every parser reads, and the same. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text of the element itself, references resolved. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const markup = /<(\/?)([a-zA-Z][\w.-]*)((?:\s+[a-zA-Z][\w.-]*="[^"<]*")*)\s*(\/?)>/y;

/** @throws Error at the first thing that XML 1.0 does not allow */
export function parseXml(source: string): Element {
  // https://www.w3.org/TR/xml/#charsets
  const unfit = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(source);
  if (unfit) throw new Error(`character ${unfit[0].codePointAt(0)} at ${unfit.index}`);
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  interface Open {
    name: string;
    attributes: Record<string, string>;
    children: Element[];
    text: string;
  }
  const top: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [top];
  for (let at = 0; at < body.length; ) {
    const current = open.at(-1);
    if (current === undefined) throw new Error(`too many ends before ${at}`);
    if (body[at] !== "<") {
      const next = body.indexOf("<", at);
      const end = next === -1 ? body.length : next;
      current.text += resolved(body.slice(at, end));
      at = end;
      continue;
    }
    markup.lastIndex = at;
    const match = markup.exec(body);
    if (!match) throw new Error(`no markup at ${at}: ${body.slice(at, at + 40)}`);
    const [whole, closes, name = "", attributes = "", isEmpty] = match;
    at += whole.length;
    if (closes === "/") {
      if (current.name !== name) throw new Error(`</${name}> ends <${current.name}>`);
      open.pop();
      continue;
    }
    const element: Open = { name, attributes: attributesOf(attributes), children: [], text: "" };
    current.children.push(element);
    if (isEmpty !== "/") open.push(element);
  }
  const [root] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || root === undefined) throw new Error("not one root element");
  return root;
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = "", value = ""] of text.matchAll(/([\w.-]+)="([^"]*)"/g)) {
    if (name in found) throw new Error(`${name} twice`);
    found[name] = resolved(value);
  }
  return found;
}

function resolved(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(text)) throw new Error(`a bare & in ${text}`);
  return text.replaceAll(/&(?:(\w+)|#(\d+));/g, (_, name: string | undefined, code: string | undefined) =>
    name === undefined ? String.fromCodePoint(Number(code)) : (entities[name] ?? ""),
  );
}
