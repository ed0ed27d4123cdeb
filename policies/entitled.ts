/** What the matrix gives: roles of teams with their scopes, in the words of access records. */

import { identityOf } from "../src/access/identity.ts";
import { oncePer } from "../src/access/once.ts";
import type { AccessRecord } from "../src/access/record.ts";
import type { Entitlements, RoleGrant, Team } from "../src/entitlements/entitlements.ts";
import type { RuleContext } from "./rule.ts";

export interface EntitledRole {
  readonly team: Team;
  readonly grant: RoleGrant;
  /** As `AccessRecord.scope` says it. */
  readonly scope: string;
}

/** The provider's entitlements to the role of a record, at whatever scope. */
export function entitledRoles(context: RuleContext, provider: string, record: AccessRecord): EntitledRole[] {
  return context.entitlements.teams
    .filter((team) => team.provider === provider)
    .flatMap((team) =>
      team.grants
        .filter(({ role }) =>
          role.kind === "built-in"
            ? role.templateId.toLowerCase() === record.targetId?.toLowerCase()
            : role.name.toLowerCase() === record.target.toLowerCase(),
        )
        .map((grant) => ({ team, grant, scope: scopeLabel(context, grant) })),
    );
}

function scopeLabel(context: RuleContext, { scope }: RoleGrant): string {
  if (scope.kind === "directory") return "directory";
  const unit = context.entitlements.administrativeUnits.find(({ key }) => key === scope.unit);
  return `administrative unit ${unit?.displayName ?? scope.unit}`;
}

/** The team whose group this object is, if any. */
export function teamOf(context: RuleContext, objectId: string): Team | undefined {
  const { identity } = identityOf(context.attribution.directory, objectId);
  return teamsByIdentity(context.entitlements).get(identity.toLowerCase());
}

const teamsByIdentity = oncePer(
  ({ teams }: Entitlements) =>
    // Of two teams of one name the first is meant.
    new Map(teams.toReversed().map((team) => [`group:${team.displayName}`.toLowerCase(), team])),
);

/** True when a principal is one of the people whom the matrix makes eligible for a team. */
export function isInTeam(context: RuleContext, team: Team, principal: AccessRecord["principal"]): boolean {
  return context.entitlements.people.some(
    (person) =>
      team.eligible.includes(person.key) &&
      [person.email, person.userPrincipalName].some(
        (address) => address !== undefined && principal.identity === `user:${address.toLowerCase()}`,
      ),
  );
}
