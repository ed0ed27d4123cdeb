/** The dynamic providers as the engine's plugin runs them: found by name, signed in once for a process. */

import { type DynamicProvider, dynamicProvider } from "./dynamic-provider.ts";
import { type GraphClient, graphClient } from "./graph-client.ts";
import { type Connect, partnerKind, rolePolicyKind, unitKind } from "./kinds.ts";
import { signIn } from "./sign-in.ts";
import type { ResourceName } from "./tokens.ts";

/** The providers over a connection. */
export function providersOver(connect: Connect): Readonly<Record<ResourceName, DynamicProvider>> {
  return {
    CrossTenantAccessPartner: dynamicProvider(partnerKind(connect)),
    DirectoryRoleManagementPolicy: dynamicProvider(rolePolicyKind(connect)),
    RestrictedAdministrativeUnit: dynamicProvider(unitKind(connect)),
  };
}

let connected: Promise<GraphClient> | undefined;

/** The providers for the tenant that the environment names. */
export const providers: Readonly<Record<ResourceName, DynamicProvider>> = providersOver(() => {
  connected ??= signIn().then(graphClient);
  return connected;
});
