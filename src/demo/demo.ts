/**
 * The main job as a story, on an embedded tenant: no Azure, no Pulumi account, no credentials. Every line that starts with $ is
 * a command that can be typed.
 */

import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { main } from "../cli/main.ts";
import { print, styled } from "../cli/output.ts";
import { projectFolder } from "../cli/stacks.ts";

interface Chapter {
  readonly title: string;
  readonly command: string;
  /** Exit status that the story expects; another one ends it. */
  readonly expect: number;
}

process.chdir(projectFolder);
const workspace = join(".demarc", "demo");
const report = join(workspace, "review");

const chapters: readonly Chapter[] = [
  {
    title: "Harbour Dental Group has written down who does what. Is the matrix sound?",
    command: "lint --stack harbour",
    expect: 0,
  },
  {
    title: "What is really in its tenant, before Demarc? The review finds the sins of practice.",
    command: `review --stack harbour --workspace ${workspace} --out ${join(workspace, "review-before")}`,
    expect: 1,
  },
  {
    title: "The provider sends its standard onboarding as a pull request. The gate refuses it and shows the path.",
    command: "check --program src/demo/shadow-admin --matrix stacks/harbour/matrix.yaml",
    expect: 1,
  },
  {
    title: "What the matrix itself declares passes the gate …",
    command: "check --stack harbour",
    expect: 0,
  },
  {
    title: "… and is applied.",
    command: `up --stack harbour --workspace ${workspace} --engine embedded`,
    expect: 0,
  },
  {
    title: "A second time, nothing changes.",
    command: `up --stack harbour --workspace ${workspace} --engine embedded`,
    expect: 0,
  },
  {
    title:
      "The review again: what Demarc declares is there; what it does not manage remains, named, for people to decide.",
    command: `review --stack harbour --workspace ${workspace} --out ${report}`,
    expect: 1,
  },
];

rmSync(workspace, { recursive: true, force: true });
for (const [index, { title, command, expect }] of chapters.entries()) {
  print(`\n${styled("bold", `${index + 1}. ${title}`)}`);
  print(styled("dim", `$ npx demarc ${command}`));
  const status = await main(command.split(" "));
  if (status !== expect) {
    print(`\nThe story expected exit status ${expect} here and got ${status}.`);
    process.exit(1);
  }
}
print(
  `\n${styled("bold", "The report, for a manager first and an engineer below:")} ${relative(process.cwd(), join(report, "review.html"))}`,
);
