/** How dangerous a role or permission is: the words every table of the catalogue uses. */

/**
 * 0: holds or can reach control of the whole tenant. 1: administers a service, reads what attackers look for, or can hurt many
 * people, without a known way to tier 0. 2: ordinary.
 */
export type Tier = 0 | 1 | 2;

/**
 * `global-administrator`: who holds it for the whole directory can do whatever a Global Administrator can, or make itself one,
 * by that role or permission alone. `path`: reaches that only through a further step (an application that holds more, a
 * device an administrator uses, a group that holds a role, …). `none`: no way is known.
 */
export type Equivalence = "global-administrator" | "path" | "none";

/** What the catalogue says of an id. An id that no table knows is judged as the worst one: tier 0 and equivalent. */
export interface Judgement {
  readonly tier: Tier;
  readonly equivalent: Equivalence;
  readonly known: boolean;
}

/** Fail closed: Microsoft adds roles and permissions faster than any table follows. */
export const unknownId: Judgement = { tier: 0, equivalent: "global-administrator", known: false };
