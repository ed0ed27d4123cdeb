/**
 * What the catalogue knows of a system: a guide for whoever writes an entry.
 *
 * An entry is data, in a file of its own (`src/catalogue/systems/<id>.ts`), and nothing in `src/roster/` knows a system by name: the one
 * reader there interprets `roster`. Every fact has a `source` (URL) that shows it: the vendor's documentation, or, where that is closed,
 * a public SDK or integration. What cannot be shown is not written down: `roster.api = { documented: false, why }`, and the export of
 * the console is the way (`roster.csv`). Never invent a path, a field or a column.
 *
 * 1. `roles`: the vendor's own names, as a person sees them in the console. `reach` says what a holder can do; `spellings` are the
 *    other forms in which the API or an export gives the same role (`SUPER_ADMIN`). A role that is not here is shown with the reach
 *    `unknown`, never as harmless.
 * 2. `signIn`: whether it has accounts and passwords of its own, and whether people can come through Entra ID.
 * 3. `roster`: `api` (see `roster-api.ts`), `csv` (below), or both; `snapshot` where the system's users are the Entra tenant's own.
 *    `limits` are sentences on what neither shows, such as API keys: they are repeated in each roster.
 * 4. `exports`: for the exit clause of the contract: what can be taken out, in which format, and how.
 *
 * Where documentation is closed, public connectors show the shapes: ConductorOne/baton-* (GitHub) for many, PowerShell modules for others.
 *
 * Then a fixture shaped as the documentation shows in `test/fixtures/rosters/<id>/` (see the README there): the tests find it.
 */

import type { ToolCategoryId } from "../tool-categories.ts";
import type { SystemId } from "./ids.ts";
import type { RoleReach } from "./role-reach.ts";
import type { RosterApi } from "./roster-api.ts";

/** Tool category of a system; `platform` for the all-in-one ones, which replace several. */
export type SystemCategory = ToolCategoryId | "platform";

/** A role of the system itself (not one that a customer made there). */
export interface SystemRole {
  /** The vendor's own name, as the console shows it. */
  readonly name: string;
  readonly reach: RoleReach;
  /** Other forms in which the API or an export gives it; compared without case. */
  readonly spellings?: readonly string[];
  /** Where the vendor says so. */
  readonly source: string;
}

/** How people sign in. */
export interface SystemSignIn {
  /** Whether it has accounts with passwords of its own. */
  readonly own: boolean;
  /** Sign-in through Entra ID; absent where there is none, or where no documentation of it was found. */
  readonly entra?: {
    /** `native`: it knows no other directory. */
    readonly protocols: readonly ("native" | "saml" | "oidc")[];
    /** Whether accounts can be created and taken away through SCIM. */
    readonly scim: boolean;
    readonly source: string;
  };
  readonly source: string;
}

/** The table that the console exports. */
export interface RosterCsv {
  /** Where in the console, as a person clicks there. */
  readonly how: string;
  /**
   * Headers of the columns, for each the spellings in use (compared without case, blanks and punctuation). `email` or `id` must be
   * there; several `name` columns (first name, last name) are listed in `nameParts` instead.
   */
  readonly columns: {
    readonly id?: readonly string[];
    readonly name?: readonly string[];
    readonly nameParts?: readonly (readonly string[])[];
    readonly email?: readonly string[];
    readonly role?: readonly string[];
    readonly enabled?: readonly string[];
    readonly lastSignIn?: readonly string[];
  };
  /** What separates several roles in one cell, such as `;`; absent: a cell is one role. */
  readonly roleSeparator?: string;
  readonly source: string;
}

/** How the users of a system and their roles are read. */
export interface SystemRoster {
  readonly api?: RosterApi | { readonly documented: false; readonly why: string };
  readonly csv?: RosterCsv;
  /** Its users and roles are those of the Entra tenant: `demarc snapshot` is the roster. */
  readonly snapshot?: { readonly why: string; readonly source: string };
  /** What the roster cannot show; sentences. */
  readonly limits?: readonly string[];
}

/** What can be taken out of the system when somebody leaves. */
export interface DataExportFormat {
  readonly what: string;
  /** Such as `CSV`, `JSON`, `PDF`. */
  readonly format: string;
  readonly how: string;
  readonly source: string;
}

export interface NamedSystem {
  readonly id: SystemId;
  readonly name: string;
  readonly vendor: string;
  readonly category: SystemCategory;
  /** The vendor's page on the product. */
  readonly documentation: string;
  /** What "can you leave with your data?" means for it. */
  readonly portability: string;
  readonly roles: readonly SystemRole[];
  readonly signIn: SystemSignIn;
  readonly roster: SystemRoster;
  readonly exports: readonly DataExportFormat[];
}

/** What leaving means for each category, where the entry knows nothing closer. */
export const portability = {
  identity:
    "Users, groups, applications and sign-in policies can be exported in a documented format, and the tenant is the client's.",
  "endpoint-management":
    "Device inventory, configuration profiles and recovery keys can be exported, and devices can be re-enrolled elsewhere.",
  rmm: "Device inventory, history and scripts can be exported, and the agent can be removed from every machine.",
  psa: "Tickets and time records of the client can be exported with their history.",
  itsm: "Tickets, knowledge articles and configuration items can be exported with their history.",
  "patch-management": "Patch status, policies and history per device can be exported, and the agent can be removed.",
  documentation: "Everything, passwords included, can be exported on demand in a format another system reads.",
  security: "Alerts, incidents and exclusions can be exported, and sensors can be uninstalled without the vendor.",
  backup: "Backups can be restored without the provider, keys and media included, in a format the client can read.",
  platform: "Can you leave with your data? Every module's records can be exported in a documented format.",
} satisfies Record<SystemCategory, string>;
