import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Finding } from "../../src/finding.ts";
import { planProgram } from "../../src/plan/program.ts";
import { harbour } from "../support/matrices.ts";
import { expectations } from "./expectations.ts";

const programs = fileURLToPath(new URL("../fixtures/programs/corpus/", import.meta.url));
const { matrix } = harbour();

/** Each program runs in a process of its own; a few at a time keep two cores busy. */
const atOnce = 3;
const found = new Map<string, readonly Finding[] | Error>();

beforeAll(async () => {
  const waiting = Object.keys(expectations);
  const work = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      found.set(name, await findingsOf(name).catch((error: unknown) => error as Error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}, 240_000);

async function findingsOf(name: string): Promise<readonly Finding[]> {
  const plan = await planProgram({ directory: join(programs, name) });
  const { findings } = judge({ matrix, plan, scope: "partial", rules, today: "2026-11-21" });
  return findings.filter(({ severity }) => severity !== "note");
}

function judged(name: string): readonly Finding[] {
  const result = found.get(name);
  if (result === undefined || result instanceof Error) throw result ?? new Error(`${name} was not planned`);
  return result;
}

/** `severity: rule @ resource`, errors without the severity. */
function short({ severity, rule, resource }: Finding): string {
  return `${severity === "error" ? "" : `${severity}: `}${rule} @ ${resource.split("::").at(-1)}`;
}

/** `file:line` of every line that ends in `// refused`, in a program's file or folder. */
function marked(name: string): string[] {
  const files = /\.[jt]s$/.test(name)
    ? [name]
    : readdirSync(join(programs, name), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(name, file));
  return files.flatMap((file) =>
    readFileSync(join(programs, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (line.endsWith("// refused") ? [`${file}:${index + 1}`] : [])),
  );
}

describe.each(Object.entries(expectations))("%s", (name, expected) => {
  test("is judged right", () => {
    expect([...new Set(judged(name).map(short))].toSorted()).toEqual(expected.toSorted());
  });

  test("is blamed where it is written", () => {
    const lines = judged(name).flatMap(({ severity, file, line }) =>
      severity === "error" && file !== undefined ? [`${relative(programs, file)}:${line}`] : [],
    );
    expect([...new Set(lines)].toSorted()).toEqual(marked(name).toSorted());
  });
});

test("no program is left out", () => {
  const files = readdirSync(programs, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.[jt]s$/.test(file) && !file.includes("/lib/"))
    .map((file) => file.replace(/\/index\.ts$/, ""));
  expect(files.toSorted()).toEqual(Object.keys(expectations).toSorted());
});
