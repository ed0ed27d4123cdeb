/** The matrix's Azure section turned into what is declared there. Pure: same matrix, same result. */

import { delegationEnder, reader } from "../catalogue/lighthouse-roles.ts";
import type { PartyKey } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import type {
  AzureCustomRole,
  AzureEligibility,
  AzureEntitlements,
  AzureGrant,
  LighthouseDelegation,
} from "./azure.ts";
import type { AzureNeed } from "./azure-access.ts";
import { backupVaults, delegable } from "./azure-scopes.ts";
import { updateWindows } from "./azure-windows.ts";
import type { ActivationRules } from "./entitlements.ts";
import { slug } from "./names.ts";

/** What one row needs in Azure, for one provider that does it. */
export interface AzureClaim {
  readonly provider: PartyKey;
  readonly functionId: string;
  readonly needs: readonly AzureNeed[];
  /** Keys of the provider's people who do it. */
  readonly people: readonly string[];
}

type Section = NonNullable<Matrix["azure"]>;

/** Needs that a team's group holds: of a provider with accounts here, where the row does not ask for eligibilities of their own. */
export function heldByTeam(matrix: Matrix, provider: PartyKey, needs: readonly AzureNeed[]): AzureNeed[] {
  return hasAccounts(matrix, provider) ? needs.filter(({ policy }) => policy === undefined) : [];
}

function hasAccounts(matrix: Matrix, provider: PartyKey): boolean {
  const isDelegated = matrix.azure?.lighthouse[provider] !== undefined;
  return !isDelegated && matrix.providers[provider]?.accounts !== "gdap-technicians";
}

export function azureGrant(prefix: string, { role, scope, why, source }: AzureNeed): AzureGrant {
  return { key: `${prefix}-${slug(role.name)}-${scope.key}`, role, scope, why, source };
}

export function azureEntitlements(
  matrix: Matrix,
  claims: readonly AzureClaim[],
  rules: (needs: readonly AzureNeed[]) => ActivationRules,
): AzureEntitlements | undefined {
  const { azure } = matrix;
  if (azure === undefined) return undefined;
  const updates = updateWindows(matrix, azure);
  const backup = azure.backup && backupOf(azure, azure.backup);
  return {
    subscriptionId: azure.subscriptionId,
    location: azure.location,
    customRoles: customRoles(
      azure,
      claims.filter(({ provider }) => hasAccounts(matrix, provider)),
    ),
    eligibilities: claims
      .filter(({ provider }) => hasAccounts(matrix, provider))
      .flatMap((claim) => eligibilities(claim, rules)),
    lighthouse: Object.keys(azure.lighthouse).flatMap((provider) =>
      delegations(
        matrix,
        azure,
        provider,
        claims.filter((claim) => claim.provider === provider),
      ),
    ),
    locks: azure.locks,
    ...(backup && { backup }),
    ...(updates && { updates }),
  };
}

function eligibilities(
  { provider, functionId, needs, people }: AzureClaim,
  rules: (needs: readonly AzureNeed[]) => ActivationRules,
): AzureEligibility[] {
  return needs.flatMap((need) =>
    need.policy === undefined
      ? []
      : [
          {
            ...azureGrant(`${provider}-${functionId}`, need),
            provider,
            functionId,
            eligible: people,
            activation: rules([need]),
            policy: need.policy,
          },
        ],
  );
}

/**
 * Roles of the matrix's own that somebody holds; nobody else needs a definition. It can be assigned in the whole subscription, where a
 * list of the subscription's roles shows it; what limits its holder is the scope of the assignment.
 */
function customRoles(azure: Section, claims: readonly AzureClaim[]): AzureCustomRole[] {
  const needs = claims.flatMap((claim) => claim.needs);
  return Object.entries(azure.customRoles).flatMap(([key, role]): AzureCustomRole[] => {
    const scopes = needs
      .filter((need) => need.role.kind === "custom" && need.role.key === key)
      .map(({ scope }) => (scope.subscriptionId === undefined ? scope.id : `/subscriptions/${scope.subscriptionId}`));
    return scopes.length === 0 ? [] : [{ key, ...role, assignableScopes: [...new Set(scopes)] }];
  });
}

/** One delegation for each scope: what a definition lists holds wherever it is assigned. */
function delegations(
  matrix: Matrix,
  azure: Section,
  provider: PartyKey,
  claims: readonly AzureClaim[],
): LighthouseDelegation[] {
  const how = azure.lighthouse[provider];
  const partner = matrix.providers[provider];
  if (how === undefined || partner === undefined) return [];
  const wanted = claims.flatMap(({ functionId, needs }) =>
    needs.flatMap(({ role, scope, activation, why }) => {
      const at = delegable(scope);
      // Lighthouse takes built-in roles only (https://learn.microsoft.com/azure/lighthouse/concepts/tenants-users-roles).
      if (at === undefined || role.kind !== "built-in") return [];
      const { roleDefinitionId, name } = role;
      const principal = how.groups[functionId as keyof typeof how.groups] ?? how.group;
      const maximumHours = Math.min(how.maximumHours, activation.maximumHours);
      return [{ at, eligible: { principal, role: { roleDefinitionId, name }, maximumHours, functionId, why } }];
    }),
  );
  return [...Map.groupBy(wanted, ({ at }) => at.id).values()].flatMap((here): LighthouseDelegation[] => {
    const [first] = here;
    if (first === undefined) return [];
    // Two rows may give one group the same role, or two groups: a role has one access policy in a definition, the strictest
    // (https://learn.microsoft.com/azure/lighthouse/how-to/create-eligible-authorizations#role).
    const shortest = (roleDefinitionId: string) =>
      Math.min(
        ...here.flatMap((each) =>
          each.eligible.role.roleDefinitionId === roleDefinitionId ? each.eligible.maximumHours : [],
        ),
      );
    const wantedOnce = [
      ...new Map(
        here.map((each) => [`${each.eligible.principal.id} ${each.eligible.role.roleDefinitionId}`, each.eligible]),
      ).values(),
    ];
    const principals = [...new Map(wantedOnce.map(({ principal }) => [principal.id, principal])).values()];
    // Whoever may look anyway activates another role, never the same one.
    const eligible = wantedOnce
      .filter(({ role }) => !how.reader || role.roleDefinitionId !== reader.roleDefinitionId)
      .map((each) => ({ ...each, maximumHours: shortest(each.role.roleDefinitionId) }));
    const rows = [...new Set(here.map((each) => `functions.${each.eligible.functionId}`))];
    return [
      {
        key: `${provider}-${first.at.key}`,
        provider,
        displayName: `${partner.name} – ${first.at.key}`,
        description: `What ${partner.name} may activate for ${matrix.client.name}. Declared in the responsibility matrix, ${rows.join(", ")}.`,
        managingTenantId: partner.tenantId,
        scope: first.at,
        eligible,
        approvers: how.approvers,
        permanent: principals.flatMap((principal) => [
          { principal, role: delegationEnder },
          ...(how.reader ? [{ principal, role: reader }] : []),
        ]),
      },
    ];
  });
}

function backupOf(azure: Section, { guard }: NonNullable<Section["backup"]>): NonNullable<AzureEntitlements["backup"]> {
  const { name, resourceGroup, subscriptionId = azure.subscriptionId, location = azure.location } = guard;
  return { vaults: backupVaults(azure), guard: { name, resourceGroup, subscriptionId, location } };
}
