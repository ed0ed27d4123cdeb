/**
 * What of the ownership map is carried through to something that acts: declared, gated, reviewed, written. README shows it as a table,
 * made from the catalogue; what is nowhere said so, with the reason. `test/coverage.test.ts` does what each cell says.
 */

import { coreFunctionIds, functionById, type ItFunction } from "./catalogue/functions.ts";
import { systems } from "./catalogue/systems/index.ts";
import type { NamedSystem } from "./catalogue/systems/system.ts";
import { type ToolCategoryId, toolCategories } from "./catalogue/tool-categories.ts";

/** One row of the table. */
export interface CoverageRow {
  readonly kind: "category" | "function" | "system";
  readonly id: string;
  readonly name: string;
  readonly declared: string;
  readonly gated: string;
  readonly reviewed: string;
  readonly written: string;
}

/** The nine categories, the fourteen functions, the thirty-one systems. */
export function coverage(): CoverageRow[] {
  return [...toolCategories.map(categoryRow), ...coreFunctionIds.map(functionRow), ...systems.map(systemRow)];
}

/** What the stacks make of a category, beside the sign-in of its systems. */
const declaredOf: Readonly<Record<ToolCategoryId, string>> = {
  identity:
    "teams, eligibility, activation rules, conditional access, emergency accounts; settings of tier-0 roles and partner tenants where the matrix asks",
  "endpoint-management": "a unit for the workstations; roles of the system itself: its own console",
  rmm: "none beside sign-in: its own console",
  psa: "none beside sign-in: the provider's own, tickets are exchanged",
  itsm: "none beside sign-in: its own console; queue and routing are written",
  "patch-management": "update windows and rings of servers in Azure; other classes: the tool's own console",
  documentation: "none beside sign-in: its own console",
  security: "roles for who watches and responds (functions); its own roles: its console",
  backup: "vaults, Resource Guard and locks in Azure; elsewhere: the tool's own console",
};

const gatedOf: Partial<Record<ToolCategoryId, string>> = {
  identity: "every rule on providers; `provider-no-standing-super-admin`",
  "patch-management": "`servers-patched-in-windows`; lint: a class without owner, or with two",
  backup:
    "`backups-protected`, `provider-backup-not-destroyable`, `azure-locks-kept`; lint: never restored, no data export",
};

function categoryRow({ id, title, dataExport }: (typeof toolCategories)[number]): CoverageRow {
  return {
    kind: "category",
    id,
    name: title,
    declared: declaredOf[id],
    gated:
      gatedOf[id] ??
      `lint: no owner, two systems and none decided${dataExport ? ", no data export" : ""}, a provider on top of what the client owns`,
    reviewed:
      id === "identity"
        ? "the tenant against what is declared; other systems, each against its own list of users"
        : "its systems, each against its own list of users",
    written: `ownership map, contract schedule${dataExport ? ", data-export clause" : ""}`,
  };
}

function functionRow(id: (typeof coreFunctionIds)[number]): CoverageRow {
  const found = functionById(id);
  if (found === undefined) throw new Error(`no function has the id ${id}`);
  const declared = rolesOf(found);
  const isDeclared = found.delegations.length > 0 || found.otherAccess.some(({ system }) => system === "azure");
  // A role over the directory cannot be wider than it is; one in Azure that is wider is one that no row gives.
  const hasUnit = found.delegations.some(({ scope }) => scope.kind !== "directory");
  return {
    kind: "function",
    id,
    name: found.title,
    declared: declared.length === 0 ? `none: ${lowered(found.withoutRole ?? "")}` : declared.join("; "),
    gated: isDeclared
      ? `\`provider-access-in-matrix\`, ${hasUnit ? "`provider-role-scope`, " : ""}\`provider-access-expires\`, \`provider-activation-approved\``
      : "`provider-access-in-matrix`: any role for it is refused",
    reviewed: isDeclared ? "team, roles, scope, activation rules, people" : "any access for it is undeclared",
    written: "RACI, contract schedule",
  };
}

function rolesOf({ delegations, otherAccess }: ItFunction): string[] {
  return [
    ...delegations.map(
      ({ role, scope }) =>
        `${role.kind === "built-in" ? role.name : role.displayName}${scope.kind === "directory" ? "" : ` over ${scope.unit.replaceAll("-", " ")}`}`,
    ),
    ...otherAccess.map(({ system, role }) =>
      system === "azure" ? `${role} in Azure` : `written only: ${role} (${system.replaceAll("-", " ")})`,
    ),
  ];
}

const lowered = (sentence: string) => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, "")}`;

function systemRow(system: NamedSystem): CoverageRow {
  const { id, name, signIn, roster, exports } = system;
  const isTenant = roster.snapshot !== undefined;
  return {
    kind: "system",
    id,
    name,
    declared: isTenant ? "everything above" : signInWords(signIn),
    gated: isTenant ? "every rule" : systemRules(system),
    reviewed: rosterWords(roster),
    written:
      exports.length === 0
        ? "exit clause: no export documented, so it is to be agreed"
        : `exit clause: ${formatsOf(exports)}`,
  };
}

/** Whoever may sign in through Entra ID is judged as well, where people are assigned to an application. */
function systemRules({ category, signIn }: NamedSystem): string {
  const top = `\`provider-no-standing-super-admin\` (${category === "identity" ? "refused" : "a warning where the client owns it"})`;
  return isAssignable(signIn) ? `${top}, \`system-sign-in-assigned\`` : top;
}

/** Whether people are assigned to an enterprise application of the system's. */
function isAssignable(signIn: NamedSystem["signIn"]): boolean {
  return signIn?.entra !== undefined && !signIn.entra.protocols.includes("native");
}

function signInWords(signIn: NamedSystem["signIn"]): string {
  if (signIn?.entra === undefined) return "none: no sign-in through Entra ID is documented";
  if (!isAssignable(signIn)) return "none: its people are the tenant's, and its roles are given in its own console";
  return signIn.entra.protocols.includes("saml")
    ? "enterprise application, a group and app role for each agreed role"
    : "a group for each agreed role, assigned to an enterprise application that is there already";
}

function rosterWords(roster: NamedSystem["roster"]): string {
  if (roster.snapshot !== undefined) return "`demarc snapshot`";
  const { api } = roster;
  const fromApi = api?.documented === true ? ["API"] : [];
  const csv = roster.csv === undefined ? [] : ["CSV of the console"];
  const ways = [...fromApi, ...csv];
  if (api?.documented === true && csv.length === 0 && api.requests.every(({ people }) => people?.roles === undefined)) {
    return "users: API, which does not list roles";
  }
  return `users and roles: ${ways.length === 0 ? "a plain CSV (no API or export of users is documented)" : ways.join(" or ")}`;
}

function formatsOf(exports: NamedSystem["exports"]): string {
  return [...new Set(exports.map(({ format }) => format))].join(", ");
}

/** The table of each kind, as Markdown. */
export function coverageMarkdown(): string {
  const rows = coverage();
  const titles = { category: "Nine categories", function: "Fourteen functions", system: "Thirty-one systems" } as const;
  return (["category", "function", "system"] as const)
    .map((kind) => {
      const lines = rows
        .filter((row) => row.kind === kind)
        .map(
          ({ id, name, declared, gated, reviewed, written }) =>
            `| ${name} (\`${id}\`) | ${[declared, gated, reviewed, written].join(" | ")} | [\`${kind} ${id}\`](${testFile}) |`,
        );
      const head = `| ${titles[kind]} | declared | gated | reviewed | written | test |\n|---|---|---|---|---|---|`;
      return `${head}\n${lines.join("\n")}`;
    })
    .join("\n\n");
}

const testFile = "test/coverage.test.ts";
