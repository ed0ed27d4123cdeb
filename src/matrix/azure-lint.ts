/** Smells of the Azure section: access that nobody can declare as it is written, and a guard too near to what it guards. */

import { azureRoleIdByName } from "../catalogue/azure-role-actions.ts";
import { functionById } from "../catalogue/functions.ts";
import { windowsTimeZones } from "../catalogue/windows-time-zones.ts";
import type { FoundSmell } from "./found-smell.ts";
import { resolveRows } from "./parties.ts";
import type { FunctionRow, Matrix } from "./schema.ts";
import { suggest } from "./suggest.ts";

export type AzureSmellName =
  | "azure-access-without-accounts"
  | "lighthouse-cannot-delegate"
  | "lighthouse-not-locked-out"
  | "role-over-several-groups"
  | "guard-near-backups"
  | "vaults-out-of-scope"
  | "time-zone-unknown";

export type AzureSmell = FoundSmell<AzureSmellName>;

type Section = NonNullable<Matrix["azure"]>;

export function azureSmells(matrix: Matrix): AzureSmell[] {
  const { azure } = matrix;
  if (azure === undefined) return [];
  return [
    ...rowSmells(matrix, azure),
    ...groupSmells(matrix, azure),
    ...lockSmells(matrix, azure),
    ...guardSmells(azure),
    ...vaultSmells(azure),
    ...timeZoneSmells(azure),
  ];
}

/** A role at a place that a row needs, as the matrix or the catalogue says it. */
interface Need {
  readonly role: string;
  readonly place: string;
  readonly path: readonly PropertyKey[];
}

function needs(functionId: string, row: FunctionRow): Need[] {
  const path = ["functions", functionId];
  if (row.access?.azure !== undefined) {
    return row.access.azure.map(({ role, scope }, index) => ({
      role,
      place: scope,
      path: [...path, "access", "azure", index],
    }));
  }
  return (functionById(functionId)?.otherAccess ?? []).flatMap((each) =>
    each.system === "azure" ? { role: each.role, place: each.place, path } : [],
  );
}

function rowSmells(matrix: Matrix, azure: Section): AzureSmell[] {
  return resolveRows(matrix).flatMap(({ functionId, row, provider, support }) =>
    [provider, support?.provider].flatMap((key): AzureSmell[] => {
      const partner = key === undefined ? undefined : matrix.providers[key];
      if (key === undefined || partner === undefined) return [];
      const named = needs(functionId, row).filter(({ place }) => isNamed(azure, place));
      const [first] = named;
      if (first === undefined) return [];
      if (azure.lighthouse[key] !== undefined) return named.flatMap((need) => notDelegable(azure, need));
      if (partner.accounts !== "gdap-technicians") return [];
      return [
        {
          smell: "azure-access-without-accounts",
          severity: "warning",
          path: first.path,
          message: `${partner.name} does this in ${nouns(named)}, but its people come through GDAP, which gives nothing in Azure`,
          hint: `add azure.lighthouse.${key}, or take the scope out`,
        },
      ];
    }),
  );
}

const nouns = (named: readonly Need[]) => [...new Set(named.map(({ place }) => `azure.scopes.${place}`))].join(" and ");

function isNamed({ scopes, backup }: Section, place: string): boolean {
  return place in scopes || (place === "vaults" && backup !== undefined);
}

/** Lighthouse delegates subscriptions and resource groups, and built-in roles (https://learn.microsoft.com/azure/lighthouse/concepts/tenants-users-roles). */
function notDelegable(azure: Section, { role, place, path }: Need): AzureSmell[] {
  const what =
    azure.scopes[place]?.managementGroup !== undefined
      ? `azure.scopes.${place} is a management group, and Lighthouse delegates subscriptions and resource groups`
      : role in azure.customRoles && azureRoleIdByName(role) === undefined
        ? `${role} is a role of your own, and Lighthouse knows built-in ones only`
        : undefined;
  if (what === undefined) return [];
  return [
    {
      smell: "lighthouse-cannot-delegate",
      severity: "warning",
      path,
      message: `${what}: nothing is declared for it`,
      hint: "name another scope or role, or give the provider accounts here",
    },
  ];
}

/** https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits */
function groupSmells(matrix: Matrix, { customRoles, scopes }: Section): AzureSmell[] {
  const used = Object.values(matrix.functions).flatMap((row) => row?.access?.azure ?? []);
  return Object.keys(customRoles).flatMap((key): AzureSmell[] => {
    const groups = used.flatMap(({ role, scope }) => (role === key ? (scopes[scope]?.managementGroup ?? []) : []));
    const several = [...new Set(groups)];
    if (several.length < 2) return [];
    return [
      {
        smell: "role-over-several-groups",
        severity: "warning",
        path: ["azure", "customRoles", key],
        message: `${key} is given at the management groups ${several.join(" and ")}, and Azure lets a role be assigned in one management group only`,
        hint: "make a role for each, or name a group above both",
      },
    ];
  });
}

/** https://learn.microsoft.com/azure/lighthouse/concepts/cross-tenant-management-experience#current-limitations */
function lockSmells(matrix: Matrix, { locks, lighthouse }: Section): AzureSmell[] {
  const delegated = Object.keys(lighthouse).map((key) => matrix.providers[key]?.name ?? key);
  if (!locks || delegated.length === 0) return [];
  return [
    {
      smell: "lighthouse-not-locked-out",
      severity: "note",
      path: ["azure", "locks"],
      message: `locks do not bind who comes through Lighthouse (${delegated.join(", ")}): they keep your own people from mistakes`,
      hint: "what keeps the provider out is that no role it can activate deletes anything there",
    },
  ];
}

function timeZoneSmells({ updates }: Section): AzureSmell[] {
  if (updates === undefined || windowsTimeZones.has(updates.timeZone)) return [];
  const nearest = suggest(updates.timeZone, [...windowsTimeZones]);
  return [
    {
      smell: "time-zone-unknown",
      severity: "warning",
      path: ["azure", "updates", "timeZone"],
      message: `"${updates.timeZone}" is no time zone that Windows knows, and Azure knows no others`,
      hint: nearest ? `did you mean "${nearest}"?` : "Windows' name, such as W. Europe Standard Time or UTC",
    },
  ];
}

function guardSmells({ backup, subscriptionId }: Section): AzureSmell[] {
  if (backup === undefined) return [];
  const own = backup.guard.subscriptionId ?? subscriptionId;
  const near = Object.entries(backup.vaults).filter(
    ([, vault]) => (vault.subscriptionId ?? subscriptionId).toLowerCase() === own.toLowerCase(),
  );
  if (near.length === 0) return [];
  return [
    {
      smell: "guard-near-backups",
      severity: "note",
      path: ["azure", "backup", "guard"],
      message: `the Resource Guard is in the subscription of the backups (${near.map(([key]) => key).join(", ")}): whoever controls that holds both keys`,
      hint: "keep it in a subscription of its own (azure.backup.guard.subscriptionId)",
    },
  ];
}

/** A scope called `vaults` is where backups are run, instead of the vaults themselves. */
function vaultSmells({ backup, scopes, subscriptionId }: Section): AzureSmell[] {
  const scope = scopes["vaults"];
  if (backup === undefined || scope === undefined || scope.managementGroup !== undefined) return [];
  const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
  const outside = Object.entries(backup.vaults).filter(
    ([, vault]) =>
      !same(vault.subscriptionId ?? subscriptionId, scope.subscriptionId ?? subscriptionId) ||
      (scope.resourceGroup !== undefined && !same(vault.resourceGroup, scope.resourceGroup)),
  );
  if (outside.length === 0) return [];
  const names = outside.map(([key]) => key).join(", ");
  return [
    {
      smell: "vaults-out-of-scope",
      severity: "warning",
      path: ["azure", "scopes", "vaults"],
      message: `the backup vaults ${names} are elsewhere: whoever is to run the backups gets no role on them`,
      hint: "leave azure.scopes.vaults out (it then means every vault of azure.backup), or name where they are",
    },
  ];
}
