/**
 * The conditions of a policy, each as logic over tests of a sign-in; a policy applies where all hold
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies). A condition newer than
 * this reading may hold or not: it is never taken for absent.
 */

import { activeSyncPlatforms } from "../../catalogue/sign-in-conditions.ts";
import type { Collections } from "../../tenant/snapshot.ts";
import { all, always, any, type Formula, never, not, test } from "./formula.ts";
import { locationCondition } from "./locations.ts";
import { filterCondition, included } from "./principals.ts";
import { assumption, flags, includesWord, propertyOf, unread } from "./references.ts";
import type { RiskAspect } from "./tests.ts";

export type Policy = Collections["conditionalAccessPolicies"][number];
type Conditions = NonNullable<Policy["conditions"]>;

export interface Condition {
  /** As Microsoft's What If names it. */
  readonly name: string;
  /** What a sign-in that fails it is not: `the platform is not among those of the policy`. */
  readonly otherwise: string;
  readonly formula: Formula;
  /** Whether it is asked of service principals as well. */
  readonly ofWorkloads: boolean;
}

/** Every condition but whom the policy is for. */
export function conditionsOf(policy: Policy, locations: Collections["namedLocations"]): Condition[] {
  const conditions = policy.conditions ?? {};
  const users = (name: string, otherwise: string, formula: Formula): Condition => ({
    name,
    otherwise,
    formula,
    ofWorkloads: false,
  });
  const everybody = (...of: Parameters<typeof users>): Condition => ({ ...users(...of), ofWorkloads: true });
  return [
    everybody("target resources", "is not for this application or action", resourceCondition(conditions.applications)),
    users("device platforms", "is not for this platform", platformCondition(conditions.platforms)),
    everybody("locations", "is not for this place", locationCondition(conditions.locations, locations)),
    users("client apps", "is not for this kind of client", clientCondition(conditions.clientAppTypes)),
    users("filter for devices", "is not for this device", deviceCondition(conditions.devices)),
    users("sign-in risk", "is not for this sign-in risk", risk("signInRisk", conditions.signInRiskLevels)),
    users("user risk", "is not for this user risk", risk("userRisk", conditions.userRiskLevels)),
    users("insider risk", "is not for this insider risk", risk("insiderRisk", flags(conditions.insiderRiskLevels))),
    everybody(
      "service principal risk",
      "is not for this service principal risk",
      risk("servicePrincipalRisk", conditions.servicePrincipalRiskLevels),
    ),
    users(
      "authentication flows",
      "is not for this authentication flow",
      oneOf(flags(conditions.authenticationFlows?.transferMethods), (is) => test({ kind: "flow", is })),
    ),
    ...unread(conditions, conditionProperties).map((name) =>
      everybody(name, `has a condition (${name}) that is not known here`, unknownCondition(name)),
    ),
  ];
}

const conditionProperties = [
  "applications",
  "authenticationFlows",
  "clientAppTypes",
  "clientApplications",
  "devices",
  "insiderRiskLevels",
  "locations",
  "platforms",
  "servicePrincipalRiskLevels",
  "signInRiskLevels",
  "userRiskLevels",
  "users",
];

function unknownCondition(name: string): Formula {
  return assumption(`condition ${name}`, `meeting the policy's condition on ${name}`);
}

/** Any of the values; no value means no condition. */
function oneOf(values: readonly string[], is: (value: string) => Formula): Formula {
  return values.length === 0 ? always : any(...values.map(is));
}

function risk(of: RiskAspect, levels: readonly string[] | null | undefined): Formula {
  return oneOf(levels ?? [], (level) => test({ kind: "risk", of, level: level.toLowerCase() }));
}

/** https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-cloud-apps */
function resourceCondition(applications: Conditions["applications"]): Formula {
  if (!applications) return never;
  const application = (id: string) => test({ kind: "resource", is: { kind: "application", id } });
  const named = (ids: readonly string[] | undefined) =>
    any(...(ids ?? []).filter((id) => !/^(all|none)$/i.test(id)).map(application));
  const filter = filterCondition(applications.applicationFilter, "application", "an application");
  const isApplication = test({ kind: "resource-kind", is: "application" });
  return all(
    any(
      all(
        isApplication,
        included(includesWord(applications.includeApplications, "All"), named(applications.includeApplications), {
          mode: filter?.mode,
          matched: filter?.matches,
        }),
        not(any(named(applications.excludeApplications), filter?.mode === "exclude" ? filter.matches : never)),
      ),
      ...(applications.includeUserActions ?? []).map((id) =>
        test({ kind: "resource", is: { kind: "user-action", id } }),
      ),
      ...(applications.includeAuthenticationContextClassReferences ?? []).map((id) =>
        test({ kind: "resource", is: { kind: "authentication-context", id } }),
      ),
      ...trafficProfiles(applications).map((id) => test({ kind: "resource", is: { kind: "traffic-profile", id } })),
    ),
    ...unread(applications, applicationProperties).map(unknownCondition),
  );
}

const applicationProperties = [
  "applicationFilter",
  "excludeApplications",
  "globalSecureAccess",
  "includeApplications",
  "includeAuthenticationContextClassReferences",
  "includeUserActions",
  "networkAccess",
];

/** Global Secure Access, under its two beta names. */
function trafficProfiles(applications: object): string[] {
  return ["globalSecureAccess", "networkAccess"].flatMap((name) =>
    flags(propertyOf(propertyOf(applications, name), "includeTrafficProfiles")),
  );
}

function platformCondition(platforms: Conditions["platforms"]): Formula {
  const isOn = (is: string) => (is.toLowerCase() === "all" ? always : test({ kind: "platform", is }));
  const excluded = (platforms?.excludePlatforms ?? []).map(isOn);
  return all(oneOf(platforms?.includePlatforms ?? [], isOn), not(any(...excluded)));
}

/** https://learn.microsoft.com/graph/api/resources/conditionalaccessconditionset: no type means all. */
function clientCondition(types: Conditions["clientAppTypes"]): Formula {
  if (includesWord(types, "all")) return always;
  return oneOf(types ?? [], (type) => clientTypes[type.toLowerCase()] ?? unknownCondition(`client type ${type}`));
}

const activeSync = test({ kind: "client", is: "exchangeActiveSync" });
const supportedPlatform = any(...activeSyncPlatforms.map((is) => test({ kind: "platform", is })));
const modernClient = test({ kind: "client", is: "mobileAppsAndDesktopClients" });

const clientTypes: Readonly<Record<string, Formula>> = {
  browser: test({ kind: "client", is: "browser" }),
  mobileappsanddesktopclients: modernClient,
  /** The older name. */
  modern: modernClient,
  exchangeactivesync: activeSync,
  eassupported: all(activeSync, supportedPlatform),
  easunsupported: all(activeSync, not(supportedPlatform)),
  other: test({ kind: "client", is: "other" }),
};

/** https://learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices */
function deviceCondition(devices: Conditions["devices"]): Formula {
  const filter = filterCondition(devices?.deviceFilter, "device", "a device");
  const matches = filter?.matches ?? always;
  const older = unread(devices, ["deviceFilter"]).filter((name) => !isAllDevices(devices, name));
  return all(filter?.mode === "exclude" ? not(matches) : matches, ...older.map(unknownCondition));
}

/** The older condition on devices says that it is none. */
function isAllDevices(devices: Conditions["devices"], name: string): boolean {
  const value = propertyOf(devices, name);
  return name.startsWith("include") && Array.isArray(value) && value.includes("All");
}
