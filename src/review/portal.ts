/** Where each kind of access is taken away by hand, as the way through Microsoft's portals (https://learn.microsoft.com/entra). */

import type { AccessRecord, RecordKind } from "../access/record.ts";
import { shortName } from "./names.ts";

const entra = "Entra admin center (entra.microsoft.com)";

const places: Readonly<Record<RecordKind, (record: AccessRecord) => readonly string[]>> = {
  "directory-role": ({ target, held }) => [
    entra,
    "Roles & admins",
    target,
    held === "eligible" ? "Eligible assignments" : "Active assignments",
  ],
  "group-member": ({ target, held }) => groupPlace(target, held, "Members"),
  "group-owner": ({ target, held }) => groupPlace(target, held, "Owners"),
  "application-owner": ({ target, scope }) => [
    entra,
    scope === "app registration" ? "App registrations" : "Enterprise apps",
    target,
    "Owners",
  ],
  "application-permission": ({ principal }) => [entra, "Enterprise apps", principal.label, "Permissions"],
  "application-role": ({ scope }) => [entra, "Enterprise apps", scope, "Users and groups"],
  "delegated-permission": ({ principal }) => [entra, "Enterprise apps", principal.label, "Permissions"],
  "application-credential": ({ principal }) =>
    principal.type === "servicePrincipal"
      ? [entra, "Enterprise apps", principal.label, "Single sign-on"]
      : [entra, "App registrations", principal.label, "Certificates & secrets"],
  "activation-rules": ({ principal }) => [
    entra,
    "ID Governance",
    "Privileged Identity Management",
    principal.label,
    "Settings",
  ],
  "conditional-access-policy": ({ target }) => [entra, "Conditional Access", "Policies", target],
  "named-location": ({ target }) => [entra, "Conditional Access", "Named locations", target],
  "authentication-strength": ({ target }) => [entra, "Conditional Access", "Authentication strengths", target],
  "administrative-unit-member": ({ target }) => [entra, "Roles & admins", "Admin units", target, "Users"],
  user: ({ principal }) => [entra, "Users", principal.label],
  "azure-role": ({ scope, held }) => [
    "Azure portal (portal.azure.com)",
    scope,
    "Access control (IAM)",
    held === "eligible" ? "Eligible assignments" : "Role assignments",
  ],
  "azure-resource": ({ principal }) => ["Azure portal (portal.azure.com)", principal.label],
};

function groupPlace(group: string, held: AccessRecord["held"], list: string): readonly string[] {
  return held === "eligible"
    ? [entra, "ID Governance", "Privileged Identity Management", "Groups", group, "Assignments"]
    : [entra, "Groups", group, list];
}

/** `Entra admin center (entra.microsoft.com) > Groups > X > Members` */
export function portalPlace(record: AccessRecord): string {
  const { principal } = record;
  return places[record.kind]({ ...record, principal: { ...principal, label: shortName(principal.label) } }).join(" > ");
}
