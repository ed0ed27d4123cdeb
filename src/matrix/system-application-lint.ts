/** Smells of enterprise applications of systems: sign-in that the vendor does not offer, and people whom nobody can assign. */

import type { FoundSmell } from "./found-smell.ts";
import type { Matrix } from "./schema.ts";
import { type AgreedSystem, agreedSystems } from "./systems.ts";

export type SystemApplicationSmellName =
  | "system-application-unknown"
  | "system-application-nobody"
  | "system-holder-without-account";

export type SystemApplicationSmell = FoundSmell<SystemApplicationSmellName>;

/** All of them, system by system. */
export function systemApplicationSmells(matrix: Matrix): SystemApplicationSmell[] {
  return agreedSystems(matrix).flatMap((system) =>
    system.entry?.application === undefined
      ? []
      : [...notOffered(system), ...nobody(system), ...withoutAccount(system, matrix)],
  );
}

function notOffered({ key, name, known, entry }: AgreedSystem): SystemApplicationSmell[] {
  // Of a system that is not in the catalogue nobody can tell.
  if (known === undefined) return [];
  const smell = { smell: "system-application-unknown", severity: "warning" } as const;
  const path = ["systems", key, "application"];
  const entra = known.signIn.entra;
  if (entra === undefined) {
    return [
      {
        ...smell,
        path,
        message: `the catalogue knows no sign-in to ${name} through Entra ID: an application for it may let nobody in`,
        hint: "see the vendor's documentation; without it leave application out",
      },
    ];
  }
  if (entra.protocols.includes("native")) {
    return [
      {
        ...smell,
        path,
        message: `${name} is a part of the tenant: its roles are not given by an assignment to an application`,
        hint: "leave application out",
      },
    ];
  }
  const isMade = entry?.application !== undefined && "create" in entry.application;
  if (!isMade || entra.protocols.includes("saml")) return [];
  return [
    {
      ...smell,
      path: [...path, "create"],
      message: `people sign in to ${name} with OpenID Connect, for which the vendor brings the application`,
      hint: "consent to the vendor's application, and name it: existing",
    },
  ];
}

function nobody({ key, name, roles }: AgreedSystem): SystemApplicationSmell[] {
  if (roles.length > 0) return [];
  return [
    {
      smell: "system-application-nobody",
      severity: "warning",
      path: ["systems", key, "application"],
      message: `nobody is agreed to hold a role in ${name}, so nobody may sign in`,
      hint: "add roles",
    },
  ];
}

function withoutAccount({ key, name, roles }: AgreedSystem, matrix: Matrix): SystemApplicationSmell[] {
  return roles.flatMap(({ held }, index) =>
    held.flatMap(({ party, address }, place): SystemApplicationSmell[] => {
      const provider = matrix.providers[party];
      if (provider?.accounts !== "gdap-technicians") return [];
      return [
        {
          smell: "system-holder-without-account",
          severity: "warning",
          path: ["systems", key, "roles", index, "held", place],
          message: `${address ?? `the people of ${provider.name}`} cannot sign in to ${name} through Entra ID: a GDAP technician has no account here that could be assigned`,
          hint: "accounts: guests for those people, or leave them to an account of the system's own",
        },
      ];
    }),
  );
}
