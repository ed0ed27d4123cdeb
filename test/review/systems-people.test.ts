/** People in systems beside the tenant, over a whole review: named or not, with several accounts, gone, of another company. */

import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { declaredTenant } from "../../policies/judge.ts";
import { rules } from "../../policies/rules/index.ts";
import { itemsOf } from "../../src/review/decisions/items.ts";
import { parseReview } from "../../src/review/decisions/recorded-review.ts";
import { tablesOf } from "../../src/review/export/tables.ts";
import type { PreviousReview } from "../../src/review/previous.ts";
import { reporters } from "../../src/review/report/reporters.ts";
import { reviewTenant } from "../../src/review/review.ts";
import { parseRoster } from "../../src/review/roster.ts";
import { type Review, reviewSchema } from "../../src/review/schema.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { entitled, harbourWith } from "../support/matrices.ts";
import { planOf } from "../support/plans.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";

const reaches = {
  "System Administrator": "super-administrator",
  Technician: "operator",
  Editor: "operator",
  Admin: "administrator",
  Member: "member",
} as const;

type Role = keyof typeof reaches;

function rosterOf(system: string, people: readonly (Partial<RosterAccount> & { readonly role?: Role })[], day = today) {
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: `${day}T00:00:00Z`,
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: people.map(({ role, ...person }, index) => ({
      id: `${index + 1}`,
      kind: "person",
      enabled: true,
      roles: role === undefined ? [] : [{ name: role, reach: reaches[role] }],
      ...person,
    })),
  } satisfies SystemRosterDocument;
}

const end = "review:\n  cadence: quarterly";
const plan = planOf([]);
/** Patching with a tool of the internal side alone. */
const ours = ["    owner: shared\n    systems: [action1]", "    owner: internal\n    systems: [action1]"] as const;

interface Given {
  readonly section?: string;
  readonly staff?: string;
  readonly tenant?: TenantBuilder;
  readonly previous?: PreviousReview;
  readonly replace?: readonly (readonly [string, string])[];
}

function reviewed(
  rosters: readonly SystemRosterDocument[],
  { section, staff, tenant, previous, replace = [] }: Given = {},
): Review {
  const world = entitled(
    harbourWith(ours, ...replace, ...(section === undefined ? [] : [[end, `systems:\n${section}\n\n${end}`] as const])),
  );
  return reviewSchema.parse(
    reviewTenant({
      ...world,
      stack: "harbour",
      plan,
      declared: declaredTenant({ matrix: world.matrix, plan }),
      actual: (tenant ?? new TenantBuilder()).snapshot,
      rules,
      today,
      versions: {},
      systemRosters: rosters,
      ...(staff !== undefined && { rosters: [parseRoster("tideway", staff, "people.csv")] }),
      ...(previous !== undefined && { previous }),
    }),
  );
}

const inSystem = (review: Review, key: string) => {
  const ids = new Set(review.systems?.find((each) => each.key === key)?.differences);
  return review.differences.filter(({ id }) => ids.has(id));
};

const dana = { name: "Dana Reyes", email: "dana.reyes@tideway.example" };

describe("a role that is agreed with a party", () => {
  const kai = { name: "Kai", email: "kai@tideway.example" };

  it("is agreed with those whom the matrix names of it, where somebody else owns the system", () => {
    const section = "  action1:\n    roles:\n      - { role: Editor, held: [tideway] }";
    const replaced = reviewed(
      [
        rosterOf("action1", [
          { ...dana, role: "Editor" },
          { ...kai, role: "Editor" },
        ]),
      ],
      { section },
    );
    const owners = replaced.systems?.find(({ key }) => key === "action1")?.owners;
    expect(owners).toEqual(["Internal"]);
    const [only, ...others] = inSystem(replaced, "action1");
    expect(others).toEqual([]);
    expect([only?.severity, only?.title, only?.why]).toEqual([
      "medium",
      "Kai holds Editor in Action1, and the matrix does not say so.",
      "It belongs to a provider, and what a provider holds is what the matrix says. The role is agreed with those whom the matrix names of this side, and this is nobody of them.",
    ]);
  });

  it("is agreed with everybody of who owns it", () => {
    const section = "  ninjaone:\n    roles:\n      - { role: Technician, held: [tideway] }";
    const review = reviewed([rosterOf("ninjaone", [{ ...kai, role: "Technician" }])], { section });
    expect(inSystem(review, "ninjaone")).toEqual([]);
  });
});

describe("who administers what is its own", () => {
  it("is asked about, and is no creep; who works there is none of the review's business", () => {
    const people = [
      { ...dana, role: "System Administrator" },
      { email: "new@tideway.example", role: "Technician" },
    ] as const;
    const before = reviewed([rosterOf("ninjaone", [])]);
    const review = reviewed([rosterOf("ninjaone", people)], { previous: before });
    expect(review.holdings?.map(({ target, declared }) => [target, declared])).toEqual([
      ["System Administrator", true],
    ]);
    expect(inSystem(review, "ninjaone")).toEqual([]);
    expect(review.observations?.find(({ kind }) => kind === "scope-creep")?.found).toBe(0);
  });
});

test.each([
  "Super Admin (EU)",
  "yes",
  "12",
  "a: b",
  "a #b",
  "- x",
  "Größe",
  "null",
  "it's",
  '"q"',
  "1e3",
  "a\nb",
  "~",
  "x",
])("the lines that would agree to the role %j say that role", (name) => {
  const people = [{ ...dana, email: "d'reyes@tideway.example", roles: [{ name, reach: "administrator" as const }] }];
  const [line] = inSystem(reviewed([rosterOf("action1", people)]), "action1");
  expect(parse(line?.remedy.matrix ?? "")).toEqual({
    systems: {
      action1: { roles: [{ role: name, held: ["d'reyes@tideway.example"], why: "why it is needed" }] },
    },
  });
});

describe("one person with several accounts", () => {
  const accounts = [
    { ...dana, id: "7", role: "Admin" },
    { ...dana, id: "8", email: "Dana.Reyes+admin@tideway.example", role: "Admin" },
  ] as const;

  it("is one line for a role, with each account in it", () => {
    const [line, ...others] = inSystem(reviewed([rosterOf("action1", accounts)]), "action1");
    expect(others).toEqual([]);
    expect([line?.items, line?.access.objects]).toEqual([
      ["the account dana.reyes@tideway.example", "the account Dana.Reyes+admin@tideway.example"],
      ["action1/7", "action1/8"],
    ]);
  });

  it("who left is to be blocked in all of them, in the line of the role", () => {
    const review = reviewed([rosterOf("action1", accounts)], { staff: "mail\nsomebody@tideway.example\n" });
    const [line, ...others] = inSystem(review, "action1");
    expect(others).toEqual([]);
    expect(line?.observations?.map(({ message }) => message)).toEqual([
      "Dana Reyes is not on the roster of Tideway IT, and still has 2 accounts in Action1 with the role Admin.",
    ]);
    expect(line?.remedy).toMatchObject({
      words:
        "Block the account in Action1 today, and give its work to somebody else; have Tideway IT say who takes over.",
    });
    expect(line?.remedy.matrix).toBeUndefined();
  });

  it("is a line of its own where the role is agreed, with where it is and when it was last used", () => {
    const section = "  action1:\n    roles:\n      - { role: Admin, held: [tideway] }";
    const people = [{ ...accounts[0], lastSignIn: `${today}T00:00:00Z` }];
    const review = reviewed([rosterOf("action1", people)], { section, staff: "mail\nsomebody@tideway.example\n" });
    expect(inSystem(review, "action1").map(({ kind, access }) => [kind, access])).toEqual([
      [
        "noticed",
        {
          kind: "observation",
          target: "left provider",
          scope: "Action1",
          held: "standing",
          lastUse: { state: "used", on: `${today}T00:00:00Z`, what: "sign-in" },
          objects: ["action1/7"],
        },
      ],
    ]);
  });
});

describe("accounts of the client's own tenant that a provider's people have", () => {
  const staff = (address: string) => `mail\n${address}\ntomasz.wilk@tideway.example\naisha.bello@tideway.example\n`;
  const leavers = (address: string) => {
    const tenant = new TenantBuilder();
    tenant.user("d.reyes@harbourdental.example", { displayName: "D. R.", accountEnabled: true });
    return reviewed([], { staff: staff(address), tenant })
      .differences.filter(({ principal }) => principal.identity === "user:d.reyes@harbourdental.example")
      .map(({ principal }) => principal.party.label);
  };

  it("are the provider's where its list of staff has the address", () => {
    expect(leavers("d.reyes@harbourdental.example")).toEqual(["Tideway IT"]);
    expect(leavers("dana.reyes@tideway.example")).toEqual([]);
  });
});

describe("a roster of nobody who is known", () => {
  const section = "  action1:\n    roles:\n      - { role: Admin, held: [dana.reyes@tideway.example] }";
  const strange = { email: "ivy@mail.example", role: "Admin" } as const;
  const said = (review: Review) => review.observations?.flatMap(({ unseen }) => unseen).join(" ");

  it("may be another company's: nothing is missing in it", () => {
    const review = reviewed([rosterOf("action1", [strange])], { section });
    expect(said(review)).toContain(
      "Nobody on the roster of Action1 is of Harbour Dental Group or of a provider: it may be another company's, and what was agreed was not compared.",
    );
    expect(review.notCompared).toContain("dana.reyes@tideway.example: Admin in Action1");
    expect(inSystem(review, "action1").map(({ kind }) => kind)).toEqual(["undeclared"]);
  });

  it("is this company's with one of its people", () => {
    const review = reviewed([rosterOf("action1", [strange, { email: "miriam.okafor@harbourdental.example" }])], {
      section,
    });
    expect(said(review)).not.toContain("another company");
    expect(inSystem(review, "action1").map(({ kind }) => kind)).toContain("missing");
  });
});

describe("nothing is gone from a system", () => {
  const people = [
    { ...dana, role: "Admin" },
    { name: "Miriam Okafor", email: "miriam.okafor@harbourdental.example", role: "Admin" },
  ] as const;
  const before = reviewed([rosterOf("action1", people, "2026-10-01")], { staff: "mail\nx@tideway.example\n" });

  test.each<[string, Partial<SystemRosterDocument>, readonly string[]]>([
    ["whose roster is whole: then it is", {}, []],
    [
      "whose roster is not whole",
      { complete: false, unread: [{ what: "page 2", why: "429" }] },
      ["It had a roster of Action1, and that of this one is not whole: what is gone there is not known."],
    ],
    [
      "on whose roster nobody is known",
      { people: rosterOf("action1", [{ email: "ivy@mail.example" }]).people },
      [
        "It had a roster of Action1, and that of this one has nobody on it who is known: what is gone there is not known.",
      ],
    ],
  ])("%s", (_, change, notCompared) => {
    const now = { ...rosterOf("action1", people.slice(1)), ...change };
    const { previous } = reviewed([now], { previous: before, staff: "mail\nx@tideway.example\n" });
    const count = notCompared.length === 0 ? 1 : 0;
    expect(previous?.notCompared).toEqual(notCompared);
    expect(previous?.gone.filter(({ title }) => title.includes("in Action1"))).toHaveLength(count);
    expect(previous?.access?.gone).toBe(count);
  });
});

describe("a roster beside the one of the review before", () => {
  const of = (role: Role, day: string) => rosterOf("action1", [{ ...dana, role }], day);
  const before = reviewed([of("Admin", "2026-10-01")]);

  test.each<[string, SystemRosterDocument, readonly string[]]>([
    ["newer", of("Editor", "2026-11-01"), []],
    [
      "the same",
      of("Admin", "2026-10-01"),
      ["The roster of Action1 is the one that it had, of 2026-10-01: what changed there since is not known."],
    ],
    [
      "of the same moment, and another",
      of("Editor", "2026-10-01"),
      [
        "The roster of Action1 says that it is of the moment of which that review had one, on 2026-10-01, and is another: one of the two was altered.",
      ],
    ],
    [
      "older",
      of("Admin", "2026-09-01"),
      [
        "The roster of Action1, of 2026-09-01, is older than the one that it had, of 2026-10-01: what changed there since is not known.",
      ],
    ],
  ])("%s", (_, roster, expected) => {
    expect(reviewed([roster], { previous: before }).previous?.notCompared).toEqual(expected);
  });
});

test("the reports tell how many systems differ, of whose users something is known", () => {
  const review = reviewed([rosterOf("action1", [{ ...dana, role: "Admin" }])]);
  const unknown = (review.systems?.length ?? 0) - 1;
  for (const { format, render } of reporters) {
    if (format !== "html" && format !== "markdown") continue;
    const words = render(review).replaceAll(/<[^>]+>/g, " ");
    expect(words).toContain(`; the users of ${unknown} more are not known`);
    expect(words).toMatch(/1\s+of 1\b/);
  }
});

test("whoever decides reads what was noticed", () => {
  const review = reviewed([rosterOf("action1", [{ ...dana, role: "Admin" }])], { staff: "mail\nx@tideway.example\n" });
  const items = itemsOf(parseReview(JSON.stringify(review), "review.json"), harbourWith(ours).matrix);
  expect(items.find(({ title }) => title.includes("in Action1"))?.why).toBe(
    "It belongs to a provider, and what a provider holds is what the matrix says. Dana Reyes is not on the roster of Tideway IT, and still has an account in Action1 with the role Admin.",
  );
});

test("of a system that the matrix does not name any more nothing is known to be gone", () => {
  const own = rosterOf("Cold store", [{ ...dana, role: "Admin" }]);
  const named = [
    ["systems: [action1]", "systems: [action1, { name: Cold store }]\n    systemOfRecord: action1"],
  ] as const;
  const before = reviewed([own], { replace: named });
  expect(inSystem(before, "Cold store")).toHaveLength(1);
  const { previous } = reviewed([], { previous: before });
  expect([previous?.gone, previous?.access?.gone]).toEqual([[], 0]);
  expect(previous?.notCompared).toEqual([
    "It had a roster of Cold store, which the matrix does not name any more: whether the accounts there are gone is not known.",
  ]);
});

describe("somebody who left, told in a line of its own or in that of a role", () => {
  const roster = rosterOf("action1", [{ ...dana, role: "Admin" }]);
  const staff = "mail\nx@tideway.example\n";
  const section = "  action1:\n    roles:\n      - { role: Admin, held: [tideway] }";
  const own = reviewed([roster], { section, staff });
  const told = reviewed([roster], { staff });
  const [line] = inSystem(own, "action1");

  it("is the same in the next review, whichever way", () => {
    expect([line?.kind, inSystem(told, "action1")[0]?.kind]).toEqual(["noticed", "undeclared"]);
    const gone = (previous: Review, now: readonly SystemRosterDocument[]) =>
      reviewed(now, { staff, previous }).previous?.gone.map(({ id }) => id);
    expect(gone(own, [roster])).not.toContain(line?.id);
    expect(gone({ ...own, systems: [] }, [])).toContain(line?.id);
  });

  it("is asked about under both ids", () => {
    const items = itemsOf(parseReview(JSON.stringify(told), "review.json"), harbourWith(ours).matrix);
    expect(items.find(({ title }) => title.includes("in Action1"))?.noticed).toEqual([line?.id]);
  });
});

test("tables for auditors tell the last use and what was noticed", () => {
  const list = "mail\nx@tideway.example\n";
  const review = reviewed(
    [
      rosterOf("action1", [
        { ...dana, role: "Admin", lastSignIn: "2026-11-20T08:00:00Z" },
        { name: "Ivy", email: "ivy@mail.example", role: "Admin", lastSignIn: null },
      ]),
    ],
    { staff: list },
  );
  const recorded = parseReview(JSON.stringify(review), "review.json");
  const tables = tablesOf({ review: recorded, matrix: harbourWith(ours).matrix, decided: [] });
  const differences = tables.find(({ name }) => name === "Differences");
  const at = (title: string) => differences?.columns.findIndex(({ name }) => name === title) ?? -1;
  const rows = differences?.rows.filter((row) => row[at("Scope")] === "Action1") ?? [];
  expect(rows.map((row) => [row[at("Principal")], row[at("Last use")], row[at("Noticed")]])).toEqual([
    [
      "Dana Reyes",
      "2026-11-20 (sign-in)",
      "Dana Reyes is not on the roster of Tideway IT, and still has an account in Action1 with the role Admin.",
    ],
    ["Ivy", "never (sign-in)", "Ivy has an account in Action1 with the role Admin and never signed in there."],
  ]);
});

test.each([
  ["support@tideway.example", true],
  ["NOC-team2@tideway.example", true],
  ["it+hudu@tideway.example", true],
  ["ops.lee@tideway.example", false],
])("an account of several people (%s: %s) has left nobody, and is to be nobody's", (email, isShared) => {
  const review = reviewed([rosterOf("action1", [{ name: "X", email, role: "Admin" }])], {
    staff: "mail\nx@tideway.example\n",
  });
  const [line] = inSystem(review, "action1");
  const counts = review.observations?.filter(
    ({ kind }) => kind === "left-provider" || kind === "account-without-person",
  );
  expect(counts?.map(({ kind, differences }) => [kind, differences.includes(line?.id ?? "")])).toEqual([
    ["left-provider", !isShared],
    ["account-without-person", isShared],
  ]);
  expect(counts?.find(({ kind }) => kind === "account-without-person")?.found).toBe(isShared ? 1 : 0);
  const noticed = line?.observations?.find(({ kind }) => kind === "account-without-person" || kind === "left-provider");
  expect([noticed?.kind, noticed?.message, line?.remedy.words]).toEqual(
    isShared
      ? [
          "account-without-person",
          "X is several people by its address, and nobody on the roster of Tideway IT, and has an account in Action1 with the role Admin.",
          "Have Tideway IT say who uses it; give each of them an account of their own in Action1, and close this one.",
        ]
      : [
          "left-provider",
          expect.stringContaining("is not on the roster"),
          expect.stringContaining("Block the account"),
        ],
  );
});
