/**
 * Conditional access once more, for tests: each condition written out for a single sign-in as Microsoft's pages put it, with
 * nothing shared with the evaluator that it is held against. Random policies and sign-ins come with it.
 */

import fc from "fast-check";
import type { Policy } from "../../src/access/conditional-access/conditions.ts";
import type { SignIn, SignInPrincipal } from "../../src/access/conditional-access/sign-in.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";

const portal = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";
const exchangeAdmin = "497effe9-df71-4043-a8bb-14cf78c4b63b";
const exchange = "00000002-0000-0ff1-ce00-000000000000";
const officePortal = "00000006-0000-0ff1-ce00-000000000000";
const management = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
const own = "11111111-2222-3333-4444-555555555555";

export const plainPrincipal: SignInPrincipal = {
  label: "Dana",
  ids: ["dana"],
  groups: ["vendors"],
  roles: ["62e90394-69f5-4237-9190-012177145e10"],
  external: { type: "b2bCollaborationGuest", tenantId: "tideway" },
};

export const plainLocations: Snapshot["collections"]["namedLocations"] = [
  { id: "company", displayName: "company", isTrusted: true, ipRanges: [{ cidrAddress: "203.0.113.0/24" } as object] },
  { id: "office", displayName: "office", isTrusted: false, ipRanges: [{ cidrAddress: "203.0.113.64/26" } as object] },
  { id: "lab", displayName: "lab", isTrusted: true, ipRanges: [{ cidrAddress: "198.51.100.0/24" } as object] },
  { id: "britain", displayName: "britain", countriesAndRegions: ["GB"], includeUnknownCountriesAndRegions: false },
  { id: "west", displayName: "west", countriesAndRegions: ["GB", "FR"], includeUnknownCountriesAndRegions: true },
  { id: "shown", displayName: "shown", countriesAndRegions: ["GB"], countryLookupMethod: "authenticatorAppGps" },
];

/** One comparison of a filter rule, or two joined. */
type Rule =
  | { readonly attribute: string; readonly operator: string; readonly values: readonly string[] }
  | { readonly join: "and" | "or"; readonly parts: readonly Rule[]; readonly negated: boolean };

export interface PlainPolicy {
  readonly policy: Policy;
  readonly rule: Rule | undefined;
}

function text(rule: Rule): string {
  if ("join" in rule) return `${rule.negated ? "-not " : ""}(${rule.parts.map(text).join(` -${rule.join} `)})`;
  const values = rule.values.map((value) => `"${value}"`);
  const value = /in$/i.test(rule.operator) ? `[${values.join(", ")}]` : (values[0] ?? "");
  return `device.${rule.attribute} -${rule.operator} ${value}`;
}

const comparison: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({
    attribute: fc.constantFrom("model", "displayName"),
    operator: fc.constantFrom(
      "eq",
      "ne",
      "startsWith",
      "notStartsWith",
      "endsWith",
      "contains",
      "notContains",
      "in",
      "notIn",
    ),
    values: fc.subarray(["a", "ab", "b", "bc"], { minLength: 1 }),
  }),
  fc.record({
    attribute: fc.constant("isCompliant"),
    operator: fc.constantFrom("eq", "ne"),
    values: fc.constantFrom(["True"], ["False"]),
  }),
);

const rules: fc.Arbitrary<Rule> = fc.oneof(
  comparison,
  fc.record({
    join: fc.constantFrom("and", "or"),
    parts: fc.array(comparison, { minLength: 2, maxLength: 2 }),
    negated: fc.boolean(),
  }),
);

const some = <T>(...values: T[]) => fc.subarray(values);
const rarely = <T>(what: fc.Arbitrary<T>) => fc.option(what, { nil: undefined, freq: 2 });
const apps = ["Office365", "MicrosoftAdminPortals", management, exchange, portal, own];
const places = ["AllTrusted", ...plainLocations.map(({ id }) => id), "3d46dbda-8382-466a-856d-eb00cbc6b910"];

export const plainPolicies: fc.Arbitrary<PlainPolicy[]> = fc
  .array(
    fc.record({
      state: fc.constantFrom("enabled", "enabled", "enabled", "disabled", "enabledForReportingButNotEnforced"),
      includeUsers: fc.constantFrom(["All"], ["None"], ["dana"], ["GuestsOrExternalUsers"], []),
      includeGroups: some("vendors", "staff"),
      excludeUsers: fc.constantFrom([], [], [], ["dana"], ["GuestsOrExternalUsers"], ["nora"]),
      excludeGroups: fc.constantFrom([], [], [], ["staff"], ["vendors"]),
      external: rarely(fc.constantFrom("tideway", "nightwatch", "")),
      includeApplications: fc.oneof(fc.constant(["All"]), fc.constant(["None"]), some(...apps)),
      excludeApplications: fc.oneof(fc.constant([]), some(...apps)),
      clientAppTypes: fc.oneof(
        fc.constant(["all"]),
        some("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"),
      ),
      platforms: rarely(
        fc.record({
          includePlatforms: fc.oneof(fc.constant(["all"]), some("windows", "iOS", "linux")),
          excludePlatforms: some("windows", "linux"),
        }),
      ),
      locations: rarely(
        fc.record({
          includeLocations: fc.oneof(fc.constant(["All"]), fc.subarray(places, { minLength: 1 })),
          excludeLocations: fc.subarray(places, { maxLength: 2 }),
        }),
      ),
      rule: rarely(rules),
      mode: fc.constantFrom("include", "exclude"),
      signInRiskLevels: rarely(some("high", "medium")),
      flows: rarely(fc.constantFrom("deviceCodeFlow", "deviceCodeFlow,authenticationTransfer")),
      operator: fc.constantFrom("AND", "OR"),
      controls: fc.oneof(
        fc.constant(["block"]),
        some("mfa", "compliantDevice", "domainJoinedDevice", "compliantApplication"),
      ),
    }),
    { maxLength: 6 },
  )
  .map((models) =>
    models.map(({ rule, external, mode, flows, controls, operator, state, ...model }, index): PlainPolicy => {
      const { includeUsers, includeGroups, excludeUsers, excludeGroups, includeApplications, excludeApplications } =
        model;
      const graph: object = {
        id: `P${index}`,
        displayName: `P${index}`,
        state,
        conditions: {
          users: {
            includeUsers,
            includeGroups,
            excludeUsers,
            excludeGroups,
            ...(external !== undefined && {
              includeGuestsOrExternalUsers: {
                guestOrExternalUserTypes: "internalGuest,b2bCollaborationGuest",
                externalTenants: { membershipKind: external === "" ? "all" : "enumerated", members: [external] },
              },
            }),
          },
          applications: { includeApplications, excludeApplications },
          clientAppTypes: model.clientAppTypes,
          ...(model.platforms && { platforms: model.platforms }),
          ...(model.locations && { locations: model.locations }),
          ...(rule && { devices: { deviceFilter: { mode, rule: text(rule) } } }),
          signInRiskLevels: model.signInRiskLevels ?? [],
          ...(flows !== undefined && { authenticationFlows: { transferMethods: flows } }),
        },
        grantControls: controls.length === 0 ? null : { operator, builtInControls: controls },
      };
      return { policy: graph as Policy, rule };
    }),
  );

const resources = ["other", "Office365", management, exchange, portal, exchangeAdmin, officePortal, own, "99999999"];

export const plainSignIns: fc.Arbitrary<SignIn> = fc
  .record({
    app: fc.constantFrom(...resources),
    client: fc.constantFrom("browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "other"),
    platform: fc.constantFrom("windows", "iOS", "linux", "macOS", "unknown"),
    address: fc.constantFrom(
      undefined,
      "203.0.113.63",
      "203.0.113.64",
      "203.0.113.127",
      "203.0.113.128",
      "198.51.100.9",
      "192.0.2.1",
      "2001:db8::1",
    ),
    country: fc.constantFrom(undefined, "GB", "FR", "SE"),
    gpsCountry: fc.constantFrom(undefined, "GB", "SE"),
    compliantNetwork: fc.boolean(),
    deviceRegistered: fc.boolean(),
    model: fc.constantFrom(undefined, "a", "ab", "b", "abc", "bca", "x", "xbcx"),
    displayName: fc.constantFrom(undefined, "A", "aB", "zz", "bc-ab"),
    isCompliant: fc.constantFrom(undefined, "True", "False"),
    signInRisk: fc.constantFrom("none", "low", "medium", "high"),
    authenticationFlow: fc.constantFrom("none", "none", "deviceCodeFlow", "authenticationTransfer"),
  })
  .map(({ app, address, country, gpsCountry, model, displayName, isCompliant, ...rest }) => ({
    ...rest,
    principal: plainPrincipal,
    resource: { kind: "application" as const, id: app },
    applicationAttributes: {},
    ...(address !== undefined && { address }),
    ...(country !== undefined && { country }),
    ...(gpsCountry !== undefined && { gpsCountry }),
    deviceAttributes: rest.deviceRegistered
      ? {
          ...(model !== undefined && { model }),
          ...(displayName !== undefined && { displayName }),
          ...(isCompliant !== undefined && { isCompliant }),
        }
      : {},
    userRisk: "none",
    insiderRisk: "none",
    servicePrincipalRisk: "none",
    assumed: {},
  }));

/** The portals and Azure management speak no legacy protocol. */
export function isPlausible({ client, resource }: SignIn): boolean {
  const modern = client === "browser" || client === "mobileAppsAndDesktopClients";
  return modern || !["MicrosoftAdminPortals", management, portal, exchangeAdmin, officePortal].includes(resource.id);
}

/** Names of the policies that apply, and whether the sign-in is kept out. */
export function plainOutcome(policies: readonly PlainPolicy[], signIn: SignIn) {
  const applied: string[] = [];
  const reporting: string[] = [];
  let blocked = false;
  for (const { policy, rule } of policies) {
    if (policy.state === "disabled" || !plainlyApplies(policy, rule, signIn)) continue;
    if (policy.state !== "enabled") {
      reporting.push(policy.id);
      continue;
    }
    applied.push(policy.id);
    const controls: readonly string[] = policy.grantControls?.builtInControls ?? [];
    if (controls.includes("block")) blocked = true;
    else if (controls.length > 0) {
      const impossible = controls.filter((control) => cannotBeMet(control, signIn));
      if (policy.grantControls?.operator === "AND" ? impossible.length > 0 : impossible.length === controls.length) {
        blocked = true;
      }
    }
  }
  return { applied, reporting, blocked };
}

function cannotBeMet(control: string, signIn: SignIn): boolean {
  if (signIn.client === "other") return true;
  if (signIn.client === "exchangeActiveSync") return control !== "compliantApplication";
  if (control === "compliantDevice" || control === "domainJoinedDevice") {
    if (signIn.authenticationFlow === "deviceCodeFlow" || !signIn.deviceRegistered) return true;
    const { isCompliant, trustType } = signIn.deviceAttributes;
    return control === "domainJoinedDevice" ? trustType !== "ServerAD" : isCompliant !== "True";
  }
  return false;
}

function plainlyApplies(policy: Policy, rule: Rule | undefined, signIn: SignIn): boolean {
  const { users, applications, clientAppTypes, platforms, locations, devices, signInRiskLevels, authenticationFlows } =
    policy.conditions ?? {};

  let included = false;
  for (const user of users?.includeUsers ?? [])
    if (["All", "dana", "GuestsOrExternalUsers"].includes(user)) included = true;
  if ((users?.includeGroups ?? []).includes("vendors")) included = true;
  const external = users?.includeGuestsOrExternalUsers?.externalTenants as
    | { membershipKind?: string; members?: string[] }
    | undefined;
  if (external && (external.membershipKind === "all" || external.members?.includes("tideway"))) included = true;
  for (const user of users?.excludeUsers ?? []) if (["dana", "GuestsOrExternalUsers"].includes(user)) included = false;
  if ((users?.excludeGroups ?? []).includes("vendors")) included = false;
  if (!included) return false;

  const inSuite: Record<string, string[]> = {
    Office365: ["Office365", exchange, officePortal],
    MicrosoftAdminPortals: ["MicrosoftAdminPortals", portal, exchangeAdmin, officePortal],
    [management]: [management, portal],
  };
  const names = (list: string[] | undefined) =>
    (list ?? []).some((name) => (inSuite[name] ?? [name]).includes(signIn.resource.id));
  if (!(applications?.includeApplications ?? []).includes("All") && !names(applications?.includeApplications))
    return false;
  if (names(applications?.excludeApplications)) return false;

  const types: readonly string[] = clientAppTypes ?? [];
  if (types.length > 0 && !types.includes("all") && !types.includes(signIn.client)) {
    const supported = signIn.client === "exchangeActiveSync" && ["windows", "iOS", "android"].includes(signIn.platform);
    if (!(supported && types.includes("easSupported"))) return false;
  }

  const [include, exclude]: string[][] = [platforms?.includePlatforms ?? [], platforms?.excludePlatforms ?? []];
  if (include && include.length > 0 && !include.includes("all") && !include.includes(signIn.platform)) return false;
  if (exclude?.includes(signIn.platform)) return false;

  const inside = placesOf(signIn);
  if (locations && !(locations.includeLocations ?? []).some((place) => inside.includes(place))) return false;
  if ((locations?.excludeLocations ?? []).some((place) => inside.includes(place))) return false;

  if (rule) {
    const matched = ruleHolds(rule, signIn);
    if (devices?.deviceFilter?.mode === "exclude" ? matched : !matched) return false;
  }
  if ((signInRiskLevels ?? []).length > 0 && !(signInRiskLevels as string[]).includes(signIn.signInRisk)) return false;
  const flows = authenticationFlows?.transferMethods?.split(",") ?? [];
  return flows.length === 0 || flows.includes(signIn.authenticationFlow as "deviceCodeFlow");
}

function placesOf(signIn: SignIn): string[] {
  const places = ["All"];
  const [a, b, c, d] = (signIn.address ?? "").split(".").map(Number);
  if (a === 203 && b === 0 && c === 113) {
    places.push("company", "AllTrusted");
    if (d !== undefined && d >= 64 && d < 128) places.push("office");
  }
  if (a === 198 && b === 51 && c === 100) places.push("lab", "AllTrusted");
  if (signIn.country === "GB") places.push("britain");
  if (signIn.country === undefined || signIn.country === "GB" || signIn.country === "FR") places.push("west");
  if (signIn.gpsCountry === "GB") places.push("shown");
  if (signIn.compliantNetwork) places.push("3d46dbda-8382-466a-856d-eb00cbc6b910");
  return places;
}

function ruleHolds(rule: Rule, signIn: SignIn): boolean {
  if ("join" in rule) {
    const results = rule.parts.map((part) => ruleHolds(part, signIn));
    const joined = rule.join === "and" ? !results.includes(false) : results.includes(true);
    return rule.negated ? !joined : joined;
  }
  const found = signIn.deviceAttributes[rule.attribute];
  const negative = rule.operator === "ne" || rule.operator.startsWith("not");
  if (typeof found !== "string") return negative;
  const value = found.toLowerCase();
  const values = rule.values.map((each) => each.toLowerCase());
  const first = values[0] ?? "";
  switch (rule.operator) {
    case "eq":
      return value === first;
    case "ne":
      return value !== first;
    case "startsWith":
      return value.indexOf(first) === 0;
    case "notStartsWith":
      return value.indexOf(first) !== 0;
    case "endsWith":
      return value.slice(-first.length) === first;
    case "contains":
      return value.indexOf(first) >= 0;
    case "notContains":
      return value.indexOf(first) < 0;
    case "in":
      return values.indexOf(value) >= 0;
    default:
      return values.indexOf(value) < 0;
  }
}
