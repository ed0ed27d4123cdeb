/** Ways of a provider through Azure to tier 0, for tests: what they start from and how they end. */

import { providerNoPathToGlobalAdmin } from "../../policies/rules/provider-no-path-to-global-admin.ts";
import { AzureBuilder } from "./azure-builder.ts";
import { goodTenant, type TenantBuilder } from "./tenant-builder.ts";

export type Make = (azure: AzureBuilder, tenant: TenantBuilder) => void;

/** A provider's person. */
export const dana = "dana.reyes";
/** A permission that is as good as Global Administrator. */
export const control = "RoleManagement.ReadWrite.Directory";

/** A machine that can make itself Global Administrator. */
export const powerful: Make = (azure, tenant) => {
  azure.resource("vm", "runner", "sub/rg", { runs: "as itself" });
  tenant.permission("runner", control);
};

/** What provider-no-path-to-global-admin says of a good tenant with something added. */
export function waysIn(make: Make): string[] {
  const tenant = goodTenant();
  make(new AzureBuilder(tenant), tenant);
  return tenant.findings(providerNoPathToGlobalAdmin).map(({ message }) => message);
}

/** How a message begins. */
export const who =
  "Dana Reyes (dana.reyes@tideway.example) of Tideway IT can reach Global Administrator or an equivalent: ";
/** How it ends, after the identity that holds control. */
export const ends = `, which holds permission ${control} on Microsoft Graph, which is as good as Global Administrator (Gives any principal any role).`;
