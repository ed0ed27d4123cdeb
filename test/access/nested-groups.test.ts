import { describe, expect, it } from "vitest";
import { isProvider } from "../../src/access/party.ts";
import { startsOf } from "../../src/access/starts.ts";
import { goodTenant } from "../support/tenant-builder.ts";

describe("groups in groups", () => {
  it("have the party of whoever is in them, however deep", () => {
    const tenant = goodTenant();
    tenant.group("g0", { members: ["dana.reyes"] });
    const depth = 3000;
    for (let index = 1; index < depth; index++) tenant.group(`g${index}`, { members: [`g${index - 1}`] });
    const attribution = tenant.attribution();
    // The outermost first: it must not cost the walk through all of them for each.
    for (let index = depth - 1; index >= 0; index--) {
      expect(attribution.partyOf(`g${index}`).party).toEqual({ kind: "provider", provider: "tideway" });
    }
  });

  it("are of no single party when an inner one is mixed", () => {
    const tenant = goodTenant();
    tenant.group("inner", { members: ["dana.reyes", "nora"] });
    tenant.group("outer", { members: ["inner"] });
    expect(tenant.attribution().partyOf("outer").party).toEqual({ kind: "unknown" });
  });

  it("may stand in circles: each has everybody in it", () => {
    const tenant = goodTenant();
    tenant.group("one", { members: ["two", "dana.reyes"] });
    tenant.group("two", { members: ["three"] });
    tenant.group("three", { members: ["one", "nora"] });
    for (const first of ["one", "two", "three"]) {
      const attribution = tenant.attribution();
      attribution.partyOf(first);
      for (const group of ["one", "two", "three"])
        expect(attribution.partyOf(group).party).toEqual({ kind: "unknown" });
    }
  });

  it("have the same party, whichever is asked for first", () => {
    const tenant = goodTenant();
    tenant.group("inner", { members: ["dana.reyes"] });
    tenant.group("outer", { members: ["inner"] });
    tenant.group("outermost", { members: ["outer", "nora"] });
    tenant.group("other", { members: ["dana.reyes"] });
    const groups = ["inner", "outer", "outermost", "other"];
    for (const order of [groups, groups.toReversed()]) {
      const { partyOf } = tenant.attribution();
      const kinds = new Map(order.map((group) => [group, partyOf(group).party.kind]));
      expect(groups.map((group) => kinds.get(group))).toEqual(["provider", "provider", "unknown", "provider"]);
    }
  });

  it("are mixed by those in an inner one, whoever owns that, and are then not named after anybody", () => {
    const tenant = goodTenant();
    tenant.group("inner", { members: ["dana.reyes", "nora"], owners: ["nora"] });
    tenant.group("Tideway IT outer", { members: ["inner"] });
    expect(tenant.attribution().partyOf("Tideway IT outer").party).toEqual({ kind: "unknown" });
  });

  it("do not pass on who is in them to what they own", () => {
    const tenant = goodTenant();
    tenant.group("owners", { members: ["dana.reyes"] });
    tenant.group("owned", { members: ["nora"], owners: ["owners"] });
    tenant.group("top", { members: ["owners", "owned"] });
    const { partyOf } = tenant.attribution();
    expect(["top", "owned"].map((group) => partyOf(group).party.kind)).toEqual(["unknown", "internal"]);
  });

  it("are of an unknown party when an inner one is not there, whatever schedules say of it", () => {
    const tenant = goodTenant();
    tenant.eligible("gone", "dana.reyes");
    tenant.group("outer", { members: ["gone"] });
    expect(tenant.attribution().partyOf("outer").party).toEqual({ kind: "unknown" });
  });

  it("say nothing by an application in them that they own", () => {
    const tenant = goodTenant();
    tenant.application("Sync", { owners: ["team"] });
    tenant.group("team", { members: ["Sync"] });
    for (const order of [
      ["Sync", "team"],
      ["team", "Sync"],
    ]) {
      const { partyOf } = tenant.attribution();
      expect(order.map((id) => partyOf(id).party.kind)).toEqual(["unknown", "unknown"]);
    }
  });

  it("act by themselves only while nobody is in them, directly or through others", () => {
    const tenant = goodTenant();
    tenant.group("Tideway IT empty");
    tenant.group("Tideway IT outer", { members: ["Tideway IT inner"] });
    tenant.group("Tideway IT inner", { members: ["dana.reyes"] });
    tenant.group("Tideway IT hollow", { members: ["Tideway IT empty"] });
    for (const group of ["empty", "outer", "inner", "hollow"]) tenant.role(`Tideway IT ${group}`, "Global Reader");
    const { graph, attribution } = tenant.context();
    const starts = startsOf(graph, attribution, isProvider).map(({ id }) => id);
    expect(starts.filter((id) => id.startsWith("Tideway IT ")).toSorted()).toEqual([
      "Tideway IT empty",
      "Tideway IT hollow",
    ]);
  });
});
