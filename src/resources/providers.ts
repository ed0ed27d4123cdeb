/** The dynamic providers as the engine's plugin runs them: found by name, signed in once for a process, which serves one stack. */

import { type DynamicProvider, dynamicProvider } from "./dynamic-provider.ts";
import { type GraphClient, graphClient } from "./graph-client.ts";
import { type Connect, partnerKind, rolePolicyKind, unitKind } from "./kinds.ts";
import { signIn } from "./sign-in.ts";
import type { Configuration } from "./sign-in-settings.ts";
import type { ResourceName } from "./tokens.ts";

/**
 * The providers over a connection.
 * @param configured told of the stack's configuration before the connection is asked for
 */
export function providersOver(
  connect: Connect,
  configured: (stack: Configuration) => void = () => undefined,
): Readonly<Record<ResourceName, DynamicProvider>> {
  return {
    CrossTenantAccessPartner: dynamicProvider(partnerKind(connect), configured),
    DirectoryRoleManagementPolicy: dynamicProvider(rolePolicyKind(connect), configured),
    RestrictedAdministrativeUnit: dynamicProvider(unitKind(connect), configured),
  };
}

let configuration: Configuration | undefined;
let connected: Promise<GraphClient> | undefined;

/** The providers for the tenant that the stack's configuration or the environment names. */
export const providers: Readonly<Record<ResourceName, DynamicProvider>> = providersOver(
  () => {
    connected ??= signIn(process.env, configuration).then(graphClient);
    return connected;
  },
  (stack) => {
    configuration = stack;
  },
);
