/**
 * Named locations as questions about a sign-in
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network).
 */

import { compliantNetworkLocation, multifactorTrustedIps } from "../../catalogue/sign-in-conditions.ts";
import type { Collections } from "../../tenant/snapshot.ts";
import { all, always, any, type Formula, never, not, test } from "./formula.ts";
import { readNetwork } from "./networks.ts";
import { assumption, lastSegment } from "./references.ts";

type Location = Collections["namedLocations"][number];

interface LocationCondition {
  readonly includeLocations?: readonly string[];
  readonly excludeLocations?: readonly string[];
}

/** The location condition of a policy. A reference that nothing resolves may be anywhere. */
export function locationCondition(
  condition: LocationCondition | null | undefined,
  locations: readonly Location[],
): Formula {
  if (!condition) return always;
  const isAt = (reference: string) => place(reference, locations);
  const included = condition.includeLocations ?? [];
  return all(
    included.length === 0 ? always : any(...included.map(isAt)),
    not(any(...(condition.excludeLocations ?? []).map(isAt))),
  );
}

function place(reference: string, locations: readonly Location[]): Formula {
  const id = lastSegment(reference).toLowerCase();
  if (id === "all") return always;
  if (id === "alltrusted") return any(...locations.filter(isTrusted).map(insideOf), trustedIps);
  if (id === multifactorTrustedIps) return trustedIps;
  if (id === compliantNetworkLocation) return test({ kind: "compliant-network" });
  const location = locations.find((each) => each.id.toLowerCase() === id);
  return location ? insideOf(location) : unknownPlace(reference, `location ${reference}`);
}

const elsewhere = "from any other network";

/** Trusted all the same, and shown by no API. */
const trustedIps = assumption(
  "trusted IPs of multifactor authentication",
  "from the trusted IPs of multifactor authentication (which no API shows)",
);

function unknownPlace(id: string, words: string): Formula {
  return assumption(`location ${id}`, `from ${words}`, elsewhere);
}

function isTrusted(location: Location): boolean {
  return "isTrusted" in location && location.isTrusted === true;
}

function insideOf(location: Location): Formula {
  const name = location.displayName ?? location.id;
  if (location["@odata.type"] === "#microsoft.graph.compliantNetworkNamedLocation") {
    return test({ kind: "compliant-network" });
  }
  if ("countriesAndRegions" in location) {
    const countries = (location.countriesAndRegions ?? []).map((code) => code.toUpperCase());
    const includesUnknown = location.includeUnknownCountriesAndRegions === true;
    if (countries.length === 0 && !includesUnknown) return unknownPlace(location.id, name);
    const byApp = location.countryLookupMethod === "authenticatorAppGps";
    return test({ kind: byApp ? "gps-country" : "country", countries: countries.toSorted(), includesUnknown });
  }
  const ranges: readonly { readonly cidrAddress?: string }[] = "ipRanges" in location ? (location.ipRanges ?? []) : [];
  const networks = ranges.map(({ cidrAddress }) => (cidrAddress ? readNetwork(cidrAddress) : undefined));
  const readable = networks.filter((network) => network !== undefined);
  return any(
    test({ kind: "address", location: name, networks: readable }),
    // Ranges that cannot be read (of a plan they may still be unknown) can be any.
    networks.length === 0 || readable.length < networks.length ? unknownPlace(location.id, name) : never,
  );
}
