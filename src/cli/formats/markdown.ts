/** For a comment in a pull request: the verdict, what changes in who can do what, why it is refused and what would cut it. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { tellingSteps } from "../../review/report/words.ts";
import { shortened } from "../../visible.ts";
import type { CheckFinding, CheckResult } from "../check-result.ts";
import type { Formatter, Setting } from "./formatter.ts";
import { changesSections } from "./markdown-changes.ts";
import { linkTo } from "./markdown-link.ts";
import { itemsOf, type Section, withinLimit } from "./markdown-sections.ts";
import { code, details, fence, text } from "./markdown-text.ts";
import { flowchart } from "./mermaid.ts";
import { conditionSuffix, count, refuses, verdict } from "./words.ts";

/** GitHub takes 65,536 characters in a comment; what is after the last block has to fit, too. */
const mostCharacters = 65_000;
/** Longest sentence that is shown whole. */
const longestSentence = 1200;

/** All that the form needs besides the document. */
type MarkdownSetting = Pick<Setting, "sourceUrl">;

export const markdownFormatter: Formatter = { render: renderMarkdown };

/** The whole comment; there is room for a remark after it. */
export function renderMarkdown(result: CheckResult, setting: MarkdownSetting): string {
  return withinLimit(head(result), sections(result, setting), mostCharacters);
}

/** First line of a comment: it shows nothing, and says which check the comment belongs to. */
function markerOf({ subject }: CheckResult): string {
  const key = subject.name.replaceAll(/[^\w./]+/g, "-").slice(-80);
  return `<!-- demarc:check ${key} -->`;
}

function head(result: CheckResult): string {
  const name = text(shortened(result.subject.name, 80));
  const word = result.error === undefined ? (result.ok ? "✅ passed" : "❌ refused") : "⚠️ not judged";
  return `${markerOf(result)}\n## ${word}: ${name}\n\n${sentence(verdict(result))}`;
}

function sections(result: CheckResult, setting: MarkdownSetting): Section[] {
  if (result.error !== undefined) {
    return [
      { title: "Where", items: [linkTo(result.error, result, setting)].filter(Boolean), importance: 1, kind: "place" },
    ];
  }
  return [
    ...changesSections(result),
    {
      title: "Findings",
      ...itemsOf(orderedFindings(result), (finding) => findingBlock(finding, result, setting)),
      importance: 1,
      kind: "finding",
    },
    {
      title: "How Global Administrator or an equivalent is reached",
      items: pictureOf(result),
      importance: 2,
      kind: "picture",
    },
    {
      title: "Smallest set of steps to take away, so that no path is left",
      ...itemsOf(result.proposals, (proposal, index) =>
        [`${index + 1}. Take away: ${sentence(proposal.message)}`, linkTo(proposal, result, setting)]
          .filter(Boolean)
          .join(" "),
      ),
      importance: 3,
      kind: "proposed change",
      tight: true,
    },
    {
      title: "Waived",
      ...itemsOf(
        result.waived,
        ({ waiver, ...finding }) =>
          `- **${text(finding.rule)}** ${linkTo(finding, result, setting)} ${sentence(finding.message)} Until ${text(waiver.until)}, approved by ${text(waiver.approvedBy)}: ${sentence(waiver.reason)}`,
      ),
      importance: 5,
      kind: "waived finding",
      tight: true,
    },
    {
      title: "Taken for granted",
      ...itemsOf(result.assumptions, (assumption) => `- ${sentence(assumption)}`),
      importance: 6,
      kind: "assumption",
      tight: true,
      collapsed: true,
    },
  ];
}

function orderedFindings({ findings }: CheckResult): CheckFinding[] {
  const order = ["error", "warning", "note"];
  return findings.toSorted((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}

function findingBlock(finding: CheckFinding, result: CheckResult, setting: MarkdownSetting): string {
  const word = refuses(finding.severity, result.failOn) ? "Refused" : finding.severity === "note" ? "Note" : "Warning";
  const place = linkTo(finding, result, setting);
  const steps = tellingSteps(finding.path ?? []).map((step, index) => {
    const where = linkTo(step, result, setting);
    return `${index + 1}. ${name(step.from)} ${name(edgeWords(step.edge))} **${name(step.to)}**${conditionSuffix(step)}${where && ` ${where}`}`;
  });
  return [
    [`**${word}** by ${code(finding.rule)}`, place].filter(Boolean).join(" at "),
    sentence(finding.message),
    ...(finding.remedy === undefined ? [] : [`**Instead:** ${sentence(finding.remedy)}`]),
    details(
      steps.length === 0 ? "Resource" : count(steps.length, "step", "steps"),
      [...steps.slice(0, 20), "", code(shortened(finding.resource, 300))].join("\n").trim(),
    ),
  ].join("\n\n");
}

function pictureOf(result: CheckResult): string[] {
  const paths = result.findings.flatMap(({ path, severity }) =>
    path !== undefined && refuses(severity, result.failOn) ? [tellingSteps(path)] : [],
  );
  if (paths.flat().length === 0) return [];
  const cut = new Set(result.proposals.map(({ resource }) => resource));
  const { code: picture, legend, leftOut } = flowchart(paths, cut);
  return [
    [
      fence("mermaid", picture),
      legend.join(" "),
      ...(leftOut === 0 ? [] : [`${count(leftOut, "step is", "steps are")} not in the picture.`]),
    ].join("\n\n"),
  ];
}

const sentence = (words: string) => text(shortened(words, longestSentence));
const name = (label: string) => text(shortened(label, 120));
