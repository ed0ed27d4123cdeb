import { describe, expect, it } from "vitest";
import { planUnderstood } from "../../../policies/rules/plan-understood.ts";
import { providerAccessInMatrix } from "../../../policies/rules/provider-access-in-matrix.ts";
import { providerAzureNoOwner as rule } from "../../../policies/rules/provider-azure-no-owner.ts";
import { tierZeroPrincipalKnown } from "../../../policies/rules/tier-zero-principal-known.ts";
import { placeholderSubscriptionId } from "../../../src/plan/provider-id.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import { goodTenant, type TenantBuilder, tideway } from "../../support/tenant-builder.ts";

type Make = (azure: AzureBuilder, tenant: TenantBuilder) => void;

const dana = "dana.reyes";
const who = "Dana Reyes (dana.reyes@tideway.example) of Tideway IT";
const role = (name: string) => roleId(name).split("/").at(-1);
const delegated = (condition: string) => `
  ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))
    OR (${condition}))
  AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))
    OR (${condition.replace("@Request", "@Resource")}))`;
const only = (...names: string[]) =>
  delegated(
    `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${names.map(role).join(", ")}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`,
  );

function messages(make: Make): string[] {
  const tenant = goodTenant();
  make(new AzureBuilder(tenant), tenant);
  return tenant.findings(rule).map(({ message }) => message);
}

describe(rule.name, () => {
  it("has nothing to say of a good tenant", () => {
    expect(goodTenant().findings(rule)).toEqual([]);
  });

  it.each<[string, Make, string]>([
    [
      "Owner of a subscription",
      (azure) => azure.role(dana, "Owner"),
      `${who} can give roles in Azure: holds Owner over subscription sub.`,
    ],
    [
      "User Access Administrator at the tenant root",
      (azure) => azure.role(dana, "User Access Administrator", "/"),
      `${who} can give roles in Azure: holds User Access Administrator over all of Azure.`,
    ],
    [
      "RBAC Administrator of one resource",
      (azure) => azure.role(dana, "Role Based Access Control Administrator", azure.resource("vm", "web")),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over virtual machine "web".`,
    ],
    [
      "Owner of a management group, through nested groups",
      (azure, tenant) => {
        tenant.group("inner", { members: [dana] });
        tenant.group("platform", { members: ["inner", "joel.lindqvist"] });
        azure.role("platform", "Owner", "/providers/Microsoft.Management/managementGroups/corp");
      },
      `${who} can give roles in Azure: is a member of group "inner", which is a member of group "platform", which holds Owner over management group corp.`,
    ],
    [
      "a custom role that may assign",
      (azure) =>
        azure.role(
          dana,
          azure.customRole("Access", { actions: ["Microsoft.Authorization/roleAssignments/*"] }),
          "sub/rg",
        ),
      `${who} can give roles in Azure: holds Access over resource group rg.`,
    ],
    [
      "a custom role that may do everything",
      (azure) => azure.role(dana, azure.customRole("All", { actions: ["*"], notActions: ["Microsoft.Billing/*"] })),
      `${who} can give roles in Azure: holds All over subscription sub.`,
    ],
    [
      "a custom role that may change what roles mean",
      (azure) =>
        azure.role(dana, azure.customRole("Definer", { actions: ["Microsoft.Authorization/roleDefinitions/write"] })),
      `${who} can give roles in Azure: holds Definer over subscription sub.`,
    ],
    [
      "a role that nobody knows",
      (azure) => azure.role(dana, "/x/0f0f0f0f-0000-4000-8000-000000000000"),
      `${who} can give roles in Azure: holds role 0f0f0f0f-0000-4000-8000-000000000000 over subscription sub (nobody knows what this role allows, so it counts as the worst).`,
    ],
    [
      "an eligibility without an approval",
      (azure) => azure.eligible(dana, "Owner"),
      `${who} can give roles in Azure: can activate Owner over subscription sub alone, without an approval.`,
    ],
    [
      "a condition that lets Contributor be given",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: only("Reader", "Contributor"),
        }),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over subscription sub with a limit to the roles that it can give (it can give Contributor).`,
    ],
    [
      "a condition that only leaves the privileged roles out",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: delegated(
            `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {${role("Owner")}, ${role("User Access Administrator")}, ${role("Role Based Access Control Administrator")}}`,
          ),
        }),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over subscription sub.`,
    ],
    [
      "a condition on who gets the role",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: delegated(
            "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal'",
          ),
        }),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over subscription sub.`,
    ],
    [
      "a condition that cannot be read",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: "only nice roles, please" }),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over subscription sub.`,
    ],
    [
      "a condition that lets a role be given that its holder can rewrite",
      (azure) => {
        const restart = azure.customRole("Restart", { actions: ["Microsoft.Compute/virtualMachines/restart/action"] });
        azure.role(dana, "User Access Administrator", "sub", {
          condition: delegated(
            `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${role("Reader")}, ${restart.split("/").at(-1)}}`,
          ),
        });
      },
      `${who} can give roles in Azure: holds User Access Administrator over subscription sub.`,
    ],
    [
      "a condition on a role that nobody knows",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: delegated(
            "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {0F0F0F0F-0000-4000-8000-00000000000A}",
          ),
        }),
      `${who} can give roles in Azure: holds Role Based Access Control Administrator over subscription sub with a limit to the roles that it can give (it can give role 0f0f0f0f-0000-4000-8000-00000000000a).`,
    ],
    [
      "Lighthouse, User Access Administrator that gives Contributor",
      (azure) =>
        azure.lighthouse(tideway.tenantId, [
          {
            principalId: "engineers",
            principalIdDisplayName: "Tideway Engineers",
            roleDefinitionId: role("User Access Administrator"),
            delegatedRoleDefinitionIds: [role("Contributor"), role("Log Analytics Reader")],
          },
        ]),
      "Tideway Engineers of Tideway IT can give roles in Azure: holds User Access Administrator over subscription sub with a limit to the roles that it can give (it can give Contributor).",
    ],
    [
      "signing in as an application that is Owner",
      (azure, tenant) => {
        tenant.application("Terraform", { owners: [dana, "joel.lindqvist"] });
        azure.role("Terraform", "Owner");
      },
      `${who} can give roles in Azure: owns and can add a credential to application "Terraform", which holds Owner over subscription sub.`,
    ],
    [
      "running code on what is Owner",
      (azure) => {
        azure.resource("automation", "ops", "sub/ops", { runs: "as itself" });
        azure.role("ops", "Owner");
        azure.role(dana, "Automation Contributor", "sub/ops");
      },
      `${who} can give roles in Azure: holds Automation Contributor over resource group ops, which can run code on every automation account in resource group ops, which includes automation account "ops", which runs as managed identity "ops", which holds Owner over subscription sub.`,
    ],
  ])("refuses %s", (_name, make, message) => {
    expect(messages(make)).toEqual([message]);
  });

  it.each<[string, Make]>([
    ["the internal team's Owner", (azure) => azure.role("joel.lindqvist", "Owner")],
    ["Contributor, which cannot give roles", (azure) => azure.role(dana, "Contributor")],
    ["Reader", (azure) => azure.role(dana, "Reader", "/")],
    [
      "a custom role that only reads assignments",
      (azure) =>
        azure.role(
          dana,
          azure.customRole("Auditor", { actions: ["*/read", "Microsoft.Authorization/roleAssignments/read"] }),
        ),
    ],
    [
      "a custom role from which giving roles is taken out",
      (azure) =>
        azure.role(dana, azure.customRole("Most", { actions: ["*"], notActions: ["Microsoft.Authorization/*"] })),
    ],
    [
      "an eligibility that the internal team approves",
      (azure) => {
        azure.eligible(dana, "Owner");
        azure.approval("Owner", "sub", ["approvers"]);
      },
    ],
    [
      "a condition that leaves only harmless roles",
      (azure) =>
        azure.role(dana, "Role Based Access Control Administrator", "sub", { condition: only("AcrPull", "Reader") }),
    ],
    [
      "a condition on a role that cannot rewrite what it may give",
      (azure) => {
        const restart = azure.customRole("Restart", { actions: ["Microsoft.Compute/virtualMachines/restart/action"] });
        azure.role(dana, "Role Based Access Control Administrator", "sub", {
          condition: delegated(
            `@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${restart.split("/").at(-1)}}`,
          ),
        });
      },
    ],
    [
      "Lighthouse, User Access Administrator that gives roles of no weight",
      (azure) =>
        azure.lighthouse(tideway.tenantId, [
          {
            principalId: "engineers",
            roleDefinitionId: role("User Access Administrator"),
            delegatedRoleDefinitionIds: [role("Log Analytics Reader"), role("Monitoring Contributor")],
          },
        ]),
    ],
  ])("accepts %s", (_name, make) => {
    expect(messages(make)).toEqual([]);
  });

  it("refuses a partner of whom the matrix knows nothing, and asks nothing of other strangers", () => {
    expect(
      messages((azure) => {
        azure.role("admin-agents", "Owner", "sub", { principalType: "ForeignGroup" });
        azure.role("somebody", "Owner", "sub", { principalType: "Group" });
        azure.lighthouse("0f0f0f0f-1111-4222-8333-444444444444", [
          { principalId: "desk", principalIdDisplayName: "Somebody's desk", roleDefinitionId: role("Owner") },
        ]);
        azure.role("resellers", "Reader", "sub", { principalType: "ForeignGroup" });
      }),
    ).toEqual([
      "A partner's principal, foreign principal admin-agents and Somebody's desk, can give roles in Azure: holds Owner over subscription sub.",
    ]);
  });

  it("leaves alone partners whom the internal team lets in, and strangers beside one who only reads", () => {
    const foreign = { principalType: "ForeignGroup" };
    expect(
      messages((azure) => {
        azure.eligible("admin-agents", "Owner", "sub", foreign);
        azure.approval("Owner", "sub", ["approvers"]);
      }),
    ).toEqual([]);
    expect(
      messages((azure) => {
        azure.role("somebody", "Owner", "sub", { principalType: "Group" });
        azure.role("resellers", "Reader", "sub", foreign);
      }),
    ).toEqual([]);
  });

  it("shows the way of a partner, and what to do", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    azure.role("admin-agents", "Reader", "other", { principalType: "ForeignGroup" });
    tenant.group("Resellers", { members: ["admin-agents"] });
    azure.role("Resellers", "Owner");
    expect(tenant.findings(rule)).toMatchObject([
      {
        message:
          'A partner\'s principal, foreign principal admin-agents, can give roles in Azure: is a member of group "Resellers", which holds Owner over subscription sub.',
        path: [{ edge: "member-of" }, { to: "Owner over subscription sub" }, { edge: "equals-azure-owner" }],
        remedy:
          "Remove the assignment, or name the partner in the matrix under providers. A reseller's Admin Agents get Owner with each subscription they sell, and selling does not need it.",
      },
    ]);
  });

  it("gives the reason of a way through a group, and what to do instead", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    tenant.group("Platform", { members: [dana, "joel.lindqvist"] });
    azure.role("Platform", "Role Based Access Control Administrator", "sub", { condition: only("Contributor") });
    expect(tenant.findings(rule)).toMatchObject([
      {
        message: `${who} can give roles in Azure: is a member of group "Platform", which holds Role Based Access Control Administrator over subscription sub with a limit to the roles that it can give (it can give Contributor).`,
        remedy:
          'Give a role that the work needs and that cannot give roles (Reader, Monitoring Contributor, …), on the resource group where it is needed, or limit by a condition which roles can be given. Tideway IT works through "Tideway IT – Tier-1 helpdesk", "Tideway IT – After-hours emergency" and 2 more, which its people activate when needed; if that is not enough, change the row in the matrix.',
      },
    ]);
  });

  it("blames what the program declares, and in a program only that", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    azure.role(dana, "Owner", "other");
    const urn = tenant.declare(azure.role(dana, "Owner"), "grant");
    expect(tenant.programFindings(rule).map(({ resource, line }) => [resource, line])).toEqual([[urn, 1]]);
  });

  it("blames who makes a custom role what it is", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    const definition = azure.customRole("Access", { actions: ["Microsoft.Authorization/*"] });
    azure.role(dana, definition);
    const urn = tenant.declare(definition, "definition");
    expect(tenant.programFindings(rule).map(({ resource }) => resource)).toEqual([urn]);
  });

  it.each<[string, string, string]>([
    [
      "Owner",
      "principalId",
      "error: Who gets Owner in Azure cannot be told before the deployment: principalId is not known yet, and a grant of tier 0 to somebody unknown is refused.",
    ],
    [
      "Reader",
      "principalId",
      "warning: Who gets Reader in Azure cannot be told before the deployment: principalId is not known yet.",
    ],
    [
      "Owner",
      "roleDefinitionId",
      "error: What this gives cannot be told before the deployment: roleDefinitionId is not known yet, and it might be tier 0.",
    ],
  ])("%s of which a preview does not know the %s", (name, property, message) => {
    const tenant = goodTenant();
    const known = { principalId: "joel.lindqvist", roleDefinitionId: roleId(name) };
    const urn = tenant.declare("assignment", "grant", {
      type: "azure-native:authorization/v20220401:RoleAssignment",
      inputs: { ...known, [property]: { "demarc:unknown": true, from: [] } },
    });
    tenant.unresolved = [{ urn, property, from: [] }];
    const found = [tierZeroPrincipalKnown, planUnderstood].flatMap((each) => tenant.programFindings(each));
    expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([message]);
  });

  it("is the only rule that speaks of it", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    azure.role(dana, "Owner");
    expect(tenant.findings(providerAccessInMatrix)).toEqual([]);
    azure.role(dana, "Contributor", "sub/rg");
    expect(tenant.findings(providerAccessInMatrix).map(({ message }) => message)).toEqual([
      `${who} holds Contributor over /subscriptions/sub/resourceGroups/rg, which no row of the matrix gives.`,
    ]);
  });

  it("shows nobody the id of a subscription that is made up", () => {
    const tenant = goodTenant();
    new AzureBuilder(tenant).role(dana, "Contributor", `${placeholderSubscriptionId}/rg`);
    expect(tenant.findings(providerAccessInMatrix).map(({ message }) => message)).toEqual([
      `${who} holds Contributor over resource group rg, which no row of the matrix gives.`,
    ]);
  });

  it("leaves an Owner whom the internal team lets in to the matrix", () => {
    const tenant = goodTenant();
    const azure = new AzureBuilder(tenant);
    azure.eligible(dana, "Owner");
    azure.approval("Owner", "sub", ["approvers"]);
    expect(tenant.findings(providerAccessInMatrix).map(({ message }) => message)).toEqual([
      `${who} is eligible for Owner over /subscriptions/sub, which no row of the matrix gives.`,
    ]);
  });
});
