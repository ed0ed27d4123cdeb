/** Bodies and behaviour of single translators where the provider has a quirk. */

import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/tenant/entity.ts";
import { type Graph, GraphRefusal, graphOf } from "../../../src/tenant/resources/graph.ts";
import type { Inputs } from "../../../src/tenant/resources/inputs.ts";
import { translators } from "../../../src/tenant/resources/table.ts";
import type { Made, Translator } from "../../../src/tenant/resources/translator.ts";
import { harbourTenant } from "../../support/harbour-tenant.ts";
import { tokenOf } from "../../support/plans.ts";

function translator(type: string): Translator {
  const found = translators.get(tokenOf(type));
  if (found === undefined) throw new Error(`no translator for ${type}`);
  return found;
}

function tenant() {
  const embedded = harbourTenant();
  const graph = graphOf(embedded, () => embedded.deploymentPrincipal());
  const create = (type: string, inputs: Inputs): Made => translator(type).create(inputs, graph, {});
  const update = (type: string, made: Made, before: Inputs, after: Inputs) =>
    translator(type).update?.(made, before, after, graph);
  return { embedded, graph, create, update, collections: () => embedded.toSnapshot().collections };
}

/** Records the first body that is posted. */
function posted(type: string, inputs: Inputs): JsonObject {
  const bodies: JsonObject[] = [];
  const graph: Graph = {
    actor: "caller",
    get: () => undefined,
    list: () => [],
    post: (_path, body) => {
      bodies.push(body);
      return { id: "made" };
    },
    patch: () => undefined,
    put: (_path, body) => body,
    remove: () => undefined,
  };
  translator(type).create(inputs, graph, {});
  return bodies[0] ?? {};
}

describe("conditional access", () => {
  const controls = (sessionControls: object) =>
    posted("ConditionalAccessPolicy", { displayName: "p", state: "enabled", conditions: {}, sessionControls })[
      "sessionControls"
    ];

  test.each([
    ["nothing effective", { applicationEnforcedRestrictionsEnabled: false }, null],
    ["the defaults spelled out", { signInFrequencyAuthenticationType: "primaryAndSecondaryAuthentication" }, null],
  ])("%s is sent as null", (_, given, expected) => {
    expect(controls(given)).toBe(expected);
  });

  test("every time: without what Entra refuses beside it", () => {
    expect(controls({ signInFrequencyInterval: "everyTime", disableResilienceDefaults: true })).toEqual({
      cloudAppSecurity: null,
      signInFrequency: {
        "@odata.type": "#microsoft.graph.signInFrequencySessionControl",
        authenticationType: "primaryAndSecondaryAuthentication",
        frequencyInterval: "everyTime",
        isEnabled: true,
      },
    });
  });

  test("the authentication strength is named by its id, with or without its path", () => {
    for (const id of ["s", "/policies/authenticationStrengthPolicies/s"]) {
      const grantControls = { operator: "OR", authenticationStrengthPolicyId: id };
      const body = posted("ConditionalAccessPolicy", { displayName: "p", conditions: {}, grantControls });
      expect(body["grantControls"]).toMatchObject({ authenticationStrength: { id: "s" } });
    }
  });
});

describe("group role management policy", () => {
  const group = { displayName: "g", securityEnabled: true, assignableToRole: true };
  const rules = (collections: ReturnType<ReturnType<typeof tenant>["collections"]>, role: string) => {
    const assignment = collections.roleManagementPolicyAssignments.find(
      ({ roleDefinitionId }) => roleDefinitionId === role,
    );
    const policy = collections.roleManagementPolicies.find(({ id }) => id === assignment?.policyId);
    return Object.fromEntries((policy?.rules ?? []).map((rule) => [rule.id, rule])) as Record<string, JsonObject>;
  };

  test("changes only the rules that the program sets, of 17", () => {
    const { create, collections } = tenant();
    const { id } = create("Group", group);
    create("GroupRoleManagementPolicy", {
      groupId: id,
      roleId: "member",
      activationRules: { maximumDuration: "PT2H", requireJustification: false },
    });
    const changed = rules(collections(), "member");
    expect(Object.keys(changed)).toHaveLength(17);
    expect(changed["Expiration_EndUser_Assignment"]).toMatchObject({ maximumDuration: "PT2H" });
    // False is no news to the provider when it creates.
    expect(changed["Enablement_EndUser_Assignment"]?.["enabledRules"]).toEqual([
      "MultiFactorAuthentication",
      "Justification",
    ]);
    expect(rules(collections(), "owner")["Expiration_EndUser_Assignment"]).toMatchObject({ maximumDuration: "PT8H" });
  });

  test("an update keeps what the program does not give", () => {
    const { create, update, collections } = tenant();
    const { id } = create("Group", group);
    const before = {
      groupId: id,
      roleId: "member",
      activationRules: { requireTicketInfo: true, requireJustification: true },
    };
    const made = create("GroupRoleManagementPolicy", before);
    const after = { ...before, activationRules: { requireTicketInfo: false } };
    update("GroupRoleManagementPolicy", made, before, after);
    expect(rules(collections(), "member")["Enablement_EndUser_Assignment"]?.["enabledRules"]).toEqual([
      "Justification",
    ]);
  });
});

describe("owners", () => {
  test("the caller owns a group without owners, and no application without owners", () => {
    const { create, collections, embedded } = tenant();
    create("Group", { displayName: "g", securityEnabled: true });
    create("Application", { displayName: "a" });
    const { groups, applications } = collections();
    expect(groups[0]?.owners).toMatchObject([{ id: embedded.deploymentPrincipal() }]);
    expect(applications.find(({ displayName }) => displayName === "a")?.owners).toEqual([]);
  });

  test("more than twenty owners all arrive", () => {
    const { create, collections } = tenant();
    const owners = Array.from({ length: 23 }, (_, index) => {
      const userPrincipalName = `u${index}@harbourdental.example`;
      return create("User", { displayName: `u${index}`, userPrincipalName }).id;
    });
    create("Group", { displayName: "g", securityEnabled: true, owners });
    create("Application", { displayName: "a", owners });
    const { groups, applications } = collections();
    for (const { owners: found } of [
      groups[0] ?? { owners: [] },
      applications.find(({ displayName }) => displayName === "a") ?? {},
    ]) {
      expect((found ?? []).map(({ id }) => id).toSorted()).toEqual(owners.toSorted());
    }
  });
});

describe("deletion", () => {
  test.each([
    ["a trusted location", "NamedLocation", { displayName: "l", ip: { ipRanges: ["203.0.113.0/24"], trusted: true } }],
    ["a strength", "AuthenticationStrengthPolicy", { displayName: "s", allowedCombinations: ["fido2"] }],
    ["a unit", "AdministrativeUnit", { displayName: "u" }],
  ])("%s goes, and going twice is as good", (_, type, inputs) => {
    const { create, graph, embedded } = tenant();
    embedded.deploymentPrincipal();
    const before = embedded.toSnapshot().collections;
    const made = create(type, inputs);
    for (const _again of [1, 2]) translator(type).remove(made, inputs, graph);
    expect({ ...embedded.toSnapshot().collections, directoryAudits: [] }).toEqual({ ...before, directoryAudits: [] });
  });

  // https://github.com/pulumi/pulumi-azuread/issues/2045
  test("a service principal that was there before goes, too, and only that it cannot is no failure", () => {
    const { create, graph, collections } = tenant();
    const { remove } = translator("ServicePrincipal");
    const exists = (id: string) => collections().servicePrincipals.some((principal) => principal.id === id);
    const clientId = create("Application", { displayName: "Portal" }).outputs.clientId;
    const before = create("ServicePrincipal", { clientId });
    const existing = { clientId, useExisting: true };
    expect(create("ServicePrincipal", existing).id).toBe(before.id);
    remove(before, existing, graph);
    expect(exists(before.id)).toBe(false);

    const microsoftGraph = { clientId: "00000003-0000-0000-c000-000000000000", useExisting: true };
    const kept = create("ServicePrincipal", microsoftGraph);
    remove(kept, microsoftGraph, graph);
    expect(exists(kept.id)).toBe(true);
    expect(() => remove(kept, { ...microsoftGraph, useExisting: false }, graph)).toThrow(GraphRefusal);
  });
});

test("an interrupted invitation is recognised by its guest", () => {
  const { graph } = tenant();
  const inputs = { userEmailAddress: "g@tideway.example", redirectUrl: "https://x.example" };
  const assignId = "11111111-2222-4333-8444-555555555555";
  const first = translator("Invitation").create(inputs, graph, { assignId });
  expect(translator("Invitation").create(inputs, graph, { assignId })).toEqual(first);
  expect(first.id).toBe(assignId);
});
