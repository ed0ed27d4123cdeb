import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlannedResource } from "../../src/plan/plan.ts";
import { idsFor } from "../../src/plan/provider-id.ts";
import { resolveUnknowns } from "../../src/plan/unknowns.ts";

const unknown = (...from: string[]) => ({ "demarc:unknown": true as const, from });

function planned(type: string, name: string, inputs: Record<string, unknown> = {}): PlannedResource {
  const token = type.includes(":") ? type : `azuread:index/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`;
  const urn = `urn:pulumi:s::p::${token}::${name}`;
  return {
    ...{ urn, type: token, name, inputs },
    ...{ custom: true, read: false, propertyDependencies: {} },
    id: idsFor(token, name, urn, inputs).planned,
    options: { protect: false, dependsOn: [], ignoreChanges: [], deleteBeforeReplace: false, retainOnDelete: false },
  };
}

/** What a property of a consumer becomes when it is unknown and comes from the producer. */
function read(property: string, producer: PlannedResource): unknown {
  const consumer = planned("x:y:Z", "consumer", { [property]: unknown(producer.urn) });
  return resolveUnknowns([producer, consumer])[1]?.inputs[property];
}

describe("resolveUnknowns", () => {
  const group = planned("Group", "g");

  test.each<[string, PlannedResource, string]>([
    ["principalObjectId", group, group.id],
    [
      "roleId",
      planned("DirectoryRole", "r", { displayName: "Global Administrator" }),
      "62e90394-69f5-4237-9190-012177145e10",
    ],
    ["roleId", planned("CustomDirectoryRole", "c"), planned("CustomDirectoryRole", "c").id],
    [
      "directoryScopeId",
      planned("AdministrativeUnit", "u"),
      `/administrativeUnits/${planned("AdministrativeUnit", "u").id}`,
    ],
    ["directoryScopeId", planned("Application", "a"), `/${planned("Application", "a").id}`],
    ["applicationId", planned("Application", "a"), `/applications/${planned("Application", "a").id}`],
    ["memberObjectId", planned("Invitation", "i"), planned("Invitation", "i").id],
  ])("%s from %o", (property, producer, expected) => {
    expect(read(property, producer)).toBe(expected);
  });

  test.each([
    ["azure-native:resources:ResourceGroup", { resourceGroupName: "rg" }],
    ["azure-native:compute:VirtualMachine", { resourceGroupName: "rg", vmName: "vm" }],
  ])("a scope from a new %s may be any part of its id: the subscription", (type, inputs) => {
    const producer = planned(type, "p", inputs);
    expect(read("scope", producer)).toBe(producer.id.split("/").slice(0, 3).join("/"));
    expect(read("virtualMachineId", producer)).toBe(producer.id);
  });

  test("a scope from a management group is the management group", () => {
    const producer = planned("azure-native:management:ManagementGroup", "p", { groupId: "harbour" });
    expect(read("scope", producer)).toBe("/providers/Microsoft.Management/managementGroups/harbour");
  });

  test("a client id is not the object id", () => {
    const application = planned("Application", "a");
    expect(read("clientId", application)).not.toBe(application.id);
    expect(read("clientId", application)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("an object that exists keeps its id", () => {
    const existing = { ...planned("AdministrativeUnit", "u"), id: "0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01" };
    expect(read("directoryScopeId", existing)).toBe("/administrativeUnits/0e5a3f4e-7d43-4f4e-9d5b-7a2f4a4b1c01");
    expect(read("applicationId", { ...planned("Application", "a"), id: existing.id })).toBe(
      `/applications/${existing.id}`,
    );
  });

  test("inside objects and lists", () => {
    const consumer = planned("ConditionalAccessPolicy", "p", {
      conditions: { users: { excludedUsers: [unknown(group.urn)], includedUsers: ["All"] } },
    });
    expect(resolveUnknowns([group, consumer])[1]?.inputs).toEqual({
      conditions: { users: { excludedUsers: [group.id], includedUsers: ["All"] } },
    });
  });

  test("as many unknowns as origins: the set is right", () => {
    const other = planned("Group", "h");
    const both = unknown(group.urn, other.urn);
    const consumer = planned("Group", "c", { members: [both, "known", both], owners: [both] });
    const inputs = resolveUnknowns([group, other, consumer])[2]?.inputs;
    expect(new Set(inputs?.["members"] as string[])).toEqual(new Set([group.id, "known", other.id]));
    expect(inputs?.["owners"]).toEqual([both]);
  });

  test("a component, an origin that is not in the plan and no origin at all say nothing", () => {
    expect(read("id", { ...planned("acme:index:Team", "t"), custom: false })).toMatchObject({ "demarc:unknown": true });
    const consumer = planned("GroupMember", "m", {
      groupObjectId: unknown("urn:pulumi:s::p::x:y:Z::gone"),
      memberObjectId: unknown(),
    });
    expect(resolveUnknowns([consumer])[0]?.inputs).toEqual(consumer.inputs);
  });

  test("changes nothing else, and does not change what it was given", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: true })), (inputs) => {
        const consumer = planned("x:y:Z", "c", inputs);
        const before = structuredClone(consumer);
        const [, after] = resolveUnknowns([group, consumer]);
        expect(after).toEqual(before);
        expect(consumer).toEqual(before);
      }),
    );
  });
});
