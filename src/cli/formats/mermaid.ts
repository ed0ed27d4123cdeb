/** Paths as one Mermaid flowchart. */

import { edgeWords } from "../../access/edge-kinds.ts";
import { shortened, visible } from "../../visible.ts";
import type { CheckStep } from "../check-result.ts";
import { conditionWords } from "./words.ts";

/**
 * Mermaid refuses diagrams of more than 50,000 characters or 500 edges, its defaults of `maxTextSize` and `maxEdges`
 * (packages/mermaid/src/schemas/config.schema.yaml of mermaid-js/mermaid), which GitHub keeps; people stop reading much earlier.
 */
const mostEdges = 40;
const longestLabel = 60;

export interface Picture {
  readonly code: string;
  /** What the kinds of lines in it mean, a sentence each; only of those that are there. */
  readonly legend: readonly string[];
  /** Steps that are not in the picture. */
  readonly leftOut: number;
}

/** Where a step comes from, which is how it is drawn. */
type Origin = "cut" | "added" | "in-tenant" | "implied";

/** Orange and red are what this plan is about; a colour never says anything that the line or its label does not. */
const looks: Readonly<Record<Origin, { readonly arrow: string; readonly style?: string; readonly legend: string }>> = {
  added: { arrow: "==>", style: "stroke:#bc4c00,stroke-width:3px", legend: "Thick: made by this plan." },
  "in-tenant": { arrow: "-.->", style: "stroke:#0969da", legend: "Dotted: in the tenant already." },
  implied: { arrow: "-->", legend: "Thin: follows from what is there." },
  cut: {
    arrow: "==>",
    style: "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4",
    legend: "Dashed: taken away by what is proposed.",
  },
};

/**
 * The paths laid over each other: what they share is drawn once. Steps that the plan makes are thick, those in the tenant already
 * dotted, and thin those that nobody makes, such as what a role may do; steps in `cut` are those that the proposed changes take away.
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
  const origins = drawn.map((step) => originOf(step, cut));
  const lines = drawn.map((step, index) => {
    const origin = origins[index] ?? "implied";
    return `  ${idOf(step.from)} ${looks[origin].arrow}|"${edgeLabel(step, origin)}"| ${idOf(step.to)}`;
  });
  const goals = new Set(drawn.map(({ to }) => to));
  for (const { from } of drawn) goals.delete(from);
  const styles = Object.entries(looks).flatMap(([origin, { style }]) => {
    const picked = origins.flatMap((each, index) => (each === origin ? [index] : []));
    return style === undefined || picked.length === 0 ? [] : [`  linkStyle ${picked.join(",")} ${style}`];
  });
  return {
    leftOut: edges.size - drawn.length,
    legend: Object.entries(looks).flatMap(([origin, { legend }]) =>
      origins.some((each) => each === origin) ? [legend] : [],
    ),
    code: [
      "flowchart LR",
      ...[...ids].map(([label, id]) => `  ${id}["${escaped(label)}"]`),
      ...lines,
      "  classDef goal stroke:#cf222e,stroke-width:3px",
      ...[...goals].map((label) => `  class ${idOf(label)} goal`),
      ...styles,
    ].join("\n"),
  };
}

function originOf({ resource, inTenant }: CheckStep, cut: ReadonlySet<string>): Origin {
  if (resource !== undefined) return cut.has(resource) ? "cut" : "added";
  return inTenant === true ? "in-tenant" : "implied";
}

function edgeLabel(step: CheckStep, origin: Origin): string {
  const how = step.condition === "standing" ? "" : `, ${conditionWords[step.condition]}`;
  return escaped(`${edgeWords(step.edge)}${how}${origin === "cut" ? " (to be cut)" : ""}`);
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
