import { describe, expect, it } from "vitest";
import { type AccessChanges, accessChanges } from "../../src/access/changes.ts";
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
