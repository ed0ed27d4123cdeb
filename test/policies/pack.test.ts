import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packReadme } from "../../policies/adapter/readme.ts";
import { remedies } from "../../policies/adapter/remedies.ts";
import { settingsSchema } from "../../policies/adapter/settings.ts";
import { rules } from "../../policies/rules/index.ts";

const json = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;

describe("the pack, as it is published", () => {
  const project = parse(readFileSync("policies/PulumiPolicy.yaml", "utf8")) as Record<string, unknown>;
  const manifest = json("policies/package.json");

  it("has one version, one licence and one description, those of Demarc", () => {
    const { version, license } = json("package.json");
    expect(project).toMatchObject({ version, license, runtime: "nodejs" });
    expect(manifest).toMatchObject({ version, license, description: project["description"], main: "index.mts" });
  });

  it("has names that Pulumi takes, each once", () => {
    const names = [
      "judged-before-created",
      "waived",
      "made-inside-apply",
      "verdict-left",
      ...remedies.map(({ name }) => name),
      ...rules.map(({ name }) => name),
    ];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]{1,98}$/);
    expect(names).not.toContain("all");
    const index = readFileSync("policies/index.mts", "utf8");
    for (const own of ["judged-before-created", "waived", "made-inside-apply", "verdict-left"]) {
      expect(index).toContain(`name: "${own}"`);
    }
  });

  it("explains every remedy and every setting in its readme", () => {
    const readme = packReadme();
    for (const { name } of remedies) expect(readme).toContain(`| \`${name}\` |`);
    for (const setting of Object.keys(settingsSchema.properties)) expect(readme).toContain(`\`${setting}\``);
    expect(readme).toContain("--skip-preview");
    expect(readme).toContain("`pulumi preview --json`");
  });

  it("has an example of policy configuration that names what there is", () => {
    const example = /```json\n([\s\S]*?)```/.exec(packReadme())?.[1] ?? "";
    const known = ["judged-before-created", ...[...remedies, ...rules].map(({ name }) => name)];
    for (const [policy, config] of Object.entries(JSON.parse(example) as Record<string, unknown>)) {
      expect(known).toContain(policy);
      const settings = typeof config === "object" && config !== null ? Object.keys(config) : [];
      for (const setting of settings) expect(Object.keys(settingsSchema.properties)).toContain(setting);
      if (typeof config === "string") expect(["advisory", "mandatory", "remediate", "disabled"]).toContain(config);
    }
  });
});
