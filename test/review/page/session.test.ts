import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { completedText, openSheet } from "../../../src/review/decisions/sheet.ts";
import { type DecisionSession, openSession, type SentDecision } from "../../../src/review/page/session.ts";
import { viewOf } from "../../../src/review/page/view.ts";
import {
  addReview,
  dana,
  decideAll,
  exchange,
  helpdesk,
  joel,
  keepUntil,
  miriam,
  type Reviews,
  reviewOf,
  reviews,
  signAs,
} from "../evidence/reviews.ts";
import { sessionInput, today } from "./serving.ts";

let of: Reviews;
let folder: string;
let file: string;
beforeEach(async () => {
  of = await reviews();
  folder = addReview(of, "2026-11-21", "2026-11-21");
  file = join(folder, "decisions.yaml");
});
afterEach(() => of.remove());

const start = () => openSession(sessionInput(of, folder));
const revoke: SentDecision = { choice: "revoke", by: miriam };
const textOf = () => readFileSync(file, "utf8");

function itemOf(session: DecisionSession, part: string) {
  const item = session.sheet.items.find(({ title }) => title.includes(part));
  if (item === undefined) throw new Error(`nothing to decide says ${part}`);
  return item;
}

/** Decides on the entry whose title has a text, having seen the file as it is. */
function decide(session: DecisionSession, part: string, sent: SentDecision) {
  return session.decide(itemOf(session, part), sent, session.state().digest);
}

describe("a decision of the page", () => {
  it("is written as the command line writes it, into a file that was not there", () => {
    const session = start();
    expect(session.state()).toMatchObject({ digest: "absent", decided: 0, entries: {}, problems: {}, general: [] });
    expect(existsSync(file)).toBe(false);
    const { id } = itemOf(session, dana);
    const expected = completedText(openSheet(folder, of.matrix), { id, decision: { ...revoke, on: today } });
    expect(decide(session, dana, revoke)).toMatchObject({ kind: "saved", decided: 1 });
    expect(textOf()).toBe(expected);
    expect(session.state()).toMatchObject({
      decided: 1,
      entries: { [id]: { decision: "revoke", by: miriam, on: today } },
    });
    expect(readdirSync(of.parent)).toEqual(["2026-11-21"]);
  });

  it("can be made one after the other with the digest of each answer", () => {
    const session = start();
    let seen = session.state().digest;
    for (const [index, item] of session.sheet.items.entries()) {
      const by = item.identity.includes("joel") ? miriam : joel;
      const outcome = session.decide(item, { choice: "keep", until: "2027-01-31", reason: "So.", by }, seen);
      expect(outcome).toMatchObject({ kind: "saved", decided: index + 1 });
      if (outcome.kind === "saved") seen = outcome.digest;
    }
    expect(session.state()).toMatchObject({ digest: seen, decided: 5, problems: {}, general: [] });
  });

  it("is refused with field, reason and what would be right, and nothing is written", () => {
    const session = start();
    expect(decide(session, `${dana} holds`, { choice: "revoke", by: dana })).toEqual({
      kind: "refused",
      problems: [
        { field: "by", message: "Dana Reyes cannot decide on their own access", hint: `who can: ${miriam}, ${joel}` },
      ],
    });
    const keep: SentDecision = { choice: "keep", until: "2028-11-21", reason: "So.", by: miriam };
    expect(decide(session, dana, keep)).toMatchObject({
      kind: "refused",
      problems: [{ field: "until", hint: "2027-11-22 at most" }, { field: "until" }],
    });
    expect(decide(session, dana, { ...keep, until: "soon" })).toMatchObject({
      kind: "refused",
      problems: [{ field: "until", message: '"soon" must be a date such as 2027-01-31' }],
    });
    expect(existsSync(file)).toBe(false);
  });

  it("replaces only one of the same person", () => {
    const session = start();
    decide(session, dana, revoke);
    const before = textOf();
    expect(decide(session, dana, { choice: "change-matrix", reason: "It is meant.", by: joel })).toMatchObject({
      kind: "refused",
      problems: [{ field: "by", message: "is decided by Miriam Okafor already" }],
    });
    expect(textOf()).toBe(before);
    const changed = decide(session, dana, {
      choice: "change-matrix",
      reason: "It is meant.",
      by: miriam.toUpperCase(),
    });
    expect(changed).toMatchObject({ kind: "saved", decided: 1 });
    expect(textOf()).toContain("decision: change-matrix");
  });

  it.each([
    ["a word", (text: string) => text.replace("# Decisions", "# Our decisions")],
    ["one byte more", (text: string) => `${text}\n`],
    ["nothing: it is gone", () => undefined],
  ])("is not written over a file that was changed meanwhile by %s", (_, change) => {
    const session = start();
    decide(session, dana, revoke);
    const { digest } = session.state();
    const text = change(textOf());
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    const item = itemOf(session, "tomasz");
    const outcome = session.decide(item, revoke, digest);
    expect(outcome).toMatchObject({ kind: "conflict" });
    expect(outcome.kind === "conflict" && outcome.message).toContain("nothing was written over it");
    expect(existsSync(file) ? textOf() : undefined).toBe(text);
    // Seen as it is now, it is written, with what the editor wrote.
    expect(session.decide(item, revoke, session.state().digest)).toMatchObject({ kind: "saved" });
  });

  it("is not written over what an editor saves while it is judged", () => {
    let editorSaves = () => {};
    // The day is asked for once the file was compared with what was seen, and before it is written.
    const session = openSession({
      ...sessionInput(of, folder),
      today: () => {
        editorSaves();
        return today;
      },
    });
    decide(session, dana, revoke);
    const { digest } = session.state();
    const edited = `${textOf()}# saved in the last moment\n`;
    editorSaves = () => writeFileSync(file, edited);
    expect(session.decide(itemOf(session, "tomasz"), revoke, digest)).toMatchObject({ kind: "conflict" });
    expect(textOf()).toBe(edited);
    expect(readdirSync(of.parent)).toEqual(["2026-11-21"]);
    expect(decide(session, "tomasz", revoke)).toMatchObject({ kind: "saved" });
  });

  it("is not taken any more once the review is signed, or is another one", async () => {
    const session = start();
    const { digest } = session.state();
    writeFileSync(join(folder, "review.json"), JSON.stringify(reviewOf(of, "2026-11-21", [helpdesk])));
    expect(session.state().closed).toContain("another one than when this page was started");
    expect(session.decide(itemOf(session, dana), revoke, digest)).toMatchObject({ kind: "conflict" });
    expect(existsSync(file)).toBe(false);
    decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"));
    await signAs(of, folder, "internal");
    const signed = start();
    expect(signed.state().closed).toContain("is signed");
    const before = textOf();
    expect(decide(signed, dana, revoke)).toMatchObject({ kind: "conflict" });
    expect(textOf()).toBe(before);
  });
});

describe("what the page is told of the file", () => {
  it("is what somebody wrote in, and what is wrong with it, at its line", () => {
    writeFileSync(file, completedText(openSheet(folder, of.matrix)));
    const session = start();
    const { id } = itemOf(session, dana);
    writeFileSync(file, textOf().replace("    reason:\n", "    reason: asked on Monday\n"));
    expect(session.state()).toMatchObject({ decided: 0, entries: { [id]: { reason: "asked on Monday" } } });
    writeFileSync(file, textOf().replace("    decision:\n", "    decision: keep\n"));
    expect(session.state().problems).toEqual({
      [id]: [
        { field: "on", message: "is missing", hint: "the day of the decision" },
        { field: "by", message: "is missing", hint: "the address of who decided" },
        { field: "until", message: "is missing: a keep ends", hint: "the last day on which it stays" },
      ],
    });
    writeFileSync(file, textOf().replace("tenant: ", "tenant: 0"));
    expect(session.state().general).toEqual([
      expect.stringMatching(/^Line 5, tenant: is not the tenant of the review/),
    ]);
  });

  it("is where it cannot be read, with line and column; a decision then changes nothing", () => {
    const session = start();
    decide(session, dana, revoke);
    const { digest } = session.state();
    writeFileSync(file, "decisions: [\n");
    expect(() => session.state()).toThrow(/decisions\.yaml:2:1: not valid YAML/);
    expect(() => session.decide(itemOf(session, "tomasz"), revoke, digest)).toThrow(/not valid YAML/);
    expect(textOf()).toBe("decisions: [\n");
  });
});

describe("what the page shows", () => {
  it("is everything that decisions.yaml asks, in its order, with since, by and remedy", () => {
    const view = viewOf(start());
    const text = completedText(openSheet(folder, of.matrix));
    const places = view.lines.map(({ id }) => text.indexOf(`  ${id}:`));
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(view.lines.map(({ group }) => group)).toEqual([
      "Differences: Tideway IT",
      "Differences: Tideway IT",
      "As declared, or privileged: Emergency access",
      "As declared, or privileged: Internal",
      "As declared, or privileged: Tideway IT",
    ]);
    expect(Object.fromEntries(view.lines[0]?.facts ?? [])).toMatchObject({
      What: "Helpdesk Administrator (directory role)",
      Since: "1 February 2026",
      Matrix: "functions.tier-1-helpdesk",
    });
    expect(view.lines[0]?.remedy.words).toBe(`Remove the role Helpdesk Administrator from ${dana}.`);
    const [first, , , provider] = view.people;
    expect(first).toEqual({ address: miriam, name: "Miriam Okafor", group: "Decide for Harbour Dental Group" });
    expect(provider?.group).toMatch(/: can only give up what it holds$/);
  });

  it("proposes a last day that is taken as it is; a day more is not", () => {
    writeFileSync(
      join(folder, "review.json"),
      JSON.stringify(reviewOf(of, "2026-11-21", [{ ...helpdesk, refused: true }, exchange])),
    );
    const session = start();
    const { lines } = viewOf(session);
    expect(new Set(lines.map(({ latestKeep }) => latestKeep))).toEqual(new Set(["2026-11-27", "2027-02-21"]));
    for (const [index, { latestKeep = "" }] of lines.entries()) {
      const item = session.sheet.items[index];
      if (item === undefined) throw new Error("a line without an item");
      const by = item.identity.includes("joel") ? miriam : joel;
      const dayAfter = new Date(Date.parse(latestKeep) + 86_400_000).toISOString().slice(0, 10);
      const keep = (until: string) =>
        session.decide(item, { choice: "keep", until, reason: "So.", by }, session.state().digest).kind;
      expect([keep(dayAfter), keep(latestKeep)]).toEqual(["refused", "saved"]);
    }
  });
});
