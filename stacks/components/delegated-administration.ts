import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type {
  AdministrativeUnitEntitlement,
  Entitlements,
  RoleGrant,
  Team,
} from "../../src/entitlements/entitlements.ts";
import { eligibleMembers } from "./eligible-members.ts";

export interface DelegatedAdministrationArgs {
  readonly approvers: Entitlements["approvers"];
  readonly administrativeUnits: Entitlements["administrativeUnits"];
  readonly customRoles: Entitlements["customRoles"];
  readonly teams: Entitlements["teams"];
  /** Object ids of the providers' people by key. */
  readonly people: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What providers may do: one role-assignable group per row of the matrix holds the roles, scoped to administrative units where
 * the role allows it; people are only eligible for membership, for a bounded time, under activation rules.
 */
export class DelegatedAdministration extends pulumi.ComponentResource {
  /** Object ids of the teams' groups by key. */
  readonly teamGroupIds: Readonly<Record<string, pulumi.Output<string>>>;
  readonly approverGroupId: pulumi.Output<string>;

  readonly #args: DelegatedAdministrationArgs;

  constructor(name: string, args: DelegatedAdministrationArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:DelegatedAdministration", name, {}, options);
    this.#args = args;
    this.approverGroupId = this.approverGroup();
    const units = new Map(args.administrativeUnits.map((unit) => [unit.key, this.administrativeUnit(unit)]));
    const customRoles = new Map(args.customRoles.map((role) => [role.key, this.customRole(role)]));
    this.teamGroupIds = Object.fromEntries(args.teams.map((team) => [team.key, this.team(team, units, customRoles)]));
    this.registerOutputs({ teamGroupIds: this.teamGroupIds, approverGroupId: this.approverGroupId });
  }

  /** Role-assignable, so that nobody below Privileged Role Administrator can add an approver. */
  private approverGroup(): pulumi.Output<string> {
    const { key, displayName, members } = this.#args.approvers;
    return new azuread.Group(
      key,
      {
        displayName,
        description: "Approves what providers activate. Internal people only.",
        securityEnabled: true,
        assignableToRole: true,
        members: members.map((member) => this.userId(member)),
      },
      { parent: this },
    ).objectId;
  }

  private administrativeUnit(unit: AdministrativeUnitEntitlement): azuread.AdministrativeUnit {
    const members = this.unitMembers(unit);
    return new azuread.AdministrativeUnit(
      unit.key,
      { displayName: unit.displayName, description: unit.description, ...(members !== undefined && { members }) },
      { parent: this },
    );
  }

  /** Privileged people are left out: a role over the unit could reset their passwords. */
  private unitMembers(unit: AdministrativeUnitEntitlement): pulumi.Input<pulumi.Input<string>[]> | undefined {
    if (unit.memberUsers !== undefined) {
      return unit.memberUsers
        .filter((member) => !unit.neverMembers.includes(member))
        .map((member) => this.userId(member));
    }
    if (unit.memberGroup === undefined) return undefined;
    const inGroup = azuread.getGroupOutput(
      { displayName: unit.memberGroup, securityEnabled: true },
      { parent: this },
    ).members;
    const never = this.#args.approvers.members.map((member) => this.userId(member));
    return pulumi.all([inGroup, never]).apply(([members, out]) => members.filter((member) => !out.includes(member)));
  }

  private customRole(role: Entitlements["customRoles"][number]): azuread.CustomDirectoryRole {
    return new azuread.CustomDirectoryRole(
      role.key,
      {
        displayName: role.displayName,
        description: role.description,
        enabled: true,
        version: "1.0",
        permissions: [{ allowedResourceActions: [...role.resourceActions] }],
      },
      { parent: this },
    );
  }

  private team(
    team: Team,
    units: ReadonlyMap<string, azuread.AdministrativeUnit>,
    customRoles: ReadonlyMap<string, azuread.CustomDirectoryRole>,
  ): pulumi.Output<string> {
    const group = new azuread.Group(
      team.key,
      { displayName: team.displayName, description: team.description, securityEnabled: true, assignableToRole: true },
      { parent: this },
    );
    for (const grant of team.grants) this.roleAssignment(grant, group, units, customRoles);
    eligibleMembers(this, {
      key: team.key,
      group,
      people: team.eligible.map((person) => ({ key: person, id: this.personId(team, person) })),
      activation: team.activation,
      approverGroupId: this.approverGroupId,
      justification: `Responsibility matrix, row functions.${team.functionId}`,
    });
    return group.objectId;
  }

  private personId(team: Team, person: string): pulumi.Input<string> {
    const id = this.#args.people[person];
    if (id === undefined) throw new Error(`team ${team.key}: nobody has the key ${person}`);
    return id;
  }

  private roleAssignment(
    grant: RoleGrant,
    group: azuread.Group,
    units: ReadonlyMap<string, azuread.AdministrativeUnit>,
    customRoles: ReadonlyMap<string, azuread.CustomDirectoryRole>,
  ): void {
    const { role, scope } = grant;
    const roleId = role.kind === "built-in" ? role.templateId : found(customRoles, role.key).objectId;
    const directoryScopeId =
      scope.kind === "directory" ? "/" : pulumi.interpolate`/administrativeUnits/${found(units, scope.unit).objectId}`;
    new azuread.DirectoryRoleAssignment(
      grant.key,
      { roleId, principalObjectId: group.objectId, directoryScopeId },
      { parent: this },
    );
  }

  private userId(userPrincipalName: string): pulumi.Output<string> {
    return azuread.getUserOutput({ userPrincipalName }, { parent: this }).objectId;
  }
}

function found<T>(all: ReadonlyMap<string, T>, key: string): T {
  const value = all.get(key);
  if (value === undefined) throw new Error(`nothing is declared under the key ${key}`);
  return value;
}
