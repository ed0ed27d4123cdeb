/** Accounts of systems that are somebody's in another name: whoever decides on them decides on their own access. */

import { describe, expect, it } from "vitest";
import { attribute } from "../../src/access/attribution.ts";
import { systemAccess } from "../../src/access/system-accounts.ts";
import { namedAfter } from "../../src/review/systems/named-after.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";
import { agreed, type Person, roster } from "./agreed-systems.ts";

const { matrix, entitlements } = agreed("  ninjaone:\n    signIn: own", [
  "- { name: Tomasz Wilk,",
  "- { name: Élodie  Roux, email: Elodie@Tideway.example, existing: true, userPrincipalName: elodie.roux@harbourdental.example }\n      - { name: Wilk,",
]);
const attribution = attribute(new TenantBuilder().snapshot, matrix, entitlements);

const found = (...people: readonly Person[]) => namedAfter(systemAccess(attribution, [roster(people)]), matrix);

describe("an account", () => {
  it("that has a person's name and another address is that person's, said once", () => {
    const account = { name: "  MIRIAM   Okafor ", email: "M@mail.example" };
    expect(found(account, { ...account, id: "again" })).toEqual([
      {
        identity: "user:m@mail.example",
        person: "miriam.okafor@harbourdental.example",
        how: expect.stringMatching(/^Miriam Okafor is named by the account M@mail\.example in NinjaOne$/),
      },
    ]);
  });

  it.each<[string, Person, readonly string[]]>([
    ["a name in another form of Unicode", { id: "e7", name: "E\u0301lodie Roux" }, []],
    [
      "the name of two who are named there",
      { id: "x7", name: "Dana Reyes", email: "d@mail.example" },
      ["dana.reyes@tideway.example"],
    ],
    ["a name inside a longer one", { id: "x7", name: "Dana Reyes-Smith", email: "d@mail.example" }, []],
    [
      "a name with more beside it",
      { id: "x7", name: "svc: dana reyes (backup)", email: "d@mail.example" },
      ["dana.reyes@tideway.example"],
    ],
    ["a single word, which is too many people's name", { id: "x7", name: "Wilk", email: "w@mail.example" }, []],
    [
      "a person's address beside another",
      { email: "miriam.okafor@harbourdental.example; d@mail.example" },
      ["miriam.okafor@harbourdental.example"],
    ],
    [
      "a person's mailbox with a tag",
      { email: "miriam.okafor+rmm@harbourdental.example; d@mail.example" },
      ["miriam.okafor@harbourdental.example"],
    ],
    [
      "a person's address in other letters",
      { email: "Miriam.OKAFOR@harbourdental.example; d@mail.example" },
      ["miriam.okafor@harbourdental.example"],
    ],
    [
      "a provider's address beside another, which makes it theirs",
      { email: "dana.reyes@tideway.example; d@mail.example" },
      [],
    ],
    [
      "a provider's person's address here, which does, too",
      { email: "elodie.roux@harbourdental.example; e@mail.example" },
      [],
    ],
    ["nobody's", { id: "x7", name: "Somebody Else", email: "s@mail.example" }, []],
    ["no name", { id: "x7", email: "s@mail.example" }, []],
  ])("with %s", (_, person, expected) => {
    expect(found(person).map((each) => each.person)).toEqual(expected);
  });

  it("without an address is told by its id, and of two people it speaks of both", () => {
    expect(found({ id: "dana.reyes (admin)", name: "Reyes, Dana (Admin)" }).map(({ how }) => how)).toEqual([
      "Dana Reyes is named by the account dana.reyes (admin) in NinjaOne",
    ]);
    const shared = {
      email: "joel.lindqvist@harbourdental.example; miriam.okafor@harbourdental.example; x@mail.example",
    };
    expect(
      found(shared)
        .map(({ person }) => person)
        .toSorted(),
    ).toEqual(["joel.lindqvist@harbourdental.example", "miriam.okafor@harbourdental.example"]);
  });

  it("that is the person's own by any of the addresses is none", () => {
    expect(found({ name: "Élodie Roux", email: "elodie@tideway.example" })).toEqual([]);
    expect(found({ name: "Élodie Roux", email: "elodie.roux@harbourdental.example" })).toEqual([]);
  });
});
