/** azuread conditional access and authentication strengths (terraform-provider-azuread 3.8.0, internal/services/conditionalaccess and policies). */

import type { JsonObject } from "../entity.ts";
import {
  block,
  blocks,
  count,
  defined,
  differs,
  flag,
  has,
  type Inputs,
  idOf,
  text,
  textIfAny,
  textOrNull,
  textSet,
  texts,
} from "./inputs.ts";
import { madeObject, type Translator } from "./translator.ts";

const locations = "/v1.0/identity/conditionalAccess/namedLocations";
const policies = "/v1.0/identity/conditionalAccess/policies";
const strengths = "/v1.0/policies/authenticationStrengthPolicies";

function location(inputs: Inputs): JsonObject {
  const ip = block(inputs, "ip");
  if (ip !== undefined) {
    return {
      "@odata.type": "#microsoft.graph.ipNamedLocation",
      ipRanges: texts(ip, "ipRanges").map((cidrAddress) => ({
        "@odata.type": "#microsoft.graph.iPv4CidrRange",
        cidrAddress,
      })),
      isTrusted: flag(ip, "trusted"),
    };
  }
  const country = block(inputs, "country");
  return {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    countriesAndRegions: texts(country, "countriesAndRegions"),
    countryLookupMethod: text(country, "countryLookupMethod") || "clientIpAddress",
    includeUnknownCountriesAndRegions: flag(country, "includeUnknownCountriesAndRegions"),
  };
}

export const namedLocation: Translator = {
  replaceOn: [],
  replaceWhen: (before, after) => has(before, "ip") !== has(after, "ip"),
  create(inputs, graph, { assignId }) {
    const created = graph.post(locations, { ...location(inputs), displayName: text(inputs, "displayName") }, assignId);
    return madeObject(text(created, "id"));
  },
  update(made, before, after, graph) {
    graph.patch(`${locations}/${made.id}`, {
      ...location(after),
      ...(differs(before, after, "displayName") && { displayName: text(after, "displayName") }),
    });
    return made;
  },
  remove(made, inputs, graph) {
    const path = `${locations}/${made.id}`;
    // Entra refuses to delete a trusted location.
    if (block(inputs, "ip") !== undefined && graph.get(path) !== undefined) {
      graph.patch(path, { ...location(inputs), isTrusted: false });
    }
    graph.remove(path);
  },
};

export const authenticationStrengthPolicy: Translator = {
  replaceOn: [],
  create(inputs, graph, { assignId }) {
    const created = graph.post(
      strengths,
      {
        "@odata.type": "#microsoft.graph.authenticationStrengthPolicy",
        allowedCombinations: texts(inputs, "allowedCombinations"),
        description: textOrNull(inputs, "description"),
        displayName: text(inputs, "displayName"),
      },
      assignId,
    );
    return madeObject(text(created, "id"));
  },
  update(made, before, after, graph) {
    graph.patch(`${strengths}/${made.id}`, {
      "@odata.type": "#microsoft.graph.authenticationStrengthPolicy",
      description: textOrNull(after, "description"),
      displayName: text(after, "displayName"),
    });
    if (differs(before, after, "allowedCombinations")) {
      graph.post(`${strengths}/${made.id}/updateAllowedCombinations`, {
        allowedCombinations: texts(after, "allowedCombinations"),
      });
    }
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${strengths}/${made.id}`),
};

function filterOf(inputs: Inputs | undefined): JsonObject | null {
  const filter = block(inputs, "filter");
  return filter === undefined ? null : { mode: text(filter, "mode"), rule: text(filter, "rule") };
}

function externalTenants(guests: JsonObject): JsonObject | null {
  const [tenants] = blocks(guests, "externalTenants");
  if (tenants === undefined) return null;
  const membershipKind = text(tenants, "membershipKind");
  if (membershipKind !== "enumerated") {
    // The provider sends no type here.
    return { membershipKind };
  }
  return {
    "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
    members: texts(tenants, "members"),
    membershipKind,
  };
}

function guestsOf(users: JsonObject, property: string): JsonObject | null {
  const [guests] = blocks(users, property);
  if (guests === undefined) return null;
  return defined({
    externalTenants: externalTenants(guests),
    guestOrExternalUserTypes: texts(guests, "guestOrExternalUserTypes").join(",") || undefined,
  });
}

function users(conditions: JsonObject): JsonObject | undefined {
  const given = block(conditions, "users");
  if (given === undefined) return undefined;
  return {
    excludeGroups: texts(given, "excludedGroups"),
    excludeGuestsOrExternalUsers: guestsOf(given, "excludedGuestsOrExternalUsers"),
    excludeRoles: texts(given, "excludedRoles"),
    excludeUsers: texts(given, "excludedUsers"),
    includeGroups: texts(given, "includedGroups"),
    includeGuestsOrExternalUsers: guestsOf(given, "includedGuestsOrExternalUsers"),
    includeRoles: texts(given, "includedRoles"),
    includeUsers: texts(given, "includedUsers"),
  };
}

function applications(conditions: JsonObject): JsonObject {
  const given = block(conditions, "applications");
  if (given === undefined) return {};
  return {
    excludeApplications: texts(given, "excludedApplications"),
    includeApplications: texts(given, "includedApplications"),
    includeUserActions: texts(given, "includedUserActions"),
  };
}

function pair(conditions: JsonObject, property: string, included: string, excluded: string): JsonObject | null {
  const given = block(conditions, property);
  if (given === undefined) return null;
  const graphName = (name: string) => name.replace(/^included/, "include").replace(/^excluded/, "exclude");
  return { [graphName(excluded)]: texts(given, excluded), [graphName(included)]: texts(given, included) };
}

function conditionSet(inputs: Inputs): JsonObject {
  const given = block(inputs, "conditions") ?? {};
  const clients = block(given, "clientApplications");
  const devices = block(given, "devices");
  const flows = textSet(given, "authenticationFlowTransferMethods");
  return defined({
    applications: applications(given),
    authenticationFlows: flows.length === 0 ? null : { transferMethods: flows.join(",") },
    clientAppTypes: texts(given, "clientAppTypes"),
    clientApplications:
      clients === undefined
        ? undefined
        : {
            excludeServicePrincipals: texts(clients, "excludedServicePrincipals"),
            includeServicePrincipals: texts(clients, "includedServicePrincipals"),
            servicePrincipalFilter: filterOf(clients),
          },
    devices: devices === undefined ? null : defined({ deviceFilter: filterOf(devices) ?? undefined }),
    insiderRiskLevels: textIfAny(given, "insiderRiskLevels"),
    locations: pair(given, "locations", "includedLocations", "excludedLocations"),
    platforms: pair(given, "platforms", "includedPlatforms", "excludedPlatforms"),
    servicePrincipalRiskLevels: texts(given, "servicePrincipalRiskLevels"),
    signInRiskLevels: texts(given, "signInRiskLevels"),
    userRiskLevels: texts(given, "userRiskLevels"),
    users: users(given),
  });
}

function grantControls(inputs: Inputs): JsonObject | null {
  const given = block(inputs, "grantControls");
  if (given === undefined) return null;
  const strength = idOf(given, "authenticationStrengthPolicyId");
  return defined({
    authenticationStrength:
      strength === "" ? undefined : { "@odata.type": "#microsoft.graph.authenticationStrengthPolicy", id: strength },
    builtInControls: texts(given, "builtInControls"),
    customAuthenticationFactors: texts(given, "customAuthenticationFactors"),
    operator: text(given, "operator"),
    termsOfUse: texts(given, "termsOfUses"),
  });
}

const bothFactors = "primaryAndSecondaryAuthentication";

function signInFrequency(given: Inputs): JsonObject | undefined {
  const value = count(given, "signInFrequency");
  const [authenticationType, interval] = [
    text(given, "signInFrequencyAuthenticationType"),
    text(given, "signInFrequencyInterval"),
  ];
  const frequency: JsonObject = defined({
    "@odata.type": "#microsoft.graph.signInFrequencySessionControl",
    ...(value > 0 && { isEnabled: true, type: text(given, "signInFrequencyPeriod"), value }),
    authenticationType: authenticationType || (value > 0 || interval !== "" ? bothFactors : undefined),
    frequencyInterval: interval || (value > 0 ? "timeBased" : undefined),
    ...(interval !== "" && { isEnabled: true }),
  });
  const effective =
    frequency["isEnabled"] === true || (authenticationType !== "" && authenticationType !== bothFactors);
  return effective ? frequency : undefined;
}

function sessionControls(inputs: Inputs): JsonObject | null {
  const given = block(inputs, "sessionControls");
  if (given === undefined) return null;
  const frequency = signInFrequency(given);
  // Entra refuses these two beside a sign-in frequency of "every time".
  const everyTime = text(given, "signInFrequencyInterval") === "everyTime";
  const restricted = flag(given, "applicationEnforcedRestrictionsEnabled") && !everyTime;
  const noResilience = flag(given, "disableResilienceDefaults") && !everyTime;
  const cloudApp = text(given, "cloudAppSecurityPolicy");
  const browser = text(given, "persistentBrowserMode");
  // Controls without effect are sent as null: Entra accepts nothing else.
  if (!restricted && !noResilience && cloudApp === "" && browser === "" && frequency === undefined) return null;
  return defined({
    applicationEnforcedRestrictions: everyTime
      ? undefined
      : {
          "@odata.type": "#microsoft.graph.applicationEnforcedRestrictionsSessionControl",
          isEnabled: restricted,
        },
    cloudAppSecurity:
      cloudApp === ""
        ? null
        : {
            "@odata.type": "#microsoft.graph.cloudAppSecuritySessionControl",
            cloudAppSecurityType: cloudApp,
            isEnabled: true,
          },
    disableResilienceDefaults: everyTime ? undefined : noResilience,
    persistentBrowser:
      browser === ""
        ? undefined
        : { "@odata.type": "#microsoft.graph.persistentBrowserSessionControl", isEnabled: true, mode: browser },
    signInFrequency: frequency,
  });
}

function policy(inputs: Inputs): JsonObject {
  return defined({
    "@odata.type": "#microsoft.graph.conditionalAccessPolicy",
    conditions: conditionSet(inputs),
    displayName: text(inputs, "displayName"),
    grantControls: grantControls(inputs),
    sessionControls: sessionControls(inputs),
    state: has(inputs, "state") ? text(inputs, "state") : undefined,
  });
}

/** What the provider keeps of the policy as it is when the program gives no value (its Computed properties). */
function withPresent(inputs: Inputs, present: JsonObject | undefined): Inputs {
  const conditions = block(inputs, "conditions");
  const session = block(inputs, "sessionControls");
  const frequency = block(block(present, "sessionControls"), "signInFrequency");
  const kept = (given: Inputs, property: string, value: string) =>
    has(given, property) || value === "" ? {} : { [property]: value };
  return {
    ...inputs,
    ...(conditions !== undefined && {
      conditions: {
        ...conditions,
        ...kept(conditions, "insiderRiskLevels", text(block(present, "conditions"), "insiderRiskLevels")),
      },
    }),
    ...(session !== undefined && {
      sessionControls: {
        ...session,
        ...kept(session, "signInFrequencyAuthenticationType", text(frequency, "authenticationType")),
        ...kept(session, "signInFrequencyInterval", text(frequency, "frequencyInterval")),
      },
    }),
  };
}

export const conditionalAccessPolicy: Translator = {
  replaceOn: [],
  create: (inputs, graph, { assignId }) => madeObject(text(graph.post(policies, policy(inputs), assignId), "id")),
  update(made, _before, after, graph) {
    const path = `${policies}/${made.id}`;
    graph.patch(path, policy(withPresent(after, graph.get(path))));
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${policies}/${made.id}`),
};
