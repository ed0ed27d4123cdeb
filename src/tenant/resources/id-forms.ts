/**
 * Which properties of azuread resources take an id alone, and which take it with its path. Since azuread 6 (terraform-provider-azuread 3)
 * `group.id` is `/groups/<uuid>` and `group.objectId` the uuid: the wrong one of the two is not seen in a preview, where neither is known
 * yet, and refused in the middle of the deployment.
 *
 * The properties are those that the provider validates (github.com/hashicorp/terraform-provider-azuread, v3.8.0,
 * internal/services: `validation.IsUUID`, `stable.Validate…ID` in the schema of each resource), and `byGraph` those that it hands on as
 * they are and Microsoft Graph or ARM refuses.
 */

import type { Plan, PlannedResource } from "../../plan/plan.ts";
import { packageName, typeName } from "../../plan/provider-id.ts";
import { isGuid } from "../entity.ts";
import { unversioned } from "./arm.ts";

/** What a property takes. */
interface Form {
  /** In front of the id; absent where the id is alone. */
  readonly path?: string;
  /** What it takes, as a clause. */
  readonly takes: string;
  /** What to refer to instead. */
  readonly remedy: string;
}

const forms = {
  object: { takes: "an object id alone", remedy: "Refer to objectId instead of id." },
  client: { takes: "a client id", remedy: "Refer to clientId instead of id." },
  role: {
    takes: "a role's id alone",
    remedy: "Refer to templateId of a built-in role, or to objectId of a custom one, instead of id.",
  },
  application: {
    path: "/applications/",
    takes: "an application's id with its path (/applications/…)",
    remedy: "Refer to id of the application.",
  },
  servicePrincipal: {
    path: "/servicePrincipals/",
    takes: "a service principal's id with its path (/servicePrincipals/…)",
    remedy: "Refer to id of the service principal.",
  },
  claimsMappingPolicy: {
    path: "/policies/claimsMappingPolicies/",
    takes: "a policy's id with its path (/policies/claimsMappingPolicies/…)",
    remedy: "Refer to id of the policy.",
  },
  authenticationStrength: {
    path: "/policies/authenticationStrengthPolicies/",
    takes: "a policy's id with its path (/policies/authenticationStrengthPolicies/…)",
    remedy: "Refer to id of the policy; of a built-in strength, write the path in front of its id.",
  },
} as const satisfies Readonly<Record<string, Form>>;

/** `form: properties`, each by its path through blocks and lists. */
type Row = Partial<Readonly<Record<keyof typeof forms, readonly string[]>>>;

const ofApplication: Row = { application: ["applicationId"] };
const ofServicePrincipal: Row = { servicePrincipal: ["servicePrincipalId"] };
const groupSchedule: Row = { object: ["groupId", "principalId"] };

/** By the last part of the type token; in the order of the provider's folders. */
const validated: Readonly<Record<string, Row>> = {
  AdministrativeUnit: { object: ["members"] },
  AdministrativeUnitMember: { object: ["administrativeUnitObjectId", "memberObjectId"] },
  AdministrativeUnitRoleMember: { object: ["administrativeUnitObjectId", "memberObjectId", "roleObjectId"] },
  Application: { object: ["owners"], client: ["api.knownClientApplications"] },
  ApplicationApiAccess: { ...ofApplication, client: ["apiClientId"] },
  ApplicationAppRole: ofApplication,
  ApplicationCertificate: ofApplication,
  ApplicationFallbackPublicClient: ofApplication,
  ApplicationFederatedIdentityCredential: ofApplication,
  ApplicationFlexibleFederatedIdentityCredential: ofApplication,
  ApplicationIdentifierUri: ofApplication,
  ApplicationKnownClients: { ...ofApplication, client: ["knownClientIds"] },
  ApplicationOptionalClaims: ofApplication,
  ApplicationOwner: { ...ofApplication, object: ["ownerObjectId"] },
  ApplicationPassword: ofApplication,
  ApplicationPermissionScope: ofApplication,
  ApplicationPreAuthorized: { ...ofApplication, client: ["authorizedClientId"] },
  ApplicationRedirectUris: ofApplication,
  AppRoleAssignment: { object: ["principalObjectId", "resourceObjectId"] },
  ConditionalAccessPolicy: { authenticationStrength: ["grantControls.authenticationStrengthPolicyId"] },
  DirectoryRoleAssignment: { object: ["principalObjectId"], role: ["roleId"] },
  DirectoryRoleEligibilityScheduleRequest: { object: ["principalId"], role: ["roleDefinitionId"] },
  DirectoryRoleMember: { object: ["memberObjectId", "roleObjectId"] },
  Group: { object: ["administrativeUnitIds", "members", "owners"] },
  GroupMember: { object: ["groupObjectId", "memberObjectId"] },
  GroupWithoutMembers: { object: ["administrativeUnitIds", "owners"] },
  AccessPackageCatalogRoleAssignment: { object: ["principalObjectId"] },
  PrivilegedAccessGroupAssignmentSchedule: groupSchedule,
  PrivilegedAccessGroupEligibilitySchedule: groupSchedule,
  GroupRoleManagementPolicy: {
    object: ["groupId", "activationRules.approvalStage.primaryApprovers.objectId"],
  },
  ServicePrincipal: { client: ["clientId"], object: ["owners"] },
  ServicePrincipalCertificate: ofServicePrincipal,
  ServicePrincipalClaimsMappingPolicyAssignment: {
    ...ofServicePrincipal,
    claimsMappingPolicy: ["claimsMappingPolicyId"],
  },
  ServicePrincipalDelegatedPermissionGrant: {
    object: ["resourceServicePrincipalObjectId", "servicePrincipalObjectId", "userObjectId"],
  },
  ServicePrincipalPassword: ofServicePrincipal,
  ServicePrincipalTokenSigningCertificate: ofServicePrincipal,
  SynchronizationJob: ofServicePrincipal,
  SynchronizationJobProvisionOnDemand: ofServicePrincipal,
  SynchronizationSecret: ofServicePrincipal,
};

const users = (which: string) => [`conditions.users.${which}Groups`, `conditions.users.${which}Users`];

/**
 * What the provider hands on (https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset,
 * https://learn.microsoft.com/graph/api/resources/approvalstage; principals of ARM: hashicorp/terraform-provider-azuread#1505).
 */
const byGraph: Readonly<Record<string, Row>> = {
  "azuread:ConditionalAccessPolicy": {
    object: [
      ...users("included"),
      ...users("excluded"),
      "conditions.clientApplications.excludedServicePrincipals",
      "conditions.clientApplications.includedServicePrincipals",
      "conditions.locations.excludedLocations",
      "conditions.locations.includedLocations",
    ],
    client: ["conditions.applications.excludedApplications", "conditions.applications.includedApplications"],
    role: ["conditions.users.excludedRoles", "conditions.users.includedRoles"],
  },
  "azuread:AccessPackageAssignmentPolicy": {
    object: [
      "approvalSettings.approvalStages.alternativeApprovers.objectId",
      "approvalSettings.approvalStages.primaryApprovers.objectId",
      "assignmentReviewSettings.reviewers.objectId",
      "requestorSettings.requestors.objectId",
    ],
  },
  "azuread:AccessPackageResourceCatalogAssociation": { object: ["resourceOriginId"] },
  "azuread:User": { object: ["managerId"] },
  "pulumi-nodejs:DirectoryRoleManagementPolicy": {
    object: ["activationRules.approvalStage.primaryApprovers.objectId"],
    role: ["roleDefinitionId"],
  },
  "pulumi-nodejs:RestrictedAdministrativeUnit": { object: ["members"] },
  "azure-native:RoleAssignment": { object: ["principalId"] },
  "azure-native:PimRoleAssignmentSchedule": { object: ["principalId"] },
  "azure-native:PimRoleEligibilitySchedule": { object: ["principalId"] },
};

/**
 * A scope is `/`, `/administrativeUnits/<id>` or `/<id>` of an application (hashicorp/terraform-provider-azuread#1513); the id of a unit is
 * `/directory/administrativeUnits/<id>`, that of an application `/applications/<id>`.
 */
const scoped: ReadonlySet<string> = new Set(["DirectoryRoleAssignment", "DirectoryRoleEligibilityScheduleRequest"]);
const scopePaths: readonly (readonly [path: string, remedy: string])[] = [
  ["/directory/administrativeUnits/", "Write /administrativeUnits/ and the unit's objectId."],
  ["/applications/", "Write / and the application's objectId."],
  ["/servicePrincipals/", "Write / and the service principal's objectId."],
];

/** An id in a form in which the deployment will be refused. */
export interface MisformedId {
  readonly urn: string;
  /** One sentence. */
  readonly message: string;
  readonly remedy: string;
}

/** Ids of a plan in the wrong form. What is not known yet, or stands for what nobody can know, is none. */
export function misformedIds(plan: Plan): MisformedId[] {
  let objects: ReadonlySet<string> | undefined;
  const isObject = (id: string) => {
    objects ??= objectsOf(plan);
    return objects.has(id.toLowerCase());
  };
  const found: MisformedId[] = [];
  for (const resource of plan.resources) {
    const type = typeOf(resource.type);
    if (type === undefined || resource.read) continue;
    for (const property of type.properties) addMisformed(found, resource, property, isObject);
    if (type.isScoped) found.push(...misformedScope(resource));
  }
  return found;
}

function addMisformed(
  found: MisformedId[],
  { urn, inputs }: PlannedResource,
  { form, property, path }: Property,
  isObject: (id: string) => boolean,
): void {
  const [first = ""] = path;
  const value = inputs[first];
  if (value === undefined) return;
  for (const text of typeof value === "string" ? [value] : textsAt(value, path, 1)) {
    const given = wrongly(text, form, isObject);
    if (given === undefined) continue;
    found.push({ urn, message: `${property} takes ${form.takes}, and is given ${given}.`, remedy: form.remedy });
    // Of a list one is enough: they come from one loop.
    return;
  }
}

function misformedScope({ urn, inputs }: PlannedResource): MisformedId[] {
  const scope = String(inputs["directoryScopeId"]);
  const [path, remedy] = scopePaths.find(([start]) => scope.startsWith(start)) ?? [];
  if (path === undefined || remedy === undefined) return [];
  const message = `directoryScopeId takes / or /administrativeUnits/ with an object id, and is given an id as the provider writes it (${path}…).`;
  return [{ urn, message, remedy }];
}

/** What is given instead, in words; undefined where nothing is wrong, or nobody can tell. */
function wrongly(value: string, { path }: Form, isObject: (id: string) => boolean): string | undefined {
  if (value.startsWith("/")) {
    const start = value.slice(0, value.lastIndexOf("/") + 1);
    return start === path ? undefined : `one with a path (${start}…), as id gives it`;
  }
  // A bare id may stand for whatever an output of another stack gives.
  return path !== undefined && isGuid(value) && isObject(value) ? "the object id alone" : undefined;
}

interface Property {
  readonly form: Form;
  /** As it is called in the program. */
  readonly property: string;
  readonly path: readonly string[];
}

interface Type {
  readonly properties: readonly Property[];
  readonly isScoped: boolean;
}

/** A plan has few types, and many resources of each. */
const types = new Map<string, Type | undefined>();

/** Undefined for a type of which no id is looked at. */
function typeOf(token: string): Type | undefined {
  if (types.has(token)) return types.get(token);
  const unversionedToken = unversioned(token);
  const [provider, name] = [packageName(unversionedToken), typeName(unversionedToken)];
  const rows = [provider === "azuread" ? validated[name] : undefined, byGraph[`${provider}:${name}`]];
  const properties = rows.flatMap((row) =>
    Object.entries(forms).flatMap(([form, what]) =>
      (row?.[form as keyof typeof forms] ?? []).map((property) => ({
        form: what,
        property,
        path: property.split("."),
      })),
    ),
  );
  const isScoped = provider === "azuread" && scoped.has(name);
  const type = properties.length > 0 || isScoped ? { properties, isScoped } : undefined;
  types.set(token, type);
  return type;
}

/** Texts at a path, through every list on the way. */
function textsAt(value: unknown, path: readonly string[], from: number): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path, from));
  const step = path[from];
  if (step === undefined) return typeof value === "string" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return textsAt((value as Readonly<Record<string, unknown>>)[step], path, from + 1);
}

/** Object ids of what the plan makes or looks up in the directory. */
function objectsOf({ resources, lookups }: Plan): ReadonlySet<string> {
  return new Set(
    [
      ...resources.filter(({ type }) => type.startsWith("azuread:")),
      ...lookups.filter(({ token, asked }) => token.startsWith("azuread:") && asked["output"] === undefined),
    ].map(({ id }) => id.toLowerCase()),
  );
}
