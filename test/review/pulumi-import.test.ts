import { describe, expect, it, test } from "vitest";
import type { AccessRecord } from "../../src/access/record.ts";
import { importCommand } from "../../src/review/pulumi-import.ts";
import { access, role } from "./fixture.ts";

const one = "11111111-0000-4000-8000-000000000001";
const two = "22222222-0000-4000-8000-000000000002";
const three = "33333333-0000-4000-8000-000000000003";

describe("pulumi import takes the id in the provider's form", () => {
  test.each<[AccessRecord, string]>([
    [
      role({ held: "standing", objectKey: "ePROZI_iKE653D_d6aoLHyr-lKgHI8ZGiIdz8CLVcng-1" }),
      "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment dana-reyes-helpdesk-administrator /roleManagement/directory/roleAssignments/ePROZI_iKE653D_d6aoLHyr-lKgHI8ZGiIdz8CLVcng-1",
    ],
    [
      role({ objectKey: one }),
      `azuread:index/directoryRoleEligibilityScheduleRequest:DirectoryRoleEligibilityScheduleRequest dana-reyes-helpdesk-administrator ${one}`,
    ],
    [
      access("group-member", { target: "Team", objectKey: `members:${one}:${two}` }),
      `azuread:index/groupMember:GroupMember dana-reyes-team ${one}/member/${two}`,
    ],
    [
      access("group-member", { target: "Team", held: "eligible", objectKey: `${one}_member_${three}` }),
      `azuread:index/privilegedAccessGroupEligibilitySchedule:PrivilegedAccessGroupEligibilitySchedule dana-reyes-team ${one}_member_${three}`,
    ],
    [
      access("group-owner", { target: "Team", objectKey: `${one}_owner_${three}` }),
      `azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule dana-reyes-team ${one}_owner_${three}`,
    ],
    [
      access("application-owner", { target: "Console", scope: "app registration", objectKey: `owners:${one}:${two}` }),
      `azuread:index/applicationOwner:ApplicationOwner dana-reyes-console /applications/${one}/owners/${two}`,
    ],
    [
      access("application-role", { target: "Agent", targetId: one, scope: "Jira", objectKey: "ePROZI_iKE653D" }),
      `azuread:index/appRoleAssignment:AppRoleAssignment dana-reyes-agent /servicePrincipals/${one}/appRoleAssignedTo/ePROZI_iKE653D`,
    ],
    [
      access("application-credential", {
        target: "federated credential",
        principal: { id: one, identity: "application:Console" },
        objectKey: two,
        settings: { issuer: "https://x" },
      }),
      `azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential console-federated-credential ${one}/federatedIdentityCredential/${two}`,
    ],
    [
      access("conditional-access-policy", {
        target: "MFA",
        principal: { identity: "policy:MFA" },
        objectKey: one,
      }),
      `azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy mfa /identity/conditionalAccess/policies/${one}`,
    ],
    [
      access("azure-role", {
        target: "Reader",
        objectKey: `/subscriptions/${one}/providers/Microsoft.Authorization/roleAssignments/${two}`,
      }),
      `azure-native:authorization:RoleAssignment dana-reyes-reader /subscriptions/${one}/providers/Microsoft.Authorization/roleAssignments/${two}`,
    ],
  ])("%#", (record, expected) => {
    expect(importCommand(record)).toBe(`pulumi import ${expected}`);
  });

  test.each<[string, AccessRecord]>([
    ["a secret", access("application-credential", { target: "secret rmm", objectKey: one })],
    [
      "an owner of a service principal",
      access("application-owner", { scope: "service principal", objectKey: `owners:${one}:${two}` }),
    ],
    ["an owner that is a property of the group", access("group-owner", { objectKey: `owners:${one}:${two}` })],
    ["a member that only the classic relation shows", role({ held: "standing", objectKey: `members:${one}:${two}` })],
    ["an id that is no plain id", role({ held: "standing", objectKey: "x'; rm -rf /; '" })],
  ])("%s cannot be imported", (_, record) => {
    expect(importCommand(record)).toBeUndefined();
  });

  it("a name that others chose is only letters, digits and hyphens", () => {
    const record = role({ objectKey: one, target: "$(reboot); `x`", principal: { identity: "user:a;b@x.example" } });
    expect(importCommand(record)?.split(" ")[3]).toBe("a-b-reboot-x");
  });
});
