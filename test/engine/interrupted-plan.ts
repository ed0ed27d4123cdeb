/** A plan whose resources take one or several requests each. */

import { placeholderId } from "../../src/plan/placeholder-id.ts";
import { planned, planOf } from "../support/plans.ts";

const anna = planned("User", "anna", { displayName: "Anna", userPrincipalName: "anna@harbourdental.example" });
const team = planned("Group", "team", {
  displayName: "team",
  securityEnabled: true,
  assignableToRole: true,
  members: [anna.id],
});
const application = planned("Application", "a", { displayName: "a" });
const principal = planned("ServicePrincipal", "a", { clientId: placeholderId(`${application.urn}#clientId`) });

export const interruptedPlan = planOf([
  anna,
  team,
  planned("DirectoryRoleAssignment", "role", {
    roleId: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
    principalObjectId: team.id,
  }),
  planned("PrivilegedAccessGroupEligibilitySchedule", "eligible", {
    groupId: team.id,
    principalId: anna.id,
    assignmentType: "member",
    duration: "P30D",
    justification: "j",
  }),
  application,
  planned("ApplicationPassword", "secret", { applicationId: application.id, displayName: "s" }),
  principal,
]);
