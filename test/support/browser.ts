/** An installed Chromium, for tests of pages as people see them. */

import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";

export function launchChromium(): Promise<Browser> {
  // Containers have no user namespaces for its sandbox; it shows only pages of ours.
  return chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ["--no-sandbox"],
  });
}

/** What axe-core finds wrong with a page as it is now: rule, and where. Best practices count, too. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200))))",
  );
}
