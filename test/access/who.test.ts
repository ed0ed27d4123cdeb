import { describe, expect, test } from "vitest";
import { findWho, type WhoAnswer } from "../../src/access/who.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

function answer(asked: string, make: (tenant: TenantBuilder) => void): WhoAnswer {
  const tenant = new TenantBuilder();
  make(tenant);
  const { graph, attribution } = tenant.context();
  return findWho({ graph, attribution }, asked);
}

/** Who is found, in short: a party has no id and no reason. */
function found(asked: string, make: (tenant: TenantBuilder) => void) {
  const given = answer(asked, make);
  if (!("found" in given)) return given;
  const { nodes, ...who } = given.found;
  return { ...who, nodes: nodes.map(({ id }) => id) };
}

const unknown = { party: { kind: "unknown" } };
const nobodys = {
  ...unknown,
  because: "the matrix does not list it, and neither its owners nor its tenant say whose it is",
};

describe("somebody", () => {
  const people = (tenant: TenantBuilder) => {
    tenant.guest("kim@tideway.example", "Kim", { otherMails: ["kim@home.example"] });
    tenant.group("its-id", { displayName: "Team", mail: "team@harbourdental.example", members: ["kim"] });
  };
  const kim = {
    ...{ id: "kim", label: "Kim (kim@tideway.example)", party: { kind: "provider", provider: "tideway" } },
    ...{ because: "kim@tideway.example is in the provider's domain tideway.example", nodes: ["kim"] },
  };
  const team = {
    ...{ id: "its-id", label: 'group "Team"', party: { kind: "provider", provider: "tideway" } },
    ...{ because: "everybody in it is", nodes: ["its-id"] },
  };
  test.each<[string, string, object]>([
    ["an id between blanks", "  KIM ", kim],
    ["a label", "kim (KIM@tideway.example)", kim],
    ["another mail address", "Kim@Home.example", kim],
    ["a group's mail", "TEAM@harbourdental.example", team],
    ["a group's label", 'Group "team"', team],
    ["a part of a name is nobody, but near", "Tea", { nearest: "Team" }],
    ["a word of a label is near to it", "tideweys", { nearest: "tideway" }],
    ["a word of an address is near to it", "tideway.exampel", { nearest: "kim@tideway.example" }],
    ["a name that is one letter off", "Teem", { nearest: "Team" }],
    ["a single letter is near to nothing", "q", { nearest: undefined }],
    ["a mistyped party", "provders", { nearest: "provider" }],
    ["nothing", "", { nearest: undefined }],
  ])("%s", (_name, asked, expected) => expect(found(asked, people)).toEqual(expected));

  test("who is in no edge is there, and nowhere in the graph", () => {
    expect(found("nora@harbourdental.example", (t) => t.user("nora@harbourdental.example"))).toMatchObject({
      ...{ id: "nora", party: { kind: "internal" }, nodes: [] },
    });
  });

  test("whose id is a party's name is meant before that", () => {
    expect(found("Internal", (t) => t.group("internal", { displayName: "Team" }))).toMatchObject({ id: "internal" });
    expect(found("tideway", (t) => t.group("x", { displayName: "tideway" }))).toMatchObject({
      label: "anybody of Tideway IT",
    });
  });

  test("of a name that two groups share is asked back, also where nothing else tells them apart", () => {
    const given = answer("team", (t) => {
      t.group("one", { displayName: "Team" });
      t.group("two", { displayName: "Team" });
    });
    expect("several" in given && given.several.map(({ id, label }) => [id, label])).toEqual([
      ["one", 'group "Team"'],
      ["two", 'group "Team"'],
    ]);
  });

  test("without a mail address is not who is asked for by none", () => {
    expect(found(" ", (t) => t.group("Team"))).toEqual({ nearest: undefined });
  });
});

describe("an application", () => {
  const registered = (tenant: TenantBuilder) => {
    tenant.application("Sync", { appId: "ClieNT-1", subjects: [] });
    tenant.collections.servicePrincipals.push({ id: "second", appId: "cLIent-1" });
    tenant.application("Alone", { appId: "client-2" });
    tenant.collections.servicePrincipals.push({ id: "no client id", displayName: "Odd" });
    tenant.collections.applications.push(
      { id: "not installed", displayName: "Plan", appId: "client-3" },
      { id: "bare", displayName: "Bare" },
    );
    for (const id of ["Sync", "second", "Alone", "not installed", "registration of Sync"]) {
      tenant.role(id, "Global Reader");
    }
  };
  const sync = { id: "Sync", label: 'application "Sync"', nodes: ["Sync", "second", "registration of Sync"] };
  test.each<[string, string, object]>([
    ["by its name, with everything that it is", "sync", { ...sync, ...nobodys }],
    ["by its client id", "CLIENT-1", { ...sync, ...nobodys }],
    ["by its registration", "Registration of Sync", { ...sync, ...nobodys }],
    ["by an instance that is not its first", "SECOND", { ...sync, ...nobodys }],
    [
      "that has no registration here",
      "Alone",
      { id: "Alone", label: 'application "Alone"', ...nobodys, nodes: ["Alone"] },
    ],
    [
      "that has none, by its client id",
      "Client-2",
      { id: "Alone", label: 'application "Alone"', ...nobodys, nodes: ["Alone"] },
    ],
    [
      "that is only registered",
      "client-3",
      { id: "not installed", label: 'app registration "Plan"', ...nobodys, nodes: ["not installed"] },
    ],
    ["without a client id", "odd", { id: "no client id", label: 'application "Odd"', ...nobodys, nodes: [] }],
    ["registered without a client id", "bare", { id: "bare", label: 'app registration "Bare"', ...nobodys, nodes: [] }],
  ])("%s", (_name, asked, expected) => expect(found(asked, registered)).toEqual(expected));
});

describe("whom the tenant does not have", () => {
  const outside = (tenant: TenantBuilder) => {
    tenant.role("7C1A", "Global Reader");
    tenant.application("Sync", { subjects: ["repo:tideway-it/x:pull_request"] });
  };
  const foreign = {
    ...{ id: "7C1A", label: "foreign principal 7C1A", nodes: ["7C1A"], ...unknown },
    because: "it is no object of this tenant: a partner's principal, or one that was deleted",
  };
  const pipeline = {
    ...{ id: "external:GitHub repo:tideway-it/x", label: "GitHub repo:tideway-it/x" },
    ...{ party: { kind: "provider", provider: "tideway" }, because: "it acts from outside the tenant" },
    nodes: ["external:GitHub repo:tideway-it/x"],
  };
  test.each<[string, string, object]>([
    ["a foreign principal by its id", "7c1a", foreign],
    ["by its label", "Foreign principal 7c1a", foreign],
    ["a pipeline", "github repo:tideway-it/x", pipeline],
    ["what is nobody: a role", "Global Reader", { nearest: undefined }],
    ["what is nobody: the target", "tier-zero", { nearest: undefined }],
  ])("%s", (_name, asked, expected) => expect(found(asked, outside)).toEqual(expected));
});

describe("everybody of a party", () => {
  const tenantOfAll = (tenant: TenantBuilder) => {
    tenant.guest("kim@tideway.example", "Kim");
    tenant.guest("omar@nightwatch.example", "Omar");
    tenant.user("nora@harbourdental.example");
    tenant.user("emergency-1@harbourdental.onmicrosoft.com");
    tenant.guest("x@elsewhere.example", "X");
    for (const id of ["kim", "omar", "nora", "emergency-1", "x"]) tenant.role(id, "Global Reader");
  };
  const provider = (key: string) => ({ kind: "provider", provider: key });
  test.each<[string, string, object, string[]]>([
    ["TIDEWAY", "anybody of Tideway IT", provider("tideway"), ["kim"]],
    ["nightwatch", "anybody of Nightwatch", provider("nightwatch"), ["omar"]],
    ["tideway it", "anybody of Tideway IT", provider("tideway"), ["kim"]],
    ["provider", "anybody of a provider", provider("tideway"), ["kim", "omar"]],
    ["Providers", "anybody of a provider", provider("tideway"), ["kim", "omar"]],
    ["internal", "anybody of the internal team", { kind: "internal" }, ["nora"]],
    ["emergency", "the emergency accounts", { kind: "emergency" }, ["emergency-1"]],
    ["unknown", "anybody of whom nobody knows whose it is", { kind: "unknown" }, ["x"]],
  ])("%s", (asked, label, party, nodes) => expect(found(asked, tenantOfAll)).toEqual({ label, party, nodes }));
});
