import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Judgement, judge } from "../../policies/judge.ts";
import { relevantPart } from "../../policies/relevant-part.ts";
import { rules } from "../../policies/rules/index.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import type { Finding } from "../../src/finding.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { harbour } from "../support/matrices.ts";
import { expectations } from "./expectations.ts";
import { areRecorded, corpus, planCorpus } from "./plan-corpus.ts";

const { matrix } = harbour();
const entitlements = deriveEntitlements(matrix);

/** What each program declares whose tests are run. */
let plans: ReadonlyMap<string, Plan | Error>;

// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the text of this parameter what a hook wants.
beforeAll(async ({}, file) => {
  const chosen = new Set(file.tasks.filter(({ mode }) => mode === "run").map(({ name }) => name));
  plans = await planCorpus(Object.keys(expectations).filter((name) => chosen.has(name)));
}, 240_000);

function planOf(name: string): Plan {
  const plan = plans.get(name);
  if (plan === undefined || plan instanceof Error) throw plan ?? new Error(`${name} was not planned`);
  return plan;
}

const judged = (plan: Plan) => judge({ matrix, plan, scope: "partial", rules, today: "2026-11-21" });

const judgements = new Map<string, Judgement>();

/** What is said of a program: judged once, for all that is asked about it. */
function judgementOf(name: string): Judgement {
  const judgement = judgements.get(name) ?? judged(planOf(name));
  judgements.set(name, judgement);
  return judgement;
}

/** `severity: rule @ resource`, errors without the severity. */
function short({ severity, rule, resource }: Finding): string {
  return `${severity === "error" ? "" : `${severity}: `}${rule} @ ${resource.split("::").at(-1)}`;
}

/** `file:line` of every line that ends in `// refused`, in a program's file or folder. */
function marked(name: string): string[] {
  const files = /\.[jt]s$/.test(name)
    ? [name]
    : readdirSync(join(corpus, name), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(name, file));
  return files.flatMap((file) =>
    readFileSync(join(corpus, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (line.endsWith("// refused") ? [`${file}:${index + 1}`] : [])),
  );
}

describe.each(Object.entries(expectations))("%s", (name, expected) => {
  test("is told in these words", () => {
    expect(told(judgementOf(name))).toMatchSnapshot();
  });

  // The words say it all; a mutant need not be tried on the same thing three times.
  if (areRecorded) return;

  test("is judged right, and blamed where it is written", () => {
    const findings = judgementOf(name).findings.filter(({ severity }) => severity !== "note");
    expect([...new Set(findings.map(short))].toSorted()).toEqual(expected.toSorted());
    const lines = findings.flatMap(({ severity, file, line }) =>
      severity === "error" && file !== undefined ? [`${relative(corpus, file)}:${line}`] : [],
    );
    expect([...new Set(lines)].toSorted()).toEqual(marked(name).toSorted());
  });

  test("is judged the same by its part that findings can come from", () => {
    const part = judged(relevantPart(planOf(name), matrix, entitlements));
    expect(told(part)).toEqual(told(judgementOf(name)));
  });
});

/** Everything that a judgement says to a person, one finding a paragraph. */
function told({ findings, proposals, assumptions }: Judgement): string {
  const name = (resource: string) => resource.split("::").at(-1);
  return [
    ...findings.map(({ severity, rule, resource, message, remedy, path }) =>
      [
        `${severity} ${rule} @ ${name(resource)}`,
        message,
        ...(path ?? []).map(
          (step) =>
            `- ${step.from} [${step.edge}, ${step.condition}${step.resource === undefined ? "" : `, ${name(step.resource)}`}] ${step.to}`,
        ),
        `→ ${remedy}`,
      ].join("\n"),
    ),
    ...proposals.map(({ resource, message, cuts }) => `proposed: ${message} (${name(resource)}, ${cuts})`),
    // What is assumed of every program is said elsewhere.
    ...assumptions.slice(2).map((assumption) => `assumed: ${assumption}`),
  ].join("\n\n");
}

test("no program is left out", () => {
  const files = readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[jt]s$/.test(file) && !file.includes("/lib/"))
    .map((file) => file.replace(/\/index\.ts$/, ""));
  expect(files.toSorted()).toEqual(Object.keys(expectations).toSorted());
});
