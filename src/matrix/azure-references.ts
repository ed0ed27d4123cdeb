/** Checks of the Azure section that need more than one field. They read the raw document, as `references.ts` does. */

import { azureRoleIdByName, builtInAzureRoles } from "../catalogue/azure-role-actions.ts";
import { azureRoles } from "../catalogue/azure-roles.ts";
import { azurePlaces } from "../catalogue/functions.ts";
import { longestWindow, readWindow, shortestWindow } from "./maintenance-window.ts";
import { entries, list, type Raw, type ReferenceProblem, record } from "./raw-document.ts";
import { suggest } from "./suggest.ts";

type Path = readonly PropertyKey[];

/** Every cross-reference on Azure that does not hold. */
export function azureProblems(document: Raw): ReferenceProblem[] {
  const azure = record(document["azure"]);
  return [
    ...entries(azure["scopes"]).flatMap(([key, scope]) => scopeProblems(key, record(scope))),
    ...entries(azure["customRoles"]).flatMap(([key, role]) => customRoleProblems(key, record(role))),
    ...lighthouseProblems(document, record(azure["lighthouse"])),
    ...backupProblems(azure),
    ...updateProblems(document, azure),
    ...overrideProblems(document, azure),
  ];
}

function scopeProblems(key: string, { managementGroup, subscriptionId, resourceGroup }: Raw): ReferenceProblem[] {
  const path = ["azure", "scopes", key];
  if (managementGroup !== undefined && (subscriptionId !== undefined || resourceGroup !== undefined)) {
    return [{ path, message: "is a management group and something in a subscription", hint: "say one of them" }];
  }
  if (managementGroup === undefined && subscriptionId === undefined && resourceGroup === undefined) {
    return [
      { path, message: "says nothing of where it is", hint: "add managementGroup, subscriptionId or resourceGroup" },
    ];
  }
  return [];
}

/** What a role of the matrix's own may never have: everything of a kind, and the right to give roles. */
function customRoleProblems(key: string, role: Raw): ReferenceProblem[] {
  const path = ["azure", "customRoles", key];
  const all = ["actions", "dataActions"].flatMap((kind) =>
    list(role[kind]).map((action, index) => ({ kind, action, index })),
  );
  const problems = all.flatMap(({ kind, action, index }): ReferenceProblem[] => {
    if (typeof action !== "string") return [];
    const at = [...path, kind, index];
    if (action.includes("*")) {
      return [
        {
          path: at,
          message: `"${action}" allows more than one operation`,
          hint: "name each operation that the work needs",
        },
      ];
    }
    if (/^microsoft\.authorization\/.*\/(write|delete|action)$/i.test(action)) {
      return [{ path: at, message: `"${action}" changes who may do what, which stays with the internal side` }];
    }
    return [];
  });
  return all.length === 0
    ? [...problems, { path, message: "allows nothing", hint: "add actions or dataActions" }]
    : problems;
}

function lighthouseProblems(document: Raw, lighthouse: Raw): ReferenceProblem[] {
  const providers = Object.keys(record(document["providers"]));
  return Object.keys(lighthouse).flatMap((key): ReferenceProblem[] => {
    if (providers.includes(key)) return [];
    const nearest = suggest(key, providers);
    return [
      {
        path: ["azure", "lighthouse", key],
        message: `there is no provider "${key}"`,
        hint: nearest ? `did you mean "${nearest}"?` : `providers: ${providers.join(", ") || "none declared"}`,
        ofKey: true,
      },
    ];
  });
}

function backupProblems(azure: Raw): ReferenceProblem[] {
  const scopes = Object.keys(record(azure["scopes"]));
  const { vaults, guard } = record(azure["backup"]);
  const kept = entries(vaults).map(([key, vault]) => ({ key, vault: record(vault) }));
  const problems = kept.flatMap(({ key, vault }): ReferenceProblem[] => {
    const path = ["azure", "backup", "vaults", key];
    return [
      ...(scopes.includes(key) ? [{ path, message: `"${key}" is one of azure.scopes already`, ofKey: true }] : []),
      ...(vault["crossRegionRestore"] === true && vault["redundancy"] !== undefined && vault["redundancy"] !== "geo"
        ? [{ path: [...path, "crossRegionRestore"], message: "restoring in the other region needs redundancy: geo" }]
        : []),
    ];
  });
  problems.push(...guardElsewhere(azure, kept));
  const { resourceGroup, subscriptionId } = record(guard);
  const beside = kept.find(
    ({ vault }) =>
      typeof resourceGroup === "string" &&
      same(vault["resourceGroup"], resourceGroup) &&
      same(vault["subscriptionId"] ?? azure["subscriptionId"], subscriptionId ?? azure["subscriptionId"]),
  );
  return beside === undefined
    ? problems
    : [
        ...problems,
        {
          path: ["azure", "backup", "guard", "resourceGroup"],
          message: `is where the vault ${beside.key} is: whoever works there would hold both keys`,
          hint: "keep the Resource Guard where no provider has a role",
        },
      ];
}

/** A Resource Guard protects vaults of its own region (https://learn.microsoft.com/azure/backup/multi-user-authorization#before-you-start). */
function guardElsewhere(
  azure: Raw,
  vaults: readonly { readonly key: string; readonly vault: Raw }[],
): ReferenceProblem[] {
  const place = ({ location }: Raw) => String(location ?? azure["location"]);
  const region = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const guard = place(record(record(azure["backup"])["guard"]));
  return vaults
    .filter(({ vault }) => region(place(vault)) !== region(guard))
    .map(({ key, vault }) => ({
      path: ["azure", "backup", "vaults", key],
      message: `is in ${place(vault)}, and the Resource Guard in ${guard}: it protects vaults of its own region only`,
      hint: "have both in one region (location)",
      ofKey: true,
    }));
}

function updateProblems(document: Raw, azure: Raw): ReferenceProblem[] {
  const patching = record(record(record(document["tools"])["patch-management"])["patching"]);
  return entries(record(azure["updates"])["classes"]).flatMap(([assetClass, value]): ReferenceProblem[] => {
    const path = ["azure", "updates", "classes", assetClass];
    const { scope, window: own } = record(value);
    const found = record(record(azure["scopes"])[String(scope)]);
    const { window: agreed } = record(patching[assetClass]);
    const where = typeof scope === "string" ? unknownScope(azure, scope, [...path, "scope"]) : [];
    if (patching[assetClass] === undefined) {
      return [
        ...where,
        {
          path,
          message: "has no row in tools.patch-management.patching",
          hint: "say there who patches it, in which rings and when",
          ofKey: true,
        },
      ];
    }
    const isGroup = found["managementGroup"] !== undefined;
    return [
      ...where,
      ...(isGroup
        ? [{ path: [...path, "scope"], message: "a maintenance window holds in a subscription or resource group" }]
        : []),
      ...(own === undefined && typeof agreed === "string" ? windowProblems(agreed, assetClass) : []),
    ];
  });
}

function windowProblems(agreed: string, assetClass: string): ReferenceProblem[] {
  const path = ["tools", "patch-management", "patching", assetClass, "window"];
  const window = readWindow(agreed);
  if (window === undefined) {
    return [
      {
        path,
        message: `"${agreed}" cannot be read as a window of Azure`,
        hint: `write it as Sunday 02:00–05:00 or daily 12:00–14:00, or give azure.updates.classes.${assetClass}.window`,
      },
    ];
  }
  if (window.minutes >= shortestWindow) return [];
  return [
    {
      path,
      message: `lasts ${window.minutes} minutes, and a window of Azure takes ${shortestWindow} to ${longestWindow}`,
      hint: `agree on a longer one, or leave ${assetClass} out of azure.updates`,
    },
  ];
}

/** Roles in Azure that a row gives instead of the catalogue's. */
function overrideProblems(document: Raw, azure: Raw): ReferenceProblem[] {
  return entries(document["functions"]).flatMap(([functionId, row]) =>
    list(record(record(row)["access"])["azure"]).flatMap((value, index, all): ReferenceProblem[] => {
      const own = record(value);
      const path = ["functions", functionId, "access", "azure", index];
      if (document["azure"] === undefined) {
        return [{ path, message: "the matrix has no azure section", hint: "add azure: { subscriptionId, … }" }];
      }
      const { role, scope, activation, policy } = own;
      const isRepeated = all
        .slice(0, index)
        .some((before) => record(before)["role"] === role && record(before)["scope"] === scope);
      return [
        ...(typeof role === "string" ? roleProblems(azure, role, [...path, "role"]) : []),
        ...groupRoleProblems(azure, own, path),
        ...(typeof scope === "string" ? unknownScope(azure, scope, [...path, "scope"]) : []),
        ...(isRepeated ? [{ path, message: "is said twice" }] : []),
        ...(activation === "role" && policy === undefined
          ? [
              {
                path: [...path, "activation"],
                message: "eligibility for the role itself needs policy: the name of its rules at the scope",
                hint: "az rest --url '{scope}/providers/Microsoft.Authorization/roleManagementPolicyAssignments?api-version=2020-10-01', or activation: membership",
              },
            ]
          : []),
      ];
    }),
  );
}

function roleProblems(azure: Raw, role: string, path: Path): ReferenceProblem[] {
  if (Object.hasOwn(record(azure["customRoles"]), role)) return [];
  const id = azureRoleIdByName(role) ?? role.toLowerCase();
  const known = azureRoles.get(id) ?? builtInAzureRoles().get(id);
  if (known === undefined) {
    const names = [...builtInAzureRoles().values()].map(({ name }) => name);
    const nearest = suggest(role, [...Object.keys(record(azure["customRoles"])), ...names]);
    return [
      {
        path,
        message: `there is no Azure role "${role}"`,
        hint: nearest ? `did you mean "${nearest}"?` : "a built-in role, or one of azure.customRoles",
      },
    ];
  }
  if (azureRoles.get(id)?.grantsAccess !== true) return [];
  return [
    {
      path,
      message: `${known.name} gives roles to others, which no provider does`,
      hint: "a role that the work needs and that cannot give roles",
    },
  ];
}

/** Roles with data operations know no management group (https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-limits). */
function groupRoleProblems(azure: Raw, { role, scope }: Raw, path: Path): ReferenceProblem[] {
  const { managementGroup } = record(record(azure["scopes"])[String(scope)]);
  const { dataActions } = record(record(azure["customRoles"])[String(role)]);
  if (managementGroup === undefined || list(dataActions).length === 0) return [];
  return [
    {
      path: [...path, "scope"],
      message: `is a management group, and ${String(role)} has data operations: Azure assigns such a role in a subscription only`,
      hint: "name a subscription or resource group, or make a role without dataActions for the group",
    },
  ];
}

function unknownScope(azure: Raw, scope: string, path: Path): ReferenceProblem[] {
  const known = Object.keys(record(azure["scopes"]));
  const hasVaults = entries(record(azure["backup"])["vaults"]).length > 0;
  const all = hasVaults ? [...known, "vaults"] : known;
  if (all.includes(scope)) return [];
  const nearest = suggest(scope, all);
  return [
    {
      path,
      message: `there is no azure.scopes.${scope}`,
      hint: nearest
        ? `did you mean "${nearest}"?`
        : `scopes: ${all.join(", ") || `none declared; the catalogue knows ${azurePlaces.join(", ")}`}`,
    },
  ];
}

function same(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string" && left.toLowerCase() === right.toLowerCase();
}
