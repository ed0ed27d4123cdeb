import { describe, expect, it } from "vitest";
import { resourceWords } from "../../src/access/conditional-access/aspects.ts";
import {
  all,
  always,
  any,
  constant,
  type Formula,
  never,
  not,
  test,
} from "../../src/access/conditional-access/formula.ts";
import { readNetwork } from "../../src/access/conditional-access/networks.ts";
import { findSignIn } from "../../src/access/conditional-access/search.ts";
import { ordinarySignIn } from "../../src/access/conditional-access/sign-in.ts";
import type { AttributeOperator, AttributeTest, Test } from "../../src/access/conditional-access/tests.ts";

const base = ordinarySignIn({ label: "Nora", ids: ["nora"], groups: [], roles: [] });

const assumed = (about: string) => test({ kind: "assumption", about, yes: `with ${about}`, no: "" });
const [a, b, c] = [assumed("a"), assumed("b"), assumed("c")];
const app = (id: string) => test({ kind: "resource", is: { kind: "application", id } });
const risk = (level: string) => test({ kind: "risk", of: "signInRisk", level });
const client = (is: "browser" | "other") => test({ kind: "client", is });

/** What a sign-in that meets all of the first and none of the second is like; undefined when there is none. */
function found(must: readonly Formula[], mustNot: readonly Formula[] = []): string[] | undefined {
  return findSignIn(base, { must, mustNot })?.words.map(({ text }) => text);
}

describe("formulas are kept small", () => {
  it.each<[string, () => Formula, Formula]>([
    ["all of nothing", () => all(), always],
    ["any of nothing", () => any(), never],
    ["all of one", () => all(a), a],
    ["any of one", () => any(a), a],
    ["what says nothing", () => all(always, a, always), a],
    ["what says nothing, among alternatives", () => any(never, a, never), a],
    ["what decides", () => all(a, never, b), never],
    ["what decides, among alternatives", () => any(a, always, b), always],
    ["lists in lists of their kind", () => all(all(a, b), c), { kind: "all", of: [a, b, c] }],
    ["alternatives in alternatives", () => any(a, any(b, c)), { kind: "any", of: [a, b, c] }],
    ["not of not", () => not(not(a)), a],
    ["not of what is certain", () => not(always), never],
    ["not of what is impossible", () => not(never), always],
    ["yes", () => constant(true), always],
    ["no", () => constant(false), never],
  ])("%s", (_name, formula, expected) => {
    expect(formula()).toEqual(expected);
  });

  it("lists of another kind stay", () => {
    expect(all(any(a, b), c)).toEqual({ kind: "all", of: [{ kind: "any", of: [a, b] }, c] });
    expect(not(all(a, b))).toEqual({ kind: "not", of: { kind: "all", of: [a, b] } });
  });
});

describe("a sign-in is found exactly where there is one", () => {
  const unlessBoth = not(all(a, b));
  it.each<[string, Formula[], Formula[], string[] | undefined]>([
    ["nothing is asked", [], [], []],
    ["what is certain", [always], [never], []],
    ["what is impossible", [never], [], undefined],
    ["what must not be and is certain", [], [always], undefined],
    ["one thing", [a], [], ["with a"]],
    ["one thing, and not another", [a], [b], ["with a"]],
    ["a thing and its opposite", [a], [a], undefined],
    ["a thing and its opposite, said as such", [a, not(a)], [], undefined],
    ["neither", [], [a, b], []],
    ["one of two", [any(a, b)], [a], ["with b"]],
    ["the last of two that is left", [any(a, b)], [], ["with b"]],
    ["all of two", [all(a, b)], [], ["with a", "with b"]],
    ["all of two, one of which must not be", [all(a, b)], [b], undefined],
    ["not both", [a, unlessBoth], [], ["with a"]],
    ["not both, and both", [a, b, unlessBoth], [], undefined],
    ["not both, which must not be", [], [unlessBoth], ["with a", "with b"]],
    ["neither of two alternatives", [], [any(a, b), not(c)], ["with c"]],
    [
      "what no longer matters is not said",
      [any(test({ kind: "platform", is: "windows" }), test({ kind: "compliant-network" }))],
      [],
      ["on windows"],
    ],
    ["an alternative in an alternative", [any(all(a, any(b, c)), never)], [b], ["with a", "with c"]],
    ["the same in other words", [any(all(a, b), all(a, c))], [all(a, b)], ["with a", "with c"]],
    ["two that contradict each other below", [any(all(a, b), all(a, not(b))), not(a)], [], undefined],
    ["not of what a choice turns into not", [not(all(not(a), b)), b], [], ["with a", "with b"]],
  ])("%s", (_name, must, mustNot, expected) => {
    expect(found(must, mustNot)).toEqual(expected);
  });

  const attribute = (operator: AttributeOperator, value: string, name = "model"): AttributeTest => ({
    kind: "attribute",
    of: "device",
    name,
    operator,
    value,
  });
  const country = (kind: "country" | "gps-country", code: string): Test => ({
    kind,
    countries: [code],
    includesUnknown: false,
  });
  const place = (cidr: string): Test => ({
    kind: "address",
    location: cidr,
    networks: [readNetwork(cidr)].filter((network) => network !== undefined),
  });
  it.each<[string, Test, Test]>([
    [
      "application",
      { kind: "resource", is: { kind: "application", id: "x" } },
      { kind: "resource", is: { kind: "application", id: "y" } },
    ],
    ["kind of resource", { kind: "resource-kind", is: "application" }, { kind: "resource-kind", is: "user-action" }],
    [
      "application, which is no action",
      { kind: "resource-kind", is: "user-action" },
      { kind: "resource", is: { kind: "application", id: "x" } },
    ],
    [
      "application, of which only some know legacy protocols",
      { kind: "legacy-resource" },
      { kind: "resource", is: { kind: "application", id: "MicrosoftAdminPortals" } },
    ],
    ["client", { kind: "client", is: "browser" }, { kind: "client", is: "other" }],
    ["platform", { kind: "platform", is: "linux" }, { kind: "platform", is: "iOS" }],
    ["address", place("10.0.0.0/8"), place("192.0.2.0/24")],
    ["country", country("country", "SE"), country("country", "NO")],
    ["country by the app", country("gps-country", "SE"), country("gps-country", "NO")],
    ["device", { kind: "device", is: "registered" }, { kind: "device", is: "unregistered" }],
    ["value of an attribute", attribute("eq", "x"), attribute("eq", "y")],
    ["risk", { kind: "risk", of: "userRisk", level: "low" }, { kind: "risk", of: "userRisk", level: "high" }],
    ["flow", { kind: "flow", is: "deviceCodeFlow" }, { kind: "flow", is: "authenticationTransfer" }],
  ])("each sign-in has one %s", (_name, one, other) => {
    expect(found([test(one), test(other)])).toBeUndefined();
    expect(found([test(one)], [test(other)])).toBeDefined();
    expect(found([test(other)], [test(one)])).toBeDefined();
  });

  it.each<[string, Test, Test]>([
    ["risks", { kind: "risk", of: "userRisk", level: "low" }, { kind: "risk", of: "signInRisk", level: "high" }],
    ["countries, by address and by the app", country("country", "SE"), country("gps-country", "NO")],
    ["attributes", attribute("eq", "x"), attribute("eq", "y", "displayname")],
    ["activations", { kind: "activation", about: "x" }, { kind: "activation", about: "y" }],
    [
      "things that are assumed",
      { kind: "assumption", about: "x", yes: "", no: "" },
      { kind: "assumption", about: "y", yes: "", no: "" },
    ],
    ["patterns, which nothing compares", attribute("match", "^x"), attribute("match", "^y")],
    ["a pattern and a value", attribute("eq", "y"), attribute("match", "^y")],
    ["a place, and another that is in it", place("10.0.0.0/8"), place("10.1.0.0/16")],
    ["a network of some version, and what is everywhere", place("0.0.0.0/0"), place("192.0.2.0/24")],
    ["a compliant network, and a place", { kind: "compliant-network" }, place("192.0.2.0/24")],
  ])("each sign-in may have several %s", (_name, one, other) => {
    expect(found([test(one), test(other)])).toBeDefined();
    expect(found([test(other)], [test(one)]) === undefined).toBe(one.kind === "address" && other.kind === "address");
  });

  it("ends soon, however much is open beside a contradiction", () => {
    const open = Array.from({ length: 60 }, (_, index) => assumed(`${index}`));
    const pairs = open.flatMap((one, index) => (index === 0 ? [] : [any(one, open[index - 1] ?? never)]));
    expect(found([...pairs, risk("high"), risk("low")])).toBeUndefined();
    // What asks for more than what has failed fails as well.
    const barred = open.map((one, index) => all(test({ kind: "flow", is: `flow ${index}` }), one));
    expect(found([risk("high"), risk("low")], barred)).toBeUndefined();
    expect(found([risk("high"), risk("low")], [any(...barred)])).toBeUndefined();
    expect(found([risk("high"), risk("low"), all(...barred.map(not))])).toBeUndefined();
  });
});

describe("the sign-in that is found", () => {
  it("is the most ordinary one: what does not matter is as it was", () => {
    expect(findSignIn(base, { must: [], mustNot: [] })).toEqual({ signIn: base, words: [] });
    expect(ordinarySignIn(base.principal)).toEqual({
      principal: base.principal,
      resource: { kind: "application", id: "other" },
      applicationAttributes: {},
      client: "browser",
      platform: "windows",
      compliantNetwork: false,
      deviceAttributes: {},
      signInRisk: "none",
      userRisk: "none",
      insiderRisk: "none",
      servicePrincipalRisk: "none",
      authenticationFlow: "none",
      assumed: {},
    });
  });

  it.each<[string, Formula[], object]>([
    ["application", [app("x")], { resource: { kind: "application", id: "x" } }],
    ["no action", [not(test({ kind: "resource-kind", is: "application" }))], { resource: { kind: "user-action" } }],
    ["client", [client("other")], { client: "other" }],
    ["risk", [not(risk("high")), not(risk("low"))], { signInRisk: "none" }],
    [
      "address",
      [test({ kind: "address", location: "x", networks: [{ version: 4, bits: "00001010" }] })],
      { address: "10.0.0.0" },
    ],
    [
      "address, if it matters",
      [not(test({ kind: "address", location: "x", networks: [{ version: 4, bits: "00001010" }] }))],
      { principal: base.principal },
    ],
    [
      "country",
      [not(test({ kind: "country", countries: ["SE", "NZ", "JP"], includesUnknown: true }))],
      { country: "BR" },
    ],
    [
      "country by the app",
      [not(test({ kind: "gps-country", countries: ["SE", "NZ", "JP", "BR", "ZA"], includesUnknown: true }))],
      { gpsCountry: "ZZ" },
    ],
    ["compliant network", [test({ kind: "compliant-network" })], { compliantNetwork: true }],
    ["flow", [test({ kind: "flow", is: "deviceCodeFlow" })], { authenticationFlow: "deviceCodeFlow" }],
    [
      "device",
      [
        test({ kind: "device", is: "registered" }),
        test({ kind: "attribute", of: "device", name: "iscompliant", operator: "eq", value: "true" }),
        test({ kind: "attribute", of: "device", name: "model", operator: "eq", value: "X" }),
      ],
      { deviceRegistered: true, deviceAttributes: { isCompliant: "True", model: "X" } },
    ],
    [
      "application's attributes, also those that are called like a device's",
      [
        test({ kind: "attribute", of: "application", name: "iscompliant", operator: "eq", value: "maybe" }),
        test({ kind: "attribute", of: "application", name: "set_name", operator: "eq", value: "X" }),
      ],
      { applicationAttributes: { iscompliant: "maybe", set_name: "X" }, deviceAttributes: {} },
    ],
    [
      "service principal's attributes",
      [
        test({ kind: "attribute", of: "workload", name: "set_name", operator: "eq", value: "X" }),
        test({ kind: "attribute", of: "workload", name: "set_more", operator: "eq", value: "Y" }),
      ],
      { principal: { label: "Nora", workload: { covered: true, attributes: { set_name: "X", set_more: "Y" } } } },
    ],
    [
      "assumptions",
      [a, not(b)],
      {
        assumed: {
          '{"kind":"assumption","about":"a","yes":"with a","no":""}': true,
          '{"kind":"assumption","about":"b","yes":"with b","no":""}': false,
        },
      },
    ],
  ])("has that %s", (_name, must, expected) => {
    expect(findSignIn(base, { must, mustNot: [] })?.signIn).toMatchObject(expected);
  });

  it("keeps what the service principal already is", () => {
    const principal = { ...base.principal, workload: { covered: true, attributes: { Zone_Name: "1" } } };
    const must = [test({ kind: "attribute", of: "workload", name: "set_name", operator: "eq", value: "X" })];
    expect(findSignIn({ ...base, principal }, { must, mustNot: [] })?.signIn.principal).toEqual({
      ...principal,
      workload: { covered: true, attributes: { Zone_Name: "1", set_name: "X" } },
    });
  });
});

describe("destinations in words", () => {
  it.each([
    ["application", "other", "to any other application"],
    ["application", "microsoftadminportals", "to the Microsoft admin portals"],
    ["application", "00000003-0000-0000-C000-000000000000", "to Microsoft Graph"],
    ["application", "11111111-2222-3333-4444-555555555555", "to application 11111111-2222-3333-4444-555555555555"],
    ["user-action", "URN:user:registerdevice", "to register a device"],
    ["user-action", "urn:user:more", "to do urn:user:more"],
    ["user-action", "other", "to do other"],
    ["authentication-context", "c1", "to what asks for authentication context c1"],
    ["traffic-profile", "m365", "to the network that traffic profile m365 forwards"],
  ] as const)("%s %s: %s", (kind, id, words) => {
    expect(resourceWords({ kind, id })).toBe(words);
  });
});
