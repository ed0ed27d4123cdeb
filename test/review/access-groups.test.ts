/** Groups that no row declares: one with another name is the same, one of the same name may be another. */

import { describe, expect, it } from "vitest";
import { rules } from "../../policies/rules/index.ts";
import { accessGroups, remadeGroups, renamedGroups } from "../../src/review/access-groups.ts";
import { readHistory } from "../../src/review/history.ts";
import type { PreviousReview } from "../../src/review/previous.ts";
import { reviewTenant } from "../../src/review/review.ts";
import type { Review } from "../../src/review/schema.ts";
import { emptySnapshot } from "../../src/tenant/snapshot.ts";
import { planOf } from "../support/plans.ts";
import { harbourWorld, TenantBuilder, today } from "../support/tenant-builder.ts";

const nobody: ReadonlySet<string> = new Set();
const made = "2026-10-20T08:00:00Z";

function groups(...all: readonly (readonly [id: string, displayName: string, createdDateTime?: string])[]) {
  const tenant = new TenantBuilder();
  for (const [id, displayName, createdDateTime] of all) {
    tenant.group(id, { id, displayName, ...(createdDateTime !== undefined && { createdDateTime }) });
  }
  return tenant;
}

/** An entry of the audit log about one group. */
function log(tenant: TenantBuilder, activity: string, on: string, target: object, more: object = {}): TenantBuilder {
  tenant.collections.directoryAudits.push({
    id: `${activity} ${on}`,
    activityDisplayName: activity,
    activityDateTime: on,
    result: "success",
    initiatedBy: { user: { userPrincipalName: "sam@harbourdental.example" } },
    targetResources: [{ type: "Group", ...target }],
    ...more,
  });
  return tenant;
}

const previous = (known: PreviousReview["groups"], reviewedOn = "2026-09-01"): PreviousReview => ({
  format: "demarc-review/1",
  client: { tenantId: "" },
  reviewedOn,
  differences: [],
  rows: [],
  ...(known !== undefined && { groups: known }),
});

function remade(tenant: TenantBuilder, before?: PreviousReview, conveys = true) {
  const { snapshot } = tenant;
  return remadeGroups(
    accessGroups(snapshot, () => conveys),
    snapshot,
    before,
    nobody,
  );
}

describe("a group that was made anew", () => {
  const named = { id: "old", displayName: "Payroll" };
  const anew = { id: "new", name: "Payroll", formerId: "old", createdOn: made, isDeclared: false };

  it.each([
    ["its name is written beside", named],
    [
      "its name is among what was changed",
      { id: "old", modifiedProperties: [{ displayName: "DisplayName", oldValue: '["Payroll"]', newValue: "[]" }] },
    ],
  ])("is told by the audit log: %s", (_, target) => {
    const tenant = log(groups(["new", "Payroll", made]), "Delete group", "2026-10-19T23:00:00Z", target);
    expect(remade(tenant)).toMatchObject([{ ...anew, deletedBy: "sam@harbourdental.example" }]);
  });

  it("is told by the ids that the previous review kept", () => {
    expect(remade(groups(["new", "Payroll", made]), previous([{ id: "OLD", name: "Payroll" }]))).toMatchObject([
      { ...anew, formerId: "OLD" },
    ]);
  });

  it.each([
    ["the log has the deletion of another name", "Delete group", { id: "old", displayName: "Payroll 2" }, {}],
    ["the deletion failed", "Delete group", named, { result: "failure" }],
    ["what was deleted is there", "Delete group", { id: "twin", displayName: "Payroll" }, {}],
    ["it was changed", "Update group", named, {}],
  ])("near miss: %s", (_, activity, target, more) => {
    const tenant = groups(["new", "Payroll", made], ["twin", "Twin"]);
    expect(remade(log(tenant, activity, "2026-10-19T23:00:00Z", target, more))).toEqual([]);
  });

  it.each([
    ["it is older than the deletion", groups(["new", "Payroll", "2020-01-01T00:00:00Z"]), undefined, true],
    ["it gives nothing", groups(["new", "Payroll", made]), undefined, false],
    ["the previous review knew it", groups(["new", "Payroll", made]), previous([{ id: "new", name: "Payroll" }]), true],
  ])("near miss, with a deletion: %s", (_, tenant, before, conveys) => {
    log(tenant, "Delete group", "2026-10-19T23:00:00Z", named);
    expect(remade(tenant, before, conveys)).toEqual([]);
  });

  it.each([
    ["both are there", groups(["new", "Payroll", made], ["old", "Payroll"])],
    ["it is older than that review", groups(["new", "Payroll", "2026-08-01T00:00:00Z"])],
  ])("near miss, with a previous review: %s", (_, tenant) => {
    expect(remade(tenant, previous([{ id: "old", name: "Payroll" }]))).toEqual([]);
  });
});

describe("a group that was renamed", () => {
  const rename = { id: "g1", modifiedProperties: [{ displayName: "DisplayName", oldValue: '["Old"]' }] };
  const named = (tenant: TenantBuilder, before?: PreviousReview, known = nobody) =>
    renamedGroups(
      accessGroups(tenant.snapshot, () => true),
      before,
      readHistory(tenant.snapshot),
      known,
    );

  it("is named, by the previous review before the audit log", () => {
    const tenant = log(groups(["g1", "New"]), "Update group", made, rename);
    const [byLog] = named(tenant);
    expect(byLog).toMatchObject({ id: "g1", was: "Old", now: "New", because: expect.stringContaining("audit log") });
    expect(named(tenant, previous([{ id: "G1", name: "Older" }]))).toMatchObject([
      { was: "Older", because: "the previous review knows its id" },
    ]);
  });

  it("near misses: it has its name again, or is a declared one", () => {
    const tenant = log(groups(["g1", "New"]), "Update group", made, rename);
    expect(named(tenant, previous([{ id: "g1", name: "New" }]))).toEqual([]);
    expect(named(tenant, undefined, new Set(["g1"]))).toEqual([]);
  });
});

describe("from one review to the next", () => {
  const { matrix, entitlements } = harbourWorld;
  const declared = {
    snapshot: emptySnapshot(matrix.client.tenantId, "plan", `${today}T00:00:00Z`),
    declaredBy: new Map<string, string>(),
    assumed: new Map(),
    unresolved: [],
    notUnderstood: [],
    refused: [],
  };
  const reviewOf = (tenant: TenantBuilder, before?: Review) =>
    reviewTenant({
      matrix,
      entitlements,
      stack: "harbour",
      plan: planOf([]),
      declared,
      actual: tenant.snapshot,
      rules,
      today,
      versions: {},
      ...(before !== undefined && { previous: before }),
    });
  /** A group that nobody declares, and that holds a role. */
  const holding = (id: string, displayName: string, createdDateTime?: string) => {
    const tenant = groups(createdDateTime === undefined ? [id, displayName] : [id, displayName, createdDateTime]);
    tenant.user("nora");
    tenant.role(id, "Exchange Administrator");
    return tenant;
  };

  it("a renamed group is no difference, and is named", () => {
    const first = reviewOf(holding("g1", "Mail administrators"));
    const about = first.differences.filter(({ principal }) => principal.id === "g1");
    expect(about.map(({ kind }) => kind)).toContain("undeclared");
    const second = reviewOf(holding("g1", "Post office"), first);
    expect(second.previous).toMatchObject({ appeared: [], gone: [], remaining: first.differences.length });
    expect(second.renamed).toMatchObject([{ was: "Mail administrators", now: "Post office" }]);
  });

  it("a group that was made anew is one, in a sentence, though its access is the same", () => {
    const first = reviewOf(holding("g1", "Mail administrators"));
    const second = reviewOf(holding("g2", "Mail administrators", `${today}T00:00:00Z`), first);
    const [noticed] = second.differences.filter(({ observations = [] }) =>
      observations.some(({ kind }) => kind === "re-created"),
    );
    expect(noticed?.title).toBe(
      `The group Mail administrators, which holds the role Exchange Administrator, was deleted and made anew on ${today}: its id was g1 and is g2.`,
    );
    expect(second.previous?.appeared).toContain(noticed?.id);
    // Once the next review knows it, it is said no more.
    const third = reviewOf(holding("g2", "Mail administrators", `${today}T00:00:00Z`), second);
    expect(third.differences.some(({ title }) => title.includes("made anew"))).toBe(false);
  });
});
