import { describe, expect, it } from "vitest";
import { type AccessChanges, accessChanges } from "../../src/access/changes.ts";
import type { AccessRecord } from "../../src/access/record.ts";
import { goodTenant, type TenantBuilder } from "../support/tenant-builder.ts";

function between(before: (tenant: TenantBuilder) => void, after: (tenant: TenantBuilder) => void): AccessChanges {
  const [old, now] = [goodTenant(), goodTenant()];
  before(old);
  after(now);
  return accessChanges(old.context(), now.context());
}

const reachOf = ({ reach }: AccessChanges) =>
  reach.map(({ change, principal, path }) => [change, principal.id, path.map(({ kind }) => kind).join(" ")]);

describe("access before and after", () => {
  const nothing = () => {};

  it("is the same for the same tenant", () => {
    expect(between(nothing, nothing)).toEqual({ access: [], reach: [] });
  });

  it("is gained by one and lost by another", () => {
    const changes = between(
      (tenant) => tenant.role("dana.reyes", "Reports Reader"),
      (tenant) => tenant.role("nora", "Reports Reader"),
    );
    expect(changes.access.map(({ change, record }) => [change, record.principal.id])).toEqual([
      ["lost", "dana.reyes"],
      ["gained", "nora"],
    ]);
  });

  it("is held otherwise: what was eligible is standing", () => {
    const { access } = between(
      (tenant) => tenant.eligibleRole("nora", "Reports Reader", "2027-01-01T00:00:00Z"),
      (tenant) => tenant.role("nora", "Reports Reader"),
    );
    expect(access).toMatchObject([
      {
        change: "changed",
        before: { held: "eligible" },
        record: { held: "standing" },
        differences: [
          { what: "held", before: "eligible", after: "standing" },
          { what: "until", before: "2027-01-01T00:00:00Z" },
        ],
      },
    ]);
  });

  it.each([
    ["a later day", "2027-03-01T00:00:00Z", 1],
    ["no end", "never", 1],
    ["a few hours later, as when the same plan is judged again", "2027-01-01T07:00:00Z", 0],
  ])("ends otherwise: %s", (_what, until, count) => {
    const { access } = between(
      (tenant) => tenant.eligible("approvers", "nora", { until: "2027-01-01T00:00:00Z" }),
      (tenant) => tenant.eligible("approvers", "nora", { until }),
    );
    expect(access.flatMap(({ differences }) => differences.map(({ what }) => what))).toEqual(
      Array.from({ length: count }, () => "until"),
    );
  });

  it("has the same settings in whatever order they are listed", () => {
    const rules =
      (...list: string[]) =>
      (tenant: TenantBuilder) => {
        tenant.group("team");
        tenant.activationRules("team", { rules: list });
      };
    expect(between(rules("Justification", "Ticketing"), rules("Ticketing", "Justification")).access).toEqual([]);
    expect(between(rules("Justification", "Ticketing"), rules("Justification")).access).toMatchObject([
      { change: "changed", record: { kind: "activation-rules" } },
    ]);
  });
});

describe("a record before and after", () => {
  type Side = Pick<AccessRecord, "held" | "until" | "settings">;
  /** The changes of one record of somebody, `undefined` where there is none. */
  const changesOf = (before: Partial<Side> | undefined, after: Partial<Side> | undefined) => {
    const side = goodTenant().context();
    const [first] = side.records;
    const records = (more: Partial<Side> | undefined) =>
      first === undefined || more === undefined ? [] : [{ ...first, key: "one", held: "standing" as const, ...more }];
    return accessChanges({ ...side, records: records(before) }, { ...side, records: records(after) }).access;
  };

  it("is gained or lost as a whole", () => {
    expect(changesOf(undefined, {})).toStrictEqual([
      { change: "gained", record: expect.objectContaining({ key: "one" }), differences: [] },
    ]);
    expect(changesOf({}, undefined)).toStrictEqual([
      { change: "lost", record: expect.objectContaining({ key: "one" }), differences: [] },
    ]);
  });

  const noon = "2027-01-01T12:00:00Z";
  it.each<[string, Partial<Side>, Partial<Side>, object[]]>([
    ["the same", { until: noon, settings: { a: 1 } }, { until: noon, settings: { a: 1 } }, []],
    ["held otherwise", { held: "eligible" }, {}, [{ what: "held", before: "eligible", after: "standing" }]],
    ["an end less than a day later", { until: noon }, { until: "2027-01-02T11:59:59Z" }, []],
    ["an end less than a day earlier", { until: noon }, { until: "2026-12-31T12:00:01Z" }, []],
    [
      "an end a day later",
      { until: noon },
      { until: "2027-01-02T12:00:00Z" },
      [{ what: "until", before: noon, after: "2027-01-02T12:00:00Z" }],
    ],
    ["an end that was not there", {}, { until: noon }, [{ what: "until", after: noon }]],
    ["an end that is gone", { until: noon }, {}, [{ what: "until", before: noon }]],
    ["an end that cannot be read, the same", { until: "soon" }, { until: "soon" }, []],
    [
      "ends that cannot be read",
      { until: "soon" },
      { until: "later" },
      [{ what: "until", before: "soon", after: "later" }],
    ],
    ["settings that were not there", {}, { settings: { a: true } }, [{ what: "a", after: true }]],
    ["settings that are gone", { settings: { a: true } }, {}, [{ what: "a", before: true }]],
    ["a setting that is not set", { settings: { a: undefined } }, { settings: { a: null } }, []],
    ["no setting and one that is not set", {}, { settings: { a: null } }, []],
    [
      "one of two settings",
      { settings: { a: 1, b: "x" } },
      { settings: { a: 1, b: "y" } },
      [{ what: "b", before: "x", after: "y" }],
    ],
    ["a number and its text", { settings: { a: 1 } }, { settings: { a: "1" } }, [{ what: "a", before: 1, after: "1" }]],
    ["false and nothing", { settings: { a: false } }, {}, [{ what: "a", before: false }]],
    ["a list in another order", { settings: { a: ["x", "y"] } }, { settings: { a: ["y", "x"] } }, []],
    [
      "another list",
      { settings: { a: ["x", "y"] } },
      { settings: { a: ["x", "z"] } },
      [{ what: "a", before: ["x", "y"], after: ["x", "z"] }],
    ],
    [
      "a list and what has the same entries by name",
      { settings: { a: ["x"] } },
      { settings: { a: { 0: "x" } } },
      [{ what: "a", before: ["x"], after: { 0: "x" } }],
    ],
    [
      "properties in another order, and some that are not set",
      { settings: { a: { x: 1, y: [{ z: 1, n: null }], u: undefined } } },
      { settings: { a: { y: [{ z: 1 }], x: 1, n: null } } },
      [],
    ],
    [
      "another property",
      { settings: { a: { x: 1 } } },
      { settings: { a: { y: 1 } } },
      [{ what: "a", before: { x: 1 }, after: { y: 1 } }],
    ],
    [
      "another value deep inside",
      { settings: { a: { x: [{ y: "1" }] } } },
      { settings: { a: { x: [{ y: "2" }] } } },
      [{ what: "a", before: { x: [{ y: "1" }] }, after: { x: [{ y: "2" }] } }],
    ],
    [
      "nothing and an empty list",
      { settings: { a: null } },
      { settings: { a: [] } },
      [{ what: "a", before: null, after: [] }],
    ],
  ])("differs by what it is: %s", (_name, before, after, differences) => {
    const changes = changesOf(before, after);
    expect(changes.map(({ change }) => change)).toEqual(differences.length === 0 ? [] : ["changed"]);
    expect(changes.flatMap((each) => each.differences)).toStrictEqual(differences);
  });
});

describe("who gets to tier 0 before and after", () => {
  it("is somebody new, nobody any more, or somebody more easily; providers first, then who is unknown", () => {
    const changes = between(
      (tenant) => {
        tenant.role("joel.lindqvist", "Global Administrator");
        tenant.eligibleRole("miriam.okafor", "Global Administrator");
      },
      (tenant) => {
        tenant.role("miriam.okafor", "Global Administrator");
        tenant.role("nora", "Global Administrator");
        tenant.role("somebody-elsewhere", "Global Administrator");
        tenant.role("dana.reyes", "Global Administrator");
      },
    );
    const held = "holds-role equals-global-administrator";
    expect(reachOf(changes)).toEqual([
      ["gained", "dana.reyes", held],
      ["gained", "somebody-elsewhere", held],
      ["easier", "miriam.okafor", held],
      ["gained", "nora", held],
      ["lost", "joel.lindqvist", held],
    ]);
  });

  it("comes with what the best way asked for and asks for now, and with the way", () => {
    const nothing = () => {};
    const eligible = (t: TenantBuilder) => t.eligibleRole("joel.lindqvist", "Global Administrator");
    const standing = (t: TenantBuilder) => t.role("joel.lindqvist", "Global Administrator");
    const told = (before: (t: TenantBuilder) => void, after: (t: TenantBuilder) => void) =>
      between(before, after).reach.map(({ principal, party, path, ...change }) => {
        expect([principal.id, party.kind]).toEqual(["joel.lindqvist", "internal"]);
        return { ...change, path: path.map(({ kind }) => kind)[0] };
      });
    const [activated, held] = ["eligible-for-role", "holds-role"];
    expect(told(nothing, eligible)).toStrictEqual([{ change: "gained", after: "self-activation", path: activated }]);
    expect(told(standing, nothing)).toStrictEqual([{ change: "lost", before: "standing", path: held }]);
    expect(told(eligible, standing)).toStrictEqual([
      { change: "easier", before: "self-activation", after: "standing", path: held },
    ]);
    expect(told(standing, eligible)).toStrictEqual([
      { change: "harder", before: "standing", after: "self-activation", path: activated },
    ]);
    expect(told(standing, standing)).toEqual([]);
  });

  it("is somebody who is there no longer, or a pipeline", () => {
    const pipeline = (t: TenantBuilder) => {
      t.application("Deploy", { subjects: ["repo:tideway-it/infra:ref:refs/heads/main"] });
      t.permission("Deploy", "RoleManagement.ReadWrite.Directory");
    };
    const reach = between(pipeline, (t) => t.permission(t.application("Other"), "User.Read.All"));
    expect(reach.reach.map(({ change, principal }) => [change, principal.label])).toEqual([
      ["lost", 'application "Deploy"'],
      ["lost", "GitHub repo:tideway-it/infra"],
    ]);
    expect(reachOf(between(pipeline, pipeline))).toEqual([]);
  });

  it("is the same person under another id", () => {
    const person = (id: string) => (tenant: TenantBuilder) => {
      tenant.guest("kim@tideway.example", "Kim", { id });
      tenant.role(id, "Global Administrator");
    };
    expect(reachOf(between(person("made up"), person("real")))).toEqual([]);
  });

  it("is told apart where a name is not enough", () => {
    const change = between(
      (tenant) => {
        tenant.group("one", { displayName: "Admins", members: ["nora"] });
        tenant.group("two", { displayName: "Admins" });
        tenant.role("two", "Global Administrator");
      },
      (tenant) => {
        tenant.group("three", { displayName: "Admins" });
        tenant.role("three", "Global Administrator");
        tenant.group("one", { displayName: "Admins", members: ["nora"] });
      },
    );
    expect(reachOf(change).map(([what, id]) => [what, id])).toEqual([
      ["gained", "three"],
      ["lost", "two"],
    ]);
  });

  it("is an application once, though its registration gets there with it", () => {
    const change = between(
      () => {},
      (tenant) => {
        tenant.application("Sync", { subjects: [] });
        tenant.permission("Sync", "RoleManagement.ReadWrite.Directory");
      },
    );
    expect(reachOf(change).map(([what, id]) => [what, id])).toEqual([["gained", "Sync"]]);
  });

  it("is not the empty group any more once somebody is in it", () => {
    const group = (members: string[]) => (tenant: TenantBuilder) => {
      tenant.group("Tideway IT admins", { members });
      tenant.role("Tideway IT admins", "Global Administrator");
    };
    expect(reachOf(between(group([]), group(["dana.reyes"]))).map(([what, id]) => [what, id])).toEqual([
      ["gained", "dana.reyes"],
    ]);
  });
});
