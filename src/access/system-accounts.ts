/** Who is in the systems beside the tenant: accounts of their rosters, each with the person behind it, groups of the tenant unfolded. */

import { type AgreedSystem, distinctSystems } from "../matrix/systems.ts";
import type { HeldRole, RosterAccount, SystemRosterDocument } from "../roster/roster.ts";
import { type AccountHolder, type AccountHolders, accountHolders } from "./account-holder.ts";
import type { Attribution } from "./attribution.ts";
import { identityOf } from "./identity.ts";

/** An account, or a member of a group that is one. */
export interface SystemAccount {
  /** Unique among all systems: `ninjaone/17`. */
  readonly key: string;
  readonly account: RosterAccount;
  readonly holder: AccountHolder;
  readonly roles: readonly HeldRole[];
  /** Whether it can sign in there; null: the system does not say. */
  readonly enabled: boolean | null;
  /** Eligible: through a membership that has to be activated first. */
  readonly held: "standing" | "eligible";
  /** Name of the tenant's group that it comes through. */
  readonly through?: string;
}

/** One system of the matrix, as agreed and as it is. */
export interface SystemAccess {
  readonly system: AgreedSystem;
  /** Absent: there is none, and nothing is known of who has access. */
  readonly roster?: SystemRosterDocument;
  readonly accounts: readonly SystemAccount[];
}

/**
 * Every system that the matrix names, but those whose users are the tenant's own.
 * @param rosters those of systems that the matrix does not name are left out
 */
export function systemAccess(
  attribution: Attribution,
  rosters: readonly SystemRosterDocument[],
): readonly SystemAccess[] {
  const byKey = new Map(rosters.map((roster) => [roster.system, roster]));
  const holders = rosters.length === 0 ? undefined : accountHolders(attribution);
  return distinctSystems(attribution.matrix)
    .filter(({ known }) => known?.roster.snapshot === undefined)
    .map((system) => {
      const roster = byKey.get(system.key);
      if (roster === undefined || holders === undefined) return { system, accounts: [] };
      const accounts = roster.people.flatMap((account) => accountsBehind(account, system.key, attribution, holders));
      return { system, roster, accounts };
    });
}

function accountsBehind(
  account: RosterAccount,
  system: string,
  attribution: Attribution,
  holders: AccountHolders,
): SystemAccount[] {
  const { directory } = attribution;
  const key = `${system}/${account.id}`;
  const shown = { account, roles: account.roles, enabled: account.enabled, held: "standing" } as const;
  if (account.kind !== "group") return [{ ...shown, key, holder: holders.of(system, account) }];
  const group = directory.object(account.id);
  if (group?.kind !== "group") {
    // Not among the tenant's groups: deleted, of another tenant, or not read. That is nobody known, not nobody.
    const label = `the group ${account.name ?? account.id}`;
    const { party } = attribution.partyOf(account.id);
    return [
      {
        ...shown,
        key,
        holder: { identity: `foreign:${account.id.toLowerCase()}`, label, party, by: "nothing", isNamed: false },
      },
    ];
  }
  const through = group.value.displayName ?? group.id;
  return [...membersOf(group.id, attribution)].map(([id, held]) => {
    const { identity, label } = identityOf(directory, id);
    const object = directory.object(id);
    return {
      ...shown,
      key: `${key}/${id}`,
      holder: {
        identity,
        label,
        party: attribution.partyOf(id).party,
        by: "address",
        isNamed: holders.isNamed(identity),
        ...(object?.kind === "user" && { user: object.value }),
      },
      enabled: object?.kind === "user" ? (object.value.accountEnabled ?? account.enabled) : account.enabled,
      held,
      through,
    };
  });
}

/** Everybody in a group, nested ones included, and how: eligible where some membership on every way has to be activated. */
function membersOf(groupId: string, { directory }: Attribution): ReadonlyMap<string, "standing" | "eligible"> {
  const found = new Map<string, "standing" | "eligible">();
  const groups = new Map<string, "standing" | "eligible">([[groupId, "standing"]]);
  const waiting = [groupId];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const outer = groups.get(group) ?? "eligible";
    for (const { member, role, held } of directory.membershipsOf(group)) {
      if (role !== "member") continue;
      const how = outer === "standing" && held !== "eligible" ? "standing" : "eligible";
      const isGroup = directory.object(member)?.kind === "group";
      const known = (isGroup ? groups : found).get(member);
      if (known === "standing" || known === how) continue;
      (isGroup ? groups : found).set(member, how);
      if (isGroup) waiting.push(member);
    }
  }
  return found;
}
