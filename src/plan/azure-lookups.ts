/**
 * Answers lookups of Azure resources (`getVirtualMachine`, `getResourceGroup`, …): their arguments spell an ARM id. A snapshot that
 * has the resource gives the rest; without one the resource is as its arguments say, and may have an identity.
 */

import type { Snapshot } from "../tenant/snapshot.ts";
import type { LookupAnswer, LookupContext } from "./lookups.ts";
import { placeholderId } from "./placeholder-id.ts";
import { idsFor, placeholderSubscriptionId, placeholderTenantId } from "./provider-id.ts";
import { textOf } from "./read-value.ts";

type Properties = Readonly<Record<string, unknown>>;
type ArmResource = Snapshot["collections"]["armResources"][number];

/** `azure-native:compute:getVirtualMachine`, also of a version: module and type. */
const getter = /^azure-native(?:_\w+)?:([^/:]+)[^:]*:get(\w+)$/;
/** Arguments that say where a resource is; a function without any finds something that no id can be spelled of. */
const places = ["resourceGroupName", "groupId", "scope", "resourceUri"];
const placeholder = `/subscriptions/${placeholderSubscriptionId}`;

/** What a function of azure-native finds; undefined for one whose arguments spell no ARM id. */
export function lookUpAzure(token: string, asked: Properties, context: LookupContext): LookupAnswer | undefined {
  const [, module, type] = getter.exec(token) ?? [];
  if (module === undefined || type === undefined) return undefined;
  if (!places.some((place) => typeof asked[place] === "string" && asked[place] !== "")) return undefined;
  const spelled = idsFor(`azure-native:${module}:${type}`, "", token, asked, context.subscriptionId).planned;
  const resource = azureResource(context.snapshot, spelled);
  const id = resource?.id ?? spelled;
  const name = id.slice(id.lastIndexOf("/") + 1);
  const identity = identityOf(id, resource, context.snapshot);
  const tenantId = context.snapshot?.tenantId ?? placeholderTenantId;
  const answeredBy = resource === undefined ? "placeholder" : "snapshot";
  return {
    result: {
      ...asked,
      ...azureOutputs(resource),
      id,
      name,
      identity: { type: "SystemAssigned", ...resource?.identity, principalId: identity.principalId, tenantId },
      ...(type === "UserAssignedIdentity" && {
        principalId: identity.principalId,
        clientId: identity.clientId,
        tenantId,
      }),
    },
    open: resource === undefined,
    found: [
      { token, asked, id, answeredBy },
      ...(identity.isMadeUp
        ? [
            {
              token,
              asked: { ...asked, output: "principalId", id },
              id: identity.principalId,
              answeredBy: "placeholder",
            } as const,
          ]
        : []),
    ],
  };
}

/** A resource of a snapshot in azure-native's words: the properties of ARM's envelope and of `properties` side by side. */
export function azureOutputs(resource: ArmResource | undefined): Properties {
  return { ...resource?.properties, ...resource };
}

/** The resource with that id; where the subscription is not known, the only one that is the same in any. */
export function azureResource(snapshot: Snapshot | undefined, id: string): ArmResource | undefined {
  const wanted = id.toLowerCase();
  const resources = snapshot?.collections.armResources ?? [];
  const exact = resources.find((resource) => resource.id.toLowerCase() === wanted);
  if (exact !== undefined || !wanted.startsWith(`${placeholder}/`)) return exact;
  const rest = wanted.slice(placeholder.length);
  const same = resources.filter(
    (resource) => resource.id.toLowerCase().replace(/^\/subscriptions\/[^/]+/, "") === rest,
  );
  return same.length === 1 ? same[0] : undefined;
}

interface Identity {
  readonly principalId: string;
  readonly clientId: string;
  /** True where nothing gives it: it is one that stands for it. */
  readonly isMadeUp: boolean;
}

/** The managed identity of a resource: ARM names it beside the resource, Entra ID names the resource beside it. */
function identityOf(id: string, resource: ArmResource | undefined, snapshot: Snapshot | undefined): Identity {
  const wanted = id.toLowerCase();
  const principals = snapshot?.collections.servicePrincipals ?? [];
  const named = principals.find(({ alternativeNames }) =>
    alternativeNames?.some((name) => name.toLowerCase() === wanted),
  );
  const given =
    textOf(resource?.identity?.["principalId"]) ?? textOf(resource?.properties?.["principalId"]) ?? named?.id;
  const principal = named ?? principals.find((each) => each.id === given);
  return {
    principalId: given ?? placeholderId(`${wanted}#principalId`),
    clientId: principal?.appId ?? textOf(resource?.properties?.["clientId"]) ?? placeholderId(`${wanted}#clientId`),
    isMadeUp: given === undefined,
  };
}
