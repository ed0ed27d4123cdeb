import { describe, expect, it } from "vitest";
import { applyChanges, type Change, remedies } from "../../../policies/adapter/remedies.ts";
import type { Plan, PlannedResource } from "../../../src/plan/plan.ts";
import { lookup, planned, planOf } from "../../support/plans.ts";
import { harbourWorld, helpdeskTeam } from "../../support/tenant-builder.ts";

const { entitlements } = harbourWorld;
const rules = entitlements.teams.find(({ displayName }) => displayName === helpdeskTeam)?.activation;
const unknown = { "demarc:unknown": true, from: [] };

const team = planned("Group", "team", { displayName: helpdeskTeam });
const other = planned("Group", "other", { displayName: "Something else" });

function remedyOf(name: string) {
  const remedy = remedies.find((each) => each.name === name);
  if (remedy === undefined) throw new Error(`there is no remedy ${name}`);
  return remedy;
}

/** Changes as text, of a resource whose group's id the engine does not know yet. */
function changes(name: string, inputs: Record<string, unknown>, group: PlannedResource | undefined = team): string[] {
  const type = remedyOf(name).type;
  const resource = planned(type, "it", { ...inputs, ...(group && { groupId: group.id }) });
  const offline: Plan = planOf([team, other, resource]);
  const subject = { urn: resource.urn, inputs: { ...inputs, groupId: unknown } };
  return shown(remedyOf(name).changes(subject, { entitlements, offline }));
}

const shown = (all: readonly Change[]) => all.map(({ path, value }) => `${path.join(".")} = ${JSON.stringify(value)}`);

describe("remedies", () => {
  it("start from what Harbour's matrix says", () => {
    expect(rules).toMatchObject({ maximumHours: 8, ticket: true, eligibleDays: 180 });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ["longer", { maximumDuration: "PT10H" }, ['activationRules.maximumDuration = "PT8H"']],
    ["a day", { maximumDuration: "P1D" }, ['activationRules.maximumDuration = "PT8H"']],
    ["Entra's default", {}, ['activationRules.maximumDuration = "PT8H"']],
    ["not known yet", { maximumDuration: unknown }, ['activationRules.maximumDuration = "PT8H"']],
    ["as long", { maximumDuration: "PT8H" }, []],
    ["shorter", { maximumDuration: "PT30M" }, []],
  ])("an activation that is %s", (_name, activationRules, expected) => {
    expect(changes("remedy-activation-length", { roleId: "member", activationRules })).toEqual(expected);
  });

  it("demand for an activation what is not demanded", () => {
    const demand = (activationRules: Record<string, unknown>) =>
      changes("remedy-activation-demands", { roleId: "member", activationRules });
    const all = { requireMultifactorAuthentication: true, requireJustification: true, requireTicketInfo: true };
    expect(demand(all)).toEqual([]);
    expect(demand({})).toEqual([
      "activationRules.requireMultifactorAuthentication = true",
      "activationRules.requireJustification = true",
      "activationRules.requireTicketInfo = true",
    ]);
    expect(demand({ ...all, requireJustification: false })).toEqual(["activationRules.requireJustification = true"]);
    // Entra refuses both together.
    expect(
      demand({
        ...all,
        requireMultifactorAuthentication: false,
        requiredConditionalAccessAuthenticationContext: "c1",
      }),
    ).toEqual([]);
  });

  it.each(["remedy-activation-length", "remedy-activation-demands"])("%s leaves alone what is no team's", (name) => {
    expect(changes(name, { roleId: "owner" })).toEqual([]);
    expect(changes(name, { roleId: "member" }, other)).toEqual([]);
    expect(
      remedyOf(name).changes({ urn: "urn", inputs: { roleId: "member" } }, { entitlements, offline: undefined }),
    ).toEqual([]);
  });

  it("find the group where it is only looked up", () => {
    const found = lookup("getGroup", { displayName: helpdeskTeam });
    const { type } = remedyOf("remedy-activation-length");
    const resource = planned(type, "it", { roleId: "member", groupId: found.id });
    const offline = planOf([resource], [found]);
    expect(shown(remedyOf("remedy-activation-length").changes(resource, { entitlements, offline }))).toEqual([
      'activationRules.maximumDuration = "PT8H"',
    ]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ["no end", {}, ['duration = "P180D"']],
    ["no end, said", { permanentAssignment: true }, ['duration = "P180D"', "permanentAssignment = false"]],
    ["a year", { duration: "P365D" }, ['duration = "P180D"']],
    [
      "a far date",
      { startDate: "2026-11-21T00:00:00Z", expirationDate: "2027-11-21T00:00:00Z" },
      ['duration = "P180D"', "expirationDate = undefined"],
    ],
    ["an end not known yet", { expirationDate: unknown }, ['duration = "P180D"', "expirationDate = undefined"]],
    ["the matrix's end", { duration: "P180D", permanentAssignment: false }, []],
    ["an early date", { startDate: "2026-11-21T00:00:00Z", expirationDate: "2027-01-21T00:00:00Z" }, []],
  ])("an eligibility with %s", (_name, inputs, expected) => {
    expect(changes("remedy-eligibility-end", { assignmentType: "member", ...inputs })).toEqual(expected);
    expect(changes("remedy-eligibility-end", { assignmentType: "member", ...inputs }, other)).toEqual([]);
  });

  it("an emergency account is enabled, nobody else", () => {
    const emergency = "Emergency-1@harbourdental.onmicrosoft.com";
    const enabling = (inputs: Record<string, unknown>) => changes("remedy-emergency-account-enabled", inputs);
    expect(enabling({ userPrincipalName: emergency, accountEnabled: false })).toEqual(["accountEnabled = true"]);
    expect(enabling({ userPrincipalName: emergency, accountEnabled: unknown })).toEqual(["accountEnabled = true"]);
    expect(enabling({ userPrincipalName: emergency })).toEqual([]);
    expect(enabling({ userPrincipalName: emergency, accountEnabled: true })).toEqual([]);
    expect(enabling({ userPrincipalName: "nora@harbourdental.example", accountEnabled: false })).toEqual([]);
  });

  it("a provider's session is the matrix's", () => {
    const policy = entitlements.signInPolicies.find(({ session }) => session !== undefined);
    const { displayName = "" } = policy ?? {};
    const session = (sessionControls?: Record<string, unknown>, name = displayName) =>
      changes("remedy-sign-in-session", { displayName: name, ...(sessionControls && { sessionControls }) });
    const frequency = ["sessionControls.signInFrequency = 4", 'sessionControls.signInFrequencyPeriod = "hours"'];
    const browser = ['sessionControls.persistentBrowserMode = "never"'];
    const good = { signInFrequency: 4, signInFrequencyPeriod: "hours", persistentBrowserMode: "never" };
    expect(session(good)).toEqual([]);
    expect(session({ ...good, signInFrequency: 1 })).toEqual([]);
    expect(session({ signInFrequencyInterval: "everyTime", persistentBrowserMode: "never" })).toEqual([]);
    expect(session()).toEqual([...frequency, ...browser]);
    expect(session({ ...good, signInFrequency: 12 })).toEqual(frequency);
    expect(session({ ...good, signInFrequencyPeriod: "days" })).toEqual(frequency);
    expect(session({ ...good, persistentBrowserMode: "always" })).toEqual(browser);
    expect(session(undefined, "Somebody's own policy")).toEqual([]);
  });

  it("set values where they stand, and read nothing else", () => {
    const props = {
      rules: new Proxy({ kept: "secret" } as Record<string, unknown>, {
        get() {
          throw new Error("not known yet");
        },
      }),
      gone: 1,
    } as Record<string, unknown>;
    applyChanges(props, [
      { path: ["rules", "length"], value: "PT8H" },
      { path: ["made", "here"], value: true },
      { path: ["gone"], value: undefined },
    ]);
    expect(Object.keys(props)).toEqual(["rules", "made"]);
    expect(
      Object.entries(Object.getOwnPropertyDescriptors(props["rules"])).map(([key, { value }]) => [key, value]),
    ).toEqual([
      ["kept", "secret"],
      ["length", "PT8H"],
    ]);
    expect(props["made"]).toEqual({ here: true });
  });

  it("make what is not known yet as a whole", () => {
    const props = new Proxy({ rules: "sentinel" } as Record<string, unknown>, {
      get(target, key) {
        if (target[String(key)] === "sentinel") throw new Error("not known yet");
        return target[String(key)];
      },
    });
    applyChanges(props, [{ path: ["rules", "length"], value: "PT8H" }]);
    expect(props["rules"]).toEqual({ length: "PT8H" });
  });
});
