/** The smallest questions a policy asks about a sign-in. Each looks at one aspect; `aspects.ts` says which values an aspect can take. */

import { applicationSuites } from "../../catalogue/application-suites.ts";
import { contains, type Network, readNetwork } from "./networks.ts";
import type { AttributeValue, ClientApplication, SignIn, SignInResource } from "./sign-in.ts";

/** Positive operators only; a rule's negative ones are a `not` around these. `null` asks whether there is no value. */
export type AttributeOperator = "eq" | "startsWith" | "endsWith" | "contains" | "match" | "null";

export type RiskAspect = "signInRisk" | "userRisk" | "insiderRisk" | "servicePrincipalRisk";

export interface AttributeTest {
  readonly kind: "attribute";
  readonly of: "device" | "application" | "workload";
  /** In lower case: names are matched regardless of case. */
  readonly name: string;
  readonly operator: AttributeOperator;
  /** As the rule writes it; empty for `null`. */
  readonly value: string;
}

export interface NetworkTest {
  readonly kind: "address";
  readonly location: string;
  readonly networks: readonly Network[];
}

export interface CountryTest {
  readonly kind: "country" | "gps-country";
  /** Upper case. */
  readonly countries: readonly string[];
  readonly includesUnknown: boolean;
}

/** A question that nothing at hand answers: both answers are possible. */
export interface AssumptionTest {
  readonly kind: "assumption";
  readonly about: string;
  /** How it reads when the answer is yes, and when it is no. */
  readonly yes: string;
  readonly no: string;
}

/** Whether something that the principal is eligible for is active at the time; both are possible. */
export interface ActivationTest {
  readonly kind: "activation";
  readonly about: string;
}

export type Test =
  | { readonly kind: "resource"; readonly is: SignInResource }
  | { readonly kind: "resource-kind"; readonly is: SignInResource["kind"] }
  /** An application that answers to legacy protocols. */
  | { readonly kind: "legacy-resource" }
  | { readonly kind: "client"; readonly is: ClientApplication }
  | { readonly kind: "platform"; readonly is: string }
  | NetworkTest
  | CountryTest
  | { readonly kind: "compliant-network" }
  | { readonly kind: "device"; readonly is: "registered" | "unregistered" }
  | AttributeTest
  | { readonly kind: "risk"; readonly of: RiskAspect; readonly level: string }
  | { readonly kind: "flow"; readonly is: string }
  | ActivationTest
  | AssumptionTest;

/** The same text for the same question, and only for it. */
export function keyOf(test: Test): string {
  const known = keys.get(test);
  if (known !== undefined) return known;
  const key = JSON.stringify(test);
  keys.set(test, key);
  return key;
}

/** Tests never change, and are asked for their key over and over. */
const keys = new WeakMap<Test, string>();

/** The answer for one sign-in. */
export function holds(test: Test, signIn: SignIn): boolean {
  return signIn.assumed[keyOf(test)] ?? answer(test, signIn);
}

function answer(test: Test, signIn: SignIn): boolean {
  switch (test.kind) {
    case "resource":
      return matchesResource(test.is, signIn.resource);
    case "resource-kind":
      return signIn.resource.kind === test.is;
    case "legacy-resource":
      return speaksLegacy(signIn.resource);
    case "client":
      return signIn.client === test.is;
    case "platform":
      return same(signIn.platform, test.is);
    case "address":
      return isIn(test.networks, signIn.address);
    case "country":
      return isAt(test, signIn.country);
    case "gps-country":
      return isAt(test, signIn.gpsCountry);
    case "compliant-network":
      return signIn.compliantNetwork;
    case "device":
      return signIn.deviceRegistered === (test.is === "registered");
    case "attribute":
      return matchesAttribute(test, attributesOf(test, signIn));
    case "risk":
      return same(signIn[test.of], test.level);
    case "flow":
      return same(signIn.authenticationFlow, test.is);
    case "activation":
    case "assumption":
      return false;
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A suite's name, or the application that stands for it, covers what is in it. */
function matchesResource(named: SignInResource, resource: SignInResource): boolean {
  if (named.kind !== resource.kind) return false;
  if (same(named.id, resource.id)) return true;
  return applicationSuites.some(
    (suite) => same(suite.id, named.id) && suite.members.some((id) => same(id, resource.id)),
  );
}

/** Portals and Azure management speak no legacy protocol; neither does anything that is no application. */
function speaksLegacy(resource: SignInResource): boolean {
  if (resource.kind !== "application") return false;
  const modern = applicationSuites.filter(({ legacyProtocols }) => !legacyProtocols);
  return !modern.some(({ id }) => matchesResource({ kind: "application", id }, resource));
}

function isIn(networks: readonly Network[], address: string | undefined): boolean {
  const at = address === undefined ? undefined : readNetwork(address);
  return at !== undefined && networks.some((network) => contains(network, at));
}

function isAt({ countries, includesUnknown }: CountryTest, country: string | undefined): boolean {
  return country === undefined ? includesUnknown : countries.includes(country.toUpperCase());
}

function attributesOf(test: AttributeTest, signIn: SignIn): Readonly<Record<string, AttributeValue>> {
  if (test.of === "device") return signIn.deviceAttributes;
  return test.of === "application" ? signIn.applicationAttributes : (signIn.principal.workload?.attributes ?? {});
}

/**
 * Strings are compared regardless of case; of a collection, `contains` asks for a whole element
 * (https://learn.microsoft.com/entra/identity/conditional-access/concept-condition-filters-for-devices). An operator other than
 * `contains` holds of a collection when it holds of an element.
 */
function matchesAttribute(test: AttributeTest, attributes: Readonly<Record<string, AttributeValue>>): boolean {
  const { operator, value } = test;
  const found = Object.entries(attributes).find(([name]) => same(name, test.name))?.[1];
  if (operator === "null") return found === undefined;
  if (found === undefined) return false;
  if (typeof found === "string") return compare(operator, value, found.toLowerCase());
  return found.some((element) => compare(operator === "contains" ? "eq" : operator, value, element.toLowerCase()));
}

function compare(operator: Exclude<AttributeOperator, "null">, written: string, text: string): boolean {
  const value = written.toLowerCase();
  switch (operator) {
    case "eq":
      return text === value;
    case "startsWith":
      return text.startsWith(value);
    case "endsWith":
      return text.endsWith(value);
    case "contains":
      return text.includes(value);
    case "match":
      return matches(written, text);
  }
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "iu").test(text);
  } catch {
    // What is no regular expression here matches only where it is assumed to.
    return false;
  }
}
