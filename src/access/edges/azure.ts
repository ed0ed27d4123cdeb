/**
 * Azure: roles over scopes, what they let somebody run code on or read, and as whom that runs. From an identity's service
 * principal the other families go on, so that a way through Azure ends in Entra ID by itself.
 */

import { actAs, generalCapabilities, hostWord, userAssignedIdentityType } from "../../catalogue/azure-capabilities.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import { type AzureAssignment, conveys, givesAccess, readAzureAssignments } from "../azure/assignments.ts";
import {
  addCapability,
  type CapabilityGiver,
  type CapabilityLayer,
  type CapabilityTarget,
} from "../azure/capability-graph.ts";
import { type CodeHost, readCodeHosts } from "../azure/hosts.ts";
import { readManagedIdentities } from "../azure/identities.ts";
import { identityCredentials } from "../azure/principals.ts";
import { isOfType } from "../azure/read-types.ts";
import { mayBeSame, readScopes, type ScopeTree, scopeOf } from "../azure/scopes.ts";
import { readVaults, unseenVault, type Vault } from "../azure/vaults.ts";
import { externalWorkload } from "../federation.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";

/** Id of the node that stands for being able to give roles in Azure: Owner and whatever equals it. */
export const azureOwnerNodeId = "azure-owner";

/** Id of the node of a role as it is held at a scope. */
export function azureRoleNodeId({ role, scope, givesOnly }: AzureAssignment): string {
  const limit = givesOnly === undefined ? "" : ` giving ${givesOnly.roles.map(({ id }) => id).join()}`;
  return `azure-role:${role.id}@${scope}${limit}`;
}

export function azureEdges(context: EdgeContext): void {
  const { directory } = context;
  const resources = directory.snapshot.collections.armResources;
  if (resources.length === 0) return;
  const assignments = readAzureAssignments(directory).all;
  const given = new Set(assignments.map(({ scope }) => scope));
  const tree = readScopes(resources, given, directory.snapshot.tenantId);
  const roles = roleNodes(context, tree, assignments);
  federatedCredentialEdges(context);
  const hosts = readCodeHosts(directory);
  const layers = [...hostLayers(context, hosts), ...vaultLayers(context, hosts)];
  for (const layer of layers) addCapability(context, tree, { ...layer, givers: giversOf(roles, layer) });
}

interface RoleNode {
  readonly node: AccessNode;
  readonly assignment: AzureAssignment;
}

/** One node for each role at each scope, however many hold it. */
function roleNodes(context: EdgeContext, tree: ScopeTree, assignments: readonly AzureAssignment[]): RoleNode[] {
  const found = new Map<string, RoleNode>();
  for (const assignment of assignments) {
    const { role, scope, held, givesOnly } = assignment;
    const id = azureRoleNodeId(assignment);
    const limited = givesOnly === undefined ? "" : " with a limit to the roles that it can give";
    const node = context.other("azure-role", id, `${role.name} over ${tree.label(scope)}${limited}`);
    if (!found.has(id)) {
      found.set(id, { node, assignment });
      if (givesAccess(assignment)) {
        context.add({
          from: node,
          to: context.other("azure-role", azureOwnerNodeId, "Owner or an equivalent in Azure"),
          kind: "equals-azure-owner",
          condition: "standing",
          objectKeys: [],
          ...reasonOf(assignment),
        });
      }
    }
    // What it takes, what declares it and since when is said by the assignment.
    context.add({
      ...assignment,
      from: context.principal(assignment.principal),
      to: node,
      kind: held === "eligible" ? "eligible-for-azure-role" : "holds-azure-role",
    });
  }
  return [...found.values()];
}

/** Why a role that does not say so by its name can give roles. */
function reasonOf({ role, givesOnly }: AzureAssignment): { reason?: string } {
  if (role.kind === "unknown") return { reason: "nobody knows what this role allows, so it counts as the worst" };
  if (givesOnly === undefined) return {};
  const harmful = givesOnly.roles.filter(({ tier }) => tier <= givesOnly.harmfulFrom).map(({ name }) => name);
  const others = harmful.length - 2;
  const more = others > 0 ? ` and ${others} more such ${others === 1 ? "role" : "roles"}` : "";
  return { reason: `it can give ${harmful.slice(0, 2).join(" and ")}${more}` };
}

function giversOf(roles: readonly RoleNode[], { capability }: Pick<CapabilityLayer, "capability">) {
  const givers = new Map<string, CapabilityGiver[]>();
  for (const { node, assignment } of roles) {
    const how = conveys(assignment, capability);
    if (how === undefined) continue;
    const at = givers.get(assignment.scope);
    if (at) at.push({ node, how });
    else givers.set(assignment.scope, [{ node, how }]);
  }
  return givers;
}

type Layer = Omit<CapabilityLayer, "givers">;

function resourceNode(context: EdgeContext, { id, name, type }: Pick<ArmResource, "id" | "name" | "type">): AccessNode {
  return context.other("azure-resource", `azure:${scopeOf(id)}`, `${hostWord(type)} "${name}"`);
}

/** One layer for each type of resource that runs as somebody. */
function hostLayers(context: EdgeContext, hosts: readonly CodeHost[]): Layer[] {
  const targets = new Map<string, { readonly type: string; readonly at: CapabilityTarget[] }>();
  const place = (type: string, target: CapabilityTarget) => {
    const key = type.toLowerCase();
    const known = targets.get(key) ?? { type, at: [] };
    known.at.push(target);
    targets.set(key, known);
  };
  for (const { resource, scope, identities, alsoAt, keepsCredentialsOf } of hosts) {
    if (isVaultSecret(resource)) continue;
    const objectKeys = [resource.id];
    if (resource.type.toLowerCase() === userAssignedIdentityType) {
      for (const id of identities) place(resource.type, { scope, node: context.principal(id), objectKeys });
      continue;
    }
    const node = resourceNode(context, resource);
    const standing = { from: node, condition: "standing", objectKeys } as const;
    for (const id of identities) context.add({ ...standing, to: context.principal(id), kind: "runs-as" });
    for (const id of keepsCredentialsOf) {
      context.add({ ...standing, to: context.principal(id), kind: "keeps-credential-of" });
    }
    for (const other of [{ type: resource.type, scope }, ...alsoAt])
      place(other.type, { scope: other.scope, node, objectKeys });
  }
  return [...targets].map(([key, { type, at }]) => ({
    key,
    capability: actAs(type),
    what: hostWord(type),
    kind: key === userAssignedIdentityType ? "can-use-identity" : "can-run-code-on",
    targets: at,
  }));
}

function isVaultSecret(resource: ArmResource): boolean {
  return isOfType(resource, "microsoft.keyvault/vaults/secrets");
}

/** Vaults that keep a credential of an application of the tenant; others lead nowhere. */
function vaultLayers(context: EdgeContext, hosts: readonly CodeHost[]): Layer[] {
  const secrets = hosts.filter(({ resource }) => isVaultSecret(resource));
  if (secrets.length === 0) return [];
  const seen = readVaults(context.directory);
  const targets = new Map<string, VaultTarget>();
  for (const { resource, keepsCredentialsOf } of secrets) {
    const vaultId = resource.id.split("/").slice(0, -2).join("/");
    const known = targets.get(scopeOf(vaultId)) ?? vaultTarget(context, seen, vaultId);
    targets.set(scopeOf(vaultId), known);
    for (const id of keepsCredentialsOf) {
      context.add({
        from: known.target.node,
        to: context.principal(id),
        kind: "keeps-credential-of",
        condition: "standing",
        objectKeys: [resource.id],
      });
    }
  }
  const { readVault, changeVaultPolicies, deployFromVault } = generalCapabilities;
  const layer = (key: string, capability: Layer["capability"], lets: (vault: Vault) => boolean): Layer => ({
    key,
    capability,
    what: hostWord("Microsoft.KeyVault/vaults"),
    kind: "can-read-vault",
    targets: [...targets.values()].filter(({ vault }) => lets(vault)).map(({ target }) => target),
  });
  return [
    layer("vaults by role", readVault, ({ lets }) => lets.roles),
    layer("vaults by policy", changeVaultPolicies, ({ lets }) => lets.policies),
    layer("vaults by template", deployFromVault, ({ lets }) => lets.templates),
  ];
}

interface VaultTarget {
  readonly vault: Vault;
  readonly target: CapabilityTarget;
}

/** A vault as something to get at, and whom its access policies let in. Where it may be any of several, each one's do. */
function vaultTarget(context: EdgeContext, seen: readonly Vault[], vaultId: string): VaultTarget {
  const scope = scopeOf(vaultId);
  const possible = seen.filter((vault) => mayBeSame(vault.scope, scope));
  const vault = possible.find((each) => each.scope === scope) ?? unseenVault(vaultId);
  const node = resourceNode(context, { id: vault.id, name: vault.name, type: "Microsoft.KeyVault/vaults" });
  for (const { principal, objectKey } of possible.flatMap(({ policies }) => policies)) {
    context.add({
      from: context.principal(principal),
      to: node,
      kind: "can-read-vault",
      condition: "standing",
      objectKeys: [objectKey],
    });
  }
  return { vault, target: { scope, node, objectKeys: [vault.id] } };
}

/** Workloads elsewhere that a user-assigned identity trusts. */
function federatedCredentialEdges(context: EdgeContext): void {
  const { snapshot } = context.directory;
  const credentials = identityCredentials(snapshot);
  if (credentials.size === 0) return;
  const managed = readManagedIdentities(snapshot);
  for (const { id } of snapshot.collections.servicePrincipals) {
    for (const credential of managed.resourcesOf(id).flatMap((name) => credentials.get(name) ?? [])) {
      const { label } = externalWorkload(credential);
      const { party } = context.attribution.partyOfCredential(credential);
      context.add({
        from: context.other("external", `external:${label}`, label, party),
        to: context.principal(id),
        kind: "can-sign-in-as",
        condition: "standing",
        objectKeys: [credential.id],
      });
    }
  }
}
