/**
 * Azure resources that deploy something which the model does not read: templates, scripts, blueprints. A template that stands in the
 * plan is read as far as to say whether anything in it can give access.
 */

import { isSecret, isUnknown, type PlannedResource } from "../src/plan/plan.ts";
import { asObject, asText } from "../src/tenant/entity.ts";
import { unversioned } from "../src/tenant/resources/arm.ts";

export interface UnreadAzure {
  /** Whether it gives access, or may: a clause; undefined when nothing in it can. */
  readonly why: string | undefined;
  readonly remedy: string;
}

type Reader = (inputs: PlannedResource["inputs"]) => UnreadAzure | undefined;

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
export function unreadAzure({ type, inputs }: PlannedResource): UnreadAzure | undefined {
  const token = unversioned(type);
  return readers.find(([pattern]) => pattern.test(token))?.[1](inputs);
}

function ofDeployment(inputs: PlannedResource["inputs"]): UnreadAzure {
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
function ofScript({ identity }: PlannedResource["inputs"]): UnreadAzure | undefined {
  if (identity === undefined) return undefined;
  return {
    why: "its script runs as an identity, and does whatever that may do",
    remedy: "Declare what the script makes as resources of its own, or run it without an identity.",
  };
}

function ofResource(inputs: PlannedResource["inputs"]): UnreadAzure | undefined {
  const type = [inputs["resourceProviderNamespace"], inputs["parentResourcePath"], inputs["resourceType"]]
    .map((part) => asText(part)?.replace(/^\/|\/$/g, ""))
    .filter((part) => part)
    .join("/");
  const found = givesAccess.exec(type)?.[0];
  return found === undefined
    ? undefined
    : { why: `it is a ${found}`, remedy: "Declare it by the resource that azure-native has for this type." };
}

const blueprint: UnreadAzure = {
  why: "a blueprint gives the roles that are in it",
  remedy: "Declare the role assignments as resources of their own.",
};
