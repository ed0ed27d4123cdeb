/** Sign-in to Kestrel's service desk, from the matrix into the tenant; kestrel-review.test.ts has the way back. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "../../policies/judge.ts";
import { relevantPart } from "../../policies/relevant-part.ts";
import { rules } from "../../policies/rules/index.ts";
import { deploy } from "../../src/engine/deploy.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { loadMatrix } from "../../src/matrix/load.ts";
import type { Plan, PlannedResource } from "../../src/plan/plan.ts";
import { companySeed } from "../../src/tenant/seed/company.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { temporaryFolder } from "../support/demarc.ts";
import { kestrelFile } from "../support/matrices.ts";
import { kestrelPlan, typeOf } from "./kestrel-plan.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const { matrix } = loadMatrix(kestrelFile);
const seed = companySeed(matrix);

type Replacements = readonly (readonly [string, string])[];

const planOf = (name: string, replacements: Replacements, snapshot: Snapshot = seed): Promise<Plan> =>
  kestrelPlan(folder.path, snapshot, name, replacements);

const shortStep = ({ action, name, type }: { action: string; name: string; type: string }) =>
  `${action} ${typeOf({ type })} ${name}`;
const jira = "jira-service-management";
const create = /application:\n {6}create:\n(?: {8}.*\n)+/.exec(readFileSync(kestrelFile, "utf8"))?.[0] ?? "";

describe("the stack", () => {
  const stateFile = join(folder.path, "state.json");
  const tenant = EmbeddedTenant.fromSnapshot(seed);
  let plan: Plan;
  beforeAll(async () => {
    plan = await planOf("as-it-is", []);
    deploy({ plan, tenant, stateFile });
  });
  const collections = () => tenant.toSnapshot().collections;
  const application = () => {
    const [found, ...others] = collections().servicePrincipals.filter(
      ({ displayName }) => displayName === "Jira Service Management",
    );
    if (found === undefined || others.length > 0) throw new Error("there is not one application");
    return found;
  };

  it("makes an application that speaks SAML with the vendor and takes nobody who is not assigned", () => {
    const { appRoleAssignmentRequired, preferredSingleSignOnMode, owners, keyCredentials = [], appId } = application();
    expect({ appRoleAssignmentRequired, preferredSingleSignOnMode, owners }).toEqual({
      appRoleAssignmentRequired: true,
      preferredSingleSignOnMode: "saml",
      owners: [],
    });
    expect(keyCredentials?.map(({ usage }) => usage)).toEqual(["Sign", "Verify"]);
    expect(collections().applications.find((each) => each.appId === appId)).toMatchObject({
      identifierUris: ["https://auth.atlassian.com/saml/2f6c1f4e-kestrel"],
      web: { redirectUris: ["https://auth.atlassian.com/login/callback?connection=saml-2f6c1f4e-kestrel"] },
      owners: [],
    });
  });

  it("assigns a group for each role and party, and nobody else", () => {
    const { groups, users, appRoleAssignments, groupEligibilitySchedules } = collections();
    const roleOf = (id: unknown) => application().appRoles?.find((role) => role.id === id)?.value;
    const assigned = appRoleAssignments.filter(({ resourceId }) => resourceId === application().id);
    const people = assigned.map(({ principalId, appRoleId }) => {
      const group = groups.find(({ id }) => id === principalId);
      const eligible = groupEligibilitySchedules.filter(({ groupId }) => groupId === principalId);
      const nameOf = (id: unknown) => users.find((user) => user.id === id)?.userPrincipalName?.split("@")[0];
      return [
        roleOf(appRoleId),
        group?.isAssignableToRole === true,
        (group?.members ?? []).map(({ id }) => nameOf(id)).toSorted(),
        eligible.map((each) => nameOf(each.principalId)),
      ];
    });
    expect(people.toSorted()).toEqual([
      ["agent", false, ["grace.mensah", "hana.sato", "ingrid.sorensen", "luca.ferri", "pavel.novak"], []],
      ["app-admin", true, [], ["millstone-teresa-duarte"]],
      ["organization-admin", true, ["ingrid.sorensen"], []],
    ]);
  });

  it("names the provider's group in the conditional access of the provider, and no internal one", () => {
    const { groups, conditionalAccessPolicies } = collections();
    const named = (part: string) => groups.find(({ displayName }) => displayName?.includes(part))?.id ?? part;
    const included = conditionalAccessPolicies
      .filter(({ displayName }) => displayName?.startsWith("Millstone"))
      .map(({ conditions }) => conditions?.users?.includeGroups ?? []);
    expect(included.length).toBeGreaterThan(0);
    for (const list of included) expect(list).toContain(named("Jira Service Management: App admin"));
    expect(included.flat()).not.toContain(named("Jira Service Management: User"));
  });

  it("passes every rule, and its part that findings can come from is judged the same when it is weaker", () => {
    const judged = (change: (each: PlannedResource) => PlannedResource) => {
      // A plan that looks things up is judged whole.
      const own = { ...plan, lookups: [], resources: plan.resources.map(change) };
      const options = { matrix, scope: "whole-tenant", rules, today: "2026-11-22" } as const;
      const [whole, part] = [own, relevantPart(own, matrix, deriveEntitlements(matrix))].map((each) =>
        judge({ ...options, plan: each }).findings.map(({ rule, message }) => `${rule}: ${message}`),
      );
      expect(part).toEqual(whole);
      return whole?.filter((each) => /^(system-sign-in-assigned|provider-access-in-matrix)/.test(each));
    };
    const errors = judge({ matrix, plan, scope: "whole-tenant", rules, snapshot: seed, today: "2026-11-22" }).findings;
    expect(errors.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(judged((each) => each)).toEqual([]);
    const withInputs = (type: string, inputs: (resource: PlannedResource) => Record<string, unknown>) =>
      judged((each) => (typeOf(each) === type ? { ...each, inputs: { ...each.inputs, ...inputs(each) } } : each));
    expect(withInputs("ServicePrincipal", () => ({ appRoleAssignmentRequired: false }))).toEqual([
      'system-sign-in-assigned: Whoever has an account here can sign in to Jira Service Management: application "Jira Service Management" demands no assignment.',
    ]);
    const teresa = plan.resources.find(({ name }) => name === "millstone-teresa-duarte")?.id;
    expect(withInputs("ServicePrincipal", () => ({ owners: [teresa] }))).toEqual([
      expect.stringMatching(
        /^provider-access-in-matrix: Teresa Duarte .*owns application "Jira Service Management", through which/,
      ),
    ]);
    const isUsers = ({ name }: PlannedResource) => name.endsWith("-user-assignment");
    expect(withInputs("AppRoleAssignment", (each) => (isUsers(each) ? { principalObjectId: teresa } : {}))).toEqual([
      expect.stringMatching(
        /^provider-access-in-matrix: Teresa Duarte .* is assigned to application "Jira Service Management"/,
      ),
    ]);
  });

  it("changes exactly the access of whoever comes or goes", async () => {
    const changes = (changed: Plan) =>
      deploy({ plan: changed, tenant, stateFile })
        .steps.filter(({ action }) => action !== "same")
        .map(shortStep);
    const stepsOf = async (name: string, ...replacements: Replacements) => changes(await planOf(name, replacements));
    expect(changes(plan)).toEqual([]);
    const [everybody, some] = ["role: User, held: [internal],", "role: User, held: [internal, millstone],"];
    expect((await stepsOf("comes", [everybody, some])).toSorted()).toEqual([
      "create AppRoleAssignment millstone-jira-service-management-user-assignment",
      "create Group millstone-jira-service-management-user",
      // Whoever is in the group is under the provider's sign-in rules.
      "update ConditionalAccessPolicy millstone-compliant-device",
      "update ConditionalAccessPolicy millstone-no-legacy-authentication",
      "update ConditionalAccessPolicy millstone-phishing-resistant",
    ]);
    expect(
      await stepsOf("one-less", [everybody, "role: User, held: [luca.ferri@kestrel-precision.example, millstone],"]),
    ).toEqual(["update Group internal-jira-service-management-user"]);
    const goes = await stepsOf("goes", [
      "      - { role: App admin, held: [teresa.duarte@millstone.example], why: Keeps the queue and the forms of the ERP. }\n",
      "",
    ]);
    expect(goes.filter((step) => step.includes(`millstone-${jira}`)).toSorted()).toEqual([
      "delete AppRoleAssignment millstone-jira-service-management-app-admin-assignment",
      "delete AppRoleAssignment millstone-jira-service-management-user-assignment",
      "delete Group millstone-jira-service-management-app-admin",
      "delete Group millstone-jira-service-management-user",
      "delete GroupRoleManagementPolicy millstone-jira-service-management-app-admin-activation",
      "delete PrivilegedAccessGroupEligibilitySchedule millstone-jira-service-management-app-admin-millstone-teresa-duarte",
    ]);
    const left = collections().appRoleAssignments.map(({ principalDisplayName }) => principalDisplayName);
    expect(left.filter((name) => name?.includes("Jira"))).toHaveLength(2);
  });
});

describe("an application that exists", () => {
  it.each([
    ["by its name", "Jira (Atlassian)"],
    ["by its client id", "6d4cf7a0-9d2e-4b3f-8a57-1c0e5b9d7f42"],
  ])("is found %s, gets the assignments, and stays as it is", async (_name, existing) => {
    const before = EmbeddedTenant.fromSnapshot(seed);
    const appId = "6d4cf7a0-9d2e-4b3f-8a57-1c0e5b9d7f42";
    const snapshot = before.toSnapshot();
    const own = { appId, displayName: "Jira (Atlassian)", appOwnerOrganizationId: matrix.client.tenantId };
    snapshot.collections.servicePrincipals.push({
      ...own,
      id: "3f1b9a52-7c64-4e0d-b8a1-5d2e7f604c93",
      appRoles: [],
      appRoleAssignmentRequired: true,
      loginUrl: "https://kestrel-precision.atlassian.net",
      preferredSingleSignOnMode: "saml",
      owners: [],
    });
    const tenant = EmbeddedTenant.fromSnapshot(snapshot);
    const plan = await planOf(
      "existing",
      [
        [create, `application: { existing: ${existing} }\n`],
        [", appRole: agent", ""],
      ],
      snapshot,
    );
    const stateFile = join(folder.path, `existing-${existing.length}.json`);
    deploy({ plan, tenant, stateFile });
    const { servicePrincipals, appRoleAssignments } = tenant.toSnapshot().collections;
    const found = servicePrincipals.filter((each) => each.appId === appId);
    expect(found).toMatchObject([
      { loginUrl: "https://kestrel-precision.atlassian.net", preferredSingleSignOnMode: "saml" },
    ]);
    expect(appRoleAssignments.filter(({ resourceId }) => resourceId === found[0]?.id)).toHaveLength(3);
    expect(deploy({ plan, tenant, stateFile }).steps.every(({ action }) => action === "same")).toBe(true);
  });
});
