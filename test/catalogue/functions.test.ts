import { describe, expect, test } from "vitest";
import { azureRoleIdByName } from "../../src/catalogue/azure-role-actions.ts";
import { azureRoleTier } from "../../src/catalogue/azure-roles.ts";
import { entraRoles, roleTier } from "../../src/catalogue/entra-roles.ts";
import {
  administrativeUnitKinds,
  azurePlaces,
  coreFunctionIds,
  type Delegation,
  functionById,
  functionIds,
  functions,
  furtherFunctionIds,
  readAccessForGuests,
  supportConditions,
} from "../../src/catalogue/functions.ts";

const page = /^https:\/\/learn\.microsoft\.com\/\S+$/;
const sentence = /^[A-Z{].+\.$/s;
const key = /^[a-z][a-z0-9-]*$/;

const delegationsOf = functions.flatMap((itFunction) =>
  itFunction.delegations.map((delegation) => ({ name: `${itFunction.id}: ${delegation.key}`, itFunction, delegation })),
);

const judged = ({ role, scope }: Delegation) =>
  role.kind === "built-in" ? roleTier(role.templateId, scope.kind) : undefined;

describe("the functions", () => {
  test("the fourteen and the further ones, each once, in order", () => {
    expect(coreFunctionIds).toHaveLength(14);
    expect(furtherFunctionIds).toHaveLength(15);
    expect(functions.map((itFunction) => itFunction.id)).toEqual([...functionIds]);
    expect(functions.filter((itFunction) => itFunction.core).map((itFunction) => itFunction.id)).toEqual([
      ...coreFunctionIds,
    ]);
    expect(new Set(functions.map((itFunction) => itFunction.title)).size).toBe(functions.length);
    expect(functionById("edr-response")?.usualProvider).toBe("mssp");
    expect(functionById("no-such-function")).toBeUndefined();
  });

  test.each(functions)("$id says what it is", (itFunction) => {
    expect(itFunction.id).toMatch(key);
    expect(itFunction.description).toMatch(sentence);
    for (const condition of itFunction.conditions) expect(supportConditions).toContain(condition);
    if (itFunction.defaultSupport) expect(itFunction.conditions).toContain(itFunction.defaultSupport);
    expect(itFunction.delegations.length === 0, "either roles, or why none").toBe(itFunction.withoutRole !== undefined);
    expect(new Set(itFunction.delegations.map((delegation) => delegation.key)).size).toBe(
      itFunction.delegations.length,
    );
    for (const [owner, line] of Object.entries(itFunction.contract)) {
      expect(line, owner).toMatch(sentence);
      expect(line.replaceAll(/\{(provider|client)\}/g, ""), owner).not.toMatch(/[{}]/);
      if (owner !== "internal") expect(line, owner).toContain("{provider}");
    }
    expect(itFunction.contract.internal).toContain("{client}");
    for (const access of itFunction.otherAccess) {
      expect(access.source).toMatch(page);
      expect(access.why).toMatch(sentence);
      if (access.system !== "azure") continue;
      expect(azureRoleIdByName(access.role)).toBe(access.roleDefinitionId);
      expect(azurePlaces).toContain(access.place);
      expect(azureRoleTier(access.roleDefinitionId)).toMatchObject({ known: true, grantsAccess: false });
      // Whoever runs code as somebody is let in by the internal team.
      if (azureRoleTier(access.roleDefinitionId).tier === 0) expect(access.activation.approval).toBe(true);
    }
  });

  test("owners of the published example", () => {
    expect(
      Object.fromEntries(functions.filter(({ core }) => core).map((entry) => [entry.id, entry.defaultOwner])),
    ).toEqual({
      "tier-1-helpdesk": "internal",
      "on-site-hands": "internal",
      "user-lifecycle": "internal",
      "after-hours-emergency": "provider",
      "siem-monitoring": "provider",
      "edr-response": "provider",
      "email-security": "provider",
      "server-patching": "provider",
      "workstation-patching": "joint",
      "backup-management": "provider",
      "vendor-management": "provider",
      "compliance-documentation": "provider",
      "vcio-strategy": "provider",
      "major-projects": "joint",
    });
    expect(functionById("tier-1-helpdesk")?.defaultSupport).toBe("overflow-only");
    expect(functionById("on-site-hands")?.defaultSupport).toBe("internal-unavailable");
  });

  /** Role and scope of every one of the fourteen; a change here is a change of what providers get. */
  test("roles of the fourteen", () => {
    const granted = Object.fromEntries(
      functions
        .filter(({ core }) => core)
        .map(({ id, delegations }) => [
          id,
          delegations.map(({ role, scope, activation }) =>
            [
              role.kind === "built-in" ? role.name : role.displayName,
              scope.kind === "directory" ? "directory" : scope.unit,
              activation.approval ? "approved" : "alone",
            ].join(" / "),
          ),
        ]),
    );
    expect(granted).toEqual({
      "tier-1-helpdesk": [
        "Helpdesk Administrator / staff-users / approved",
        "Workstation recovery key reader / workstations / approved",
      ],
      "on-site-hands": [],
      "user-lifecycle": [
        "User Administrator / staff-users / approved",
        "Groups Administrator / staff-groups / approved",
      ],
      "after-hours-emergency": [
        "Helpdesk Administrator / staff-users / alone",
        "Service Support Administrator / directory / alone",
      ],
      "siem-monitoring": ["Security Reader / directory / alone"],
      "edr-response": ["Security Reader / directory / alone"],
      "email-security": ["Security Reader / directory / alone"],
      "server-patching": [],
      "workstation-patching": ["Windows Update Deployment Administrator / directory / approved"],
      "backup-management": [],
      "vendor-management": [],
      "compliance-documentation": ["Security Reader / directory / approved"],
      "vcio-strategy": [],
      "major-projects": [],
    });
  });
});

describe("least privilege", () => {
  test.each([...delegationsOf, { name: "guests", itFunction: undefined, delegation: readAccessForGuests }])(
    "$name",
    ({ itFunction, delegation }) => {
      const { role, scope, activation } = delegation;
      expect(delegation.key).toMatch(key);
      expect(delegation.why).toMatch(sentence);
      expect(delegation.source).toMatch(page);
      expect(activation.maximumHours).toBeGreaterThan(0);
      expect(activation.maximumHours).toBeLessThanOrEqual(8);
      expect(delegation.eligibilityDays).toBeLessThanOrEqual(180);
      if (scope.kind === "administrative-unit") expect(administrativeUnitKinds).toContain(scope.unit);
      else expect(scope.reason, "why the whole directory").toMatch(sentence);
      if (role.kind === "built-in") {
        const found = entraRoles.get(role.templateId);
        expect(found?.name).toBe(role.name);
        expect(found?.scopable, "limited to a unit exactly where Microsoft allows it").toBe(
          scope.kind === "administrative-unit",
        );
        if (judged(delegation)?.tier === 0) expect(activation.approval).toBe(true);
      } else {
        expect(role.key).toMatch(key);
        for (const action of role.actions) expect(action).toMatch(/^microsoft\.directory\/[A-Za-z.]+(\/[A-Za-z]+)+$/);
      }
      if (itFunction && !activation.approval)
        expect(itFunction.nightWork, "activates alone only for work at night").toBe(true);
      if (!activation.ticket) expect(judged(delegation)?.tier, "without a ticket only to read").toBeGreaterThan(0);
    },
  );

  test("no function needs a tier-0 role, and none needs Global Administrator or an equivalent", () => {
    expect(delegationsOf.filter(({ delegation }) => judged(delegation)?.tier === 0).map(({ name }) => name)).toEqual(
      [],
    );
  });
});
