/** Demarc's own resources in the declared tenant: what they would leave in the real one, and nothing that only calls itself by their names. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deploy } from "../../src/engine/deploy.ts";
import { placeholderId } from "../../src/plan/placeholder-id.ts";
import { providerText, type ResourceName, tokenOf } from "../../src/resources/tokens.ts";
import { materialise } from "../../src/tenant/materialise.ts";
import type { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { comparable } from "../support/comparable.ts";
import { harbour, harbourTenant } from "../support/harbour-tenant.ts";
import { planned, planOf } from "../support/plans.ts";
import { create, ownProviders } from "./own-providers.ts";

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const partnerTenant = "9c2a8f10-63d4-4b7b-8a55-1f0e9d3c7b21";

const own = (name: ResourceName, inputs: object, code = providerText(name)) =>
  planned(tokenOf(name), "it", { ...inputs, __provider: code });

const declared: readonly (readonly [ResourceName, object])[] = [
  [
    "CrossTenantAccessPartner",
    { tenantId: partnerTenant.toUpperCase(), inboundTrust: { isMfaAccepted: true }, automaticUserConsentSettings: {} },
  ],
  ["RestrictedAdministrativeUnit", { displayName: "Sensitive people", description: "" }],
  [
    "DirectoryRoleManagementPolicy",
    {
      roleDefinitionId: globalAdministrator,
      activationRules: { maximumDuration: "PT2H", requireApproval: true },
      activeAssignmentRules: { expirationRequired: true, expireAfter: "P15D" },
    },
  ],
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "demarc-own-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What the embedded engine leaves after these inputs, one after the other. */
function applied(name: ResourceName, ...versions: readonly object[]): EmbeddedTenant {
  const tenant = harbourTenant();
  for (const inputs of versions) {
    deploy({ plan: planOf([own(name, inputs)]), tenant, stateFile: join(directory, "state.json"), destroy: false });
  }
  return tenant;
}

describe.each(declared)("%s", (name, inputs) => {
  test("is declared as Pulumi's plugin and as the embedded engine make it", async () => {
    const deployed = harbourTenant();
    await create(ownProviders(deployed).of[name], { ...inputs });
    const embedded = comparable(applied(name, inputs).toSnapshot());
    expect(embedded).toEqual(comparable(deployed.toSnapshot()));
    const { snapshot, refused, notUnderstood } = materialise(planOf([own(name, inputs)]), {
      ...harbour,
      base: harbourTenant().toSnapshot(),
    });
    expect({ refused, notUnderstood }).toEqual({ refused: [], notUnderstood: [] });
    expect(comparable(snapshot)).toEqual(embedded);
  });

  test("is deleted by the embedded engine", () => {
    const tenant = applied(name, inputs);
    deploy({ plan: planOf([]), tenant, stateFile: join(directory, "state.json"), destroy: true });
    expect(comparable(tenant.toSnapshot())).toMatchObject({
      crossTenantPartners: [],
      administrativeUnits: [],
    });
    const rules = tenant.toSnapshot().collections.roleManagementPolicies.flatMap((policy) => policy.rules ?? []);
    expect(JSON.stringify(rules)).not.toContain('"isApprovalRequired":true');
  });

  test("that runs other code is not taken for it", () => {
    const { snapshot, notUnderstood, refused } = materialise(planOf([own(name, inputs, "exports.handler = () => x")]), {
      ...harbour,
    });
    expect(notUnderstood).toHaveLength(1);
    expect(refused[0]?.message).toBe(
      `it calls itself ${name} of Demarc, but the code that will run for it is another's, or cannot be seen.`,
    );
    expect(snapshot.collections.crossTenantPartners).toEqual([]);
    expect(snapshot.collections.administrativeUnits).toEqual([]);
  });
});

test("where nobody can see which code will run, it is refused", () => {
  const plan = planOf([planned(tokenOf("RestrictedAdministrativeUnit"), "it", { displayName: "Sensitive people" })]);
  const { notUnderstood, refused } = materialise(plan, { ...harbour });
  expect(notUnderstood).toHaveLength(1);
  expect(refused[0]?.message).toBe(
    "it calls itself RestrictedAdministrativeUnit of Demarc, but the code that will run for it is another's, or cannot be seen.",
  );
});

describe("what a preview does not know yet", () => {
  const unknown = { "demarc:unknown": true, from: [] };
  const said = (name: ResourceName, inputs: object) =>
    materialise(planOf([own(name, inputs)]), { ...harbour }).refused.map(({ message }) => message);

  test("does not stand in the way where it decides nothing", () => {
    expect(said("RestrictedAdministrativeUnit", { displayName: unknown })).toEqual([]);
    const trust = { isMfaAccepted: unknown };
    expect(said("CrossTenantAccessPartner", { tenantId: partnerTenant, inboundTrust: trust })).toEqual([]);
  });

  test("is refused where it says whom or what it is about", () => {
    expect(said("CrossTenantAccessPartner", { tenantId: unknown })).toEqual([
      "tenantId: it is not given, or not known before the deployment.",
    ]);
    expect(said("DirectoryRoleManagementPolicy", { roleDefinitionId: unknown })).toEqual([
      "roleDefinitionId is not known yet",
    ]);
  });
});

describe("what comes from another stack that nobody gave", () => {
  const elsewhere = placeholderId("output of another stack");
  test.each<[ResourceName, object, string]>([
    [
      "CrossTenantAccessPartner",
      { tenantId: partnerTenant, inboundTrust: { isMfaAccepted: elsewhere } },
      "inboundTrust.isMfaAccepted is not known yet",
    ],
    [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: globalAdministrator, activationRules: { maximumDuration: `PT${elsewhere}H` } },
      "activationRules.maximumDuration is not known yet",
    ],
    ["DirectoryRoleManagementPolicy", { roleDefinitionId: elsewhere }, "roleDefinitionId is not known yet"],
  ])("is said to be that in %s, and no made-up id is shown", (name, inputs, message) => {
    const urn = own(name, inputs).urn;
    const { refused, notUnderstood } = materialise(planOf([own(name, inputs)]), { ...harbour });
    expect(refused).toEqual([{ urn, message, isUnknown: true }]);
    expect(notUnderstood).toHaveLength(1);
  });
});

test("what is to be imported must be what is declared", () => {
  const said = (name: ResourceName, inputs: object) =>
    materialise(planOf([own(name, inputs)]), { ...harbour }).refused.map(({ message }) => message);
  const other = "11111111-2222-4333-8444-555555555555";
  expect(said("CrossTenantAccessPartner", { tenantId: partnerTenant, __import: other })).toEqual([
    `the id to import is ${other}, but tenantId is ${partnerTenant}: they must be the same.`,
  ]);
  const role = { roleDefinitionId: globalAdministrator, __import: globalAdministrator.toUpperCase() };
  expect(said("DirectoryRoleManagementPolicy", role)).toEqual([]);
});

test("of two that set the same thing nobody knows which holds", () => {
  const policy = (name: string, roleDefinitionId: string) =>
    planned(tokenOf("DirectoryRoleManagementPolicy"), name, {
      roleDefinitionId,
      __provider: providerText("DirectoryRoleManagementPolicy"),
    });
  const said = (second: string) =>
    materialise(planOf([policy("one", globalAdministrator), policy("two", second)]), { ...harbour });
  expect(said(globalAdministrator.toUpperCase())).toMatchObject({
    refused: [{ message: '"one" sets the same, and whichever is deployed last holds.' }],
    notUnderstood: [{ urn: policy("two", "").urn }],
  });
  expect(said("e8611ab8-c189-46e8-94e1-60213ab1f814")).toMatchObject({ refused: [], notUnderstood: [] });
});

describe("the embedded engine", () => {
  const actions = (name: ResourceName, ...versions: readonly object[]) => {
    const tenant = harbourTenant();
    tenant.handle({
      method: "POST",
      path: "/v1.0/policies/crossTenantAccessPolicy/partners",
      body: { tenantId: taken },
    });
    const plain = tenant.handle({
      method: "POST",
      path: "/v1.0/directory/administrativeUnits",
      body: { displayName: "P" },
    });
    return versions.map((inputs) => {
      const plan = planOf([
        own(
          name,
          "__import" in inputs && inputs.__import === "plain" ? { ...inputs, __import: idOf(plain.body) } : inputs,
        ),
      ]);
      const { steps } = deploy({ plan, tenant, stateFile: join(directory, "state.json"), destroy: false });
      return steps.map(({ action }) => action).join();
    });
  };
  const idOf = (body: unknown) => String((body as { id: string }).id);
  const taken = "c7f1b6de-1d3a-4a0e-9f64-5b2d0a9e6c88";

  test.each<[ResourceName, object, object]>([
    [
      "CrossTenantAccessPartner",
      { tenantId: partnerTenant, isServiceProvider: false },
      { tenantId: partnerTenant.toUpperCase(), inboundTrust: {}, b2bCollaborationInbound: {} },
    ],
    ["CrossTenantAccessPartner", { tenantId: taken, __import: taken }, { tenantId: taken }],
    [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: globalAdministrator, activationRules: { maximumDuration: "PT8H" } },
      { roleDefinitionId: globalAdministrator.toUpperCase(), activationRules: { maximumDuration: "PT480M" } },
    ],
    ["RestrictedAdministrativeUnit", { displayName: "S" }, { displayName: "S", description: "", visibility: "Public" }],
  ])("takes %s written in another way for the same", (name, before, after) => {
    expect(actions(name, before, after)).toEqual(["create", "same"]);
  });

  test.each<[ResourceName, object, string]>([
    [
      "CrossTenantAccessPartner",
      { tenantId: partnerTenant, __import: partnerTenant },
      `it cannot be created: There is nothing with the id ${partnerTenant} in the tenant to import.`,
    ],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", __import: partnerTenant },
      `it cannot be created: There is nothing with the id ${partnerTenant} in the tenant to import.`,
    ],
    [
      "RestrictedAdministrativeUnit",
      { displayName: "S", __import: "plain" },
      '("P") is not one with restricted management',
    ],
    [
      "DirectoryRoleManagementPolicy",
      { roleDefinitionId: globalAdministrator, activationRules: { maximumDuration: "PT99H" } },
      "it cannot be created: activationRules.maximumDuration: It must be a length between PT30M and PT24H",
    ],
  ])("refuses what the provider would: %s %j", (name, inputs, sentence) => {
    expect(() => actions(name, inputs)).toThrow(sentence);
  });
});

test("the embedded engine changes in place, and takes over what exists", () => {
  const partners = (tenant: EmbeddedTenant) => tenant.toSnapshot().collections.crossTenantPartners;
  const tenant = applied(
    "CrossTenantAccessPartner",
    { tenantId: partnerTenant, inboundTrust: { isMfaAccepted: true } },
    { tenantId: partnerTenant },
  );
  expect(partners(tenant)).toMatchObject([{ tenantId: partnerTenant, inboundTrust: { isMfaAccepted: false } }]);
  const plan = planOf([own("CrossTenantAccessPartner", { tenantId: partnerTenant, __import: partnerTenant })]);
  deploy({ plan, tenant, stateFile: join(directory, "other.json"), destroy: false });
  expect(partners(tenant)).toHaveLength(1);
});

test("what exists in the tenant already is said to stand in the way, unless it is imported", () => {
  const base = harbourTenant();
  base.handle({
    method: "POST",
    path: "/v1.0/policies/crossTenantAccessPolicy/partners",
    body: { tenantId: partnerTenant },
  });
  const made = (more: object) =>
    materialise(planOf([own("CrossTenantAccessPartner", { tenantId: partnerTenant, ...more })]), {
      ...harbour,
      base: base.toSnapshot(),
    });
  expect(made({}).refused).toHaveLength(1);
  const imported = made({ __import: partnerTenant });
  expect(imported.refused).toEqual([]);
  for (const { snapshot } of [made({}), imported]) {
    expect(snapshot.collections.crossTenantPartners).toMatchObject([{ inboundTrust: { isMfaAccepted: false } }]);
  }
});
