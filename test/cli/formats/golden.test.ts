import { describe, expect, it } from "vitest";
import { type Format, loadFormatter } from "../../../src/cli/formats/formatters.ts";
import { document, settingOf } from "../../support/check-documents.ts";
import { projectRoot } from "../../support/demarc.ts";

/** Of SARIF only what the check found: the pages of the rules have tests of their own. */
function withoutRules(sarif: string): string {
  const log = JSON.parse(sarif) as { runs: { tool: { driver: { rules: unknown } } }[] };
  for (const { tool } of log.runs) delete (tool.driver as { rules?: unknown }).rules;
  return `${JSON.stringify(log, null, 2).replaceAll(`file://${projectRoot}`, "file:///repository")}\n`;
}

describe("forms of a check are what they were (vitest -u, and look at the difference)", () => {
  it.each<["refused" | "harbour", Format, string]>([
    ["refused", "text", "refused.txt"],
    ["refused", "markdown", "refused.md"],
    ["refused", "junit", "refused.xml"],
    ["refused", "sarif", "refused.sarif"],
    ["refused", "annotations", "refused.annotations"],
    ["harbour", "markdown", "harbour.md"],
    ["harbour", "junit", "harbour.xml"],
  ])("%s as %s", async (name, format, file) => {
    const result = document(name);
    const rendered = (await loadFormatter(format)).render(result, settingOf(result));
    await expect(format === "sarif" ? withoutRules(rendered) : rendered).toMatchFileSnapshot(`golden/${file}`);
  });

  it("JSON is the document itself", async () => {
    const result = document("harbour");
    expect(JSON.parse((await loadFormatter("json")).render(result, settingOf(result)))).toEqual(result);
  });
});
