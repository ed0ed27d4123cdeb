import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handbookFiles } from "../../src/handbook/handbook.ts";
import { axeViolations, launchChromium } from "../support/browser.ts";
import { chromiumPath } from "../support/chromium.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { inputOf, nasty, nastyNames } from "./inputs.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe.skipIf(chromiumPath === undefined)("the page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("is accessible in light and dark, fits a telephone, and shows names that others chose as they are written", async () => {
    const file = join(folder.path, "handbook.html");
    writeFileSync(file, handbookFiles(inputOf(nastyNames())).get("handbook.html") ?? "");
    const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => {
      if (request.url() !== page.url()) complaints.push(request.url());
    });
    await page.goto(`file://${file}`);
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")).toBe(0);
    expect(await page.locator(".eyebrow").innerText()).toContain(nasty.replace("\u202e", "[U+202E]"));
    await page.setViewportSize({ width: 1200, height: 900 });
    expect(await axeViolations(page)).toEqual([]);
    expect(complaints.filter((text) => !text.startsWith("file:"))).toEqual([]);
  });
});
