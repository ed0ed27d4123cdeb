/** How accounts of other systems are shown in a review. */

import type { SystemAccess, SystemAccount } from "../../access/system-accounts.ts";
import type { Difference } from "../schema.ts";

/** Each account of several, once: whoever takes one away leaves the others. */
export function accountNames(accounts: Iterable<SystemAccount>): string[] {
  const names = [...accounts].map(({ account: { id, email }, through }) =>
    through === undefined ? `the account ${email ?? id}` : `through the group ${through}`,
  );
  return [...new Set(names)];
}

/** @param lastSignIn null: never, as far as the system shows; undefined: it does not */
export function lastUse(lastSignIn: string | null | undefined): Pick<Difference["access"], "lastUse"> {
  if (lastSignIn === undefined) return {};
  return {
    lastUse:
      lastSignIn === null ? { state: "never", what: "sign-in" } : { state: "used", on: lastSignIn, what: "sign-in" },
  };
}

/** Whether a roster has addresses, and none of them is anybody's of the client or of a provider: then it may be of another company. */
export function isOfStrangers({ accounts }: SystemAccess): boolean {
  const shown = accounts.filter(({ account: { email, id } }) => `${email ?? ""}${id}`.includes("@"));
  return (
    shown.length > 0 && accounts.every(({ holder: { party, by } }) => party.kind === "unknown" && by === "nothing")
  );
}
