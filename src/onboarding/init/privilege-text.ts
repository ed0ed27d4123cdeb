/** What a first matrix shows of the sections on trust and privilege: all of them are optional, so they are comments. */

import type { DraftTrust } from "./tenants.ts";

/** Of a provider. */
export const trustExample = "# trust: { mfa: true, compliantDevice: true, hybridJoinedDevice: false, existing: true }";

/** Of a provider whose tenant has settings already. */
export function trustText({ mfa, compliantDevice, hybridJoinedDevice }: DraftTrust): string {
  return `trust: { mfa: ${mfa}, compliantDevice: ${compliantDevice}, hybridJoinedDevice: ${hybridJoinedDevice}, existing: true }`;
}

/** Sections as they would be written. */
export const privilegeExample: readonly string[] = [
  "privilegedRoles: { roles: [Global Administrator], maximumHours: 2, approval: true, ticket: false, eligibleDays: 180, activeDays: 15, notify: [somebody@your.domain] }",
  "  # authenticationContext: c1 instead of multifactor authentication",
  "sensitivePeople: { displayName: Sensitive people, people: [somebody@your.domain] } # a unit with restricted management",
];
