/** What it takes to activate an eligible Azure role: role management policies, found by scope and role. */

import { describe, expect, test } from "vitest";

import { readAzureAssignments } from "../../../src/access/azure/assignments.ts";
import { scopeOfExtension } from "../../../src/access/azure/scopes.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

const contributor = roleId("Contributor");
const byMiriam = { approvers: [["miriam"]] };
const approvers = [{ id: "miriam" }];

/** The rules of a policy that demands an approval, or of one that nearly does. */
function rules(setting: Record<string, unknown> = {}, id = "Approval_EndUser_Assignment") {
  const stages = { approvalStages: [{ primaryApprovers: approvers }] };
  return [
    { id: "Expiration_EndUser_Assignment" },
    { id, setting: { isApprovalRequired: true, ...stages, ...setting } },
  ];
}

/** What Dana needs to activate Contributor over the subscription, and what it hangs on, her eligibility first. */
function activation(make: (azure: AzureBuilder) => void) {
  const tenant = new TenantBuilder();
  tenant.user("miriam@harbourdental.example");
  const azure = new AzureBuilder(tenant);
  azure.eligible("dana", "Contributor");
  make(azure);
  const [held] = readAzureAssignments(tenant.attribution().directory).all;
  return { condition: held?.condition, objectKeys: held?.objectKeys.map((key) => key.split("/").slice(-2).join("/")) };
}

/** A policy that demands an approval, and what puts it on a role. */
function policy(azure: AzureBuilder, properties: Record<string, unknown> = { rules: rules() }, where = "sub"): string {
  return azure.extension("roleManagementPolicies", where, properties);
}

function put(azure: AzureBuilder, properties: Record<string, unknown>, where = "sub"): string {
  const settings = { roleDefinitionId: contributor, ...properties };
  return azure.extension("roleManagementPolicyAssignments", where, settings);
}

describe("an approval is needed", () => {
  const keys = ["roleEligibilityScheduleRequests/1", "roleManagementPolicyAssignments/3", "roleManagementPolicies/2"];

  test.each<[string, (azure: AzureBuilder) => void, string[]]>([
    ["by the policy that the role has at the scope", (azure) => put(azure, { policyId: policy(azure) }), keys],
    ["however the id of the policy is spelt", (azure) => put(azure, { policyId: policy(azure).toUpperCase() }), keys],
    [
      "however the id of the role is spelt",
      (azure) => put(azure, { policyId: policy(azure), roleDefinitionId: contributor.toUpperCase() }),
      keys,
    ],
    [
      "when the role is named by its GUID alone",
      (azure) => put(azure, { policyId: policy(azure), roleDefinitionId: contributor.split("/").at(-1) }),
      keys,
    ],
    [
      "when the policy's place is said beside its id",
      (azure) => put(azure, { policyId: policy(azure), scope: "/subscriptions/SUB/" }, "sub/rg"),
      keys,
    ],
    [
      "by the effective rules, when the policy itself is not in sight",
      (azure) => put(azure, { policyId: "/gone", effectiveRules: rules() }),
      ["roleEligibilityScheduleRequests/1", "roleManagementPolicyAssignments/2"],
    ],
    [
      "by the effective rules, when only the policy's id is in sight",
      (azure) => {
        const type = "Microsoft.Authorization/roleManagementPolicies";
        azure.tenant.collections.armResources.push({ id: "/roleManagementPolicies/2", name: "2", type });
        put(azure, { policyId: "/roleManagementPolicies/2", effectiveRules: rules() });
      },
      ["roleEligibilityScheduleRequests/1", "roleManagementPolicyAssignments/2", "roleManagementPolicies/2"],
    ],
    [
      "by the policy, whatever rules were in effect before",
      (azure) => put(azure, { policyId: policy(azure), effectiveRules: [] }),
      keys,
    ],
    [
      "however the rule is spelt",
      (azure) => put(azure, { policyId: policy(azure, { rules: rules({}, "APPROVAL_ENDUSER_ASSIGNMENT") }) }),
      keys,
    ],
    [
      "whatever other rules there are, also such as have no id",
      (azure) => put(azure, { policyId: policy(azure, { rules: [{}, ...rules()] }) }),
      keys,
    ],
    [
      "in whatever case ARM writes the types",
      (azure) => {
        const policyId = azure.extension("ROLEMANAGEMENTPOLICIES", "sub", { rules: rules() });
        const properties = { roleDefinitionId: contributor, policyId };
        azure.extension("ROLEMANAGEMENTPOLICYASSIGNMENTS", "sub", properties, "MICROSOFT.AUTHORIZATION");
      },
      ["roleEligibilityScheduleRequests/1", "ROLEMANAGEMENTPOLICYASSIGNMENTS/3", "ROLEMANAGEMENTPOLICIES/2"],
    ],
  ])("%s", (_name, make, objectKeys) => {
    expect(activation(make)).toEqual({ condition: byMiriam, objectKeys });
  });

  // What a program only reads (RoleManagementPolicyAssignment.get) says its id and nothing else.
  test("by the policy in the name of an assignment of which only the id is known, for the role in it alone", () => {
    const policyGuid = "0f9d2c3b-6a1e-4f57-9b08-2d4c6e8a1b37";
    const read = (role: string) => (azure: AzureBuilder) => {
      const at = policy(azure).replace(/[^/]+$/, "");
      const [policies] = azure.tenant.collections.armResources.filter(({ id }) => id.startsWith(at));
      if (policies !== undefined) Object.assign(policies, { id: `${at}${policyGuid}`, name: policyGuid });
      const name = `${policyGuid}_${role.slice(role.lastIndexOf("/") + 1)}`;
      const type = "Microsoft.Authorization/roleManagementPolicyAssignments";
      const id = `${at.replace("roleManagementPolicies", "roleManagementPolicyAssignments")}${name}`;
      azure.tenant.collections.armResources.push({ id, name, type, properties: {} });
    };
    expect(activation(read(contributor)).condition).toEqual(byMiriam);
    expect(activation(read(roleId("Reader"))).condition).toBe("self-activation");
  });
});

describe("who is eligible activates alone", () => {
  const none = ["roleEligibilityScheduleRequests/1"];
  const both = [...none, "roleManagementPolicyAssignments/3", "roleManagementPolicies/2"];

  test.each<[string, (azure: AzureBuilder) => void, string[]]>([
    ["without a policy", () => {}, none],
    ["when the policy is on nothing", (azure) => policy(azure), none],
    ["when it is on another role", (azure) => put(azure, { policyId: policy(azure), roleDefinitionId: "owner" }), none],
    ["when it is on no role", (azure) => put(azure, { policyId: policy(azure), roleDefinitionId: null }), none],
    ["when it is on a place above", (azure) => put(azure, { policyId: policy(azure) }, "/"), none],
    ["when it is on a place below", (azure) => put(azure, { policyId: policy(azure) }, "sub/rg"), none],
    [
      "when what it names is no policy",
      (azure) => put(azure, { policyId: azure.extension("locks", "sub", { rules: rules() }) }),
      none,
    ],
    [
      "when only something else says rules",
      (azure) => azure.extension("locks", "sub", { roleDefinitionId: contributor, effectiveRules: rules() }),
      none,
    ],
    ["when nobody sees any rules", (azure) => put(azure, { policyId: "/gone" }), none],
    [
      "when nothing says which policy it is",
      (azure) => {
        policy(azure);
        put(azure, {});
      },
      none,
    ],
    ["when the policy has no rules", (azure) => put(azure, { policyId: policy(azure, { rules: [] }) }), both],
    [
      "when the approval is switched off",
      (azure) => put(azure, { policyId: policy(azure, { rules: rules({ isApprovalRequired: false }) }) }),
      both,
    ],
    [
      "when nothing switches the approval on",
      (azure) => put(azure, { policyId: policy(azure, { rules: rules({ isApprovalRequired: undefined }) }) }),
      both,
    ],
    [
      "when the approval is for something else",
      (azure) => put(azure, { policyId: policy(azure, { rules: rules({}, "Approval_Admin_Eligibility") }) }),
      both,
    ],
    [
      "when the rule has no setting",
      (azure) => put(azure, { policyId: policy(azure, { rules: [{ id: "Approval_EndUser_Assignment" }] }) }),
      both,
    ],
  ])("%s", (_name, make, objectKeys) => {
    expect(activation(make)).toEqual({ condition: "self-activation", objectKeys });
  });
});

describe("who approves", () => {
  const escalation = { escalationApprovers: [{ id: "nora" }] };
  test.each<[string, unknown, string[][]]>([
    ["whoever is named, in the tenant's own spelling", [{ primaryApprovers: [{ id: "MIRIAM" }] }], [["miriam"]]],
    ["one of several", [{ primaryApprovers: [{ id: "miriam" }, { id: "nora" }] }], [["miriam", "nora"]]],
    ["each stage", [{ primaryApprovers: [{ id: "a" }] }, { primaryApprovers: [{ id: "b" }] }], [["a"], ["b"]]],
    [
      "whom it escalates to",
      [{ primaryApprovers: approvers, isEscalationEnabled: true, ...escalation }],
      [["miriam", "nora"]],
    ],
    ["not whom it would escalate to", [{ primaryApprovers: approvers, ...escalation }], [["miriam"]]],
    ["nobody who can be read", [{ primaryApprovers: [{ userType: "Group" }, "x"] }], [["", ""]]],
    ["nobody at all", [{}], [[]]],
    ["no stage", undefined, []],
  ])("%s", (_name, approvalStages, expected) => {
    const { condition } = activation((azure) =>
      put(azure, { policyId: policy(azure, { rules: rules({ approvalStages }) }) }),
    );
    expect(condition).toEqual({ approvers: expected });
  });
});

test.each<[string, string, Record<string, unknown>, string]>([
  ["what it hangs on", "/subscriptions/S/providers/Microsoft.Authorization/roleAssignments/1", {}, "/subscriptions/s"],
  [
    "the last thing it hangs on",
    "/subscriptions/s/Providers/Microsoft.Web/sites/a/PROVIDERS/Microsoft.Authorization/roleAssignments/1",
    {},
    "/subscriptions/s/providers/microsoft.web/sites/a",
  ],
  ["the root, when it hangs on nothing", "/providers/Microsoft.Authorization/roleAssignments/1", {}, "/"],
  ["the root, when its id has no known form", "3f0c2d4e", {}, "/"],
  [
    "what it says, whatever it hangs on",
    "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/1",
    { scope: "/subscriptions/Other/" },
    "/subscriptions/other",
  ],
])("an extension holds at %s", (_name, id, properties, scope) => {
  expect(scopeOfExtension({ id, properties })).toBe(scope);
});

test("an extension of which only the id is in sight holds at what it hangs on", () => {
  const id = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/1";
  expect(scopeOfExtension({ id })).toBe("/subscriptions/s");
});
