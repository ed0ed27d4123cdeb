import { isProvider, sameParty } from "../../src/access/party.ts";
import type { AccessRecord, RecordKind } from "../../src/access/record.ts";
import { reachFrom, reachTo } from "../../src/access/search.ts";
import { externalType } from "../../src/access/sign-in-principal.ts";
import { startsOf } from "../../src/access/starts.ts";
import { systemApplications } from "../../src/access/system-applications.ts";
import type { Matrix } from "../../src/matrix/schema.ts";
import { placeholderSubscriptionId } from "../../src/plan/provider-id.ts";
import { ownsAzure } from "../azure-owner.ts";
import { conveysAccess, isUnseen } from "../conveying.ts";
import { agreedGroup, entitledRoles, isAssignedByMatrix, isEntitledInAzure, isInGroup, teamOf } from "../entitled.ts";
import { groupRecords, type RecordGroup } from "../findings.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, namesOf, offerInstead, pathSteps, sentence } from "../words.ts";

export const providerAccessInMatrix: Rule = {
  id: "DEMARC.ACCESS.3v1",
  name: "provider-access-in-matrix",
  severity: "error",
  title: "Every access of a provider follows from a row of the matrix",
  rationale:
    "Access that nobody agreed on is how a provider gradually becomes the owner. If the work is right, the matrix should say so first; then the access is derived from it.",
  evaluate(context) {
    const groups = groupRecords(
      context,
      (record, provider) => objections[record.kind]?.(context, record, provider) ?? false,
    );
    const reach = lazyReach(context);
    const refused = groups.map((group) => {
      const path = reach(group.first.objectKey);
      return {
        message: sentence(`${namesOf(group.labels, group.provider, context)} ${predicate(group, context)}`),
        resource: group.resource,
        ...(group.first.tier === 0 && path && { path: pathSteps(path, context) }),
        remedy: remedy(group, context),
      };
    });
    return [...refused, ...unseenGroups(context)];
  },
};

/** Groups that a program puts a provider's people into without showing what they hold. */
function unseenGroups(context: RuleContext): RuleFinding[] {
  const known = new Set(context.entitlements.peopleGroups.map(({ displayName }) => displayName.toLowerCase()));
  const unseen = groupRecords(context, (record) => {
    const { kind, target } = record;
    if (kind !== "group-member" && kind !== "group-owner") return false;
    return isUnseen(context, idOf(record)) && !conveysAccess(context, idOf(record)) && !known.has(target.toLowerCase());
  });
  return unseen.map(({ resource, first, labels, provider }) => ({
    message: `${namesOf(labels, provider, context)} is put into group "${first.target}", and whether that conveys access cannot be seen here: the program only looks the group up.`,
    resource,
    severity: "warning" as const,
    remedy: "Check with a snapshot of the tenant (--snapshot).",
  }));
}

/** By kind of record: whether the matrix does not give it. Kinds that are not here are nobody's access. */
const objections: Partial<
  Record<RecordKind, (context: RuleContext, record: AccessRecord, provider: string) => boolean>
> = {
  "directory-role"(context, record, provider) {
    const entitled = entitledRoles(context, provider, record);
    if (entitled.length === 0) return true;
    const here = entitled.filter(({ scope }) => scope.toLowerCase() === record.scope.toLowerCase());
    // The right role at another scope is what provider-role-scope is about.
    if (here.length === 0) return false;
    const team = teamOf(context, record.principal.id);
    return !here.some((each) => each.team.key === team?.key || isInGroup(context, each.team, record.principal));
  },
  "group-member"(context, record, provider) {
    if (!conveysAccess(context, idOf(record))) return false;
    const group = agreedGroup(context, idOf(record));
    if (group) return !isInGroup(context, group, record.principal);
    // Roles of the provider's own other groups are judged where the group holds them.
    return !isOwn(context, idOf(record), provider);
  },
  "group-owner": (context, record) => conveysAccess(context, idOf(record)),
  // Who alone owns an application makes it its own; one through which people sign in to a system of the client's is never that.
  "application-owner": (context, record, provider) =>
    systemName(record, context) !== undefined ||
    (!isOwn(context, idOf(record), provider) && conveysAccess(context, idOf(record))),
  "application-permission"(context, record, provider) {
    const listed = (context.matrix.providers[provider] ?? nothing).principals.applications;
    const object = context.attribution.directory.object(record.principal.id);
    const appId = object?.kind === "servicePrincipal" ? object.value.appId : undefined;
    const names = [record.principal.id, appId, object?.value.displayName].map((name) => name?.toLowerCase());
    const isListed = listed.some((name) => names.includes(name.toLowerCase()));
    return !isListed || (record.tier ?? 0) < 2;
  },
  "application-role": (context, record) => !isAssignedByMatrix(context, record),
  "delegated-permission": (_context, record) => record.tier === 0 && record.scope.endsWith("for everybody"),
  user(context, record, provider) {
    const object = context.attribution.directory.object(record.principal.id);
    if (object?.kind !== "user" || externalType(object.value) === undefined) return false;
    const { people, principals } = context.matrix.providers[provider] ?? nothing;
    const names = [record.principal.id, object.value.userPrincipalName, object.value.mail, object.value.displayName];
    const known = new Set([...people.map(({ email }) => email), ...principals.users].map((name) => name.toLowerCase()));
    return ![...names, record.principal.identity.replace(/^user:/, "")].some(
      (name) => name && known.has(name.toLowerCase()),
    );
  },
  // What lets it give roles to others is what provider-azure-no-owner is about.
  "azure-role": (context, record, provider) =>
    (record.tier === 0 || saysWhere(context)) &&
    !ownsAzure(context, record) &&
    !isEntitledInAzure(context, provider, record),
};

/** Whether the matrix says where in Azure providers work: then every other place is not agreed on, whatever the role. */
function saysWhere({ matrix }: RuleContext): boolean {
  return Object.keys(matrix.azure?.scopes ?? {}).length > 0;
}

/** Of a provider that the matrix does not have. */
const nothing: Pick<Matrix["providers"][string], "people" | "principals"> = {
  people: [],
  principals: { users: [], groups: [], applications: [] },
};

/** Id of what is held: every record of a group, an application or a role has one. */
function idOf({ targetId = "" }: AccessRecord): string {
  return targetId;
}

function isOwn({ attribution }: RuleContext, id: string, provider: string): boolean {
  return sameParty(attribution.partyOf(id).party, { kind: "provider", provider });
}

function predicate({ first, labels, records }: RecordGroup, context: RuleContext): string {
  const many = new Set(labels).size > 1;
  const [is, hold, have] = many ? ["are", "hold", "have"] : ["is", "holds", "has"];
  // What somebody has activated is in the records as the eligibility.
  const how = first.held === "eligible" ? `${is} eligible for` : hold;
  const over = first.scope === "directory" ? "for the whole directory" : `over ${first.scope}`;
  switch (first.kind) {
    case "directory-role":
      return `${how} ${first.target} ${over}, which no row of the matrix gives`;
    case "group-member":
      return `${is} ${first.held === "eligible" ? "eligible for membership in" : `${many ? "members" : "a member"} of`} group "${first.target}", which conveys access, and no row of the matrix puts ${many ? "them" : "it"} there`;
    case "group-owner":
      return `${first.held === "eligible" ? "can become an owner of" : many ? "own" : "owns"} group "${first.target}", which conveys access: an owner decides who is in it`;
    case "application-role":
      return `${is} assigned to application "${first.scope}", through which people sign in to ${systemName(first, context)}, as ${first.target}, and the matrix does not say so`;
    case "application-owner":
      if (systemName(first, context) !== undefined) {
        return `${many ? "own" : "owns"} application "${first.target}", through which people sign in to ${systemName(first, context)}: an owner decides who it says somebody is`;
      }
      return `${many ? "own" : "owns"} application "${first.target}", which holds permissions: an owner can sign in as it`;
    case "application-permission":
      return `${hold} the application permission${records.length > 1 ? "s" : ""} ${nameList(records.map(({ target }) => target))} on ${first.scope}, which no row of the matrix gives`;
    case "delegated-permission":
      return `may act with ${nameList(records.map(({ target }) => target))} for everybody who signs in to it; with an administrator's session that reaches tier 0`;
    case "user":
      return `${have} a guest account that the matrix does not list`;
    default:
      return `${how} ${azureRoleWords(first, context)}, which no row of the matrix gives`;
  }
}

/** The system that people sign in to through the application that is held. */
function systemName(record: AccessRecord, { attribution }: RuleContext): string | undefined {
  return systemApplications(attribution).get(idOf(record))?.name;
}

/** A role and its scope; one in a subscription that the program does not name is called as in paths, since its id is made up. */
function azureRoleWords({ target, scope, objectKey }: AccessRecord, { graph }: RuleContext): string {
  const isMadeUp = scope.includes(placeholderSubscriptionId);
  const held =
    isMadeUp && graph.edges.find(({ objectKeys, to }) => to.kind === "azure-role" && objectKeys.includes(objectKey));
  return held ? held.to.label : `${target} over ${scope}`;
}

function remedy({ first, provider }: RecordGroup, context: RuleContext): string {
  if (first.kind === "user") {
    return `Remove the account, or list the person under providers.${provider}.people in the matrix.`;
  }
  if (first.kind === "application-role") {
    const key = systemApplications(context.attribution).get(idOf(first))?.key ?? "";
    return `Remove the assignment, or agree on it under systems.${key}.roles in the matrix: the group that holds the role is derived from it.`;
  }
  if (first.kind === "application-permission") {
    return `Remove the permission. An application that ${context.providerName(provider)} runs for you belongs under providers.${provider}.principals.applications, with permissions that cannot administer anything.`;
  }
  if (first.kind === "azure-role" && first.scope.includes(placeholderSubscriptionId) && saysWhere(context)) {
    return "Say which subscription it is in (azure-native:subscriptionId in the stack's configuration, or a provider with subscriptionId): while that is open, it is in none that the matrix names. If it is not agreed on, remove it.";
  }
  return `Remove it. ${offerInstead(provider, context)}`;
}

/** The way through a grant to tier 0, for those grants that have one. */
function lazyReach(context: RuleContext) {
  let reaches: { from: ReturnType<typeof reachFrom>; to: ReturnType<typeof reachTo> } | undefined;
  return (objectKey: string) => {
    reaches ??= {
      from: reachFrom(context.graph, startsOf(context.graph, context.attribution, isProvider)),
      to: reachTo(context.graph, [context.graph.tierZero]),
    };
    const edge = context.graph.edges.find(({ objectKeys }) => objectKeys.includes(objectKey));
    const before = edge && reaches.from.path(edge.from);
    const after = edge && reaches.to.path(edge.to);
    return edge && after ? [...(before ?? []), edge, ...after] : undefined;
  };
}
