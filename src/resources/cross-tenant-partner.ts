/**
 * Cross-tenant access settings for one partner tenant, between a program and Microsoft Graph
 * (https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner). Property names are Graph's.
 */

import {
  type Failure,
  failuresIn,
  flag,
  guid,
  listOfEach,
  objectWith,
  oneOf,
  type Shape,
  text,
} from "./input-check.ts";
import { asSet, given, isSame, isUnknown, listOf, objectOf, type Properties, textOf } from "./unknown.ts";

export const partnersPath = "/v1.0/policies/crossTenantAccessPolicy/partners";

const trusts = ["isMfaAccepted", "isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted"] as const;
const sides = [
  "b2bCollaborationInbound",
  "b2bCollaborationOutbound",
  "b2bDirectConnectInbound",
  "b2bDirectConnectOutbound",
] as const;

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicytargetconfiguration */
const targets: Shape = {
  required: ["accessType", "targets"],
  properties: {
    accessType: oneOf("allowed", "blocked"),
    targets: listOfEach(
      objectWith({
        required: ["target", "targetType"],
        properties: { target: text, targetType: oneOf("user", "group", "application") },
      }),
    ),
  },
};
const side: Shape = { properties: { usersAndGroups: targets, applications: targets } };

const shape: Shape = {
  required: ["tenantId"],
  properties: {
    tenantId: guid,
    inboundTrust: { properties: Object.fromEntries(trusts.map((name) => [name, flag])) },
    automaticUserConsentSettings: { properties: { inboundAllowed: flag, outboundAllowed: flag } },
    isServiceProvider: flag,
    ...Object.fromEntries(sides.map((name) => [name, side])),
  },
};

/** What is wrong with the inputs. */
export function checkPartner(inputs: Properties): Failure[] {
  return failuresIn(inputs, shape);
}

/**
 * Inputs with every default filled in and every list in order. Trust that is not given is off; settings of B2B and of consent that are
 * not given are inherited from the tenant's default, and whether it is a service provider is left to Microsoft.
 */
export function normalPartner(inputs: Properties): Properties {
  const consent = objectOf(inputs["automaticUserConsentSettings"]);
  return given({
    tenantId: textOf(inputs["tenantId"])?.toLowerCase(),
    inboundTrust: isUnknown(inputs["inboundTrust"]) ? inputs["inboundTrust"] : trustIn(inputs["inboundTrust"]),
    automaticUserConsentSettings:
      consent === undefined ? unknownOf(inputs["automaticUserConsentSettings"]) : nonEmpty(consent),
    isServiceProvider: inputs["isServiceProvider"],
    ...Object.fromEntries(sides.map((name) => [name, unknownOf(inputs[name]) ?? sideIn(inputs[name])])),
  });
}

const unknownOf = (value: unknown) => (isUnknown(value) ? value : undefined);

function trustIn(value: unknown): Properties {
  const trust = objectOf(value) ?? {};
  return Object.fromEntries(trusts.map((name) => [name, trust[name] ?? false]));
}

/** Without what is not given; undefined when nothing is. */
function nonEmpty(value: Properties): Properties | undefined {
  const rest = given(value);
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function sideIn(value: unknown): Properties | undefined {
  const found = objectOf(value);
  if (found === undefined) return undefined;
  return nonEmpty({
    usersAndGroups: unknownOf(found["usersAndGroups"]) ?? targetsIn(found["usersAndGroups"]),
    applications: unknownOf(found["applications"]) ?? targetsIn(found["applications"]),
  });
}

function targetsIn(value: unknown): Properties | undefined {
  const found = objectOf(value);
  if (found === undefined) return undefined;
  const each = unknownOf(found["targets"]) ?? asSet(listOf(found["targets"]).map(targetIn));
  return { accessType: found["accessType"], targets: each };
}

function targetIn(value: unknown): unknown {
  const found = objectOf(value);
  // An id in one case; names such as AllUsers as they are.
  const target = guid(found?.["target"]) === undefined ? textOf(found?.["target"])?.toLowerCase() : found?.["target"];
  return found === undefined ? value : { target, targetType: found["targetType"] };
}

/**
 * What the tenant has, as normal inputs; trust that it inherits is left out, since that is not the same as none.
 * @param partner as Graph answers
 * @param keepsServiceProvider false where the program leaves that to Microsoft
 */
export function partnerFromGraph(partner: Properties, keepsServiceProvider: boolean): Properties {
  const { inboundTrust, ...normal } = normalPartner({
    ...Object.fromEntries(Object.keys(shape.properties).map((name) => [name, partner[name]])),
    isServiceProvider: keepsServiceProvider ? (partner["isServiceProvider"] ?? false) : undefined,
  });
  return objectOf(partner["inboundTrust"]) === undefined ? normal : { ...normal, inboundTrust };
}

/** Properties that differ, by name; `tenantId` is the key and cannot change in place. */
export function changedInPartner(before: Properties, after: Properties): string[] {
  return Object.keys(shape.properties).filter((name) => {
    if (name === "isServiceProvider" && after[name] === undefined) return false;
    return !isSame(before[name], after[name]);
  });
}

/** Body of the request that brings it to `after`: only what changed; null where the default is inherited again, in parts too. */
export function partnerChange(before: Properties, after: Properties): Properties {
  const names = changedInPartner(before, after).filter((name) => name !== "tenantId");
  return Object.fromEntries(
    names.map((name) => {
      const wanted = objectOf(after[name]);
      if (name === "automaticUserConsentSettings") return [name, { ...inheritedConsent, ...wanted }];
      const gone = Object.keys(objectOf(before[name]) ?? {}).map((part) => [part, null]);
      return [name, wanted === undefined ? (after[name] ?? null) : { ...Object.fromEntries(gone), ...wanted }];
    }),
  );
}

/** Graph never has null for the whole of it. */
const inheritedConsent = { inboundAllowed: null, outboundAllowed: null };
