/** The handbook says everything that was agreed, once, and what it says is what is declared. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { onboardingWeeks, phasings } from "../../src/catalogue/first-days.ts";
import { functions } from "../../src/catalogue/functions.ts";
import { glossary } from "../../src/catalogue/glossary.ts";
import { indicators } from "../../src/catalogue/indicators.ts";
import {
  complianceFrameworks,
  escalationScenarios,
  incidentDecisions,
  meetings,
  sharedVisibility,
} from "../../src/catalogue/operations.ts";
import { serviceModelTexts } from "../../src/catalogue/service-models.ts";
import { toolCategories } from "../../src/catalogue/tool-categories.ts";
import { handbookInput } from "../../src/cli/handbook-input.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { handbookFiles } from "../../src/handbook/handbook.ts";
import { outdatedFiles } from "../../src/handbook/up-to-date.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import { plainMarkdown } from "../../src/review/report/markdown-text.ts";
import { escapeHtml } from "../../src/review/report/markup.ts";
import { harbour, harbourFile, harbourWith, kestrelFile } from "../support/matrices.ts";
import {
  chapterOf,
  companyOfOne,
  crowded,
  inHouse,
  inputOf,
  markdownOf,
  nasty,
  nastyNames,
  reloaded,
  rowOf,
} from "./inputs.ts";

const companies = [
  ["harbour", harbour()],
  ["kestrel", loadMatrix(kestrelFile)],
  ["one without providers", inHouse()],
  ["one with thirty providers", crowded()],
  ["one with names that mean something else", nastyNames()],
] as const;

afterEach(() => {
  vi.useRealTimers();
});

describe.each(companies)("the handbook of %s", (_, loaded) => {
  const input = inputOf(loaded);
  const markdown = markdownOf(input);
  const page = handbookFiles(input).get("handbook.html") ?? "";

  it.each([
    ["tool category", toolCategories.map(({ title }) => title)],
    ["function", functions.map(({ title }) => title)],
    ["decision in an incident", Object.values(incidentDecisions).map(({ title }) => title)],
    ["scenario of escalation", Object.values(escalationScenarios).map(({ title }) => title)],
    ["meeting", meetings.map(({ title }) => title)],
    ["indicator", indicators.map(({ title }) => title)],
    ["phase of both plans", Object.values(phasings).flatMap(({ phases }) => phases.map(({ title }) => title))],
    ["part of the onboarding", onboardingWeeks.map(({ title }) => title)],
    ["framework", complianceFrameworks],
    ["model", serviceModelTexts.map(({ title }) => title)],
    ["word of the glossary", glossary.map(({ term }) => term)],
    ["asset class of patching", ["Servers", "Infrastructure", "Workstations", "Third-party applications"]],
    ["system whose recovery is planned", loaded.matrix.recovery.map(({ system }) => system)],
    ["emergency account", loaded.matrix.emergencyAccounts.map(({ userPrincipalName }) => userPrincipalName)],
    ["provider", Object.values(loaded.matrix.providers).map(({ name }) => name)],
    ["thing that both sides see", sharedVisibility],
  ])("names every %s, in Markdown and on the page", (_kind, names) => {
    expect(names.filter((name) => !markdown.includes(plainMarkdown(name)))).toEqual([]);
    expect(names.filter((name) => !page.includes(escapeHtml(name)))).toEqual([]);
  });

  it("has no hole where a text should be", () => {
    for (const text of [markdown, page]) {
      expect(text).not.toMatch(/undefined|\[object |NaN|Invalid Date|\{(?:client|provider)\}/);
    }
    expect(markdown).not.toMatch(/\n#+ *\n|\*\*\*\*|: \.|, ,|; \|| {2}[a-z]/);
    expect(page).not.toMatch(/<(?:li|th|h\d|p|dd|dt)[^>]*>\s*<\//);
  });

  it("is the same whenever it is made", () => {
    vi.useFakeTimers({ now: new Date("2031-05-05T05:05:05Z") });
    expect(handbookFiles(inputOf(loaded))).toEqual(handbookFiles(input));
  });

  it("loads nothing and runs nothing", () => {
    expect(page).toMatch(/<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
    expect(page.match(/<(?:script|img|iframe|link)\b|<[a-z][^>]*\s(?:on\w+|href)=(?!"#)[^>]*|javascript:/)).toBeNull();
  });

  it("has one accountable party in each row", () => {
    const tables = chapterOf(input, "responsibilities");
    const rows = tables.split("\n").filter((line) => /^\| (?!---|Function)/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(14);
    const names = [loaded.matrix.client, ...Object.values(loaded.matrix.providers)].map(({ name }) =>
      plainMarkdown(name),
    );
    for (const row of rows) expect(names).toContain(/^\*\*(.*)\*\*$/.exec(row.split(" | ")[2] ?? "")?.[1]);
  });
});

describe("a company that has said next to nothing", () => {
  const markdown = markdownOf(inputOf(companyOfOne()));

  it("has no hole, no section without a text, and no other side to speak of", () => {
    expect(markdown).not.toMatch(/undefined|\[object |NaN|Invalid Date|\{(?:client|provider)\}/);
    const chapters = markdown.split(/^# (?=\d)/m).filter((text) => !/^(?:8|12|14)\. /.test(text));
    expect(chapters.filter((text) => /\n\n\n|\n## [^\n]+\n+(?=## |$)/.test(text.trimEnd()))).toEqual([]);
    expect(chapters.filter((text) => /both (?:sides|teams)|other side/i.test(text))).toEqual([]);
  });
});

describe("what is declared", () => {
  const schedule = chapterOf(inputOf(loadMatrix(kestrelFile)), "contract-schedule");

  it("is told of trust, of the company's own roles, of the unit and of records", () => {
    expect(rowOf(schedule.split("vouches for")[1] ?? "", "Brightdesk").slice(2)).toEqual(["yes", "yes", "no"]);
    expect(rowOf(schedule, "Privileged Role Administrator").slice(1)).toEqual(["2 hours", "180 days", "15 days"]);
    expect(schedule).toContain("a ticket number and the approval of Ingrid Sørensen or Pavel Novák.");
    expect(schedule).toContain("are in the unit “Sensitive people”");
    expect(schedule).toContain("kept for 365 days");
    // Nobody has said anything of that.
    const silent = chapterOf(inputOf(harbour()), "contract-schedule");
    expect(silent).not.toMatch(/own administrators use|are in the unit|kept for/);
    expect(rowOf(silent.split("vouches for")[1] ?? "", "Nightwatch").slice(2)).toEqual(Array(3).fill("not agreed"));
  });

  it("is told in words that a person says", () => {
    const windows =
      chapterOf(inputOf(loadMatrix(kestrelFile)), "ownership-map").split("## Maintenance windows")[1] ?? "";
    expect(rowOf(windows, "lab").slice(3)).toEqual([
      "2 January 2027, 22:00, W. Europe Standard Time",
      "3 hours 55 minutes",
      "every 2 weeks, Saturday",
      "if a patch needs it",
    ]);
    for (const loaded of [harbour(), loadMatrix(kestrelFile)]) {
      const markdown = markdownOf(inputOf(loaded));
      expect(markdown.match(/\b\d{4}-\d\d-\d\d\b|\b1 (?:days|hours|minutes)\b/g) ?? []).toEqual([]);
    }
  });
});

describe("what others chose", () => {
  it("is shown as it is written and has no effect, in each form", () => {
    const files = handbookFiles(inputOf(nastyNames()));
    const page = files.get("handbook.html") ?? "";
    expect(page).not.toContain("<img");
    expect(page).toContain(escapeHtml(nasty));
    for (const [name, content] of files) {
      expect(content, name).not.toContain("\u202e");
      if (!name.endsWith(".md")) continue;
      const effect = /<img|(?<!\\)\*bold|(?<!\\)\]\(https:|(?<!\\)`code|@everyone/.exec(content);
      expect(effect, name).toBeNull();
      for (const table of content.match(/(?:^\|.*\n)+/gm) ?? []) {
        const cells = table
          .trim()
          .split("\n")
          .map((line) => line.split(/(?<!\\)\|/).length);
        expect(new Set(cells).size, table.slice(0, 300)).toBe(1);
      }
    }
  });
});

describe("the contract schedule", () => {
  it("gives each provider the roles that are declared, with where, how and for whom", () => {
    const input = inputOf(harbour());
    const schedule = chapterOf(input, "contract-schedule");
    const rows = schedule.split("\n").filter((line) => /^\| (?:Tideway IT|Nightwatch) \| .*Switched on/.test(line));
    expect(rows).toHaveLength(input.entitlements.teams.length);
    const helpdesk = rows.find((row) => row.includes("| Tier-1 helpdesk |")) ?? "";
    expect(helpdesk).toContain("Helpdesk Administrator, over the administrative unit Practice staff");
    expect(helpdesk).toContain("the approval of Harbour Dental Group, for 8 hours at most");
    expect(helpdesk).toContain("Eligibility ends after 180 days");
    expect(helpdesk).toContain("only when there is too much work");
    expect(helpdesk).toContain("Dana Reyes, Tomasz Wilk and Aisha Bello");
  });

  it.each([
    ["harbour", harbourFile],
    ["kestrel", kestrelFile],
  ])("of %s has every clause that follows from a row", (_, file) => {
    const input = inputOf(loadMatrix(file));
    const schedule = chapterOf(input, "contract-schedule");
    const missing = input.entitlements.contractLines.filter(({ text }) => !schedule.includes(plainMarkdown(text)));
    expect(missing).toEqual([]);
  });

  it("says what comes through GDAP and through Lighthouse, and who approves there", () => {
    const schedule = chapterOf(inputOf(loadMatrix(kestrelFile)), "contract-schedule");
    expect(schedule).toMatch(
      /\| Brightdesk \| Tier-1 helpdesk \| Helpdesk Administrator, over the whole directory \| Through GDAP: .*No approval of the company/,
    );
    expect(schedule).toMatch(/\| Brightdesk \| Server patching \| .* in Azure \| Through Azure Lighthouse/);
  });

  it("says who may hold which role inside each system, and whose it is where none is agreed", () => {
    const chapter = (file: string) =>
      chapterOf(inputOf(loadMatrix(file)), "contract-schedule")
        .split("## Roles inside")[1]
        ?.split("## How")[0] ?? "";
    expect(chapter(kestrelFile)).toMatch(
      /\| Microsoft Intune \| through Microsoft Entra ID \| Help Desk Operator \| work on what it is given \| everybody named of Brightdesk \|/,
    );
    expect(rowOf(chapter(harbourFile), "NinjaOne").slice(2, 5)).toEqual(["none agreed", "administer it", "Tideway IT"]);
    expect(chapter(harbourFile)).not.toContain("| Microsoft Entra ID |");
  });

  it("says who patches and who runs the backups as the rows do, whatever is usual", () => {
    const kestrel = inputOf(loadMatrix(kestrelFile));
    expect(rowOf(chapterOf(kestrel, "ownership-map"), "Patch management")[3]).toBe(
      "Split by asset class: Brightdesk has servers; Kestrel Precision has infrastructure, workstations and third-party applications.",
    );
    // The tool is the company's own, the work is not.
    expect(chapterOf(kestrel, "recovery")).toContain("The backups are run by Brightdesk. Kestrel Precision sets");
    const { matrix } = harbour();
    const { "backup-management": _, ...others } = matrix.functions;
    const own = reloaded({ ...matrix, functions: { ...others, "backup-management": { owner: "internal" } } });
    expect(chapterOf(inputOf(own), "recovery")).toContain("Harbour Dental Group runs the backups itself.");
    expect(chapterOf(inputOf(reloaded({ ...matrix, functions: others })), "recovery")).toContain("run by Tideway IT.");
  });

  it("says of what is permanent that it changes nothing, except where Lighthouse lets a provider go", () => {
    const exception = "changes anything, except to end its own delegation, and";
    expect(chapterOf(inputOf(loadMatrix(kestrelFile)), "contract-schedule")).toContain(exception);
    expect(chapterOf(inputOf(harbour()), "contract-schedule")).toContain("changes anything, and no provider");
  });

  it("does not list as done by hand what is declared", () => {
    const declared = deriveEntitlements(loadMatrix(kestrelFile).matrix);
    expect(declared.azure?.lighthouse.length).toBeGreaterThan(0);
    const byHand = (file: Parameters<typeof inputOf>[0]) =>
      chapterOf(inputOf(file), "contract-schedule").split("## Access that is agreed")[1]?.split("## How")[0] ?? "";
    expect(byHand(loadMatrix(kestrelFile))).not.toContain("| Azure |");
    expect(byHand(harbour())).toContain("| Azure | Backup Operator |");
  });
});

describe("export and exit", () => {
  it("says for each system what is handed over, in which format, within how many days, or that nothing is agreed", () => {
    const chapter = chapterOf(inputOf(harbour()), "data-and-exit");
    expect(rowOf(chapter, "NinjaOne").slice(2)).toEqual([
      "device inventory, patch history and alert history of 12 months",
      "CSV",
      "10 days",
    ]);
    expect(rowOf(chapter, "HaloPSA").slice(2)).toEqual(["**nothing is agreed**", "not agreed", "not agreed"]);
    expect(rowOf(chapter, "Microsoft Entra ID")[2]).toBe("nothing: it is Harbour Dental Group's own");
    expect(chapter).not.toContain("Nothing is agreed for");
    const without = harbourWith([
      "    systems: [veeam]\n    dataExport: { format: Veeam backup files with keys, contents: [all restore points, encryption keys, job configuration], withinDays: 10 }",
      "    systems: [veeam]",
    ]);
    expect(chapterOf(inputOf(without), "data-and-exit")).toContain("> Nothing is agreed for Backup and recovery.");
  });

  it("counts notice and hand-over from the contract", () => {
    expect(rowOf(chapterOf(inputOf(harbour()), "data-and-exit"), "Tideway IT")).toEqual([
      "Tideway IT",
      "2 October 2028",
      "31 December 2028",
      "30 January 2029",
    ]);
  });
});

describe("the exit", () => {
  it("is the inventory in reverse: accounts end, and what is in a provider's name moves", () => {
    const chapter = chapterOf(inputOf(loadMatrix(kestrelFile)), "data-and-exit");
    expect(rowOf(chapter, "Account kestrel in ConnectWise PSA (Noor Aziz)").slice(1)).toEqual([
      "Brightdesk",
      "is closed; a password that was shared is replaced",
    ]);
    expect(chapter).toContain(
      "| ConnectWise PSA | Brightdesk | moves into the name of Kestrel Precision, or is replaced |",
    );
    expect(chapter).not.toMatch(/\| (?:Account backup-admin|Datto RMM \| \w+ \| moves|Internet lines)/);
  });
});

describe("escalation", () => {
  it("has a card for each scenario, with people in order, numbers, times and words", () => {
    const chapter = chapterOf(inputOf(harbour()), "escalation");
    const card = chapter.split("### Executive impact")[1] ?? "";
    expect(card).toContain("1. Joel Lindqvist, +44 1632 960102\n2. Miriam Okafor, +44 1632 960101");
    expect(card).toContain(
      "- **First answer:** within 30 minutes\n- **News:** every hour\n- **Solved:** within 4 hours: the target",
    );
    expect(card).toContain("calls back at {next}");
    expect(chapter.split("### Security incident")[1]).toContain("both sides at the same time");
    const without = harbourWith([
      'tomasz.wilk@tideway.example, phone: "+44 1632 960211"',
      "tomasz.wilk@tideway.example",
    ]);
    expect(chapterOf(inputOf(without), "escalation")).toContain("Tomasz Wilk (no number in the matrix)");
  });

  it("says when a ticket moves by itself, and to whom", () => {
    const chapter = chapterOf(inputOf(loadMatrix(kestrelFile)), "escalation");
    expect(rowOf(chapter, "P1")).toEqual(["P1", "30 minutes", "the queue of Brightdesk"]);
    expect(rowOf(chapter, "P2")).toEqual(["P2", "4 working hours", "the queue of Brightdesk"]);
    const without = reloaded({ ...harbour().matrix, tickets: undefined });
    expect(chapterOf(inputOf(without), "escalation")).toContain("No threshold is in the matrix");
  });
});

describe("dates", () => {
  it("are counted from the contract, or from the plan where the matrix says so", () => {
    const [without, withPlan] = [
      harbour(),
      harbourWith(["version: 1", "version: 1\nplan: { start: 2027-02-01, phasing: 30-60-90 }"]),
    ];
    const before = chapterOf(inputOf(without), "first-90-days");
    expect(before).toContain("| 14/45/90, proposed | Stabilisation | 46 to 90 | 15 February 2026 | 31 March 2026 |");
    expect(before).toContain("## Dates with Nightwatch");
    const after = chapterOf(inputOf(withPlan), "first-90-days");
    expect(after).toContain("| 30/60/90, agreed | Hand-over and testing | 31 to 60 | 3 March 2027 | 1 April 2027 |");
    expect(after).toContain("| 14/45/90 | Discovery | 1 to 14 | 1 February 2027 | 14 February 2027 |");
    expect(after).toContain(
      "| Onboarding | Weeks 3 and 4: work under supervision | 15 to 28 | 15 February 2027 | 28 February 2027 |",
    );
  });

  it("are days where nothing says when the plan begins", () => {
    expect(chapterOf(inputOf(inHouse()), "first-90-days")).toContain("| Discovery | 1 to 14 | day 1 | day 14 |");
  });

  it("say when an account and a restore were tried, and are tried next", () => {
    const tried = harbourWith([
      "    custody: Security key in the head",
      "    lastValidated: 2026-11-01\n    custody: Security key in the head",
    ]);
    const chapter = chapterOf(inputOf(tried), "emergency-access");
    expect(rowOf(chapter, "emergency-1@harbourdental.onmicrosoft.com").slice(3)).toEqual([
      "1 November 2026",
      "30 January 2027",
    ]);
    expect(rowOf(chapter, "emergency-2@harbourdental.onmicrosoft.com").slice(3)).toEqual([
      "never recorded",
      "**at once**",
    ]);
    const recovery = chapterOf(inputOf(loadMatrix(kestrelFile)), "recovery").split("Runbook")[1] ?? "";
    expect(rowOf(recovery, "ERP").slice(3)).toEqual(["2 October 2026", "8 December 2026"]);
    expect(rowOf(recovery, "File services").slice(3)).toEqual(["2 October 2026", "2 January 2027"]);
  });
});

describe("the other models", () => {
  it("are told from the company's own rows, with the roles that would come and go", () => {
    const chapter = chapterOf(inputOf(harbour()), "other-models");
    expect(rowOf(chapter, "User onboarding and offboarding").slice(1)).toEqual([
      "Harbour Dental Group",
      "**Tideway IT**",
      "Harbour Dental Group",
    ]);
    expect(rowOf(chapter, "SIEM monitoring").slice(1)).toEqual([
      "Nightwatch",
      "Nightwatch",
      "**Harbour Dental Group**",
    ]);
    expect(chapter).toContain("- Tideway IT: User Administrator, over the administrative unit Practice staff");
    expect(chapter).toContain("11 roles would go: the exit of Tideway IT and Nightwatch");
    const already = harbourWith(["  user-lifecycle:\n    owner: internal", "  user-lifecycle:\n    owner: tideway"]);
    expect(chapterOf(inputOf(already), "other-models")).toContain(
      "under fully managed\n\nNo role in the tenant would change.",
    );
  });

  it("show a company without a provider what one would get", () => {
    const chapter = chapterOf(inputOf(inHouse()), "other-models");
    expect(rowOf(chapter, "Tier-1 helpdesk").slice(1)).toEqual([
      "Harbour Dental Group",
      "Harbour Dental Group",
      "**a provider**",
    ]);
    expect(chapter).toMatch(/- a provider: Helpdesk Administrator, over the administrative unit/);
  });
});

describe("the handbooks of the examples", () => {
  it.each(["harbour", "kestrel"])("%s: no chapter is there that the handbook no longer has", (stack) => {
    const folder = join("stacks", stack, "handbook");
    const present = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
    const expected = handbookFiles(handbookInput(loadMatrix(join("stacks", stack, "matrix.yaml")), {}));
    expect(outdatedFiles(expected, present).filter(({ state }) => state === "left-over")).toEqual([]);
  });
});
