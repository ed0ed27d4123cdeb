/** Who holds what in a tenant, before anybody knows whose they are: everything that a role, a permission or Azure gives, through groups, too. */

import { azureTier, readAzureAssignments } from "../../access/azure/assignments.ts";
import type { Directory } from "../../access/directory.ts";
import { permissionHoldings, roleHoldings } from "../../access/holdings.ts";
import { judgeRoleAt } from "../../access/judge.ts";
import { entraRoles } from "../../catalogue/entra-roles.ts";
import type { Tier } from "../../catalogue/tier.ts";

/** Something that a principal holds, itself or through a group. */
export interface Grant {
  readonly kind: "directory-role" | "azure-role" | "application-permission";
  /** Name of the role or permission. */
  readonly name: string;
  /** Template id of a built-in directory role. */
  readonly roleId?: string;
  readonly tier: Tier;
  readonly held: "standing" | "activated" | "eligible";
  /** Display name of the administrative unit it is limited to. */
  readonly unit?: string;
  /** Id of the group it comes through. */
  readonly through?: string;
}

/** What everybody holds, by object id; whoever holds nothing is not in it. */
export type Holders = ReadonlyMap<string, readonly Grant[]>;

/** A group so large gives to everybody; nobody is an administrator for being in it. */
const largestTeam = 500;

/** Reads every grant, and follows groups to the people in them. */
export function readHolders(directory: Directory): Holders {
  const direct = new Map<string, Grant[]>();
  const add = (of: Map<string, Grant[]>, principal: string, grant: Grant) => {
    const list = of.get(principal);
    if (list) list.push(grant);
    else of.set(principal, [grant]);
  };
  for (const { principal, role, scope, held } of roleHoldings(directory)) {
    add(direct, principal, {
      kind: "directory-role",
      name: role.name,
      ...(entraRoles.has(role.id) && { roleId: role.id }),
      tier: judgeRoleAt(role, scope).tier,
      held,
      ...(scope.kind === "administrative-unit" && { unit: scope.label.replace(/^administrative unit /, "") }),
    });
  }
  for (const { principal, name, judgement } of permissionHoldings(directory)) {
    add(direct, principal, { kind: "application-permission", name, tier: judgement.tier, held: "standing" });
  }
  for (const assignment of readAzureAssignments(directory).all) {
    add(direct, directory.canonical(assignment.principal), {
      kind: "azure-role",
      name: assignment.role.name,
      tier: azureTier(assignment),
      held: assignment.held,
    });
  }
  const all = new Map([...direct].map(([id, grants]) => [id, [...grants]]));
  for (const [id, grants] of direct) {
    if (directory.object(id)?.kind !== "group") continue;
    for (const [member, eligible] of membersOf(directory, id)) {
      for (const grant of grants) {
        add(all, member, { ...grant, through: id, held: eligible ? "eligible" : grant.held });
      }
    }
  }
  return all;
}

/** Everybody in a group, however deep, and whether somebody has to activate something on the way; nobody for a very large group. */
function membersOf(directory: Directory, group: string): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>();
  const waiting: { readonly group: string; readonly eligible: boolean }[] = [{ group, eligible: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { member, held } of directory.membershipsOf(next.group)) {
      const eligible = next.eligible || held === "eligible";
      const before = found.get(member);
      if (before === false || before === eligible) continue;
      found.set(member, eligible);
      if (found.size > largestTeam) return new Map();
      if (directory.object(member)?.kind === "group") waiting.push({ group: member, eligible });
    }
  }
  return found;
}

/** The lowest tier among grants; 2 where there is none. */
export function worstOf(grants: readonly Grant[]): Tier {
  return grants.reduce<Tier>((worst, { tier }) => (tier < worst ? tier : worst), 2);
}
