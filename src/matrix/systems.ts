/** What is agreed on each system that the matrix names: whose it is, and who may hold which role there. */

import { systemById, systems } from "../catalogue/systems/index.ts";
import type { RoleReach } from "../catalogue/systems/role-reach.ts";
import type { NamedSystem } from "../catalogue/systems/system.ts";
import { type ToolCategoryId, toolCategoryById } from "../catalogue/tool-categories.ts";
import { INTERNAL, type PartyKey } from "./parties.ts";
import type { Matrix } from "./schema.ts";
import { providerOfTool, type ToolRow } from "./tool-provider.ts";

type SystemEntry = NonNullable<Matrix["systems"]>[string];

/** A role and who is agreed to hold it. */
export interface AgreedRole {
  /** As the matrix writes it. */
  readonly role: string;
  /** As the catalogue knows it. */
  readonly reach: RoleReach | "unknown";
  readonly held: readonly AgreedHolder[];
  readonly why?: string;
  /** Of its enterprise application: value of the app role, or the id of one that exists. */
  readonly appRole?: string;
}

/** Everybody the matrix names of a party, or one of them. */
export interface AgreedHolder {
  readonly party: PartyKey;
  /** In lower case; absent: everybody of the party. */
  readonly address?: string;
}

export interface AgreedSystem {
  /** Id of the catalogue, or the matrix's own key; where it has neither an entry nor an id, the name in `tools`. */
  readonly key: string;
  readonly name: string;
  readonly category: ToolCategoryId;
  /** Absent for a system that is not in the catalogue. */
  readonly known?: NamedSystem;
  /** Who owns its row in `tools`; both sides of a shared one. */
  readonly owners: readonly PartyKey[];
  /** What the side that does not own it gets: the row's words, or the category's. */
  readonly otherSide: string;
  /** Absent: nothing is agreed but what follows from its owner, see `administers`. */
  readonly entry?: SystemEntry;
  readonly roles: readonly AgreedRole[];
  /**
   * Without an entry: people of these parties may administer it, in whatever roles. That is all that can be told from a category: which
   * roles the other side needs for what it gets is not known, so nobody of it is expected to hold an administrative one.
   */
  readonly administers: readonly PartyKey[];
}

const byCatalogueName: ReadonlyMap<string, NamedSystem> = new Map(
  systems.map((system) => [system.name.toLowerCase(), system]),
);

/** Every system of `tools`, in the order of the file. */
export function agreedSystems(matrix: Matrix): AgreedSystem[] {
  const byName = new Map(Object.entries(matrix.systems ?? {}).map(([key, entry]) => [entry.name ?? key, key]));
  return Object.entries(matrix.tools).flatMap(([category, row]) => {
    const id = category as ToolCategoryId;
    if (row === undefined) return [];
    const owners = ownersOf(matrix, id, row);
    return row.systems.map((written): AgreedSystem => {
      const called = typeof written === "string" ? undefined : byCatalogueName.get(written.name.trim().toLowerCase());
      const key = typeof written === "string" ? written : (byName.get(written.name) ?? called?.id ?? written.name);
      // Whoever writes a name instead of the id means the same system, with the same roles.
      const known = systemById(key) ?? called;
      const entry = matrix.systems?.[key];
      return {
        key,
        name: known?.name ?? (typeof written === "string" ? written : written.name),
        category: id,
        ...(known !== undefined && { known }),
        owners,
        otherSide: row.otherSide ?? toolCategoryById(id)?.otherSide ?? "",
        ...(entry !== undefined && { entry }),
        roles: (entry?.roles ?? []).map(({ role, held, why, appRole }) => ({
          role,
          reach: reachOf(known, role),
          held: held.map((each) => holderOf(matrix, each)),
          ...(why !== undefined && { why }),
          ...(appRole !== undefined && { appRole }),
        })),
        administers: entry === undefined || entry.roles.length === 0 ? owners : [],
      };
    });
  });
}

/** Each system once: one that stands in several rows is the owners' of all of them, and an identity provider before anything else. */
export function distinctSystems(matrix: Matrix): AgreedSystem[] {
  return [...Map.groupBy(agreedSystems(matrix), ({ key }) => key).values()].flatMap((rows) => {
    const first = rows.find(isIdentityProvider) ?? rows[0];
    if (first === undefined) return [];
    const owners = [...new Set(rows.flatMap((row) => row.owners))];
    return [{ ...first, owners, administers: first.administers.length === 0 ? [] : owners }];
  });
}

/** Whether people sign in to other systems through it; whatever row it stands in. */
export function isIdentityProvider({ category, known }: Pick<AgreedSystem, "category" | "known">): boolean {
  return category === "identity" || known?.category === "identity";
}

/** The vendor's role of that name, in whatever spelling. */
export function vendorRole(
  known: Pick<NamedSystem, "roles"> | undefined,
  name: string,
): NamedSystem["roles"][number] | undefined {
  return known?.roles.find((role) =>
    [role.name, ...(role.spellings ?? [])].some((each) => plain(each) === plain(name)),
  );
}

/** Without case and without what spellings differ in: blanks, hyphens, underscores. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, "");

const reachOf = (known: NamedSystem | undefined, role: string) => vendorRole(known, role)?.reach ?? "unknown";

function ownersOf(matrix: Matrix, category: ToolCategoryId, { owner, by }: ToolRow): PartyKey[] {
  if (owner === INTERNAL) return [INTERNAL];
  // Of several that could be meant none is said: then only what both sides share is known.
  const provider = providerOfTool(matrix, category, { owner, by }) ?? [];
  return [owner === "shared" ? INTERNAL : [], provider].flat();
}

function holderOf(matrix: Matrix, held: string): AgreedHolder {
  if (!held.includes("@")) return { party: held };
  const address = held.toLowerCase();
  const provider = Object.entries(matrix.providers).find(([, { people }]) =>
    people.some(({ email, userPrincipalName }) =>
      [email, userPrincipalName].some((each) => each?.toLowerCase() === address),
    ),
  );
  return { party: provider?.[0] ?? INTERNAL, address };
}
