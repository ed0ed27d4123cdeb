/**
 * Who can reach Global Administrator and how, as one inline SVG. Principals with the same way are one box, so that it is as
 * readable with forty principals as with three; what does not fit is counted, and the list beside it names everybody.
 */

import type { StepCondition } from "../../finding.ts";
import type { Reach } from "../schema.ts";
import { html, type Markup } from "./markup.ts";
import { capped, most } from "./most.ts";
import { conditionWords, isGoal, plainText } from "./words.ts";

interface Lane {
  readonly party: string;
  readonly partyKind: string;
  readonly expected: boolean;
  readonly condition: StepCondition;
  readonly names: readonly string[];
  /** What the way leads through, in order. */
  readonly through: readonly { readonly label: string; readonly edge: string; readonly condition: StepCondition }[];
  readonly lastEdge: string;
  readonly lastCondition: StepCondition;
}

/** What several ends of one kind of step are called together. */
const several: Readonly<Record<string, string>> = {
  "member-of": "groups",
  "eligible-member-of": "groups",
  "owner-of": "groups",
  "eligible-owner-of": "groups",
  "holds-role": "roles",
  "eligible-for-role": "roles",
  "has-app-role": "permissions",
  "owns-application": "applications",
  "can-sign-in-as": "applications",
  "can-reset-password-of": "accounts",
};

/** Steps in so few words that they fit over an arrow; others by their own name. */
const shortSteps: Readonly<Record<string, string>> = {
  "member-of": "member of",
  "eligible-member-of": "may join",
  "owner-of": "owns",
  "eligible-owner-of": "may own",
  "holds-role": "holds",
  "eligible-for-role": "may activate",
  "has-app-role": "holds",
  "owns-application": "owns",
  "can-sign-in-as": "signs in as",
  "can-reset-password-of": "resets",
  administers: "administers",
  "equals-global-administrator": "amounts to",
  "can-reach-tier-zero": "leads to",
};

const width = 1000;
const principalWidth = 216;
const goalWidth = 136;
const goalX = width - goalWidth;
const lineHeight = 19;
const mostNames = 4;
const mostLanes = 14;
const mostThrough = 2;

/** The picture, or a sentence when there is nothing to draw. */
export function reachPicture(reach: readonly Reach[]): Markup {
  if (reach.length === 0) return html`<p>Nobody that this review knows of reaches Global Administrator.</p>`;
  const all = lanesOf(reach);
  const shown = all.slice(0, mostLanes);
  const hidden = all.length - shown.length;
  const pieces: Markup[] = [];
  let y = 8;
  for (const [party, lanes] of Map.groupBy(shown, ({ party }) => party)) {
    const top = y;
    y += 34;
    const drawn: Markup[] = [];
    for (const lane of lanes) {
      const height = laneHeight(lane);
      drawn.push(drawLane(lane, y, height));
      y += height + 14;
    }
    const first = lanes[0];
    pieces.push(
      html`<g><rect class="band" x="0" y="${top}" width="${goalX - 24}" height="${y - top}" rx="8"/><text class="band-name" x="16" y="${top + 23}">${party}<tspan class="quiet" dx="8">${bandNote(first, reach, party)}</tspan></text>${drawn}</g>`,
    );
    y += 12;
  }
  if (hidden > 0) {
    pieces.push(html`<text class="quiet" x="16" y="${y + 14}">${hidden} more ways are in the list below.</text>`);
    y += 28;
  }
  const height = y;
  const people = new Set(reach.map(({ principal }) => principal.identity)).size;
  return html`<svg class="reach" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="reach-title reach-text" xmlns="http://www.w3.org/2000/svg">
<title id="reach-title">Who can reach Global Administrator, and how</title>
<desc id="reach-text">${people} principals; the list below says the same in words.</desc>
${markers}
${pieces}
<g><rect class="goal" x="${goalX}" y="8" width="${goalWidth}" height="${Math.max(60, height - 20)}" rx="8"/><text class="goal-name" text-anchor="middle"><tspan x="${goalX + goalWidth / 2}" y="${Math.min(height / 2, 280) - 12}">Global</tspan><tspan x="${goalX + goalWidth / 2}" dy="21">Administrator</tspan><tspan class="goal-note" x="${goalX + goalWidth / 2}" dy="22">or an equivalent</tspan></text></g>
</svg>`;
}

const markers = html`<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path class="arrow" d="M0 0 10 5 0 10z"/></marker><marker id="arrow-bad" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="arrow bad" d="M0 0 10 5 0 10z"/></marker></defs>`;

/** The same lanes as text, for screens on which the picture would be too small. */
export function reachLanes(reach: readonly Reach[]): Markup {
  return html`<ol class="lanes">${lanesOf(reach).map((lane) => {
    const bad = lane.expected ? "" : " bad";
    const verb = (edge: string) => shortSteps[edge] ?? plainText(edge);
    return html`<li class="lane${bad}"><span class="quiet">${lane.party}</span><strong>${lane.names.slice(0, mostNames).join(", ")}${
      lane.names.length > mostNames && ` and ${lane.names.length - mostNames} more`
    }</strong><span>${lane.through.map(({ edge, label }) => html`${verb(edge)} <b>${label}</b> → `)}${verb(lane.lastEdge)} <b>Global Administrator</b></span><span class="takes">${
      bad === "" ? "" : "! "
    }${conditionWords[lane.condition].short}</span></li>`;
  })}</ol>`;
}

/** What the lines of the picture mean. */
export function reachLegend(reach: readonly Reach[]): Markup {
  const used = new Set(reach.flatMap(({ path }) => path.map(({ condition }) => condition)));
  const entries = (Object.keys(conditionWords) as StepCondition[]).filter((condition) => used.has(condition));
  return html`<ul class="legend" aria-label="What the lines mean">${entries.map(
    (condition) =>
      html`<li><svg viewBox="0 0 44 10" width="44" height="10" aria-hidden="true"><path class="way ${condition}" d="M0 5H44"/></svg> ${conditionWords[condition].short}: ${conditionWords[condition].long}</li>`,
  )}<li><svg viewBox="0 0 44 10" width="44" height="10" aria-hidden="true"><path class="way bad standing" d="M0 5H44"/></svg> heavy and marked “!”: not meant to be</li></ul>`;
}

function bandNote(lane: Lane | undefined, reach: readonly Reach[], party: string): string {
  const count = reach.filter(({ principal }) => principal.party.label === party).length;
  const meant = lane?.expected === true ? "meant so" : lane?.partyKind === "provider" ? "provider" : "whose is it?";
  return `${count} · ${meant}`;
}

/** Ways with the same party, condition and steps are one lane; if there are too many, steps count by kind only. */
function lanesOf(reach: readonly Reach[]): Lane[] {
  const exact = group(reach, (step) => step.to);
  const lanes = exact.length <= mostLanes ? exact : group(reach, (step) => plainText(step.edge));
  // The shortest ways first, within the order of parties and conditions that the review gives.
  const block = ({ party, condition }: Lane) =>
    lanes.findIndex((lane) => lane.party === party && lane.condition === condition);
  return lanes.toSorted((left, right) => block(left) - block(right) || left.through.length - right.through.length);
}

function group(reach: readonly Reach[], nameOf: (step: Reach["path"][number]) => string): Lane[] {
  const signature = (entry: Reach) =>
    JSON.stringify([
      entry.principal.party.label,
      entry.condition,
      intermediate(entry).map((step) => [nameOf(step), step.edge]),
      arrival(entry)?.edge,
    ]);
  return [...Map.groupBy(reach, signature).values()].flatMap((entries): Lane[] => {
    const [first] = entries;
    const last = first === undefined ? undefined : arrival(first);
    if (first === undefined || last === undefined) return [];
    const steps = intermediate(first);
    const through = steps.map((step, index) => {
      const labels = new Set(entries.map((entry) => intermediate(entry)[index]?.to));
      return {
        label: labels.size > 1 ? `${labels.size} ${several[step.edge] ?? "objects"}` : step.to,
        edge: step.edge,
        condition: step.condition,
      };
    });
    return [
      {
        party: first.principal.party.label,
        partyKind: first.principal.party.kind,
        expected: first.expected || first.condition === "internal-approval",
        condition: first.condition,
        names: entries.map(({ principal }) => principal.label),
        through: shortened(through),
        lastEdge: last.edge,
        lastCondition: last.condition,
      },
    ];
  });
}

/** The steps whose end is drawn as a box of its own: all but those that end at the goal. */
function intermediate(entry: Reach): Reach["path"] {
  const end = entry.path.findIndex(({ to }) => isGoal(to));
  return end === -1 ? entry.path : entry.path.slice(0, end);
}

/** The step that arrives at the goal. */
function arrival(entry: Reach): Reach["path"][number] | undefined {
  return entry.path.find(({ to }) => isGoal(to)) ?? entry.path.at(-1);
}

function shortened(through: Lane["through"]): Lane["through"] {
  const [first] = through;
  const last = through.at(-1);
  if (through.length <= mostThrough || first === undefined || last === undefined) return through;
  return [first, { ...last, label: `… ${through.length - 2} more, then ${last.label}` }];
}

function laneHeight(lane: Lane): number {
  const lines = Math.min(lane.names.length, mostNames) + (lane.names.length > mostNames ? 1 : 0);
  return Math.max(48, lines * lineHeight + 18);
}

function drawLane(lane: Lane, y: number, height: number): Markup {
  const middle = y + height / 2;
  const bad = lane.expected ? "" : " bad";
  const names = lane.names.slice(0, mostNames);
  if (lane.names.length > mostNames) names.push(`and ${lane.names.length - mostNames} more`);
  const start = middle - ((names.length - 1) * lineHeight) / 2 + 5;
  const boxes: Markup[] = [
    html`<g><title>${capped(lane.names, most.items).join(", ")}</title><rect class="box${bad}" x="16" y="${y}" width="${principalWidth}" height="${height}" rx="6"/>${names.map(
      (name, index) =>
        html`<text class="name" x="28" y="${start + index * lineHeight}">${shorten(name, principalWidth - 24)}</text>`,
    )}</g>`,
  ];
  const zone = { from: 16 + principalWidth, to: goalX };
  const gap = 84;
  const lastGap = 124;
  const boxWidth = (zone.to - zone.from - gap * lane.through.length - lastGap) / Math.max(1, lane.through.length);
  const ways: Markup[] = [];
  let x = zone.from;
  for (const { label, edge, condition } of lane.through) {
    ways.push(way(x, x + gap, middle, edge, condition, bad));
    x += gap;
    boxes.push(
      html`<g><title>${label}</title><rect class="box" x="${x}" y="${middle - 21}" width="${boxWidth}" height="42" rx="6"/>${wrapped(
        label,
        boxWidth - 14,
      ).map(
        (line, index, lines) =>
          html`<text class="name" x="${x + boxWidth / 2}" y="${middle + 5 + (index - (lines.length - 1) / 2) * 16}" text-anchor="middle">${line}</text>`,
      )}</g>`,
    );
    x += boxWidth;
  }
  const takes = `${bad === "" ? "" : "! "}${conditionWords[lane.condition].short}`;
  ways.push(way(x, zone.to, middle, lane.lastEdge, lane.lastCondition, bad, takes));
  return html`${ways}${boxes}`;
}

/** One step: an arrow with its verb above; `below` is what the whole way takes. */
function way(
  from: number,
  to: number,
  y: number,
  edge: string,
  condition: StepCondition,
  bad: string,
  below = "",
): Markup {
  const middle = (from + to) / 2 - 3;
  const verb = shorten(shortSteps[edge] ?? plainText(edge), to - from);
  return html`<path class="way ${condition}${bad}" d="M${from} ${y}H${to - 2}" marker-end="url(#arrow${bad === "" ? "" : "-bad"})"/><text class="edge" x="${middle}" y="${y - 8}" text-anchor="middle">${verb}</text>${
    below !== "" && html`<text class="edge${bad}" x="${middle}" y="${y + 18}" text-anchor="middle">${below}</text>`
  }`;
}

/** A label on one line, or on two where it is longer. */
function wrapped(label: string, room: number): string[] {
  const most = Math.floor(room / 7.4);
  if (label.length <= most) return [label];
  const breaks = [...label.matchAll(/[ .]/g)].map(({ index }) => index + 1).filter((index) => index <= most);
  const at = breaks.at(-1) ?? most;
  return [label.slice(0, at).trimEnd(), shorten(label.slice(at), room)];
}

/** Text that fits into so many units, at the size of the picture's names. */
function shorten(text: string, room: number): string {
  const most = Math.max(4, Math.floor(room / 7.4));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
