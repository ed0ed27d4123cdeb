/** Who works at a provider, as its own list of staff says. */

/** Somebody on such a list. */
interface StaffMember {
  /** Key of the provider. */
  readonly provider: string;
  /** Every address that the list has of the person, in lower case, also one that the client gave. */
  readonly addresses: readonly string[];
}

/** By each address. */
export type Staff = ReadonlyMap<string, StaffMember>;

export const noStaff: Staff = new Map();
