/** What of a tenant the rosters of other systems speak of, so that it stays when the rest of a large tenant is left out. */

import type { SystemRosterDocument } from "../roster/roster.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { givenAddresses, invitedAddress } from "./directory.ts";
import { addressesIn, comparedName, mailboxOf } from "./shown-address.ts";
import type { Staff } from "./staff.ts";

/** Object ids of users whom a provider's list of staff has, also under an address that the client gave. */
export function idsOnStaff({ collections }: Snapshot, staff: Staff): string[] {
  if (staff.size === 0) return [];
  return collections.users
    .filter((user) => givenAddresses(user).some((each) => staff.has(each.trim())))
    .map(({ id }) => id);
}

/** Object ids of groups that hold a role somewhere, and of users and groups that may be behind an account: by an address, or by their name. */
export function idsOnRosters({ collections }: Snapshot, rosters: readonly SystemRosterDocument[]): string[] {
  const accounts = rosters.flatMap(({ people }) => people);
  if (accounts.length === 0) return [];
  const wanted = new Set<string>();
  const names = new Set<string>();
  for (const { id, email, name } of accounts) {
    const addresses = [...addressesIn(email), ...addressesIn(id)];
    for (const shown of addresses) {
      for (const each of [shown, invitedAddress(shown) ?? shown]) wanted.add(each).add(mailboxOf(each) ?? each);
    }
    if (addresses.length === 0 && name !== undefined) names.add(comparedName(name));
  }
  const users = collections.users.filter((user) => {
    const invited = user.userPrincipalName ? invitedAddress(user.userPrincipalName) : undefined;
    return (
      givenAddresses(user).some((each) => wanted.has(each.trim())) ||
      (invited !== undefined && wanted.has(invited)) ||
      (names.size > 0 && names.has(comparedName(user.displayName ?? "")))
    );
  });
  // An address of several people is that of a group.
  const groups = collections.groups.filter(({ mail }) => mail && wanted.has(mail.trim().toLowerCase()));
  return [
    ...accounts.flatMap(({ kind, id }) => (kind === "group" ? [id] : [])),
    ...[...users, ...groups].map(({ id }) => id),
  ];
}
