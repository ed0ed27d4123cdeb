/**
 * The sign-ins that a set of policies tells apart. Every aspect of a sign-in is divided into classes such that the policies
 * treat all members of a class alike; the product of the classes is the whole space of sign-ins. What holds for every
 * scenario holds for every sign-in.
 */

import {
  appliesToUser,
  type ClientApplication,
  dimensions,
  filtersOf,
  type Policy,
  type PolicySet,
  type SignIn,
  type SignInPrincipal,
  type SignInResource,
  words,
} from "./conditional-access.ts";
import { lastSegment } from "./conditional-access-settings.ts";

/** Windows Azure Service Management API: the audience behind Azure portal, CLI, PowerShell and infrastructure code. */
export const azureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
/** The suite of Microsoft's admin portals. */
export const adminPortals = "MicrosoftAdminPortals";
/** Stands for every application that no policy names. */
export const otherApplication = "other";

export interface Scenario {
  readonly signIn: SignIn;
  /** The sign-in as a person would say it; only aspects that matter to some policy are named. */
  readonly description: string;
}

type Part = Partial<Omit<SignIn, "principal">>;

interface Class {
  readonly part: Part;
  /** How it reads in a description; empty for what needs no words. */
  readonly words: string;
}

/** An ordinary sign-in, from which each class changes one aspect. */
const ordinary: Omit<SignIn, "principal"> = {
  resource: { kind: "application", id: otherApplication },
  client: "browser",
  platform: "windows",
  locations: [],
  trustedLocation: false,
  signInRisk: "none",
  userRisk: "none",
  insiderRisk: "none",
  authenticationFlow: "none",
  matchedFilters: [],
};

/** Above this many device filters their combinations are no longer all tried, only each alone, none and all. */
const manyFilters = 4;

/**
 * Every scenario that the policies distinguish for a principal, ordinary ones first. Policies that are off are ignored;
 * report-only ones count.
 */
export function* scenarios(set: PolicySet, principal: SignInPrincipal): Generator<Scenario> {
  const policies = set.policies.filter((policy) => policy.state !== "disabled" && appliesToUser(policy, principal));
  const aspects = [
    resourceClasses(policies),
    clientClasses,
    platformClasses(policies),
    locationClasses(set, policies),
    levelClasses(
      "signInRisk",
      "sign-in risk",
      policies.flatMap((policy) => policy.conditions?.signInRiskLevels ?? []),
    ),
    levelClasses(
      "userRisk",
      "user risk",
      policies.flatMap((policy) => policy.conditions?.userRiskLevels ?? []),
    ),
    levelClasses(
      "insiderRisk",
      "insider risk",
      policies.flatMap((policy) => words(policy.conditions?.insiderRiskLevels)),
    ),
    flowClasses(policies),
    filterClasses(policies),
  ].map((classes) => distinct(classes, policies, principal));

  for (const combination of product(aspects)) {
    const signIn: SignIn = Object.assign({ principal, ...ordinary }, ...combination.map(({ part }) => part));
    if (!isPossible(signIn)) continue;
    yield { signIn, description: describe(principal, combination, aspects) };
  }
}

/** Admin portals and Azure management speak no legacy protocol; neither do user actions and authentication contexts. */
function isPossible({ resource, client }: SignIn): boolean {
  const legacy = client === "exchangeActiveSync" || client === "other";
  return (
    !legacy || (resource.kind === "application" && resource.id !== adminPortals && resource.id !== azureManagement)
  );
}

/** One class of each kind that the policies treat alike; the first of them stands for the rest. */
function distinct(
  classes: readonly Class[],
  policies: readonly Policy[],
  principal: SignInPrincipal,
): readonly Class[] {
  const kept = new Map<string, Class>();
  for (const each of classes) {
    const signIn: SignIn = { principal, ...ordinary, ...each.part };
    const concerned = dimensions.filter(({ name }) => name in each.part);
    const signature = policies
      .map((policy) => (concerned.every((dimension) => dimension.matches(policy, signIn)) ? "1" : "0"))
      .join("");
    // Impossible combinations depend on resource and client, so these may only be merged with their like.
    const like =
      "client" in each.part ? each.part.client === "other" || each.part.client === "exchangeActiveSync" : false;
    const portal = each.part.resource !== undefined && !isPossible({ ...signIn, client: "other" });
    const key = `${signature} ${like} ${portal}`;
    if (!kept.has(key)) kept.set(key, each);
  }
  return [...kept.values()];
}

function* product(aspects: readonly (readonly Class[])[]): Generator<Class[]> {
  const [first, ...rest] = aspects;
  if (!first) {
    yield [];
    return;
  }
  for (const head of first) for (const tail of product(rest)) yield [head, ...tail];
}

function describe(
  principal: SignInPrincipal,
  chosen: readonly Class[],
  aspects: readonly (readonly Class[])[],
): string {
  // The resource is always said; another aspect only where it makes a difference.
  const said = chosen.filter((each, index) => each.words !== "" && (index === 0 || (aspects[index]?.length ?? 0) > 1));
  return `${principal.label} signs in ${said.map(({ words: text }) => text).join(" ")}`;
}

const resourceWords: Readonly<Record<string, string>> = {
  [adminPortals]: "to the Microsoft admin portals",
  [azureManagement]: "to Azure management",
  [otherApplication]: "to any other application",
  Office365: "to Office 365",
  "urn:user:registersecurityinfo": "to register security information",
  "urn:user:registerdevice": "to register a device",
};

function resourceClasses(policies: readonly Policy[]): Class[] {
  const found = new Map<string, SignInResource>();
  const note = (kind: SignInResource["kind"], ids: readonly string[] | undefined) => {
    for (const id of ids ?? []) {
      if (!/^(all|none)$/i.test(id) && !found.has(id.toLowerCase())) found.set(id.toLowerCase(), { kind, id });
    }
  };
  note("application", [adminPortals, azureManagement, otherApplication]);
  for (const { conditions } of policies) {
    note("application", conditions?.applications?.includeApplications);
    note("application", conditions?.applications?.excludeApplications);
    note("user-action", conditions?.applications?.includeUserActions);
    note("authentication-context", conditions?.applications?.includeAuthenticationContextClassReferences);
  }
  return [...found.values()].map((resource) => {
    const fallback =
      resource.kind === "authentication-context"
        ? `to what asks for authentication context ${resource.id}`
        : `to application ${resource.id}`;
    return { part: { resource }, words: resourceWords[resource.id] ?? fallback };
  });
}

const clientClasses: readonly Class[] = (
  [
    ["browser", "with a browser"],
    ["mobileAppsAndDesktopClients", "with a desktop or mobile client"],
    ["other", "with a client of legacy authentication"],
    ["exchangeActiveSync", "with Exchange ActiveSync"],
  ] as const satisfies readonly (readonly [ClientApplication, string])[]
).map(([client, text]) => ({ part: { client }, words: text }));

function platformClasses(policies: readonly Policy[]): Class[] {
  const mentioned = policies.flatMap(({ conditions }) => [
    ...(conditions?.platforms?.includePlatforms ?? []),
    ...(conditions?.platforms?.excludePlatforms ?? []),
  ]);
  const names = new Set(["windows", "unknown", ...mentioned.filter((platform) => platform !== "all")]);
  return [...names].map((platform) => ({
    part: { platform },
    words: platform === "unknown" ? "from a device of an unknown platform" : `on ${platform}`,
  }));
}

function levelClasses(
  name: "signInRisk" | "userRisk" | "insiderRisk",
  text: string,
  mentioned: readonly string[],
): Class[] {
  const levels = new Set(["none", ...mentioned]);
  return [...levels].map((level) => ({
    part: { [name]: level },
    words: level === "none" ? "" : `at ${level} ${text}`,
  }));
}

function flowClasses(policies: readonly Policy[]): Class[] {
  const mentioned = policies.flatMap((policy) => words(policy.conditions?.authenticationFlows?.transferMethods));
  return [...new Set(["none", ...mentioned])].map((flow) => ({
    part: { authenticationFlow: flow },
    words: flow === "none" ? "" : `by ${flow === "deviceCodeFlow" ? "device code" : "authentication transfer"}`,
  }));
}

function filterClasses(policies: readonly Policy[]): Class[] {
  const filtered = policies.filter((policy) => filtersOf(policy).length > 0).map(({ id }) => id);
  const sets = filtered.length <= manyFilters ? subsetsOf(filtered) : [[], ...filtered.map((id) => [id]), filtered];
  return sets.map((matchedFilters) => ({
    part: { matchedFilters },
    words:
      matchedFilters.length === 0
        ? "with nothing that a policy's filter names"
        : "with a device or application that a policy's filter names",
  }));
}

function subsetsOf(ids: readonly string[]): string[][] {
  const subsets: string[][] = [[]];
  for (const id of ids) for (const subset of [...subsets]) subsets.push([...subset, id]);
  return subsets;
}

/**
 * Where an address can be: each way in which the networks of IP locations nest, times each way in which countries do. CIDR
 * networks are nested or disjoint, so an address is in exactly the locations that contain the smallest network around it.
 */
function locationClasses(set: PolicySet, policies: readonly Policy[]): Class[] {
  const mentioned = policies.flatMap(({ conditions }) => [
    ...(conditions?.locations?.includeLocations ?? []),
    ...(conditions?.locations?.excludeLocations ?? []),
  ]);
  const isMentioned = new Set(mentioned.map((id) => lastSegment(id).toLowerCase()));
  const trustMatters = isMentioned.has("alltrusted");
  const relevant = set.locations.filter(
    (location) => isMentioned.has(location.id.toLowerCase()) || (trustMatters && isTrusted(location)),
  );
  const known = new Set(relevant.map(({ id }) => id.toLowerCase()));
  const unknown = [...isMentioned].filter((id) => !known.has(id) && !/^all/.test(id));

  const networks = relevant.flatMap((location) =>
    rangesOf(location).map((range) => ({ location, ...readNetwork(range) })),
  );
  const byAddress = networks.map((network) =>
    networks.filter((other) => contains(other, network)).map(({ location }) => location),
  );
  // A location without readable networks (declared ones may still be unknown) is a place of its own.
  const alone = relevant
    .filter((location) => countriesOf(location).length === 0 && rangesOf(location).length === 0)
    .map((location) => [location]);
  const countries = [...new Set(relevant.flatMap(countriesOf))];
  const byCountry = countries.map((country) => relevant.filter((location) => countriesOf(location).includes(country)));

  const places = [[], ...byAddress, ...alone].flatMap((some) =>
    [[], ...byCountry].map((others) => {
      const locations = [...new Set([...some, ...others])];
      const names = locations.map((location) => location.displayName ?? location.id);
      return {
        part: { locations: locations.map(({ id }) => id), trustedLocation: locations.some(isTrusted) },
        words: names.length === 0 ? "from any other network" : `from ${names.join(" and ")}`,
      };
    }),
  );
  return [
    ...places,
    ...unknown.map((id) => ({ part: { locations: [id], trustedLocation: false }, words: `from location ${id}` })),
  ];
}

type Location = PolicySet["locations"][number];

function isTrusted(location: Location): boolean {
  return "isTrusted" in location && location.isTrusted === true;
}

function countriesOf(location: Location): readonly string[] {
  return "countriesAndRegions" in location ? (location.countriesAndRegions ?? []) : [];
}

function rangesOf(location: Location): string[] {
  const ranges: readonly { cidrAddress?: string }[] = "ipRanges" in location ? (location.ipRanges ?? []) : [];
  return ranges.flatMap(({ cidrAddress }) => (cidrAddress ? [cidrAddress] : []));
}

interface Network {
  /** The network's bits, most significant first. */
  readonly bits: string;
  readonly version: 4 | 6;
}

function contains(outer: Network, inner: Network): boolean {
  return outer.version === inner.version && inner.bits.startsWith(outer.bits);
}

/** The fixed bits of a network in CIDR notation; a text that is none is a network of its own. */
function readNetwork(cidr: string): Network {
  const [address = "", length] = cidr.split("/");
  const version = address.includes(":") ? 6 : 4;
  const bits = version === 4 ? bitsOf4(address) : bitsOf6(address);
  return { version, bits: bits.slice(0, length === undefined ? bits.length : Number(length)) };
}

function bitsOf4(address: string): string {
  return address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
}

function bitsOf6(address: string): string {
  const [head = "", tail] = address.split("::");
  const parts = (text: string | undefined) => (text ? text.split(":") : []);
  const before = parts(head);
  const after = parts(tail);
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
  return [...before, ...zeros, ...after]
    .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, "0"))
    .join("");
}
