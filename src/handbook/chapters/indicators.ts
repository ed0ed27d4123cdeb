/** Whether it works: six indicators with their values, and the smells that the matrix and the tenant give off. */

import { coreFunctionIds } from "../../catalogue/functions.ts";
import { type IndicatorId, indicators } from "../../catalogue/indicators.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import type { SmellName } from "../../matrix/lint.ts";
import { resolveRows } from "../../matrix/parties.ts";
import { daysBetween } from "../../review/decisions/days.ts";
import type { ObservationKind } from "../../review/schema.ts";
import { counted } from "../../review/words.ts";
import { type Block, type Chapter, heading, type Phrase, paragraph, type Row, strong, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { dayText } from "../words.ts";

const notMeasured: Phrase = [strong("not measured")];

export function indicatorsChapter(input: HandbookInput): Chapter {
  const { review } = input;
  return {
    id: "indicators",
    title: "Indicators and warning signs",
    lead: "How to see whether it works. An indicator that nobody measured is said to be so: it is not the same as a good one.",
    blocks: [
      paragraph(
        review === undefined
          ? "No review was given to this handbook, so only what the matrix itself tells has a value."
          : `Values are of the review of ${dayText(review.reviewedOn, "")}${review.unreadable > 0 ? `. ${counted(review.unreadable, "part")} of the tenant could not be read then, and may hide more` : ""}.`,
      ),
      table(
        "Indicators",
        ["Indicator", "Value", "Target", "What a bad value means", "How it is measured"],
        indicators.map(
          ({ id, title, target, why, how }): Row => [
            title,
            values[id](input),
            id === "rows-with-one-owner" ? ownedShare(input.matrix) : target,
            why,
            how,
          ],
        ),
      ),
      heading("Warning signs"),
      ...warningBlocks(input),
    ],
  };
}

const values: Readonly<Record<IndicatorId, (input: HandbookInput) => Phrase>> = {
  "rows-with-one-owner": ({ matrix }) => {
    const rows = resolveRows(matrix);
    const missing = coreFunctionIds.filter((id) => matrix.functions[id] === undefined).length;
    const single = rows.filter(({ owner }) => owner !== "joint").length;
    const all = rows.length + missing;
    return all === 0 ? notMeasured : `${single} of ${all} (${Math.round((single / all) * 100)} %)`;
  },
  "standing-privileged-assignments": ({ review }) =>
    review === undefined ? notMeasured : `${review.standingPrivileged}`,
  "review-in-time": ({ review, date }) => {
    const signed = review?.signed;
    if (signed === undefined) return notMeasured;
    const late =
      date !== undefined && date > signed.due
        ? `; the next is late since ${dayText(signed.due, "")}`
        : `; the next is due on ${dayText(signed.due, "")}`;
    return `${signed.inTime} of ${signed.count}${late}`;
  },
  "restore-tests-witnessed": ({ matrix: { recovery }, date }) => {
    const tests = recovery.flatMap(({ lastRestoreTest }) => lastRestoreTest ?? []).toSorted();
    const [oldest] = tests;
    if (oldest === undefined) return `0 of ${recovery.length}`;
    if (date === undefined)
      return `${tests.length} of ${recovery.length} have a recorded test, the oldest of ${dayText(oldest, "")}`;
    const recent = tests.filter((test) => daysBetween(test, date) <= quarterWithGrace);
    return `${recent.length} of ${recovery.length} on ${dayText(date, "")}`;
  },
  "orphaned-or-unused-accounts": ({ review }) => {
    if (review?.observations === undefined) return notMeasured;
    const own = review.observations.filter(({ kind }) => orphaned.has(kind));
    // Where nobody looked for accounts beside the tenant, theirs are not known either.
    const unseen = review.observations.filter(
      ({ kind, unseen: blind }) => (orphaned.has(kind) || kind === "account-without-person") && blind.length > 0,
    );
    const found = own.filter((each) => each.found > 0).map(({ title, found: count }) => `${title}: ${count}`);
    const total = own.reduce((sum, each) => sum + each.found, 0);
    const words = found.length === 0 ? `${total}` : `${total} (${found.join("; ")})`;
    if (unseen.length === 0) return words;
    if (total === 0 && own.every((each) => each.unseen.length > 0)) return notMeasured;
    // Not to have looked is not to have found nothing.
    const blind = listed(unseen.map(({ title }) => title.toLowerCase()));
    return total === 0
      ? [strong("not measured"), ` for ${blind}; else none`]
      : [`${words}, `, strong(`not measured for ${blind}`)];
  },
  "time-to-remove-access": ({ review }) => {
    const signed = review?.signed;
    if (signed === undefined) return notMeasured;
    const { daysToRemove: days, waiting } = signed;
    const open = waiting === 0 ? "" : `; ${waiting} decided to go and still there`;
    if (days.length === 0) return `nothing was removed yet${open}`;
    const mean = days.reduce((sum, each) => sum + each, 0) / days.length;
    return `${Math.round(mean * 10) / 10} days, of ${counted(days.length, "removal")}${open}`;
  },
};

/** What lint takes for too many joint rows, from the other side. */
const ownedShare = ({ lint }: HandbookInput["matrix"]) =>
  `at least ${Math.round((1 - lint.jointShare) * 100)} %, and at most ${counted(lint.jointRows, "joint row")}`;

/** A quarter, with a few weeks' grace: as lint has it. */
const quarterWithGrace = 120;

const orphaned: ReadonlySet<ObservationKind> = new Set([
  "left-provider",
  "disabled-with-access",
  "stale-access",
  "guest-never-redeemed",
]);

/** What is a bad sign, and who notices it. */
const signs: readonly {
  readonly title: string;
  /** Smells of `demarc lint`. */
  readonly smells?: readonly SmellName[];
  /** What a review of the tenant notices. */
  readonly observed?: ObservationKind;
  /** A matrix with it does not load. */
  readonly refused?: true;
}[] = [
  { title: "Too many joint rows: what both own, nobody does", smells: ["too-many-joint-rows"] },
  { title: "A row with no accountable party, or with two", refused: true },
  { title: "A function or a tool that nobody owns", smells: ["function-without-owner", "tool-without-owner"] },
  { title: "A provider gradually does what is not its row (scope creep)", observed: "scope-creep" },
  { title: "Delegated roles that pile up into a shadow Global Administrator", observed: "shadow-global-administrator" },
  { title: "Two systems in one category, and none decided", smells: ["tooling-overlap"] },
  { title: "More than two channels", smells: ["too-many-channels"] },
  { title: "A provider that asks for permanent Global Administrator", smells: ["permanent-global-administrator"] },
  { title: "Patching that nobody owns, or two sides do", smells: ["unowned-patching", "patching-owned-twice"] },
  { title: "A backup that nobody restored", smells: ["backup-never-restored"] },
  { title: "A backup in the clear, or in one place", smells: ["backup-not-protected"] },
  { title: "A critical event that only one side hears of", smells: ["one-side-told"] },
  { title: "A ticket that waits and moves to nobody", smells: ["no-ticket-threshold", "no-provider-queue"] },
  { title: "A decision in an incident that the company cannot make", smells: ["decision-outside"] },
  { title: "A RACI that says another than the owner", smells: ["raci-contradicts-owner"] },
  { title: "A tenant or a master copy in a provider's name", smells: ["tenancy-of-provider", "master-not-client"] },
  { title: "Something that is still to be named", smells: ["placeholder"] },
  { title: "Changes without an approval", smells: ["change-without-approval"] },
  { title: "Data that could not be taken along", smells: ["missing-data-export"] },
];

function warningBlocks(input: HandbookInput): Block[] {
  const known = new Set(signs.flatMap(({ smells = [] }) => smells));
  const others = input.smells.filter(({ smell }) => !known.has(smell));
  return [
    table(
      "Warning signs",
      ["Sign", "Here"],
      signs.map((sign): Row => [sign.title, signText(input, sign)]),
    ),
    ...(others.length === 0
      ? []
      : [
          heading("Worth knowing besides"),
          table(
            "Other remarks on the matrix",
            ["What", "Where in the matrix", "What would be right"],
            others.map(({ message, path, hint }): Row => [message, path === "" ? "the whole" : path, hint ?? "decide"]),
          ),
        ]),
    paragraph(
      input.date === undefined
        ? "What depends on the day (contracts that end, old restore tests, waivers that run out) is not judged here: demarc lint does that each day."
        : `Judged as of ${dayText(input.date, "")}.`,
    ),
  ];
}

function signText(
  { smells: found, review }: HandbookInput,
  { smells = [], observed, refused }: (typeof signs)[number],
): Phrase {
  if (refused) return "no: such a matrix is refused";
  if (observed !== undefined) {
    const seen = review?.observations?.find(({ kind }) => kind === observed);
    if (seen === undefined || (seen.found === 0 && seen.unseen.length > 0))
      return [strong("not looked for"), ": a review of the tenant notices it"];
    return seen.found === 0 ? "no" : [strong(`yes, ${seen.found}`), ": see the review"];
  }
  const own = found.filter(({ smell }) => smells.includes(smell));
  return own.length === 0
    ? "no"
    : [strong("yes"), `: ${own.map(({ message, path }) => `${message} (${path})`).join("; ")}`];
}
