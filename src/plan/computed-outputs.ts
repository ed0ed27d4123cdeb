/**
 * What providers add to the inputs when they create a resource, as far as programs read it: one row a type. Property names
 * as in the SDKs' class declarations. What has no row is a placeholder (child/placeholder.ts).
 */

import { appPermissions, resourceApplications } from "../catalogue/app-permissions.ts";
import { findRole } from "../catalogue/entra-roles.ts";
import { objectIdOf, placeholderId } from "./placeholder-id.ts";
import { armName, packageName, placeholderTenantId, typeName } from "./provider-id.ts";
import { propertyOf, textOf } from "./read-value.ts";
import { signatureKey } from "./wire.ts";

type Properties = Readonly<Record<string, unknown>>;

export interface CreatedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The provider's id, e.g. `/groups/8d2f…`. */
  readonly id: string;
  readonly inputs: Properties;
}

export interface OutputContext {
  readonly tenantId?: string;
  /** Inputs of the application with this client id, when the plan or the tenant has it. */
  readonly applicationByClientId?: (clientId: string) => Properties | undefined;
}

type Row = (resource: CreatedResource, context: OutputContext) => Properties;

/** The wire form of a secret. */
export function secret(value: unknown): unknown {
  return { [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value };
}

const made = (resource: CreatedResource, what: string) => placeholderId(`${resource.urn}#${what}`);
const madeSecret = (resource: CreatedResource, what: string) => secret(`placeholder-${made(resource, what)}`);

/** Dates that the provider would set; far enough apart for any arithmetic. */
const period = { startDate: "2000-01-01T00:00:00Z", endDate: "2100-01-01T00:00:00Z" };

const group: Row = ({ inputs }) => ({
  autoSubscribeNewMembers: false,
  externalSendersAllowed: false,
  hideFromAddressLists: false,
  hideFromOutlookClients: false,
  onpremisesGroupType: "",
  visibility: "",
  mail: "",
  members: [],
  owners: [],
  onpremisesDomainName: "",
  onpremisesNetbiosName: "",
  onpremisesSamAccountName: "",
  onpremisesSecurityIdentifier: "",
  onpremisesSyncEnabled: false,
  preferredLanguage: "",
  proxyAddresses: [],
  mailNickname: inputs["displayName"],
});

const keyAndValue: Row = (resource) => ({
  ...period,
  displayName: "",
  keyId: made(resource, "keyId"),
  value: madeSecret(resource, "value"),
});
const certificate: Row = (resource) => ({ ...period, keyId: made(resource, "keyId") });
const federatedCredential: Row = (resource) => ({ credentialId: made(resource, "credentialId") });
const schedule: Row = () => ({
  expirationDate: "",
  permanentAssignment: false,
  startDate: period.startDate,
  status: "Provisioned",
});

const azuread: Readonly<Record<string, Row>> = {
  AdministrativeUnit: () => ({ members: [] }),
  Application: (resource) => ({
    featureTags: [],
    tags: [],
    templateId: "",
    clientId: made(resource, "clientId"),
    appRoleIds: idsByValue(resource.inputs["appRoles"]),
    oauth2PermissionScopeIds: idsByValue(propertyOf(resource.inputs["api"], "oauth2PermissionScopes")),
    disabledByMicrosoft: "",
    logoUrl: "",
    publisherDomain: "",
  }),
  ApplicationRegistration: (resource) => ({
    clientId: made(resource, "clientId"),
    disabledByMicrosoft: "",
    publisherDomain: "",
  }),
  ApplicationFromTemplate: (resource) => ({
    applicationId: `/applications/${made(resource, "application")}`,
    applicationObjectId: made(resource, "application"),
    servicePrincipalId: `/servicePrincipals/${made(resource, "servicePrincipal")}`,
    servicePrincipalObjectId: made(resource, "servicePrincipal"),
  }),
  ApplicationCertificate: certificate,
  ApplicationPassword: keyAndValue,
  ApplicationFederatedIdentityCredential: federatedCredential,
  ApplicationFlexibleFederatedIdentityCredential: federatedCredential,
  AppRoleAssignment: () => ({ principalDisplayName: "", principalType: "", resourceDisplayName: "" }),
  CustomDirectoryRole: (resource) => ({ templateId: objectIdOf(resource.id) }),
  DirectoryRoleAssignment: () => ({ appScopeId: "", directoryScopeId: "/" }),
  DirectoryRole: ({ inputs }) => {
    const asked = textOf(inputs["templateId"]) ?? textOf(inputs["displayName"]);
    const role = asked === undefined ? undefined : findRole(asked);
    return {
      description: "",
      ...(role !== undefined && { templateId: role.templateId, displayName: role.name }),
    };
  },
  Group: group,
  GroupWithoutMembers: group,
  GroupRoleManagementPolicy: () => ({ description: "", displayName: "" }),
  // The invitation's own id is read by nobody; the guest's is, so the guest has the id that stands for the resource.
  Invitation: (resource) => ({
    userId: objectIdOf(resource.id),
    redeemUrl: `https://login.microsoftonline.com/redeem?rd=${made(resource, "redeemUrl")}`,
  }),
  PrivilegedAccessGroupAssignmentSchedule: schedule,
  PrivilegedAccessGroupEligibilitySchedule: schedule,
  ServicePrincipal: ({ inputs }, context) => ({
    featureTags: [],
    features: [],
    tags: [],
    ...servicePrincipal(textOf(inputs["clientId"]), context),
  }),
  ServicePrincipalCertificate: certificate,
  ServicePrincipalPassword: keyAndValue,
  ServicePrincipalTokenSigningCertificate: (resource) => ({
    ...period,
    displayName: "",
    keyId: made(resource, "keyId"),
    thumbprint: made(resource, "thumbprint"),
    value: madeSecret(resource, "value"),
  }),
  User: ({ inputs }) => ({
    aboutMe: "",
    businessPhones: [],
    mail: "",
    onpremisesImmutableId: "",
    creationType: "",
    externalUserState: "",
    imAddresses: [],
    mailNickname: textOf(inputs["userPrincipalName"])?.split("@")[0] ?? "",
    onpremisesDistinguishedName: "",
    onpremisesDomainName: "",
    onpremisesSamAccountName: "",
    onpremisesSecurityIdentifier: "",
    onpremisesSyncEnabled: false,
    onpremisesUserPrincipalName: "",
    proxyAddresses: [],
    userType: "Member",
  }),
};

const random: Readonly<Record<string, Row>> = {
  RandomPassword: (resource) => ({
    result: madeSecret(resource, "result"),
    bcryptHash: madeSecret(resource, "bcryptHash"),
  }),
  RandomString: (resource) => ({ result: made(resource, "result") }),
  RandomUuid: (resource) => ({ result: made(resource, "result") }),
  RandomPet: (resource) => ({ result: `placeholder-${resource.name}` }),
  RandomInteger: ({ inputs }) => ({ result: typeof inputs["min"] === "number" ? inputs["min"] : 0 }),
  RandomShuffle: ({ inputs }) => ({ results: Array.isArray(inputs["inputs"]) ? inputs["inputs"] : [] }),
  RandomId: (resource) => ({
    hex: made(resource, "hex").replaceAll("-", ""),
    b64Std: Buffer.from(made(resource, "hex")).toString("base64"),
    b64Url: Buffer.from(made(resource, "hex")).toString("base64url"),
    dec: String(Number.parseInt(made(resource, "hex").slice(0, 8), 16)),
  }),
};

/** Microsoft's applications by client id, with the values and ids of their app roles. */
const microsoftAppRoles = new Map<string, Record<string, string>>();

function appRolesOf(clientId: string): Readonly<Record<string, string>> | undefined {
  if (microsoftAppRoles.size === 0) {
    for (const permission of appPermissions()) {
      const roles = microsoftAppRoles.get(permission.resourceAppId) ?? {};
      roles[permission.value] = permission.id;
      microsoftAppRoles.set(permission.resourceAppId, roles);
    }
  }
  return microsoftAppRoles.get(clientId.toLowerCase());
}

/** What a service principal of an application has besides its inputs: names, app roles, scopes. */
export function servicePrincipal(clientId: string | undefined, context: OutputContext = {}): Properties {
  const application = clientId === undefined ? undefined : context.applicationByClientId?.(clientId);
  const published = Object.values(resourceApplications).find(({ appId }) => appId === clientId?.toLowerCase());
  const appRoleIds =
    (clientId === undefined ? undefined : appRolesOf(clientId)) ?? idsByValue(application?.["appRoles"]);
  return {
    displayName: published?.name ?? textOf(application?.["displayName"]) ?? "",
    appRoleIds,
    appRoles: Object.entries(appRoleIds).map(([value, id]) => ({
      value,
      id,
      displayName: value,
      description: "",
      enabled: true,
      allowedMemberTypes: ["Application"],
    })),
    oauth2PermissionScopeIds: idsByValue(propertyOf(application?.["api"], "oauth2PermissionScopes")),
    oauth2PermissionScopes: [],
    applicationTenantId: context.tenantId ?? placeholderTenantId,
    homepageUrl: "",
    logoutUrl: "",
    redirectUris: [],
    samlMetadataUrl: "",
    servicePrincipalNames: [],
    signInAudience: "AzureADMyOrg",
    type: "Application",
  };
}

/** The outputs that the provider adds; an input of the same name wins, except an identity that gets its principal. */
export function computedOutputs(resource: CreatedResource, context: OutputContext = {}): Properties {
  const type = typeName(resource.type);
  switch (packageName(resource.type)) {
    case "azuread":
      return { objectId: objectIdOf(resource.id), ...azuread[type]?.(resource, context), ...resource.inputs };
    case "random":
      return { ...resource.inputs, ...random[type]?.(resource, context) };
    case "azure-native":
      return { ...resource.inputs, ...azureNative(resource, context) };
    default:
      return resource.inputs;
  }
}

function azureNative(resource: CreatedResource, context: OutputContext): Properties {
  const tenantId = context.tenantId ?? placeholderTenantId;
  const type = typeName(resource.type);
  const identity = resource.inputs["identity"];
  return {
    name: armName(type, resource.inputs) ?? resource.id.split("/").at(-1) ?? resource.name,
    ...(typeof identity === "object" &&
      identity !== null && { identity: { ...identity, principalId: made(resource, "principalId"), tenantId } }),
    ...(type === "UserAssignedIdentity" && {
      principalId: made(resource, "principalId"),
      clientId: made(resource, "clientId"),
      tenantId,
    }),
    ...(type === "Workspace" && { customerId: made(resource, "customerId") }),
  };
}

/** Properties that take the provider's id (`/applications/8d2f…`), where others take the object id. */
const providerIdProperties: ReadonlySet<string> = new Set([
  "applicationId",
  "authenticationStrengthPolicyId",
  "claimsMappingPolicyId",
  "servicePrincipalId",
]);

/**
 * The value that a property of another resource gets from this one, as far as the property's name says which output it
 * reads. In a preview the value is unknown, and of the resource behind it only the URN is known.
 * @param id the resource's id in the plan
 */
export function valueReadBy(property: string, producer: CreatedResource, id: string): string {
  const outputs = computedOutputs(producer);
  const output = (name: string) => textOf(outputs[name]) ?? id;
  const type = packageName(producer.type) === "azuread" ? typeName(producer.type) : "";
  if (property === "clientId" || property === "authorizedClientId") return output("clientId");
  if (type === "DirectoryRole" || type === "CustomDirectoryRole") return output("templateId");
  if (property === "directoryScopeId") return type === "AdministrativeUnit" ? `/administrativeUnits/${id}` : `/${id}`;
  if (providerIdProperties.has(property) && type !== "") return producer.id;
  if (packageName(producer.type) === "azure-native") {
    if (/principal/i.test(property))
      return textOf(propertyOf(outputs["identity"], "principalId")) ?? output("principalId");
    if (/name$/i.test(property)) return output("name");
  }
  return id;
}

/** `value → id` of app roles or permission scopes. */
export function idsByValue(list: unknown): Record<string, string> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    list.flatMap((entry: unknown) => {
      const value = textOf(propertyOf(entry, "value"));
      const id = textOf(propertyOf(entry, "id"));
      return value === undefined || id === undefined ? [] : [[value, id]];
    }),
  );
}
