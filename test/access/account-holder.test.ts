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
    ["of the client's", "it@harbourdental.example", "internal user:it@harbourdental.example"],
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
