import { isWhollyRead } from "../../src/access/azure/assignments.ts";
import { isOfType } from "../../src/access/azure/read-types.ts";
import { readAzureRoles } from "../../src/access/azure/roles.ts";
import { scopeOf } from "../../src/access/azure/scopes.ts";
import { durationHours } from "../../src/access/directory.ts";
import { longestLighthouseActivation, permanentRoles } from "../../src/catalogue/lighthouse-roles.ts";
import { asObject, asText, type JsonObject, objectsOf } from "../../src/tenant/entity.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";

export const lighthouseEligibleOnly: Rule = {
  id: "DEMARC.AZURE.5v1",
  name: "lighthouse-eligible-only",
  severity: "error",
  title: "Through Azure Lighthouse a provider activates what it needs, and holds nothing but reading",
  rationale:
    "A permanent authorization is a standing role for everybody whom the provider puts into a group of its own tenant, without a trace here of who that is.",
  evaluate(context) {
    const roles = readAzureRoles(context.snapshot.collections.armResources);
    const nameOf = (authorization: JsonObject) => roles.role(asText(authorization["roleDefinitionId"]) ?? "");
    return definitions(context).flatMap((definition) => {
      const { properties } = definition;
      const found = [
        ...(isWhollyRead(properties) ? [] : [unread]),
        ...objectsOf(properties["authorizations"]).flatMap((each) => permanent(each, nameOf(each))),
        ...objectsOf(properties["eligibleAuthorizations"]).flatMap((each) =>
          eligible(each, nameOf(each).name, longest(properties, context)),
        ),
      ];
      return found.map(
        ({ what, remedy }): RuleFinding => ({
          message: `${managing(properties, context)}: ${what}.`,
          resource: context.declaredBy(definition.id) ?? definition.id,
          remedy,
        }),
      );
    });
  },
};

interface Definition {
  readonly id: string;
  readonly properties: JsonObject;
}

interface Problem {
  readonly what: string;
  readonly remedy: string;
}

/** Definitions that give something: those that are assigned, or in a program may be elsewhere. */
function definitions(context: RuleContext): Definition[] {
  const resources = context.snapshot.collections.armResources;
  const assignments = resources.filter((each) => isOfType(each, "microsoft.managedservices/registrationassignments"));
  const assigned = new Set(
    assignments.map(({ properties }) => scopeOf(asText(properties?.["registrationDefinitionId"]) ?? "")),
  );
  const own = resources
    .filter((each) => isOfType(each, "microsoft.managedservices/registrationdefinitions"))
    .filter(({ id }) => context.scope === "partial" || assigned.has(scopeOf(id)))
    .map(({ id, properties = {} }) => ({ id, properties }));
  const known = new Set(own.map(({ id }) => scopeOf(id)));
  // Azure shows a definition of another scope with the assignment.
  const shown = assignments.flatMap(({ id, properties }) => {
    const definitionId = asText(properties?.["registrationDefinitionId"]) ?? "";
    const expanded = asObject(asObject(properties?.["registrationDefinition"])?.["properties"]);
    return expanded === undefined || known.has(scopeOf(definitionId)) ? [] : [{ id, properties: expanded }];
  });
  return [...own, ...shown].filter(({ id }) => context.concerns(id));
}

const standingRemedy =
  "Make it an eligible authorization with multifactor authentication and an approver; permanent is at most Reader.";

const unread: Problem = {
  what: "what it gives, and whether it is held permanently, cannot be told before the deployment",
  remedy: "Write the authorizations out in the program, each with its role.",
};

function permanent(authorization: JsonObject, role: { readonly id: string; readonly name: string }): Problem[] {
  if (permanentRoles.has(role.id)) return [];
  return [{ what: `${principal(authorization)} holds ${role.name} permanently`, remedy: standingRemedy }];
}

function eligible(authorization: JsonObject, role: string, longestHours: number): Problem[] {
  const policy = asObject(authorization["justInTimeAccessPolicy"]) ?? {};
  const who = `${principal(authorization)} activates ${role}`;
  const problems: Problem[] = [];
  if (asText(policy["multiFactorAuthProvider"])?.toLowerCase() !== "azure") {
    problems.push({
      what: `${who} without multifactor authentication`,
      remedy: "Set justInTimeAccessPolicy.multiFactorAuthProvider to Azure.",
    });
  }
  if (objectsOf(policy["managedByTenantApprovers"]).length === 0) {
    problems.push({
      what: `${who} without anybody's approval`,
      remedy:
        "Name approvers (managedByTenantApprovers). They are the provider's own: Lighthouse knows no other; what you keep is the right to end the delegation.",
    });
  }
  // Without a length Azure takes its longest.
  const hours = durationHours(asText(policy["maximumActivationDuration"]) ?? `PT${longestLighthouseActivation}H`);
  if (!(hours <= longestHours)) {
    problems.push({
      what: `${who} for up to ${Number.isFinite(hours) ? `${hours} hours` : "nobody knows how long"}, and at most ${longestHours} are agreed`,
      remedy: `Set maximumActivationDuration to at most PT${longestHours}H.`,
    });
  }
  return problems;
}

function principal(authorization: JsonObject): string {
  return asText(authorization["principalIdDisplayName"]) ?? asText(authorization["principalId"]) ?? "a principal";
}

/** Longest activation that the matrix allows the managing tenant, hours. */
function longest(properties: JsonObject, { matrix }: RuleContext): number {
  const key = providerOf(properties, matrix.providers);
  const agreed = key === undefined ? undefined : matrix.azure?.lighthouse[key]?.maximumHours;
  return agreed ?? longestLighthouseActivation;
}

function managing(properties: JsonObject, { matrix, providerName }: RuleContext): string {
  const key = providerOf(properties, matrix.providers);
  const who = key === undefined ? `Tenant ${asText(properties["managedByTenantId"]) ?? "unknown"}` : providerName(key);
  return `${who}, through Lighthouse ("${asText(properties["registrationDefinitionName"]) ?? "without a name"}")`;
}

function providerOf(properties: JsonObject, providers: RuleContext["matrix"]["providers"]): string | undefined {
  const tenantId = asText(properties["managedByTenantId"])?.toLowerCase();
  return Object.keys(providers).find((key) => providers[key]?.tenantId.toLowerCase() === tenantId);
}
