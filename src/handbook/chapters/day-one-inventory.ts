/** What both sides sign on the first day: every administrator's account, every licence, and whose name is on each contract. */

import { toolCategories } from "../../catalogue/tool-categories.ts";
import { listed } from "../../entitlements/sentence-parts.ts";
import { nameOfParty } from "../../matrix/parties.ts";
import type { Matrix } from "../../matrix/schema.ts";
import type { Inventory } from "../../onboarding/init/inventory.ts";
import { accessText, few } from "../../onboarding/init/inventory-reports.ts";
import { labelOfParty } from "../../review/party-label.ts";
import { counted } from "../../review/words.ts";
import { type Block, type Chapter, heading, notice, paragraph, type Row, table } from "../document.ts";
import type { HandbookInput } from "../input.ts";
import { dayText, isAlone, systemKey, systemName } from "../words.ts";

/** Lines to write into, under what is known. */
const blankLines = 3;

export function dayOneInventory(input: HandbookInput): Chapter {
  const { matrix, inventory } = input;
  return {
    id: "day-one-inventory",
    title: "Day-one inventory",
    lead: `What there is on the first day, signed${isAlone(matrix) ? "" : " by both sides"}: every administrator's account, every tool's licence, and whose name is on each contract. When a provider leaves, the same list is worked through in reverse.`,
    blocks: [
      paragraph(
        inventory === undefined
          ? "No snapshot of the tenant was given, so this is a form: what the matrix knows is filled in, and the rest is written by hand. With demarc handbook --snapshot the tenant fills it in, and with --systems the systems beside it do (demarc roster --all)."
          : `The tenant as it was on ${dayText(inventory.snapshot.collectedAt, "")}. The files inventory.json and inventory.csv beside this handbook have every line.`,
      ),
      ...(inventory === undefined ? [] : unread(inventory)),
      heading("Administrators' accounts"),
      ...(inventory === undefined ? [] : [tenantAccounts(inventory)]),
      accounts(input),
      ...rosters(input),
      ...(inventory === undefined ? [] : applications(inventory)),
      heading("Licences of tools"),
      licences(matrix, inventory),
      heading("Contracts"),
      contracts(matrix),
      heading("Signatures under the inventory"),
      table(
        "Signatures under the inventory",
        ["For", "Name", "Day", "Signature", "Not agreed to (line, why)"],
        [matrix.client.name, ...Object.values(matrix.providers).map(({ name }) => name)].map(
          (side): Row => [side, "", "", "", ""],
        ),
      ),
    ],
  };
}

function unread({ snapshot }: Inventory): Block[] {
  const names = [...new Set(snapshot.unreadable.map(({ collection }) => collection))];
  return names.length === 0
    ? []
    : [notice(`Not read, and so not known: ${listed(names)}. There may be more than this shows.`)];
}

function tenantAccounts({ principals }: Inventory): Block {
  return table(
    "Who holds access in the tenant",
    ["Who", "Whose", "Holds", "Can take control of the tenant", "Last sign-in", "Stays?"],
    principals.map(
      ({ name, party, access, control, lastSignIn }): Row => [
        name,
        party,
        few(access.map(accessText)) || "nothing itself",
        control ?? "no",
        dayText(lastSignIn, "not known"),
        "",
      ],
    ),
    "Nobody holds anything that was seen.",
  );
}

/** Accounts that the matrix knows, and lines for those that nobody has written down. */
function accounts({ matrix, entitlements, inventory, systems = [] }: HandbookInput): Block {
  const shown = new Set(systems.flatMap(({ system, roster }) => (roster === undefined ? [] : [system.name])));
  const isKnown = inventory !== undefined;
  const declared = isKnown
    ? []
    : [
        ...matrix.emergencyAccounts.map(
          ({ userPrincipalName }): Row => [
            "Microsoft Entra ID",
            userPrincipalName,
            "in custody",
            matrix.client.name,
            "everything, in an emergency",
            "",
          ],
        ),
        ...matrix.internal.people.map(
          ({ name, userPrincipalName }): Row => [
            "Microsoft Entra ID",
            userPrincipalName,
            name,
            matrix.client.name,
            "",
            "",
          ],
        ),
        ...entitlements.people.map(({ key, name, email, userPrincipalName, provider }): Row => {
          const teams = entitlements.teams.filter(({ eligible }) => eligible.includes(key));
          return [
            "Microsoft Entra ID",
            userPrincipalName ?? email,
            name,
            nameOfParty(matrix, provider),
            teams.length === 0 ? "" : `eligible in ${counted(teams.length, "row")} of the matrix`,
            "",
          ];
        }),
      ];
  return table(
    "Administrators' accounts in every system",
    ["System", "Account", "Who uses it", "Whose person", "May do", "Stays?"],
    [
      ...declared,
      ...(matrix.inventory?.accounts ?? []).map(
        ({ system, account, heldBy, side, role }): Row => [
          system,
          account,
          heldBy,
          nameOfParty(matrix, side),
          role,
          "",
        ],
      ),
      ...toolSystems(matrix)
        .filter(
          ({ name }) =>
            name !== "Microsoft Entra ID" &&
            !shown.has(name) &&
            !(matrix.inventory?.accounts ?? []).some(({ system }) => system === name),
        )
        .map(({ name }): Row => [name, "", "", "", "", ""]),
      ...blank(6),
    ],
  );
}

/** Accounts of systems whose rosters were given: each with the person behind it. */
function rosters({ matrix, systems = [] }: HandbookInput): Block[] {
  return systems.flatMap(({ system, roster, accounts: all }): Block[] => {
    if (roster === undefined) return [];
    return [
      heading(`Accounts in ${system.name}`),
      paragraph(`As its roster had them on ${dayText(roster.collectedAt, "a day that is not known")}.`),
      ...(roster.complete ? [] : [notice("The roster is not complete: whoever is missing may still be there.")]),
      ...(roster.showsRoles
        ? []
        : [notice("The roster does not show who holds which role: each account may hold any.")]),
      table(
        `Accounts in ${system.name}`,
        ["Account", "Who uses it", "Whose person", "May do", "Last sign-in", "Stays?"],
        all.map(
          ({ account, holder, roles, enabled, through }): Row => [
            account.email ?? account.name ?? account.id,
            through === undefined ? holder.label : `${holder.label}, through ${through}`,
            labelOfParty(holder.party, matrix),
            `${few(roles.map(({ name, scope }) => (scope === undefined ? name : `${name} (${scope})`))) || "no role that is shown"}${enabled === false ? ", blocked" : ""}`,
            account.lastSignIn === null ? "never" : dayText(account.lastSignIn, "not known"),
            "",
          ],
        ),
        "Nobody has an account there.",
      ),
    ];
  });
}

function applications({ applications: found }: Inventory): Block[] {
  return [
    heading("Applications with permissions or credentials"),
    table(
      "Applications with permissions or credentials",
      ["Application", "Whose", "Permissions", "Owners", "Credentials", "Stays?"],
      found.map(
        ({ name, party, permissions, owners, credentials }): Row => [
          name,
          party,
          few([...permissions]) || "none",
          listed([...owners]) || "none",
          few(
            credentials.map(({ what, until }) => (until === undefined ? what : `${what}, until ${dayText(until, "")}`)),
          ) || "none here",
          "",
        ],
      ),
      "No application holds a permission or has a credential that was seen.",
    ),
  ];
}

function licences(matrix: Matrix, inventory: Inventory | undefined): Block {
  const listedOnes = matrix.inventory?.licences ?? [];
  return table(
    "Licences of tools",
    ["What", "How many", "In the name of", "Billed to", "Until"],
    [
      ...listedOnes.map(
        ({ what, quantity, nameOf, billedTo, until }): Row => [
          what,
          quantity === undefined ? "" : String(quantity),
          nameOfParty(matrix, nameOf),
          nameOfParty(matrix, billedTo ?? nameOf),
          until === undefined ? "" : dayText(until, ""),
        ],
      ),
      ...(inventory?.licences ?? []).map(
        ({ name, bought, used }): Row => [name, `${bought} bought, ${used} used`, matrix.client.name, "", ""],
      ),
      ...toolSystems(matrix)
        .filter(({ name }) => !listedOnes.some(({ what }) => what === name))
        .map(
          ({ name, tenancy }): Row => [
            name,
            "",
            tenancy === undefined ? "" : nameOfParty(matrix, tenancy.nameOf),
            tenancy === undefined ? "" : nameOfParty(matrix, tenancy.billedTo),
            "",
          ],
        ),
      ...blank(5),
    ],
  );
}

function contracts(matrix: Matrix): Block {
  const listedOnes = matrix.inventory?.contracts ?? [];
  const usual =
    listedOnes.length > 0
      ? []
      : ["Internet lines", "Telephones", "Domain registrar", "Support of business applications"];
  return table(
    "Contracts",
    ["Contract", "Reference", "In the name of", "Billed to", "Until"],
    [
      ...Object.values(matrix.providers).map(
        ({ name, contract }): Row => [
          `with ${name}`,
          contract.reference,
          matrix.client.name,
          matrix.client.name,
          dayText(contract.end, ""),
        ],
      ),
      ...listedOnes.map(
        ({ what, reference, nameOf, billedTo, until }): Row => [
          what,
          reference ?? "",
          nameOfParty(matrix, nameOf),
          nameOfParty(matrix, billedTo ?? nameOf),
          until === undefined ? "" : dayText(until, ""),
        ],
      ),
      ...usual.map((what): Row => [what, "", "", "", ""]),
      ...blank(5),
    ],
  );
}

/** Each system of the matrix once. */
function toolSystems(
  matrix: Matrix,
): { readonly name: string; readonly tenancy?: { readonly nameOf: string; readonly billedTo: string } }[] {
  const seen = new Set<string>();
  return toolCategories.flatMap(({ id }) =>
    (matrix.tools[id]?.systems ?? []).flatMap((system) => {
      const name = systemName(systemKey(system));
      if (seen.has(name)) return [];
      seen.add(name);
      const tenancy = matrix.tools[id]?.tenancy;
      return [{ name, ...(tenancy !== undefined && { tenancy }) }];
    }),
  );
}

const blank = (columns: number): Row[] =>
  Array.from({ length: blankLines }, () => Array.from({ length: columns }, () => ""));
