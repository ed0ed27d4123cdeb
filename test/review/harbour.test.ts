/** The story's tenant, before and after: every sin is found, by name, and after the deployment only what nobody declared is left. */

import { beforeAll, describe, expect, test } from "vitest";
import { rules } from "../../policies/rules/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { graphClient } from "../../src/review/collect/client.ts";
import { collectSnapshot } from "../../src/review/collect/collect-snapshot.ts";
import { reporters } from "../../src/review/report/reporters.ts";
import { reviewTenant } from "../../src/review/review.ts";
import { type Difference, type Review, reviewSchema } from "../../src/review/schema.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import { harbourToday, seedHarbour } from "../../src/tenant/seed/harbour.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { deploymentClientId, EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { tenantFetch } from "../../src/tenant/tenant-fetch.ts";
import { entitlements, matrix } from "./fixture.ts";

const { client } = matrix;
const materialising = {
  tenantId: client.tenantId,
  initialDomain: client.initialDomain,
  domains: client.domains,
  displayName: client.name,
  now: harbourToday,
};
const deploymentIds = [deploymentClientId(client.tenantId)];

async function collected(snapshot: Snapshot): Promise<Snapshot> {
  const tenant = EmbeddedTenant.fromSnapshot(snapshot, { clock: () => harbourToday });
  const fetch = tenantFetch(tenant);
  const graph = graphClient({ baseUrl: "https://graph.microsoft.com", token: async () => "t", fetch });
  return collectSnapshot(graph, { tenantId: client.tenantId, source: "embedded", now: harbourToday });
}

function reviewed(actual: Snapshot, plan: Plan): Review {
  const today = harbourToday.slice(0, 10);
  return reviewTenant({
    matrix,
    entitlements,
    stack: "harbour",
    declared: materialise(plan, materialising),
    plan,
    actual,
    rules,
    today,
    versions: { demarc: "0.1.0" },
    deploymentIds,
  });
}

let before: Review;
let after: Review;
beforeAll(async () => {
  const actual = await collected(seedHarbour());
  const plan = await planProgram({ directory: ".", stack: "harbour", snapshot: actual });
  before = reviewed(actual, plan);
  after = reviewed(await collected(materialise(plan, { ...materialising, base: seedHarbour() }).snapshot), plan);
}, 60_000);

function find(words: readonly string[]): Difference | undefined {
  return before.differences.find(
    ({ title, kind }) => kind !== "missing" && words.every((word) => title.includes(word)),
  );
}

describe("the sins of practice", () => {
  test.each<[string, readonly string[], Partial<Difference>]>([
    [
      "standing Global Administrator, first",
      ["Dana Reyes", "holds the role Global Administrator"],
      { severity: "critical", kind: "undeclared" },
    ],
    [
      "standing Global Administrator, second",
      ["Tomasz Wilk", "holds the role Global Administrator"],
      { severity: "critical" },
    ],
    [
      "standing Global Administrator, third",
      ["Rafael Castellan", "holds the role Global Administrator"],
      { severity: "critical" },
    ],
    [
      "an RMM application that can give itself any role",
      ["NinjaOne", "RoleManagement.ReadWrite.Directory"],
      { severity: "critical" },
    ],
    ["a group in a group in a group", ["IT Vendors", "member of the group IT Operations"], { severity: "critical" }],
    ["an orphaned guest", ["Piotr Nowak", "guest account", "not among the people"], {}],
    ["a guest who is on nobody's list and holds everything", ["Rafael Castellan", "guest account"], {}],
    [
      "a break-glass account inside a conditional access policy",
      ["Break glass", "Require a compliant device"],
      { kind: "refused", severity: "high" },
    ],
    ["a policy that is switched off", ["Require MFA for guests", "switched off"], { severity: "medium" }],
    ["a policy that only watches", ["Require MFA for administrators", "only reports"], {}],
    [
      "a role over the directory that should be scoped, of a group",
      ["Tideway Helpdesk", "Helpdesk Administrator", "whole directory"],
      {},
    ],
    [
      "a role over the directory that should be scoped, of a person",
      ["Piotr Nowak", "Helpdesk Administrator", "whole directory"],
      {},
    ],
    [
      "the provider's console",
      ["CIPP-SAM", "shadow Global Administrator", "19 application permissions"],
      { severity: "critical" },
    ],
    [
      "an owner of a group that holds a role",
      ["Tomasz Wilk", "owner of the group User administrators"],
      { severity: "critical" },
    ],
    ["a secret that lives ten years", ["NinjaOne", "credential secret rmm connector"], {}],
  ])("%s", (_, words, expected) => {
    expect(find(words), words.join(" … ")).toMatchObject(expected);
  });

  test("say who gave it and since when, and where the matrix gives the same with less", () => {
    expect(find(["Rafael Castellan", "Global Administrator"])?.access).toMatchObject({
      since: "2024-11-18T17:55:00Z",
      grantedBy: "tideway-dana@harbourdental.onmicrosoft.com",
    });
    expect(find(["Piotr Nowak", "Helpdesk Administrator"])?.row).toMatchObject({
      path: "functions.tier-1-helpdesk",
      text: expect.stringContaining("over the administrative unit Practice staff"),
    });
  });

  test("the console's permissions are one difference that names each of them", () => {
    const ofConsole = before.differences.filter(
      ({ principal, access }) => principal.label === "CIPP-SAM" && access.kind === "application-permission",
    );
    expect(ofConsole).toHaveLength(1);
    expect(ofConsole[0]?.items).toHaveLength(19);
  });

  test("the rules' findings are joined, not repeated", () => {
    expect(find(["Dana Reyes", "Global Administrator"])?.rules.map(({ rule }) => rule)).toContain(
      "provider-no-standing-global-admin",
    );
    expect(
      before.differences.filter(({ kind }) => kind === "refused").every(({ title }) => !title.includes("Rafael")),
    ).toBe(true);
  });

  test("the people of the provider who reach Global Administrator are counted and drawn, each once", () => {
    const labels = before.reach
      .filter(({ principal }) => principal.party.kind === "provider")
      .map(({ principal }) => principal.label);
    expect(labels).toEqual(expect.arrayContaining(["Rafael Castellan", "NinjaOne", "CIPP-SAM", "Piotr Nowak"]));
    expect(new Set(labels).size).toBe(labels.length);
    expect(before.verdict).toBe("act-now");
    expect(before.headline).toContain("Tideway IT");
  });

  test("internal tier 0 is named without alarm", () => {
    expect(before.internalTierZero.map(({ principal }) => principal.label)).toContain("Miriam Okafor");
    expect(before.differences.some(({ principal }) => principal.label === "Miriam Okafor")).toBe(false);
  });
});

describe("after the deployment", () => {
  test("everything declared is there exactly as declared", () => {
    expect(after.summary.declared).toBeGreaterThan(100);
    expect(after.summary.asDeclared).toBe(after.summary.declared);
    expect(after.differences.filter(({ kind }) => kind === "missing" || kind === "changed")).toEqual([]);
  });

  test("nothing that the deployment made is a difference", () => {
    const known = new Set(before.differences.map(({ id }) => id));
    const fresh = after.differences.filter(({ id, kind }) => kind === "undeclared" && !known.has(id));
    expect(fresh.map(({ title }) => title)).toEqual([]);
  });

  test("what is declared has the digest that it had before", () => {
    expect(after.evidence.declaredDigest).toBe(before.evidence.declaredDigest);
  });
});

test("every report of a real review is written, and the JSON follows its schema", () => {
  for (const reporter of reporters) expect(reporter.render(before).length).toBeGreaterThan(1000);
  expect(reviewSchema.safeParse(before).error).toBeUndefined();
  expect(reviewSchema.safeParse(after).error).toBeUndefined();
});
