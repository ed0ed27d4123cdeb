/** Settings of conditional access objects with names instead of ids and in one order, so that two sides can be compared. */

import type { Collections } from "../tenant/snapshot.ts";
import { readStrengths } from "./conditional-access/grants.ts";
import { lastSegment } from "./conditional-access/references.ts";
import type { Directory } from "./directory.ts";
import { identityOf } from "./identity.ts";

type Policy = Collections["conditionalAccessPolicies"][number];
type Settings = Readonly<Record<string, unknown>>;

/** A policy's state, conditions, grant and session controls. */
export function normalisedPolicy(policy: Policy, directory: Directory): Settings {
  const { namedLocations, authenticationStrengthPolicies } = directory.snapshot.collections;
  const location = nameReader(namedLocations);
  const strength = nameReader(authenticationStrengthPolicies);
  const principal = (id: string) => (directory.object(id) ? identityOf(directory, id).identity : id);
  const application = (id: string) => directory.servicePrincipalsOf(id)[0]?.displayName ?? id;
  const names: Readonly<Record<string, (id: string) => string>> = {
    includeUsers: principal,
    excludeUsers: principal,
    includeGroups: principal,
    excludeGroups: principal,
    includeRoles: (id) => directory.role(id).name,
    excludeRoles: (id) => directory.role(id).name,
    includeApplications: application,
    excludeApplications: application,
    includeLocations: location,
    excludeLocations: location,
  };
  const { authenticationStrength, ...grant } = policy.grantControls ?? {};
  return {
    state: policy.state ?? "disabled",
    ...prefixed("conditions", normalise(policy.conditions ?? {}, names)),
    ...prefixed("grantControls", normalise(grant, names)),
    ...(authenticationStrength && {
      "grantControls.authenticationStrength":
        authenticationStrength.displayName ?? strength(authenticationStrength.id ?? ""),
    }),
    ...prefixed("sessionControls", normalise(policy.sessionControls ?? {}, names)),
  };
}

export function normalisedLocation(location: Collections["namedLocations"][number]): Settings {
  if ("countriesAndRegions" in location) {
    return {
      countriesAndRegions: [...(location.countriesAndRegions ?? [])].sort(),
      includeUnknownCountriesAndRegions: location.includeUnknownCountriesAndRegions === true,
      // By the address unless said otherwise.
      ...(location.countryLookupMethod === "authenticatorAppGps" && { countryLookupMethod: "authenticatorAppGps" }),
    };
  }
  const ranges: readonly { readonly cidrAddress?: string }[] = "ipRanges" in location ? (location.ipRanges ?? []) : [];
  return {
    ipRanges: ranges.map(({ cidrAddress = "" }) => cidrAddress).sort(),
    isTrusted: "isTrusted" in location && location.isTrusted === true,
  };
}

export function normalisedStrength(strength: Collections["authenticationStrengthPolicies"][number]): Settings {
  const { restricted = {} } = readStrengths([strength]).get(strength.id.toLowerCase()) ?? {};
  return {
    allowedCombinations: [...(strength.allowedCombinations ?? [])].sort(),
    ...prefixed("accepts only", restricted),
  };
}

/** Names by reference; an id alone, however it is referred to, where nothing has a name. */
function nameReader(objects: readonly { readonly id: string; readonly displayName?: string | null }[]) {
  const names = new Map(objects.map(({ id, displayName }) => [id.toLowerCase(), displayName ?? id]));
  return (reference: string) => {
    const id = lastSegment(reference);
    return names.get(id.toLowerCase()) ?? id;
  };
}

/** Leaves with a value, by dotted path: empty lists, nulls and Graph's annotations say nothing. Lists of words are sorted. */
function normalise(
  value: object,
  names: Readonly<Record<string, (id: string) => string>>,
  path = "",
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (inner === null || inner === undefined || name.includes("@odata") || name === "id") continue;
    const at = path === "" ? name : `${path}.${name}`;
    if (Array.isArray(inner)) {
      const rename = names[name];
      const items = inner.map((item) => (rename && typeof item === "string" ? rename(item) : item));
      if (items.length > 0) found[at] = items.every((item) => typeof item === "string") ? items.sort() : items;
    } else if (typeof inner === "object") {
      Object.assign(found, normalise(inner, names, at));
    } else {
      found[at] = inner;
    }
  }
  return found;
}

function prefixed(prefix: string, settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`${prefix}.${name}`, value]));
}
