/** Harbour with Hudu behind Entra ID: who is agreed to sign in, and a tenant in which exactly they do. */

import type { ContextInput } from "../../policies/context.ts";
import { evaluateRules, type Rule } from "../../policies/rule.ts";
import type { Finding } from "../../src/finding.ts";
import { entitled, harbourWith } from "./matrices.ts";
import { goodTenant, type TenantBuilder } from "./tenant-builder.ts";

const section = `systems:
  hudu:
    signIn: entra
    application:
      create: { displayName: Hudu docs, entityId: "https://docs.hudu.example", replyUrls: ["https://docs.hudu.example/saml"] }
    roles:
      - { role: Super Admin, held: [miriam.okafor@harbourdental.example] }
      - { role: Admin, held: [dana.reyes@tideway.example], appRole: admins }
      - { role: Editor, held: [internal, tideway] }
`;

/** With replacements in what is agreed on Hudu. */
export const huduMatrix = (...replacements: readonly (readonly [string, string])[]) => {
  const text = replacements.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`no ${from}`);
    return before.replace(from, to);
  }, section);
  const owned = ["owner: shared\n    systems: [hudu]", "owner: internal\n    systems: [hudu]"] as const;
  return harbourWith(owned, ["\nreview:\n  cadence", `\n${text}\nreview:\n  cadence`]);
};

/** Matrix and entitlements. */
export const huduWorld = entitled(huduMatrix());

export const hudu = {
  application: "Hudu docs",
  superAdmins: "Harbour Dental Group – Hudu: Super Admin",
  admins: "Tideway IT – Hudu: Admin",
  editors: "Harbour Dental Group – Hudu: Editor",
  providerEditors: "Tideway IT – Hudu: Editor",
} as const;

/** As declared: groups, their people and rules, and the assignments. */
export function huduTenant(): TenantBuilder {
  const tenant = goodTenant();
  const [system] = huduWorld.entitlements.systemSignIns;
  if (system === undefined) throw new Error("Hudu has no application");
  const { application, groups } = system;
  const appRoles =
    application.kind === "made" ? application.appRoles.map((role) => ({ ...role, isEnabled: true })) : [];
  tenant.collections.applications.push({ id: "registration", displayName: hudu.application, appId: "hudu-app" });
  tenant.collections.servicePrincipals.push({
    id: "hudu",
    displayName: hudu.application,
    appId: "hudu-app",
    appOwnerOrganizationId: tenant.snapshot.tenantId,
    appRoleAssignmentRequired: true,
    appRoles,
  });
  tenant.group(hudu.superAdmins, { members: ["miriam.okafor"], isAssignableToRole: true });
  tenant.group(hudu.admins, { isAssignableToRole: true });
  tenant.eligible(hudu.admins, "dana.reyes", { until: "2027-01-30T00:00:00Z" });
  tenant.activationRules(hudu.admins);
  tenant.group(hudu.editors, { members: ["miriam.okafor", "joel.lindqvist"] });
  tenant.group(hudu.providerEditors, { members: ["dana.reyes"] });
  for (const { displayName, appRoleId } of groups) assign(tenant, displayName, appRoleId);
  return tenant;
}

/** Assigns somebody to Hudu. */
export function assign(
  tenant: TenantBuilder,
  principalId: string,
  appRoleId: string,
  principalType: "User" | "Group" = "Group",
): string {
  const id = `${principalId} in hudu`;
  tenant.collections.appRoleAssignments.push({ id, principalId, principalType, resourceId: "hudu", appRoleId });
  return id;
}

/** What rules say of the tenant. */
export function huduFindings(
  tenant: TenantBuilder,
  rules: readonly Rule[],
  more: Partial<ContextInput> = {},
): Finding[] {
  return evaluateRules(rules, tenant.context({ ...huduWorld, ...more }));
}
