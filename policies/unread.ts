/**
 * Resources that do something which the model does not read: templates, scripts, blueprints, commands. A template that stands in the plan is
 * read as far as to say whether anything in it can give access; a command only as far as it says so itself.
 */

import { isSecret, isUnknown, type PlannedResource } from "../src/plan/plan.ts";
import { asObject, asText } from "../src/tenant/entity.ts";
import { unversioned } from "../src/tenant/resources/arm.ts";

export interface Unread {
  /** Whether it gives access, or may: a clause; undefined when nothing in it can. */
  readonly why: string | undefined;
  readonly remedy: string;
}

type Reader = (inputs: PlannedResource["inputs"]) => Unread | undefined;

/** By what a type's token ends in, without its API version. */
const readers: readonly (readonly [type: RegExp, read: Reader])[] = [
  [/^azure-native:resources:DeploymentStacksWhatIf/, () => ({ why: undefined, remedy: "" })],
  [/^azure-native:resources:Deployment/, ofDeployment],
  [/^azure:core\/\w*[tT]emplateDeployment:/, ofDeployment],
  [/^azure-native:resources:Azure(Cli|PowerShell)Script$/, ofScript],
  [/^azure:core\/resourceDeploymentScript\w+:/, ofScript],
  [/^azure-native:resources:Resource$/, ofResource],
  [/^azure-native:blueprint:(Assignment|RoleAssignmentArtifact)$/, () => blueprint],
];

/** Types of ARM that give access, or deploy something else (https://learn.microsoft.com/azure/templates), as a template writes them. */
const givesAccess =
  /microsoft\.(authorization\/(role|deny|policyassignments)|managedservices\/|graph\/|resources\/deploymentscripts|keyvault\/vaults\/accesspolicies|managedidentity\/userassignedidentities\/federated)\w*(\/\w+)*|\btemplatelink\b/i;

const outside = "Declare what gives access as resources of its own, outside of the template.";

/**
 * What may be in a resource that the model does not read; undefined for types of which there is nothing to say but that.
 * @param resource of a type that is not understood
 */
export function readUnread({ type, inputs }: PlannedResource): Unread | undefined {
  const token = unversioned(type);
  const reader = readers.find(([pattern]) => pattern.test(token))?.[1] ?? ofAnything;
  return reader(inputs);
}

/**
 * What gives access at a command line or by a request: the Azure CLI, Az and Microsoft Graph PowerShell, Graph and ARM themselves. Nothing that
 * is not here is cleared by that.
 */
const saysSo =
  /\baz\s+(role\s+(assignment|definition)\s+(create|update)|ad\s+group\s+(member|owner)\s+add|ad\s+(app|sp)\s+(credential\s+reset|owner\s+add|permission\s+(admin-consent|grant)|create-for-rbac)|identity\s+federated-credential\s+create|keyvault\s+set-policy)|\b(New-Az(RoleAssignment|RoleDefinition)|New-Mg\w*(RoleAssignment|RoleEligibility|GroupMember|GroupOwner|AppRoleAssign|Oauth2PermissionGrant)\w*|Add-(Mg\w*Password|AzADGroupMember|AzureADGroupMember|AzureADDirectoryRoleMember))|\b(roleManagement\/directory\/role\w+|roleAssignments\b|roleEligibilityScheduleRequests|appRoleAssign(ments|edTo)|oauth2PermissionGrants|(members|owners)\/\$ref|addPassword\b)/i;

function ofAnything(inputs: PlannedResource["inputs"]): Unread | undefined {
  const found = saysSo.exec(JSON.stringify(inputs))?.[0];
  return found === undefined
    ? undefined
    : { why: `"${found}" is in it`, remedy: "Declare the access by a resource that is modelled." };
}

function ofDeployment(inputs: PlannedResource["inputs"]): Unread {
  const settings = { ...inputs, ...asObject(inputs["properties"]) };
  // What the resource is called by azure-native, and by the classic provider before and after its third version.
  const template = settings["template"] ?? settings["templateContent"] ?? settings["templateBody"];
  if (template === undefined || isUnknown(template) || isSecret(template)) {
    return { why: "its template does not stand in the plan", remedy: `Write the template out. ${outside}` };
  }
  const found = givesAccess.exec(JSON.stringify(template))?.[0];
  return { why: found && `${found} is in its template`, remedy: outside };
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-script-template#configure-the-minimum-permissions */
function ofScript({ identity }: PlannedResource["inputs"]): Unread | undefined {
  if (identity === undefined) return undefined;
  return {
    why: "its script runs as an identity, and does whatever that may do",
    remedy: "Declare what the script makes as resources of its own, or run it without an identity.",
  };
}

function ofResource(inputs: PlannedResource["inputs"]): Unread | undefined {
  const type = [inputs["resourceProviderNamespace"], inputs["parentResourcePath"], inputs["resourceType"]]
    .map((part) => asText(part)?.replace(/^\/|\/$/g, ""))
    .filter((part) => part)
    .join("/");
  const found = givesAccess.exec(type)?.[0];
  return found === undefined
    ? undefined
    : { why: `it is a ${found}`, remedy: "Declare it by the resource that azure-native has for this type." };
}

const blueprint: Unread = {
  why: "a blueprint gives the roles that are in it",
  remedy: "Declare the role assignments as resources of their own.",
};
