/** `id` and `objectId` of azuread's resources: which of the two the provider takes where, and which it refuses in the middle of a deployment. */

import { describe, expect, it } from "vitest";
import { misformedIds } from "../../../src/tenant/resources/id-forms.ts";
import { lookup, planned, planOf } from "../../support/plans.ts";

const id = "8d2f1c3a-0000-4000-8000-000000000001";
const unknown = { "demarc:unknown": true, from: [] };

const messages = (type: string, inputs: object) =>
  misformedIds(planOf([planned(type, "it", { ...inputs })])).map(({ message }) => message);

describe("an id with its path", () => {
  it.each([
    ["GroupRoleManagementPolicy", "groupId", { groupId: `/groups/${id}`, roleId: "member" }],
    ["PrivilegedAccessGroupEligibilitySchedule", "groupId", { groupId: `/groups/${id}` }],
    ["PrivilegedAccessGroupEligibilitySchedule", "principalId", { principalId: `/users/${id}` }],
    ["DirectoryRoleAssignment", "principalObjectId", { principalObjectId: `/servicePrincipals/${id}` }],
    ["DirectoryRoleAssignment", "roleId", { roleId: `/directoryRoles/${id}` }],
    ["Group", "members", { members: [id, `/users/${id}`, `/users/${id}`] }],
    ["AppRoleAssignment", "resourceObjectId", { resourceObjectId: `/servicePrincipals/${id}` }],
    ["ApplicationPreAuthorized", "authorizedClientId", { authorizedClientId: `/applications/${id}` }],
    [
      "ConditionalAccessPolicy",
      "conditions.users.excludedGroups",
      { conditions: { users: { includedUsers: ["All"], excludedGroups: [`/groups/${id}`] } } },
    ],
    [
      "GroupRoleManagementPolicy",
      "activationRules.approvalStage.primaryApprovers.objectId",
      {
        activationRules: { approvalStage: { primaryApprovers: [{ objectId: `/groups/${id}`, type: "groupMembers" }] } },
      },
    ],
    ["azure-native:authorization:RoleAssignment", "principalId", { principalId: `/groups/${id}` }],
    ["azure-native:authorization/v20220401:RoleAssignment", "principalId", { principalId: `/groups/${id}` }],
  ])("%s: %s takes none", (type, property, inputs) => {
    expect(messages(type, inputs)).toEqual([expect.stringMatching(new RegExp(`^${property} takes .* with a path`))]);
  });

  it.each([
    ["an id alone", "Group", { members: [id], owners: [id] }],
    ["what is not known yet", "GroupMember", { groupObjectId: unknown, memberObjectId: unknown }],
    ["words of conditional access", "ConditionalAccessPolicy", { conditions: { users: { includedUsers: ["All"] } } }],
    ["the path that is asked for", "ApplicationPassword", { applicationId: `/applications/${id}` }],
    ["a property that nobody validates", "Group", { description: `/groups/${id}` }],
    ["a resource of another provider", "random:index/randomId:RandomId", { groupId: `/groups/${id}` }],
    ["a scope of Azure", "azure-native:authorization:RoleAssignment", { scope: `/subscriptions/${id}` }],
  ])("near miss: %s", (_, type, inputs) => {
    expect(messages(type, inputs)).toEqual([]);
  });

  it("near miss: what is only read is as it is", () => {
    const read = planned("GroupMember", "it", { groupObjectId: `/groups/${id}` }, { read: true });
    expect(misformedIds(planOf([read]))).toEqual([]);
  });
});

describe("an id without its path", () => {
  const application = planned("Application", "app", { displayName: "App" });
  const password = (applicationId: string) => planned("ApplicationPassword", "password", { applicationId });

  it("is refused where it is that of an object of the plan, or of a lookup", () => {
    const found = lookup("getApplication", { displayName: "App" });
    for (const plan of [planOf([application, password(application.id)]), planOf([password(found.id)], [found])]) {
      expect(misformedIds(plan)).toEqual([
        {
          urn: password("").urn,
          message:
            "applicationId takes an application's id with its path (/applications/…), and is given the object id alone.",
          remedy: "Refer to id of the application.",
        },
      ]);
    }
  });

  it("near miss: what another stack gives may be either", () => {
    const output = { ...lookup("getApplication", {}), token: "pulumi:pulumi:StackReference", asked: { output: "app" } };
    expect(misformedIds(planOf([password(output.id)], [output]))).toEqual([]);
    expect(misformedIds(planOf([password(id)]))).toEqual([]);
  });

  it("is refused with the path of something else", () => {
    expect(messages("ServicePrincipalPassword", { servicePrincipalId: `/applications/${id}` })).toHaveLength(1);
  });
});

describe("a directory scope", () => {
  it.each([`/directory/administrativeUnits/${id}`, `/applications/${id}`])("%s is none", (directoryScopeId) => {
    expect(messages("DirectoryRoleAssignment", { directoryScopeId })).toHaveLength(1);
  });

  it.each(["/", `/administrativeUnits/${id}`, `/${id}`, unknown])("near miss: %s", (directoryScopeId) => {
    expect(messages("DirectoryRoleAssignment", { directoryScopeId })).toEqual([]);
  });
});
