/**
 * Groups that fill themselves: whoever can come to match the rule, or make somebody match it, is as good as in the group
 * (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership).
 */

import type { UserObject } from "../directory.ts";
import { type DynamicGroup, dynamicGroups } from "../dynamic-groups.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { roleHoldings } from "../holdings.ts";
import { decideRule, groupsNamedBy, type Subject } from "../membership-rule.ts";
import { isProvider } from "../party.ts";
import { type Powers, powersOfRole } from "../powers.ts";
import { newcomer, userSubject } from "../user-attributes.ts";
import { powerfulNodes } from "./directory-wide.ts";
import { anybodyOf } from "./package-requestors.ts";
import { roleNode } from "./role-node.ts";

export function dynamicGroupEdges(context: EdgeContext): void {
  const groups = dynamicGroups(context.directory.snapshot);
  if (groups.length === 0) return;
  for (const { group, rule } of groups) {
    for (const other of groupsNamedBy(rule)) matches(context, context.principal(other), group);
  }
  const users = context.directory.snapshot.collections.users.filter(({ id }) =>
    isProvider(context.attribution.partyOf(id).party),
  );
  ownMatches(context, groups, users);
  outsiderMatches(context, groups);
  writerMatches(context, groups, users);
}

/** People of a provider who match as they are, or once they changed what is theirs to change. */
function ownMatches(context: EdgeContext, groups: readonly DynamicGroup[], users: readonly UserObject[]): void {
  for (const user of users) {
    const subject = userSubject({ user, isIn: inGroups(context, user), unseen: null, own: true });
    for (const { group, rule } of groups) {
      if (isMemberOf(context.directory, user.id, group.id) || !decideRule(rule, subject).canBeTrue) continue;
      matches(context, context.principal(user.id), group);
    }
  }
}

/**
 * Somebody whom a provider sends: a guest has the address it was invited under; where the provider's tenant synchronises its people
 * into this one, it has whatever that tenant says of it.
 */
function outsiderMatches(context: EdgeContext, groups: readonly DynamicGroup[]): void {
  const { matrix, directory } = context.attribution;
  for (const [key, provider] of Object.entries(matrix.providers)) {
    const partner = directory.snapshot.collections.crossTenantPartners.find(
      ({ tenantId }) => tenantId?.toLowerCase() === provider.tenantId.toLowerCase(),
    );
    const synchronised = partner?.identitySynchronization?.userSyncInbound?.isSyncAllowed === true;
    for (const domain of provider.domains) {
      const subject = newcomer(guestOf(domain, matrix.client.initialDomain), synchronised ? "open" : null);
      for (const { group, rule } of groups) {
        if (decideRule(rule, subject).canBeTrue) matches(context, anybodyOf(key, context), group);
      }
    }
  }
}

function guestOf(domain: string, initialDomain: string): Readonly<Record<string, string>> {
  return {
    usertype: "Guest",
    mail: `somebody@${domain}`,
    userprincipalname: `somebody_${domain}#EXT#@${initialDomain}`,
  };
}

/** Roles and permissions that write attributes: of somebody new, or of a provider's person in their reach. */
function writerMatches(context: EdgeContext, groups: readonly DynamicGroup[], users: readonly UserObject[]): void {
  const made = newcomer({}, "open");
  const connect = (from: AccessNode, { writes }: Powers, reached: readonly UserObject[]) => {
    if (writes === undefined) return;
    const subjects: Subject[] = reached.map((user) =>
      userSubject({ user, isIn: inGroups(context, user), unseen: null, writes: writes.sets, own: true }),
    );
    if (writes.creates) subjects.push(made);
    for (const { group, rule } of groups) {
      if (!subjects.some((subject) => decideRule(rule, subject).canBeTrue)) continue;
      context.add({
        from,
        to: context.principal(group.id),
        kind: "can-make-match",
        condition: "standing",
        objectKeys: [group.id],
      });
    }
  };
  for (const [node, powers] of powerfulNodes(context)) connect(node, powers, users);
  const scoped = new Map(
    roleHoldings(context.directory)
      .filter(({ scope }) => scope.kind === "administrative-unit")
      .map(({ role, scope }) => [`${role.id} ${scope.id}`, { role, scope }]),
  );
  for (const { role, scope } of scoped.values()) {
    const powers = powersOfRole(role);
    const inUnit = users.filter(({ id }) => context.directory.unitsOf(id).some((unit) => unit.id === scope.id));
    connect(roleNode(context, role, scope), powers, inUnit);
  }
}

function matches({ add, principal }: EdgeContext, from: AccessNode, group: { readonly id: string }): void {
  add({ from, to: principal(group.id), kind: "can-match-rule-of", condition: "standing", objectKeys: [group.id] });
}

function inGroups({ directory }: EdgeContext, user: UserObject): (group: string) => boolean {
  return (group) => isMemberOf(directory, user.id, group);
}

function isMemberOf(directory: EdgeContext["directory"], user: string, group: string): boolean {
  const id = directory.canonical(group);
  return directory
    .membershipsBy(user)
    .some((membership) => membership.group === id && membership.role === "member" && membership.held !== "eligible");
}
