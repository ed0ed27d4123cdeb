/** A renamed object is the same; one that was made anew is not, and one that only took the name is not either. */

import { describe, expect, it } from "vitest";
import { readHistory } from "../../src/review/history.ts";
import { type KnownIds, recognise } from "../../src/review/recognise.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

function declared(fill: (tenant: TenantBuilder) => void) {
  const tenant = new TenantBuilder();
  fill(tenant);
  return { snapshot: tenant.snapshot, declaredBy: tenant.declaredBy };
}

const team = declared((tenant) => {
  tenant.group("Helpdesk team");
  tenant.declare("Helpdesk team", "team");
});
const urn = team.declaredBy.get("Helpdesk team") ?? "";
const known = (id: string): KnownIds => ({ ofPrevious: new Map([[urn, id]]) });

function actual(...groups: readonly (readonly [id: string, displayName: string])[]): TenantBuilder {
  const tenant = new TenantBuilder();
  for (const [id, displayName] of groups) tenant.group(id, { displayName });
  return tenant;
}

const names = (tenant: TenantBuilder, ids: KnownIds = {}) => {
  const { snapshot } = tenant;
  const recognised = recognise(team, snapshot, readHistory(snapshot), ids);
  return { ...recognised, groups: recognised.snapshot.collections.groups.map(({ displayName }) => displayName) };
};

const renamed = (id: string, oldValue: string, more: object = {}) => ({
  id: "rename",
  activityDisplayName: "Update group",
  activityDateTime: "2026-10-01T00:00:00Z",
  result: "success" as const,
  targetResources: [
    {
      id,
      modifiedProperties: [{ displayName: "DisplayName", oldValue: JSON.stringify([oldValue]), newValue: '["New"]' }],
    },
  ],
  ...more,
});

describe("a group that was renamed", () => {
  it("is known by its id: of the state before that of the previous review", () => {
    expect(names(actual(["g1", "Helpdesk (old)"]), known("G1"))).toMatchObject({
      groups: ["Helpdesk team"],
      renamed: [{ id: "g1", was: "Helpdesk team", now: "Helpdesk (old)" }],
      recreated: [],
      objects: [{ urn, id: "g1", name: "Helpdesk team" }],
    });
    const both = { ...known("g2"), ofState: new Map([[urn, "g1"]]) };
    expect(names(actual(["g1", "One"], ["g2", "Two"]), both).groups).toEqual(["Helpdesk team", "Two"]);
  });

  it("is known by the audit log, where one group had the name and none has it now", () => {
    const tenant = actual(["g1", "New"], ["g2", "Another"]);
    tenant.collections.directoryAudits.push(renamed("g1", "Helpdesk team"));
    expect(names(tenant).groups).toEqual(["Helpdesk team", "Another"]);
  });

  it.each([
    ["the change failed", renamed("g1", "Helpdesk team", { result: "failure" })],
    ["it had another name", renamed("g1", "Helpdesk")],
    ["the group is gone", renamed("g9", "Helpdesk team")],
  ])("near miss: %s", (_, entry) => {
    const tenant = actual(["g1", "New"]);
    tenant.collections.directoryAudits.push(entry);
    expect(names(tenant)).toMatchObject({ groups: ["New"], renamed: [] });
  });

  it("is known by its id while another group has its name, and that one is not taken for it", () => {
    expect(names(actual(["g1", "New"], ["g2", "Helpdesk team"]), known("g1"))).toMatchObject({
      groups: ["Helpdesk team", "Helpdesk team (another of this name, g2)"],
      renamed: [{ id: "g1", was: "Helpdesk team", now: "New" }],
      recreated: [],
    });
  });
});

describe("a second group of a declared name", () => {
  it("is another one: by the id that is known, else the younger", () => {
    const both = actual(["g1", "Helpdesk team"], ["g2", "Helpdesk team"]);
    const second = "Helpdesk team (another of this name, g2)";
    expect(names(both).groups).toEqual(["Helpdesk team", second]);
    expect(names(both, known("g2")).groups).toEqual(["Helpdesk team (another of this name, g1)", "Helpdesk team"]);
    const dated = new TenantBuilder();
    dated.group("g2", { displayName: "Helpdesk team", createdDateTime: "2026-11-01T00:00:00Z" });
    dated.group("g1", { displayName: "Helpdesk team", createdDateTime: "2026-01-01T00:00:00Z" });
    expect(names(dated).groups).toEqual([second, "Helpdesk team"]);
  });

  it("near misses: other names, and two that the program makes itself", () => {
    expect(names(actual(["g1", "Helpdesk team"], ["g2", "Helpdesk Team"])).groups).toEqual([
      "Helpdesk team",
      "Helpdesk Team",
    ]);
    const twice = declared((tenant) => {
      for (const id of ["one", "two"]) {
        tenant.group(id, { displayName: "Helpdesk team" });
        tenant.declare(id, id);
      }
    });
    const { snapshot } = actual(["g1", "Helpdesk team"], ["g2", "Helpdesk team"]);
    const { groups } = recognise(twice, snapshot, readHistory(snapshot)).snapshot.collections;
    expect(groups.map(({ displayName }) => displayName)).toEqual(["Helpdesk team", "Helpdesk team"]);
  });
});

describe("a group that was made anew", () => {
  it("is told by its id, though it has the same name", () => {
    expect(names(actual(["g2", "Helpdesk team"]), known("g1")).recreated).toMatchObject([
      { kind: "groups", id: "g2", name: "Helpdesk team", formerId: "g1" },
    ]);
  });

  it("near misses: the id is the same, or nobody knew one", () => {
    expect(names(actual(["g1", "Helpdesk team"]), known("g1")).recreated).toEqual([]);
    expect(names(actual(["g2", "Helpdesk team"])).recreated).toEqual([]);
  });
});

describe("people", () => {
  const person = declared((tenant) => {
    tenant.user("dana@x.example", { onPremisesImmutableId: "immutable" });
    tenant.declare("dana", "dana");
  });
  const found = (more: object, name = "dana.reyes@x.example") => {
    const tenant = new TenantBuilder();
    tenant.user(name, { id: "u1", ...more });
    return recognise(person, tenant.snapshot, readHistory(tenant.snapshot)).renamed.map(({ now }) => now);
  };

  it.each([
    ["by the immutable id", { onPremisesImmutableId: "immutable" }],
    ["by the mail address", { mail: "Dana@x.example" }],
    ["by a proxy address", { proxyAddresses: ["smtp:dana@x.example"] }],
  ])("%s", (_, more) => {
    expect(found(more)).toEqual(["dana.reyes@x.example"]);
  });

  it.each([
    ["an address that one writes into one's own account", { otherMails: ["dana@x.example"] }],
    ["a guest with the same mail address", { userType: "Guest", mail: "dana@x.example" }],
    ["somebody else", { mail: "other@x.example" }],
  ])("near miss: %s", (_, more) => {
    expect(found(more)).toEqual([]);
  });
});
