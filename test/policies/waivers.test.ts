import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { evaluateRules, type RuleContext } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { applyWaivers } from "../../policies/waivers.ts";
import type { Finding } from "../../src/finding.ts";
import { planned, planOf } from "../support/plans.ts";
import { emergencyGroup, goodTenant, today } from "../support/tenant-builder.ts";
import { type WaiverText, waiving } from "../support/waivers.ts";

const waiver = (rule: string, resource: string, more: Partial<WaiverText> = {}): WaiverText => ({
  rule,
  resource,
  reason: "Decided on Friday.",
  approvedBy: "miriam.okafor@harbourdental.example",
  from: "2026-11-20",
  until: "2026-11-22",
  ...more,
});

/** A program that makes two people of Tideway Global Administrator. */
function program(waivers: readonly WaiverText[]) {
  const people = ["dana.reyes", "tomasz.wilk"].map((name) =>
    planned("Invitation", name, { userEmailAddress: `${name}@tideway.example`, redirectUrl: "https://example.com" }),
  );
  const grants = ["first", "second"].map((name, index) =>
    planned("DirectoryRoleAssignment", name, {
      principalObjectId: people[index]?.id,
      roleId: "62e90394-69f5-4237-9190-012177145e10",
    }),
  );
  const loaded = waiving(waivers);
  return judge({
    matrix: loaded.matrix,
    matrixSource: loaded,
    plan: planOf([...people, ...grants]),
    scope: "partial",
    rules,
    today,
  });
}

const shown = (findings: readonly Finding[]) =>
  findings.map(({ rule, resource }) => `${rule} @ ${resource.split("::").at(-1)}`).sort();

const all = shown(program([]).findings);
const standing = "provider-no-standing-global-admin";

describe("waivers", () => {
  it("take the findings of one rule at one resource, and show them", () => {
    const { findings, waived } = program([waiver(standing, "first")]);
    expect(shown(findings)).toEqual(all.filter((each) => each !== `${standing} @ first`));
    expect(waived).toEqual([
      expect.objectContaining({
        rule: standing,
        severity: "error",
        resource: "urn:pulumi:dev::test::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::first",
        waiver: {
          reason: "Decided on Friday.",
          approvedBy: "miriam.okafor@harbourdental.example",
          until: "2026-11-22",
        },
      }),
    ]);
  });

  it("name a resource by its URN too, whatever the case", () => {
    const urn = "urn:pulumi:dev::test::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::second";
    expect(shown(program([waiver(standing, urn.toUpperCase())]).waived)).toEqual([`${standing} @ second`]);
  });

  it.each<[string, Partial<WaiverText>]>([
    ["expired", { until: "2026-11-20" }],
    ["has not begun", { from: "2026-11-22" }],
    ["nobody approved", { approvedBy: undefined }],
    ["the provider approved", { approvedBy: "dana.reyes@tideway.example" }],
    ["is about tier 0 and too long", { until: "2026-12-22" }],
    ["is about another rule", { rule: "provider-role-scope" }],
    ["is about another resource", { resource: "third" }],
    ["is about a part of the name", { resource: "firs" }],
    ["is about another case of the name", { resource: "First" }],
  ])("take nothing when the waiver %s", (_name, change) => {
    const { findings, waived } = program([waiver(standing, "first", change)]);
    expect(waived).toEqual([]);
    expect(shown(findings.filter(({ rule }) => rule !== "waivers-valid"))).toEqual(all);
  });

  it("take nothing when the name means two resources, one of them blameless", () => {
    const twice = planned("Group", "first", { displayName: "Something else", securityEnabled: true });
    const { input } = program([waiver(standing, "first")]);
    const judged = judge({ ...input, plan: { ...input.plan, resources: [...input.plan.resources, twice] } });
    expect(judged.waived).toEqual([]);
    expect(judged.findings.filter(({ rule }) => rule === "waivers-valid")).toEqual([
      expect.objectContaining({
        severity: "error",
        resource: "waivers.0.resource",
        file: "stacks/harbour/matrix.yaml",
        message: `The waiver of ${standing} for first means 2 resources, so it waives nothing.`,
        remedy: expect.stringContaining("azuread:index/group:Group::first"),
      }),
    ]);
  });

  it("never take a rule that came to no end", () => {
    const context = contextOf([waiver("provider-role-scope", "provider-role-scope")]);
    const broken = rules.map((rule) => ({
      ...rule,
      evaluate() {
        throw new Error("no such thing");
      },
    }));
    const findings = evaluateRules(broken, context);
    expect(applyWaivers(findings, broken, context).waived).toEqual([]);
  });

  it("are warned of when they meet nothing, where what they are about would show", () => {
    const useless = (waivers: readonly WaiverText[]) =>
      program(waivers)
        .findings.filter(({ rule }) => rule === "waivers-valid")
        .map(({ severity, message }) => `${severity}: ${message}`);
    const urn = "urn:pulumi:dev::test::azuread:index/group:Group::gone";
    expect(useless([waiver("provider-role-scope", urn)])).toEqual([
      `warning: The waiver of provider-role-scope for ${urn} meets no finding.`,
    ]);
    // Another stack's, and one that may be about what is in the tenant.
    expect(useless([waiver("provider-role-scope", urn.replace(":dev:", ":prod:"))])).toEqual([]);
    expect(useless([waiver("provider-role-scope", "gone")])).toEqual([]);
    expect(useless([waiver(standing, "first")])).toEqual([]);
  });

  it("are warned of at their place in the matrix", () => {
    const urn = "urn:pulumi:dev::test::azuread:index/group:Group::gone";
    const { findings } = program([waiver("provider-role-scope", urn)]);
    expect(findings.filter(({ rule }) => rule === "waivers-valid")).toEqual([
      {
        rule: "waivers-valid",
        severity: "warning",
        message: `The waiver of provider-role-scope for ${urn} meets no finding.`,
        resource: "waivers.0.resource",
        remedy: "Take it out, so that it does not cover what comes later.",
        file: "stacks/harbour/matrix.yaml",
        line: expect.any(Number),
        column: expect.any(Number),
      },
    ]);
  });

  it("are warned of by any name where the plan is everything, and never of a tenant alone", () => {
    const waivers = [waiver("provider-role-scope", "gone")];
    const { input, context } = program(waivers);
    const warned = (findings: readonly Finding[]) => findings.filter(({ rule }) => rule === "waivers-valid").length;
    expect(warned(judge({ ...input, scope: "whole-tenant" }).findings)).toBe(1);
    const { plan: _, ...review } = context;
    expect(warned(applyWaivers([], rules, { ...review, scope: "whole-tenant" }).findings)).toBe(0);
    const others = rules.filter(({ name }) => name !== "waivers-valid");
    expect(applyWaivers([], others, { ...context, scope: "whole-tenant" }).findings).toEqual([]);
  });

  it("are not warned of where they meet a finding, by the URN or the name", () => {
    const urn = "urn:pulumi:dev::test::azuread:index/directoryRoleAssignment:DirectoryRoleAssignment::second";
    const { input } = program([waiver(standing, urn), waiver(standing, "first")]);
    const { findings, waived } = judge({ ...input, scope: "whole-tenant" });
    expect(shown(waived)).toEqual([`${standing} @ first`, `${standing} @ second`]);
    expect(findings.filter(({ rule }) => rule === "waivers-valid" || rule === standing)).toEqual([]);
  });

  it("name what is in the tenant by its id or display name", () => {
    const tenant = goodTenant();
    tenant.collections.groups = tenant.collections.groups.map((group) =>
      group.id === emergencyGroup ? { ...group, id: "group-id", isAssignableToRole: false } : group,
    );
    const waived = (resource: string) => {
      const { matrix } = waiving([waiver("emergency-accounts-intact", resource)]);
      const context = tenant.context({ matrix });
      return applyWaivers(evaluateRules(rules, context), rules, context).waived.map((each) => each.resource);
    };
    expect(waived("group-id")).toEqual(["group-id"]);
    expect(waived(emergencyGroup)).toEqual(["group-id"]);
    expect(waived("approvers")).toEqual([]);
    tenant.group("other-id", { displayName: emergencyGroup });
    expect(waived(emergencyGroup)).toEqual([]);
    expect(waived("group-id")).toEqual(["group-id"]);
  });

  describe("of what is in the tenant", () => {
    const role = "tier-zero-principal-known";
    /** What becomes of a waiver of the finding about Nora, whom `tenant` has. */
    const settled = (name: string, tenant = goodTenant()) => {
      const { matrix } = waiving([waiver(role, name)]);
      const finding = { rule: role, severity: "error" as const, message: "", resource: "nora" };
      const context = tenant.context({ matrix });
      const { findings, waived } = applyWaivers([finding], rules, context);
      expect(findings.filter((each) => each === finding)).toHaveLength(waived.length === 0 ? 1 : 0);
      return [waived.map(({ resource }) => resource), findings.flatMap(({ remedy }) => remedy ?? [])];
    };

    it.each(["nora", "NORA", "Nora Finch", "nora@harbourdental.example"])("may say %s", (name) => {
      expect(settled(name)).toEqual([["nora"], []]);
    });

    it.each(["nora finch", "Joel Lindqvist", "finch", "nowhere"])("may not say %s", (name) => {
      expect(settled(name)).toEqual([[], []]);
    });

    it.each<[string, (tenant: ReturnType<typeof goodTenant>) => string]>([
      ["person", (tenant) => tenant.user("other@harbourdental.example", { displayName: "Nora Finch" })],
      ["group", (tenant) => tenant.group("other", { displayName: "Nora Finch" })],
      ["application", (tenant) => tenant.application("other", { appId: "x" })],
      ["unit", (tenant) => tenant.unit("other", [], {})],
    ])("must say which, where a %s bears the name as well", (_name, make) => {
      const tenant = goodTenant();
      const other = make(tenant);
      const { administrativeUnits, servicePrincipals } = tenant.collections;
      for (const object of [...administrativeUnits, ...servicePrincipals]) {
        if (object.id === other) Object.assign(object, { displayName: "Nora Finch" });
      }
      expect(settled("Nora Finch", tenant)).toEqual([[], [`Say which, by the whole URN or id: nora, ${other}.`]]);
      expect(settled("nora", tenant)).toEqual([["nora"], []]);
    });

    it("may bear a name that others have when none of them is to blame", () => {
      const tenant = goodTenant();
      tenant.group("one", { displayName: "Staff" });
      tenant.group("two", { displayName: "Staff" });
      expect(settled("Staff", tenant)).toEqual([[], []]);
    });
  });
});

describe("a waiver of one finding", () => {
  const context = contextOf([]);
  const rule = "provider-role-scope";
  const urn = "urn:pulumi:dev::test::azuread:index/group:Group::one";
  const found = { rule, severity: "error" as const, message: "", resource: urn };
  const good = {
    ...{ rule, resource: urn, reason: "Decided.", approvedBy: "miriam.okafor@harbourdental.example" },
    until: today,
  };
  const settled = (waivers: readonly (typeof good)[], findings: readonly Finding[] = [found], of = rules) => {
    const matrix = { ...context.matrix, waivers: [...waivers] };
    const result = applyWaivers(findings, of, { ...context, matrix, plan: planOf([]) });
    return {
      waived: result.waived.map(({ waiver: by }) => by.until),
      findings: result.findings.map(({ message }) => message),
    };
  };
  const useless = [`The waiver of ${rule} for ${urn} meets no finding.`];

  it.each<[string, ReturnType<typeof settled>, ReturnType<typeof settled>]>([
    ["takes it out", settled([good]), { waived: [today], findings: [] }],
    ["takes nothing once it is over", settled([{ ...good, until: "2026-11-20" }]), { waived: [], findings: [""] }],
    ["takes no other rule's", settled([good], [{ ...found, rule: "x" }]), { waived: [], findings: ["", ...useless] }],
    ["is useless where there is none", settled([good], []), { waived: [], findings: useless }],
    [
      "is useless, and nobody asked",
      settled(
        [good],
        [],
        rules.filter(({ name }) => name !== "waivers-valid"),
      ),
      { waived: [], findings: [] },
    ],
    [
      "leaves one that does not hold beside it to its own rule",
      settled([{ ...good, approvedBy: "dana.reyes@tideway.example" }, good]),
      { waived: [today], findings: [] },
    ],
  ])("%s", (_name, result, expected) => {
    expect(result).toEqual(expected);
  });
});

function contextOf(waivers: readonly WaiverText[]): RuleContext {
  return goodTenant().context({ matrix: waiving(waivers).matrix });
}

const names = ["one", "two", "three"];
const urnOf = (name: string) => `urn:pulumi:dev::test::azuread:index/group:Group::${name}`;
const finding = fc.record({
  rule: fc.constantFrom("provider-role-scope", "provider-access-expires", standing),
  severity: fc.constantFrom("error" as const, "warning" as const),
  message: fc.constantFrom("a", "b"),
  resource: fc.constantFrom(...names.map(urnOf), "object-id", "provider-role-scope"),
});
const anyWaiver = fc.record({
  rule: fc.constantFrom("provider-role-scope", "provider-access-expires", standing, "waivers-valid", "nonsense"),
  resource: fc.constantFrom(...names, ...names.map(urnOf), "object-id", "provider-role-scope", "on"),
  reason: fc.constant("Because."),
  approvedBy: fc.constantFrom(undefined, "miriam.okafor@harbourdental.example", "dana.reyes@tideway.example"),
  from: fc.constantFrom(undefined, "2026-11-20"),
  until: fc.constantFrom("2026-11-20", "2026-11-22", "2027-01-31"),
});

describe("whatever waivers there are", () => {
  const base = contextOf([]);

  test("no finding is lost, and only the named one of the named rule is waived", () => {
    fc.assert(
      fc.property(fc.array(finding), fc.array(anyWaiver, { maxLength: 4 }), (findings, waivers) => {
        const { matrix } = waiving(waivers);
        const settled = applyWaivers(findings, rules, { ...base, matrix });
        const kept = settled.findings.filter(({ rule }) => rule !== "waivers-valid");
        const waived = settled.waived.map(({ waiver: _, ...each }) => each);
        const key = (each: unknown) => JSON.stringify(each);
        expect([...kept, ...waived].map(key).sort()).toEqual(findings.map(key).sort());
        for (const { rule, resource, waiver } of settled.waived) {
          expect(resource).not.toBe(rule);
          expect(
            waivers.some(
              (each) =>
                each.rule === rule &&
                (each.resource === resource || resource.endsWith(`::${each.resource}`)) &&
                each.approvedBy === "miriam.okafor@harbourdental.example" &&
                each.until === waiver.until &&
                each.until >= today &&
                (rule !== standing || each.until === "2026-11-22"),
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});
