/**
 * How an existing access comes under Pulumi's management as it is: `pulumi import TYPE NAME ID`. The form of the id is the provider's:
 * the section "Import" of each resource's page (https://registry.terraform.io/providers/hashicorp/azuread/latest/docs; in the source
 * github.com/hashicorp/terraform-provider-azuread, docs/resources, at f0169e0e). azure-native takes ids of Azure Resource Manager
 * (https://www.pulumi.com/registry/packages/azure-native/api-docs/authorization/roleassignment/#import).
 */

import type { AccessRecord, RecordKind } from "../access/record.ts";

interface Importable {
  readonly type: string;
  /** The provider's id; undefined where this record has none. */
  readonly id: (record: AccessRecord) => string | undefined;
}

const azuread = (name: string) => `azuread:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

/** Page of the provider → type; kinds that are absent are properties of another resource, or cannot be imported (secrets, invitations). */
const importable: Partial<Record<RecordKind, (record: AccessRecord) => Importable | undefined>> = {
  "directory-role": ({ held }) =>
    held === "eligible"
      ? // directory_role_eligibility_schedule_request.md
        { type: azuread("DirectoryRoleEligibilityScheduleRequest"), id: ({ objectKey }) => objectKey }
      : // The page has a bare id; the source demands the path (internal/services/directoryroles/directory_role_assignment_resource.go).
        {
          type: azuread("DirectoryRoleAssignment"),
          id: ({ objectKey }) =>
            objectKey.includes(":") ? undefined : `/roleManagement/directory/roleAssignments/${objectKey}`,
        },
  "group-member": ({ held, objectKey }) =>
    isSchedule(objectKey)
      ? groupSchedule(held)
      : {
          // group_member.md
          type: azuread("GroupMember"),
          id: (record) => {
            const parts = relation(record, "members");
            return parts && `${parts.of}/member/${parts.element}`;
          },
        },
  "group-owner": ({ held, objectKey }) => (isSchedule(objectKey) ? groupSchedule(held) : undefined),
  "application-owner": ({ scope }) =>
    scope === "app registration"
      ? {
          // application_owner.md
          type: azuread("ApplicationOwner"),
          id: (record) => {
            const parts = relation(record, "owners");
            return parts && `/applications/${parts.of}/owners/${parts.element}`;
          },
        }
      : undefined,
  // app_role_assignment.md
  "application-role": () => ({
    type: azuread("AppRoleAssignment"),
    id: ({ targetId, objectKey }) => `/servicePrincipals/${targetId}/appRoleAssignedTo/${objectKey}`,
  }),
  // service_principal_delegated_permission_grant.md
  "delegated-permission": () => ({
    type: azuread("ServicePrincipalDelegatedPermissionGrant"),
    id: ({ objectKey }) => `/oauth2PermissionGrants/${objectKey}`,
  }),
  "application-credential": ({ settings }) =>
    settings?.["issuer"] === undefined
      ? undefined
      : {
          // application_federated_identity_credential.md
          type: azuread("ApplicationFederatedIdentityCredential"),
          id: ({ principal, objectKey }) => `${principal.id}/federatedIdentityCredential/${objectKey}`,
        },
  // conditional_access_policy.md
  "conditional-access-policy": () => ({
    type: azuread("ConditionalAccessPolicy"),
    id: ({ objectKey }) => `/identity/conditionalAccess/policies/${objectKey}`,
  }),
  // named_location.md
  "named-location": () => ({
    type: azuread("NamedLocation"),
    id: ({ objectKey }) => `/identity/conditionalAccess/namedLocations/${objectKey}`,
  }),
  // authentication_strength_policy.md
  "authentication-strength": () => ({
    type: azuread("AuthenticationStrengthPolicy"),
    id: ({ objectKey }) => `/policies/authenticationStrengthPolicies/${objectKey}`,
  }),
  "administrative-unit-member": () => ({
    // administrative_unit_member.md
    type: azuread("AdministrativeUnitMember"),
    id: (record) => {
      const parts = relation(record, "members");
      return parts && `/directory/administrativeUnits/${parts.of}/members/${parts.element}`;
    },
  }),
  // user.md
  user: () => ({ type: azuread("User"), id: ({ objectKey }) => `/users/${objectKey}` }),
  "azure-role": ({ held }) =>
    held === "eligible"
      ? undefined
      : {
          type: "azure-native:authorization:RoleAssignment",
          id: ({ objectKey }) => (objectKey.startsWith("/") ? objectKey : undefined),
        },
};

/** privileged_access_group_eligibility_schedule.md, privileged_access_group_assignment_schedule.md: the schedule's own id. */
function groupSchedule(held: AccessRecord["held"]): Importable {
  const name =
    held === "eligible" ? "PrivilegedAccessGroupEligibilitySchedule" : "PrivilegedAccessGroupAssignmentSchedule";
  return { type: azuread(name), id: ({ objectKey }) => objectKey };
}

/** `<group>_member_<schedule>` */
function isSchedule(objectKey: string): boolean {
  return /^[0-9a-f-]{36}_(?:member|owner)_[0-9a-f-]{36}$/i.test(objectKey);
}

function relation({ objectKey }: AccessRecord, name: "members" | "owners") {
  const [kind, of, element] = objectKey.split(":");
  return kind === name && of !== undefined && element !== undefined ? { of, element } : undefined;
}

/** What an import of one access says: the resource's type and the provider's id. Undefined where it cannot be imported. */
export function importOf(record: AccessRecord): { readonly type: string; readonly id: string } | undefined {
  const found = importable[record.kind]?.(record);
  const id = found?.id(record);
  return found === undefined || id === undefined ? undefined : { type: found.type, id };
}

/** The command for one access; undefined where it cannot be imported. Ids that are not plain give none: others chose them. */
export function importCommand(record: AccessRecord): string | undefined {
  const found = importOf(record);
  if (found === undefined || !/^[A-Za-z0-9_./-]+$/.test(found.id)) return undefined;
  return `pulumi import ${found.type} ${resourceName(record)} ${found.id}`;
}

/** A name for the resource: who and what, in lower case. */
function resourceName({ principal, target, kind }: AccessRecord): string {
  const who = principal.identity.replace(/^\w+:/, "").replace(/@.*$/, "");
  const words = kind === "user" || who === target ? who : `${who} ${target}`;
  const name = words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return name === "" ? kind : name.slice(0, 60);
}
