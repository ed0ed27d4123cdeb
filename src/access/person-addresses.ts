/** By which addresses the matrix knows a provider's person: at the provider, and by an account in the client's own tenant. */

import type { Entitlements } from "../entitlements/entitlements.ts";
import { lower } from "./attributed.ts";
import { givenAddresses, type UserObject } from "./directory.ts";
import { oncePer } from "./once.ts";

/** All addresses of a person by each of them, in lower case. */
const personAddresses = oncePer(
  ({ people }: Entitlements): ReadonlyMap<string, readonly string[]> =>
    new Map(
      people.flatMap(({ email, userPrincipalName }) => {
        const own = [email, ...(userPrincipalName === undefined ? [] : [userPrincipalName])].map(lower);
        return own.map((each) => [each, own] as const);
      }),
    ),
);

/** The addresses, with the others of whomever the matrix means by one of them. */
export function withOtherAddresses(addresses: readonly string[], entitlements: Entitlements): string[] {
  const others = personAddresses(entitlements);
  return [...new Set(addresses.flatMap((each) => [each, ...(others.get(each) ?? [])]))];
}

/**
 * Addresses that were given to a user, and those of the person of the matrix whose account it is: an account of the client's own tenant
 * has none of the provider's, but its provider's staff list does.
 */
export function userAddresses(user: UserObject, entitlements: Entitlements): string[] {
  return withOtherAddresses(givenAddresses(user), entitlements);
}
