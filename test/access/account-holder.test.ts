/** Whose an account of another system is: addresses as consoles write them. What is not understood is nobody's, never the client's. */

import { describe, expect, it, test } from "vitest";
import { accountHolders, type ShownAccount } from "../../src/access/account-holder.ts";
import { attribute } from "../../src/access/attribution.ts";
import { addressesIn, comparedName } from "../../src/access/shown-address.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { harbourWorld, TenantBuilder } from "../support/tenant-builder.ts";

function holderOf(account: Partial<ShownAccount>, tenant = new TenantBuilder(), world = harbourWorld): string {
  const holders = accountHolders(attribute(tenant.snapshot, world.matrix, world.entitlements));
  const { identity, party } = holders.of("ninjaone", { id: "17", ...account });
  return `${party.kind === "provider" ? party.provider : party.kind} ${identity}`;
}

const dana = "tideway user:dana.reyes@tideway.example";

describe("an address means", () => {
  test.each<[string, string, string]>([
    ["as it is", "dana.reyes@tideway.example", dana],
    ["in upper case, with blanks and a point at the end", " DANA.REYES@TIDEWAY.EXAMPLE. ", dana],
    ["with a name", "Dana Reyes <dana.reyes@tideway.example>", dana],
    ["as a link", "mailto:dana.reyes@tideway.example", dana],
    ["in a formula", '=HYPERLINK("mailto:dana.reyes@tideway.example","dana.reyes@tideway.example")', dana],
    ["behind the apostrophe of a spreadsheet", "'dana.reyes@tideway.example", dana],
    ["with characters that nobody sees", "dana.reyes@tide\u200bway.example\u202c", dana],
    ["written full width", "dana.reyes＠tideway.example", dana],
    ["with a mark after a plus", "dana.reyes+ninja@tideway.example", dana],
    ["of a guest who is not in the tenant", "dana.reyes_tideway.example#EXT#@harbourdental.onmicrosoft.com", dana],
    [
      "that only looks like a guest's: anybody may call an account so elsewhere",
      "miriam.okafor_harbourdental.example#EXT#@mail.example",
      "unknown user:miriam.okafor_harbourdental.example#ext#@mail.example",
    ],
    ["of a domain under the provider's", "noc@eu.tideway.example", "tideway user:noc@eu.tideway.example"],
    ["of a domain that only looks like it", "dana.reyes@tidewаy.example", "unknown user:dana.reyes@tidewаy.example"],
    [
      "of a domain that only ends like the client's",
      "it@not-harbourdental.example",
      "unknown user:it@not-harbourdental.example",
    ],
    ["of the client's that nobody there has", "it@harbourdental.example", "unknown user:it@harbourdental.example"],
    [
      "of the client's own people",
      "Joel.Lindqvist@harbourdental.example",
      "internal user:joel.lindqvist@harbourdental.example",
    ],
    ["of two people, one of them the provider's", "it@harbourdental.example; dana.reyes@tideway.example", dana],
    ["of two, one of them a stranger's", "it@harbourdental.example, it@mail.example", "unknown user:it@mail.example"],
    ["that is none", "dana.reyes@", "unknown account:ninjaone:17"],
  ])("%s", (_, email, expected) => {
    expect(holderOf({ email })).toBe(expected);
  });
});

describe("two addresses", () => {
  test.each<[string, Partial<ShownAccount>, string]>([
    [
      "the provider's, where the one to write to is the client's",
      { id: "dana.reyes@tideway.example", email: "helpdesk@harbourdental.example" },
      dana,
    ],
    [
      "a stranger's, who has messages sent to the client",
      { id: "temp@mail.example", email: "helpdesk@harbourdental.example" },
      "unknown user:temp@mail.example",
    ],
    [
      "the client's, twice",
      { id: "Miriam.Okafor@harbourdental.example", email: "miriam.okafor@harbourdental.example" },
      "internal user:miriam.okafor@harbourdental.example",
    ],
  ])("%s", (_, account, expected) => {
    expect(holderOf(account)).toBe(expected);
  });
});

describe("a name alone", () => {
  it.each([
    ["Dana Reyes", dana],
    ["Reyes,  Dana", dana],
    ["Dana R.", "unknown account:ninjaone:17"],
    ["Dana Reyes (admin)", "unknown account:ninjaone:17"],
  ])("%s", (name, expected) => {
    expect(holderOf({ name })).toBe(expected);
  });

  it("that somebody else in the tenant has, too, means nobody", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
    expect(holderOf({ name: "Dana Reyes" }, tenant)).toBe(dana);
    tenant.user("dreyes@harbourdental.example", { displayName: "Dana  Reyes" });
    expect(holderOf({ name: "Dana Reyes" }, tenant)).toBe("unknown account:ninjaone:17");
  });

  it("says nothing beside what was to be an address", () => {
    expect(holderOf({ name: "Miriam Okafor", email: "@" })).toBe("unknown account:ninjaone:17");
  });

  it("that the matrix lists for a provider is the provider's", () => {
    const world = entitled(
      harbourWith([
        "    domains: [tideway.example]\n",
        "    domains: [tideway.example]\n    principals:\n      users: [tw-night]\n",
      ]),
    );
    expect(holderOf({ id: "TW-Night" }, new TenantBuilder(), world)).toBe("tideway account:ninjaone:tw-night");
    expect(holderOf({ id: "TW-Night" })).toBe("unknown account:ninjaone:tw-night");
  });
});

/** With a list of Tideway's staff, in which each has an address of the provider's and one that the client gave. */
function staffed(account: Partial<ShownAccount>, tenant = new TenantBuilder(), seesTenant = true) {
  const staff = new Map(
    [
      ["dana.reyes-holt@tideway.example", "dana.reyes@tideway.example"],
      ["lee.moss@tideway.example", "l.moss@harbourdental.example"],
    ].flatMap((addresses) => addresses.map((each) => [each, { provider: "tideway", addresses }] as const)),
  );
  const { matrix, entitlements } = harbourWorld;
  const holders = accountHolders(attribute(tenant.snapshot, matrix, entitlements, { staff, seesTenant }));
  return holders.of("ninjaone", { id: "17", ...account });
}

describe("an address of the client's that a provider's person has", () => {
  it.each<[string, Partial<ShownAccount>, string, readonly string[] | undefined]>([
    [
      "by the provider's list of staff",
      { email: "L.Moss@harbourdental.example" },
      "user:lee.moss@tideway.example",
      ["The provider's list of staff has l.moss@harbourdental.example."],
    ],
    [
      "by the name of the account",
      { email: "z.ali@harbourdental.example", name: "Zed Ali (Tideway)" },
      "user:z.ali@harbourdental.example",
      ['It is named after the provider ("tideway").'],
    ],
    [
      "by the name of the person",
      { email: "admin2@harbourdental.example", name: "Tomasz Wilk" },
      "user:admin2@harbourdental.example",
      ["It has the name of Tomasz Wilk, one of the provider's people."],
    ],
  ])("%s", (_, account, identity, doubts) => {
    expect(staffed(account)).toMatchObject({ identity, party: { kind: "provider", provider: "tideway" }, doubts });
  });

  it("by what the tenant says of the account, and why", () => {
    const tenant = new TenantBuilder();
    tenant.user("t.kowal@harbourdental.example", { displayName: "Tadeusz Kowal", companyName: "Tideway IT" });
    tenant.user("l.moss@harbourdental.example", { displayName: "Lee Moss" });
    tenant.user("joel@harbourdental.example", { displayName: "Joel" });
    expect(staffed({ email: "t.kowal@harbourdental.example" }, tenant)).toMatchObject({
      party: { kind: "provider" },
      doubts: ['It is named after the provider ("tideway it").'],
    });
    expect(staffed({ email: "l.moss@harbourdental.example" }, tenant)).toMatchObject({
      party: { kind: "provider" },
      doubts: ["The provider's list of staff has l.moss@harbourdental.example."],
    });
    const joel = staffed({ email: "joel@harbourdental.example" }, tenant);
    expect([joel.party, joel.doubts]).toEqual([{ kind: "internal" }, undefined]);
  });

  it("is the client's only where nobody can see who has an account in the tenant", () => {
    const email = "it@harbourdental.example";
    expect(staffed({ email }, new TenantBuilder(), false).party).toEqual({ kind: "internal" });
    expect(staffed({ email })).toMatchObject({
      party: { kind: "unknown" },
      doubts: ["Its address is in the client's domain, and nobody in the tenant or in the matrix has it."],
    });
  });

  it("of a group is that of several people", () => {
    const tenant = new TenantBuilder();
    tenant.group("Front desk", { mail: "desk@harbourdental.example" });
    expect(staffed({ email: "Desk@harbourdental.example" }, tenant)).toMatchObject({
      party: { kind: "unknown" },
      doubts: ["Its address is that of the group Front desk: several people may use it."],
    });
  });
});

describe("whoever has another address now", () => {
  it("is the same person, as the list of staff says", () => {
    const email = "Dana.Reyes-Holt@tideway.example";
    expect(staffed({ email })).toMatchObject({ identity: "user:dana.reyes@tideway.example", isNamed: true });
    expect(holderOf({ email })).toBe("tideway user:dana.reyes-holt@tideway.example");
  });

  it("is the guest who was invited under the address before", () => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { mail: "dana.holt@tideway.example" });
    expect(staffed({ email: "dana.reyes@tideway.example" }, tenant).user?.id).toBe("dana.reyes");
  });
});

describe("nobody known: what speaks for somebody is said", () => {
  it.each<[string, Partial<ShownAccount>, readonly string[] | undefined]>([
    [
      "an address that looks like another",
      { email: "dana.rеyes@tideway.exаmple" },
      ["Its address looks like dana.reyes@tideway.example and is another one."],
    ],
    [
      "a domain that looks like the client's",
      { email: "joel@harb0urdental.example" },
      ["The domain of its address looks like harbourdental.example and is another one."],
    ],
    [
      "a name of the matrix",
      { name: "Miriam Okafor", email: "m@mail.example" },
      ["It has the name of Miriam Okafor, and nothing else that shows whose it is."],
    ],
    [
      "a name with more in it",
      { name: "Wilk, Tomasz (Admin)" },
      ["It has the name of Tomasz Wilk, one of the provider's people."],
    ],
    ["nothing", { name: "Ivy", email: "ivy@mail.example" }, undefined],
  ])("%s", (_, account, doubts) => {
    const holder = staffed(account);
    expect([holder.party.kind, holder.doubts]).toEqual(["unknown", doubts]);
  });
});

it("an address that is somebody's own name means them before whoever has it beside", () => {
  const tenant = new TenantBuilder();
  tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { proxyAddresses: ["smtp:it@harbourdental.example"] });
  tenant.user("it@harbourdental.example");
  expect(holderOf({ email: "it@harbourdental.example" }, tenant)).toMatch(/ user:it@harbourdental\.example$/);
});

test.each<[string, readonly string[]]>([
  ["", []],
  ["a@b.example/c@d.example|e@f.example", ["a@b.example", "c@d.example", "e@f.example"]],
  ["o'brien@b.example", ["o'brien@b.example"]],
  ["A@b.example a@B.example", ["a@b.example"]],
  ["@ a@ @b", []],
])("addresses in %j", (text, expected) => {
  expect(addressesIn(text)).toEqual(expected);
});

test("names are compared without the order of a directory", () => {
  expect(comparedName(" Reyes ,Dana ")).toBe(comparedName("dana reyes"));
  expect(comparedName("Reyes, Dana, Dr.")).not.toBe(comparedName("Dana Reyes"));
});
