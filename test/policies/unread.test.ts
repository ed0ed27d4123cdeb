import { describe, expect, test } from "vitest";
import { judge } from "../../policies/judge.ts";
import { planUnderstood } from "../../policies/rules/plan-understood.ts";
import { harbour } from "../support/matrices.ts";
import { planned, planOf } from "../support/plans.ts";

const { matrix } = harbour();

type Inputs = Readonly<Record<string, unknown>>;

/** Severity and words of what the rule says of one resource. */
function said(type: string, inputs: Inputs): string[] {
  const plan = planOf([planned(type, "it", inputs)]);
  const { findings } = judge({ matrix, plan, scope: "partial", rules: [planUnderstood], today: "2026-11-21" });
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

const deployment = "azure-native:resources:Deployment";
const template = (...types: string[]) => ({
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  resources: types.map((type) => ({ type, apiVersion: "2024-01-01", name: "x", properties: {} })),
});
const refused = (why: string) => [
  `error: What this does is not read by Demarc and may give access (${why}); so it is refused, not passed.`,
];
const grant = "Microsoft.Authorization/roleAssignments";

describe("what a template deploys", () => {
  test.each<[string, string, Inputs]>([
    ["a connection", deployment, { properties: { template: template("Microsoft.Web/connections") } }],
    ["text", deployment, { properties: { template: JSON.stringify(template("Microsoft.Web/connections")) } }],
    ["a stack", "azure-native:resources:DeploymentStackAtSubscription", { template: template("Microsoft.Web/sites") }],
    [
      "in the classic provider's words",
      "azure:core/resourceGroupTemplateDeployment:ResourceGroupTemplateDeployment",
      { templateContent: JSON.stringify(template("Microsoft.Web/sites")) },
    ],
    ["nothing, only what would be", "azure-native:resources:DeploymentStacksWhatIfResultsAtSubscription", {}],
    ["a lock", deployment, { properties: { template: template("Microsoft.Authorization/locks") } }],
  ])("passes where nothing in it gives access: %s", (_, type, inputs) => {
    expect(said(type, inputs)).toEqual([]);
  });

  test.each<[string, string, Inputs, string]>([
    ["a role", deployment, { properties: { template: template("Microsoft.Web/sites", grant) } }, grant],
    [
      "an eligible role",
      "azure-native:resources/v20240301:DeploymentAtSubscriptionScope",
      { properties: { template: template("microsoft.authorization/roleEligibilityScheduleRequests") } },
      "microsoft.authorization/roleEligibilityScheduleRequests",
    ],
    [
      "a delegation, in text",
      "azure:core/subscriptionTemplateDeployment:SubscriptionTemplateDeployment",
      { templateContent: JSON.stringify(template("Microsoft.ManagedServices/registrationAssignments")) },
      "Microsoft.ManagedServices/registrationAssignments",
    ],
    [
      "whatever another template says",
      deployment,
      { properties: { template: { resources: [{ properties: { templateLink: { uri: "https://x.example/t" } } }] } } },
      "templateLink",
    ],
    [
      "a script",
      "azure-native:resources:DeploymentStackAtResourceGroup",
      { template: template("Microsoft.Resources/deploymentScripts") },
      "Microsoft.Resources/deploymentScripts",
    ],
  ])("is refused where something in it gives access: %s", (_, type, inputs, found) => {
    expect(said(type, inputs)).toEqual(refused(`${found} is in its template`));
  });

  test.each<[string, Inputs]>([
    ["elsewhere", { properties: { templateLink: { uri: "https://x.example/template.json" } } }],
    ["not known yet", { properties: { template: { "demarc:unknown": true, from: [] } } }],
    ["secret", { properties: { template: { "demarc:secret": true } } }],
  ])("is refused where the template is %s", (_, inputs) => {
    expect(said(deployment, inputs)).toEqual(refused("its template does not stand in the plan"));
  });
});

test("a script is refused where it can do something, and warned of elsewhere", () => {
  const script = "azure-native:resources:AzureCliScript";
  const classic = "azure:core/resourceDeploymentScriptAzureCli:ResourceDeploymentScriptAzureCli";
  const why = refused("its script runs as an identity, and does whatever that may do");
  expect(said(script, { identity: { type: "UserAssigned", userAssignedIdentities: ["/x"] } })).toEqual(why);
  expect(said(classic, { identity: { type: "UserAssigned", identityIds: ["/x"] } })).toEqual(why);
  expect(said(script, { scriptContent: "date" })).toEqual([expect.stringMatching(/^warning: /)]);
});

test("a resource of any type is refused where its type gives access", () => {
  const type = "azure-native:resources:Resource";
  const named = (resourceProviderNamespace: string, resourceType: string, parentResourcePath = "") =>
    said(type, { resourceProviderNamespace, resourceType, parentResourcePath });
  expect(named("Microsoft.Authorization", "roleAssignments")).toEqual(refused(`it is a ${grant}`));
  expect(named("Microsoft.KeyVault", "accessPolicies", "vaults")).toEqual(
    refused("it is a Microsoft.KeyVault/vaults/accessPolicies"),
  );
  expect(named("Microsoft.Web", "connections")).toEqual([expect.stringMatching(/^warning: /)]);
});

test("a blueprint is refused where roles are given", () => {
  expect(said("azure-native:blueprint:Assignment", {})).toEqual(refused("a blueprint gives the roles that are in it"));
  expect(said("azure-native:blueprint:Blueprint", {})).toEqual([expect.stringMatching(/^warning: /)]);
});

describe("a command of which nobody knows what it does", () => {
  const command = "command:local:Command";
  test.each<[string, Inputs, string]>([
    ["the Azure CLI", { create: "az role  assignment create --role Owner --assignee x" }, "az role  assignment create"],
    ["PowerShell", { create: "Connect-MgGraph; New-MgGroupMemberByRef -GroupId x" }, "New-MgGroupMemberByRef"],
    ["in lists", { triggers: ["x"], environment: { URL: "https://x/groups/1/members/$ref" } }, "members/$ref"],
  ])("is refused where it says that it gives access: %s", (_, inputs, found) => {
    expect(said(command, inputs)).toEqual(refused(`"${found}" is in it`));
  });

  test("also as a resource that the program implements itself", () => {
    const inputs = { method: "POST", path: "/roleManagement/directory/roleAssignments" };
    const found = "roleManagement/directory/roleAssignments";
    expect(said("pulumi-nodejs:dynamic:Resource", inputs)).toEqual(refused(`"${found}" is in it`));
  });

  test("is warned of elsewhere", () => {
    for (const create of ["az group list", "Get-MgGroupMember", "npm run build", "az role assignment list"]) {
      expect(said(command, { create })).toEqual([expect.stringMatching(/^warning: /)]);
    }
  });
});
