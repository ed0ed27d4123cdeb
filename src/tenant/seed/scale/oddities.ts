/** What is planted in a tenant of any size for a review to find, and the list of it that the review is measured against. */

import { azureAssignment, azureRoles, onScope, subscriptionPath } from "./azure.ts";
import { type Frame, groupReference, type Row, row, type ScaleProvider, userReference } from "./frame.ts";
import { activeRows, auditRow, eligibleRows, groupEligibleRows, roleGroup } from "./privilege.ts";
import { application, giver, guestOf, member } from "./stand-outs.ts";

export type OddityKind =
  | "shadow-admin-by-nested-group"
  | "orphan-of-provider"
  | "unused-eligibility"
  | "access-after-contract"
  | "disabled-administrator"
  | "foreign-administrator"
  | "recreated-group"
  | "renamed-group"
  | "application-with-forgotten-secret"
  | "provider-owns-application"
  | "owner-at-tenant-root"
  | "delegated-subscription";

/** Something planted. */
export interface Oddity {
  readonly kind: OddityKind;
  /** Object ids that it is about, the one to blame first. */
  readonly ids: readonly string[];
  /** What it is, as a sentence. */
  readonly says: string;
}

interface Planted {
  readonly rows: Iterable<Row>;
  readonly oddity: Oddity;
}

/** What is planted: the rows, and the list of what they are. */
export function plant(frame: Frame): readonly Planted[] {
  const [provider] = frame.options.providers;
  return [
    unusedEligibility(frame),
    disabledAdministrator(frame),
    foreignAdministrator(frame),
    recreatedGroup(frame),
    renamedGroup(frame),
    forgottenSecret(frame),
    ...(provider === undefined
      ? []
      : [
          shadowAdministrator(frame, provider),
          orphan(frame, provider),
          afterContract(frame, provider),
          ownedApplication(frame, provider),
          ownerAtRoot(frame, provider),
          delegatedSubscription(frame, provider),
        ]),
  ];
}

function shadowAdministrator(frame: Frame, provider: ScaleProvider): Planted {
  const id = frame.id("planted user", "Sam Underhill");
  const inner = { ...roleGroup(frame, "Site contacts", [userReference(id)]), isAssignableToRole: null };
  const outer = { ...roleGroup(frame, "Change board", [groupReference(inner.id)]), isAssignableToRole: null };
  const holder = roleGroup(frame, "Directory operations", []);
  return {
    rows: (function* () {
      yield* guestOf(frame, provider, "Sam Underhill", 3);
      for (const group of [inner, outer, holder]) yield row("groups", group);
      yield* activeRows(
        frame,
        { principalId: holder.id, role: "Privileged Role Administrator", sinceDays: 300 },
        giver(frame),
      );
      yield* groupEligibleRows(frame, holder.id, outer.id, 300, 65);
    })(),
    oddity: {
      kind: "shadow-admin-by-nested-group",
      ids: [id, inner.id, outer.id, holder.id],
      says: `Sam Underhill of ${provider.name} is in Site contacts, which is in Change board, which can activate Directory operations, which is Privileged Role Administrator.`,
    },
  };
}

function orphan(frame: Frame, provider: ScaleProvider): Planted {
  const id = frame.id("planted user", "Nadia Brandt");
  return {
    rows: (function* () {
      yield* guestOf(frame, provider, "Nadia Brandt", 410);
      yield* activeRows(frame, { principalId: id, role: "Helpdesk Administrator", sinceDays: 880 }, giver(frame));
    })(),
    oddity: {
      kind: "orphan-of-provider",
      ids: [id],
      says: `Nadia Brandt left ${provider.name} more than a year ago and is Helpdesk Administrator still.`,
    },
  };
}

function unusedEligibility(frame: Frame): Planted {
  const id = frame.id("planted user", "Peter Lindholm");
  return {
    rows: (function* () {
      yield* member(frame, "Grace Holloway", 1);
      yield* member(frame, "Peter Lindholm", 2);
      yield* eligibleRows(frame, { principalId: id, role: "Exchange Administrator", sinceDays: 700 }, giver(frame));
    })(),
    oddity: {
      kind: "unused-eligibility",
      ids: [id],
      says: "Peter Lindholm could become Exchange Administrator for 700 days and never did.",
    },
  };
}

function afterContract(frame: Frame, provider: ScaleProvider): Planted {
  const id = frame.id("planted user", "Ivo Marten");
  const end = provider.contractEnd === undefined ? frame.today : Date.parse(provider.contractEnd);
  const endsInDays = Math.ceil((end - frame.today) / 86_400_000) + 400;
  return {
    rows: (function* () {
      yield* guestOf(frame, provider, "Ivo Marten", 6);
      yield* eligibleRows(
        frame,
        { principalId: id, role: "Security Reader", sinceDays: 100, endsInDays },
        giver(frame),
      );
    })(),
    oddity: {
      kind: "access-after-contract",
      ids: [id],
      says: `Ivo Marten of ${provider.name} may activate Security Reader until ${frame.daysAgo(-endsInDays).slice(0, 10)}, long after the contract has ended.`,
    },
  };
}

function disabledAdministrator(frame: Frame): Planted {
  const id = frame.id("planted user", "Olive Trent");
  return {
    rows: (function* () {
      yield* member(frame, "Olive Trent", 500, false);
      yield* activeRows(frame, { principalId: id, role: "User Administrator", sinceDays: 1200 }, giver(frame));
    })(),
    oddity: {
      kind: "disabled-administrator",
      ids: [id],
      says: "Olive Trent's account is disabled and User Administrator.",
    },
  };
}

function foreignAdministrator(frame: Frame): Planted {
  const id = frame.id("foreign group");
  return {
    rows: activeRows(frame, { principalId: id, role: "Global Reader", sinceDays: 250 }, giver(frame)),
    oddity: {
      kind: "foreign-administrator",
      ids: [id],
      says: "A group of another tenant, which nobody can look up here, is Global Reader (GDAP).",
    },
  };
}

function recreatedGroup(frame: Frame): Planted {
  const name = "Payroll approvers";
  const group = { ...roleGroup(frame, name, []), isAssignableToRole: null, createdDateTime: frame.daysAgo(12) };
  const old = frame.id("deleted group", name);
  const log = (activity: string, id: string) =>
    auditRow(frame, "GroupManagement", activity, 12, giver(frame), giver(frame), id, name, "Group");
  return {
    rows: [
      row("deletedItems", {
        id: old,
        "@odata.type": "#microsoft.graph.group",
        deletedDateTime: frame.daysAgo(12),
        displayName: name,
        securityEnabled: true,
      }),
      row("groups", group),
      log("Delete group", old),
      log("Add group", group.id),
      ...activeRows(frame, { principalId: group.id, role: "Reports Reader", sinceDays: 11 }, giver(frame)),
    ],
    oddity: {
      kind: "recreated-group",
      ids: [group.id, old],
      says: `${name}, which is Reports Reader, was deleted and made anew twelve days ago: it is another group.`,
    },
  };
}

function renamedGroup(frame: Frame): Planted {
  const name = "Print operators (old)";
  const group = { ...roleGroup(frame, name, []), isAssignableToRole: null };
  const entry = auditRow(
    frame,
    "GroupManagement",
    "Update group",
    20,
    giver(frame),
    giver(frame),
    group.id,
    name,
    "Group",
  );
  const modified = {
    displayName: "DisplayName",
    oldValue: '["Print operators"]',
    newValue: '["Print operators (old)"]',
  };
  const targets = [{ id: group.id, type: "Group", displayName: name, modifiedProperties: [modified] }];
  return {
    rows: [
      row("groups", group),
      { ...entry, entity: { ...entry.entity, targetResources: targets } },
      ...activeRows(frame, { principalId: group.id, role: "Message Center Reader", sinceDays: 400 }, giver(frame)),
    ],
    oddity: {
      kind: "renamed-group",
      ids: [group.id],
      says: "Print operators, which is Message Center Reader, is called Print operators (old) now: it is the same group.",
    },
  };
}

function forgottenSecret(frame: Frame): Planted {
  const name = "Migration 2023";
  return {
    rows: application(frame, name, undefined, "RoleManagement.ReadWrite.Directory", 900),
    oddity: {
      kind: "application-with-forgotten-secret",
      ids: [frame.id("planted service principal", name), frame.id("planted application", name)],
      says: `${name} may change role assignments, has a secret for 900 more days, and was last used 700 days ago.`,
    },
  };
}

function ownedApplication(frame: Frame, provider: ScaleProvider): Planted {
  const [name, owner] = ["Ticket bridge", frame.id("planted user", "Kim Sato")];
  return {
    rows: (function* () {
      yield* guestOf(frame, provider, "Kim Sato", 4);
      yield* application(frame, name, owner, "Application.ReadWrite.All", 300);
    })(),
    oddity: {
      kind: "provider-owns-application",
      ids: [owner, frame.id("planted application", name), frame.id("planted service principal", name)],
      says: `Kim Sato of ${provider.name} owns ${name}, which may change every application.`,
    },
  };
}

function ownerAtRoot(frame: Frame, provider: ScaleProvider): Planted {
  const id = frame.id("planted user", "Theo Falk");
  return {
    rows: (function* () {
      yield* guestOf(frame, provider, "Theo Falk", 8);
      yield azureAssignment(frame, "/", azureRoles.userAccessAdministrator, id, "User");
    })(),
    oddity: {
      kind: "owner-at-tenant-root",
      ids: [id],
      says: `Theo Falk of ${provider.name} is User Access Administrator of all of Azure.`,
    },
  };
}

function delegatedSubscription(frame: Frame, provider: ScaleProvider): Planted {
  const path = subscriptionPath(frame, 0);
  const [principalId, name] = [frame.id("provider group"), frame.id("registration")];
  const type = "Microsoft.ManagedServices";
  const definition = onScope(path, `${type}/registrationDefinitions`, name, {
    registrationDefinitionName: `${provider.name} operations`,
    managedByTenantId: provider.tenantId,
    managedByTenantName: provider.name,
    authorizations: [
      { principalId, principalIdDisplayName: `${provider.name} operations`, roleDefinitionId: azureRoles.contributor },
    ],
    provisioningState: "Succeeded",
  });
  return {
    rows: [
      definition,
      onScope(path, `${type}/registrationAssignments`, name, {
        registrationDefinitionId: definition.id,
        provisioningState: "Succeeded",
      }),
    ],
    oddity: {
      kind: "delegated-subscription",
      ids: [definition.id, principalId],
      says: `${provider.name} is Contributor of a subscription through Azure Lighthouse.`,
    },
  };
}
