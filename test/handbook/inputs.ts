/** What handbooks of tests are made from: the example companies, and companies that are hard to write about. */

import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { chaptersOf, handbookFiles } from "../../src/handbook/handbook.ts";
import type { HandbookInput } from "../../src/handbook/input.ts";
import { handbookSmells } from "../../src/handbook/smells.ts";
import { type LoadedMatrix, parseMatrix } from "../../src/matrix/load.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { harbour } from "../support/matrices.ts";

/** The input that the command line makes of a matrix alone, with changes laid over it. */
export function inputOf(loaded: LoadedMatrix, change: Partial<HandbookInput> = {}): HandbookInput {
  return {
    matrix: loaded.matrix,
    entitlements: deriveEntitlements(loaded.matrix),
    matrixFile: "matrix.yaml",
    digest: "0".repeat(64),
    smells: handbookSmells(loaded, change.date),
    ...change,
  };
}

/** A matrix that was changed as data; throws where it would not load from a file. JSON is YAML. */
export const reloaded = (matrix: Matrix): LoadedMatrix => parseMatrix(JSON.stringify(matrix), "matrix.yaml");

/** Harbour without anybody from outside. */
export function inHouse(): LoadedMatrix {
  const { matrix } = harbour();
  const withoutProviders = <T extends { contacts: { internal: string[]; providers: object } }>(scenario: T): T => ({
    ...scenario,
    contacts: { internal: scenario.contacts.internal, providers: {} },
  });
  const { escalation } = matrix;
  return reloaded({
    ...matrix,
    client: { ...matrix.client, model: "in-house" },
    providers: {},
    functions: Object.fromEntries(Object.keys(matrix.functions).map((id) => [id, { owner: "internal" }])),
    tools: { identity: { owner: "internal", systems: ["microsoft-entra-id"] } },
    escalation: {
      "critical-outage": withoutProviders(escalation["critical-outage"]),
      "security-incident": withoutProviders(escalation["security-incident"]),
      "executive-impact": withoutProviders(escalation["executive-impact"]),
    },
    review: { ...matrix.review, reviewers: matrix.internal.approvers },
    tickets: undefined,
  });
}

/** A company of one person that has said nothing but what a matrix has to say. */
export function companyOfOne(): LoadedMatrix {
  const contacts = { internal: ["Ada"], providers: {} };
  const scenario = {
    contacts,
    respondWithinMinutes: 30,
    updateEveryMinutes: 60,
    resolveWithinHours: 8,
    channel: "phone",
    template: "It is down.",
  };
  const people = ["Ada"];
  return parseMatrix(
    JSON.stringify({
      version: 1,
      client: {
        name: "Ada",
        tenantId: "11111111-2222-4333-8444-555555555555",
        domains: ["ada.example", "ada.onmicrosoft.com"],
        initialDomain: "ada.onmicrosoft.com",
        employees: 1,
        model: "in-house",
      },
      internal: {
        people: [{ name: "Ada", userPrincipalName: "ada@ada.example", duty: "it-lead" }],
        approvers: ["ada@ada.example"],
      },
      functions: {},
      tools: {},
      emergencyAccounts: [1, 2].map((number) => ({
        userPrincipalName: `emergency-${number}@ada.onmicrosoft.com`,
        credential: "passkey",
        custody: "safe",
      })),
      incidentDecisions: { "isolate-machine": people, "forced-password-reset": people, "first-call": people },
      escalation: { "critical-outage": scenario, "security-incident": scenario, "executive-impact": scenario },
      recovery: [
        { system: "Files", recoveryTimeHours: 1.5, recoveryPointHours: 0.25, backup: "disk", drillWitness: "Ada" },
      ],
      communication: [{ channel: "phone", purpose: "all" }],
      review: { cadence: "monthly", reviewers: ["ada@ada.example"] },
    }),
    "matrix.yaml",
  );
}

/** Harbour with thirty providers, each with a row's support and a tool. */
export function crowded(): LoadedMatrix {
  const { matrix } = harbour();
  const model = matrix.providers["tideway"];
  if (model === undefined) throw new Error("the example has lost its provider");
  const more = Object.fromEntries(
    Array.from({ length: 28 }, (_, index) => [
      `provider-${index}`,
      {
        ...model,
        name: `Provider of Services Number ${index} with a Very Long Registered Company Name (Holdings) Limited`,
        kind: "specialist" as const,
        tenantId: `00000000-0000-4000-8000-0000000000${String(index).padStart(2, "0")}`,
        domains: [`p${index}.example`],
        networks: [],
        people: [{ name: `Person ${index}`, email: `person@p${index}.example` }],
        contract: { ...model.contract, reference: `P-${index}`, start: `2026-0${(index % 6) + 1}-01` },
      },
    ]),
  );
  return reloaded({
    ...matrix,
    providers: { ...matrix.providers, ...more },
    functions: {
      ...matrix.functions,
      "after-hours-emergency": { owner: "tideway" },
      "email-security": { owner: "provider-3" },
      "isp-contracts": { owner: "joint", by: "provider-4", accountable: "provider-4" },
    },
  });
}

/** Names that mean something to Markdown, to HTML, to a calendar and to the eye. */
export const nasty =
  '<img src=x onerror=alert(1)>|*bold* `code` [link](https://evil.example) @everyone $& $1 \u202eabc, 1. ; \\n "quoted"';

/** Harbour with such names in every text that a person writes. */
export function nastyNames(): LoadedMatrix {
  const { matrix } = harbour();
  const replaced = (value: unknown, key = ""): unknown => {
    if (Array.isArray(value)) return value.map((each) => replaced(each, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, name)]));
    }
    const isFree = ["name", "note", "template", "purpose", "custody", "system", "backup", "drillWitness", "otherSide"];
    return typeof value === "string" && isFree.includes(key) ? `- ${nasty} ${value}` : value;
  };
  return reloaded(replaced(matrix) as Matrix);
}

/** All of the handbook's Markdown. */
export function markdownOf(input: HandbookInput): string {
  return [...handbookFiles(input)]
    .filter(([name]) => name.endsWith(".md"))
    .map(([, content]) => content)
    .join("\n");
}

/** One chapter's Markdown. */
export function chapterOf(input: HandbookInput, id: string): string {
  const at = chaptersOf(input).findIndex((chapter) => chapter.id === id);
  const found = [...handbookFiles(input)].find(([name]) => name === `${String(at + 1).padStart(2, "0")}-${id}.md`);
  if (found === undefined) throw new Error(`there is no chapter ${id}`);
  return found[1];
}

/** Cells of the row of a table that begins with a text; throws when there is none. */
export function rowOf(markdown: string, first: string): string[] {
  const line = markdown.split("\n").find((each) => each.startsWith(`| ${first} |`));
  if (line === undefined) throw new Error(`no row begins with ${first}`);
  return line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
}
