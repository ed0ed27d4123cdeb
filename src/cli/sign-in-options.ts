/** A sign-in as the command line describes it. What is not said is as in an ordinary sign-in: a browser on Windows, no risk. */

import type { Attribution } from "../access/attribution.ts";
import { readNetwork } from "../access/conditional-access/networks.ts";
import {
  type AttributeValue,
  type ClientApplication,
  ordinarySignIn,
  otherApplication,
  type SignIn,
  type SignInPrincipal,
  type SignInResource,
} from "../access/conditional-access/sign-in.ts";
import { keyOf } from "../access/conditional-access/tests.ts";
import { securityAttributes, signInPrincipals, technicianOf, workloadPrincipal } from "../access/sign-in-principal.ts";
import { findWho, type Sighted } from "../access/who.ts";
import { applicationSuites, wellKnownApplications } from "../catalogue/application-suites.ts";
import {
  deviceAttributes,
  devicePlatforms,
  externalUserTypes,
  insiderRiskLevels,
  riskLevels,
} from "../catalogue/sign-in-conditions.ts";
import { suggest } from "../matrix/suggest.ts";
import { UsageError } from "./errors.ts";

export interface SignInOptions {
  readonly user?: string;
  readonly guestOf?: string;
  readonly type?: string;
  readonly servicePrincipal?: string;
  /** Eligibilities that are active at the time. */
  readonly activated?: readonly string[];
  readonly app?: string;
  readonly userAction?: string;
  readonly authenticationContext?: string;
  readonly client?: string;
  readonly platform?: string;
  readonly ip?: string;
  readonly country?: string;
  readonly gpsCountry?: string;
  readonly compliantNetwork?: boolean;
  readonly device?: readonly string[];
  readonly signInRisk?: string;
  readonly userRisk?: string;
  readonly insiderRisk?: string;
  readonly servicePrincipalRisk?: string;
  readonly flow?: string;
}

export interface DescribedSignIn {
  readonly signIn: SignIn;
  /** What was made of the description, where that is not what it says. */
  readonly notes: readonly string[];
}

/** @throws UsageError for what nobody is called, or no sign-in can be */
export function describedSignIn(options: SignInOptions, sighted: Sighted): DescribedSignIn {
  const { attribution } = sighted;
  const ordinary = ordinarySignIn(principalOf(options, sighted));
  const activated = (options.activated ?? []).map((name) => activationOf(name, ordinary.principal));
  const { resource, applicationAttributes } = resourceOf(options, attribution);
  const device = deviceOf(options.device);
  const signIn: SignIn = {
    ...ordinary,
    assumed: Object.fromEntries(activated.map((about) => [keyOf({ kind: "activation", about }), true])),
    resource,
    ...(applicationAttributes && { applicationAttributes }),
    client: options.client === undefined ? ordinary.client : oneOf("--client", options.client, clients),
    platform: options.platform === undefined ? ordinary.platform : oneOf("--platform", options.platform, platforms),
    ...(options.ip !== undefined && { address: addressIn(options.ip) }),
    ...(options.country !== undefined && { country: countryIn("--country", options.country) }),
    ...(options.gpsCountry !== undefined && { gpsCountry: countryIn("--gps-country", options.gpsCountry) }),
    compliantNetwork: options.compliantNetwork === true,
    ...device.seen,
    signInRisk: levelOf("--sign-in-risk", options.signInRisk, riskLevels),
    userRisk: levelOf("--user-risk", options.userRisk, riskLevels),
    insiderRisk: levelOf("--insider-risk", options.insiderRisk, insiderRiskLevels),
    servicePrincipalRisk: levelOf("--service-principal-risk", options.servicePrincipalRisk, riskLevels),
    authenticationFlow: options.flow === undefined ? ordinary.authenticationFlow : oneOf("--flow", options.flow, flows),
  };
  return { signIn, notes: device.notes };
}

function principalOf(options: SignInOptions, sighted: Sighted): SignInPrincipal {
  const { attribution } = sighted;
  const { user, guestOf, type, servicePrincipal } = options;
  const given = [user, guestOf, servicePrincipal].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new UsageError(
      given.length === 0 ? "nobody signs in" : "several sign in at once",
      "one of --user WHO, --guest-of TENANT, --service-principal NAME",
    );
  }
  if (guestOf !== undefined) return foreigner(guestOf, type, attribution);
  if (type !== undefined) throw new UsageError("--type is for --guest-of", "of a user, the tenant says what it is");
  const asked = user ?? servicePrincipal ?? "";
  const answer = findWho(sighted, asked);
  if ("several" in answer) {
    const ids = answer.several.map(({ id, label }) => `${label}, id ${id ?? "unknown"}`);
    throw new UsageError(`"${asked}" is the name of ${ids.length}: ${ids.join("; ")}`, "use the id");
  }
  if (!("found" in answer)) {
    const hint = answer.nearest === undefined ? "an address, a name or an id" : `did you mean "${answer.nearest}"?`;
    throw new UsageError(`nobody in sight is called "${asked}"`, hint);
  }
  const { found } = answer;
  const object = found.id === undefined ? undefined : attribution.directory.object(found.id);
  if (user !== undefined && object?.kind === "user") return signInPrincipals(attribution)(object.value);
  if (user === undefined && object?.kind === "servicePrincipal") return workloadPrincipal(object.value, attribution);
  throw new UsageError(
    `${found.label} is no ${user === undefined ? "service principal" : "user"}`,
    object?.kind === "servicePrincipal" ? "--service-principal" : "somebody who signs in",
  );
}

/** An eligibility by the name of its group or role. */
function activationOf(asked: string, { label, activations = [] }: SignInPrincipal): string {
  const names = new Map(
    activations.flatMap(({ about }) => {
      const [, group] = /^membership of group "?(.*?)"?$/.exec(about) ?? [];
      return [about, group ?? about].map((name) => [name, about] as const);
    }),
  );
  if (names.size === 0) throw new UsageError(`${label} is eligible for nothing`, "leave out --activated");
  return oneOf("--activated", asked, names);
}

/** Somebody of another tenant who is no object of this one. */
function foreigner(tenant: string, type: string | undefined, { matrix }: Attribution): SignInPrincipal {
  const providers = Object.entries(matrix.providers);
  const provider = providers.find(([key, { name }]) =>
    [key, name].some((each) => each.toLowerCase() === tenant.toLowerCase()),
  );
  const tenantId = provider?.[1].tenantId ?? (isGuid(tenant) ? tenant : undefined);
  if (tenantId === undefined) {
    throw unknownWord(
      "--guest-of",
      tenant,
      providers.flatMap(([key, { name }]) => [key, name]),
      "a tenant's id, or a provider of the matrix",
    );
  }
  const kind = type === undefined ? "b2bCollaborationGuest" : oneOf("--type", type, named(externalUserTypes));
  const whose = provider?.[1].name ?? tenantId;
  return { ...technicianOf(tenantId), label: `a ${kind} of ${whose}`, external: { type: kind, tenantId } };
}

interface Destination {
  readonly resource: SignInResource;
  readonly applicationAttributes?: Readonly<Record<string, AttributeValue>>;
}

function resourceOf({ app, userAction, authenticationContext }: SignInOptions, attribution: Attribution): Destination {
  if ([app, userAction, authenticationContext].filter((each) => each !== undefined).length > 1) {
    throw new UsageError("one sign-in goes to one place", "one of --app, --user-action, --authentication-context");
  }
  if (userAction !== undefined) {
    return { resource: { kind: "user-action", id: oneOf("--user-action", userAction, actions) } };
  }
  if (authenticationContext !== undefined) {
    if (!/^c([1-9]|[1-9]\d)$/i.test(authenticationContext)) {
      throw new UsageError(`--authentication-context ${authenticationContext} is none`, "c1 to c99");
    }
    return { resource: { kind: "authentication-context", id: authenticationContext.toLowerCase() } };
  }
  return applicationOf(app ?? otherApplication, attribution);
}

function applicationOf(asked: string, { directory }: Attribution): Destination {
  const wanted = asked.toLowerCase();
  const names = new Map<string, string>([
    [otherApplication, otherApplication],
    ...applicationSuites.flatMap(({ id, alias }) => [id, alias ?? id].map((name) => [name.toLowerCase(), id] as const)),
    ...Object.entries(wellKnownApplications).map(
      ([id, name]) => [name.replace(/^the /, "").toLowerCase(), id] as const,
    ),
  ]);
  const services = directory.snapshot.collections.servicePrincipals;
  const service = services.find(({ appId, displayName, id }) =>
    [appId, displayName, id].some((name) => name?.toLowerCase() === wanted),
  );
  const id = names.get(wanted) ?? service?.appId ?? (isGuid(asked) ? asked : undefined);
  if (!id) {
    const known = [...names.keys(), ...services.flatMap(({ displayName }) => displayName ?? [])];
    throw unknownWord("--app", asked, known, "a client id, a name, azure-management, admin-portals or Office365");
  }
  const attributes = securityAttributes(service?.customSecurityAttributes);
  return { resource: { kind: "application", id }, ...(attributes && { applicationAttributes: attributes }) };
}

const clients = new Map<string, ClientApplication>([
  ["browser", "browser"],
  ["desktop", "mobileAppsAndDesktopClients"],
  ["mobile", "mobileAppsAndDesktopClients"],
  ["mobileAppsAndDesktopClients", "mobileAppsAndDesktopClients"],
  ["activesync", "exchangeActiveSync"],
  ["exchangeActiveSync", "exchangeActiveSync"],
  ["legacy", "other"],
  ["other", "other"],
]);

const flows = new Map([
  ["none", "none"],
  ["device-code", "deviceCodeFlow"],
  ["deviceCodeFlow", "deviceCodeFlow"],
  ["authentication-transfer", "authenticationTransfer"],
  ["authenticationTransfer", "authenticationTransfer"],
]);

const actions = new Map([
  ["register-security-info", "urn:user:registersecurityinfo"],
  ["urn:user:registersecurityinfo", "urn:user:registersecurityinfo"],
  ["register-device", "urn:user:registerdevice"],
  ["urn:user:registerdevice", "urn:user:registerdevice"],
]);

const platforms = named(devicePlatforms);

interface DescribedDevice {
  readonly seen: Partial<Pick<SignIn, "deviceRegistered" | "deviceAttributes">>;
  readonly notes: readonly string[];
}

/** Of an unmanaged device Entra does not see the extension attributes (…/concept-condition-filters-for-devices). */
function deviceOf(given: readonly string[] | undefined): DescribedDevice {
  if (given === undefined) return { seen: {}, notes: [] };
  if (given.length === 1 && given[0]?.toLowerCase() === "none") return { seen: { deviceRegistered: false }, notes: [] };
  const attributes = Object.fromEntries(given.map(attributeOf));
  const { isCompliant, trustType, mdmAppId } = attributes;
  const isManaged =
    /^true$/i.test(String(isCompliant)) || /^serverad$/i.test(String(trustType)) || mdmAppId !== undefined;
  const hidden = Object.keys(attributes).filter((name) => name.startsWith("extensionAttribute") && !isManaged);
  const seen = Object.entries(attributes).filter(([name]) => !hidden.includes(name));
  return {
    seen: { deviceRegistered: true, deviceAttributes: Object.fromEntries(seen) },
    notes:
      hidden.length === 0
        ? []
        : [`${hidden.join(", ")} not seen: the device is neither compliant, hybrid joined nor managed (mdmAppId)`],
  };
}

function attributeOf(text: string): [string, AttributeValue] {
  const at = text.indexOf("=");
  const [written, value] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (at < 1 || value === "")
    throw new UsageError(`--device ${text} is no attribute`, "name=value, such as isCompliant=True");
  const known = deviceAttributes.find(({ name }) => name.toLowerCase() === written.toLowerCase());
  if (!known)
    throw unknownWord(
      "--device",
      written,
      deviceAttributes.map(({ name }) => name),
    );
  const values = known.values;
  if (!values) return [known.name, known.kind === "collection" ? value.split(",") : value];
  return [known.name, oneOf(`--device ${known.name}`, value, named(values))];
}

function addressIn(text: string): string {
  if (text.includes("/") || !readNetwork(text))
    throw new UsageError(`--ip ${text} is no address`, "such as 203.0.113.7");
  return text;
}

function countryIn(option: string, text: string): string {
  if (!/^[a-z]{2}$/i.test(text)) throw new UsageError(`${option} ${text} is no country`, "two letters, such as GB");
  return text.toUpperCase();
}

function levelOf(option: string, given: string | undefined, levels: readonly string[]): string {
  return given === undefined ? "none" : oneOf(option, given, named(levels));
}

function named<Word extends string>(words: readonly Word[]): ReadonlyMap<string, Word> {
  return new Map(words.map((word) => [word, word]));
}

function oneOf<Value>(option: string, given: string, values: ReadonlyMap<string, Value>): Value {
  for (const [name, value] of values) if (name.toLowerCase() === given.toLowerCase()) return value;
  throw unknownWord(option, given, [...values.keys()]);
}

function unknownWord(option: string, given: string, known: readonly string[], otherwise?: string): UsageError {
  const nearest = suggest(given, known);
  const hint = nearest === undefined ? (otherwise ?? `one of ${known.join(", ")}`) : `did you mean "${nearest}"?`;
  return new UsageError(`${option} ${given} is not known`, hint);
}

function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
