/** Smells of what is agreed on systems: a provider that holds the keys, an owner that does not, passwords beside Entra ID. */

import type { FoundSmell } from "./found-smell.ts";
import { INTERNAL } from "./parties.ts";
import type { Matrix } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { type AgreedSystem, agreedSystems, vendorRole } from "./systems.ts";

export type SystemSmellName =
  | "system-role-unknown"
  | "provider-super-administrator"
  | "no-internal-super-administrator"
  | "sign-in-beside-entra";

export type SystemSmell = FoundSmell<SystemSmellName>;

/** All of them, system by system. */
export function systemSmells(matrix: Matrix): SystemSmell[] {
  return agreedSystems(matrix).flatMap((system) =>
    system.entry === undefined
      ? []
      : [...unknownRoles(system), ...providersOnTop(system, matrix), ...nobodyOnTop(system), ...ownAccounts(system)],
  );
}

function unknownRoles({ key, name, known, roles }: AgreedSystem): SystemSmell[] {
  // Of a system whose roles nobody has written down, none can be unknown.
  if (known === undefined) return [];
  return roles.flatMap(({ role }, index): SystemSmell[] => {
    if (vendorRole(known, role) !== undefined) return [];
    const names = known.roles.map((each) => each.name);
    const nearest = suggest(role, names);
    return [
      {
        smell: "system-role-unknown",
        severity: "warning",
        path: ["systems", key, "roles", index, "role"],
        message: `"${role}" is no role that ${name} is known to have: what it can do cannot be told`,
        hint:
          nearest === undefined
            ? `known: ${names.join(", ")}; a role that you made there yourselves may stand here all the same`
            : `did you mean "${nearest}"?`,
      },
    ];
  });
}

function providersOnTop({ key, name, category, owners, roles }: AgreedSystem, matrix: Matrix): SystemSmell[] {
  const isInternal = owners.length === 1 && owners[0] === INTERNAL;
  if (category !== "identity" && !isInternal) return [];
  return roles.flatMap(({ role, reach, held }, index): SystemSmell[] => {
    if (reach !== "super-administrator") return [];
    const place = held.findIndex(({ party }) => party !== INTERNAL);
    const holder = held[place];
    if (holder === undefined) return [];
    const who = matrix.providers[holder.party]?.name ?? holder.party;
    return [
      {
        smell: "provider-super-administrator",
        severity: "warning",
        path: ["systems", key, "roles", index, "held", place],
        message: `${holder.address ?? who}${holder.address === undefined ? "" : ` of ${who}`} is to hold ${role} in ${name}, which can give itself anything there`,
        hint:
          category === "identity"
            ? "a narrower role does the provider's work; super administrators of an identity provider are the client's own people"
            : "the client owns it: its own people hold that role, the provider a narrower one",
      },
    ];
  });
}

function nobodyOnTop({ key, name, known, owners, roles }: AgreedSystem): SystemSmell[] {
  const isInternal = owners.length === 1 && owners[0] === INTERNAL;
  const top = known?.roles.find(({ reach }) => reach === "super-administrator");
  // Who holds the highest role in the tenant itself is said by the functions and the emergency accounts.
  if (!isInternal || top === undefined || roles.length === 0 || known?.roster.snapshot !== undefined) return [];
  const isHeld = roles.some(
    ({ reach, held }) => reach === "super-administrator" && held.some(({ party }) => party === INTERNAL),
  );
  if (isHeld) return [];
  return [
    {
      smell: "no-internal-super-administrator",
      severity: "warning",
      path: ["systems", key, "roles"],
      message: `the client owns ${name}, and nobody of its own is agreed to hold ${top.name}`,
      hint: `add { role: ${top.name}, held: [internal] }, or the addresses of those who hold it`,
    },
  ];
}

function ownAccounts({ key, name, known, entry }: AgreedSystem): SystemSmell[] {
  const signIn = entry?.signIn;
  if (known?.signIn.entra === undefined || signIn === undefined || signIn === "entra") return [];
  return [
    {
      smell: "sign-in-beside-entra",
      severity: signIn === "own" ? "warning" : "note",
      path: ["systems", key, "signIn"],
      message:
        signIn === "own"
          ? `people sign in to ${name} with passwords of its own, though it could be through Entra ID`
          : `${name} still takes passwords of its own beside Entra ID`,
      hint: "whoever is disabled in Entra ID keeps such an account; conditional access does not see it",
    },
  ];
}
