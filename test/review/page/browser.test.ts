import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeViolations, launchChromium } from "../../support/browser.ts";
import { chromiumPath } from "../../support/chromium.ts";
import {
  addReview,
  dana,
  decideAll,
  exchange,
  type Held,
  helpdesk,
  joel,
  keepUntil,
  miriam,
  type Reviews,
  reviewOf,
  reviews,
  signAs,
} from "../evidence/reviews.ts";
import { type Served, served, today } from "./serving.ts";

describe.skipIf(chromiumPath === undefined)("the page in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  let of: Reviews;
  let folder: string;
  let server: Served;
  let pages: Page[] = [];
  /** What the browser complained of: scripts that failed, and what the page's policy forbade. */
  let complaints: string[] = [];
  beforeEach(async () => {
    of = await reviews();
    pages = [];
    complaints = [];
  });
  afterEach(async () => {
    await Promise.all(pages.map((page) => page.context().close()));
    await server.close();
    of.remove();
    expect(complaints).toEqual([]);
  });

  async function open(
    held: readonly Held[] = [helpdesk, exchange],
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<Page> {
    folder = addReview(of, "2026-11-21", "2026-11-21", held);
    return openAgain(options);
  }

  async function openAgain(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    server = await served(of, folder);
    const page = await (await browser.newContext(options)).newPage();
    pages.push(page);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      // The browser itself notes each answer that is no 200.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        complaints.push(message.text());
    });
    await page.goto(server.link);
    await ready(page);
    return page;
  }

  const ready = (page: Page) => page.waitForSelector("body[data-ready]");
  // The page's policy forbids strings that become code, those of waiting functions, too.
  const said = (page: Page, text: string) => page.locator("#said", { hasText: text }).waitFor({ state: "attached" });
  const focused = (page: Page) => page.evaluate<string>("document.activeElement.id");
  const file = () => readFileSync(join(folder, "decisions.yaml"), "utf8");
  const press = async (page: Page, ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Chooses who decides, by keys. */
  async function decideAs(page: Page, name: string): Promise<void> {
    await press(page, "w");
    await page.keyboard.type(name);
    await press(page, "Tab", "Enter");
    await said(page, "decides.");
  }

  it("decides by keys alone, and what was decided is there after a reload and in the file", async () => {
    const page = await open();
    await decideAs(page, "Miriam");
    await press(page, "j", "2", "Enter");
    await said(page, "Saved: revoke. 1 of 5 decided.");
    await press(page, "1");
    await page.keyboard.type("Needed until the migration is over.");
    await press(page, "Enter");
    await said(page, "Saved: keep. 2 of 5 decided.");
    await press(page, "3");
    await page.keyboard.type("It is meant: j, k and 2 are only letters here?");
    await press(page, "Enter");
    await said(page, "Saved: change the matrix. 3 of 5 decided.");
    await page.reload();
    await ready(page);
    expect(await page.locator(".outcome.decided").allInnerTexts()).toEqual([
      "revoke\nMiriam Okafor",
      "keep until 21 February 2027\nMiriam Okafor",
      "change the matrix\nMiriam Okafor",
    ]);
    expect(await page.locator("#progress-text").innerText()).toBe("3 of 5 decided");
    expect(file().match(/ {4}decision: [\w-]+\n(?: {4}\w+: .*\n)+/g)).toEqual([
      `    decision: revoke\n    by: ${miriam}\n    on: ${today}\n`,
      `    decision: keep\n    until: 2027-02-21\n    reason: Needed until the migration is over.\n    by: ${miriam}\n    on: ${today}\n`,
      `    decision: change-matrix\n    reason: "It is meant: j, k and 2 are only letters here?"\n    by: ${miriam}\n    on: ${today}\n`,
    ]);
    expect(new URL(page.url()).hash).toBe("");
  });

  it("goes from line to line, to what is undecided, and back from a field; letters can be switched off", async () => {
    const page = await open();
    const heads = await page.locator(".head").evaluateAll((all) => all.map(({ id }) => id));
    await press(page, "j", "j", "k");
    expect(await focused(page)).toBe(heads[0]);
    await press(page, "j", "Enter", "Tab", "Escape");
    expect(await focused(page)).toBe(heads[1]);
    expect(await page.locator(".head[aria-expanded=true]").count()).toBe(1);
    await press(page, "k", "k");
    await said(page, "That was the first line.");
    await press(page, "?");
    expect(await page.locator("#help").isVisible()).toBe(true);
    await page.keyboard.press("Space");
    await press(page, "Escape", "j");
    expect(await focused(page)).toBe(heads[0]);
  });

  it("has everything in reach of Tab, with the focus to be seen", async () => {
    const page = await open();
    await page.locator(".head").first().click();
    await page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()");
    await page.mouse.click(2, 2);
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let index = 0; index < 26; index += 1) {
      await press(page, "Tab");
      const [name, isSeen] = await page.evaluate<[string, boolean]>(
        `(() => { const it = document.activeElement; const { outlineStyle, outlineWidth } = getComputedStyle(it); return [it.id || it.name || it.className || it.textContent, it === document.body || (outlineStyle !== "none" && outlineWidth !== "0px")]; })()`,
      );
      reached.add(name.replace(/-[DA]-\w+$/, ""));
      if (!isSeen) unseen.push(name);
    }
    expect(unseen).toEqual([]);
    expect([...reached]).toEqual(
      expect.arrayContaining([
        "skip",
        "who",
        "words",
        "party",
        "severity",
        "undecided",
        "help-open",
        "head",
        "keep",
        "ticket",
        "Save",
      ]),
    );
  });

  it("shows at the line what is refused, with what would be right, and writes nothing", async () => {
    const page = await open();
    await press(page, "j", "2", "Enter");
    await said(page, "First choose who decides.");
    expect(await focused(page)).toBe("who");
    await page.keyboard.type("Dana");
    await press(page, "Tab", "Enter");
    await press(page, "j", "2", "Enter");
    await said(page, "Not saved: by Dana Reyes cannot decide on their own access");
    const error = page.locator(".line").first().locator(".error");
    expect(await error.innerText()).toBe(
      `by: Dana Reyes cannot decide on their own access\nWhat would be right: who can: ${miriam}, ${joel}`,
    );
    await press(page, "1", "Enter");
    await said(page, "reason is missing: keep needs one");
    const reason = page.locator(".line").first().locator("input[name=reason]");
    expect(await reason.getAttribute("aria-invalid")).toBe("true");
    expect(await axeViolations(page)).toEqual([]);
    expect(() => file()).toThrow();
  });

  it("notices what an editor wrote meanwhile, keeps what was typed, and saves when it is asked again", async () => {
    const page = await open();
    await decideAs(page, "Miriam");
    await press(page, "j", "2", "Enter");
    await said(page, "1 of 5 decided");
    const edited = `${file()}# by hand\n`;
    writeFileSync(join(folder, "decisions.yaml"), edited);
    await press(page, "3");
    await page.keyboard.type("It is meant.");
    await press(page, "Enter");
    const notice = page.locator("#notice");
    await notice.waitFor();
    expect(await notice.innerText()).toContain("was changed elsewhere, in an editor or by another page");
    expect(file()).toBe(edited);
    expect(await axeViolations(page)).toEqual([]);
    const reason = page.locator("input[name=reason]");
    expect(await reason.inputValue()).toBe("It is meant.");
    await reason.focus();
    await press(page, "Enter");
    await said(page, "2 of 5 decided");
    expect(file()).toContain("reason: It is meant.");
  });

  it("filters by words, party, severity and what is undecided, and says how many fit", async () => {
    const page = await open();
    await decideAs(page, "Miriam");
    await press(page, "j", "2", "Enter");
    await said(page, "1 of 5 decided");
    const count = page.locator("#count");
    await press(page, "u");
    expect(await count.innerText()).toBe("4 of 5 lines fit");
    await page.locator("[name=party]").selectOption("Tideway IT");
    expect(await count.innerText()).toBe("2 of 5 lines fit");
    await page.locator("[name=severity][value=declared]").uncheck();
    expect(await page.locator(".line .title").allInnerTexts()).toEqual([expect.stringContaining("tomasz.wilk")]);
    await page.locator("[name=words]").fill("nobody of that name");
    expect(await page.locator("#lines").innerText()).toBe("Nothing fits the filter.");
    expect(await axeViolations(page)).toEqual([]);
  });

  it("makes of a thousand lines two hundred at once; the others are a key, a button or a word away", async () => {
    const many = Array.from(
      { length: 1000 },
      (_, index): Held => ({ address: `person.${index}@tideway.example`, role: "Helpdesk Administrator" }),
    );
    const page = await open(many);
    const line = page.locator(".line");
    expect(await line.count()).toBe(200);
    expect(await page.locator("#count").innerText()).toBe("1003 of 1003 lines fit, 200 are shown");
    await page.locator(".head").nth(199).focus();
    await press(page, "j");
    expect(await line.count()).toBe(400);
    expect(await focused(page)).toBe(await page.locator(".head").nth(200).getAttribute("id"));
    await page.locator("#more").click();
    expect(await line.count()).toBe(600);
    await page.locator("[name=words]").fill("person.999@");
    expect(await line.count()).toBe(1);
  });

  it("is accessible from the start to the end", async () => {
    const page = await open();
    expect(await axeViolations(page)).toEqual([]);
    await press(page, "j", "1");
    expect(await axeViolations(page)).toEqual([]);
    await press(page, "Escape", "?");
    expect(await axeViolations(page)).toEqual([]);
    await server.close();
    decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"), ({ identity }) => ({
      by: identity.includes("joel") ? miriam : joel,
    }));
    const done = await openAgain();
    expect(await done.locator("#progress-text").innerText()).toBe(
      "5 of 5 decided. Everything is decided: the sides can sign.",
    );
    expect(await axeViolations(done)).toEqual([]);
    // Signed meanwhile, it shows what was decided and takes nothing any more.
    await signAs(of, folder, "internal", { on: "2026-11-25T09:00:00Z" });
    await done.reload();
    await ready(done);
    expect(await done.locator("#notice").innerText()).toContain("This review is signed");
    await press(done, "j", "Enter");
    expect(await axeViolations(done)).toEqual([]);
    await server.close();
    // Nothing to decide at all.
    const nothing = { ...reviewOf(of, "2026-11-21", []), reach: [], internalTierZero: [], rows: [] };
    folder = addReview(of, "nothing", "2026-11-21", []);
    writeFileSync(join(folder, "review.json"), JSON.stringify(nothing));
    const empty = await openAgain();
    expect(await empty.locator(".line").count()).toBe(0);
    expect(await axeViolations(empty)).toEqual([]);
  });

  it("is accessible in the dark and on a telephone, where nothing is wider than the screen; names that others chose are shown as they are written", async () => {
    const name = `<img src=x onerror="alert(1)">${dana}`;
    const held = [{ address: name, role: "Helpdesk Administrator" }, exchange];
    const page = await open(held, { colorScheme: "dark", viewport: { width: 390, height: 900 } });
    const tooWide = () => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(await tooWide()).toBe(0);
    await press(page, "j", "1", "Enter");
    expect(await tooWide()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.locator(".title").first().innerText()).toContain(name);
    expect(await page.locator("img").count()).toBe(0);
  });

  it("says what is missing without a link, and with one that was used", async () => {
    const page = await open();
    await page.evaluate("sessionStorage.clear()");
    await page.reload();
    await page.locator("#notice").waitFor();
    expect(await page.locator("#notice").innerText()).toContain("needs the link that the command printed");
    expect(await page.locator("body").innerText()).not.toContain("Tideway");
    expect(await axeViolations(page)).toEqual([]);
  });
});
