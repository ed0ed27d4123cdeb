/** The matrix's section on systems: who is agreed to hold what where. */

import { describe, expect, it } from "vitest";
import { lintMatrix } from "../../src/matrix/lint.ts";
import { parseMatrix } from "../../src/matrix/load.ts";
import { formatProblem, MatrixError } from "../../src/matrix/problem.ts";
import { type AgreedSystem, agreedSystems } from "../../src/matrix/systems.ts";
import { edited, kestrelFile } from "../support/matrices.ts";

const identity = "tools:\n  identity: { owner: internal, systems: [microsoft-entra-id]";

/** Kestrel, which also has Okta and a system of its own, and this section instead of its own. */
function source(section: string): string {
  const text = edited(
    kestrelFile,
    [identity, "tools:\n  identity: { owner: internal, systems: [microsoft-entra-id, okta], systemOfRecord: okta"],
    [
      "documentation: { owner: internal, systems: [confluence]",
      "documentation: { owner: internal, systems: [{ name: Binders }]",
    ],
    ["psa: { owner: brightdesk, systems: [connectwise-psa] }", "psa: { owner: brightdesk, systems: [atera] }"],
    ["systems: [datto-rmm]", "systems: [tactical-rmm]"],
  );
  const [before, after] = text.split(/^systems:\n(?:(?: .*)?\n)*/m);
  return `${before}${after ?? ""}\nsystems:\n${section}`;
}

const lines = (text: string) => text.split("\n").length;

/** The problems of a section, as printed; line 1 is the line after `systems:`. */
function problems(section: string): string[] {
  const text = source(section);
  const first = lines(text) - lines(section);
  try {
    parseMatrix(text, "m.yaml");
  } catch (error) {
    if (!(error instanceof MatrixError)) throw error;
    return error.problems.map((each) => formatProblem({ ...each, line: each.line - first }));
  }
  return [];
}

const smells = (section: string) => {
  const text = source(section);
  const first = lines(text) - lines(section);
  return lintMatrix(parseMatrix(text, "m.yaml"), "2026-11-21")
    .filter(({ path }) => path.startsWith("systems."))
    .map(({ line, smell, severity, message, hint }) => [line - first, smell, severity, `${message} (${hint})`]);
};

const agreed = (section: string, key: string): AgreedSystem | undefined =>
  agreedSystems(parseMatrix(source(section), "m.yaml").matrix).find((each) => each.key === key);

const good = `  okta:
    signIn: own
    connection: { host: kestrel.okta.com }
    roles:
      - { role: Super Administrator, held: [ingrid.sorensen@kestrel-precision.example], why: Owns it. }
      - { role: HELP_DESK_ADMIN, held: [brightdesk] }
    roster: { api: true }
  binders:
    name: Binders
    roles:
      - { role: Librarian, held: [internal, teresa.duarte@millstone.example] }
    roster: { file: rosters/binders.csv }
`;

describe("a section on systems", () => {
  it("may name people, parties, systems of the catalogue and others", () => {
    expect(problems(good)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      "a system that is misspelt",
      "  oktta:\n    signIn: own\n",
      'm.yaml:1:3: systems.oktta: "oktta" is no system of the catalogue (did you mean "okta"? a system that is not in the catalogue has a name, as tools writes it)',
    ],
    [
      "a system that no row names",
      "  jumpcloud: {}\n",
      "m.yaml:1:3: systems.jumpcloud: no row of tools names JumpCloud (add jumpcloud to tools.identity.systems, or take the entry out)",
    ],
    [
      "a system of one's own that no row names",
      "  binders: { name: Bindres }\n",
      'm.yaml:1:20: systems.binders.name: no row of tools names "Bindres" (did you mean "Binders"?)',
    ],
    [
      "a party that is none",
      "  okta:\n    roles: [{ role: Super Administrator, held: [britedesk] }]\n",
      'm.yaml:2:49: systems.okta.roles.0.held.0: "britedesk" is no party of this matrix, and no address (did you mean "brightdesk"?)',
    ],
    [
      "somebody whom nobody knows",
      "  okta:\n    roles:\n      - role: Super Administrator\n        held: [ingrid.sorenson@kestrel-precision.example]\n",
      'm.yaml:4:16: systems.okta.roles.0.held.0: "ingrid.sorenson@kestrel-precision.example" is nobody whom the matrix names (did you mean "ingrid.sorensen@kestrel-precision.example"?)',
    ],
    [
      "sign-in through Entra ID where there are no other accounts",
      "  microsoft-intune: { signIn: own }\n",
      "m.yaml:1:31: systems.microsoft-intune.signIn: Microsoft Intune has no accounts of its own (signIn: entra)",
    ],
    [
      "a value that the API does not need",
      "  okta: { connection: { hots: kestrel.okta.com } }\n",
      'm.yaml:1:31: systems.okta.connection.hots: its API needs no "hots" (did you mean "host"?)',
    ],
    [
      "a host that is not the vendor's",
      "  okta: { connection: { host: kestrel.okta.example } }\n",
      'm.yaml:1:31: systems.okta.connection.host: "kestrel.okta.example" is not one of the vendor\'s hosts (it ends in .okta.com or .oktapreview.com or .okta-emea.com or .okta-gov.com or .okta.mil)',
    ],
    [
      "an API that is not documented",
      "  atera: { roster: { api: true } }\n",
      "m.yaml:1:27: systems.atera.roster.api: Atera shows the reference of its API to customers only, and what it publishes about the API does not say that technicians and roles are in it (roster: { file: … }, a CSV with name, email, role, enabled)",
    ],
    [
      "an API of a system that nobody knows",
      "  binders: { name: Binders, roster: { api: true } }\n",
      "m.yaml:1:44: systems.binders.roster.api: how it is asked for its users is not known (roster: { file: … }, a CSV with name, email, role, enabled)",
    ],
    [
      "the roster of the tenant itself",
      "  microsoft-entra-id: { roster: { api: true } }\n",
      "m.yaml:1:40: systems.microsoft-entra-id.roster.api: Its users and roles are in the tenant's snapshot, with everything that leads to a role (leave roster out: demarc snapshot reads it)",
    ],
    [
      "a word that is not known",
      "  okta: { sigIn: own }\n",
      'm.yaml:1:11: systems.okta.sigIn: unknown key "sigIn" (did you mean "signIn"?)',
    ],
  ])("may not have %s", (_, section, problem) => {
    expect(problems(section)).toEqual([problem]);
  });

  it("may be left out: matrices of before load unchanged", () => {
    const { matrix } = parseMatrix(source("").replace(/\nsystems:\n$/, "\n"), "m.yaml");
    expect("systems" in matrix).toBe(false);
    expect(agreedSystems(matrix).find(({ key }) => key === "okta")).toMatchObject({
      owners: ["internal"],
      administers: ["internal"],
      roles: [],
    });
  });
});

describe("lint of systems", () => {
  it("has nothing to say of what is right", () => {
    expect(smells(good.replace("signIn: own", "signIn: entra"))).toEqual([]);
  });

  it.each<[string, string, unknown[]]>([
    [
      "a role that the vendor does not have",
      "  okta:\n    roles:\n      - { role: Super Administrator, held: [internal] }\n      - { role: Help Dsk Administrator, held: [brightdesk] }\n",
      [
        4,
        "system-role-unknown",
        "warning",
        '"Help Dsk Administrator" is no role that Okta is known to have: what it can do cannot be told (did you mean "Help Desk Administrator"?)',
      ],
    ],
    [
      "a provider that holds the highest role of an identity provider",
      "  okta:\n    roles:\n      - { role: SUPER_ADMIN, held: [internal, brightdesk] }\n",
      [
        3,
        "provider-super-administrator",
        "warning",
        "Brightdesk is to hold SUPER_ADMIN in Okta, which can give itself anything there (a narrower role does the provider's work; super administrators of an identity provider are the client's own people)",
      ],
    ],
    [
      "somebody of a provider who holds it in a system that the client owns",
      "  tactical-rmm:\n    roles:\n      - { role: Superuser, held: [internal, finn.gallagher@brightdesk.example] }\n",
      [
        3,
        "provider-super-administrator",
        "warning",
        "finn.gallagher@brightdesk.example of Brightdesk is to hold Superuser in Tactical RMM, which can give itself anything there (the client owns it: its own people hold that role, the provider a narrower one)",
      ],
    ],
    [
      "an owner that does not hold its own keys",
      "  okta:\n    roles:\n      - { role: Help Desk Administrator, held: [brightdesk] }\n",
      [
        2,
        "no-internal-super-administrator",
        "warning",
        "the client owns Okta, and nobody of its own is agreed to hold Super Administrator (add { role: Super Administrator, held: [internal] }, or the addresses of those who hold it)",
      ],
    ],
    [
      "passwords where Entra ID would do",
      "  okta:\n    signIn: own\n",
      [
        2,
        "sign-in-beside-entra",
        "warning",
        "people sign in to Okta with passwords of its own, though it could be through Entra ID (whoever is disabled in Entra ID keeps such an account; conditional access does not see it)",
      ],
    ],
    [
      "passwords beside it",
      "  okta:\n    signIn: both\n",
      [
        2,
        "sign-in-beside-entra",
        "note",
        "Okta still takes passwords of its own beside Entra ID (whoever is disabled in Entra ID keeps such an account; conditional access does not see it)",
      ],
    ],
  ])("finds %s", (_, section, smell) => {
    expect(smells(section)).toEqual([smell]);
  });

  it.each<[string, string]>([
    [
      "a provider that administers its own system",
      "  atera:\n    roles:\n      - { role: Admin, held: [brightdesk] }\n",
    ],
    [
      "a role of a system whose roles nobody knows",
      "  binders: { name: Binders, roles: [{ role: Owner, held: [brightdesk] }] }\n",
    ],
    [
      "the highest role of the tenant, which others decide on",
      "  microsoft-entra-id:\n    roles: [{ role: Security Reader, held: [internal] }]\n",
    ],
  ])("lets pass %s", (_, section) => {
    expect(smells(section)).toEqual([]);
  });
});

describe("what is agreed", () => {
  it("is what the entry says, with the vendor's reach", () => {
    expect(agreed(good, "okta")).toMatchObject({
      name: "Okta",
      category: "identity",
      owners: ["internal"],
      administers: [],
      roles: [
        {
          role: "Super Administrator",
          reach: "super-administrator",
          held: [{ party: "internal", address: "ingrid.sorensen@kestrel-precision.example" }],
          why: "Owns it.",
        },
        { role: "HELP_DESK_ADMIN", reach: "operator", held: [{ party: "brightdesk" }] },
      ],
    });
  });

  it("of a system of one's own has roles of unknown reach", () => {
    expect(agreed(good, "binders")).toMatchObject({
      name: "Binders",
      owners: ["internal"],
      roles: [
        {
          reach: "unknown",
          held: [{ party: "internal" }, { party: "millstone", address: "teresa.duarte@millstone.example" }],
        },
      ],
    });
    expect(agreed(good, "binders")?.known).toBeUndefined();
  });

  it("without an entry is that its owner administers it, and the other side does not", () => {
    expect(agreed(good, "atera")).toMatchObject({
      owners: ["brightdesk"],
      administers: ["brightdesk"],
      roles: [],
      otherSide: "Nothing: it exchanges tickets with the client's ticketing system.",
    });
    expect(agreed(good, "jira-service-management")).toMatchObject({
      owners: ["internal", "brightdesk"],
      administers: ["internal", "brightdesk"],
    });
  });
});
