/** Conditional access policies, named locations and authentication strengths. */

import * as catalogue from "../../catalogue/authentication-strengths.ts";
import type { Entity, JsonObject } from "../entity.ts";
import { asList, asObject, asText, isGuid, mergeJson } from "../entity.ts";
import { audit } from "./audit.ts";
import {
  type Context,
  createdId,
  lookUp,
  noContent,
  type Operations,
  parameter,
  plainProperties,
  type Reply,
  requiredObject,
  requiredText,
} from "./context.ts";
import { badRequest } from "./error.ts";
import { type Resource, readOperations, single } from "./resource.ts";

export const policyResource: Resource = {
  table: "conditionalAccessPolicies",
  type: "#microsoft.graph.conditionalAccessPolicy",
  set: "identity/conditionalAccess/policies",
  derive: expandStrength,
};

export const locationResource: Resource = {
  table: "namedLocations",
  type: "#microsoft.graph.namedLocation",
  set: "identity/conditionalAccess/namedLocations",
};

export const strengthResource: Resource = {
  table: "authenticationStrengthPolicies",
  type: "#microsoft.graph.authenticationStrengthPolicy",
  set: "policies/authenticationStrengthPolicies",
};

/** The strengths that Microsoft ships, as Graph shows them. */
export function builtInStrengths(): Entity[] {
  return catalogue.builtInStrengths.map(({ id, name, combinations }) => ({
    id,
    allowedCombinations: combinations,
    createdDateTime: "2021-12-01T00:00:00Z",
    description: name,
    displayName: name,
    modifiedDateTime: "2021-12-01T00:00:00Z",
    policyType: "builtIn",
    requirementsSatisfied: "mfa",
  }));
}

/** A policy refers to its strength by id and shows it whole. */
export function expandStrength(context: Pick<Context, "store">, policy: Entity): JsonObject {
  const controls = asObject(policy["grantControls"]);
  const reference = asObject(controls?.["authenticationStrength"]);
  const strength = context.store.get("authenticationStrengthPolicies", asText(reference?.["id"]) ?? "");
  return strength === undefined ? {} : { grantControls: { ...controls, authenticationStrength: strength } };
}

/** The reverse of `expandStrength`, for storing. */
export function referToStrength(policy: Entity): Entity {
  const controls = asObject(policy["grantControls"]);
  const strength = asObject(controls?.["authenticationStrength"]);
  if (strength === undefined) return policy;
  return { ...policy, grantControls: { ...controls, authenticationStrength: { id: strength["id"] } } };
}

const states = ["enabled", "disabled", "enabledForReportingButNotEnforced"];

function checkPolicy(context: Context, policy: Entity): void {
  const invalid = (what: string) => badRequest(`1004: ${what}`, "BadRequest");
  if (!states.includes(asText(policy["state"]) ?? "")) {
    throw invalid(`Invalid state '${String(policy["state"])}': it must be one of ${states.join(", ")}.`);
  }
  const conditions = asObject(policy["conditions"]);
  const users = asObject(conditions?.["users"]);
  const clients = asObject(conditions?.["clientApplications"]);
  if (users === undefined && clients === undefined) throw invalid("The policy must specify conditions on users.");
  const applications = asObject(conditions?.["applications"]);
  if (applications === undefined) throw invalid("The policy must specify conditions on applications.");
  for (const location of locationsOf(policy)) {
    if (isGuid(location) && context.store.get("namedLocations", location) === undefined) {
      throw badRequest(`1040: Policy contains a named location that does not exist: ${location}.`, "BadRequest");
    }
  }
  const strength = asText(asObject(asObject(policy["grantControls"])?.["authenticationStrength"])?.["id"]);
  if (strength !== undefined && context.store.get("authenticationStrengthPolicies", strength) === undefined) {
    throw badRequest(`1105: The authentication strength policy ${strength} does not exist.`, "BadRequest");
  }
}

function locationsOf(policy: Entity): string[] {
  const locations = asObject(asObject(policy["conditions"])?.["locations"]);
  return [...asList(locations?.["includeLocations"]), ...asList(locations?.["excludeLocations"])].map(String);
}

function createPolicy(context: Context): Reply {
  requiredText(context, "displayName", "ConditionalAccessPolicy");
  requiredObject(context, "conditions", "ConditionalAccessPolicy");
  const policy = referToStrength({
    grantControls: null,
    sessionControls: null,
    templateId: null,
    ...plainProperties(context.body),
    createdDateTime: context.now,
    modifiedDateTime: null,
    id: createdId(context),
  });
  checkPolicy(context, policy);
  context.store.put("conditionalAccessPolicies", policy);
  auditPolicy(context, "Add", policy);
  return single(context, policyResource, policy, 201);
}

function auditPolicy(context: Context, verb: "Add" | "Update" | "Delete", policy: Entity): void {
  const displayName = String(policy["displayName"]);
  audit(context, "Policy", `${verb} conditional access policy`, [{ id: policy.id, type: "Policy", displayName }], {
    state: String(policy["state"]),
  });
}

function updatePolicy(context: Context): Reply {
  const policy = lookUp(context, "conditionalAccessPolicies", parameter(context, "id"));
  const change = plainProperties(context.body);
  const changed = referToStrength({ ...mergeJson(policy, change), id: policy.id, modifiedDateTime: context.now });
  checkPolicy(context, changed);
  context.store.put("conditionalAccessPolicies", changed);
  auditPolicy(context, "Update", changed);
  return noContent;
}

function deletePolicy(context: Context): Reply {
  const policy = lookUp(context, "conditionalAccessPolicies", parameter(context, "id"));
  context.store.remove("conditionalAccessPolicies", policy.id);
  auditPolicy(context, "Delete", policy);
  return noContent;
}

const locationTypes = ["#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation"];

function createLocation(context: Context): Reply {
  requiredText(context, "displayName", "NamedLocation");
  const type = asText(context.body["@odata.type"]) ?? "";
  if (!locationTypes.includes(type)) {
    throw badRequest(`1022: '@odata.type' must be one of ${locationTypes.join(", ")}.`, "BadRequest");
  }
  const isIp = type === locationTypes[0];
  if (asList(context.body[isIp ? "ipRanges" : "countriesAndRegions"]).length === 0) {
    throw badRequest(
      `1023: A value is required for property '${isIp ? "ipRanges" : "countriesAndRegions"}'.`,
      "BadRequest",
    );
  }
  const location: Entity = {
    "@odata.type": type,
    ...(isIp
      ? { isTrusted: false }
      : { countryLookupMethod: "clientIpAddress", includeUnknownCountriesAndRegions: false }),
    ...plainProperties(context.body),
    createdDateTime: context.now,
    modifiedDateTime: context.now,
    id: createdId(context),
  };
  context.store.put("namedLocations", location);
  auditLocation(context, "Add", location);
  return single(context, locationResource, location, 201);
}

function auditLocation(context: Context, verb: "Add" | "Update" | "Delete", location: Entity): void {
  const displayName = String(location["displayName"]);
  audit(context, "Policy", `${verb} named location`, [{ id: location.id, type: "NamedLocation", displayName }]);
}

function updateLocation(context: Context): Reply {
  const location = lookUp(context, "namedLocations", parameter(context, "id"));
  const change = plainProperties(context.body);
  const changed = { ...mergeJson(location, change), id: location.id, modifiedDateTime: context.now };
  context.store.put("namedLocations", changed);
  auditLocation(context, "Update", changed);
  return noContent;
}

function deleteLocation(context: Context): Reply {
  const location = lookUp(context, "namedLocations", parameter(context, "id"));
  if (location["isTrusted"] === true) {
    throw badRequest(
      "1118: The named location is trusted and cannot be deleted; mark it as not trusted first.",
      "BadRequest",
    );
  }
  context.store.remove("namedLocations", location.id);
  auditLocation(context, "Delete", location);
  return noContent;
}

function createStrength(context: Context): Reply {
  const displayName = requiredText(context, "displayName", "AuthenticationStrengthPolicy");
  if (asList(context.body["allowedCombinations"]).length === 0) {
    throw badRequest(
      "A value is required for property 'allowedCombinations' of resource 'AuthenticationStrengthPolicy'.",
      "BadRequest",
    );
  }
  const taken = context.store.find("authenticationStrengthPolicies", (each) => each["displayName"] === displayName);
  if (taken !== undefined) {
    throw badRequest(`An authentication strength policy named '${displayName}' already exists.`, "BadRequest");
  }
  const strength: Entity = {
    description: "",
    ...plainProperties(context.body),
    createdDateTime: context.now,
    modifiedDateTime: context.now,
    policyType: "custom",
    requirementsSatisfied: "mfa",
    id: createdId(context),
  };
  context.store.put("authenticationStrengthPolicies", strength);
  auditStrength(context, "Add", strength);
  return single(context, strengthResource, strength, 201);
}

function auditStrength(context: Context, verb: "Add" | "Update" | "Delete", strength: Entity): void {
  const displayName = String(strength["displayName"]);
  audit(context, "Policy", `${verb} authentication strength policy`, [
    { id: strength.id, type: "Policy", displayName },
  ]);
}

function customStrength(context: Context): Entity {
  const strength = lookUp(context, "authenticationStrengthPolicies", parameter(context, "id"));
  if (strength["policyType"] === "builtIn") {
    throw badRequest("A built-in authentication strength policy cannot be changed or deleted.", "BadRequest");
  }
  return strength;
}

function putStrength(context: Context, change: JsonObject): void {
  const strength = customStrength(context);
  const changed = { ...mergeJson(strength, change), id: strength.id, modifiedDateTime: context.now };
  context.store.put("authenticationStrengthPolicies", changed);
  auditStrength(context, "Update", changed);
}

function deleteStrength(context: Context): Reply {
  const strength = customStrength(context);
  const user = context.store.find(
    "conditionalAccessPolicies",
    (policy) => asObject(asObject(policy["grantControls"])?.["authenticationStrength"])?.["id"] === strength.id,
  );
  if (user !== undefined) {
    throw badRequest(
      `The authentication strength policy is used by the conditional access policy '${String(user["displayName"])}'.`,
      "BadRequest",
    );
  }
  context.store.remove("authenticationStrengthPolicies", strength.id);
  auditStrength(context, "Delete", strength);
  return noContent;
}

const strengths = "policies/authenticationStrengthPolicies";

function strengthOperations(path: string): Operations {
  return {
    ...readOperations(path, strengthResource),
    [`POST ${path}`]: createStrength,
    // Combinations have an operation of their own; Graph refuses them here.
    [`PATCH ${path}/:id`]: (context) => {
      putStrength(context, plainProperties(context.body, "allowedCombinations"));
      return noContent;
    },
    [`POST ${path}/:id/updateAllowedCombinations`]: (context) => {
      const allowedCombinations = asList(context.body["allowedCombinations"]);
      const previous = customStrength(context)["allowedCombinations"];
      putStrength(context, { allowedCombinations });
      return {
        status: 200,
        body: {
          additionalInformation: "",
          conditionalAccessReferences: [],
          currentCombinations: allowedCombinations,
          previousCombinations: previous,
        },
      };
    },
    [`DELETE ${path}/:id`]: deleteStrength,
  };
}

export const conditionalAccessOperations: Operations = {
  ...readOperations("identity/conditionalAccess/policies", policyResource),
  "POST identity/conditionalAccess/policies": createPolicy,
  "PATCH identity/conditionalAccess/policies/:id": updatePolicy,
  "DELETE identity/conditionalAccess/policies/:id": deletePolicy,
  ...readOperations("identity/conditionalAccess/namedLocations", locationResource),
  "POST identity/conditionalAccess/namedLocations": createLocation,
  "PATCH identity/conditionalAccess/namedLocations/:id": updateLocation,
  "DELETE identity/conditionalAccess/namedLocations/:id": deleteLocation,
  ...strengthOperations(strengths),
};
