/**
 * What roles and permissions over the whole directory can do to people, groups and applications. Between a role and everybody it
 * reaches stands one node for all of them that are alike, so that the graph grows with the people and not with people times roles.
 */

import type { Directory, GroupObject } from "../directory.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { permissionHoldings, roleHoldings } from "../holdings.ts";
import { judgeRole } from "../judge.ts";
import { type Powers, powersOfPermission, powersOfRole } from "../powers.ts";
import { packagesNode } from "./access-packages.ts";
import { permissionNode } from "./permission-node.ts";
import {
  canFill,
  isRestrictedElsewhere,
  isUnified,
  type Protection,
  protectionReader,
  resetsPast,
  signsInHere,
} from "./protection.ts";
import { roleNode } from "./role-node.ts";

export function directoryWideEdges(context: EdgeContext): void {
  const classes = classesOf(context);
  for (const [from, powers] of powerfulNodes(context)) classes.connect(from, powers);
}

/**
 * Nodes of roles and permissions over the whole directory that are held, with what they can do. What is as good as Global
 * Administrator by itself needs no steps: it can do everything, and no approval or protection is worth anything against it.
 */
export function powerfulNodes(context: EdgeContext): ReadonlyMap<AccessNode, Powers> {
  const roles = roleHoldings(context.directory)
    .filter(({ role, scope }) => scope.kind === "directory" && judgeRole(role).equivalent !== "global-administrator")
    .map(({ role, scope }) => [roleNode(context, role, scope), powersOfRole(role)] as const);
  const permissions = permissionHoldings(context.directory).map(
    (holding) => [permissionNode(context, holding), powersOfPermission(holding.resourceAppId, holding.name)] as const,
  );
  return new Map([...roles, ...permissions]);
}

function everybodyOf(alike: Protection, directory: Directory): string {
  if (alike === "protected") return "everybody in a role-assignable group";
  const roles = [...alike].map((id) => directory.role(id).name).sort();
  return roles.length === 0 ? "everybody without an administrator's role" : `everybody who is ${roles.join(" and ")}`;
}

interface Class<T> {
  readonly node: AccessNode;
  /** What all in it have in common. */
  readonly alike: T;
}

const known = new WeakMap<EdgeContext, Classes>();

/** The one set of classes of a graph. */
export function classesOf(context: EdgeContext): Classes {
  const classes = known.get(context) ?? new Classes(context);
  known.set(context, classes);
  return classes;
}

/** People, groups and applications by what they have in common; each kind is made when a power first reaches for it. */
class Classes {
  readonly #context: EdgeContext;
  #people: readonly Class<Protection>[] | undefined;
  #groups: readonly Class<GroupObject>[] | undefined;
  #applications: readonly Class<"all" | "single-tenant">[] | undefined;
  #synchronised: AccessNode | undefined;

  constructor(context: EdgeContext) {
    this.#context = context;
  }

  /** Edges from a node to everything its powers reach. */
  connect(from: AccessNode, { resets, fills, entersApplications, assignsPackages, synchronises }: Powers): void {
    const edge = { from, condition: "standing", objectKeys: [] } as const;
    const { add } = this.#context;
    if (resets !== undefined) {
      this.#people ??= this.#classifyPeople();
      for (const { node, alike } of this.#people) {
        if (resetsPast(resets, alike)) add({ ...edge, to: node, kind: "can-reset-password-of" });
      }
    }
    if (fills !== undefined) {
      this.#groups ??= this.#classifyGroups();
      for (const { node, alike } of this.#groups) {
        if (canFill(fills, alike)) add({ ...edge, to: node, kind: "administers" });
      }
    }
    if (entersApplications !== undefined) {
      this.#applications ??= this.#classifyApplications();
      for (const { node, alike } of this.#applications) {
        if (entersApplications === "all" || alike === "single-tenant") {
          add({ ...edge, to: node, kind: "can-add-credential-to" });
        }
      }
    }
    if (assignsPackages) add({ ...edge, to: packagesNode(this.#context), kind: "administers" });
    if (synchronises) add({ ...edge, to: this.synchronised(), kind: "synchronises" });
  }

  /** Everything that is synchronised: whoever runs the synchronisation writes its passwords and memberships. */
  synchronised(): AccessNode {
    if (this.#synchronised) return this.#synchronised;
    const { users, groups } = this.#context.directory.snapshot.collections;
    const node = this.#class("synchronised", "every synchronised person and group");
    this.#synchronised = node;
    for (const object of [...users, ...groups]) {
      if (object.onPremisesSyncEnabled === true) this.#include(node, object.id);
    }
    return node;
  }

  #class(name: string, label: string): AccessNode {
    return this.#context.other("class", `class:${name}`, label);
  }

  #include(node: AccessNode, id: string): void {
    const { add, principal } = this.#context;
    add({ from: node, to: principal(id), kind: "includes", condition: "standing", objectKeys: [] });
  }

  #classifyPeople(): Class<Protection>[] {
    const { directory } = this.#context;
    const protection = protectionReader(directory);
    const found = new Map<string, Class<Protection>>();
    for (const user of directory.snapshot.collections.users) {
      if (!signsInHere(user) || isRestrictedElsewhere(directory, user.id, undefined)) continue;
      const alike = protection(user.id);
      const name = alike === "protected" ? alike : [...alike].sort().join(" ");
      const known = found.get(name) ?? { node: this.#class(`people ${name}`, everybodyOf(alike, directory)), alike };
      found.set(name, known);
      this.#include(known.node, user.id);
    }
    return [...found.values()];
  }

  #classifyGroups(): Class<GroupObject>[] {
    const { directory } = this.#context;
    const found = new Map<string, Class<GroupObject>>();
    for (const group of directory.snapshot.collections.groups) {
      if (!canFill({ kinds: "all", rules: true }, group) || isRestrictedElsewhere(directory, group.id, undefined))
        continue;
      const name = `${group.membershipRule ? "dynamic" : "ordinary"} ${isUnified(group) ? "Microsoft 365" : "security"} group`;
      const known = found.get(name) ?? { node: this.#class(`${name}s`, `every ${name}`), alike: group };
      found.set(name, known);
      this.#include(known.node, group.id);
    }
    return [...found.values()];
  }

  #classifyApplications(): Class<"all" | "single-tenant">[] {
    const { directory, attribution } = this.#context;
    const { applications, servicePrincipals } = directory.snapshot.collections;
    const singleTenant = new Set(
      applications.flatMap(({ appId, signInAudience }) =>
        appId && (signInAudience ?? "AzureADMyOrg") === "AzureADMyOrg" ? [appId.toLowerCase()] : [],
      ),
    );
    const classes = {
      "single-tenant": {
        node: this.#class("single-tenant applications", "every application of the company's own"),
        alike: "single-tenant",
      },
      all: { node: this.#class("applications", "every other application"), alike: "all" },
    } as const;
    for (const { id, appId, servicePrincipalType } of servicePrincipals) {
      // Microsoft's own applications take no credentials of others, managed identities none at all.
      if (servicePrincipalType === "ManagedIdentity" || attribution.partyOf(id).party.kind === "microsoft") continue;
      this.#include(classes[appId && singleTenant.has(appId.toLowerCase()) ? "single-tenant" : "all"].node, id);
    }
    return Object.values(classes);
  }
}
