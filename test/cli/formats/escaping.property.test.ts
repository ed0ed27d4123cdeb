import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckResult, CheckStep } from "../../../src/cli/check-result.ts";
import { annotationsFormatter } from "../../../src/cli/formats/annotations.ts";
import { junitFormatter } from "../../../src/cli/formats/junit.ts";
import { renderMarkdown } from "../../../src/cli/formats/markdown.ts";
import { code, text } from "../../../src/cli/formats/markdown-text.ts";
import { flowchart } from "../../../src/cli/formats/mermaid.ts";
import { textFormatter } from "../../../src/cli/formats/text.ts";
import { visible } from "../../../src/visible.ts";
import { finding, settingOf, withFindings } from "../../support/check-documents.ts";
import { type Element, parseXml } from "../../support/xml.ts";

/** What breaks things, among what does not. */
const dangerous = [
  "|", "\\", "`", "```", "<", ">", "&", '"', "'", "\n", "\r\n", "\n\n", "\t", "\u0000", "\u001b[31m", "\u202e", "\u200b", "\ud800",
  "\uffff", "@octocat", "#12", "gh-1", "<!-- x -->", "-->", "<details>", "</details>", "</summary>", "<script>", "](https://evil.example)",
  "![x](y)", "https://evil.example", "www.evil.example", ":tada:", "$x$", "]]>", "&amp;", "&#64;", "#quot;", "%0A", "::error::", "##vso[",
  "{0}", "~~", "__", "**", "1. ", "- ", "# ", "+ ", "===", "---", "end", "%%{init: {}}%%", "ﬂ°°60¶ß", "click n0", "日本", "😀", " ", "a", "Z", "9",
]; // biome-ignore format: a list
const label = fc
  .array(fc.oneof(fc.constantFrom(...dangerous), fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 8 })
  .map((parts) => parts.join(""));
const path: fc.Arbitrary<CheckStep[]> = fc.array(
  fc.record({
    from: label,
    edge: fc.oneof(label, fc.constantFrom("member-of", "holds-role")),
    to: label,
    condition: fc.constantFrom("standing" as const, "self-activation" as const),
    resource: label,
  }),
  { maxLength: 4 },
);
const hostile: fc.Arbitrary<CheckResult> = fc
  .record({
    name: label,
    message: label,
    resource: label,
    remedy: label,
    file: label,
    path,
    reason: label,
    assumption: label,
  })
  .map(({ name, message, resource, remedy, file, path: steps, reason, assumption }) => {
    const party = { kind: "provider" as const, name };
    const one = finding({ message, resource, remedy, file, line: 3, path: steps });
    return withFindings([one, { ...one, rule: name, id: name }], {
      subject: { name, matrix: file, folder: "" },
      waived: [{ ...one, rule: "provider-access-in-matrix", waiver: { reason, approvedBy: name, until: reason } }],
      proposals: [{ resource, message, file, cuts: 1 }],
      assumptions: [assumption],
      changes: {
        comparedWith: "snapshot",
        access: [
          {
            change: "changed",
            party,
            principal: name,
            kind: name,
            target: reason,
            scope: message,
            held: name,
            differences: [{ what: name, before: reason, after: [message] }],
          },
        ],
        reach: [{ change: "gained", party, principal: name, after: "standing", path: steps }],
        signIns: [
          {
            change: "asks-less",
            principals: [{ name, party }],
            policy: reason,
            controls: [message],
            words: assumption,
          },
        ],
      },
    });
  });

const decoded = (markdown: string) =>
  markdown.replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));

describe("text in Markdown", () => {
  it("is what it was, has no meaning, and mentions nobody", () => {
    fc.assert(
      fc.property(label, (value) => {
        const markdown = text(value);
        expect(decoded(markdown).replaceAll("\u200b", "")).toBe(visible(value).trim());
        const bare = markdown.replaceAll(/&#\d+;/g, "\u200b");
        expect(bare).not.toMatch(/[\\`*_{}[\]<>|~!&$^="'\r\n]/);
        expect(bare).not.toMatch(/@(?=[\p{L}\p{N}])|#(?=[\p{L}\p{N}_])|:\/\/|\bwww\.|^(?:\d+[.)]|[#+-])/u);
      }),
    );
  });

  it("as code it can be copied, and ends where it ends", () => {
    fc.assert(
      fc.property(label, (value) => {
        const [, ticks = "", inside = ""] = /^(`+)([\s\S]*?)\1$/.exec(code(value)) ?? [];
        expect(inside.trim()).toBe(visible(value).trim() || "–");
        expect(inside.match(/`+/g)?.some((run) => run.length === ticks.length) ?? false).toBe(false);
      }),
    );
  });
});

describe("a whole comment, whatever a program calls its things", () => {
  it("keeps its lines, its tables, its blocks and its marker", () => {
    fc.assert(
      fc.property(hostile, (result) => {
        const { sourceUrl } = settingOf(result);
        const comment = renderMarkdown(result, { ...(sourceUrl !== undefined && { sourceUrl }) });
        const lines = comment.split("\n");
        // Spans of code bind tighter than anything else in a line.
        const rendered = lines.map((line) => line.replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "")).join("\n");
        expect(lines[0]).toMatch(/^<!-- demarc:check [\w./-]* -->$/);
        expect(rendered.split("<!--").length).toBe(2);
        for (const row of lines.filter((line) => line.startsWith("|"))) expect(row.split("|").length).toBe(7);
        for (const tag of ["details", "summary"]) {
          expect(rendered.split(`<${tag}>`).length).toBe(rendered.split(`</${tag}>`).length);
        }
        expect(rendered.match(/<(?!\/?(details|summary|b)>|!-- demarc|https:\/\/git\.example\/)/g)).toBeNull();
        expect(lines.filter((line) => line.startsWith("```")).length % 2).toBe(0);
      }),
    );
  });

  it("does not outgrow a comment, and says what it leaves out", () => {
    const step = { from: "x".repeat(500), edge: "member-of", to: "y|".repeat(300), condition: "standing" as const };
    const many = Array.from({ length: 2500 }, (_, index) =>
      finding({ message: `${index} ${"@<&".repeat(500)}`, path: [step] }),
    );
    const party = { kind: "provider" as const, name: "Tideway" };
    const access = many.map(({ message }) => ({
      change: "gained" as const,
      party,
      principal: message,
      kind: "directory-role",
      target: "t",
      scope: "s",
      held: "standing",
      differences: [],
    }));
    const result = withFindings(many, {
      changes: { comparedWith: "snapshot", access, reach: [], signIns: [] },
      assumptions: many.map(({ message }) => message),
      waived: many.map((one) => ({ ...one, waiver: { reason: "r", approvedBy: "a", until: "2026-01-01" } })),
    });
    const comment = renderMarkdown(result, {});
    expect(comment.length).toBeLessThanOrEqual(65_000);
    expect(comment).toMatch(/_24\d\d findings more: there is no room here/);
    expect(comment).toContain("_2500 assumptions more");
    expect(comment).toContain("2500 findings refuse this plan");
    expect(comment.split("<details>").length).toBe(comment.split("</details>").length);
  });
});

describe("a picture", () => {
  it("has one statement a line, and labels that are only letters, digits and codes", () => {
    fc.assert(
      fc.property(fc.array(path, { maxLength: 3 }), (paths) => {
        const quoted = String.raw`"(?:[\p{L}\p{M}\p{N} (),]|(?<=[\p{L}\p{N}])[.-](?=[\p{L}\p{N}])|#\d+;)+"`;
        const statement = new RegExp(
          String.raw`^(?:flowchart LR|  n\d+\[${quoted}\]|  n\d+ (?:-->|==>|-\.->)\|${quoted}\| n\d+|  classDef goal [\w:#,-]+|  class n\d+ goal|  linkStyle [\d,]+ [\w:#, -]+)$`,
          "u",
        );
        for (const line of flowchart(paths).code.split("\n")) expect(line).toMatch(statement);
      }),
    );
  });

  it("stays small, and says how much is not in it", () => {
    const steps = Array.from({ length: 100 }, (_, index) => ({
      from: `person ${index}`,
      edge: "member-of",
      to: "group",
      condition: "standing" as const,
    }));
    const { code: drawn, leftOut } = flowchart([steps]);
    expect(drawn.split("-->").length - 1 + leftOut).toBe(100);
    expect(leftOut).toBeGreaterThan(0);
    expect(drawn.length).toBeLessThan(10_000);
  });
});

describe("JUnit", () => {
  it("is XML that says what the finding says", () => {
    fc.assert(
      fc.property(hostile, (result) => {
        const suites = parseXml(junitFormatter.render(result, settingOf(result)));
        const cases = suites.children[0]?.children.filter(({ name }) => name === "testcase") ?? [];
        const own = cases.find(({ attributes }) => attributes["classname"] === "DEMARC.ACCESS.2v1");
        const failure = own?.children.find(({ name }) => name === "failure");
        expect(failure?.attributes["message"]?.startsWith(shownInXml(result.findings[0]?.message ?? ""))).toBe(true);
        expect(counted(suites, "failure")).toBe(Number(suites.attributes["failures"]));
      }),
    );
  });
});

/** XML readers turn white space in attributes into spaces; there is none but spaces. */
const shownInXml = visible;

function counted(element: Element, name: string): number {
  return element.children.reduce((sum, child) => sum + counted(child, name), element.name === name ? 1 : 0);
}

describe("lines of a log", () => {
  it("are one for each annotation, and give the runner back what was said", () => {
    fc.assert(
      fc.property(hostile, (result) => {
        const lines = annotationsFormatter.render(result, settingOf(result)).split("\n").slice(0, -1);
        expect(lines.length).toBe(result.findings.length);
        for (const [index, line] of lines.entries()) {
          const [, properties = "", message = ""] = /^::error ((?:(?!::).)*)::(.*)$/.exec(line) ?? [];
          expect(properties).toMatch(/^(?:(?:file|line|col|title)=[^,:]*,?)+$/);
          const { message: said, remedy } = result.findings[index] ?? finding();
          expect(message.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%")).toBe(
            visible(`${said} Instead: ${remedy}`),
          );
        }
      }),
    );
  });

  it("hold nothing that a terminal or a runner takes for more than text", () => {
    fc.assert(
      fc.property(hostile, (result) => {
        const printed = textFormatter.render(result, settingOf(result));
        expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(printed.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
      }),
    );
  });
});
