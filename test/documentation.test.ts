/** The pages for people: each command in them exists with its options, and each link leads somewhere. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { demarc } from "./support/demarc.ts";

const pages = [
  "README.md",
  "src/resources/README.md",
  "policies/README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Lines of shell and pieces of code in sentences that call `demarc`, each without what follows it. */
function commandsIn(text: string): string[] {
  const shell = [...text.matchAll(/```(?:sh|yaml)\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
    block
      .replaceAll(/\\\n\s*/g, "")
      .split("\n")
      .map((line) => line.replace(/\s#.*$/, "")),
  );
  const prose = [...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
  return [...shell, ...prose].flatMap((line) => {
    const [, command] = /^\s*(?:-\s+)?(?:npx )?demarc (.+)$/s.exec(line) ?? [];
    return command === undefined ? [] : [command.replaceAll(/\s+/g, " ")];
  });
}

/** As links name them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** `review sign`, where sign is a command of review's, else `review`. */
async function helpOf([name = "", next = ""]: readonly string[]): Promise<string> {
  const own = await demarc(name, "--help");
  const isSub = new RegExp(`^ {2}${next} `, "m").test(own.stdout.split("\nCommands:\n")[1] ?? "");
  const { status, stdout } = isSub && /^[a-z]+$/.test(next) ? await demarc(name, next, "--help") : own;
  expect([name, status]).toEqual([name, 0]);
  return stdout;
}

describe.each(pages)("%s", (page) => {
  const text = readFileSync(page, "utf8");

  it("calls commands that there are, with options that they have", async () => {
    for (const command of commandsIn(text)) {
      const words = command.split(" ");
      const help = await helpOf(words);
      const unknown = words
        .filter((word) => /^--[a-z]/.test(word))
        .map((word) => word.replace(/[^a-z-].*$/, ""))
        .filter((option) => !new RegExp(`^ +(?:-\\w, )?${option}\\b`, "m").test(help));
      expect({ command, unknown }).toEqual({ command, unknown: [] });
    }
  });

  it("calls them as they are found in a clone", () => {
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
    expect(blocks.flatMap((block) => block.split("\n")).filter((line) => line.startsWith("demarc "))).toEqual([]);
  });

  it("links to what is there", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path ?? "");
    expect(links.filter((path) => !existsSync(join(dirname(page), path)))).toEqual([]);
    const anchors = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)]+)\)/g)];
    const missing = anchors.filter(([, path = "", anchor = ""]) => {
      const target = path === "" ? text : readFileSync(join(dirname(page), path), "utf8");
      return !headingsOf(target).includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });
});

it("the pages have commands", () => {
  expect(pages.flatMap((page) => commandsIn(readFileSync(page, "utf8"))).length).toBeGreaterThan(30);
});

it("README's table has every command", async () => {
  const { stdout } = await demarc("--help");
  const names = [...(stdout.split("\nCommands:\n")[1] ?? "").matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => name);
  const [, section = ""] = readFileSync("README.md", "utf8").split("\n## Commands\n");
  const [table = ""] = section.split("\n## ");
  const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) => cell.match(/[a-z]+/g) ?? []);
  expect(names.filter((name) => name !== "help" && !named.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(15);
});
