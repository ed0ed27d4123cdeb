/**
 * Which identity runs a deployment, as far as the plan says it: the client id that the azuread provider, or the one that runs Demarc's own
 * resources, is configured with, and the one that stands for it where the program asks who it is.
 */

import type { Matrix } from "../src/matrix/schema.ts";
import { deployingClientId } from "../src/plan/client-ids.ts";
import type { Plan } from "../src/plan/plan.ts";

export interface NamedDeployer {
  /** Application id. */
  readonly clientId: string;
  /** URN of the provider resource that names it, or the key of the stack's configuration. */
  readonly namedBy: string;
}

/** Type of a provider → what its settings are called, but for `tenantId` and `clientId` at the end. */
const providers: ReadonlyMap<string, string> = new Map([
  ["pulumi:providers:azuread", ""],
  ["pulumi:providers:pulumi-nodejs", "azuread:"],
]);

/** Identities that a plan names for the client's tenant. A provider of another tenant deploys elsewhere. */
export function namedDeployers(plan: Plan, { client }: Pick<Matrix, "client">): NamedDeployer[] {
  const configured = plan.configuration?.["azuread:clientId"];
  const elsewhere = (tenantId: unknown) =>
    typeof tenantId === "string" && tenantId !== "" && tenantId.toLowerCase() !== client.tenantId.toLowerCase();
  const ofProviders = plan.resources.flatMap(({ type, urn, inputs }) => {
    const prefix = providers.get(type);
    const clientId = inputs[`${prefix}clientId`];
    const isNamed = prefix !== undefined && typeof clientId === "string" && clientId !== "";
    return isNamed && !elsewhere(inputs[`${prefix}tenantId`]) ? [{ clientId, namedBy: urn }] : [];
  });
  const ofConfiguration =
    configured !== undefined && !elsewhere(plan.configuration?.["azuread:tenantId"])
      ? [{ clientId: configured, namedBy: "azuread:clientId" }]
      : [];
  return [...ofProviders, ...ofConfiguration];
}

/** Client ids by which a program speaks of whoever deploys it (`getClientConfig`), without knowing who that is. */
export function askedDeployers({ lookups }: Plan): string[] {
  return lookups.flatMap(({ token }) => (token.endsWith(":getClientConfig") ? [deployingClientId(token)] : []));
}
