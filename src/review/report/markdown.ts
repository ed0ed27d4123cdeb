/** The review for a ticket or a pull request. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { visibleLines } from "../../visible.ts";
import { type Difference, type ObservationSummary, type Review, severities } from "../schema.ts";
import { plainMarkdown as text } from "./markdown-text.ts";
import { capped, most } from "./most.ts";
import type { Reporter } from "./reporter.ts";
import { spokenReview } from "./spoken.ts";
import { sourceLines, systemLines, systemNumbers } from "./systems.ts";
import {
  ageText,
  conditionWords,
  dateText,
  dateTimeText,
  inLines,
  kindWords,
  lastUseText,
  severityWords,
  tellingSteps,
  verdictWords,
  withoutItText,
} from "./words.ts";

export const markdownReporter: Reporter = {
  format: "markdown",
  fileName: "review.md",
  render: (given) => {
    const review = spokenReview(given);
    return [
      `# Access review: ${text(review.client.name)}, ${dateText(review.reviewedOn)}`,
      `**${verdictWords[review.verdict].name}.** ${text(review.headline)}`,
      numbers(review),
      section(
        "What to decide",
        review.decisions.map((decision, index) => `${index + 1}. ${text(decision.text)}${ids(decision.differences)}`),
      ),
      sincePrevious(review),
      section(
        "Who can reach Global Administrator",
        listOf(review.reach, most.reach, (reach) => {
          const steps = tellingSteps(reach.path)
            .map((step) => `${edgeWords(step.edge)} ${text(step.to)}`)
            .join(" → ");
          return `- **${text(reach.principal.label)}** (${text(reach.principal.party.label)}): ${steps} — ${conditionWords[reach.condition].short}`;
        }),
      ),
      section("What the review looked for", (review.observations ?? []).flatMap(observationLines)),
      section(
        "Systems beside the tenant",
        systemLines(review).map((line) => `- ${text(line)}`),
      ),
      ...severities.flatMap((severity) => {
        const chosen = review.differences.filter((difference) => difference.severity === severity);
        return chosen.length === 0
          ? []
          : [
              `## ${severityWords[severity].name} (${chosen.length})`,
              ...listOf(chosen, most.ofSeverity, differenceText),
            ];
      }),
      section(
        "Internal, not managed",
        listOf(
          review.internalTierZero,
          most.internal,
          ({ principal, target, scope, held }) =>
            `- ${text(principal.label)}: ${text(target)}, ${text(scope)}, ${held}`,
        ),
      ),
      section(
        "Could not be read",
        review.unreadable.map(
          ({ collection, code, message, blind }) =>
            `- \`${collection}\` (${text(code)}): ${text(message)} Unseen: ${text(blind)}.`,
        ),
      ),
      section(
        "Could not be compared",
        listOf(review.notCompared, most.notCompared, (item) => `- ${text(item)}`),
      ),
      section(
        "In order",
        review.inOrder.map((item) => `- ${text(item)}`),
      ),
      section("Evidence", [
        `- Collected ${dateTimeText(review.evidence.collectedAt)}${ageOf(review)} from ${text(review.evidence.source)}, tenant \`${review.client.tenantId}\`, ${review.evidence.objects} objects`,
        `- Snapshot SHA-256 \`${review.evidence.snapshotDigest}\``,
        `- Declared SHA-256 \`${review.evidence.declaredDigest}\``,
        ...sourceLines(review).map(({ what, from, digest }) => `- ${text(what)}: ${text(from)}, SHA-256 \`${digest}\``),
        `- ${Object.entries(review.evidence.versions)
          .map(([name, version]) => `${text(name)} ${text(version)}`)
          .join(", ")}`,
      ]),
    ]
      .filter((part) => part !== "")
      .join("\n\n")
      .concat("\n");
  },
};

function ageOf(review: Review): string {
  const age = ageText(review);
  return age === undefined ? "" : ` (${age})`;
}

function numbers(review: Review): string {
  const { summary } = review;
  const rows: [string, string][] = [
    [
      "Provider principals that reach Global Administrator without an internal approval",
      `${summary.providersReachingGlobalAdministrator}`,
    ],
    ["Standing privileged assignments of providers", `${summary.standingPrivileged}`],
    [
      "Differences",
      `${severities.map((severity) => `${summary.differences[severity]} ${severity}`).join(", ")}${inLines(review)}`,
    ],
    ["Rows on functions and emergency accounts with a difference", `${summary.rowsWithDifference} of ${summary.rows}`],
    ...systemNumbers(review).map(({ differing, known, unknown }): [string, string] => [
      "Other systems with a difference",
      `${differing} of ${known}${unknown === 0 ? "" : `; the users of ${unknown} more are not known`}`,
    ]),
    ["Declared accesses found as declared", `${summary.asDeclared} of ${summary.declared}`],
    ["Parts of the tenant that could not be read", `${summary.unreadable}`],
  ];
  return ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n");
}

function differenceText(difference: Difference): string {
  const { access, principal, remedy } = difference;
  const facts = [
    `${kindWords[difference.kind]} · ${text(principal.party.label)} · ${text(access.target)} · ${text(access.scope)} · ${access.held}`,
    ...(access.since === undefined
      ? []
      : [
          `since ${dateText(access.since)}${access.grantedBy === undefined ? "" : `, given by ${text(access.grantedBy)}`}`,
        ]),
    ...(access.lastUse === undefined ? [] : [`last use: ${text(lastUseText(access.lastUse))}`]),
    ...(difference.withoutIt === undefined ? [] : [`without it: ${text(withoutItText(difference.withoutIt))}`]),
    ...(difference.formerly === undefined ? [] : [`was called ${text(difference.formerly)}`]),
    ...(difference.observations ?? [])
      .filter(({ message }) => message !== difference.title)
      .map(({ message }) => `noticed: ${text(message)}`),
    `row: ${text(difference.row.text)}`,
  ];
  return [
    `### ${difference.id} ${text(difference.title)}`,
    text(difference.why),
    facts.map((fact) => `- ${fact}`).join("\n"),
    listOf(difference.items, most.items, (item) => `  - ${text(item)}`).join("\n"),
    tellingSteps(difference.path ?? [])
      .map(
        (step, index) =>
          `${index + 1}. ${text(step.from)} → ${edgeWords(step.edge)} → ${text(step.to)} (${conditionWords[step.condition].short})`,
      )
      .join("\n"),
    `**What to do:** ${text(remedy.words)}`,
    remedy.command === undefined ? "" : fence("sh", remedy.command),
    remedy.portal === undefined ? "" : `By hand: ${text(remedy.portal)}`,
    remedy.place === undefined
      ? ""
      : `In the matrix: \`${remedy.place.file}:${remedy.place.line}\` (${text(remedy.place.path)})`,
    remedy.matrix === undefined ? "" : fence("yaml", remedy.matrix),
    remedy.import === undefined ? "" : fence("sh", remedy.import),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Lines of a list, and how many there are beyond. */
function listOf<T>(list: readonly T[], limit: number, line: (item: T) => string): string[] {
  return [
    ...capped(list, limit).map(line),
    ...(list.length > limit ? [`\nAnd ${list.length - limit} more, in review.json.`] : []),
  ];
}

function observationLines({ title, found: count, differences, unseen }: ObservationSummary): string[] {
  const found =
    differences.length === 0
      ? unseen.length === 0
        ? "none"
        : "none that could be seen"
      : `${count}${ids(capped(differences, 12))}`;
  const more = differences.length > 12 ? ` and ${differences.length - 12} more` : "";
  return [
    `- **${title}**: ${found}${more}`,
    ...capped(unseen, most.unseen).map((each) => `  - not known: ${text(each)}`),
  ];
}

function moreThan({ length }: readonly unknown[], limit: number): string {
  return length > limit ? ` and ${length - limit} more` : "";
}

function sincePrevious({ previous }: Review): string {
  if (previous === undefined) return "";
  const { appeared, gone, remaining, access, rows, evidence, notCompared = [] } = previous;
  return section(`Since the review of ${dateText(previous.reviewedOn)}`, [
    ...(evidence === undefined ? [] : [`- That review: ${text(evidence.words)}`]),
    ...notCompared.map((sentence) => `- Not compared: ${text(sentence)}`),
    `- New: ${appeared.length}${ids(capped(appeared, 12))}${moreThan(appeared, 12)}`,
    `- Gone: ${gone.length}${ids(capped(gone, 12).map(({ id }) => id))}${moreThan(gone, 12)}`,
    `- Still there: ${remaining}`,
    ...(access === undefined
      ? []
      : [`- Accesses of providers: ${access.appeared} new, ${access.wider} wider, ${access.gone} gone`]),
    ...rows.map((row) => `- ${text(row)}`),
  ]);
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}`;
}

function ids(differences: readonly string[]): string {
  return differences.length === 0 ? "" : ` (${differences.join(", ")})`;
}

function fence(language: string, code: string): string {
  const ticks = "`".repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}${language}\n${visibleLines(code)}\n${ticks}`;
}
