/**
 * References between resources. A plan refers to an object by the planned id of the resource that makes it; what that means depends on
 * the property that refers: `clientId` means an application's client id, `roleId` a role's template id, everything else the object.
 */

import type { Outputs } from "./translator.ts";

/** What a reference names. */
export type ReferenceKind =
  | "principal"
  | "group"
  | "role"
  | "administrativeUnit"
  | "scope"
  | "application"
  | "clientId"
  | "servicePrincipal"
  | "authenticationStrength"
  | "namedLocation"
  | "catalog"
  | "catalogResource"
  | "accessPackage"
  | "claimsMappingPolicy"
  | "other";

/** Property, at any depth → what it names. */
const kinds: Readonly<Record<string, ReferenceKind>> = {
  accessPackageId: "accessPackage",
  administrativeUnitIds: "administrativeUnit",
  administrativeUnitObjectId: "administrativeUnit",
  apiClientId: "clientId",
  appScopeId: "scope",
  applicationId: "application",
  authenticationStrengthPolicyId: "authenticationStrength",
  authorizedClientId: "clientId",
  catalogId: "catalog",
  catalogResourceAssociationId: "catalogResource",
  claimsMappingPolicyId: "claimsMappingPolicy",
  clientId: "clientId",
  directoryScopeId: "scope",
  excludedApplications: "clientId",
  excludedGroups: "group",
  excludedLocations: "namedLocation",
  excludedRoles: "role",
  excludedServicePrincipals: "servicePrincipal",
  excludedUsers: "principal",
  groupId: "group",
  groupObjectId: "group",
  includedApplications: "clientId",
  includedGroups: "group",
  includedLocations: "namedLocation",
  includedRoles: "role",
  includedServicePrincipals: "servicePrincipal",
  includedUsers: "principal",
  knownClientApplications: "clientId",
  knownClientIds: "clientId",
  managerId: "principal",
  memberObjectId: "principal",
  members: "principal",
  objectId: "principal",
  ownerObjectId: "principal",
  owners: "principal",
  principalId: "principal",
  principalObjectId: "principal",
  resourceAppId: "clientId",
  resourceObjectId: "servicePrincipal",
  resourceOriginId: "other",
  resourceServicePrincipalObjectId: "servicePrincipal",
  roleDefinitionId: "role",
  roleId: "role",
  roleObjectId: "other",
  servicePrincipalId: "servicePrincipal",
  servicePrincipalObjectId: "servicePrincipal",
  userObjectId: "principal",
};

/** What a property of that name refers to, or undefined when it holds no reference. */
export function referenceKind(property: string): ReferenceKind | undefined {
  return kinds[property];
}

/** Types whose object can be what a reference names. Types that are missing here are never the target of such a reference. */
const targets: Readonly<Record<string, readonly ReferenceKind[]>> = {
  AccessPackage: ["accessPackage"],
  AccessPackageCatalog: ["catalog"],
  AccessPackageResourceCatalogAssociation: ["catalogResource"],
  AdministrativeUnit: ["administrativeUnit", "scope"],
  Application: ["application", "clientId", "scope"],
  ApplicationRegistration: ["application", "clientId", "scope"],
  AuthenticationStrengthPolicy: ["authenticationStrength"],
  ClaimsMappingPolicy: ["claimsMappingPolicy"],
  CustomDirectoryRole: ["role"],
  DirectoryRole: ["role", "other"],
  Group: ["principal", "group", "other"],
  GroupWithoutMembers: ["principal", "group", "other"],
  Invitation: ["principal"],
  NamedLocation: ["namedLocation"],
  RestrictedAdministrativeUnit: ["administrativeUnit", "scope"],
  ServicePrincipal: ["principal", "servicePrincipal", "clientId", "scope", "other"],
  User: ["principal"],
  UserAssignedIdentity: ["principal"],
};

/** Whether a resource of that type token can be what the reference names. */
export function canBe(token: string, kind: ReferenceKind): boolean {
  return targets[token.slice(token.lastIndexOf(":") + 1)]?.includes(kind) === true;
}

/** The output of a resource that a reference of that kind means. */
export function outputFor(outputs: Outputs, kind: ReferenceKind | undefined): string {
  if (kind === "clientId") return outputs.clientId ?? outputs.objectId;
  if (kind === "role") return outputs.templateId ?? outputs.objectId;
  return outputs.objectId;
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** An input value with every planned id in it, also inside texts, replaced by what it stands for. */
export function substitute<T>(value: T, outputsOf: (plannedId: string) => Outputs | undefined, property = ""): T {
  const kind = referenceKind(property);
  const replace = (inner: unknown, name: string): unknown => {
    if (typeof inner === "string") {
      const whole = outputsOf(inner);
      if (whole !== undefined) return outputFor(whole, referenceKind(name) ?? kind);
      if (inner.length < guidLength) return inner;
      return inner.replace(guid, (id) => {
        const outputs = outputsOf(id.toLowerCase());
        return outputs === undefined ? id : outputFor(outputs, referenceKind(name) ?? kind);
      });
    }
    if (Array.isArray(inner)) return mapped(inner, (item) => replace(item, name));
    if (typeof inner !== "object" || inner === null) return inner;
    return mappedValues(inner as Readonly<Record<string, unknown>>, replace);
  };
  return replace(value, property) as T;
}

const guidLength = 36;

/** `list.map`, but the list itself where nothing changes: most inputs hold no reference that has to be replaced. */
export function mapped(
  list: readonly unknown[],
  change: (item: unknown, index: number) => unknown,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const after = change(item, index);
    if (after === item) continue;
    copy ??= [...list];
    copy[index] = after;
  }
  return copy ?? list;
}

/** An object with its values changed; the object itself where none changes. */
export function mappedValues(
  object: Readonly<Record<string, unknown>>,
  change: (value: unknown, key: string) => unknown,
): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | undefined;
  for (const key in object) {
    const value = object[key];
    const after = change(value, key);
    if (after === value) continue;
    copy ??= { ...object };
    copy[key] = after;
  }
  return copy ?? object;
}

/** Every text in a value that has the form of an id. */
export function idsIn(value: unknown): string[] {
  if (typeof value === "string")
    return value.length < guidLength ? [] : (value.match(guid)?.map((id) => id.toLowerCase()) ?? []);
  if (Array.isArray(value)) return value.flatMap(idsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(idsIn) : [];
}
