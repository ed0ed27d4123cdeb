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

/** Rules that a colour scheme can break; everything else is the same in light and dark. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe-core finds wrong with a page as it is now, in light and in dark: rule, and where. Best practices count, too. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const run = async (colorScheme: "light" | "dark", options: string) => {
    await page.emulateMedia({ colorScheme });
    const words = `({ id, nodes }) => nodes.map((node) => "${colorScheme}: " + id + ": " + node.html.slice(0, 200))`;
    return page.evaluate<string[]>(`axe.run(${options}).then(({ violations }) => violations.flatMap(${words}))`);
  };
  const found = [
    ...(await run("light", "document")),
    ...(await run("dark", `document, { runOnly: ${JSON.stringify(colourRules)} }`)),
  ];
  await page.emulateMedia({ colorScheme: null });
  return found;
}
