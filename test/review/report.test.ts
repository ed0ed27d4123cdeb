import { describe, expect, test } from "vitest";
import { assembleReview } from "../../src/review/assemble.ts";
import { accessCsvReporter, csvField, csvReporter } from "../../src/review/report/csv.ts";
import { htmlReporter } from "../../src/review/report/html.ts";
import { markdownReporter } from "../../src/review/report/markdown.ts";
import { reachPicture } from "../../src/review/report/picture.ts";
import { reporters } from "../../src/review/report/reporters.ts";
import { style } from "../../src/review/report/style.ts";
import { reviewSchema } from "../../src/review/schema.ts";
import * as fixture from "./fixture.ts";

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;

function reviewWith(label: string) {
  const record = fixture.role({
    principal: { label, identity: `user:${label}` },
    target: "Global Administrator",
    targetId: fixture.globalAdministrator,
    scope: "directory",
    held: "standing",
    tier: 0,
    grantedBy: label,
  });
  const way = fixture.reaching(label, fixture.tideway, [["holds-role", "Global Administrator"]]);
  return assembleReview(
    fixture.parts({
      actual: [record],
      reaching: [{ ...way, principal: { ...way.principal, id: record.principal.id } }],
      findings: [
        { rule: "a-rule", severity: "error", message: `${label} is refused.`, resource: label, remedy: label },
      ],
      snapshot: {
        ...fixture.parts().snapshot,
        unreadable: [{ collection: "directoryAudits", status: 403, code: label, message: label }],
      },
    }),
  );
}

describe("names chosen by others are inert", () => {
  test("in HTML", () => {
    const page = htmlReporter.render(reviewWith(hostile));
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/ on[a-z]+="/g)).toBeNull();
  });

  test.each(reporters.filter(({ format }) => format !== "json").map((each) => [each.fileName, each] as const))(
    "in %s, also where they turn the reading direction or speak to a terminal",
    (_, reporter) => {
      const text = reporter.render(reviewWith("Dana \u202enimda\u001b[31m علی\u200cرضا"));
      for (const character of ["\u202e", "\u001b"]) expect(text).not.toContain(character);
      expect(text).toContain("U+202E");
      // A joiner that belongs to the spelling stays.
      expect(text).toContain("علی\u200cرضا");
    },
  );

  test("in Markdown they mention nobody, and an address stays one", () => {
    const text = markdownReporter.render(reviewWith("@harbour/admins dana@tideway.example www.evil.example"));
    expect(text).not.toMatch(/(?<!\w)@harbour|www\.evil/);
    expect(text).toContain("dana@tideway.example");
  });

  test("in Markdown", () => {
    const text = markdownReporter.render(reviewWith("<b>x</b> [y](https://evil.example) `z` | *w*\n# heading"));
    expect(text).not.toMatch(/<b>|\[y\]\(|^# heading/m);
    // A character of no width keeps trackers from making a link of the address.
    expect(text).toContain("\\[y\\](https:\u200b//evil.example)");
  });

  test.each(["x'; rm -rf /; '", "../../users/somebody"])(
    "in commands: %s is no plain id and gives none",
    (objectKey) => {
      const record = fixture.role({ objectKey, scope: "directory", held: "standing", tier: 0 });
      const { differences } = assembleReview(fixture.parts({ actual: [record] }));
      expect(differences.map(({ remedy }) => remedy.command)).toEqual([undefined]);
    },
  );

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "|x", "%x"])(
    "in CSV: %j",
    (text) => {
      expect(csvField(text)).toBe(`"'${text}"`);
    },
  );

  test("in CSV: quotes and line ends stay inside their field", () => {
    expect(csvField('a "b"\nc')).toBe('"a ""b""\nc"');
    expect(csvField("plain, text")).toBe('"plain, text"');
  });
});

describe("when it was collected", () => {
  const collected = (collectedAt: string) =>
    assembleReview(fixture.parts({ snapshot: { ...fixture.parts().snapshot, collectedAt } }));
  test.each([
    ["2025-11-21T09:30:00Z", "365 days before the review: what changed since is not in it"],
    ["2031-01-01T00:00:00Z", "after the day of the review: one of the two clocks is wrong"],
  ])("%s is worth a word", (collectedAt, words) => {
    for (const reporter of [htmlReporter, markdownReporter])
      expect(reporter.render(collected(collectedAt))).toContain(`(${words})`);
  });

  test.each(["2026-11-07T00:00:00Z", "2026-11-21T23:59:00Z", "2026-11-22T10:00:00Z"])("%s is not", (collectedAt) => {
    for (const reporter of [htmlReporter, markdownReporter])
      expect(reporter.render(collected(collectedAt))).not.toMatch(/before the review|clocks/);
  });
});

describe("what is in order", () => {
  const claim = "No provider reaches Global Administrator without an internal approval.";
  const unread = {
    ...fixture.parts().snapshot,
    unreadable: [{ collection: "roleAssignments" as const, status: 403, code: "Forbidden", message: "no" }],
  };

  test("is not claimed of a tenant of which a part was not read", () => {
    expect(assembleReview(fixture.parts()).inOrder).toContain(claim);
    expect(assembleReview(fixture.parts({ snapshot: unread })).inOrder).not.toContain(claim);
  });
});

describe("HTML", () => {
  const page = htmlReporter.render(reviewWith("Dana Reyes"));

  test("loads nothing", () => {
    expect(page).not.toMatch(/<link|@import|url\((?!#)|src=/);
    expect(page).toContain("default-src 'none'");
  });

  test("has one h1, and headings that skip no level", () => {
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test("has no id twice, and every link inside it leads somewhere", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("says a severity in words, not only in colour", () => {
    expect(page).toMatch(/class="severity critical">.*?Critical/);
  });
});

describe("the picture", () => {
  const people = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      fixture.reaching(`Technician ${index}`, fixture.tideway, [
        ["eligible-member-of", `Team ${index}`, "self-activation"],
        ["holds-role", "Global Administrator"],
      ]),
    );
  const drawn = (count: number) =>
    reachPicture(assembleReview(fixture.parts({ reaching: people(count) })).reach).toString();

  test("draws few ways one by one, and many as one", () => {
    expect(drawn(3).match(/class="box bad"/g)).toHaveLength(3);
    expect(drawn(40).match(/class="box bad"/g)).toHaveLength(1);
    expect(drawn(40)).toContain("40 groups");
    expect(drawn(40)).toContain("and 36 more");
  });

  test("puts those together who have the same way", () => {
    const reach = ["A", "B", "C"].map((name) =>
      fixture.reaching(name, fixture.tideway, [["holds-role", "Global Administrator"]]),
    );
    const picture = reachPicture(assembleReview(fixture.parts({ reaching: reach })).reach).toString();
    expect(picture.match(/class="box bad"/g)).toHaveLength(1);
  });

  test("says so when nobody gets there", () => {
    expect(reachPicture([]).toString()).toContain("Nobody");
  });
});

test("the JSON report follows its schema, and every form is written under its own name", () => {
  const review = reviewWith("Dana Reyes");
  for (const { format, render } of reporters) {
    expect(render(review).length).toBeGreaterThan(100);
    if (format === "json") expect(reviewSchema.parse(JSON.parse(render(review)))).toEqual(review);
  }
  expect(new Set(reporters.map(({ fileName }) => fileName)).size).toBe(reporters.length);
});

test("CSV has one row a difference, all of the same width", () => {
  const review = reviewWith("Dana Reyes");
  const rows = csvReporter.render(review).trimEnd().split("\r\n");
  expect(rows).toHaveLength(review.differences.length + 1);
});

describe("a review that never ends", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      fixture.access("group-member", {
        target: `Group ${index}`,
        principal: { id: `id-${index}`, identity: `user:${index}@tideway.example`, label: `Person ${index}` },
        objectKey: `members:${index}:${index}`,
      }),
    );
  const review = assembleReview(fixture.parts({ actual: many(3000) }));
  const page = htmlReporter.render(review);

  test("is capped on the page, which says how many more there are and where", () => {
    expect(review.differences).toHaveLength(3000);
    expect(page.match(/<details class="difference"/g)).toHaveLength(400);
    expect(page).toContain("And 2600 more, less severe than these: each is a row of review.csv");
    expect(page.length).toBeLessThan(1_500_000);
    expect(markdownReporter.render(review)).toContain("And 2800 more, in review.json.");
  });

  test("links only to what is on it", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids.has(target), target).toBe(true);
  });

  test("is complete in the tables", () => {
    expect(csvReporter.render(review).trimEnd().split("\r\n")).toHaveLength(3001);
    expect(accessCsvReporter.render(review).trimEnd().split("\r\n")).toHaveLength(3001);
  });
});

describe("contrast of the page's colours is at least AA (4.5:1)", () => {
  const luminance = (hex: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string) => {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
    return (light + 0.05) / (dark + 0.05);
  };
  const palettes = [...style.matchAll(/:root \{([^}]*)\}/g)].map(([, body = ""]) =>
    Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, colour]) => [name, colour])),
  );
  const pairs = ["ink", "quiet", "link", "critical", "high", "medium", "low", "good"].flatMap((text) =>
    ["paper", "sheet", "band", "code"].map((ground) => [text, ground] as const),
  );

  test.each([0, 1])("palette %i", (index) => {
    const palette = palettes[index] ?? {};
    for (const [text, ground] of [
      ...pairs,
      ["critical", "critical-tint"] as const,
      ["ink", "critical-tint"] as const,
    ]) {
      expect(contrast(palette[text] ?? "", palette[ground] ?? ""), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
