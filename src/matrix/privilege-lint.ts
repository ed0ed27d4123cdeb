/**
 * Smells of trust and privilege: policies that nobody can satisfy, and protection that also keeps the deployment out
 * (https://learn.microsoft.com/entra/external-id/authentication-conditional-access,
 * https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management).
 */

import type { FoundSmell } from "./found-smell.ts";
import { type NetworkSmell, networkSmells } from "./network-lint.ts";
import type { Matrix, Provider } from "./schema.ts";

export type PrivilegeSmellName =
  | NetworkSmell["smell"]
  | "guest-sign-in-trust"
  | "guests-cannot-sign-in"
  | "guests-without-device"
  | "activation-without-approval"
  | "accounts-out-of-reach";

export type PrivilegeSmell = FoundSmell<PrivilegeSmellName>;

/** All of them, provider by provider, then the client's own. */
export function privilegeSmells(matrix: Matrix): PrivilegeSmell[] {
  return [
    ...Object.entries(matrix.providers).flatMap(([key, provider]) => [
      ...trustSmells(key, provider),
      ...networkSmells(key, provider),
    ]),
    ...roleSmells(matrix),
    ...unitSmells(matrix),
  ];
}

function trustSmells(key: string, { name, accounts, networks, trust }: Provider): PrivilegeSmell[] {
  if (accounts === "local-accounts") return [];
  if (trust === undefined) {
    return [
      {
        smell: "guest-sign-in-trust",
        severity: "note",
        path: ["providers", key, "accounts"],
        message: `${name}'s people sign in with their own tenant's methods, and nothing here says whether those are believed`,
        hint: "trust: { mfa: true, compliantDevice: true } declares it for this tenant alone",
      },
    ];
  }
  const severity = accounts === "guests" ? "warning" : "note";
  return [
    ...(trust.mfa
      ? []
      : [
          {
            smell: "guests-cannot-sign-in",
            severity,
            path: ["providers", key, "trust"],
            message: `nobody of ${name} can sign in: a phishing-resistant method is demanded, guests can register none here, and those of their own tenant are not believed`,
            hint: "trust: { mfa: true }, for this tenant alone",
          } as const,
        ]),
    ...(trust.compliantDevice
      ? []
      : [
          {
            smell: "guests-without-device",
            severity: networks.length === 0 ? severity : "note",
            path: ["providers", key, "trust"],
            message: `${name}'s people cannot sign in ${networks.length === 0 ? "from anywhere" : "from outside its networks"}: a compliant device is demanded, and what their own tenant says of their devices is not believed`,
            hint: "trust: { compliantDevice: true }, for this tenant alone",
          } as const,
        ]),
  ];
}

function roleSmells({ privilegedRoles }: Matrix): PrivilegeSmell[] {
  return privilegedRoles?.approval === false
    ? [
        {
          smell: "activation-without-approval",
          severity: "note",
          path: ["privilegedRoles", "approval"],
          message: "whoever is eligible for these roles activates them alone",
          hint: "approval: true, with two approvers at least, so that one can approve the other",
        },
      ]
    : [];
}

function unitSmells({ sensitivePeople, emergencyAccounts }: Matrix): PrivilegeSmell[] {
  const made = emergencyAccounts.filter(({ existing }) => existing !== true);
  if (sensitivePeople === undefined || made.length === 0) return [];
  return [
    {
      smell: "accounts-out-of-reach",
      severity: "note",
      path: ["sensitivePeople"],
      message: `once they are in the unit, the identity that deploys can change ${made.map(({ userPrincipalName }) => userPrincipalName).join(" and ")} no more`,
      hint: "give it a role over the unit while something has to change, or take the account out first",
    },
  ];
}
