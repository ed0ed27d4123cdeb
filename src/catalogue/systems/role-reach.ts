/** How much a role of a system can do, in the same words for every system. */

/**
 * What a role can do, most first. `super-administrator`: can give itself or others anything there is in the system, whether it has it
 * or not. `administrator`: changes settings or objects for everybody, but cannot give itself more. `operator`: works on what it is
 * given (devices, tickets, alerts). `read-only`: sees everything, changes nothing. `member`: only what is its own.
 */
export const roleReaches = ["super-administrator", "administrator", "operator", "read-only", "member"] as const;
export type RoleReach = (typeof roleReaches)[number];
