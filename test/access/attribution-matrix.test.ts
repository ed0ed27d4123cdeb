import { describe, expect, test } from "vitest";
import type { Attributed } from "../../src/access/attributed.ts";
import { attribute } from "../../src/access/attribution.ts";
import { mentionsProvider, readMatrix } from "../../src/access/matrix-parties.ts";
import { partyName, sameParty } from "../../src/access/party.ts";
import type { Party } from "../../src/access/record.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { harbourWorld, TenantBuilder } from "../support/tenant-builder.ts";

/** Party and reason as one short text. */
const told = ({ party, because }: Attributed) => `${partyName(party)}: ${because}`;
const listed = "tideway: the matrix lists it as the provider's";

const organisation = "    githubOrganisations: [tideway-it]\n";
const principals = `    principals:
      users: [U-1, svc@harbourdental.example, Mail@elsewhere.example, hidden@elsewhere.example, Contractor Seven]
      groups: [Contractors, G-1]
      applications: [A-1, Client-1, Contractor tool]
`;

function partiesIn(tenant: TenantBuilder, ...replacements: (readonly [string, string])[]) {
  const { matrix, entitlements } = entitled(harbourWith(...replacements));
  return attribute(tenant.snapshot, matrix, entitlements);
}

describe("what the matrix lists for a provider", () => {
  test.each<[string, (tenant: TenantBuilder) => string, string | undefined]>([
    ["a user by its id", (t) => t.user("x@harbourdental.example", { id: "u-1" }) && "u-1", listed],
    ["a user by its principal name", (t) => t.user("SVC@harbourdental.example"), listed],
    ["a user by its mail", (t) => t.user("x@harbourdental.example", { mail: "mail@elsewhere.example" }), listed],
    ["a guest by its address", (t) => t.user("hidden_elsewhere.example#EXT#@harbourdental.onmicrosoft.com"), listed],
    ["a user by its name", (t) => t.user("x@harbourdental.example", { displayName: "contractor seven " }), listed],
    [
      "a user of a longer name",
      (t) => t.user("x@harbourdental.example", { displayName: "Contractor Seventy" }),
      undefined,
    ],
    ["a group by its name", (t) => t.group("contractors"), "tideway: the matrix gives it to the provider"],
    [
      "a group by its id",
      (t) => t.group("Helpers", { id: "g-1" }) && "g-1",
      "tideway: the matrix gives it to the provider",
    ],
    ["a group of another name", (t) => t.group("Contractors 2"), undefined],
    ["an application by its id", (t) => t.application("x", { id: "a-1" }) && "a-1", listed],
    ["an application by its client id", (t) => t.application("x", { appId: "client-1" }), listed],
    ["an application by its name", (t) => t.application("Contractor Tool"), listed],
    ["another application", (t) => t.application("Tool"), undefined],
    [
      "a registration by its client id",
      (t) => t.application("x", { appId: "client-1", subjects: [] }) && "registration of x",
      listed,
    ],
    ["another registration", (t) => t.application("x", { subjects: [] }) && "registration of x", undefined],
  ])("%s", (_name, make, expected) => {
    const tenant = new TenantBuilder();
    const id = make(tenant);
    const attributed = partiesIn(tenant, [organisation, `${organisation}${principals}`]).partyOf(id);
    if (expected === undefined) expect(attributed.party.kind).not.toBe("provider");
    else expect(told(attributed)).toBe(expected);
    // Without the list it would be somebody else's, or nobody's.
    expect(partiesIn(tenant).partyOf(id).party.kind).not.toBe("provider");
  });
});

describe("names that mean a provider", () => {
  const oneMoreDomain = (domain: string) =>
    ["domains: [tideway.example]", `domains: [tideway.example, ${domain}]`] as const;
  const nobody = undefined;
  test.each<[string, string, string | undefined, ...(readonly [string, string])[]]>([
    ["its name", "Tideway IT backup", "tideway"],
    ["its key", "backup of tideway", "tideway"],
    ["its name within another word", "xtideway", nobody],
    ["its name before another letter", "tidewayé", nobody],
    ["its name before a letter of two units", "tideway𝒳", nobody],
    ["its name after a letter of two units", "𝒳tideway", nobody],
    ["its name first within a word, then alone", "tideways of tideway", "tideway"],
    ["its name between signs", "(tideway)", "tideway"],
    ["its name with a number", "tideway2", nobody],
    ["its kind", "MSP operators", "tideway"],
    ["its kind in words", "Our managed service provider", "tideway"],
    ["the other's kind in words", "managed security service provider", "nightwatch"],
    ["a kind of which there is none", "MSSP operators", nobody, ["kind: mssp", "kind: specialist"]],
    ["the first label of a domain", "corp accounts", "tideway", oneMoreDomain("corp.example")],
    ["the second label of a domain", "corp accounts", nobody, oneMoreDomain("x.corp.example")],
    ["a label that is an ordinary word", "msd accounts", nobody, oneMoreDomain("msd.example")],
    ["a name of nothing but blanks", "accounts", nobody, ["name: Tideway IT", 'name: "  "']],
    ["one of its people", "Dana Reyes (Admin)", "tideway"],
    ["a person known by one name", "Dana (Admin)", nobody, ["name: Dana Reyes", "name: Dana"]],
    ["a person of two names far apart", "Dana  Reyes", "tideway", ["name: Dana Reyes", 'name: "Dana  Reyes"']],
    ["a person of two short names", "D R (Admin)", "tideway", ["name: Dana Reyes", "name: D R"]],
    ["nobody", "Backup", nobody],
  ])("%s", (_name, text, expected, ...replacements) => {
    const { matrix, entitlements } = entitled(harbourWith(...replacements));
    const attribution = attribute(new TenantBuilder().snapshot, matrix, entitlements);
    const found = attribution.partyOfName(text);
    expect(found?.party).toEqual(expected === undefined ? undefined : { kind: "provider", provider: expected });
    expect(mentionsProvider(text, readMatrix(matrix, entitlements))).toBe(expected !== undefined);
  });

  test("not a kind of which there are two", () => {
    const { matrix, entitlements } = harbourWorld;
    const providers = Object.entries(matrix.providers).map(([key, value]) => [key, { ...value, kind: "msp" as const }]);
    const two = { ...matrix, providers: Object.fromEntries(providers) };
    expect(mentionsProvider("MSP operators", readMatrix(two, entitlements))).toBe(false);
    expect(mentionsProvider("MSP operators", readMatrix(matrix, entitlements))).toBe(true);
  });

  test("two providers are mentioned, and it is neither's", () => {
    const { matrix, entitlements } = harbourWorld;
    expect(mentionsProvider("Tideway and Nightwatch", readMatrix(matrix, entitlements))).toBe(true);
    expect(new TenantBuilder().attribution().partyOfName("Tideway and Nightwatch")).toBeUndefined();
  });

  test("say which", () => {
    const { partyOfName } = new TenantBuilder().attribution();
    expect(partyOfName("Tideway key")?.because).toBe('it is named after the provider ("tideway")');
    expect(partyOfName("Lena Fischer's key")?.because).toBe(
      "it has the name of Lena Fischer, one of the provider's people",
    );
  });
});

describe("the client's own", () => {
  test("emergency accounts that the tenant has, by their names", () => {
    const tenant = new TenantBuilder();
    tenant.user("Emergency-1@harbourdental.onmicrosoft.com");
    tenant.user("nora@harbourdental.example");
    tenant.collections.users.push({ id: "nameless" });
    const { emergencyAccounts } = tenant.attribution();
    expect([...emergencyAccounts].map(([name, { id }]) => [name, id])).toEqual([
      ["emergency-1@harbourdental.onmicrosoft.com", "Emergency-1"],
    ]);
  });
});

describe("parties", () => {
  const tideway: Party = { kind: "provider", provider: "tideway" };
  test.each<[Party, Party, boolean]>([
    [tideway, { ...tideway }, true],
    [tideway, { kind: "provider", provider: "nightwatch" }, false],
    [tideway, { kind: "internal" }, false],
    [{ kind: "internal" }, tideway, false],
    [{ kind: "internal" }, { kind: "internal" }, true],
    [{ kind: "internal" }, { kind: "emergency" }, false],
  ])("%o and %o are the same: %s", (one, other, same) => expect(sameParty(one, other)).toBe(same));

  test("are called as people call them", () => {
    const kinds = ["internal", "emergency", "deployment", "microsoft", "unknown"] as const;
    expect(kinds.map((kind) => partyName({ kind }))).toEqual([
      "the internal team",
      "emergency access",
      "the deploying identity",
      "Microsoft",
      "an unknown party",
    ]);
    expect(partyName(tideway, { tideway: { name: "Tideway IT" } })).toBe("Tideway IT");
    expect(partyName(tideway, {})).toBe("tideway");
    expect(partyName(tideway)).toBe("tideway");
  });
});
