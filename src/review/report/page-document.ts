/** A page that is complete in itself: its own content security policy forbids it to load anything. */

import { createHash } from "node:crypto";
import { escapeHtml, type Markup } from "./markup.ts";

export interface PageDocument {
  /** Not escaped yet. */
  readonly title: string;
  readonly style: string;
  readonly body: Markup;
  /** Of a page that reads as well without it: then its root has the class `no-script` until the script takes it away. */
  readonly script?: string;
}

/** The whole document. */
export function pageDocument({ title, style, body, script }: PageDocument): string {
  const scripts = script === undefined ? "" : ` script-src ${sourceHash(script)};`;
  const contentSecurityPolicy = `default-src 'none'; style-src ${sourceHash(style)};${scripts} base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"${script === undefined ? "" : ' class="no-script"'}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? "" : `<script type="module">${script}</script>\n`}</body>
</html>
`;
}

/** An inline style or script in a content security policy (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
export function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
