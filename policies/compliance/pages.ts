/** The section of a rule's page that is made from the mapping. */

import { allMappings } from "./compliance.ts";

/** Heading of the section: the last of each page. */
const heading = "## Compliance";

/** A rule's page with its section made anew; the rest of it is written by hand. */
export function pageWithCompliance(page: string, rule: string): string {
  const written = page.split(`\n${heading}\n`)[0]?.trimEnd() ?? "";
  const rows = (allMappings().get(rule) ?? []).map(({ framework, controls, whyNone }) => {
    const ids = controls.map(({ id, title, source }) => `[${id}](${source}) ${title}`).join("; ");
    return `| ${framework.name} ${framework.version} | ${ids === "" ? `None. ${whyNone ?? ""}` : ids} |`;
  });
  const table = ["| framework | what the rule helps to meet |", "|---|---|", ...rows].join("\n");
  return `${written}\n\n${heading}\n\n${table}\n`;
}
