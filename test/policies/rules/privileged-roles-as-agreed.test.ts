import { describe, expect, it } from "vitest";
import { judge } from "../../../policies/judge.ts";
import { privilegedRolesAsAgreed as rule } from "../../../policies/rules/privileged-roles-as-agreed.ts";
import { parseMatrix } from "../../../src/matrix/load.ts";
import type { PlannedResource } from "../../../src/plan/plan.ts";
import { providerText, tokenOf } from "../../../src/resources/tokens.ts";
import { edited, harbour, harbourFile } from "../../support/matrices.ts";
import { planned, planOf } from "../../support/plans.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const userAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";

const matrixWith = (settings = "") =>
  parseMatrix(
    edited(harbourFile, [
      "\nincidentDecisions:",
      `\nprivilegedRoles: { roles: [Global Administrator, User Administrator], ticket: true${settings} }\nincidentDecisions:`,
    ]),
    harbourFile,
  ).matrix;
const matrix = matrixWith();

const type = tokenOf("DirectoryRoleManagementPolicy");
const person = (name: string, address: string) =>
  planned("User", name, { userPrincipalName: address, mail: address, displayName: name });
const approver = person("joel", "joel.lindqvist@harbourdental.example");
const outsider = person("dana", "dana.reyes@tideway.example");
const stage = (...people: readonly PlannedResource[]) => ({
  primaryApprovers: people.map(({ id }) => ({ objectId: id, type: "singleUser" })),
});
const agreed = {
  maximumDuration: "PT2H",
  requireApproval: true,
  approvalStage: stage(approver),
  requireTicketInfo: true,
};
const policy = (activationRules: unknown, more: Record<string, unknown> = {}) =>
  planned(type, "it", {
    roleDefinitionId: globalAdministrator,
    activationRules,
    eligibleAssignmentRules: { expirationRequired: true },
    __provider: providerText("DirectoryRoleManagementPolicy"),
    ...more,
  });

function said(resource: PlannedResource, of = matrix): string[] {
  const plan = planOf([approver, outsider, resource]);
  return judge({ matrix: of, plan, scope: "partial", rules: [rule], today: "2026-11-21" })
    .findings.filter(({ rule: name }) => name === rule.name)
    .map(({ message }) => message);
}

const otherwise = (what: string) => `Global Administrator can be activated otherwise than agreed: ${what}.`;
const unknown = { "demarc:unknown": true, from: [] };

describe(rule.name, () => {
  it.each<[string, PlannedResource]>([
    ["what is agreed on", policy(agreed)],
    ["stricter rules", policy({ ...agreed, maximumDuration: "PT30M" })],
    ["a role that the matrix does not name", policy({}, { roleDefinitionId: "29232cdf-9323-42fd-ade2-1d097af3e4de" })],
  ])("lets %s pass", (_, resource) => {
    expect(said(resource)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["as Microsoft ships them, in so many words", { maximumDuration: "PT8H", requireApproval: false }],
    ["as Microsoft ships them, by saying nothing", {}],
  ])("refuses rules %s", (_, activationRules) => {
    const resource = policy(activationRules, { eligibleAssignmentRules: undefined });
    expect(said(resource)).toEqual([
      otherwise("it needs no approval, it needs no ticket, it lasts up to 8 hours instead of 2 and 1 more"),
    ]);
    expect(said({ ...resource, read: true })).toEqual([]);
  });

  it.each<[string, PlannedResource, string]>([
    ["no approval", policy({ ...agreed, requireApproval: false, approvalStage: undefined }), "it needs no approval"],
    [
      "a provider's approval",
      policy({ ...agreed, approvalStage: stage(approver, outsider) }),
      "somebody beside the internal team approves",
    ],
    [
      "the approval of whoever administers",
      policy({ ...agreed, approvalStage: undefined }),
      "somebody beside the internal team approves",
    ],
    [
      "no strong sign-in",
      policy({ ...agreed, requireMultifactorAuthentication: false }),
      "it needs no multifactor authentication",
    ],
    ["no reason", policy({ ...agreed, requireJustification: false }), "it needs no justification"],
    ["no ticket", policy({ ...agreed, requireTicketInfo: false }), "it needs no ticket"],
    ["a whole day", policy({ ...agreed, maximumDuration: "P1D" }), "it lasts up to 24 hours instead of 2"],
    ["no end", policy(agreed, { eligibleAssignmentRules: undefined }), "who is eligible stays so without an end"],
  ])("refuses %s", (_, resource, what) => {
    expect(said(resource)).toEqual([otherwise(what)]);
  });

  it("lets Global Administrator alone be held for ever", () => {
    const found = said(policy(agreed, { roleDefinitionId: userAdministrator }));
    expect(found).toEqual([otherwise("it may be held without an end").replace("Global", "User")]);
  });

  it("demands the authentication context that is agreed on", () => {
    const of = matrixWith(", authenticationContext: c7");
    const context = (name: string) => policy({ ...agreed, requiredConditionalAccessAuthenticationContext: name });
    expect(said(context("c7"), of)).toEqual([]);
    expect(said(context("c8"), of)).toEqual([otherwise("it does not demand the authentication context c7")]);
    expect(said(policy(agreed), of)).toEqual([otherwise("it does not demand the authentication context c7")]);
  });

  it("is nobody's matter where the matrix says nothing", () => {
    expect(said(policy({}), harbour().matrix)).toEqual([]);
  });

  it("refuses rules that nobody knows yet, whatever the matrix says", () => {
    const { matrix: silent } = harbour();
    const open = [expect.stringMatching(/^How this role is activated cannot be told before the deployment/)];
    expect(said(policy({ ...agreed, maximumDuration: unknown }), silent)).toEqual(open);
    expect(said(policy(unknown), silent)).toEqual(open);
    expect(said(policy({ ...agreed, approvalStage: unknown }), silent)).toEqual([]);
  });
});
