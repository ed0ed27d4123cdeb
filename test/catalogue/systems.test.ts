import { expect, test } from "vitest";
import {
  communicationChannels,
  complianceFrameworks,
  escalationScenarioIds,
  escalationScenarios,
  incidentDecisionIds,
  incidentDecisions,
  meetings,
  serviceModels,
} from "../../src/catalogue/operations.ts";
import { systemIds } from "../../src/catalogue/systems/ids.ts";
import { systemById, systems } from "../../src/catalogue/systems/index.ts";
import {
  patchAssetClasses,
  toolCategories,
  toolCategoryById,
  toolCategoryIds,
} from "../../src/catalogue/tool-categories.ts";

const key = /^[a-z][a-z0-9-]*$/;
const sentence = /^[A-Z{].+\.$/s;

test("thirty-one systems, each in one category, under its own name", () => {
  expect(systemIds).toHaveLength(31);
  expect(systems.map((system) => system.id)).toEqual([...systemIds]);
  expect(new Set(systems.map((system) => system.name)).size).toBe(31);
  const byCategory = Object.groupBy(systems, (system) => system.category);
  expect(
    Object.fromEntries(Object.entries(byCategory).map(([category, all]) => [category, all.map(({ name }) => name)])),
  ).toEqual({
    identity: ["Microsoft Entra ID", "Okta", "JumpCloud"],
    "endpoint-management": ["Microsoft Intune", "ManageEngine Endpoint Central", "Jamf"],
    rmm: ["NinjaOne", "Datto RMM", "Atera", "Tactical RMM"],
    psa: ["ConnectWise PSA", "Autotask", "HaloPSA", "SuperOps"],
    itsm: ["ServiceNow", "Freshservice", "Jira Service Management"],
    "patch-management": ["Action1", "Automox", "ManageEngine Patch Manager Plus"],
    documentation: ["Hudu", "IT Glue", "Confluence"],
    security: ["SentinelOne", "CrowdStrike", "Microsoft Defender for Endpoint", "Huntress"],
    backup: ["Datto BCDR", "Veeam", "Acronis"],
    platform: ["OpenFrame"],
  });
});

test.each(systems)("$id", (system) => {
  expect(system.id).toMatch(key);
  expect(system.documentation).toMatch(/^https:\/\/[a-z0-9.-]+\/\S*$/);
  expect(system.portability).toMatch(sentence);
  expect(systemById(system.id)).toBe(system);
});

test("nine tool categories with the owners of the published map", () => {
  expect(toolCategories.map((category) => category.id)).toEqual([...toolCategoryIds]);
  expect(Object.fromEntries(toolCategories.map((category) => [category.id, category.defaultOwner]))).toEqual({
    identity: "internal",
    "endpoint-management": "internal",
    rmm: "provider",
    psa: "provider",
    itsm: "shared",
    "patch-management": "shared",
    documentation: "shared",
    security: "provider",
    backup: "provider",
  });
  expect(toolCategories.filter((category) => category.dataExport).map((category) => category.id)).toEqual([
    "rmm",
    "documentation",
    "backup",
  ]);
  expect(toolCategoryById("rmm")?.usualProvider).toBe("msp");
  expect(toolCategoryById("platform")).toBeUndefined();
});

test.each(toolCategories)("$id says what the other side gets", (category) => {
  expect(category.otherSide).toMatch(sentence);
  for (const line of Object.values(category.contract)) {
    expect(line).toMatch(sentence);
    expect(line.replaceAll(/\{(provider|client)\}/g, "")).not.toMatch(/[{}]/);
  }
});

test("vocabulary is well formed and without doubles", () => {
  for (const ids of [
    incidentDecisionIds,
    escalationScenarioIds,
    communicationChannels,
    patchAssetClasses,
    serviceModels,
    meetings.map(({ id }) => id),
  ]) {
    for (const id of ids) expect(id).toMatch(key);
    expect(new Set<string>(ids).size).toBe(ids.length);
  }
  expect(Object.keys(incidentDecisions)).toEqual([...incidentDecisionIds]);
  expect(Object.keys(escalationScenarios)).toEqual([...escalationScenarioIds]);
  expect(escalationScenarios["security-incident"].parallel).toBe(true);
  expect(complianceFrameworks).toContain("ISO 27001");
});
