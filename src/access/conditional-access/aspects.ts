/**
 * Aspects of a sign-in, each divided into classes by the tests about it: two sign-ins in the same class of every aspect get
 * the same answers to all tests, so one of them stands for all.
 */

import {
  adminPortals,
  applicationSuites,
  azureManagement,
  wellKnownApplications,
} from "../../catalogue/application-suites.ts";
import {
  authenticationFlows,
  deviceAttributes,
  devicePlatforms,
  userActions,
} from "../../catalogue/sign-in-conditions.ts";
import { candidateValues, shownValue } from "./attribute-values.ts";
import { addressOnlyIn, contains } from "./networks.ts";
import { type AttributeValue, ordinarySignIn, otherApplication, type SignIn, type SignInResource } from "./sign-in.ts";
import {
  type AttributeTest,
  type CountryTest,
  holds,
  keyOf,
  type NetworkTest,
  type RiskAspect,
  type Test,
} from "./tests.ts";

/** Sign-ins that all tests of an aspect treat alike. */
export interface Class {
  /** Gives a sign-in this class's value. */
  readonly set: (signIn: SignIn) => SignIn;
  /** How it reads in a description; empty for what needs no words. */
  readonly words: string;
  /** Answers to the tests of the aspect, by key. */
  readonly answers: ReadonlyMap<string, boolean>;
}

export interface Aspect {
  readonly name: string;
  /** The most ordinary first. */
  readonly classes: readonly Class[];
}

type Candidate = Pick<Class, "set" | "words">;

/** The aspects that tests look at, with their classes; in the order in which a person would say them. */
export function aspectsOf(tests: readonly Test[]): Aspect[] {
  const byKey = new Map(tests.map((each) => [keyOf(each), each]));
  const groups = Map.groupBy(byKey.values(), aspectName);
  const named = [...groups].flatMap(([name, group]) => divide(name, group));
  const rank = ({ name }: Aspect) => order.findIndex((each) => name.startsWith(each));
  return named.toSorted((one, other) => rank(one) - rank(other));
}

/** Where something assumed is decided before the networks, so that a network that shows is preferred to one that does not. */
const order = [
  "resource",
  "client",
  "platform",
  "activation",
  "assumption",
  "address",
  "country",
  "gps-country",
  "compliant-network",
  "device",
  "attribute",
  "risk",
  "flow",
];

function aspectName(test: Test): string {
  switch (test.kind) {
    case "resource-kind":
    case "legacy-resource":
      return "resource";
    case "attribute":
      // Patterns are not compared with anything else that is asked of the attribute.
      return `attribute ${test.of} ${test.operator === "match" ? keyOf(test) : test.name}`;
    case "risk":
      return `risk ${test.of}`;
    default:
      return test.kind;
  }
}

function divide(name: string, tests: readonly Test[]): Aspect[] {
  const candidates = candidatesOf(tests);
  if (candidates) return [{ name, classes: distinct(candidates, tests) }];
  return tests.map((each, index) => ({ name: `${name} ${index}`, classes: distinct(assumedEither(each), [each]) }));
}

/** One candidate for each combination of answers, the first that gives it. */
function distinct(candidates: readonly Candidate[], tests: readonly Test[]): Class[] {
  const found = new Map<string, Class>();
  for (const candidate of candidates) {
    const signIn = candidate.set(anySignIn);
    const answers = new Map(tests.map((each) => [keyOf(each), holds(each, signIn)]));
    const signature = [...answers.values()].join();
    if (!found.has(signature)) found.set(signature, { ...candidate, answers });
  }
  return [...found.values()];
}

const anySignIn = ordinarySignIn({ label: "", ids: [], groups: [], roles: [] });

/** Undefined where the tests have no values that are known, or too many combinations of answers. */
function candidatesOf(tests: readonly Test[]): Candidate[] | undefined {
  const of = <Kind extends Test["kind"]>(kind: Kind) =>
    tests.filter((each): each is Extract<Test, { kind: Kind }> => each.kind === kind);
  const [first] = tests;
  switch (first?.kind) {
    case "resource":
    case "resource-kind":
    case "legacy-resource":
      return resources(of("resource").map(({ is }) => is));
    case "client":
      return clients;
    case "platform":
      return [...devicePlatforms, ...of("platform").map(({ is }) => is)].map((platform) => ({
        set: (signIn) => ({ ...signIn, platform }),
        words: platform === "unknown" ? "from a device of an unknown platform" : `on ${platform}`,
      }));
    case "address":
      return addresses(of("address"));
    case "country":
    case "gps-country":
      return countries(first.kind, [...of("country"), ...of("gps-country")]);
    case "compliant-network":
      return [false, true].map((compliantNetwork) => ({
        set: (signIn) => ({ ...signIn, compliantNetwork }),
        words: compliantNetwork ? "through a compliant network" : "outside the compliant networks",
      }));
    case "device":
      return [false, true].map((deviceRegistered) => ({
        set: (signIn) => ({ ...signIn, deviceRegistered }),
        words: deviceRegistered ? "on a registered device" : "on a device that is not registered",
      }));
    case "attribute":
      return first.operator === "match" ? undefined : attributes(first, of("attribute"));
    case "risk":
      return risks(
        first.of,
        of("risk").map(({ level }) => level),
      );
    case "flow":
      return authenticationFlows.map(({ id, words }) => ({
        set: (signIn) => ({ ...signIn, authenticationFlow: id }),
        words,
      }));
    // What is activated, what is assumed: either answer is possible.
    default:
      return undefined;
  }
}

function assumedEither(test: Test): Candidate[] {
  return [false, true].map((value) => ({
    set: (signIn) => ({ ...signIn, assumed: { ...signIn.assumed, [keyOf(test)]: value } }),
    words: wordsOfAssumed(test, value),
  }));
}

function wordsOfAssumed(test: Test, value: boolean): string {
  if (test.kind === "assumption") return value ? test.yes : test.no;
  if (test.kind === "activation") return value ? `having activated ${test.about}` : "";
  if (test.kind !== "attribute") return "";
  const { yes, no } = operatorWords[test.operator];
  return `with ${attributeWhose(test)} that ${value ? yes : no} "${test.value}"`;
}

const operatorWords = {
  eq: { yes: "is", no: "is not" },
  startsWith: { yes: "starts with", no: "does not start with" },
  endsWith: { yes: "ends with", no: "does not end with" },
  contains: { yes: "contains", no: "does not contain" },
  match: { yes: "matches", no: "does not match" },
  null: { yes: "is", no: "is not" },
} as const;

/** Suites by a part of them that nothing names, then what is in suites that tests name, then what tests name themselves. */
function resources(named: readonly SignInResource[]): Candidate[] {
  const application = (id: string): SignInResource => ({ kind: "application", id });
  const isNamed = new Set(named.map(({ id }) => id.toLowerCase()));
  const suites = applicationSuites.filter(({ id }) => isNamed.has(id.toLowerCase()));
  return [
    ...[adminPortals, azureManagement, otherApplication].map(application),
    ...suites.map(({ id }) => application(id)),
    ...suites.flatMap(({ members }) => members.map(application)),
    ...named,
    ...userActions.map(({ id }): SignInResource => ({ kind: "user-action", id })),
  ].map((resource) => ({ set: (signIn) => ({ ...signIn, resource }), words: resourceWords(resource) }));
}

/** A destination: `to Azure management`. */
export function resourceWords({ kind, id }: SignInResource): string {
  const same = (other: { readonly id: string }) => other.id.toLowerCase() === id.toLowerCase();
  if (kind === "authentication-context") return `to what asks for authentication context ${id}`;
  if (kind === "traffic-profile") return `to the network that traffic profile ${id} forwards`;
  if (kind === "user-action") return userActions.find(same)?.words ?? `to do ${id}`;
  if (id === otherApplication) return "to any other application";
  return `to ${applicationSuites.find(same)?.words ?? wellKnownApplications[id.toLowerCase()] ?? `application ${id}`}`;
}

const clients: Candidate[] = (
  [
    ["browser", "with a browser"],
    ["mobileAppsAndDesktopClients", "with a desktop or mobile client"],
    ["other", "with a client of legacy authentication"],
    ["exchangeActiveSync", "with Exchange ActiveSync"],
  ] as const
).map(([client, words]) => ({ set: (signIn) => ({ ...signIn, client }), words }));

function addresses(tests: readonly NetworkTest[]): Candidate[] {
  const networks = tests.flatMap((each) => each.networks);
  const nowhere: Candidate = { set: (signIn) => signIn, words: "from any other network" };
  const inside = networks.flatMap((network): Candidate[] => {
    const address = addressOnlyIn(network, networks);
    if (address === undefined) return [];
    const names = tests
      .filter((each) => each.networks.some((outer) => contains(outer, network)))
      .map(({ location }) => location);
    return [
      { set: (signIn) => ({ ...signIn, address }), words: `from ${[...new Set(names)].join(" and ")} (${address})` },
    ];
  });
  return [nowhere, ...inside];
}

function countries(kind: CountryTest["kind"], tests: readonly CountryTest[]): Candidate[] {
  const named = [...new Set(tests.flatMap((each) => each.countries))];
  const elsewhere = ["SE", "NZ", "JP", "BR", "ZA"].find((code) => !named.includes(code)) ?? "ZZ";
  const [property, where] =
    kind === "country" ? (["country", "in"] as const) : (["gpsCountry", "with the Authenticator app in"] as const);
  const known = [elsewhere, ...named].map((country) => ({
    set: (signIn: SignIn) => ({ ...signIn, [property]: country }),
    words: `${where} ${country === elsewhere ? `a country that no policy names (${country})` : country}`,
  }));
  return [...known, { set: (signIn) => signIn, words: `${where} a country that nothing tells` }];
}

function attributes(first: AttributeTest, tests: readonly AttributeTest[]): Candidate[] | undefined {
  return candidateValues(first, tests)?.map((value) => ({
    set: (signIn) => withAttribute(signIn, first, value),
    words: attributeWords(first, value),
  }));
}

function withAttribute(signIn: SignIn, test: AttributeTest, value: AttributeValue | undefined): SignIn {
  if (value === undefined) return signIn;
  const { of } = test;
  const name = attributeName(test);
  if (of === "device") return { ...signIn, deviceAttributes: { ...signIn.deviceAttributes, [name]: value } };
  if (of === "application") {
    return { ...signIn, applicationAttributes: { ...signIn.applicationAttributes, [name]: value } };
  }
  const workload = { covered: true, ...signIn.principal.workload };
  const attributes = { ...workload.attributes, [name]: value };
  return { ...signIn, principal: { ...signIn.principal, workload: { ...workload, attributes } } };
}

/** As Microsoft spells it, where it is one of Microsoft's. */
function attributeName({ of, name }: AttributeTest): string {
  const known = of === "device" ? deviceAttributes.find((each) => each.name.toLowerCase() === name) : undefined;
  return known?.name ?? name;
}

function attributeWords(test: AttributeTest, value: AttributeValue | undefined): string {
  const what = attributeWhose(test);
  if (value === undefined) return `with no ${what}`;
  const shown = shownValue(value);
  return shown === undefined ? `with another ${what}` : `with ${what} ${shown}`;
}

function attributeWhose(test: AttributeTest): string {
  const whose = { device: "", application: " of the application", workload: " of the service principal" };
  return `${attributeName(test)}${whose[test.of]}`;
}

function risks(of: RiskAspect, levels: readonly string[]): Candidate[] {
  const words = {
    signInRisk: "sign-in",
    userRisk: "user",
    insiderRisk: "insider",
    servicePrincipalRisk: "service principal",
  };
  return ["none", ...levels].map((level) => ({
    set: (signIn) => ({ ...signIn, [of]: level }),
    words: level === "none" ? "" : `at ${level} ${words[of]} risk`,
  }));
}
