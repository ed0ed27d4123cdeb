/**
 * Settings that decide what protects or who comes in, and of which nobody knows yet what they will be. Where a rule would read
 * one that is missing as harmless it is said here; what a rule takes for the worst needs no saying.
 */

import { isPlaceholderId } from "../src/plan/placeholder-id.ts";
import { isUnknown, type PlannedResource } from "../src/plan/plan.ts";
import { asObject } from "../src/tenant/entity.ts";
import { unversioned } from "../src/tenant/resources/arm.ts";
import { idsIn, referenceKind } from "../src/tenant/resources/references.ts";
import type { RuleContext } from "./rule.ts";

export interface OpenSettings {
  readonly urn: string;
  /** What the resource does, as a clause that follows "cannot be told": `whom this policy lets in`. */
  readonly what: string;
  /** Paths of the inputs, e.g. `grantControls.operator`. */
  readonly properties: readonly string[];
}

interface Decisive {
  readonly what: string;
  readonly inputs: readonly string[];
}

const policy: Decisive = {
  what: "Whom this policy lets in, and what it asks for,",
  inputs: ["state", "conditions", "grantControls"],
};
const federation: Decisive = {
  what: "Who signs in with this credential",
  inputs: ["issuer", "subject", "claimsMatchingExpression", "claimsMatchingExpressionValue", "audience", "audiences"],
};
const vault: Decisive = { what: "Whom this vault lets in", inputs: ["accessPolicies", "properties.accessPolicies"] };

/** Type without its API version → inputs of which a missing one would pass for harmless. */
const decisive: Readonly<Record<string, Decisive>> = {
  "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy": policy,
  "azuread:index/namedLocation:NamedLocation": { what: "Which places this location means", inputs: ["ip", "country"] },
  "azuread:index/group:Group": { what: "Who is in this group", inputs: ["dynamicMembership"] },
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": federation,
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential":
    federation,
  "azuread:index/accessPackageAssignmentPolicy:AccessPackageAssignmentPolicy": {
    what: "Who gets this package, and who approves it,",
    inputs: ["requestorSettings", "approvalSettings"],
  },
  "azure-native:managedidentity:FederatedIdentityCredential": federation,
  "azure:armmsi/federatedIdentityCredential:FederatedIdentityCredential": federation,
  "azure-native:keyvault:Vault": vault,
  "azure-native:keyvault:AccessPolicy": { what: "Whom this lets into the vault", inputs: ["policy"] },
};

/** Every resource of the plan of which such a setting is open, in a preview or because another stack would have to say it. */
export function openSettings({ plan, materialised }: RuleContext): OpenSettings[] {
  const unresolved = Map.groupBy(materialised?.unresolved ?? [], ({ urn }) => urn);
  return (plan?.resources ?? []).flatMap((resource): OpenSettings[] => {
    const known = decisive[unversioned(resource.type)];
    if (known === undefined || resource.read || !resource.custom) return [];
    const open = (unresolved.get(resource.urn) ?? []).map(({ property }) => property);
    const properties = [
      ...open.filter((path) => isAmong(path, known.inputs)),
      ...madeUpIn(resource, known.inputs),
    ].filter((path) => !isOwnIssuer(path, resource));
    return properties.length === 0
      ? []
      : [{ urn: resource.urn, what: known.what, properties: [...new Set(properties)] }];
  });
}

/** Who issues tokens may be a cluster that the program makes; whom it lets in as the credential the subject says. */
function isOwnIssuer(path: string, { propertyDependencies }: PlannedResource): boolean {
  return path === "issuer" && (propertyDependencies["issuer"] ?? []).length > 0;
}

function isAmong(path: string, inputs: readonly string[]): boolean {
  return inputs.some((input) => path === input || path.startsWith(`${input}.`));
}

/** What names an object, or the tenant that the program is for, is known by what it stands for. */
function isSetting(name: string): boolean {
  return referenceKind(name) === undefined && name !== "tenantId";
}

/** Paths of texts that an offline run made up where a setting is wanted; of an object's id it is known what it stands for. */
function madeUpIn({ inputs }: PlannedResource, wanted: readonly string[]): string[] {
  const found = (value: unknown, path: string, name: string): string[] => {
    if (typeof value === "string") {
      return isSetting(name) && idsIn(value).some(isPlaceholderId) ? [path] : [];
    }
    if (Array.isArray(value)) return value.flatMap((item, index) => found(item, `${path}.${index}`, name));
    if (typeof value !== "object" || value === null || isUnknown(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => found(inner, `${path}.${key}`, key));
  };
  return wanted.flatMap((path) => {
    const value = path.split(".").reduce<unknown>((at, name) => asObject(at)?.[name], inputs);
    return found(value, path, path.slice(path.lastIndexOf(".") + 1));
  });
}
