/** Which controls of which framework a rule helps to meet, from the tables beside this file. */

import { readTable } from "../../src/catalogue/table.ts";
import { type Framework, type FrameworkKey, frameworks } from "./frameworks.ts";

/** A control of a framework. */
export interface Control {
  readonly framework: FrameworkKey;
  readonly id: string;
  /** Our own short words, not the framework's text. */
  readonly title: string;
  /** Where its id and text can be read. */
  readonly source: string;
}

/** A rule under one framework: controls, or why there is none. */
export interface Mapping {
  readonly framework: Framework;
  readonly controls: readonly Control[];
  readonly whyNone?: string;
}

const here = (file: string) => new URL(file, import.meta.url).href;

let controls: readonly Control[] | undefined;
let mappings: ReadonlyMap<string, readonly Mapping[]> | undefined;

/** Every control that a rule is mapped to. */
export function allControls(): readonly Control[] {
  controls ??= readTable(here("controls.tsv"), ["framework", "id", "title", "source"]).map((row) => ({
    ...row,
    framework: frameworkOf(row.framework).key,
  }));
  return controls;
}

/**
 * Rule → one mapping for each framework, in the order of `frameworks`.
 * @throws Error when a table names an unknown framework or control
 */
export function allMappings(): ReadonlyMap<string, readonly Mapping[]> {
  mappings ??= readMappings();
  return mappings;
}

/** The controls that a rule helps to meet; none for a rule that the table does not know. */
export function controlsOf(rule: string): readonly Control[] {
  return (allMappings().get(rule) ?? []).flatMap((mapping) => mapping.controls);
}

function readMappings(): ReadonlyMap<string, readonly Mapping[]> {
  const known = new Map(allControls().map((control) => [`${control.framework} ${control.id}`, control]));
  const rows = readTable(here("mapping.tsv"), ["rule", "framework", "controls", "why none"]).map((row) => ({
    rule: row.rule,
    framework: frameworkOf(row.framework),
    controls: row.controls === "-" ? [] : row.controls.split(", ").map((id) => control(known, row.framework, id)),
    ...(row["why none"] !== "-" && { whyNone: row["why none"] }),
  }));
  const order = ({ framework }: Mapping) => frameworks.indexOf(framework);
  return new Map(
    [...Map.groupBy(rows, ({ rule }) => rule)].map(([rule, of]) => [
      rule,
      of.map(({ rule: _, ...mapping }) => mapping).sort((left, right) => order(left) - order(right)),
    ]),
  );
}

function control(known: ReadonlyMap<string, Control>, framework: string, id: string): Control {
  const found = known.get(`${framework} ${id}`);
  if (found === undefined) throw new Error(`mapping.tsv: ${framework} has no control ${id} in controls.tsv`);
  return found;
}

function frameworkOf(key: string): Framework {
  const framework = frameworks.find((each) => each.key === key);
  if (framework === undefined) throw new Error(`there is no framework ${key}`);
  return framework;
}
