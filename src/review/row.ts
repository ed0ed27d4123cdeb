/** Which row of the matrix an access belongs to, or why it belongs to none. */

import type { AccessRecord } from "../access/record.ts";
import { functionById } from "../catalogue/functions.ts";
import type { Entitlements, Team } from "../entitlements/entitlements.ts";

export interface MatrixRow {
  /** e.g. `functions.tier-1-helpdesk`; absent: it belongs to no row. */
  readonly path?: string;
  readonly text: string;
}

/** The row an access belongs to. */
export function rowOf(record: AccessRecord, entitlements: Entitlements): MatrixRow {
  const team = teamOf(record, entitlements);
  if (team !== undefined) {
    return {
      path: `functions.${team.functionId}`,
      text: `${titleOf(team.functionId)}, through the team “${team.displayName}”`,
    };
  }
  const { party } = record.principal;
  if (party.kind === "emergency" || namesEmergencyGroup(record, entitlements)) {
    return { path: "emergencyAccounts", text: "Emergency accounts" };
  }
  const policy = entitlements.signInPolicies.find(({ displayName }) => names(record, displayName));
  if (policy !== undefined) {
    return policy.party === "emergency"
      ? { path: "emergencyAccounts", text: "Emergency accounts" }
      : { path: `providers.${policy.party}`, text: `Sign-in rules of ${policy.party}` };
  }
  if (party.kind !== "provider") return { text: "No row: the matrix does not speak of it" };
  const teams = entitlements.teams.filter(({ provider }) => provider === party.provider);
  const giving = teams.find((candidate) => givesRole(candidate, record));
  if (giving !== undefined) {
    return {
      path: `functions.${giving.functionId}`,
      text: `Held outside its row: ${titleOf(giving.functionId)} gives this through the team “${giving.displayName}”, eligible and for a time`,
    };
  }
  const rows = [...new Set(teams.map(({ functionId }) => titleOf(functionId)))];
  return {
    text: `No row: ${rows.length === 0 ? "the matrix gives this provider no access" : `this provider's rows are ${rows.join(", ")}`}`,
  };
}

/** The provider's team whose group the access is about. */
export function teamOf(record: AccessRecord, entitlements: Entitlements): Team | undefined {
  return entitlements.teams.find(({ displayName }) => names(record, displayName));
}

function names(record: AccessRecord, displayName: string): boolean {
  return record.target === displayName || (record.principal.type !== "user" && record.principal.label === displayName);
}

function namesEmergencyGroup(record: AccessRecord, { emergency }: Entitlements): boolean {
  return names(record, emergency.group.displayName);
}

function givesRole(team: Team, record: AccessRecord): boolean {
  return team.grants.some(
    ({ role }) => (role.kind === "built-in" && role.templateId === record.targetId) || role.name === record.target,
  );
}

function titleOf(functionId: string): string {
  return functionById(functionId)?.title ?? functionId;
}
