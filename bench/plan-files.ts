/** From a plan file: the gate against tools that match properties of the same file. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Contestant, contest, isInstalled } from "./contest.ts";
import { generatePlan } from "./generate-plan.ts";
import { demarc, projectFolder } from "./project.ts";
import type { Section } from "./section.ts";

const peers = join(projectFolder, "bench", "peers");

export async function planFiles(folder: string, isQuick: boolean): Promise<Section> {
  const installed = [
    { name: "conftest", isHere: isInstalled("conftest", "--version"), contestant: conftest },
    { name: "Checkov", isHere: isInstalled("checkov", "--version"), contestant: checkov },
  ];
  const rows: Section["rows"][number][] = [];
  for (const size of isQuick ? [10] : [10, 1000, 100_000]) {
    const file = join(folder, `stack-${size}.json`);
    writeFileSync(file, generatePlan(size, "state").text);
    const contestants = [
      demarc("check", "--plan", file, "--matrix", join(projectFolder, "stacks", "harbour", "matrix.yaml")),
      ...installed.filter(({ isHere }) => isHere).map(({ contestant }) => contestant(file)),
    ];
    const runs = isQuick ? 0 : size > 10_000 ? 5 : 15;
    rows.push({
      name: `${size.toLocaleString("en")} resources`,
      measured: await contest(contestants, { runs, limitMilliseconds: 120_000 }),
    });
  }
  return {
    title: "From a plan file",
    question:
      "Does a provider's person hold Global Administrator in this `pulumi stack export`? conftest and Checkov answer that with one rule " +
      "each (bench/peers); Demarc builds the tenant and its access graph and answers all of its rules.",
    rows,
    missing: installed.filter(({ isHere }) => !isHere).map(({ name }) => name),
  };
}

function conftest(file: string): Contestant {
  return { name: "conftest", command: ["conftest", "test", "--policy", join(peers, "conftest"), file], accepts: [1] };
}

function checkov(file: string): Contestant {
  const rule = ["--external-checks-dir", join(peers, "checkov"), "--check", "CKV_DEMARC_1"];
  return {
    name: "Checkov",
    command: ["checkov", "--file", file, "--framework", "json", ...rule, "--compact", "--quiet", "--skip-download"],
    accepts: [1],
  };
}
