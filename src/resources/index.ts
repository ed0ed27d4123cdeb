/** The resources as a Pulumi program declares them; `README.md` beside this file explains each. */

import * as pulumi from "@pulumi/pulumi";
import type {
  CrossTenantAccessPartnerArgs,
  DirectoryRoleManagementPolicyArgs,
  RestrictedAdministrativeUnitArgs,
} from "./index.d.cts";
import { importProperty, providerText, type ResourceName, tokenOf } from "./tokens.ts";

export { providers } from "./providers.ts";

/** What the engine is sent: the arguments, the code that finds the provider, and `import` as an input. */
function inputs(
  type: ResourceName,
  args: object,
  output: string,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  const existing = options?.import;
  return {
    [output]: undefined,
    ...args,
    __provider: providerText(type),
    ...(existing !== undefined && { [importProperty]: existing }),
  };
}

/** The plugin that runs dynamic providers. */
const dynamicPackage = "pulumi-nodejs";

/** What is left for the engine; another package's provider would only be told of a type that it does not know. */
function engineOptions(options: pulumi.CustomResourceOptions | undefined): pulumi.CustomResourceOptions {
  const { import: _, ...others } = options ?? {};
  // The SDK does not show it, but gives every provider the name of its package.
  const runs: unknown = others.provider === undefined ? dynamicPackage : Reflect.get(others.provider, "pkg");
  if (runs !== dynamicPackage) {
    throw new Error(
      `The option provider is one of ${String(runs)}, which does not run this resource: leave it out. It signs in as the stack's configuration of azuread says (azuread:tenantId and others), or the environment. For another tenant, give a provider of the package ${dynamicPackage} those settings.`,
    );
  }
  return others;
}

/** Cross-tenant access settings for one partner tenant; trust is off unless given. The id is the partner's tenant id. */
export class CrossTenantAccessPartner extends pulumi.CustomResource {
  declare readonly tenantId: pulumi.Output<string>;

  constructor(name: string, args: CrossTenantAccessPartnerArgs, options?: pulumi.CustomResourceOptions) {
    const type = "CrossTenantAccessPartner";
    super(tokenOf(type), name, inputs(type, args, "tenantId", options), engineOptions(options));
  }
}

/** PIM settings of a directory role; deleting them brings back Microsoft's defaults. The id is the role definition's. */
export class DirectoryRoleManagementPolicy extends pulumi.CustomResource {
  declare readonly roleDefinitionId: pulumi.Output<string>;

  constructor(name: string, args: DirectoryRoleManagementPolicyArgs, options?: pulumi.CustomResourceOptions) {
    const type = "DirectoryRoleManagementPolicy";
    super(tokenOf(type), name, inputs(type, args, "roleDefinitionId", options), engineOptions(options));
  }
}

/** An administrative unit whose members only roles over the unit itself may change. The id is its object id. */
export class RestrictedAdministrativeUnit extends pulumi.CustomResource {
  declare readonly displayName: pulumi.Output<string>;

  /** The id under the name that azuread's resources use. */
  get objectId(): pulumi.Output<string> {
    return this.id;
  }

  constructor(name: string, args: RestrictedAdministrativeUnitArgs, options?: pulumi.CustomResourceOptions) {
    const type = "RestrictedAdministrativeUnit";
    super(tokenOf(type), name, inputs(type, args, "displayName", options), engineOptions(options));
  }
}
