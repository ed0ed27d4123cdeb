/** The rules on providers' access, where what is agreed is a role in a system that is signed in to through Entra ID. */

import { describe, expect, it } from "vitest";
import type { Rule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { providerAccessExpires } from "../../policies/rules/provider-access-expires.ts";
import { providerAccessInMatrix } from "../../policies/rules/provider-access-in-matrix.ts";
import { providerActivationApproved } from "../../policies/rules/provider-activation-approved.ts";
import { providerNoStandingSuperAdmin } from "../../policies/rules/provider-no-standing-super-admin.ts";
import { relevantTenant } from "../../src/access/relevant-tenant.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { entitled } from "../support/matrices.ts";
import { assign, hudu, huduFindings, huduMatrix, huduTenant, huduWorld } from "../support/system-tenant.ts";
import type { TenantBuilder } from "../support/tenant-builder.ts";

const dana = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";
const noRole = "00000000-0000-0000-0000-000000000000";
const groupOf = (tenant: TenantBuilder, name: string) => {
  const found = tenant.collections.groups.find(({ id }) => id === name);
  if (found === undefined) throw new Error(name);
  return found;
};

describe("who signs in to a system", () => {
  it("is nobody's business as long as it is agreed", () => {
    const about = rules.filter(({ name }) => name.startsWith("provider-") || name.startsWith("system-"));
    expect(about.length).toBeGreaterThan(8);
    expect(huduFindings(huduTenant(), about).filter(({ message }) => message.includes("Hudu"))).toEqual([]);
  });

  const broken: [string, Rule, (tenant: TenantBuilder) => void, string][] = [
    [
      "a provider's person who is assigned alone",
      providerAccessInMatrix,
      (tenant) => assign(tenant, "dana.reyes", noRole, "User"),
      `${dana} is assigned to application "Hudu docs", through which people sign in to Hudu, as access without a role, and the matrix does not say so.`,
    ],
    [
      "a group that gets more than it was agreed to hold",
      providerAccessInMatrix,
      (tenant) => {
        const [first] = tenant.collections.appRoleAssignments.filter(
          ({ principalId }) => principalId === hudu.superAdmins,
        );
        assign(tenant, hudu.providerEditors, first?.appRoleId ?? "");
      },
      'group "Tideway IT – Hudu: Editor" of Tideway IT is assigned to application "Hudu docs", through which people sign in to Hudu, as Super Admin, and the matrix does not say so.',
    ],
    [
      "a provider's person in a group of the internal side",
      providerAccessInMatrix,
      (tenant) => groupOf(tenant, hudu.editors).members?.push({ id: "dana.reyes" }),
      `${dana} is a member of group "${hudu.editors}", which conveys access, and no row of the matrix puts it there.`,
    ],
    [
      "a provider's person in whatever other group is assigned",
      providerAccessInMatrix,
      (tenant) => {
        tenant.group("Documentation people", { members: ["miriam.okafor", "dana.reyes"] });
        assign(tenant, "Documentation people", noRole);
      },
      `${dana} is a member of group "Documentation people", which conveys access, and no row of the matrix puts it there.`,
    ],
    [
      "an owner of the enterprise application",
      providerAccessInMatrix,
      (tenant) => {
        const found = tenant.collections.servicePrincipals.find(({ id }) => id === "hudu");
        Object.assign(found ?? {}, { owners: [{ id: "dana.reyes" }] });
      },
      `${dana} owns application "Hudu docs", through which people sign in to Hudu: an owner decides who it says somebody is.`,
    ],
    [
      "an owner of its registration",
      providerAccessInMatrix,
      (tenant) => {
        const found = tenant.collections.applications.find(({ id }) => id === "registration");
        Object.assign(found ?? {}, { owners: [{ id: "dana.reyes" }] });
      },
      `${dana} owns application "Hudu docs", through which people sign in to Hudu: an owner decides who it says somebody is.`,
    ],
    [
      "somebody who administers it at all times",
      providerAccessExpires,
      (tenant) => groupOf(tenant, hudu.admins).members?.push({ id: "dana.reyes" }),
      `${dana} is a standing member of group "${hudu.admins}" at all times, without an end.`,
    ],
    [
      "an administrator whom nobody approves",
      providerActivationApproved,
      (tenant) => {
        tenant.collections.roleManagementPolicies.pop();
        tenant.collections.roleManagementPolicyAssignments.pop();
        tenant.activationRules(hudu.admins, { approvers: [] });
      },
      `${dana.replace(" of Tideway IT", "")} can become member of group "${hudu.admins}" by an activation that is approved by nobody of the internal team.`,
    ],
  ];
  it.each(broken)("is a finding where it is %s", (_name, rule, change, message) => {
    const tenant = huduTenant();
    change(tenant);
    expect(huduFindings(tenant, [rule]).map((finding) => finding.message)).toEqual([message]);
  });

  it("says what to do: to take the assignment away, or to agree on it", () => {
    const tenant = huduTenant();
    assign(tenant, "dana.reyes", noRole, "User");
    expect(huduFindings(tenant, [providerAccessInMatrix])[0]?.remedy).toContain("systems.hudu.roles");
  });

  it.each<[string, (tenant: TenantBuilder) => void]>([
    ["an internal person who is assigned alone", (tenant) => assign(tenant, "nora", noRole, "User")],
    [
      "an application of another name",
      (tenant) => {
        tenant.collections.servicePrincipals.push({
          id: "other",
          displayName: "Other",
          owners: [{ id: "dana.reyes" }],
        });
        const assignment = { id: "a", principalId: "dana.reyes", principalType: "User", appRoleId: noRole };
        tenant.collections.appRoleAssignments.push({ ...assignment, resourceId: "other" });
      },
    ],
    [
      "somebody who has activated membership just now",
      (tenant) =>
        tenant.collections.groupAssignmentSchedules.push({
          id: "activated",
          groupId: hudu.admins,
          principalId: "dana.reyes",
          accessId: "member",
          assignmentType: "activated",
          scheduleInfo: { expiration: { type: "afterDateTime", endDateTime: "2026-11-21T12:00:00Z" } },
        }),
    ],
  ])("is no finding where it is %s", (_name, change) => {
    const tenant = huduTenant();
    change(tenant);
    const about = [providerAccessInMatrix, providerAccessExpires, providerActivationApproved];
    expect(huduFindings(tenant, about)).toEqual([]);
  });

  it("is as well seen where only that part of a large tenant is looked at that matters", () => {
    const tenant = huduTenant();
    for (const name of ["Ada", "Bela", "Cleo"]) tenant.guest(`${name.toLowerCase()}@tideway.example`, name);
    tenant.group("Documentation people", { members: ["nora", "ada", "bela"] });
    assign(tenant, "Documentation people", noRole);
    assign(tenant, "cleo", noRole, "User");
    groupOf(tenant, hudu.editors).members?.push({ id: "ada" }, { id: "bela" });
    const about = [providerAccessInMatrix, providerAccessExpires];
    const { matrix, entitlements } = huduWorld;
    const part = relevantTenant(tenant.snapshot, matrix, entitlements, { ids: [], names: new Set() });
    const messages = (snapshot: Snapshot) => huduFindings(tenant, about, { snapshot }).map(({ message }) => message);
    expect(messages(tenant.snapshot).filter((each) => /Ada|Bela|Cleo/.test(each)).length).toBeGreaterThan(3);
    expect(messages(part)).toEqual(messages(tenant.snapshot));
  });

  it("may be a provider on top, as long as it is eligible only", () => {
    const held = "held: [miriam.okafor@harbourdental.example]";
    const both = "held: [miriam.okafor@harbourdental.example, dana.reyes@tideway.example]";
    const judged = (...more: (readonly [string, string])[]) =>
      huduFindings(huduTenant(), [providerNoStandingSuperAdmin], entitled(huduMatrix([held, both], ...more)));
    expect(judged()).toEqual([]);
    // Accounts of the system's own are under nobody's activation rules.
    expect(judged(["signIn: entra", "signIn: both"])).toHaveLength(1);
  });
});
