/** The resources as a Pulumi program declares them; `README.md` beside this file explains each. */

import * as pulumi from "@pulumi/pulumi";
import type {
  CrossTenantAccessPartnerArgs,
  DirectoryRoleManagementPolicyArgs,
  RestrictedAdministrativeUnitArgs,
} from "./index.d.mts";
import { importProperty, providerText, type ResourceName, tokenOf } from "./tokens.ts";

export { providers } from "./providers.ts";

/** What they have in common: the code that finds the provider, and `import` as an input. */
abstract class DynamicResource extends pulumi.CustomResource {
  constructor(
    type: ResourceName,
    name: string,
    args: object,
    outputs: readonly string[],
    { import: existing, ...options }: pulumi.CustomResourceOptions = {},
  ) {
    const properties: pulumi.Inputs = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      __provider: providerText(type),
      ...(existing !== undefined && { [importProperty]: existing }),
    };
    super(tokenOf(type), name, properties, options);
  }
}

/** Cross-tenant access settings for one partner tenant; trust is off unless given. The id is the partner's tenant id. */
export class CrossTenantAccessPartner extends DynamicResource {
  declare readonly tenantId: pulumi.Output<string>;

  constructor(name: string, args: CrossTenantAccessPartnerArgs, options?: pulumi.CustomResourceOptions) {
    super("CrossTenantAccessPartner", name, args, ["tenantId"], options);
  }
}

/** PIM settings of a directory role; deleting them brings back Microsoft's defaults. The id is the role definition's. */
export class DirectoryRoleManagementPolicy extends DynamicResource {
  declare readonly roleDefinitionId: pulumi.Output<string>;

  constructor(name: string, args: DirectoryRoleManagementPolicyArgs, options?: pulumi.CustomResourceOptions) {
    super("DirectoryRoleManagementPolicy", name, args, ["roleDefinitionId"], options);
  }
}

/** An administrative unit whose members only roles over the unit itself may change. The id is its object id. */
export class RestrictedAdministrativeUnit extends DynamicResource {
  declare readonly displayName: pulumi.Output<string>;

  /** The id under the name that azuread's resources use. */
  get objectId(): pulumi.Output<string> {
    return this.id;
  }

  constructor(name: string, args: RestrictedAdministrativeUnitArgs, options?: pulumi.CustomResourceOptions) {
    super("RestrictedAdministrativeUnit", name, args, ["displayName"], options);
  }
}
