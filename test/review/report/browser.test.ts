/** Report and summary as people see them, in every state that looks different: accessible, nothing wider than the screen, no complaint. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assembleReview } from "../../../src/review/assemble.ts";
import type { TenantResult } from "../../../src/review/estate/result.ts";
import { type EstateEntry, summarise } from "../../../src/review/estate/summary.ts";
import { htmlSummary } from "../../../src/review/estate/summary-html.ts";
import { htmlReporter } from "../../../src/review/report/html.ts";
import { axeViolations, launchChromium } from "../../support/browser.ts";
import { chromiumPath } from "../../support/chromium.ts";
import { globalAdministrator, parts, role } from "../fixture.ts";
import { review, tablesOf } from "../history/tables.ts";

/** A tenant's line in the summary; what is not said is in order. */
function entry(tenant: string, change: Partial<TenantResult> | undefined = {}): EstateEntry {
  const figures: NonNullable<TenantResult["figures"]> = {
    client: "Harbour Dental Group",
    tenantId: "8dd3f501",
    reviewedOn: "2026-11-21",
    verdict: "in-order",
    headline: "What is in the tenant is what the matrix says.",
    differences: { critical: 0, high: 0, medium: 0, low: 0 },
    providersReachingGlobalAdministrator: 0,
    principalsReachingGlobalAdministrator: 2,
    standingPrivileged: 0,
    unread: 0,
  };
  const frame = { format: "demarc-tenant-review/1", tenant, inputs: "", matrix: "m" } as const;
  const reviewed = { figures, folder: "reviews/2026-11-21", standing: { overdue: false, lastSigned: "2026-08-21" } };
  return {
    tenant,
    matrix: "m",
    result:
      change === undefined ? undefined : { ...frame, ...(change.problem === undefined ? reviewed : {}), ...change },
  };
}

const alarming: Partial<TenantResult> = {
  standing: { overdue: true, due: "2026-05-01", lastSigned: "2026-02-01" },
  figures: {
    ...(entry("").result?.figures ?? fail()),
    verdict: "act-now",
    differences: { critical: 3, high: 2, medium: 1, low: 0 },
    providersReachingGlobalAdministrator: 2,
    unread: 1,
  },
};

function fail(): never {
  throw new Error("an entry has figures");
}

const global = { target: "Global Administrator", targetId: globalAdministrator, scope: "directory", tier: 0 } as const;
const { holdings: _, objects: __, ...older } = review;

describe.skipIf(chromiumPath === undefined)("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1180, height: 900 } })).newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
  });
  afterAll(() => browser.close());

  it.each<[string, () => string]>([
    ["a report with its history", () => htmlReporter.render(review, tablesOf(12))],
    ["a report of a tenant that is in order", () => htmlReporter.render(assembleReview(parts({})), undefined)],
    [
      "a report that says what it compares with, what was not read, and that its history was not, either",
      () =>
        htmlReporter.render(
          assembleReview(
            parts({
              actual: [role({ ...global, held: "standing" })],
              previous: older,
              previousEvidence: {
                state: "unsigned",
                words: "Nobody signed it: nothing shows that it is as it was made.",
              },
              snapshot: {
                ...parts({}).snapshot,
                unreadable: [
                  { collection: "roleEligibilitySchedules", status: 403, code: "Forbidden", message: "No licence." },
                ],
              },
            }),
          ),
          { problem: "decisions.yaml cannot be used" },
        ),
    ],
    ["a summary of no tenant", () => htmlSummary(summarise([], { index: 2, of: 5 }))],
    ["a summary of tenants that are in order", () => htmlSummary(summarise([entry("harbour")]))],
    [
      "a summary of tenants that fail, are missing, overdue, broken, or one tenant",
      () =>
        htmlSummary(
          summarise([
            entry("harbour", alarming),
            entry("copy"),
            entry("kestrel", { problem: "the snapshot is cut short", standing: { overdue: true, broken: "altered." } }),
            entry("gone", undefined),
          ]),
        ),
    ],
  ])("%s is accessible in light and dark, and fits", async (_, render) => {
    // What the page before allowed would count for this one, too.
    await page.goto("about:blank");
    await page.setContent(render());
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
    expect(await axeViolations(page)).toEqual([]);
    for (const width of [1180, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(
        await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
        `${width} wide`,
      ).toBe(0);
    }
    await page.setViewportSize({ width: 1180, height: 900 });
    expect(complaints).toEqual([]);
  });
});
