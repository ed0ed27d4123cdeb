/**
 * Sign-in to systems through Entra ID: for each an enterprise application, and for each role that is agreed there and each party that
 * holds it one group, which alone is assigned to it.
 *
 * Whoever holds a role that can change the system for others is a provider's person only for a time: eligible for the group, with the
 * internal side's approval, as in a team. A role that nobody knows counts as one. Where the vendor reads groups or app roles at sign-in,
 * an activation holds from the next sign-in on; where they are provisioned, from the next cycle
 * (https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works: about 40 minutes).
 */

import { INTERNAL, nameOfParty, type PartyKey } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { type AgreedHolder, type AgreedRole, type AgreedSystem, agreedSystems } from "../matrix/systems.ts";
import type { ActivationRules, ProviderPerson } from "./entitlements.ts";
import { slug, stableId } from "./names.ts";
import { hoursText, listed } from "./sentence-parts.ts";

/** An app role of an application that is made here. */
export interface SystemAppRole {
  readonly id: string;
  /** What the vendor gets to hear. */
  readonly value: string;
  readonly displayName: string;
}

/** The enterprise application, as it is found or made. */
export type SystemApplication =
  | { readonly kind: "existing"; readonly by: "clientId" | "displayName"; readonly value: string }
  | {
      readonly kind: "made";
      readonly displayName: string;
      readonly entityId: string;
      readonly replyUrls: readonly string[];
      readonly signOnUrl?: string;
      readonly templateId?: string;
      readonly appRoles: readonly SystemAppRole[];
    };

/** Those of one party who hold one role of a system. */
export interface SystemGroup {
  /** e.g. `millstone-jira-service-management-app-admin` */
  readonly key: string;
  /** Key of the system in the matrix. */
  readonly system: string;
  readonly role: string;
  readonly party: PartyKey;
  readonly displayName: string;
  readonly description: string;
  /** App role that the group is assigned to; zeros: access without a role. */
  readonly appRoleId: string;
  /** Keys of a provider's people, or user principal names of internal ones. */
  readonly people: readonly string[];
  /** The people are eligible only, under these rules; absent: they are members. */
  readonly activation?: ActivationRules;
  /** Nobody below Privileged Role Administrator may change who is in it: it holds more than day-to-day work. */
  readonly isPrivileged: boolean;
}

/** How people sign in to one system. */
export interface SystemEntitlement {
  /** Key of the system in the matrix. */
  readonly key: string;
  readonly name: string;
  readonly application: SystemApplication;
  readonly groups: readonly SystemGroup[];
}

/** https://learn.microsoft.com/graph/api/resources/approleassignment: an assignment without an app role. */
const noAppRole = "00000000-0000-0000-0000-000000000000";

/** Activation of a provider's people in a system: as strict as the strictest of the functions. */
const activation: ActivationRules = {
  maximumHours: 4,
  approval: true,
  multifactor: true,
  justification: true,
  ticket: true,
  eligibleDays: 90,
};

/** What changes the system for others. Nobody knows what an unknown role can do. */
const privileged: ReadonlySet<AgreedRole["reach"]> = new Set(["super-administrator", "administrator", "unknown"]);

/** Every system that has an application, in the order of the matrix. */
export function systemSignIns(matrix: Matrix, people: readonly ProviderPerson[]): SystemEntitlement[] {
  return agreedSystems(matrix).flatMap((system): SystemEntitlement[] => {
    const given = system.entry?.application;
    if (given === undefined) return [];
    const { key, name } = system;
    if ("existing" in given) {
      const by = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given.existing) ? "clientId" : "displayName";
      const application = { kind: "existing", by, value: given.existing } as const;
      return [{ key, name, application, groups: groupsOf(matrix, system, people, ({ appRole }) => appRole) }];
    }
    const { displayName = name, signOnUrl, templateId, ...saml } = given.create;
    const appRoles = appRolesOf(system);
    const application = {
      kind: "made",
      displayName,
      ...saml,
      ...(signOnUrl !== undefined && { signOnUrl }),
      ...(templateId !== undefined && { templateId }),
      appRoles,
    } as const;
    const idOf = (role: AgreedRole) => appRoles.find(({ value }) => value === appRoleValue(role))?.id;
    return [{ key, name, application, groups: groupsOf(matrix, system, people, idOf) }];
  });
}

const appRoleValue = ({ role, appRole }: AgreedRole) => appRole ?? slug(role);

/** One for each value: what two roles have in common is one app role. */
function appRolesOf({ key, roles }: AgreedSystem): SystemAppRole[] {
  return [...Map.groupBy(roles, appRoleValue)].map(([value, same]) => ({
    id: stableId(`app role ${value} of ${key}`),
    value,
    displayName: [...new Set(same.map(({ role }) => role))].join(", "),
  }));
}

function groupsOf(
  matrix: Matrix,
  { key, name, roles }: AgreedSystem,
  people: readonly ProviderPerson[],
  appRoleOf: (role: AgreedRole) => string | undefined,
): SystemGroup[] {
  const held = roles.flatMap((role) => role.held.map((holder) => ({ role, holder })));
  const groups = Map.groupBy(held, ({ role, holder }) => `${holder.party}-${key}-${slug(role.role)}`);
  return [...groups].flatMap(([group, holders]): SystemGroup[] => {
    const [first] = holders;
    if (first === undefined) return [];
    const { role, holder } = first;
    const { party } = holder;
    const isInternal = party === INTERNAL;
    const whose = nameOfParty(matrix, party);
    const all = holders.map((each) => each.holder);
    const among = isInternal ? internalPeople(matrix, all) : providerPeople(people, all);
    // GDAP technicians are no objects of the tenant: nobody can assign them.
    if (among.length === 0) return [];
    const isPrivileged = privileged.has(role.reach);
    return [
      {
        key: group,
        system: key,
        role: role.role,
        party,
        displayName: `${whose} – ${name}: ${role.role}`,
        description: `Holds ${role.role} in ${name}. Declared in the responsibility matrix, systems.${key}.`,
        appRoleId: appRoleOf(role) ?? noAppRole,
        people: among,
        ...(isPrivileged && !isInternal && { activation }),
        isPrivileged,
      },
    ];
  });
}

function internalPeople({ internal, emergencyAccounts }: Matrix, holders: readonly AgreedHolder[]): string[] {
  const everybody = holders.some(({ address }) => address === undefined);
  const named = new Set(holders.map(({ address }) => address));
  const isMeant = ({ userPrincipalName }: { readonly userPrincipalName: string }) =>
    named.has(userPrincipalName.toLowerCase());
  const own = internal.people.filter((person) => everybody || isMeant(person));
  return [...own, ...emergencyAccounts.filter(isMeant)].map(({ userPrincipalName }) => userPrincipalName);
}

function providerPeople(people: readonly ProviderPerson[], holders: readonly AgreedHolder[]): string[] {
  return people
    .filter(({ account }) => account !== "gdap-technician")
    .filter(({ provider, email, userPrincipalName }) =>
      holders.some(
        ({ party, address }) =>
          party === provider &&
          (address === undefined || [email, userPrincipalName].some((each) => each?.toLowerCase() === address)),
      ),
    )
    .map(({ key }) => key);
}

/** Who signs in with which role, for the contract schedule. */
export function systemLines(
  matrix: Matrix,
  signIns: readonly SystemEntitlement[],
  people: readonly ProviderPerson[],
): { readonly row: string; readonly party: PartyKey; readonly text: string }[] {
  const nameOf = (key: string) =>
    people.find((person) => person.key === key)?.name ??
    matrix.internal.people.find(({ userPrincipalName }) => userPrincipalName === key)?.name ??
    key;
  return signIns.flatMap(({ groups }) =>
    groups.map(({ system, role, party, people: among, activation: rules, displayName }) => {
      const name = signIns.find(({ key }) => key === system)?.name ?? system;
      const how =
        rules === undefined
          ? "for as long as the matrix says so"
          : `only when activated with ${matrix.client.name}'s approval, for at most ${hoursText(rules.maximumHours)}; eligibility ends after ${rules.eligibleDays} days unless renewed`;
      return {
        row: `systems.${system}`,
        party,
        text: `${name}: through Entra ID and the group “${displayName}”, ${listed(among.map(nameOf))} ${among.length === 1 ? "signs" : "sign"} in as ${role}, ${how}. Nobody who is not assigned signs in.`,
      };
    }),
  );
}
