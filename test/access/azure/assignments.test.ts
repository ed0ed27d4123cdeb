import { describe, expect, test } from "vitest";
import {
  azureTier,
  givesAccess,
  isAssignmentType,
  readAzureAssignments,
} from "../../../src/access/azure/assignments.ts";
import { AzureBuilder } from "../../support/azure-builder.ts";
import { goodTenant, TenantBuilder, tideway } from "../../support/tenant-builder.ts";

function read(make: (azure: AzureBuilder) => void) {
  const tenant = new TenantBuilder();
  make(new AzureBuilder(tenant));
  return readAzureAssignments(tenant.attribution().directory).all;
}

describe("how a role is held", () => {
  const contributor = "/x/b24988ac-6180-42a0-ab88-20f7382dd24c";

  test("a request, its schedule and the instance are one", () => {
    const found = read((azure) => {
      for (const type of [
        "roleEligibilityScheduleRequests",
        "roleEligibilitySchedules",
        "roleEligibilityScheduleInstances",
      ]) {
        azure.extension(type, "sub", { principalId: "p", roleDefinitionId: contributor });
      }
    });
    expect(found.map(({ held, objectKeys }) => [held, objectKeys.length])).toEqual([["eligible", 3]]);
  });

  test("an activation is its eligibility, where that is in sight, and nobody else's assignment", () => {
    const held = (principalId: string) => ({ principalId, roleDefinitionId: contributor });
    const found = read((azure) => {
      for (const principal of ["activated", "lost", "standing"])
        azure.extension("roleAssignments", "sub", held(principal));
      for (const principal of ["activated", "lost"]) {
        azure.extension("roleAssignmentScheduleInstances", "sub", {
          ...held(principal),
          roleDefinitionId: contributor.toUpperCase(),
          assignmentType: "Activated",
        });
      }
      azure.extension("roleAssignmentScheduleInstances", "sub", { ...held("standing"), assignmentType: "Assigned" });
      for (const principal of ["activated", "standing"]) {
        azure.extension("roleEligibilityScheduleInstances", "sub", held(principal));
      }
    });
    expect(found.map(({ principal, held }) => `${principal} ${held}`)).toEqual([
      "lost standing",
      "standing standing",
      "activated eligible",
      "standing eligible",
    ]);
  });

  test.each<[string, string, number]>([
    ["requestType", "AdminAssign", 1],
    ["requestType", "AdminRemove", 0],
    ["requestType", "SelfActivate", 0],
    ["requestType", "SelfDeactivate", 0],
    ["requestType", "SELFEXTEND", 0],
    ["requestType", "SelfRenew", 0],
    ["requestType", "AdminRemoveLater", 1],
    ["requestType", "NotAdminRemove", 1],
    ["status", "Provisioned", 1],
    ["status", "PendingRevocation", 1],
    ["status", "Denied", 0],
    ["status", "AdminDenied", 0],
    ["status", "Revoked", 0],
    ["status", "Canceled", 0],
    ["status", "TimedOut", 0],
    ["status", "Invalid", 0],
    ["status", "failed", 0],
    ["status", "FailedAsResourceIsLocked", 0],
    ["status", "FailedOnce", 1],
    ["status", "NeverFailed", 1],
    ["assignmentType", "Assigned", 1],
    ["assignmentType", "ACTIVATED", 0],
    ["assignmentType", "NotActivated", 1],
    ["assignmentType", "ActivatedNever", 1],
  ])("a request whose %s is %s gives %i", (property, value, count) => {
    const properties = { principalId: "p", roleDefinitionId: contributor, [property]: value };
    expect(read((azure) => azure.extension("roleAssignmentScheduleRequests", "sub", properties))).toHaveLength(count);
  });

  test("everything that is known of one", () => {
    const definedBy = "/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/1";
    const found = read((azure) => {
      azure.customRole("Custom", { actions: ["*/read"] });
      azure.role("p", definedBy, "sub/RG", { createdOn: "2026-01-01T00:00:00Z", endDateTime: "2027-01-01T00:00:00Z" });
      azure.eligible("q", contributor, "/");
      azure.lighthouse("t", [{ principalId: "r", roleDefinitionId: contributor }]);
    });
    const extension = (scope: string, name: string, namespace = "Microsoft.Authorization") =>
      `${scope}/providers/${namespace}/${name}`;
    expect(found.map(({ role, ...rest }) => ({ role: role.name, ...rest }))).toEqual([
      {
        principal: "p",
        role: "Custom",
        scope: "/subscriptions/sub/resourcegroups/rg",
        writtenScope: "/subscriptions/sub/resourceGroups/RG",
        held: "standing",
        condition: "standing",
        objectKeys: [extension("/subscriptions/sub/resourceGroups/RG", "roleAssignments/2"), definedBy],
        since: "2026-01-01T00:00:00Z",
        until: "2027-01-01T00:00:00Z",
      },
      {
        principal: "q",
        role: "Contributor",
        scope: "/",
        writtenScope: "/",
        held: "eligible",
        condition: "self-activation",
        objectKeys: [extension("", "roleEligibilityScheduleRequests/3")],
      },
      {
        principal: "r",
        role: "Contributor",
        scope: "/subscriptions/sub",
        writtenScope: "/subscriptions/sub",
        held: "standing",
        condition: "standing",
        objectKeys: [
          extension("/subscriptions/sub", "registrationAssignments/5", "Microsoft.ManagedServices"),
          extension("/subscriptions/sub", "registrationDefinitions/4", "Microsoft.ManagedServices"),
        ],
      },
    ]);
  });

  test("one of which only the id is in sight may be anybody's, of any role", () => {
    const found = read(({ tenant }) => {
      const id = "/subscriptions/sub/providers/Microsoft.Authorization/roleAssignments/1";
      const type = "Microsoft.Authorization/roleAssignments";
      tenant.collections.armResources.push({ id, name: "1", type });
    });
    expect(found.map(({ principal, role, scope }) => [principal, role.id, role.kind, scope])).toEqual([
      ["", "", "unknown", "/subscriptions/sub"],
    ]);
  });

  test("a principal in the tenant's own spelling", () => {
    const found = read((azure) => {
      azure.tenant.user("dana@tideway.example");
      azure.role("DANA", contributor);
      azure.lighthouse("t", [{ principalId: "Dana", roleDefinitionId: contributor }]);
    });
    expect(found.map(({ principal, objectKeys }) => [principal, objectKeys.length])).toEqual([["dana", 3]]);
  });

  test("an activation of nobody who is eligible, elsewhere or of another role hides nothing", () => {
    const held = (principalId: string, role = contributor) => ({ principalId, roleDefinitionId: role });
    const found = read((azure) => {
      azure.extension("roleAssignments", "sub", held("p"));
      azure.extension("roleEligibilitySchedules", "sub", held("p"));
      for (const [where, properties] of [
        ["sub/rg", held("p")],
        ["sub", held("q")],
        ["sub", held("p", "/x/acdd72a7-3385-48ef-bd42-f606fba81ae7")],
      ] as const) {
        azure.extension("roleAssignmentSchedules", where, { ...properties, assignmentType: "Activated" });
      }
    });
    expect(found.map(({ held }) => held)).toEqual(["standing", "eligible"]);
  });

  test.each([
    ["Microsoft.Authorization/roleAssignments", true],
    ["MICROSOFT.AUTHORIZATION/roleEligibilityScheduleInstances", true],
    ["Microsoft.Authorization/roleDefinitions", false],
  ])("%s is a type of assignments: %s", (type, expected) => {
    expect(isAssignmentType(type)).toBe(expected);
  });

  test("since when", () => {
    const found = read((azure) => {
      azure.role("p", contributor, "sub", { createdOn: "2026-01-01T00:00:00Z" });
      azure.role("q", contributor, "sub", { startDateTime: "2026-02-01T00:00:00Z" });
      azure.role("r", contributor);
    });
    expect(found.map(({ since, until }) => [since, until])).toEqual([
      ["2026-01-01T00:00:00Z", undefined],
      ["2026-02-01T00:00:00Z", undefined],
      [undefined, undefined],
    ]);
  });

  test("until when", () => {
    const scheduleInfo = {
      startDateTime: "2026-11-01T00:00:00Z",
      expiration: { type: "AfterDuration", duration: "P30D" },
    };
    const found = read((azure) => {
      azure.extension("roleAssignmentScheduleRequests", "sub", {
        principalId: "p",
        roleDefinitionId: contributor,
        scheduleInfo,
      });
      azure.extension("roleAssignmentScheduleInstances", "sub/rg", {
        principalId: "p",
        roleDefinitionId: contributor,
        endDateTime: "2027-01-31T00:00:00Z",
        assignmentType: "Assigned",
      });
      azure.extension("roleAssignmentScheduleInstances", "sub2", {
        principalId: "p",
        roleDefinitionId: contributor,
        endDateTime: "2026-11-20T00:00:00Z",
      });
      azure.role("q", contributor, "sub", { endDateTime: "2026-11-21T00:00:00Z" });
    });
    expect(found.map(({ scope, until }) => [scope, until])).toEqual([
      ["/subscriptions/sub", "2026-12-01T00:00:00.000Z"],
      ["/subscriptions/sub/resourcegroups/rg", "2027-01-31T00:00:00Z"],
      // The moment at which the snapshot was taken is still in time.
      ["/subscriptions/sub", "2026-11-21T00:00:00Z"],
    ]);
  });

  test("a scope that the assignment itself says counts more than its id", () => {
    const [found] = read((azure) => azure.role("p", "Reader", "sub", { scope: "/subscriptions/Other/" }));
    expect([found?.scope, found?.writtenScope]).toEqual(["/subscriptions/other", "/subscriptions/Other/"]);
  });

  test("in whatever case ARM writes a type", () => {
    const found = read((azure) => {
      azure.extension(
        "ROLEASSIGNMENTS",
        "sub",
        { principalId: "p", roleDefinitionId: contributor },
        "microsoft.authorization",
      );
    });
    expect(found.map(({ role, writtenScope }) => [role.name, writtenScope])).toEqual([
      ["Contributor", "/subscriptions/sub"],
    ]);
  });

  test("through Lighthouse: to give roles that read what others keep is tier 0", () => {
    const [found] = read((azure) =>
      azure.lighthouse("t", [
        {
          principalId: "p",
          roleDefinitionId: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
          delegatedRoleDefinitionIds: ["92aaf0da-9dab-42b6-94a3-d43ce8d16293"],
        },
      ]),
    );
    expect(found && [azureTier(found), givesAccess(found)]).toEqual([0, true]);
  });

  test("through Lighthouse: an assignment whose offer is not in sight may give anything", () => {
    const [found] = read((azure) =>
      azure.extension(
        "registrationAssignments",
        "sub",
        { registrationDefinitionId: "/gone" },
        "Microsoft.ManagedServices",
      ),
    );
    expect(found && [found.principal, found.held, givesAccess(found), found.objectKeys]).toEqual([
      "the managing tenant",
      "standing",
      true,
      ["/subscriptions/sub/providers/Microsoft.ManagedServices/registrationAssignments/1"],
    ]);
  });

  test.each<[string, (azure: AzureBuilder) => void]>([
    [
      "names something else",
      (azure) => {
        const registrationDefinitionId = azure.extension("locks", "sub", { authorizations: [] });
        const properties = { registrationDefinitionId };
        azure.extension("registrationAssignments", "sub", properties, "Microsoft.ManagedServices");
      },
    ],
    [
      "does not say which offer it is",
      ({ tenant }) => {
        const type = "Microsoft.ManagedServices/registrationAssignments";
        tenant.collections.armResources.push({ id: "/subscriptions/s/providers/x/y/1", name: "1", type });
      },
    ],
  ])("through Lighthouse: an assignment that %s may give anything", (_name, make) => {
    expect(read(make).map(({ principal }) => principal)).toEqual(["the managing tenant"]);
  });

  test("through Lighthouse: an offer inside the assignment, as ARM expands it", () => {
    const tenant = goodTenant();
    const authorizations = [
      { principalId: "team", principalIdDisplayName: "Tideway team", roleDefinitionId: contributor },
    ];
    const registrationDefinition = {
      properties: { managedByTenantId: tideway.tenantId.toUpperCase(), authorizations },
    };
    new AzureBuilder(tenant).extension(
      "registrationAssignments",
      "sub",
      { registrationDefinition },
      "Microsoft.ManagedServices",
    );
    const attribution = tenant.attribution();
    expect(readAzureAssignments(attribution.directory).all.map(({ role }) => role.name)).toEqual(["Contributor"]);
    expect(attribution.partyOf("team")).toEqual({
      party: { kind: "provider", provider: "tideway" },
      because: "it comes from the provider's tenant",
    });
    expect(attribution.assumedName("team")).toBe("Tideway team");
  });
});
