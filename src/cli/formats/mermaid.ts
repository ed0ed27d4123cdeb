/** Paths as one Mermaid flowchart. */

import { edgeWords } from "../../access/edge-kinds.ts";
import type { CheckStep } from "../check-result.ts";
import { shortened, visible } from "./visible.ts";
import { conditionWords } from "./words.ts";

/**
 * Mermaid refuses diagrams of more than 50,000 characters or 500 edges, its defaults of `maxTextSize` and `maxEdges`
 * (packages/mermaid/src/schemas/config.schema.yaml of mermaid-js/mermaid), which GitHub keeps; people stop reading much earlier.
 */
const mostEdges = 40;
const longestLabel = 60;

export interface Picture {
  readonly code: string;
  /** Steps that are not in the picture. */
  readonly leftOut: number;
}

/**
 * The paths laid over each other: what they share is drawn once. Steps that the plan makes are thick, those in the tenant already
 * thin; steps in `cut` are those that the proposed changes take away.
 */
export function flowchart(paths: readonly (readonly CheckStep[])[], cut: ReadonlySet<string> = new Set()): Picture {
  const edges = new Map<string, CheckStep>();
  for (const step of paths.flat()) {
    const key = JSON.stringify([step.from, step.edge, step.to, step.condition]);
    // A step that two resources make is drawn as the plan's.
    if (edges.get(key)?.resource === undefined) edges.set(key, step);
  }
  const drawn = [...edges.values()].slice(0, mostEdges);
  const ids = new Map<string, string>();
  const idOf = (label: string) => {
    const known = ids.get(label) ?? `n${ids.size}`;
    ids.set(label, known);
    return known;
  };
  const lines = drawn.map((step) => {
    const arrow = step.resource === undefined ? "-->" : "==>";
    return `  ${idOf(step.from)} ${arrow}|"${edgeLabel(step, isCut(step, cut))}"| ${idOf(step.to)}`;
  });
  const goals = new Set(drawn.map(({ to }) => to));
  for (const { from } of drawn) goals.delete(from);
  const picked = (matches: (step: CheckStep) => boolean) =>
    drawn.flatMap((step, index) => (matches(step) ? [index] : [])).join(",");
  const added = picked((step) => step.resource !== undefined && !isCut(step, cut));
  const removed = picked((step) => isCut(step, cut));
  return {
    leftOut: edges.size - drawn.length,
    code: [
      "flowchart LR",
      ...[...ids].map(([label, id]) => `  ${id}["${escaped(label)}"]`),
      ...lines,
      "  classDef goal stroke:#cf222e,stroke-width:3px",
      ...[...goals].map((label) => `  class ${idOf(label)} goal`),
      ...(added === "" ? [] : [`  linkStyle ${added} stroke:#bc4c00,stroke-width:3px`]),
      ...(removed === "" ? [] : [`  linkStyle ${removed} stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4`]),
    ].join("\n"),
  };
}

function isCut({ resource }: CheckStep, cut: ReadonlySet<string>): boolean {
  return resource !== undefined && cut.has(resource);
}

function edgeLabel(step: CheckStep, removed: boolean): string {
  const how = step.condition === "standing" ? "" : `, ${conditionWords[step.condition]}`;
  return escaped(`${edgeWords(step.edge)}${how}${removed ? " (to be cut)" : ""}`);
}

/**
 * A label between quotation marks. Whatever could end the quotation, bring HTML or be Markdown (a backtick, a number and a full stop
 * at the start) is written as a character code, which Mermaid knows as `#34;`.
 */
function escaped(label: string): string {
  return shortened(visible(label).trim() || "unnamed", longestLabel).replaceAll(
    meaningful,
    (character) => `#${character.codePointAt(0)};`,
  );
}

/** A full stop or a hyphen between letters is harmless. */
const meaningful = /[^\p{L}\p{M}\p{N} (),.-]|(?<![\p{L}\p{N}])[.-]|[.-](?![\p{L}\p{N}])/gu;
