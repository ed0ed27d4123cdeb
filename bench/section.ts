/** What a part of the benchmark found, as Markdown. */

import type { Measured } from "./contest.ts";

export interface Section {
  readonly title: string;
  /** What was asked of everybody. */
  readonly question: string;
  /** One contest a row; in each, ours comes first. */
  readonly rows: readonly { readonly name: string; readonly measured: readonly Measured[] }[];
  /** More to say, as sentences. */
  readonly remarks?: readonly string[];
  /** Contestants that are not on this machine. */
  readonly missing: readonly string[];
}

/** Ratios first; then times and memory of this run. */
export function sectionText({ title, question, rows, remarks = [], missing }: Section): string {
  const peers = [...new Set(rows.flatMap(({ measured }) => measured.slice(1).map(({ name }) => name)))];
  const ours = rows[0]?.measured[0]?.name ?? "";
  const ratios = rows.map(({ name, measured: [own, ...others] }) => [
    name,
    ...peers.map((peer) =>
      ratio(
        own,
        others.find((other) => other.name === peer),
      ),
    ),
  ]);
  const details = rows.map(({ name, measured }) => [
    name,
    ...[ours, ...peers].map((who) => detail(measured.find((each) => each.name === who))),
  ]);
  const noise = Math.max(0, ...rows.flatMap(({ measured }) => measured.map(({ spread }) => spread)));
  return [
    `## ${title}`,
    question,
    ...(peers.length > 0 ? [table(["", ...peers.map((peer) => `${peer} ÷ ${ours}`)], ratios)] : []),
    table(["", ours, ...peers], details),
    `Medians of whole processes in turns; half of the runs of one contestant lie within ${(noise * 100).toFixed(0)} % of its median at worst.`,
    ...remarks,
    ...missing.map((peer) => `${peer} is not installed here: left out.`),
  ].join("\n\n");
}

function ratio(own: Measured | undefined, other: Measured | undefined): string {
  if (own === undefined || other === undefined) return "–";
  const factor = other.milliseconds / own.milliseconds;
  const memory =
    own.megabytes === undefined || other.megabytes === undefined
      ? ""
      : `, memory ${(other.megabytes / own.megabytes).toFixed(1)}`;
  return `${other.isStopped ? "more than " : ""}${factor >= 10 ? factor.toFixed(0) : factor.toFixed(1)}${memory}`;
}

function detail(measured: Measured | undefined): string {
  if (measured === undefined) return "–";
  const { milliseconds, megabytes, isStopped } = measured;
  const memory = megabytes === undefined ? "" : `, ${megabytes.toFixed(0)} MB`;
  return `${isStopped ? "stopped after " : ""}${(milliseconds / 1000).toFixed(2)} s${memory}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
