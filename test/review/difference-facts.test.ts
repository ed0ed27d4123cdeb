/** What a difference says of itself: since when and by whom, last use, what is left without it, where to act. */

import { describe, expect, it, test } from "vitest";
import type { AccessRecord } from "../../src/access/record.ts";
import { compareAccess } from "../../src/review/compare.ts";
import { readHistory } from "../../src/review/history.ts";
import { readLastUse } from "../../src/review/last-use.ts";
import { waysWithout } from "../../src/review/without.ts";
import { emptySnapshot, type Snapshot } from "../../src/tenant/snapshot.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";
import { access, comparing, globalAdministrator, role } from "./fixture.ts";

type Audit = Snapshot["collections"]["directoryAudits"][number];

const dana = "00000000-0000-4000-8000-00000000da7a";

function historyOf(...entries: readonly Partial<Audit>[]) {
  const snapshot = emptySnapshot("t", "import", "2026-11-21T00:00:00Z");
  for (const [index, entry] of entries.entries()) {
    snapshot.collections.directoryAudits.push({
      id: `${index}`,
      activityDateTime: "2026-10-01T00:00:00Z",
      result: "success",
      initiatedBy: { user: { userPrincipalName: "miriam@harbourdental.example" } },
      ...entry,
    });
  }
  return readHistory(snapshot);
}

describe("who gave it, and when", () => {
  const group = "44444444-0000-4000-8000-000000000004";
  const application = "55555555-0000-4000-8000-000000000005";
  const value = (displayName: string, newValue: string) => ({ displayName, newValue: JSON.stringify(newValue) });

  test.each<[string, AccessRecord, Partial<Audit>]>([
    [
      "a role",
      role(),
      {
        activityDisplayName: "Add member to role",
        targetResources: [{ id: dana, modifiedProperties: [value("Role.DisplayName", "Helpdesk Administrator")] }],
      },
    ],
    [
      "an eligibility through PIM",
      role(),
      {
        activityDisplayName: "Add eligible member to role in PIM completed (permanent)",
        targetResources: [{ id: "r", displayName: "Helpdesk Administrator" }, { id: dana }],
      },
    ],
    [
      "a membership, by the group's id",
      access("group-member", { target: "Renamed since", targetId: group }),
      {
        activityDisplayName: "Add member to group",
        targetResources: [{ id: dana, modifiedProperties: [value("Group.ObjectID", group)] }, { id: group }],
      },
    ],
    [
      "an owner of an application",
      access("application-owner", { target: "Console", targetId: application }),
      { activityDisplayName: "Add owner to application", targetResources: [{ id: dana }, { id: application }] },
    ],
    [
      "an application permission, whose target is the resource",
      access("application-permission", { target: "Group.ReadWrite.All", principal: { id: application } }),
      {
        activityDisplayName: "Add app role assignment to service principal",
        targetResources: [
          {
            id: "graph",
            modifiedProperties: [
              value("AppRole.Value", "Group.ReadWrite.All"),
              value("ServicePrincipal.ObjectID", application),
            ],
          },
        ],
      },
    ],
    [
      "a credential, by its key",
      access("application-credential", { target: "secret rmm", principal: { id: application }, objectKey: group }),
      {
        activityDisplayName: "Update application – Certificates and secrets management",
        targetResources: [
          {
            id: application,
            modifiedProperties: [value("KeyDescription", `[KeyIdentifier=${group},KeyType=Password,DisplayName=rmm]`)],
          },
        ],
      },
    ],
    [
      "a consent, by its scope",
      access("delegated-permission", { target: "Directory.AccessAsUser.All", principal: { id: application } }),
      {
        activityDisplayName: "Consent to application",
        targetResources: [
          {
            id: application,
            modifiedProperties: [
              value("ConsentAction.Permissions", "[] => [[Scope: User.Read Directory.AccessAsUser.All, Id: 1]]"),
            ],
          },
        ],
      },
    ],
    [
      "a guest",
      access("user", { objectKey: dana }),
      { activityDisplayName: "Invite external user", targetResources: [{ id: dana }] },
    ],
  ])("%s", (_, record, entry) => {
    expect(historyOf(entry).granted(record)).toEqual({
      on: "2026-10-01T00:00:00Z",
      by: "miriam@harbourdental.example",
    });
  });

  const given = {
    activityDisplayName: "Add member to role",
    targetResources: [{ id: dana, modifiedProperties: [value("Role.DisplayName", "Helpdesk Administrator")] }],
  };
  test.each<[string, Partial<Audit>]>([
    ["an attempt that failed", { ...given, result: "failure" }],
    ["a request that waits", { ...given, activityDisplayName: "Add member to role in PIM requested (permanent)" }],
    ["an activation", { ...given, activityDisplayName: "Add member to role completed (PIM activation)" }],
    ["a removal", { ...given, activityDisplayName: "Remove member from role" }],
    ["somebody else's", { ...given, targetResources: [{ ...given.targetResources[0], id: "somebody" }] }],
  ])("near miss: %s", (_, entry) => {
    expect(historyOf(entry).granted(role())).toBeUndefined();
  });

  it("the latest of several", () => {
    const later = {
      ...given,
      activityDateTime: "2026-11-01T00:00:00Z",
      initiatedBy: { app: { displayName: "Script" } },
    };
    expect(historyOf(later, given).granted(role())).toEqual({ on: "2026-11-01T00:00:00Z", by: "Script" });
  });

  it("is in the difference, and what the assignment itself says comes first", () => {
    const shown = (record: AccessRecord) =>
      compareAccess(comparing({ actual: [record], history: historyOf(given) })).differences[0]?.access;
    expect(shown(role())).toMatchObject({ since: "2026-10-01T00:00:00Z", grantedBy: "miriam@harbourdental.example" });
    expect(shown(role({ since: "2024-01-01T00:00:00Z" }))).toMatchObject({ since: "2024-01-01T00:00:00Z" });
  });
});

describe("last use", () => {
  const used = (fill: (tenant: TenantBuilder) => void, record: AccessRecord) => {
    const tenant = new TenantBuilder();
    fill(tenant);
    return readLastUse(tenant.snapshot, readHistory(tenant.snapshot))(record);
  };
  const account = access("user", { principal: { id: "dana" } });

  test.each<[string, (tenant: TenantBuilder) => void, AccessRecord, object | undefined]>([
    [
      "an account",
      (tenant) =>
        tenant.user("dana@x.example", { signInActivity: { lastSuccessfulSignInDateTime: "2026-11-01T00:00:00Z" } }),
      account,
      { state: "used", on: "2026-11-01T00:00:00Z" },
    ],
    [
      "an account that never was used, in a tenant that shows such",
      (tenant) => {
        tenant.user("dana@x.example");
        tenant.user("other@x.example", { signInActivity: null });
      },
      account,
      { state: "never" },
    ],
    ["a tenant that shows none", (tenant) => tenant.user("dana@x.example"), account, { state: "unknown" }],
    [
      "somebody of another tenant",
      () => undefined,
      access("user", { principal: { id: "gone", type: "foreign" } }),
      { state: "unknown" },
    ],
    [
      "a group",
      (tenant) => tenant.group("Team"),
      access("group-member", { principal: { id: "Team", type: "group" } }),
      undefined,
    ],
    ["a policy", () => undefined, access("conditional-access-policy", {}), undefined],
  ])("%s", (_, fill, record, expected) => {
    if (expected === undefined) expect(used(fill, record)).toBeUndefined();
    else expect(used(fill, record)).toMatchObject(expected);
  });

  it("of an eligibility: never where the log is older than it, not known where it is younger", () => {
    const log = (tenant: TenantBuilder) =>
      tenant.collections.directoryAudits.push({ id: "1", activityDateTime: "2026-10-01T00:00:00Z" });
    expect(used(log, role({ since: "2026-10-15T00:00:00Z" }))).toMatchObject({ state: "never", what: "activation" });
    expect(used(log, role({ since: "2026-01-01T00:00:00Z" }))).toMatchObject({ state: "unknown" });
    expect(used(() => undefined, role())).toMatchObject({ state: "unknown", what: "the snapshot has no audit log" });
  });
});

describe("what is left without it", () => {
  const tenant = new TenantBuilder();
  tenant.user("dana@x.example");
  tenant.group("Admins", { members: ["dana"] });
  const ofGroup = tenant.role("Admins", "Global Administrator");
  const own = tenant.role("dana", "Global Administrator");
  const without = waysWithout(tenant.context().graph);

  it("another way, or none", () => {
    expect(without("dana", [own])).toBe("standing");
    expect(without("dana", [own, "members:Admins:dana"])).toBe("gone");
    expect(without("dana", [own, ofGroup])).toBe("gone");
    expect(without("nobody", [])).toBe("gone");
  });

  it("or one that takes more", () => {
    const eligible = new TenantBuilder();
    eligible.user("dana@x.example");
    const standing = eligible.role("dana", "Global Administrator");
    eligible.group("Admins", { isAssignableToRole: true });
    eligible.role("Admins", "Global Administrator");
    eligible.eligible("Admins", "dana");
    eligible.activationRules("Admins", { approval: false });
    expect(waysWithout(eligible.context().graph)("dana", [standing])).toBe("self-activation");
  });
});

describe("where to act", () => {
  const placeOf = (path: string) => ({ file: "matrix.yaml", line: path.length });
  const shown = (record: AccessRecord, declared: readonly AccessRecord[] = []) =>
    compareAccess(comparing({ declared, actual: [record], placeOf })).differences[0]?.remedy;

  it("an access that may be meant: the line of the matrix, the way through the portal, and the import", () => {
    const id = "66666666-0000-4000-8000-000000000006";
    expect(shown(role({ held: "standing", scope: "directory", objectKey: id }))).toMatchObject({
      place: { file: "matrix.yaml", path: "functions.tier-1-helpdesk" },
      portal: "Entra admin center (entra.microsoft.com) > Roles & admins > Helpdesk Administrator > Active assignments",
      import: expect.stringContaining(id),
    });
  });

  it("tier 0 of a provider is never offered to be imported", () => {
    const remedy = shown(
      role({ target: "Global Administrator", targetId: globalAdministrator, tier: 0, held: "standing" }),
    );
    expect(remedy).toMatchObject({ portal: expect.stringContaining("Global Administrator") });
    expect(remedy?.import).toBeUndefined();
    expect(remedy?.place).toBeUndefined();
  });

  it("what was changed: its row", () => {
    const member = access("group-member", { target: "Tideway IT – Tier-1 helpdesk", held: "eligible" });
    expect(shown({ ...member, held: "standing" }, [member])?.place).toMatchObject({
      path: "functions.tier-1-helpdesk",
    });
  });

  it("people's consents to one application are one difference", () => {
    const consent = (person: string) =>
      access("delegated-permission", {
        principal: {
          id: "sp",
          identity: "servicePrincipal:console",
          label: 'application "Console"',
          type: "servicePrincipal",
        },
        target: "User.Read",
        scope: `Microsoft Graph, for user:${person}@harbourdental.example`,
        objectKey: `grant-${person}`,
      });
    const { differences } = compareAccess(comparing({ actual: ["a", "b", "c"].map(consent) }));
    expect(differences).toHaveLength(1);
    expect(differences[0]?.title).toContain("in the names of 3 people");
    expect(differences[0]?.items).toHaveLength(3);
    const [id] = differences.map((each) => each.id);
    expect(compareAccess(comparing({ actual: ["b", "c"].map(consent) })).differences[0]?.id).toBe(id);
  });
});
