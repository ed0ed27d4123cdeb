/** The gate on top of a tenant: what a plan adds, completes or loosens there is the plan's; what is there already is not. */

import { describe, expect, it } from "vitest";
import { type Judgement, judge } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { providerNoStandingGlobalAdmin } from "../../policies/rules/provider-no-standing-global-admin.ts";
import type { PlannedLookup, PlannedResource } from "../../src/plan/plan.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { lookup, planned, planOf } from "../support/plans.ts";
import { goodTenant, harbourWorld, today } from "../support/tenant-builder.ts";
import {
  activation,
  admin,
  approved,
  approvers,
  common,
  dana,
  eligible,
  erik,
  group,
  holds,
  itGroup,
  member,
  miriam,
  nora,
  permission,
  pipeline,
  portal,
  providerAdmins,
  readers,
  stranger,
  strict,
  sync,
  tenantOf,
  unitOf,
  user,
} from "../support/tenant-resources.ts";

/** Rules about who gets to tier 0. */
const tierZero = ["provider-no-standing-global-admin", "provider-no-path-to-global-admin", "tier-zero-principal-known"];

function judged(
  snapshot: Snapshot | undefined,
  resources: readonly PlannedResource[],
  lookups: readonly PlannedLookup[] = [],
): Judgement {
  return judge({
    matrix: harbourWorld.matrix,
    plan: planOf(resources, lookups),
    ...(snapshot && { snapshot }),
    scope: "partial",
    rules,
    today,
  });
}

/** `rule @ resource` of what is found about tier 0. */
function told({ findings }: Judgement): string[] {
  return findings.flatMap(({ rule, resource }) =>
    tierZero.includes(rule) ? [`${rule} @ ${resource.split("::").at(-1)}`] : [],
  );
}

const standing = "provider-no-standing-global-admin";
const path = "provider-no-path-to-global-admin";
const unknown = "tier-zero-principal-known";

interface Case {
  /** Besides what every tenant here has. */
  readonly tenant?: readonly PlannedResource[];
  readonly plan: readonly PlannedResource[];
  readonly told: readonly string[];
}

const nightShift = group("night shift", "Night shift", [dana, miriam]);
const oldIt = group("old it", "Old IT", [dana]);
const people = group("people", "Tideway IT people", [erik], false);
const approval = unitOf("Approval", [approvers]);
const elsewhere = unitOf("Elsewhere", [people]);
const ops = user("ops", "ops@harbourdental.example");
const branch = unitOf("Branch", [nora]);
const plainApprovers = group("plain approvers", "Approval desk", [miriam], false);

const desk = unitOf("Desk", [plainApprovers]);
/** The approvers are in a unit, in a group that whoever administers groups there can fill. */
const deskApproved = [
  ...[providerAdmins, plainApprovers, desk],
  holds("provider admin", providerAdmins, admin),
  activation("approval", providerAdmins, {
    requireApproval: true,
    approvalStage: { primaryApprovers: [{ objectId: plainApprovers.id, type: "groupMembers" }] },
  }),
];
const custom = (action: string) =>
  planned("CustomDirectoryRole", "custom", {
    displayName: "Service desk",
    enabled: true,
    version: "1",
    permissions: [{ allowedResourceActions: [action] }],
  });
const holdsCustom = planned("DirectoryRoleAssignment", "old", {
  principalObjectId: dana.id,
  roleId: custom("").id,
});
const cases: Readonly<Record<string, Case>> = {
  "a harmless membership in a group that holds the role already": {
    plan: [member("add", itGroup, dana)],
    told: [`${standing} @ add`],
  },
  "not the same for one of the internal team": { plan: [member("add", itGroup, nora)], told: [] },
  "not a membership in a group that holds nothing of that kind": { plan: [member("add", readers, dana)], told: [] },
  "somebody nobody knows, in a group that holds the role": {
    plan: [member("add", itGroup, stranger)],
    told: [`${unknown} @ add`],
  },
  "a second person beside one whom the tenant has there": {
    tenant: [oldIt, holds("old", oldIt, admin)],
    plan: [member("add", oldIt, erik)],
    told: [`${standing} @ add`],
  },
  "each of two people, since either alone would do": {
    plan: [member("dana", itGroup, dana), member("erik", itGroup, erik)],
    told: [`${standing} @ dana`, `${standing} @ erik`],
  },
  "nothing of what the tenant has already": {
    tenant: [holds("old", dana, admin)],
    plan: [member("add", readers, dana)],
    told: [],
  },
  "a membership that the tenant has, when the program declares it": {
    tenant: [oldIt, holds("old", oldIt, admin)],
    plan: [member("keep", oldIt, dana)],
    told: [`${standing} @ keep`],
  },
  "the role for a group in which the provider is already": {
    tenant: [nightShift],
    plan: [holds("grant", nightShift, admin)],
    told: [`${standing} @ grant`],
  },
  "not the role for a group of the internal team": { plan: [holds("grant", approvers, admin)], told: [] },
  "a provider's group put into one that holds the role": {
    tenant: [people],
    plan: [member("nest", itGroup, people)],
    told: [`${standing} @ nest`],
  },
  "an eligibility for a group that holds the role, with no rules": {
    plan: [eligible("ask", itGroup, dana)],
    told: [`${path} @ ask`],
  },
  "not an eligibility under the tenant's own strict rules": {
    tenant: approved,
    plan: [eligible("ask", providerAdmins, erik)],
    told: [],
  },
  "an approved eligibility where a colleague can make itself an approver": {
    tenant: [...deskApproved, holds("fills", dana, "Groups Administrator", desk)],
    plan: [eligible("ask", providerAdmins, erik)],
    told: [`${path} @ ask`],
  },
  "not one where that colleague controls the tenant anyway": {
    tenant: [...deskApproved, holds("fills", dana, "Groups Administrator", desk), holds("old", dana, admin)],
    plan: [eligible("ask", providerAdmins, erik)],
    told: [],
  },
  "rules without approval, for a group whose eligibility the tenant has": {
    tenant: approved,
    plan: [activation("rules", providerAdmins, { requireApproval: false })],
    told: [`${path} @ rules`],
  },
  "not rules with the internal team's approval for it": {
    tenant: approved,
    plan: [activation("rules", providerAdmins, strict)],
    told: [],
  },
  "a provider's person among the approvers": {
    tenant: approved,
    plan: [member("approver", approvers, erik)],
    told: [`${path} @ approver`],
  },
  "not one of the internal team among the approvers": {
    tenant: approved,
    plan: [member("approver", approvers, nora)],
    told: [],
  },
  "a role by which a provider can put itself among the approvers": {
    tenant: [...deskApproved, eligible("dana may", providerAdmins, dana)],
    plan: [holds("grant", erik, "Groups Administrator", desk)],
    told: [`${path} @ grant`],
  },
  "not the same role where the approvers' group is role-assignable": {
    tenant: [...approved, approval],
    plan: [holds("grant", erik, "Groups Administrator", approval)],
    told: [],
  },
  "not the same role where no approver is": {
    tenant: [...approved, people, elsewhere],
    plan: [holds("grant", erik, "Groups Administrator", elsewhere)],
    told: [],
  },
  "a provider's pipeline that can sign in as a powerful application": {
    plan: [pipeline("deploy", sync.registration, "repo:tideway-it/customers:ref:refs/heads/main")],
    told: [`${standing} @ deploy`],
  },
  "not the client's own pipeline": {
    plan: [pipeline("deploy", sync.registration, "repo:harbour-dental/entra:ref:refs/heads/main")],
    told: [],
  },
  "a permission for an application that the provider owns": {
    plan: [permission("grant", portal.instance, "RoleManagement.ReadWrite.Directory")],
    told: [`${standing} @ grant`],
  },
  "not an ordinary permission for it": { plan: [permission("grant", portal.instance, "Mail.Send")], told: [] },
  "an owner for a powerful application": {
    plan: [
      planned("ApplicationOwner", "owner", {
        applicationId: `/applications/${sync.registration.id}`,
        ownerObjectId: dana.id,
      }),
    ],
    told: [`${path} @ owner`],
  },
  "an administrator put into a unit whose passwords the provider resets": {
    tenant: [
      ops,
      branch,
      holds("resets", dana, "Privileged Authentication Administrator", branch),
      holds("ops admin", ops, admin),
    ],
    plan: [
      planned("AdministrativeUnitMember", "put", { administrativeUnitObjectId: branch.id, memberObjectId: ops.id }),
    ],
    told: [`${path} @ put`],
  },
  "a role definition that the provider holds, when it becomes powerful": {
    tenant: [custom("microsoft.directory/users/basic/update"), holdsCustom],
    plan: [custom("microsoft.directory/roleAssignments/allProperties/allTasks")],
    told: [`${standing} @ custom`],
  },
  "not a role definition that stays harmless": {
    tenant: [custom("microsoft.directory/users/basic/update"), holdsCustom],
    plan: [custom("microsoft.directory/users/standard/read")],
    told: [],
  },
  "not an ordinary account put into it": {
    tenant: [ops, branch, holds("resets", dana, "Privileged Authentication Administrator", branch)],
    plan: [
      planned("AdministrativeUnitMember", "put", { administrativeUnitObjectId: branch.id, memberObjectId: ops.id }),
    ],
    told: [],
  },
};

describe("the gate on top of a tenant blames", () => {
  it.each(Object.entries(cases))("%s", (_name, { tenant = [], plan, told: expected }) => {
    expect(told(judged(tenantOf([...common, ...tenant]), plan))).toEqual(expected);
  });
});

describe("a way that a plan completes", () => {
  it("is shown with the tenant's steps and the program's", () => {
    const [finding] = judged(tenantOf(common), [member("add", itGroup, dana)]).findings;
    expect(
      finding?.path?.map(({ edge, resource, inTenant }) => [edge, resource?.split("::").at(-1), inTenant]),
    ).toEqual([
      ["member-of", "add", undefined],
      ["holds-role", undefined, true],
      // Follows from what the role is: nobody put it there.
      ["equals-global-administrator", undefined, undefined],
    ]);
  });

  it("is cut by the program's own change, where that is enough", () => {
    const { proposals } = judged(tenantOf(common), [member("add", itGroup, dana)]);
    expect(proposals.map(({ resource, cuts }) => [resource.split("::").at(-1), cuts])).toEqual([["add", 1]]);
  });

  it("is cut in the tenant, where one change there does for several", () => {
    const tenant = tenantOf(common);
    const { proposals } = judged(tenant, [member("dana", itGroup, dana), member("erik", itGroup, erik)]);
    const [role] = tenant.collections.roleAssignments.filter(({ principalId }) => principalId === itGroup.id);
    expect(proposals).toEqual([
      { resource: role?.id, cuts: 2, message: 'group "IT" holds Global Administrator; it is in the tenant already.' },
    ]);
  });

  it("needs no proposal where nothing is refused", () => {
    expect(judged(tenantOf(common), [member("add", itGroup, nora)]).proposals).toEqual([]);
  });
});

describe("a group with a rule that holds the role in the tenant", () => {
  const withAccount = (department: string) => {
    const tenant = goodTenant();
    tenant.group("IT", { groupTypes: ["DynamicMembership"], membershipRule: '(user.department -eq "IT")' });
    tenant.role("IT", admin);
    tenant.user("fresh@harbourdental.example", { department, otherMails: ["fresh@tideway.example"] });
    return { tenant, urn: tenant.declare("fresh", "fresh") };
  };

  it("takes in a new account of the provider that it fits: the account is to blame", () => {
    const { tenant, urn } = withAccount("IT");
    expect(tenant.programFindings(providerNoStandingGlobalAdmin).map(({ resource }) => resource)).toEqual([urn]);
  });

  it("leaves out one that it does not fit", () => {
    expect(withAccount("Sales").tenant.programFindings(providerNoStandingGlobalAdmin)).toEqual([]);
  });
});

describe("without a tenant underneath", () => {
  const lookedUp = lookup("getGroup", { displayName: "IT" });
  const who = lookup("getUser", { userPrincipalName: "dana.reyes@tideway.example" });
  const plan = [planned("GroupMember", "add", { groupObjectId: lookedUp.id, memberObjectId: who.id })];

  it("the gate says what it took for granted, since it cannot see what the group holds", () => {
    const judgement = judged(undefined, plan, [lookedUp, who]);
    expect(told(judgement)).toEqual([]);
    expect(judgement.assumptions).toContain(
      "no snapshot of the tenant was given: only what the plan declares is judged",
    );
    expect(judgement.assumptions).toContain("getGroup(IT) finds what its arguments say");
  });
});
