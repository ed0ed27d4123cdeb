/** Azure in a test tenant, said in few words. Scopes are short: `sub`, `sub/rg`, `sub/rg/vm` and ids that start with a slash. */

import { azureRoleIdByName } from "../../src/catalogue/azure-role-actions.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import type { TenantBuilder } from "./tenant-builder.ts";

const authorization = "Microsoft.Authorization";
const types: Readonly<Record<string, string>> = {
  aks: "Microsoft.ContainerService/managedClusters",
  automation: "Microsoft.Automation/automationAccounts",
  container: "Microsoft.ContainerInstance/containerGroups",
  containerApp: "Microsoft.App/containerApps",
  dataFactory: "Microsoft.DataFactory/factories",
  logicApp: "Microsoft.Logic/workflows",
  scaleSet: "Microsoft.Compute/virtualMachineScaleSets",
  script: "Microsoft.Resources/deploymentScripts",
  search: "Microsoft.Search/searchServices",
  vault: "Microsoft.KeyVault/vaults",
  vm: "Microsoft.Compute/virtualMachines",
  webApp: "Microsoft.Web/sites",
};

/** Adds Azure resources to a tenant and returns their ids. */
export class AzureBuilder {
  readonly tenant: TenantBuilder;
  #count = 0;

  constructor(tenant: TenantBuilder) {
    this.tenant = tenant;
  }

  /** `sub/rg` → the ARM id of a resource group. */
  scope(short: string): string {
    if (short.startsWith("/")) return short;
    const [subscription, group] = short.split("/");
    return `/subscriptions/${subscription}${group === undefined ? "" : `/resourceGroups/${group}`}`;
  }

  /** A resource of a kind in a resource group; runs as itself when `runs` says so, or as the identities it names. */
  resource(
    kind: keyof typeof types | (string & {}),
    name: string,
    where = "sub/rg",
    more: { runs?: "as itself" | readonly string[]; properties?: Record<string, unknown>; location?: string } = {},
  ): string {
    const type = types[kind] ?? kind;
    const id = `${this.scope(where)}/providers/${type}/${name}`;
    const assigned = Array.isArray(more.runs)
      ? { userAssignedIdentities: Object.fromEntries(more.runs.map((identity) => [identity, {}])) }
      : {};
    this.#push({
      id,
      name,
      type,
      ...(more.location && { location: more.location }),
      properties: more.properties ?? {},
      ...(more.runs && {
        identity: { type: more.runs === "as itself" ? "SystemAssigned" : "UserAssigned", ...assigned },
      }),
    });
    if (more.runs === "as itself") this.#servicePrincipal(name, id);
    return id;
  }

  /** A user-assigned identity; its service principal's id is its name. */
  identity(name: string, where = "sub/rg"): string {
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
    const id = `${this.scope(where)}/providers/${type}/${name}`;
    this.#push({ id, name, type, properties: {} });
    this.#servicePrincipal(name, id);
    return id;
  }

  /** A federated credential of a user-assigned identity. */
  federated(identity: string, subject: string): string {
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
    const id = `${identity}/federatedIdentityCredentials/${this.#next()}`;
    this.#push({
      id,
      name: id,
      type,
      properties: { issuer: "https://token.actions.githubusercontent.com", subject },
    });
    return id;
  }

  /** A role assignment, by the name of a built-in role or by any role's id. */
  role(principalId: string, role: string, where = "sub", properties: Record<string, unknown> = {}): string {
    return this.extension("roleAssignments", where, { principalId, roleDefinitionId: roleId(role), ...properties });
  }

  eligible(principalId: string, role: string, where = "sub", properties: Record<string, unknown> = {}): string {
    const settings = { principalId, roleDefinitionId: roleId(role), ...properties };
    return this.extension("roleEligibilityScheduleRequests", where, settings);
  }

  /** Activation of a role at a scope needs an approval. */
  approval(role: string, where: string, approvers: readonly string[], more: Record<string, unknown> = {}): string {
    const policyId = this.extension("roleManagementPolicies", where, {
      rules: [
        {
          id: "Approval_EndUser_Assignment",
          setting: {
            isApprovalRequired: true,
            approvalStages: [{ primaryApprovers: approvers.map((id) => ({ id, userType: "Group" })), ...more }],
          },
        },
      ],
    });
    return this.extension("roleManagementPolicyAssignments", where, { roleDefinitionId: roleId(role), policyId });
  }

  /** A custom role; returns its id. */
  customRole(roleName: string, permissions: Record<string, readonly string[]>): string {
    return this.extension("roleDefinitions", "sub", { roleName, type: "CustomRole", permissions: [permissions] });
  }

  managementGroup(name: string, parent?: string): string {
    const id = `/providers/Microsoft.Management/managementGroups/${name}`;
    const details =
      parent === undefined ? {} : { parent: { id: `/providers/Microsoft.Management/managementGroups/${parent}` } };
    this.#push({ id, name, type: "Microsoft.Management/managementGroups", properties: { details } });
    return id;
  }

  /** Puts a subscription into a management group. */
  place(subscription: string, group: string): void {
    const id = `/providers/Microsoft.Management/managementGroups/${group}/subscriptions/${subscription}`;
    this.#push({ id, name: subscription, type: "Microsoft.Management/managementGroups/subscriptions", properties: {} });
  }

  /** Azure Lighthouse: what a managing tenant's principals get at a scope. */
  lighthouse(
    managedByTenantId: string,
    authorizations: Record<string, unknown>[],
    more: Record<string, unknown> = {},
    where = "sub",
  ): string {
    const registrationDefinitionId = this.extension(
      "registrationDefinitions",
      where.split("/", 1)[0] ?? where,
      { managedByTenantId, authorizations, ...more },
      "Microsoft.ManagedServices",
    );
    return this.extension("registrationAssignments", where, { registrationDefinitionId }, "Microsoft.ManagedServices");
  }

  /** Anything that hangs on a scope. */
  extension(collection: string, where: string, properties: Record<string, unknown>, namespace = authorization): string {
    const scope = this.scope(where);
    const name = this.#next();
    const id = `${scope === "/" ? "" : scope}/providers/${namespace}/${collection}/${name}`;
    this.#push({ id, name, type: `${namespace}/${collection}`, properties });
    return id;
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count);
  }

  #push(resource: ArmResource & { identity?: unknown }): void {
    this.tenant.collections.armResources.push(resource);
  }

  #servicePrincipal(id: string, armId: string): void {
    this.tenant.collections.servicePrincipals.push({
      id,
      displayName: id,
      servicePrincipalType: "ManagedIdentity",
      alternativeNames: ["isExplicit=False", armId],
    });
  }
}

/** The full id of a role by its name; anything else is one already. */
export function roleId(role: string): string {
  const id = azureRoleIdByName(role);
  return id === undefined ? role : `/providers/Microsoft.Authorization/roleDefinitions/${id}`;
}
