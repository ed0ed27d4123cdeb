import * as eligibilitySchedules from "@pulumi/azure-native/authorization/pimRoleEligibilitySchedule.js";
import * as roleAssignments from "@pulumi/azure-native/authorization/roleAssignment.js";
import * as roleDefinitions from "@pulumi/azure-native/authorization/roleDefinition.js";
import * as managementPolicies from "@pulumi/azure-native/authorization/roleManagementPolicy.js";
import * as policyAssignments from "@pulumi/azure-native/authorization/roleManagementPolicyAssignment.js";
import * as registrationAssignments from "@pulumi/azure-native/managedservices/registrationAssignment.js";
import * as registrationDefinitions from "@pulumi/azure-native/managedservices/registrationDefinition.js";
import * as pulumi from "@pulumi/pulumi";
import type {
  AzureCustomRole,
  AzureEligibility,
  AzureEntitlements,
  AzureGrant,
  AzureScope,
  LighthouseDelegation,
} from "../../src/entitlements/azure.ts";
import { isoHours } from "../../src/entitlements/durations.ts";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import { stableId } from "../../src/entitlements/names.ts";
import { activationRules } from "./azure-activation.ts";
import type { AzureProviders } from "./azure-providers.ts";

export interface AzureAccessArgs {
  readonly tenantId: string;
  readonly azure: AzureEntitlements;
  readonly teams: Entitlements["teams"];
  /** Object ids of the teams' groups by key. */
  readonly teamGroupIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Object ids of the providers' people by key. */
  readonly people: Readonly<Record<string, pulumi.Input<string>>>;
  readonly approverGroupId: pulumi.Input<string>;
  readonly providers: AzureProviders;
  /** Vaults by key: a role on one, or on the resource group that it is in, can be given when it exists. */
  readonly vaults: ReadonlyMap<string, pulumi.Resource>;
}

/** What a role's GUID follows from. */
type RoleKey =
  | { readonly kind: "built-in"; readonly roleDefinitionId: string }
  | { readonly kind: "custom"; readonly key: string };

/**
 * What providers may do in Azure. A team's group holds its roles at named scopes, so that becoming a member for a time is the one thing
 * to activate; where a row asks for it, people are eligible for the role itself. Who works from another tenant gets eligible
 * authorizations through Azure Lighthouse, and nothing permanent but the right to look, which activating in the portal takes, and to end
 * them.
 */
export class AzureAccess extends pulumi.ComponentResource {
  readonly #args: AzureAccessArgs;
  readonly #customRoles: ReadonlyMap<string, roleDefinitions.RoleDefinition>;

  constructor(name: string, args: AzureAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:AzureAccess", name, {}, options);
    this.#args = args;
    const { customRoles, eligibilities, lighthouse } = args.azure;
    this.#customRoles = new Map(customRoles.map((role) => [role.key, this.customRole(role)]));
    for (const team of args.teams) {
      const principalId = args.teamGroupIds[team.key];
      for (const grant of team.azure) if (principalId !== undefined) this.roleAssignment(grant, principalId);
    }
    for (const eligibility of eligibilities) this.eligibility(eligibility);
    for (const delegation of lighthouse) this.delegation(delegation);
    this.registerOutputs({});
  }

  private customRole(role: AzureCustomRole): roleDefinitions.RoleDefinition {
    const [scope = `/subscriptions/${this.#args.azure.subscriptionId}`] = role.assignableScopes;
    return new roleDefinitions.RoleDefinition(
      role.key,
      {
        // Azure knows definitions by a GUID, which the caller gives.
        roleDefinitionId: this.roleGuid({ role: { kind: "custom", key: role.key } }),
        roleName: role.displayName,
        roleType: "CustomRole",
        description: role.description,
        scope,
        assignableScopes: [...role.assignableScopes],
        permissions: [
          { actions: [...role.actions], notActions: [], dataActions: [...role.dataActions], notDataActions: [] },
        ],
      },
      this.within(),
    );
  }

  private roleAssignment(grant: AzureGrant, principalId: pulumi.Input<string>): void {
    new roleAssignments.RoleAssignment(
      grant.key,
      {
        principalId,
        // Azure does not look a new group up, which it may not know yet.
        principalType: "Group",
        roleDefinitionId: this.roleId(grant),
        scope: grant.scope.id,
        description: grant.why,
      },
      this.at(grant.scope),
    );
  }

  /** The role's rules at the scope, and each person eligible under them. */
  private eligibility(eligibility: AzureEligibility): void {
    const { key, scope, activation, policy, functionId } = eligibility;
    const roleDefinitionId = this.roleId(eligibility);
    const within = this.within(scope.subscriptionId);
    // Azure has assigned rules to every role at every scope. The provider makes nothing that exists ("cannot create already existing
    // resource"), so this is only read: it says which role the rules are those of, and fails where the matrix names another role's.
    const assigned = policyAssignments.RoleManagementPolicyAssignment.get(
      `${key}-rules`,
      `${scope.id}/providers/Microsoft.Authorization/roleManagementPolicyAssignments/${policy}_${this.roleGuid(eligibility)}`,
      { ...within, dependsOn: this.definitionOf(eligibility) },
    );
    const rules = new managementPolicies.RoleManagementPolicy(
      `${key}-activation`,
      {
        roleManagementPolicyName: policy,
        scope: scope.id,
        rules: activationRules(activation, this.#args.approverGroupId),
      },
      // What Azure keeps cannot be deleted, only put back to Microsoft's defaults: strict rules that nobody is under harm nobody.
      { ...this.at(scope, [assigned]), retainOnDelete: true },
    );
    for (const person of eligibility.eligible) {
      const principalId = this.#args.people[person];
      if (principalId === undefined) throw new Error(`${key}: nobody has the key ${person}`);
      new eligibilitySchedules.PimRoleEligibilitySchedule(
        `${key}-${person}`,
        {
          principalId,
          roleDefinitionId,
          scope: scope.id,
          justification: `Responsibility matrix, row functions.${functionId}`,
          scheduleInfo: { expiration: { type: "AfterDuration", duration: `P${activation.eligibleDays}D` } },
        },
        // The rules decide how long an eligibility may be, so they come first.
        { ...within, dependsOn: [rules] },
      );
    }
  }

  private delegation(delegation: LighthouseDelegation): void {
    const { key, scope, approvers, eligible, permanent } = delegation;
    const within = this.within(scope.subscriptionId);
    const { tenantId } = this.#args;
    const definition = new registrationDefinitions.RegistrationDefinition(
      key,
      {
        registrationDefinitionId: stableId(`${tenantId} lighthouse definition ${key}`),
        scope: `/subscriptions/${scope.subscriptionId}`,
        properties: {
          registrationDefinitionName: delegation.displayName,
          description: delegation.description,
          managedByTenantId: delegation.managingTenantId,
          authorizations: permanent.map(({ principal, role }) => ({
            principalId: principal.id,
            principalIdDisplayName: principal.name,
            // Lighthouse takes the GUID alone.
            roleDefinitionId: role.roleDefinitionId,
          })),
          eligibleAuthorizations: eligible.map(({ principal, role, maximumHours }) => ({
            principalId: principal.id,
            principalIdDisplayName: principal.name,
            roleDefinitionId: role.roleDefinitionId,
            justInTimeAccessPolicy: {
              multiFactorAuthProvider: "Azure",
              maximumActivationDuration: isoHours(maximumHours),
              managedByTenantApprovers: approvers.map(({ id, name }) => ({
                principalId: id,
                principalIdDisplayName: name,
              })),
            },
          })),
        },
      },
      within,
    );
    new registrationAssignments.RegistrationAssignment(
      key,
      {
        registrationAssignmentId: stableId(`${tenantId} lighthouse assignment ${key}`),
        scope: scope.id,
        properties: { registrationDefinitionId: definition.id },
      },
      this.at(scope),
    );
  }

  /** As Azure writes it back: with the subscription of the scope, or none at a management group. */
  private roleId({ role, scope }: AzureGrant): pulumi.Input<string> {
    if (role.kind === "built-in") {
      const place = scope.subscriptionId === undefined ? "" : `/subscriptions/${scope.subscriptionId}`;
      return `${place}/providers/Microsoft.Authorization/roleDefinitions/${role.roleDefinitionId}`;
    }
    const definition = this.#customRoles.get(role.key);
    if (definition === undefined) throw new Error(`no custom role of Azure has the key ${role.key}`);
    return definition.id;
  }

  private roleGuid({ role }: { readonly role: RoleKey }): string {
    return role.kind === "built-in" ? role.roleDefinitionId : stableId(`${this.#args.tenantId} ${role.key}`);
  }

  private definitionOf({ role }: AzureGrant): pulumi.Resource[] {
    const definition = role.kind === "custom" ? this.#customRoles.get(role.key) : undefined;
    return definition === undefined ? [] : [definition];
  }

  /** After what is declared there, and after others. */
  private at(
    { key, subscriptionId }: AzureScope,
    others: readonly pulumi.Resource[] = [],
  ): pulumi.CustomResourceOptions {
    const vault = this.#args.vaults.get(key);
    const dependsOn = [...(vault ? [vault] : []), ...others];
    return { ...this.within(subscriptionId), ...(dependsOn.length > 0 && { dependsOn }) };
  }

  private within(subscriptionId: string = this.#args.azure.subscriptionId): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.#args.providers(subscriptionId) };
  }
}
