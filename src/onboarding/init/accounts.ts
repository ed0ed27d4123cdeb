/** The client's own accounts that matter: its IT team, emergency accounts, and what deploys. */

import type { Directory, UserObject } from "../../access/directory.ts";
import { externalWorkload } from "../../access/federation.ts";
import { globalAdministratorId } from "../../catalogue/entra-roles.ts";
import { oneLine } from "../question.ts";
import { addressElsewhere, domainOf, isAddress } from "./addresses.ts";
import type { FoundClient } from "./client.ts";
import { type Grant, type Holders, worstOf } from "./holders.ts";
import type { ProviderCandidate } from "./providers.ts";

export interface InternalAdministrator {
  readonly id: string;
  readonly name: string;
  readonly userPrincipalName: string;
  readonly grants: readonly Grant[];
  readonly isGlobalAdministrator: boolean;
}

export interface EmergencyCandidate {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly name: string;
  /** `passkey` or `certificate`, where it has one. */
  readonly credential?: "passkey" | "certificate";
  readonly because: string;
}

export interface DeploymentCandidate {
  readonly id: string;
  readonly name: string;
  readonly because: string;
}

/** What emergency accounts are called in the languages of their owners. */
const emergencyWords =
  /break.?glass|emergency|notfall|brise.?glace|bris.?de.?glace|secours|urgence|noodaccount|noodtoegang|emergencia|emergenza|awaryjn|bg-?admin/i;

/** Holds a role that only the synchronisation's own account has. */
const synchronisation = /^sync_|^aad_|^msol_/i;

export function emergencyCandidates(directory: Directory, holders: Holders, client: FoundClient): EmergencyCandidate[] {
  const { users, userRegistrationDetails, conditionalAccessPolicies } = directory.snapshot.collections;
  const domains = new Set(client.domains);
  const methods = new Map(userRegistrationDetails.map(({ id, methodsRegistered }) => [id, methodsRegistered ?? []]));
  const enforced = conditionalAccessPolicies.filter(({ state }) => state === "enabled");
  return users.flatMap((user): EmergencyCandidate[] => {
    const { id, displayName, userPrincipalName: address = "", onPremisesSyncEnabled, accountEnabled } = user;
    const grants = holders.get(id) ?? [];
    const isAdministrator = grants.some(
      ({ roleId, held, through }) => roleId === globalAdministratorId && held === "standing" && through === undefined,
    );
    if (!isAdministrator || onPremisesSyncEnabled === true || accountEnabled === false || address === null) return [];
    if (domainOf(address) !== client.initialDomain || !isAddress(address)) return [];
    if (addressElsewhere(user, domains) !== undefined) return [];
    const isNamed = emergencyWords.test(`${displayName ?? ""} ${address}`);
    const groups = directory.activeGroupsOf(id);
    const excluded = enforced.filter(({ conditions }) => {
      const { excludeUsers, excludeGroups } = conditions?.users ?? {};
      return excludeUsers?.includes(id) === true || excludeGroups?.some((group) => groups.has(group)) === true;
    }).length;
    const isExcluded = enforced.length > 0 && excluded * 2 > enforced.length;
    if (!isNamed && !isExcluded) return [];
    const registered = methods.get(id) ?? [];
    const credential = registered.some((method) => /fido2|passkey/i.test(method))
      ? ("passkey" as const)
      : registered.some((method) => /certificate|x509/i.test(method))
        ? ("certificate" as const)
        : undefined;
    return [
      {
        id,
        userPrincipalName: address.toLowerCase(),
        name: oneLine(displayName ?? "") || address,
        ...(credential && { credential }),
        because: [
          "permanently Global Administrator on the initial domain",
          ...(isNamed ? ["named like one"] : []),
          ...(isExcluded ? [`left out of ${excluded} of ${enforced.length} policies`] : []),
        ].join(", "),
      },
    ];
  });
}

/** Whoever administers something with an account in the client's domains and is nobody's else, the most powerful first. */
export function internalAdministrators(
  directory: Directory,
  holders: Holders,
  client: FoundClient,
  providers: readonly ProviderCandidate[],
  emergency: readonly EmergencyCandidate[],
): InternalAdministrator[] {
  const domains = new Set(client.domains);
  const others = new Set(emergency.map(({ id }) => id));
  return directory.snapshot.collections.users
    .flatMap((user): InternalAdministrator[] => {
      const grants = (holders.get(user.id) ?? []).filter(({ kind, tier }) => kind === "directory-role" || tier < 2);
      const address = user.userPrincipalName?.toLowerCase() ?? "";
      if (grants.length === 0 || others.has(user.id) || !isOwn(user, domains, address)) return [];
      if (isNamedAfter(user, providers)) return [];
      return [
        {
          id: user.id,
          name: oneLine(user.displayName ?? "") || address,
          userPrincipalName: address,
          grants,
          isGlobalAdministrator: grants.some(({ roleId }) => roleId === globalAdministratorId),
        },
      ];
    })
    .toSorted((left, right) => rank(left) - rank(right));
}

function isOwn(user: UserObject, domains: ReadonlySet<string>, address: string): boolean {
  if (user.userType === "Guest" || user.accountEnabled === false) return false;
  if (!isAddress(address) || !domains.has(domainOf(address))) return false;
  return addressElsewhere(user, domains) === undefined && !synchronisation.test(address);
}

/** `tideway-admin@client.example`: an account of a provider's that says so in its name only. */
function isNamedAfter(
  { displayName, companyName, userPrincipalName }: UserObject,
  providers: readonly ProviderCandidate[],
) {
  const text = [displayName, companyName, userPrincipalName?.split("@")[0]].join(" ").toLowerCase();
  const words = text.split(/[^\p{L}\p{N}]+/u);
  return providers.some(
    ({ key, name }) => text.includes(name.toLowerCase()) || (key.length >= 4 && words.includes(key)),
  );
}

const rank = ({ isGlobalAdministrator, grants }: InternalAdministrator) =>
  isGlobalAdministrator ? 0 : 1 + worstOf(grants);

/** Workloads from outside that control the tenant: one of them may be what deploys it. */
export function deploymentCandidates({ snapshot, ...directory }: Directory, holders: Holders): DeploymentCandidate[] {
  return snapshot.collections.applications.flatMap(({ id, appId, displayName, federatedIdentityCredentials = [] }) => {
    const controls = directory
      .servicePrincipalsOf(appId ?? "")
      .some((principal) => worstOf(holders.get(principal.id) ?? []) === 0);
    if (!controls || federatedIdentityCredentials.length === 0) return [];
    const from = federatedIdentityCredentials.map((credential) => externalWorkload(credential).label);
    return [
      {
        id,
        name: oneLine(displayName ?? id),
        because: oneLine(`it can control the tenant, and ${from.join(", ")} signs in as it`),
      },
    ];
  });
}
