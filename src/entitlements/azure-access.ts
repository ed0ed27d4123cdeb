/** Which Azure roles a row of the matrix gives the provider that does it, and where. */

import { azureRoleIdByName, builtInAzureRoles } from "../catalogue/azure-role-actions.ts";
import { azureRoles, azureRoleTier } from "../catalogue/azure-roles.ts";
import type { ActivationRule, AzureAccess, ItFunction } from "../catalogue/functions.ts";
import type { FunctionRow, Matrix } from "../matrix/schema.ts";
import type { AzureRoleReference, AzureScope } from "./azure.ts";
import { scopesNamed } from "./azure-scopes.ts";

/** A role at a scope that a row gives, before anybody holds it. */
export interface AzureNeed {
  readonly role: AzureRoleReference;
  readonly scope: AzureScope;
  readonly why: string;
  readonly source: string;
  readonly activation: ActivationRule;
  readonly eligibilityDays: number;
  /** Name of the role's management policy at the scope, where people are eligible for the role itself. */
  readonly policy?: string;
}

type Section = NonNullable<Matrix["azure"]>;

/** What a row needs in Azure: the catalogue's roles where the matrix names the place, or what the row says instead. */
export function azureNeeds(azure: Section | undefined, row: FunctionRow, itFunction: ItFunction): AzureNeed[] {
  if (azure === undefined) return [];
  const { access } = row;
  if (access?.azure === undefined) {
    return itFunction.otherAccess
      .filter((each) => each.system === "azure")
      .flatMap((each) => scopesNamed(azure, each.place).map((scope) => ofCatalogue(each, scope)));
  }
  return access.azure.flatMap((own) => {
    const role = azureRole(azure, own.role);
    if (role === undefined) return [];
    const isTierZero = role.kind === "built-in" && azureRoleTier(role.roleDefinitionId).tier === 0;
    return scopesNamed(azure, own.scope).map(
      (scope): AzureNeed => ({
        role,
        scope,
        why: access.reason,
        source: `matrix: functions.${itFunction.id}.access.azure`,
        activation: {
          maximumHours: own.maximumHours ?? 4,
          approval: isTierZero || (own.approval ?? true),
          ticket: true,
        },
        eligibilityDays: own.eligibleDays ?? 90,
        ...(own.activation === "role" && own.policy !== undefined && { policy: own.policy }),
      }),
    );
  });
}

function ofCatalogue(
  { role: name, roleDefinitionId, why, source, ...rest }: AzureAccess,
  scope: AzureScope,
): AzureNeed {
  const { activation, eligibilityDays } = rest;
  return { role: { kind: "built-in", roleDefinitionId, name }, scope, why, source, activation, eligibilityDays };
}

/** A role by its display name, its id, or the key of one of the matrix's own; undefined when there is none. */
export function azureRole(azure: Pick<Section, "customRoles">, written: string): AzureRoleReference | undefined {
  const custom = Object.hasOwn(azure.customRoles, written) ? azure.customRoles[written] : undefined;
  if (custom !== undefined) return { kind: "custom", key: written, name: custom.displayName };
  const id = azureRoleIdByName(written) ?? written.toLowerCase();
  const name = azureRoles.get(id)?.name ?? builtInAzureRoles().get(id)?.name;
  return name === undefined ? undefined : { kind: "built-in", roleDefinitionId: id, name };
}
