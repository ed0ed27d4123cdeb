/**
 * What a role or a permission lets its holder do to people, groups and applications: the steps by which it becomes more than it is.
 * Facts as data; `edges/` makes them edges. Roles and permissions that are control of the tenant by themselves are the catalogue's.
 */

import { resourceApplications } from "../catalogue/app-permissions.ts";
import type { RoleMeaning } from "./directory.ts";
import type { AttributeSet } from "./user-attributes.ts";

/** Which ordinary groups can be filled. None of this reaches role-assignable groups. */
export interface GroupPower {
  readonly kinds: "all" | "microsoft-365" | "security";
  /** Whether it also changes the rules of dynamic groups. */
  readonly rules: boolean;
}

export interface Powers {
  /** Whose password or sign-in methods: anyone's, or those of people who hold no other role than these. */
  readonly resets?: "anyone" | ReadonlySet<string>;
  readonly fills?: GroupPower;
  /** Whose credentials, owners or permissions: every application's, or only those of single-tenant registrations. */
  readonly entersApplications?: "all" | "single-tenant";
  /** Attributes of people it can write; `creates` when it can also make people, who then have any attribute. */
  readonly writes?: { readonly sets: ReadonlySet<AttributeSet>; readonly creates: boolean };
  /** Puts anybody into the packages of every catalogue. */
  readonly assignsPackages?: true;
  /** Writes passwords and memberships of everything that is synchronised. */
  readonly synchronises?: true;
  /** Moves people into administrative units, and so into the reach of roles over them. */
  readonly movesPeople?: true;
}

/** Template ids that the table below speaks of. */
const role = {
  applicationAdministrator: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  authenticationAdministrator: "c4e39bd9-1100-46d3-8c65-fb160da0071f",
  cloudApplicationAdministrator: "158c047a-c907-4556-b7ef-446551a6b5f7",
  directoryReaders: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  directorySynchronizationAccounts: "d29b2b05-8046-44ba-8758-1e26182fcf32",
  directoryWriters: "9360feb5-f418-4baa-8175-e2a00bac4301",
  exchangeAdministrator: "29232cdf-9323-42fd-ade2-1d097af3e4de",
  exchangeRecipientAdministrator: "31392ffb-586c-42d1-9346-e59415a2cc4e",
  groupsAdministrator: "fdd7a751-b60b-444a-984c-02652fe8fa1c",
  guestInviter: "95e79109-95c0-4d8e-aee3-d01accf2d47b",
  helpdeskAdministrator: "729827e3-9c14-49f7-bb1b-9608f156bbb8",
  hybridIdentityAdministrator: "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
  identityGovernanceAdministrator: "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e",
  intuneAdministrator: "3a2c62db-5318-420d-8d74-23affee5d9d5",
  knowledgeAdministrator: "b5a8dcf3-09d5-43a9-a639-8e29ef291470",
  knowledgeManager: "744ec460-397e-42ad-a462-8b3f9747a02c",
  licenseAdministrator: "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
  messageCenterReader: "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b",
  onPremisesDirectorySyncAccount: "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
  partnerTier1Support: "4ba39ca4-527c-499a-b93d-d9b492c50246",
  partnerTier2Support: "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8",
  passwordAdministrator: "966707d0-3269-4727-9be2-8c3a10f19b9d",
  privilegedAuthenticationAdministrator: "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
  reportsReader: "4a5d8f65-41da-4de4-8968-e035b65339cf",
  securityOperator: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
  sharePointAdministrator: "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
  socIdentityResponder: "58f930cc-fcf4-4152-852c-1d7dbf502139",
  teamsAdministrator: "69091246-20e8-4a56-aa4d-066075b2a7a8",
  usageSummaryReportsReader: "75934031-6c7e-415a-99d7-48dbd49e875e",
  userAdministrator: "fe930be7-5e62-47db-91af-98c3a49a38b1",
  userExperienceSuccessManager: "27460883-1df1-4691-b032-3b79643e5e63",
  windows365Administrator: "11451d60-acb2-45eb-a7d6-43d0f0125c13",
  yammerAdministrator: "810a2642-a034-447f-a5e8-41beaa378541",
} as const;

const readers = [
  role.directoryReaders,
  role.guestInviter,
  role.messageCenterReader,
  role.reportsReader,
  role.usageSummaryReportsReader,
  role.userExperienceSuccessManager,
];
const nobodyWithARole: ReadonlySet<string> = new Set();

const everyGroup: GroupPower = { kinds: "all", rules: true };
const microsoft365Groups: GroupPower = { kinds: "microsoft-365", rules: true };
const securityGroups: GroupPower = { kinds: "security", rules: true };

const ordinary: readonly AttributeSet[] = ["names", "job", "contact", "extension", "location", "manager"];
const writesAndCreates = {
  sets: new Set<AttributeSet>([...ordinary, "mail", "licence", "sign-in"]),
  creates: true,
} as const;
const writes = (...sets: readonly AttributeSet[]) => ({ sets: new Set(sets), creates: false });

/**
 * Built-in roles, by what Microsoft's reference lists of them
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference), and whose passwords each resets
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions#who-can-reset-passwords).
 */
const powersByRole: ReadonlyMap<string, Powers> = new Map<string, Powers>([
  [role.applicationAdministrator, { entersApplications: "all" }],
  [role.cloudApplicationAdministrator, { entersApplications: "all" }],
  [
    role.authenticationAdministrator,
    {
      resets: new Set([...readers, role.passwordAdministrator, role.authenticationAdministrator]),
      writes: writes(...ordinary, "sign-in"),
    },
  ],
  [role.directorySynchronizationAccounts, { synchronises: true }],
  [role.onPremisesDirectorySyncAccount, { synchronises: true }],
  [role.directoryWriters, { fills: everyGroup, writes: writesAndCreates }],
  [role.exchangeAdministrator, { fills: microsoft365Groups, writes: writes("mail", "extension") }],
  [role.exchangeRecipientAdministrator, { writes: writes("mail", "extension") }],
  [role.groupsAdministrator, { fills: everyGroup }],
  [
    role.helpdeskAdministrator,
    {
      resets: new Set([...readers, role.passwordAdministrator, role.helpdeskAdministrator]),
      writes: writes("contact"),
    },
  ],
  [role.hybridIdentityAdministrator, { synchronises: true, writes: writesAndCreates, entersApplications: "all" }],
  // Through PIM for Groups it makes anybody a member of an ordinary group.
  [role.identityGovernanceAdministrator, { assignsPackages: true, fills: { kinds: "all", rules: false } }],
  [role.intuneAdministrator, { fills: securityGroups, writes: writes(...ordinary) }],
  [role.knowledgeAdministrator, { fills: everyGroup }],
  [role.knowledgeManager, { fills: everyGroup }],
  [role.licenseAdministrator, { writes: writes("licence", "location") }],
  [
    role.partnerTier1Support,
    { resets: nobodyWithARole, fills: everyGroup, entersApplications: "all", writes: writesAndCreates },
  ],
  [
    role.partnerTier2Support,
    { resets: "anyone", fills: everyGroup, entersApplications: "all", writes: writesAndCreates },
  ],
  [
    role.passwordAdministrator,
    {
      resets: new Set([role.directoryReaders, role.guestInviter, role.passwordAdministrator]),
      writes: writes("contact"),
    },
  ],
  [role.privilegedAuthenticationAdministrator, { resets: "anyone", writes: writes(...ordinary, "sign-in") }],
  [role.securityOperator, { resets: nobodyWithARole }],
  [role.socIdentityResponder, { resets: nobodyWithARole }],
  [role.sharePointAdministrator, { fills: microsoft365Groups }],
  [role.teamsAdministrator, { fills: microsoft365Groups }],
  [
    role.userAdministrator,
    {
      resets: new Set([
        ...readers,
        role.passwordAdministrator,
        role.helpdeskAdministrator,
        role.groupsAdministrator,
        role.userAdministrator,
      ]),
      fills: everyGroup,
      writes: writesAndCreates,
    },
  ],
  [role.windows365Administrator, { fills: securityGroups }],
  [role.yammerAdministrator, { fills: microsoft365Groups }],
]);

/**
 * Permissions of Microsoft Graph (and of its predecessor, whose names are the same):
 * https://learn.microsoft.com/graph/permissions-reference
 */
const powersByPermission: Readonly<Record<string, Powers>> = {
  "AdministrativeUnit.ReadWrite.All": { movesPeople: true },
  "Application.ReadUpdate.All": { entersApplications: "all" },
  "Application.ReadWrite.All": { entersApplications: "all" },
  "Directory.ReadWrite.All": { fills: everyGroup, writes: writesAndCreates },
  "EntitlementManagement.ReadWrite.All": { assignsPackages: true },
  "Group.ReadWrite.All": { fills: everyGroup },
  "GroupMember.ReadWrite.All": { fills: { kinds: "all", rules: false } },
  "ServicePrincipalEndpoint.ReadWrite.All": { entersApplications: "all" },
  "Synchronization.ReadWrite.All": { writes: writesAndCreates },
  "User-Mail.ReadWrite.All": { writes: writes("contact") },
  "User-PasswordProfile.ReadWrite.All": { resets: nobodyWithARole },
  "User-Phone.ReadWrite.All": { writes: writes("contact") },
  "User.ReadWrite.All": { resets: nobodyWithARole, writes: writesAndCreates },
  "ADSynchronization.ReadWrite.All": { synchronises: true },
};

/**
 * Resource actions of custom roles, lower case; an action may match several lines. Which there are:
 * https://learn.microsoft.com/entra/identity/role-based-access-control/custom-group-permissions (groups name the kind of group),
 * custom-user-permissions, custom-available-permissions (applications).
 */
const powersByAction: readonly { readonly pattern: RegExp; readonly gives: (action: string) => Powers }[] = [
  {
    pattern:
      /^microsoft\.directory\/users\/(password|authenticationmethods|allproperties)\/.*(update|create|alltasks)$/,
    gives: () => ({ resets: nobodyWithARole }),
  },
  {
    pattern:
      /^microsoft\.directory\/groups(\.[a-z]+)*\/(members|owners|allproperties|dynamicmembershiprule)\/(update|alltasks)$/,
    gives: (action) => ({
      fills: {
        kinds: action.includes(".unified") ? "microsoft-365" : action.includes(".security") ? "security" : "all",
        rules: !action.includes(".assignedmembership"),
      },
    }),
  },
  {
    pattern:
      /^microsoft\.directory\/(applications(\.[a-z]+)?|serviceprincipals|agentidentit[a-z]+)\/(credentials|owners|allproperties)\/(update|alltasks)$/,
    gives: (action) => ({ entersApplications: action.includes(".myorganization") ? "single-tenant" : "all" }),
  },
  {
    pattern: /^microsoft\.directory\/users\/(create|allproperties\/alltasks)$/,
    gives: () => ({ writes: writesAndCreates }),
  },
  {
    pattern: /^microsoft\.directory\/users\/(basic|allproperties)\/update$/,
    gives: () => ({ writes: writes(...ordinary) }),
  },
  { pattern: /^microsoft\.directory\/users\/jobinfo\/update$/, gives: () => ({ writes: writes("job") }) },
  { pattern: /^microsoft\.directory\/users\/contactinfo\/update$/, gives: () => ({ writes: writes("contact") }) },
  {
    pattern: /^microsoft\.directory\/users\/extensionproperties\/update$/,
    gives: () => ({ writes: writes("extension") }),
  },
  { pattern: /^microsoft\.directory\/users\/manager\/update$/, gives: () => ({ writes: writes("manager") }) },
  { pattern: /^microsoft\.directory\/users\/usagelocation\/update$/, gives: () => ({ writes: writes("location") }) },
  { pattern: /^microsoft\.directory\/users\/assignlicense$/, gives: () => ({ writes: writes("licence") }) },
  {
    pattern: /^microsoft\.directory\/users\/(userprincipalname|identities)\/update$/,
    gives: () => ({ writes: writes("sign-in") }),
  },
  {
    pattern: /^microsoft\.directory\/entitlementmanagement\/.*(alltasks|create|update)$/,
    gives: () => ({ assignsPackages: true }),
  },
  {
    pattern: /^microsoft\.directory\/administrativeunits\/(members|allproperties)\/(update|alltasks)$/,
    gives: () => ({ movesPeople: true }),
  },
  {
    pattern: /\*|\/allentities\/.*alltasks$/,
    gives: () => ({
      resets: nobodyWithARole,
      fills: everyGroup,
      entersApplications: "all",
      writes: writesAndCreates,
      movesPeople: true,
    }),
  },
];

/** What a role lets its holder do within its scope. A role that nobody knows is the catalogue's to judge. */
export function powersOfRole({ id, actions }: RoleMeaning): Powers {
  const found = actions.flatMap((action) => {
    const lower = action.toLowerCase();
    return powersByAction.flatMap(({ pattern, gives }) => (pattern.test(lower) ? [gives(lower)] : []));
  });
  return found.reduce(together, powersByRole.get(id) ?? {});
}

/** What an application permission lets its holder do in the whole directory. */
export function powersOfPermission(resourceAppId: string, name: string): Powers {
  const ofDirectory: readonly string[] = [
    resourceApplications.microsoftGraph.appId,
    resourceApplications.azureActiveDirectoryGraph.appId,
    resourceApplications.directorySynchronization.appId,
  ];
  return ofDirectory.includes(resourceAppId) ? (powersByPermission[name] ?? {}) : {};
}

function together(one: Powers, other: Powers): Powers {
  const { resets, fills, entersApplications, writes } = one;
  return {
    ...one,
    ...other,
    ...(resets && other.resets && { resets: bothReach(resets, other.resets) }),
    ...(fills && other.fills && { fills: bothKinds(fills, other.fills) }),
    ...(entersApplications &&
      other.entersApplications && {
        entersApplications: entersApplications === other.entersApplications ? entersApplications : "all",
      }),
    ...(writes && other.writes && { writes: bothWrites(writes, other.writes) }),
  };
}

type Resets = NonNullable<Powers["resets"]>;

function bothReach(one: Resets, other: Resets): Resets {
  return one === "anyone" || other === "anyone" ? "anyone" : new Set([...one, ...other]);
}

function bothKinds(one: GroupPower, other: GroupPower): GroupPower {
  return { kinds: one.kinds === other.kinds ? one.kinds : "all", rules: one.rules || other.rules };
}

type Writes = NonNullable<Powers["writes"]>;

function bothWrites(one: Writes, other: Writes): Writes {
  return { sets: new Set([...one.sets, ...other.sets]), creates: one.creates || other.creates };
}
