/** What is proposed against ways to tier 0: what counts as a way, and how a change is said. */

import { describe, expect, test } from "vitest";
import { proposedChanges } from "../../policies/proposals.ts";
import { evaluateRules, type RuleContext } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Finding } from "../../src/finding.ts";
import { goodTenant, memberKey, type TenantBuilder } from "../support/tenant-builder.ts";

const admin = "Global Administrator";
const erik = "erik (erik@tideway.example)";

/** Erik of the provider is in IT, which holds Global Administrator; the membership is the program's. */
function erikInIt(): { tenant: TenantBuilder; urn: string } {
  const tenant = goodTenant();
  tenant.group("IT", { members: [tenant.user("erik@tideway.example", { displayName: "erik" }), "joel.lindqvist"] });
  tenant.role("IT", admin);
  return { tenant, urn: tenant.declare(memberKey("IT", "erik"), "erik in IT") };
}

const waiver = { reason: "a test", approvedBy: "miriam.okafor@harbourdental.example", until: "2026-11-22" };

/** What is proposed; findings that `waives` picks are waived. */
function proposed(context: RuleContext, waives: (finding: Finding) => boolean = () => false) {
  const findings = evaluateRules(rules, context);
  const waived = findings.filter(waives).map((finding) => ({ ...finding, waiver }));
  return proposedChanges(
    context,
    findings.filter((finding) => !waives(finding)),
    waived,
  );
}

const messages = (tenant: TenantBuilder) => proposed(tenant.context()).map(({ message, cuts }) => [message, cuts]);

describe("a change to the program", () => {
  test("has its resource, its place and the step that it takes away", () => {
    const { tenant, urn } = erikInIt();
    expect(proposed(tenant.programContext())).toEqual([
      { resource: urn, file: "index.ts", line: 1, cuts: 1, message: `${erik} is a member of group "IT".` },
    ]);
  });

  test("has no place where nobody knows it", () => {
    const { tenant, urn } = erikInIt();
    tenant.resources.splice(0, 1);
    expect(proposed(tenant.programContext())).toEqual([
      { resource: urn, cuts: 1, message: `${erik} is a member of group "IT".` },
    ]);
  });

  test("counts the steps that go with it", () => {
    const { tenant, urn } = erikInIt();
    tenant.group("Desk", { members: [tenant.user("dora@tideway.example"), tenant.user("ella@tideway.example")] });
    tenant.role("Desk", admin);
    for (const who of ["dora", "ella"]) tenant.declaredBy.set(memberKey("Desk", who), urn);
    expect(proposed(tenant.programContext()).map(({ message, cuts }) => [message, cuts])).toEqual([
      [`${erik} is a member of group "IT", and 2 more of the kind.`, 3],
    ]);
  });
});

describe("in the tenant", () => {
  test.each<[string, (tenant: TenantBuilder) => void, [string, number][]]>([
    [
      "somebody of a provider is cut off",
      (tenant) => tenant.role("dana.reyes", admin),
      [["Dana Reyes (dana.reyes@tideway.example) holds Global Administrator; it is in the tenant already.", 1]],
    ],
    [
      "somebody whom nobody knows is cut off",
      (tenant) => tenant.role(tenant.guest("x@elsewhere.example", "X"), admin),
      [["X (x@elsewhere.example) holds Global Administrator; it is in the tenant already.", 1]],
    ],
    [
      "two people are cut off by one change",
      (tenant) => {
        tenant.group("Desk", { members: ["dana.reyes", tenant.user("erik@tideway.example")] });
        tenant.role("Desk", admin);
      },
      [['group "Desk" holds Global Administrator; it is in the tenant already.', 2]],
    ],
    [
      "the internal team and the emergency accounts keep what they hold",
      (tenant) => {
        tenant.role("joel.lindqvist", admin);
        tenant.role("dana.reyes", admin);
      },
      [["Dana Reyes (dana.reyes@tideway.example) holds Global Administrator; it is in the tenant already.", 1]],
    ],
    [
      "what the internal team approves stays, beside what nobody does",
      (tenant) => {
        tenant.group("Desk", { isAssignableToRole: true });
        tenant.role("Desk", admin);
        tenant.eligible("Desk", tenant.user("erik@tideway.example"));
        tenant.activationRules("Desk");
        tenant.role("dana.reyes", admin);
      },
      [["Dana Reyes (dana.reyes@tideway.example) holds Global Administrator; it is in the tenant already.", 1]],
    ],
  ])("%s", (_, make, expected) => {
    const tenant = goodTenant();
    make(tenant);
    expect(messages(tenant)).toEqual(expected);
  });
});

describe("a way does not count", () => {
  test("that the program has no part in", () => {
    const { tenant, urn } = erikInIt();
    tenant.role("dana.reyes", admin);
    expect(proposed(tenant.programContext()).map(({ resource }) => resource)).toEqual([urn]);
    expect(proposed(tenant.programContext({ scope: "whole-tenant" })).map(({ resource }) => resource)).toEqual([
      `dana.reyes holds ${admin}`,
      urn,
    ]);
  });

  test("that is waived, by the resource or by what grants it in the tenant", () => {
    const { tenant, urn } = erikInIt();
    const held = tenant.role("dana.reyes", admin);
    const context = tenant.programContext({ scope: "whole-tenant" });
    const left = (waived: string) =>
      proposed(context, ({ resource }) => resource === waived).map(({ resource }) => resource);
    expect(left(urn)).toEqual([held]);
    expect(left(held)).toEqual([urn]);
  });

  test("but one whose resource is waived for something else does", () => {
    const { tenant, urn } = erikInIt();
    const context = tenant.programContext();
    const other = { rule: "provider-access-expires", severity: "error" as const, message: "", resource: urn, waiver };
    expect(proposedChanges(context, evaluateRules(rules, context), [other])).toHaveLength(1);
  });

  test("where nothing is found, or nothing that is about ways", () => {
    const { tenant, urn } = erikInIt();
    const context = tenant.programContext();
    expect(proposedChanges(context, [], [])).toEqual([]);
    const other = { rule: "provider-access-expires", severity: "error" as const, message: "", resource: urn };
    expect(proposedChanges(context, [other], [])).toEqual([]);
    expect(proposedChanges(context, [other, ...evaluateRules(rules, context)], [])).toHaveLength(1);
  });
});
