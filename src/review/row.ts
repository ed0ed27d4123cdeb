/** Which row of the matrix an access belongs to, or why it belongs to none. */

import type { AccessRecord, Party } from "../access/record.ts";
import { functionById } from "../catalogue/functions.ts";
import type { Entitlements, Team } from "../entitlements/entitlements.ts";
import type { SystemEntitlement } from "../entitlements/system-access.ts";
import { azureRow } from "./azure-row.ts";
import { shortName } from "./names.ts";

export interface MatrixRow {
  /** e.g. `functions.tier-1-helpdesk`; absent: it belongs to no row. */
  readonly path?: string;
  readonly text: string;
}

/** The row an access belongs to. */
export function rowOf(
  record: AccessRecord,
  entitlements: Entitlements,
  partyLabel: (party: Party) => string,
): MatrixRow {
  const team = teamOf(record, entitlements);
  if (team !== undefined) {
    return {
      path: `functions.${team.functionId}`,
      text: `${titleOf(team.functionId)}, through the team “${team.displayName}”`,
    };
  }
  const system = systemOf(record, entitlements);
  if (system !== undefined) return { path: `systems.${system.key}`, text: `Sign-in to ${system.name}` };
  const { party } = record.principal;
  if (party.kind === "emergency" || names(record, entitlements.emergency.group.displayName)) {
    return { path: "emergencyAccounts", text: "Emergency accounts" };
  }
  const inAzure = azureRow(record, entitlements.azure);
  if (inAzure !== undefined) return inAzure;
  const place = placeOf(record, entitlements, (provider) => partyLabel({ kind: "provider", provider }));
  if (place !== undefined) return place;
  if (party.kind !== "provider") return { text: "No row: the matrix does not speak of it" };
  const teams = entitlements.teams.filter(({ provider }) => provider === party.provider);
  const giving = teams.find((candidate) => givesRole(candidate, record));
  if (giving !== undefined) {
    const scope = giving.grants.find(({ role }) => isRole(role, record))?.scope;
    const unit = entitlements.administrativeUnits.find(
      ({ key }) => scope?.kind === "administrative-unit" && key === scope.unit,
    );
    return {
      path: `functions.${giving.functionId}`,
      text: `Held outside its row: ${titleOf(giving.functionId)} gives ${record.target} through the team “${giving.displayName}”, ${unit === undefined ? "" : `over the administrative unit ${unit.displayName}, `}eligible and for a time`,
    };
  }
  const rows = [...new Set(teams.map(({ functionId }) => titleOf(functionId)))];
  return {
    text: `No row: ${rows.length === 0 ? "the matrix gives this provider no access" : `this provider's rows are ${rows.join(", ")}`}`,
  };
}

/** What the matrix says besides its functions, by the name that it has in the tenant. */
function placeOf(
  record: AccessRecord,
  entitlements: Entitlements,
  providerName: (key: string) => string,
): MatrixRow | undefined {
  const named = (entries: readonly { readonly displayName: string }[]) =>
    entries.some(({ displayName }) => names(record, displayName));
  const policy = entitlements.signInPolicies.find(({ displayName }) => names(record, displayName));
  if (policy !== undefined) {
    return policy.party === "emergency"
      ? { path: "emergencyAccounts", text: "Emergency accounts" }
      : { path: `providers.${policy.party}`, text: `Sign-in rules of ${providerName(policy.party)}` };
  }
  const person = entitlements.people.find(({ email, userPrincipalName }) =>
    [email, userPrincipalName].some(
      (address) => address !== undefined && record.principal.identity === `user:${address.toLowerCase()}`,
    ),
  );
  const isMembershipOfPeople = entitlements.peopleGroups.find(({ displayName }) => names(record, displayName));
  if (isMembershipOfPeople !== undefined || (record.kind === "user" && person !== undefined)) {
    const provider = isMembershipOfPeople?.provider ?? person?.provider;
    return { path: `providers.${provider}.people`, text: `People of ${providerName(provider ?? "")}` };
  }
  if (named([entitlements.approvers])) return { path: "internal.approvers", text: "Approvers" };
  const unit = entitlements.administrativeUnits.find(({ displayName }) => names(record, displayName));
  if (unit !== undefined)
    return { path: `administrativeUnits.${unit.key}`, text: `Administrative unit ${unit.displayName}` };
  if (named(entitlements.namedLocations) || named(entitlements.authenticationStrengths))
    return { path: "signIn", text: "Sign-in rules" };
  return undefined;
}

/** The provider's team whose group the access is about. */
export function teamOf(record: AccessRecord, entitlements: Entitlements): Team | undefined {
  return entitlements.teams.find(({ displayName }) => names(record, displayName));
}

/** The system whose group or application the access is about. */
function systemOf(record: AccessRecord, { systemSignIns }: Entitlements): SystemEntitlement | undefined {
  return systemSignIns.find(({ key, application, groups }) => {
    if (groups.some(({ displayName }) => names(record, displayName))) return true;
    if (record.kind === "application-role") return record.settings?.["system"] === key;
    if (record.kind !== "application-owner" && record.kind !== "application-credential") return false;
    const name = application.kind === "made" ? application.displayName : application.value;
    return names(record, name) || record.principal.identity === `servicePrincipal:${name.toLowerCase()}`;
  });
}

function names(record: AccessRecord, displayName: string): boolean {
  return (
    record.target === displayName ||
    (record.principal.type !== "user" && shortName(record.principal.label) === displayName)
  );
}

function givesRole(team: Team, record: AccessRecord): boolean {
  return record.kind === "directory-role" && team.grants.some(({ role }) => isRole(role, record));
}

function isRole(role: Team["grants"][number]["role"], record: AccessRecord): boolean {
  return (role.kind === "built-in" && role.templateId === record.targetId) || role.name === record.target;
}

function titleOf(functionId: string): string {
  return functionById(functionId)?.title ?? functionId;
}
