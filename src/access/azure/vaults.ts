/** Key vaults: who gets at what they keep (https://learn.microsoft.com/azure/key-vault/general/rbac-access-policy). */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import { texts } from "../../tenant/resources/inputs.ts";
import type { Directory } from "../directory.ts";
import { isOfType, type ReadType } from "./read-types.ts";
import { scopeOf } from "./scopes.ts";

export interface Vault {
  /** ARM id. */
  readonly id: string;
  readonly scope: string;
  readonly name: string;
  /** Who is let in: by roles, by its own access policies (Azure's default for a vault that does not say), by templates. */
  readonly lets: { readonly roles: boolean; readonly policies: boolean; readonly templates: boolean };
  /** Whom its access policies let at secrets, signing keys or certificates. */
  readonly policies: readonly VaultPolicy[];
}

export interface VaultPolicy {
  readonly principal: string;
  /** e.g. `secrets: get, list`. */
  readonly permissions: string;
  readonly objectKey: string;
}

/** What of an access policy gets at a credential; the rest lists, writes or encrypts. */
const revealing: Readonly<Record<string, ReadonlySet<string>>> = {
  secrets: new Set(["all", "backup", "get"]),
  keys: new Set(["all", "sign"]),
  certificates: new Set(["all", "backup"]),
};

const everything: Vault["lets"] = { roles: true, policies: true, templates: true };

/** Every vault that is in sight, by itself or by an access policy that is added to it. */
export function readVaults({ snapshot, canonical }: Directory): Vault[] {
  const resources = snapshot.collections.armResources;
  const ofType = (type: ReadType) => resources.filter((resource) => isOfType(resource, type));
  const added = ofType("microsoft.keyvault/vaults/accesspolicies");
  const addedTo = Map.groupBy(added, ({ id }) => scopeOf(vaultIdOf(id)));
  const policiesOf = (policies: readonly AddedPolicy[]) =>
    policies.flatMap(({ policy, objectKey }): VaultPolicy[] => {
      const principal = asText(policy["objectId"]);
      const permissions = revealed(policy["permissions"]);
      if (principal === undefined || permissions === "") return [];
      return [{ principal: canonical(principal), permissions, objectKey }];
    });
  const separate = (scope: string) =>
    (addedTo.get(scope) ?? []).flatMap(({ id, properties }): AddedPolicy[] => {
      const several = objectsOf(properties?.["accessPolicies"]);
      const policies = several.length > 0 ? several : objectsOf([asObject(properties?.["policy"]) ?? properties]);
      return policies.map((policy) => ({ policy, objectKey: id }));
    });
  const vaults = ofType("microsoft.keyvault/vaults").map((resource): Vault => {
    const scope = scopeOf(resource.id);
    const settings = { ...asObject(resource.properties) };
    const own = objectsOf(settings["accessPolicies"]).map((policy) => ({ policy, objectKey: resource.id }));
    const rolesDecide = settings["enableRbacAuthorization"] === true;
    // A program that only reads a vault does not say how it is set.
    const isUnseen = Object.keys(settings).every((name) => name === "provisioningState");
    return {
      id: resource.id,
      scope,
      name: resource.name,
      lets: isUnseen
        ? everything
        : {
            roles: rolesDecide,
            policies: !rolesDecide,
            templates: settings["enabledForTemplateDeployment"] === true,
          },
      policies: rolesDecide ? [] : policiesOf([...own, ...separate(scope)]),
    };
  });
  const seen = new Set(vaults.map(({ scope }) => scope));
  const ids = new Map(added.map(({ id }) => [scopeOf(vaultIdOf(id)), vaultIdOf(id)]));
  const unseen = [...ids]
    .filter(([scope]) => !seen.has(scope))
    .map(([scope, id]): Vault => ({ ...unseenVault(id), policies: policiesOf(separate(scope)) }));
  return [...vaults, ...unseen];
}

interface AddedPolicy {
  readonly policy: JsonObject;
  readonly objectKey: string;
}

/** ARM id of the vault of an access policy that is a resource of its own. */
function vaultIdOf(policyId: string): string {
  return policyId.replace(/\/accessPolicies\/.*/i, "");
}

/** A vault of which only something inside is in sight: nobody knows whom it lets in. */
export function unseenVault(id: string): Vault {
  return { id, scope: scopeOf(id), name: id.slice(id.lastIndexOf("/") + 1), lets: everything, policies: [] };
}

function revealed(permissions: unknown): string {
  const given = asObject(permissions) ?? {};
  return Object.entries(revealing)
    .flatMap(([kind, words]) => {
      const found = texts(given, kind).filter((word) => words.has(word.toLowerCase()));
      return found.length === 0 ? [] : [`${kind}: ${found.join(", ")}`];
    })
    .join("; ");
}
