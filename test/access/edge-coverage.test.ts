import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bloodHoundEdges } from "../../src/access/edge-coverage.ts";
import { type EdgeKind, edgeKinds, edgeWords } from "../../src/access/edge-kinds.ts";

/** Names of the model as it was read in August 2026. */
const names = `AZAvereContributor, AZContains, AZContributor,
AZGetCertificates, AZGetKeys, AZGetSecrets, AZHasRole, AZMemberOf, AZOwner, AZRunsAs, AZVMContributor, AZAutomationContributor,
AZKeyVaultContributor, AZVMAdminLogin, AZAddMembers, AZAddSecret, AZExecuteCommand, AZGlobalAdmin, AZPrivilegedAuthAdmin, AZGrant,
AZGrantSelf, AZPrivilegedRoleAdmin, AZResetPassword, AZUserAccessAdministrator, AZOwns, AZScopedTo, AZCloudAppAdmin, AZAppAdmin,
AZAddOwner, AZManagedIdentity, AZMGApplication_ReadWrite_All, AZMGAppRoleAssignment_ReadWrite_All, AZMGDirectory_ReadWrite_All,
AZMGGroup_ReadWrite_All, AZMGGroupMember_ReadWrite_All, AZMGRoleManagement_ReadWrite_Directory,
AZMGServicePrincipalEndpoint_ReadWrite_All, AZAKSContributor, AZNodeResourceGroup, AZWebsiteContributor, AZLogicAppContributor,
AZMGAddMember, AZMGAddOwner, AZMGAddSecret, AZMGGrantAppRoles, AZMGGrantRole, SyncedToADUser, AZRoleEligible, AZRoleApprover`
  .split(/,\s*/)
  .sort();

describe("edges of BloodHound's Azure model", () => {
  it("are all said here", () => {
    expect(Object.keys(bloodHoundEdges).sort()).toEqual(names);
  });

  it.each(Object.entries(bloodHoundEdges))(
    "%s: by kinds there are, or with the reason why by none",
    (_name, coverage) => {
      for (const kind of coverage.kinds) expect(edgeKinds).toHaveProperty(kind);
      if (coverage.kinds.length === 0) expect(coverage.note).toMatch(/\w+ \w+ \w+/);
    },
  );
});

describe("edge kinds", () => {
  const textOf = (pattern: string) =>
    globSync(pattern)
      .filter((file) => !file.endsWith("edge-coverage.test.ts"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
  const builders = textOf("src/access/{edges,azure}/*.ts");
  const ownBuilders = textOf("src/access/edges/!(azure*).ts");
  const tests = textOf("test/access/**/*.test.ts");
  const names = Object.keys(edgeKinds) as EdgeKind[];

  it.each(names)("%s reads as words and is made somewhere", (kind) => {
    expect(edgeWords(kind)).toMatch(/^[a-z][a-z ]+$/);
    expect(builders).toContain(`"${kind}"`);
  });

  it.each(names.filter((kind) => ownBuilders.includes(`"${kind}"`)))("%s is a step that a test expects", (kind) => {
    expect(tests).toMatch(new RegExp(`[^\\w-]${kind}[^\\w-]`));
  });

  it("that nobody knows reads as its name", () => {
    expect(edgeWords("some-new-edge")).toBe("some new edge");
  });
});
