/** Trust in partner tenants, PIM settings of roles and the restricted unit, from the matrix into the tenant. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planProgram } from "../../src/plan/program.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { projectRoot, temporaryFolder } from "../support/demarc.ts";
import { edited, harbour, harbourFile } from "../support/matrices.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const userAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const tidewayTenant = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
const networks = "    networks: [203.0.113.0/26]";

const text = edited(
  harbourFile,
  [networks, `${networks}\n    trust: { mfa: true }`],
  [
    "\nincidentDecisions:",
    `
sensitivePeople: { people: [joel.lindqvist@harbourdental.example] }
privilegedRoles: { roles: [Global Administrator, User Administrator, Global Administrator], notify: [security@harbourdental.example] }
incidentDecisions:`,
  ],
);
const loaded = parseMatrix(text, harbourFile);

const folder = temporaryFolder();
afterAll(() => folder.remove());

test("a matrix that says nothing of them entitles nobody to anything new", () => {
  const { partnerTenants, privilegedRoles, sensitiveUnit } = deriveEntitlements(harbour().matrix);
  expect({ partnerTenants, privilegedRoles, sensitiveUnit }).toEqual({ partnerTenants: [], privilegedRoles: [] });
});

test("what is not said is strict, and Global Administrator alone may be active for ever", () => {
  const { partnerTenants, privilegedRoles, sensitiveUnit } = deriveEntitlements(loaded.matrix);
  expect(partnerTenants).toEqual([
    {
      key: "tideway-tenant",
      provider: "tideway",
      tenantId: tidewayTenant,
      trust: { mfa: true, compliantDevice: false, hybridJoinedDevice: false },
      existing: false,
    },
  ]);
  const role = {
    maximumHours: 2,
    approval: true,
    ticket: false,
    eligibleDays: 180,
    notify: ["security@harbourdental.example"],
  };
  expect(privilegedRoles).toEqual([
    { ...role, key: "role-global-administrator", name: "Global Administrator", templateId: globalAdministrator },
    {
      ...role,
      key: "role-user-administrator",
      name: "User Administrator",
      templateId: userAdministrator,
      activeDays: 15,
    },
  ]);
  expect(sensitiveUnit?.people).toEqual([
    ...new Set([...loaded.matrix.internal.approvers, "joel.lindqvist@harbourdental.example"]),
  ]);
});

describe("the stack", () => {
  let plan: Plan;
  let tenant: EmbeddedTenant;
  beforeAll(async () => {
    const matrix = join(folder.path, "matrix.yaml");
    writeFileSync(matrix, text);
    plan = await planProgram({ directory: projectRoot, stack: "harbour", config: { matrix }, snapshot: seedHarbour() });
    tenant = EmbeddedTenant.fromSnapshot(seedHarbour());
    deploy({ plan, tenant, stateFile: join(folder.path, "state.json") });
  });
  const collections = () => tenant.toSnapshot().collections;

  test("trusts what the matrix says, and nothing else", () => {
    expect(collections().crossTenantPartners).toMatchObject([
      {
        tenantId: tidewayTenant,
        inboundTrust: {
          isMfaAccepted: true,
          isCompliantDeviceAccepted: false,
          isHybridAzureADJoinedDeviceAccepted: false,
        },
      },
    ]);
  });

  test("makes roles need approval by the internal approvers, and end", () => {
    const { roleManagementPolicies, roleManagementPolicyAssignments, groups } = collections();
    const approvers = groups.find(({ displayName }) => displayName?.endsWith("access approvers"));
    const ruleOf = (role: string, id: string) => {
      const assignment = roleManagementPolicyAssignments.find(({ roleDefinitionId }) => roleDefinitionId === role);
      const policy = roleManagementPolicies.find((each) => each.id === assignment?.policyId);
      return policy?.rules?.find((rule) => rule.id === id);
    };
    for (const role of [globalAdministrator, userAdministrator]) {
      expect(ruleOf(role, "Approval_EndUser_Assignment")).toMatchObject({
        setting: { isApprovalRequired: true, approvalStages: [{ primaryApprovers: [{ groupId: approvers?.id }] }] },
      });
      expect(ruleOf(role, "Expiration_Admin_Eligibility")).toMatchObject({ isExpirationRequired: true });
    }
    expect(ruleOf(globalAdministrator, "Expiration_Admin_Assignment")).toMatchObject({ isExpirationRequired: false });
    expect(ruleOf(userAdministrator, "Expiration_Admin_Assignment")).toMatchObject({
      isExpirationRequired: true,
      maximumDuration: "P15D",
    });
  });

  test("keeps others from the emergency accounts and the approvers", () => {
    const unit = collections().administrativeUnits.find(
      ({ isMemberManagementRestricted }) => isMemberManagementRestricted,
    );
    const members = new Set(unit?.members?.map(({ id }) => id));
    const names = collections().users.filter(({ id }) => members.has(id));
    expect(names.map(({ userPrincipalName }) => userPrincipalName).toSorted()).toEqual([
      "emergency-1@harbourdental.onmicrosoft.com",
      "emergency-2@harbourdental.onmicrosoft.com",
      "joel.lindqvist@harbourdental.example",
      "miriam.okafor@harbourdental.example",
    ]);
  });

  test("shows nothing in a second deployment", () => {
    const { steps } = deploy({ plan, tenant, stateFile: join(folder.path, "state.json") });
    expect(steps.filter(({ action }) => action !== "same")).toEqual([]);
  });

  test("passes the gate", async () => {
    const config = { matrix: join(folder.path, "matrix.yaml") };
    const alone = await planProgram({ directory: projectRoot, stack: "harbour", config });
    const input = { matrix: loaded.matrix, plan: alone, scope: "whole-tenant", rules, today: "2026-11-21" } as const;
    expect(judge(input).findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  });
});
