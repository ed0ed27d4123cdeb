/**
 * What in Azure runs as somebody: resources with managed identities, the nodes of Kubernetes clusters, user-assigned identities
 * themselves (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview).
 */

import { asText } from "../../tenant/entity.ts";
import { credentialsKept } from "../../tenant/resources/arm.ts";
import { texts } from "../../tenant/resources/inputs.ts";
import type { ArmResource } from "../../tenant/snapshot.ts";
import type { Directory } from "../directory.ts";
import { readManagedIdentities } from "./identities.ts";
import { isOfType } from "./read-types.ts";
import { scopeOf } from "./scopes.ts";

/** A resource and whom code on it can be. */
export interface CodeHost {
  readonly resource: ArmResource;
  /** Where it is, in one spelling. */
  readonly scope: string;
  /** Object ids of service principals. */
  readonly identities: readonly string[];
  /** Other places from which code gets there: as what type of resource, and where. */
  readonly alsoAt: readonly { readonly type: string; readonly scope: string }[];
  /** Applications and service principals whose credentials it keeps. */
  readonly keepsCredentialsOf: readonly string[];
}

/** Every resource that runs as an identity, or keeps a credential. */
export function readCodeHosts(directory: Directory): CodeHost[] {
  const managed = readManagedIdentities(directory.snapshot);
  const ownerOf = credentialReader(directory);
  return directory.snapshot.collections.armResources.flatMap((resource): CodeHost[] => {
    const scope = scopeOf(resource.id);
    const identities = managed.of(resource);
    const keys = texts(resource.properties, credentialsKept);
    const keepsCredentialsOf = [...new Set(keys.flatMap((key) => ownerOf(key) ?? []))];
    if (identities.length === 0 && keepsCredentialsOf.length === 0) return [];
    return [{ resource, scope, identities, alsoAt: nodesOf(resource, scope), keepsCredentialsOf }];
  });
}

/** Whose a credential is, by its key id. */
function credentialReader({ snapshot }: Directory): (keyId: string) => string | undefined {
  const owners = new Map(
    [...snapshot.collections.applications, ...snapshot.collections.servicePrincipals].flatMap((owner) =>
      [...(owner.passwordCredentials ?? []), ...(owner.keyCredentials ?? [])].flatMap(({ keyId }) =>
        keyId ? [[keyId.toLowerCase(), owner.id] as const] : [],
      ),
    ),
  );
  return (keyId) => owners.get(keyId.toLowerCase());
}

/** The nodes of a Kubernetes cluster are machines in a resource group of their own (https://learn.microsoft.com/azure/aks/faq). */
function nodesOf(cluster: ArmResource, scope: string): CodeHost["alsoAt"] {
  if (!isOfType(cluster, "microsoft.containerservice/managedclusters")) return [];
  const { properties, name, location } = cluster;
  const segments = scope.split("/");
  const nodes = asText(properties?.["nodeResourceGroup"]) ?? `MC_${segments[4]}_${name}_${location ?? ""}`;
  return [
    {
      type: "Microsoft.Compute/virtualMachineScaleSets",
      scope: [...segments.slice(0, 4), nodes.toLowerCase()].join("/"),
    },
  ];
}
