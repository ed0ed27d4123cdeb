/** What has one cause is one line, decided on once; whoever is in it is known by name, and whoever comes later is not in it. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { assembleReview } from "../../src/review/assemble.ts";
import { type DecisionItem, itemsOf } from "../../src/review/decisions/items.ts";
import { parseReview, type RecordedReview } from "../../src/review/decisions/recorded-review.ts";
import { completedText, judgeSheet, openSheet } from "../../src/review/decisions/sheet.ts";
import { readChain } from "../../src/review/evidence/chain.ts";
import { historyOf } from "../../src/review/evidence/history.ts";
import { keptBy } from "../../src/review/evidence/recorded-decisions.ts";
import { oscalOf } from "../../src/review/export/oscal.ts";
import { exportSubject } from "../../src/review/export/subject.ts";
import { tablesOf } from "../../src/review/export/tables.ts";
import { reporters } from "../../src/review/report/reporters.ts";
import { type Review, reviewSchema } from "../../src/review/schema.ts";
import {
  decideAll,
  joel,
  keepUntil,
  miriam,
  type Reviews,
  reviews,
  sides,
  signAs,
  verified,
} from "./evidence/reviews.ts";
import { tierZeroRules } from "./evidence/tier-zero-rules.ts";
import { access, globalAdministrator, parts, reaching, role, tideway } from "./fixture.ts";

const name = (index: number) => `Person ${index}`;
const address = (index: number) => `p${index}@tideway.example`;

/** Somebody of the provider is in a group that nobody declared. */
function member(index: number, change: Parameters<typeof access>[1] = {}) {
  const { principal, ...rest } = change;
  const id = `id-${index}`;
  return access("group-member", {
    target: "Night crew",
    targetId: "night",
    objectKey: `members:night:${id}`,
    ...rest,
    principal: { id, identity: `user:${address(index)}`, label: `${name(index)} (${address(index)})`, ...principal },
  });
}

const crew = (count: number, from = 1) => Array.from({ length: count }, (_, index) => member(from + index));

function reviewed(actual: ReturnType<typeof crew>, change: Parameters<typeof parts>[0] = {}): Review {
  return reviewSchema.parse(assembleReview(parts({ actual, ...change })));
}

const titles = ({ differences }: Review) => differences.map(({ title }) => title);
const line = (review: Review) => {
  const [only] = review.differences.filter(({ members }) => members !== undefined);
  if (only === undefined) throw new Error("nothing is one line");
  return only;
};

describe("differences with one cause", () => {
  it("are one line from the 21st on, with each of them in it as it would be alone", () => {
    const alone = reviewed(crew(20));
    expect(alone.differences).toHaveLength(20);
    expect(alone.differences.every(({ members }) => members === undefined)).toBe(true);
    const review = reviewed(crew(21));
    expect(titles(review)).toEqual([
      "Each of 21 users (Tideway IT) is a member of the group Night crew, and the matrix does not say so.",
    ]);
    const { members = [], items, remedy, access: of } = line(review);
    expect(remedy.words).toBe(
      "Take each of them out of the group Night crew. If it is meant, say so in the matrix instead. The command for each is in its row of review.csv.",
    );
    expect(items).toContain("Person 7 (p7@tideway.example)");
    expect(of.objects).toHaveLength(21);
    const byId = new Map(members.map((each) => [each.id, each]));
    for (const { id, title, principal, access: own, remedy: ownRemedy } of alone.differences) {
      expect(byId.get(id)).toMatchObject({ title, principal, access: own, remedy: ownRemedy });
    }
    expect(review.summary.differences).toEqual({ ...alone.summary.differences, low: 21 });
  });

  test.each<[string, ReturnType<typeof crew>]>([
    [
      "another group",
      crew(30).map((each, index) =>
        index % 2 === 0 ? each : member(index + 1, { target: "Day crew", targetId: "day" }),
      ),
    ],
    [
      "another way of holding it",
      crew(30).map((each, index) => (index % 2 === 0 ? each : member(index + 1, { held: "eligible" }))),
    ],
    [
      "another party",
      crew(30).map((each, index) =>
        index % 2 === 0
          ? each
          : member(index + 1, { principal: { party: { kind: "provider", provider: "nightwatch" } } }),
      ),
    ],
    [
      "an end",
      crew(30).map((each, index) => (index % 2 === 0 ? each : member(index + 1, { until: "2027-01-01T00:00:00Z" }))),
    ],
  ])("are not one with those of %s", (_, actual) => {
    expect(reviewed(actual).differences).toHaveLength(30);
  });

  it("are not one where the ways to Global Administrator differ", () => {
    const actual = crew(30);
    const ways = (through: (index: number) => string) =>
      actual.map(({ principal }, index) => {
        const way = reaching(name(index + 1), tideway, [
          ["member-of", "Night crew"],
          ["holds-role", through(index)],
          ["can-reach-tier-zero", "Global Administrator or an equivalent"],
        ]);
        return { ...way, principal: { ...way.principal, id: principal.id } };
      });
    const lines = (through: (index: number) => string) =>
      reviewed(actual, { reaching: ways(through) }).differences.length;
    expect(lines(() => "Helpdesk Administrator")).toBe(1);
    expect(lines((index) => (index % 2 === 0 ? "Helpdesk Administrator" : "Exchange Administrator"))).toBe(30);
  });

  it("are one also where one principal has the same in many places", () => {
    const owned = Array.from({ length: 25 }, (_, index) =>
      access("group-owner", {
        target: `Site ${index}`,
        targetId: `site-${index}`,
        objectKey: `owners:site-${index}:dana`,
      }),
    );
    const review = reviewed([...owned, role({ scope: "directory", held: "standing" })]);
    const { title, principal, members } = line(review);
    expect(title).toBe(
      "25 times alike, such as: Dana Reyes is an owner of the group Site 0, and the matrix does not say so.",
    );
    expect(principal.identity).toBe("user:dana.reyes@tideway.example");
    expect(members).toHaveLength(25);
    expect(review.differences).toHaveLength(2);
  });

  it("are one whatever signs their names have in them", () => {
    const signs = ["J. (Ops) [2]", "a+b", "$&", 'Ada "x" \\', "Øre", "(", "   "];
    const actual = crew(30).map((each, index) =>
      member(index + 1, { principal: { label: signs[index] ?? each.principal.label } }),
    );
    expect(reviewed(actual).differences).toHaveLength(1);
  });
});

describe("the id of a line", () => {
  it("is the same for the same members in another order, and another with one more, one less or one instead", () => {
    const id = (actual: ReturnType<typeof crew>) => line(reviewed(actual)).id;
    const base = id(crew(25));
    expect(base).toMatch(/^D-[0-9a-f]{16}$/);
    expect(id(crew(25).toReversed())).toBe(base);
    const others = [id(crew(26)), id(crew(24)), id(crew(25, 2))];
    expect(new Set([base, ...others]).size).toBe(4);
  });
});

describe("reports", () => {
  const review = reviewed(crew(200));
  const text = (fileName: string) => reporters.find((each) => each.fileName === fileName)?.render(review) ?? "";

  it("have a row for each in the table, with its line, and one entry in the page and in Markdown", () => {
    const rows = text("review.csv").trimEnd().split("\r\n");
    expect(rows).toHaveLength(201);
    expect(rows.slice(1).every((row) => row.endsWith(`"${line(review).id}"`))).toBe(true);
    expect(
      rows.filter((row) => row.includes('"user:p77@tideway.example"') && row.includes("Take Person 77")),
    ).toHaveLength(1);
    const html = text("review.html");
    expect(html.match(/<details class="difference"/g)).toHaveLength(1);
    expect(html).toContain("Each of them (200)");
    expect(html).toContain("differences and findings, in 1 line to decide: 0 critical, 0 high, 0 medium, 200 low");
    expect(text("review.md").match(/^### /gm)).toHaveLength(1);
  });
});

describe("decisions", () => {
  let of: Reviews;
  beforeEach(async () => {
    of = await reviews();
  });
  afterEach(() => of.remove());

  function written(day: string, review: Review): string {
    const folder = join(of.parent, day);
    mkdirSync(folder);
    writeFileSync(join(folder, "review.json"), `${JSON.stringify({ ...review, reviewedOn: day }, null, 2)}\n`);
    return folder;
  }

  const recorded = (review: Review): RecordedReview => parseReview(JSON.stringify(review), "review.json");
  const isLine = ({ members }: DecisionItem) => members !== undefined;
  const problems = (folder: string, kept: ReadonlyMap<string, number> = new Map()) =>
    judgeSheet(openSheet(folder, of.matrix), {
      matrix: of.matrix,
      today: "2027-06-01",
      tierZeroRules,
      keptBefore: kept,
    });

  it("are one for a line; its entry names whom it is about, and says how many more", () => {
    const folder = written("2026-11-21", reviewed(crew(40)));
    const sheet = openSheet(folder, of.matrix);
    expect(sheet.items.filter(({ kind }) => kind === "difference")).toHaveLength(1);
    const text = completedText(sheet).replaceAll(/\n {2}# {2,}/g, " ");
    expect(text).toContain("Decided together: Person 1 (p1@tideway.example); Person 10 (p10@tideway.example);");
    expect(text).toContain("; and 28 more: the rows of review.csv with this line");
  });

  it("are not made by anybody who is in the line, nor kept by who can use what is in it", () => {
    const own = member(3, { principal: { id: "id-miriam", identity: `user:${miriam}`, label: "Miriam Okafor" } });
    const folder = written("2026-11-21", {
      ...reviewed([...crew(40), own]),
      usedBy: [{ identity: `user:${address(9)}`, person: joel, how: "Joel Lindqvist also has the account p9" }],
    });
    const said = (by: string, choice: "keep" | "revoke") => {
      decideAll(of, folder, { ...keepUntil("2027-01-20", "2026-11-21"), by });
      const { items } = openSheet(folder, of.matrix);
      const id = items.find(isLine)?.id ?? "";
      const sheet = openSheet(folder, of.matrix);
      const decision =
        choice === "keep" ? { ...keepUntil("2027-01-20", "2026-11-21"), by } : { choice, by, on: "2026-11-21" };
      writeFileSync(join(folder, "decisions.yaml"), completedText(sheet, { id, decision }));
      return problems(folder)
        .invalid.filter(({ path }) => path.includes(id))
        .map(({ message }) => message);
    };
    expect(said(miriam, "keep")).toEqual(["Miriam Okafor cannot decide on their own access"]);
    expect(said(miriam, "revoke")).toEqual(["Miriam Okafor cannot decide on their own access"]);
    expect(said(joel, "keep")).toEqual([
      "Joel Lindqvist can only give it up: it is also their own access, for Joel Lindqvist also has the account p9",
    ]);
    expect(said(joel, "revoke")).toEqual([]);
  });

  it("never cover somebody who came later: with one more the line is another one, and open", () => {
    const folder = written("2026-11-21", reviewed(crew(40)));
    decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
    expect(problems(folder)).toEqual({ invalid: [], open: [] });
    const more = { ...reviewed(crew(41)), reviewedOn: "2026-11-21" };
    writeFileSync(join(folder, "review.json"), `${JSON.stringify(more, null, 2)}\n`);
    writeFileSync(join(folder, "decisions.yaml"), completedText(openSheet(folder, of.matrix)));
    const { open, invalid } = problems(folder);
    expect(open.map(({ message }) => message)).toEqual([expect.stringContaining("Each of 41 users")]);
    expect(invalid.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("is nothing that this review asks"),
    );
  });

  it("count the days that each was kept, in whatever line, or alone, it was then", () => {
    const finding = (index: number) => ({
      rule: "provider-no-path-to-global-admin",
      severity: "error" as const,
      message: `${name(index)} (${address(index)}) reaches Global Administrator.`,
      resource: `members:night:id-${index}`,
    });
    const crewRefused = (count: number) => reviewed(crew(count), { findings: [finding(5)] });
    const alone = written("2026-11-21", crewRefused(20));
    const until = new Date(Date.parse("2026-11-21") + (of.matrix.emergencyWindowDays - 1) * 86_400_000);
    const window = until.toISOString().slice(0, 10);
    decideAll(of, alone, keepUntil(window, "2026-11-21"));
    expect(problems(alone).invalid).toEqual([]);
    const together = written("2027-02-21", crewRefused(30));
    decideAll(of, together, keepUntil("2027-02-22", "2027-02-21"));
    expect(problems(together).invalid).toEqual([]);
    writeFileSync(join(alone, "matrix.yaml"), of.source);
    expect(problems(together, keptBy([alone])).invalid.map(({ message }) => message)).toEqual([
      expect.stringContaining(`after ${of.matrix.emergencyWindowDays} in earlier reviews`),
    ]);
  });

  it("that revoke a line are not carried out while one of it is there, alone or in another line", async () => {
    const first = written("2026-11-21", reviewed(crew(40)));
    decideAll(of, first, { choice: "revoke", by: miriam, on: "2026-11-21" });
    for (const side of sides) await signAs(of, first, side, { on: "2026-11-22T09:00:00Z" });
    const second = written("2027-02-21", reviewed(crew(30, 38)));
    decideAll(of, second, keepUntil("2027-04-01", "2027-02-21"));
    for (const side of sides) await signAs(of, second, side, { on: "2027-02-22T09:00:00Z" });
    const messages = (await verified(of)).reviews.flatMap(({ problems: each }) => each.map(({ message }) => message));
    expect(messages).toEqual([
      expect.stringMatching(/was to be revoked .* of its 40, 3 are still there: Each of 30 users/),
    ]);
    const { removals, reviews: rows } = historyOf(readChain(of.parent));
    expect(removals).toHaveLength(67);
    expect(removals.filter(({ gone_on }) => gone_on === "2027-02-21")).toHaveLength(37);
    expect(removals.filter(({ revoked_on }) => revoked_on === "2026-11-21")).toHaveLength(40);
    expect(rows.map(({ low }) => low)).toEqual([40, 30]);
  });

  it("are exported as one entry in OSCAL, with everybody in it by name, and a row for each in the tables", async () => {
    const folder = written("2026-11-21", reviewed(crew(300)));
    decideAll(of, folder, keepUntil("2027-01-20", "2026-11-21"));
    const subject = await exportSubject(folder, of.matrix);
    const document = JSON.stringify(oscalOf(subject));
    expect(document.match(/Person 299 \(p299@tideway\.example\)/g)).toHaveLength(1);
    expect(document.length).toBeLessThan(60_000);
    const differences = tablesOf(subject).find((each) => each.name === "Differences");
    expect(differences?.rows).toHaveLength(300);
    expect(differences?.rows.every((row) => row.includes("keep"))).toBe(true);
  });

  it("are one for privileged people who are there in the same way, but not in reviews of before that asked for each", () => {
    const people = Array.from({ length: 25 }, (_, index) =>
      reaching(`Admin ${index}`, { kind: "internal" }, [
        ["member-of", "Admins"],
        ["holds-role", "Global Administrator"],
      ]),
    );
    const review = recorded(reviewed([], { reaching: people }));
    const asked = itemsOf(review, of.matrix).filter(
      ({ identity, members }) => members !== undefined || /admin/.test(identity),
    );
    expect(asked.map(({ title }) => title)).toEqual([
      "Each of 25 (Internal) can take control of the whole tenant (standing).",
    ]);
    expect(asked[0]?.members).toHaveLength(25);
    const { alikeFrom: _, ...before } = review;
    expect(itemsOf(before, of.matrix).filter(isLine)).toEqual([]);
  });
});

describe("since the review before", () => {
  const since = (before: ReturnType<typeof crew>, now: ReturnType<typeof crew>) => {
    const previous = reviewed(before, { today: "2026-08-20" });
    const { previous: told, differences } = reviewed(now, { previous });
    return {
      appeared: told?.appeared.length,
      gone: told?.gone.length,
      remaining: told?.remaining,
      lines: differences.length,
    };
  };

  test.each<[string, number, number, number, number, object]>([
    ["the same members", 1, 30, 1, 30, { appeared: 0, gone: 0, remaining: 1 }],
    ["one member more is a new line", 1, 30, 1, 31, { appeared: 1, gone: 0, remaining: 0 }],
    ["one member less is still there", 1, 30, 1, 29, { appeared: 0, gone: 0, remaining: 1 }],
    ["few enough to stand alone are still there", 1, 30, 1, 3, { appeared: 0, gone: 0, remaining: 3 }],
    ["other members are a new line, and the other is gone", 1, 30, 101, 30, { appeared: 1, gone: 1, remaining: 0 }],
    ["each alone before, all together now", 1, 20, 1, 21, { appeared: 1, gone: 0, remaining: 0 }],
  ])("%s", (_, beforeFrom, before, nowFrom, now, expected) => {
    expect(since(crew(before, beforeFrom), crew(now, nowFrom))).toMatchObject(expected);
  });
});

it("differences that are alike stay with what they have in common, whatever the tier", () => {
  const holders = Array.from({ length: 22 }, (_, index) =>
    role({
      target: "Global Administrator",
      targetId: globalAdministrator,
      scope: "directory",
      held: "standing",
      tier: 0,
      objectKey: `assignment-${index}`,
      principal: { id: `id-${index}`, identity: `user:${address(index)}`, label: name(index) },
    }),
  );
  const review = reviewed(holders);
  expect(review.verdict).toBe("act-now");
  expect(review.summary.differences.critical).toBe(22);
  expect(line(review)).toMatchObject({ severity: "critical", access: { tier: 0, held: "standing" } });
});
