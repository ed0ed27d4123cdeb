import { describe, expect, it } from "vitest";
import type { Attributed } from "../../src/access/attributed.ts";
import { partyName } from "../../src/access/party.ts";
import { TenantBuilder } from "../support/tenant-builder.ts";

/** Party and reason as one short text. */
const told = ({ party, because }: Attributed) => `${partyName(party)}: ${because}`;

describe("whose a group is", () => {
  const people = () => {
    const tenant = new TenantBuilder();
    tenant.user("joel.lindqvist@harbourdental.example");
    tenant.guest("dana.reyes@tideway.example", "Dana");
    tenant.guest("omar.haddad@nightwatch.example", "Omar");
    tenant.user("emergency-1@harbourdental.onmicrosoft.com");
    tenant.guest("x@elsewhere.example", "X");
    return tenant;
  };
  const cases: [string, (tenant: TenantBuilder) => string, string][] = [
    [
      "a team of the matrix",
      (t) => t.group("Tideway IT – Tier-1 helpdesk", { members: ["joel.lindqvist"] }),
      "tideway: the matrix gives it to the provider",
    ],
    ["filled by one provider", (t) => t.group("Vendors", { members: ["dana.reyes"] }), "tideway: everybody in it is"],
    [
      "filled through nesting and eligibility",
      (t) => {
        t.group("Inner", { members: ["dana.reyes"] });
        const outer = t.group("Outer", { members: ["Inner"] });
        t.eligible(outer, "dana.reyes");
        return outer;
      },
      "tideway: everybody in it is",
    ],
    [
      "mixed",
      (t) => t.group("IT", { members: ["dana.reyes", "joel.lindqvist"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    [
      "two providers",
      (t) => t.group("Partners", { members: ["dana.reyes", "omar.haddad"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    ["internal", (t) => t.group("Team", { members: ["joel.lindqvist"] }), "the internal team: everybody in it is"],
    [
      "empty, owned by a provider",
      (t) => t.group("Tools", { owners: ["dana.reyes"] }),
      "tideway: everybody who owns it is",
    ],
    [
      "empty, owned by the internal team",
      (t) => t.group("Tools", { owners: ["joel.lindqvist"] }),
      "the internal team: everybody who owns it is",
    ],
    [
      "empty, named after a provider",
      (t) => t.group("Tideway IT admins"),
      'tideway: it is named after the provider ("tideway it")',
    ],
    [
      "empty, named after the only MSP",
      (t) => t.group("MSP operators"),
      'tideway: it is named after the provider ("msp")',
    ],
    [
      "empty, named after the only MSSP",
      (t) => t.group("MSSP analysts"),
      'nightwatch: it is named after the provider ("mssp")',
    ],
    ["empty", (t) => t.group("Somebody"), "an unknown party: nobody is known to be in it"],
    [
      "emergency group by its members",
      (t) => t.group("Break glass", { members: ["emergency-1"] }),
      "emergency access: only emergency accounts are in it",
    ],
    [
      "emergency group by its name",
      (t) => t.group("Harbour Dental Group – emergency accounts"),
      "emergency access: it is the emergency accounts' group",
    ],
    [
      "the emergency group's name with somebody else in it",
      (t) => t.group("Harbour Dental Group – emergency accounts", { members: ["dana.reyes"] }),
      "tideway: everybody in it is",
    ],
    [
      "approvers by name",
      (t) => t.group("Harbour Dental Group – access approvers"),
      "the internal team: it is the internal approvers' group",
    ],
    [
      "the approvers' name with a provider in it",
      (t) => t.group("Harbour Dental Group – access approvers", { members: ["dana.reyes"] }),
      "tideway: everybody in it is",
    ],
    [
      "approvers by name, who are internal",
      (t) => t.group("Harbour Dental Group – access approvers", { members: ["joel.lindqvist"] }),
      "the internal team: it is the internal approvers' group",
    ],
    [
      "the approvers' name with somebody unknown in it",
      (t) => t.group("Harbour Dental Group – access approvers", { members: ["x"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    [
      "filled by somebody unknown",
      (t) => t.group("Vendors", { members: ["x"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    [
      "filled by somebody unknown, named after a provider",
      (t) => t.group("Tideway IT admins", { members: ["x"] }),
      'tideway: it is named after the provider ("tideway it")',
    ],
    [
      "mixed, named after a provider",
      (t) => t.group("Tideway IT admins", { members: ["x", "joel.lindqvist"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    [
      "the emergency group's name in another spelling, with only its accounts in it",
      (t) => t.group(" harbour dental group – Emergency accounts", { members: ["emergency-1"] }),
      "emergency access: it is the emergency accounts' group",
    ],
    [
      "an emergency account and somebody else",
      (t) => t.group("Break glass", { members: ["emergency-1", "dana.reyes"] }),
      "an unknown party: people of several or unknown parties are in it",
    ],
    [
      "a group in it that is owned, not filled",
      (t) => {
        t.group("Owned", { owners: ["dana.reyes"] });
        return t.group("Outer", { members: ["Owned"] });
      },
      "tideway: everybody in it is",
    ],
    [
      "owners are not in it",
      (t) => {
        t.group("Inner", { members: ["dana.reyes"], owners: ["joel.lindqvist"] });
        t.group("Owned by a group", { owners: ["Inner"] });
        return t.group("Outer", { members: ["Inner"], owners: ["joel.lindqvist"] });
      },
      "tideway: everybody in it is",
    ],
    [
      "owned by a group that a provider fills",
      (t) => {
        t.group("Inner", { members: ["dana.reyes"] });
        return t.group("Tools", { owners: ["Inner"] });
      },
      "tideway: everybody who owns it is",
    ],
    [
      "owners in a circle",
      (t) => {
        t.group("A", { owners: ["B"] });
        return t.group("B", { owners: ["A"] });
      },
      "an unknown party: nobody is known to be in it",
    ],
    [
      "a membership rule for the provider's domain",
      (t) => t.group("externals", { membershipRule: 'user.mail -contains "@tideway.example"' }),
      "tideway: its membership rule names the provider's domain tideway.example",
    ],
    [
      "a cycle",
      (t) => {
        t.group("A", { members: ["B"] });
        return t.group("B", { members: ["A", "dana.reyes"] });
      },
      "tideway: everybody in it is",
    ],
  ];
  it.each(cases)("%s", (_name, make, expected) => {
    const tenant = people();
    const id = make(tenant);
    expect(told(tenant.attribution().partyOf(id))).toBe(expected);
  });
});
