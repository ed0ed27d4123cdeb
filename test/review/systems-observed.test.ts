/** What a review says of accounts in systems: who is gone and still has one, who never comes, where nobody could look. */

import { describe, expect, it } from "vitest";
import { systemAccess } from "../../src/access/system-accounts.ts";
import { parseRoster } from "../../src/review/roster.ts";
import type { RosterAccount, SystemRosterDocument } from "../../src/roster/roster.ts";
import { harbourWith } from "../support/matrices.ts";
import { TenantBuilder, today } from "../support/tenant-builder.ts";

import { messages, observed, unseen } from "./observing.ts";

describe("accounts in systems beside the tenant", () => {
  const loaded = harbourWith(["review:\n  cadence", "systems:\n  ninjaone:\n    signIn: own\n\nreview:\n  cadence"]);
  const account = (more: Partial<RosterAccount>): RosterAccount => ({
    id: "7",
    kind: "person",
    name: "Dana Reyes",
    email: "dana.reyes@tideway.example",
    enabled: true,
    roles: [{ name: "System Administrator", reach: "super-administrator" }],
    ...more,
  });
  const given = (
    more: Partial<RosterAccount> | undefined,
    of: Partial<SystemRosterDocument> = {},
    tenant = new TenantBuilder(),
  ) => {
    const { attribution } = tenant.context({ matrix: loaded.matrix });
    const roster: SystemRosterDocument = {
      format: "demarc-roster/1",
      system: "ninjaone",
      collectedAt: `${today}T00:00:00Z`,
      source: { kind: "api", address: "https://eu.ninjarmm.com" },
      complete: true,
      unread: [],
      notes: [],
      showsRoles: true,
      people: more === undefined ? [] : [account(more)],
      ...of,
    };
    return { tenant, change: { matrix: loaded.matrix, systems: systemAccess(attribution, [roster]) } };
  };
  const internal = (user: object | undefined) => {
    const tenant = new TenantBuilder();
    if (user !== undefined) tenant.user("joel@harbourdental.example", user);
    return given({ name: "Joel", email: "joel@harbourdental.example" }, {}, tenant);
  };

  it.each([
    ["not on the roster", "mail\nsomebody@tideway.example\n", {}, 1],
    ["inactive on it", "mail,status\ndana.reyes@tideway.example,inactive\n", {}, 1],
    ["active on it", "mail,status\nDana.Reyes@tideway.example,active\n", {}, 0],
    ["not on it, and blocked there", "mail\nsomebody@tideway.example\n", { enabled: false }, 0],
    [
      "not on it, of whom the system does not say whether it is blocked",
      "mail\nsomebody@tideway.example\n",
      { enabled: null },
      1,
    ],
  ])("of somebody of a provider's: %s", (_, text, more, count) => {
    const { tenant, change } = given(more);
    const rosters = [parseRoster("tideway", text, "people.csv")];
    const found = observed(tenant, { ...change, rosters }).found.filter(
      ({ kind, objects }) => kind === "left-provider" && objects.includes("ninjaone/7"),
    );
    expect(found).toHaveLength(count);
    for (const { message, severity } of found) {
      expect(severity).toBe("high");
      expect(message).toBe(
        `Dana Reyes ${text.includes("inactive") ? "is no longer active at" : "is not on the roster of"} Tideway IT, and still has an account in NinjaOne with the role System Administrator.`,
      );
    }
  });

  it.each<[string, object | undefined, string[]]>([
    [
      "blocked in the tenant",
      { accountEnabled: false },
      ["Joel is blocked in the tenant, and still has an account in NinjaOne with the role System Administrator."],
    ],
    [
      "not in the tenant",
      undefined,
      ["Joel has no account in the tenant, and still has an account in NinjaOne with the role System Administrator."],
    ],
    ["there", {}, []],
  ])("of the client's own: %s", (_, user, expected) => {
    const { tenant, change } = internal(user);
    expect(
      messages("account-without-person", tenant, change).map((each) => each.replace(/^Joel \(\S+\)/, "Joel")),
    ).toEqual(expected);
  });

  it("whether somebody is in the tenant is not said where its users could not be read", () => {
    const { tenant, change } = internal(undefined);
    const unreadable = [{ collection: "users" as const, status: 403, code: "Forbidden", message: "no" }];
    expect(
      messages("account-without-person", tenant, { ...change, whole: { ...tenant.snapshot, unreadable } }),
    ).toEqual([]);
  });

  const longAgo = "2026-06-01T00:00:00Z";
  const role = (reach: RosterAccount["roles"][number]["reach"]) => ({ name: `${reach} there`, reach });

  it.each<[string, Partial<RosterAccount>, string | undefined]>([
    ["long ago", { lastSignIn: longAgo }, "medium"],
    ["long ago, as an administrator", { lastSignIn: longAgo, roles: [role("administrator")] }, "medium"],
    ["long ago, and works on what it is given", { lastSignIn: longAgo, roles: [role("operator")] }, "low"],
    ["long ago, and nobody knows what it can do", { lastSignIn: longAgo, roles: [role("unknown")] }, "low"],
    ["long ago, and can read, too", { lastSignIn: longAgo, roles: [role("read-only"), role("operator")] }, "low"],
    ["long ago, and can only read", { lastSignIn: longAgo, roles: [role("read-only"), role("member")] }, undefined],
    ["long ago, and holds nothing", { lastSignIn: longAgo, roles: [] }, undefined],
    ["long ago, as a member", { lastSignIn: longAgo, roles: [role("member")] }, undefined],
    ["long ago, as a program", { lastSignIn: longAgo, kind: "service" }, undefined],
    ["long ago, and is blocked there", { lastSignIn: longAgo, enabled: false }, undefined],
    ["never", { lastSignIn: null }, "low"],
    ["ninety days ago", { lastSignIn: "2026-08-23T00:00:00Z" }, "medium"],
    ["a day less ago", { lastSignIn: "2026-08-24T00:00:00Z" }, undefined],
    ["nobody knows when", {}, undefined],
  ])("last signed in %s", (_, more, severity) => {
    const { tenant, change } = given(more);
    const found = observed(tenant, change).found.filter(({ kind }) => kind === "stale-access");
    expect(found.map((each) => each.severity)).toEqual(severity === undefined ? [] : [severity]);
  });

  it("who does not come, whole", () => {
    const { tenant, change } = given({
      lastSignIn: longAgo,
      roles: [role("operator"), role("member"), role("member")],
    });
    const stale = observed(tenant, change).found.find(({ kind }) => kind === "stale-access");
    expect(stale).toMatchObject({
      kind: "stale-access",
      severity: "low",
      message:
        "Dana Reyes has an account in NinjaOne with the roles operator there and member there and last signed in there on 2026-06-01.",
      why: "Nobody notices that an account is used by somebody else when nobody uses it.",
      key: "ninjaone user:dana.reyes@tideway.example",
      principal: {
        id: "ninjaone/7",
        identity: "user:dana.reyes@tideway.example",
        label: "Dana Reyes (dana.reyes@tideway.example)",
        type: "user",
        party: { kind: "provider", provider: "tideway" },
      },
      objects: ["ninjaone/7"],
      remedy: { words: "Take the role away in NinjaOne; whoever needs it can ask for it again." },
      row: { path: "systems.ninjaone", text: "NinjaOne" },
    });
  });

  it.each<[string, Partial<RosterAccount>, string]>([
    ["high", { roles: [role("administrator"), role("super-administrator")] }, "high"],
    ["of one that works on what it is given", { roles: [role("operator")] }, "medium"],
    ["of one that reads", { roles: [role("read-only")] }, "medium"],
    ["of one of which nobody knows", { roles: [role("member"), role("unknown")] }, "medium"],
    ["of a member", { roles: [role("member")] }, "low"],
    ["of an account without any role", { roles: [] }, "low"],
  ])("how much an account matters that stays: %s", (_, more, severity) => {
    const { tenant, change } = given(more);
    const rosters = [parseRoster("tideway", "mail\nsomebody@tideway.example\n", "people.csv")];
    const found = observed(tenant, { ...change, rosters }).found.find(
      ({ kind, objects }) => kind === "left-provider" && objects.includes("ninjaone/7"),
    );
    expect(found?.severity).toBe(severity);
    expect(found?.message).toContain(
      more.roles?.length === 0 ? "still has an account in NinjaOne." : "still has an account in NinjaOne with the role",
    );
  });

  it.each([
    ["the system shows", "dana.reyes@tideway.example"],
    ["the tenant knows by another", "dana.q@tideway.example"],
  ])("of somebody of a provider's whose address %s is on the roster", (_, listedAs) => {
    const tenant = new TenantBuilder();
    tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { mail: "Dana.Q@tideway.example" });
    const { change } = given({}, {}, tenant);
    const rosters = [parseRoster("tideway", `mail\n${listedAs}\n`, "people.csv")];
    const inSystems = observed(tenant, { ...change, rosters }).found.filter(
      ({ kind, objects }) => kind === "left-provider" && objects.includes("ninjaone/7"),
    );
    expect(inSystems).toEqual([]);
  });

  it.each<[string, Partial<RosterAccount>, number]>([
    ["is a program's", { kind: "service" }, 0],
    ["is blocked there, too", { enabled: false }, 0],
    ["is told by a name alone", { id: "joel7", email: undefined } as object, 0],
    ["is open", {}, 1],
  ])("of the client's own, gone, that %s", (_, more, count) => {
    const miriam = { name: "Miriam Okafor", email: "miriam.okafor@harbourdental.example" };
    const { tenant, change } = given({ ...miriam, ...more });
    const found = observed(tenant, change).found.filter(({ kind }) => kind === "account-without-person");
    expect(found).toHaveLength(count);
    for (const { why, remedy } of found) {
      expect(why).toBe("Blocking somebody in the tenant does not reach an account with a password of its own.");
      expect(remedy.words).toBe("Find out whose it is; block it in NinjaOne unless somebody needs it.");
    }
  });

  it.each<[string, Partial<RosterAccount>, readonly string[]]>([
    ["on top of it", {}, ["the role System Administrator"]],
    [
      "with several roles",
      { roles: [role("operator"), role("administrator")] },
      ["the roles operator there and administrator there"],
    ],
    ["an operator's", { roles: [role("operator"), role("unknown")] }, []],
  ])("blocked, with the roles it had: %s", (_, more, expected) => {
    const { tenant, change } = given({ enabled: false, ...more });
    const found = observed(tenant, change).found.filter(({ kind }) => kind === "disabled-with-access");
    expect(found.map(({ message, severity, why, remedy }) => [message, severity, why, remedy.words])).toEqual(
      expected.map((roles) => [
        `The account of Dana Reyes in NinjaOne is disabled and still has ${roles}.`,
        "low",
        "Enabling an account asks nobody about what it holds.",
        "Take the roles away from it; what somebody else needs now, give to them.",
      ]),
    );
  });

  it("through a group of the tenant: how, and not as gone from the tenant", () => {
    const tenant = new TenantBuilder();
    const dana = tenant.guest("dana.reyes@tideway.example", "Dana Reyes", { accountEnabled: false });
    const tomasz = tenant.guest("tomasz.wilk@tideway.example", "Tomasz Wilk");
    tenant.group("responders", { members: [dana, tomasz] });
    const { change } = given({ id: "responders", kind: "group" }, {}, tenant);
    const rosters = [parseRoster("tideway", "mail\nsomebody@tideway.example\n", "people.csv")];
    const found = observed(tenant, { ...change, rosters }).found.filter(({ objects }) =>
      objects.some((each) => each.startsWith("ninjaone/")),
    );
    expect(found.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      "left-provider: Tomasz Wilk is not on the roster of Tideway IT, and still has an account in NinjaOne with the role System Administrator, through the group responders.",
      expect.stringMatching(/^disabled-with-access: The account of Dana Reyes/),
    ]);
  });

  it.each<[string, readonly Partial<RosterAccount>[], number]>([
    ["everybody, and of nobody", [{}, { id: "8" }], 1],
    ["somebody", [{}, { id: "8", lastSignIn: null }], 0],
    ["people who can sign in, not of the others", [{ enabled: false }], 0],
    ["people, not of programs", [{ kind: "service" }], 0],
    ["nobody, since nobody is there", [], 0],
  ])("when people come is asked of %s", (_, people, count) => {
    const { tenant, change } = given(undefined, { people: people.map(account) });
    expect(unseen("stale-access", tenant, change).filter((each) => each.includes("NinjaOne"))).toHaveLength(count);
  });

  it.each([
    [[], "1 account in NinjaOne is told by a name alone, which anybody can give an account: Dana Reyes."],
    [
      [{ id: "m7", name: "Miriam Okafor", email: undefined } as object],
      "2 accounts in NinjaOne are told by a name alone, which anybody can give an account: Dana Reyes and Miriam Okafor.",
    ],
  ])("a name alone is said to be one", (more, expected) => {
    const people = [{ id: "d7", email: undefined } as object, ...more].map(account);
    const { tenant, change } = given(undefined, { people });
    expect(unseen("account-without-person", tenant, change).slice(1)).toEqual([expected]);
  });

  it.each([
    ["2026-10-17T00:00:00Z", 0],
    ["2026-10-16T00:00:00Z", 1],
  ])("a roster of %s is old or not", (collectedAt, count) => {
    const { tenant, change } = given({}, { collectedAt });
    expect(unseen("account-without-person", tenant, change).slice(1)).toHaveLength(count);
  });

  it("with rosters of all nobody is missing", () => {
    const { tenant, change } = given({});
    const systems = change.systems.filter(({ roster }) => roster !== undefined);
    expect(unseen("account-without-person", tenant, { ...change, systems })).toEqual([]);
  });

  it("what no roster shows is named", () => {
    const { tenant, change } = given(undefined, {
      complete: false,
      unread: [{ what: "page 2", why: "429 Too Many Requests" }],
      showsRoles: false,
      collectedAt: "2026-09-01T00:00:00Z",
    });
    const [without, ...others] = unseen("account-without-person", tenant, change);
    expect(without).toMatch(
      /^Who has an account in Microsoft Intune, HaloPSA, .*, Veeam is not known: no roster was given/,
    );
    expect(others).toEqual([
      "The roster of NinjaOne is not whole: page 2: 429 Too Many Requests",
      "Which roles people have in NinjaOne is not known: its roster does not show them.",
      "The roster of NinjaOne is 81 days old: who came since then is not known.",
    ]);
  });
});
