/**
 * Pulumi's wire and state values (sdk/go/common/resource/sig, sdk/go/common/resource/plugin/rpc.go) as a plan holds them:
 * secrets and unknowns become markers, references to resources become ids.
 */

import { appPermissions, resourceApplications } from "../catalogue/app-permissions.ts";
import { azureRoles } from "../catalogue/azure-roles.ts";
import { entraRoles } from "../catalogue/entra-roles.ts";
import type { SecretValue, UnknownValue } from "./plan.ts";

export const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
} as const;

/** Strings that stand for a value a preview does not know, one for each type of value. */
const unknownSentinels: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const secretValue: SecretValue = { "demarc:secret": true };

/** How `pulumi preview --json` writes a secret (pkg/backend/display/json.go, massagePropertyValue). */
const blindedSecret = "[secret]";
const sentinelLength = 36;

export interface DecodeOptions {
  /** URNs that an unknown in this property may come from. */
  readonly from?: readonly string[];
  /** Whether a string is the id of a planned object or lookup; such an id is shown although the program made it a secret. */
  readonly isPlaceholder?: (value: string) => boolean;
  /** Id of a resource that is referred to by URN alone. */
  readonly idOfUrn?: (urn: string) => string | undefined;
  /** True where secrets may be written as the text `[secret]`. */
  readonly blinded?: boolean;
}

/** One wire value as a plan holds it. */
export function decode(value: unknown, options: DecodeOptions = {}): unknown {
  if (typeof value === "string") {
    if (unknownSentinels.has(value)) return { "demarc:unknown": true, from: options.from ?? [] } satisfies UnknownValue;
    return options.blinded === true && value === blindedSecret ? secretValue : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map((element) => decode(element, options));
    return elements.every((element, index) => element === value[index]) ? value : elements;
  }
  const object = value as Record<string, unknown>;
  switch (object[signatureKey]) {
    case undefined:
      return decodeEach(object, () => options);
    case signatures.secret:
      return revealIdentifiers(object["value"] ?? plaintext(object), options);
    case signatures.resource:
      return decodeReference(object, options);
    case signatures.output:
      return object["secret"] === true
        ? revealIdentifiers(object["value"], options)
        : "value" in object
          ? decode(object["value"], options)
          : ({ "demarc:unknown": true, from: options.from ?? [] } satisfies UnknownValue);
    case signatures.asset:
    case signatures.archive: {
      const { path, uri, text, hash } = object;
      return { "demarc:asset": path ?? uri ?? (text === undefined ? hash : "text") ?? "assets" };
    }
    default:
      return secretValue;
  }
}

/**
 * Every property of a bag of wire values; each unknown knows where it may come from. What is nothing but itself is not copied: the
 * bag itself, when nothing in it stands for something else.
 */
export function decodeProperties(
  properties: Readonly<Record<string, unknown>>,
  propertyDependencies: Readonly<Record<string, readonly string[]>>,
  options: DecodeOptions = {},
): Readonly<Record<string, unknown>> {
  return decodeEach(properties, (key) => ({ ...options, from: propertyDependencies[key] ?? [] }));
}

function decodeEach(
  object: Readonly<Record<string, unknown>>,
  optionsOf: (key: string) => DecodeOptions,
): Readonly<Record<string, unknown>> {
  let decoded: Record<string, unknown> | undefined;
  for (const key in object) {
    const value = object[key];
    // Most values are plain: they need no options.
    if (typeof value === "string" ? !mayStandForMore(value) : typeof value !== "object" || value === null) continue;
    const after = decode(value, optionsOf(key));
    if (after === value) continue;
    decoded ??= { ...object };
    decoded[key] = after;
  }
  return decoded ?? object;
}

function mayStandForMore(text: string): boolean {
  return text.length === sentinelLength ? unknownSentinels.has(text) : text === blindedSecret;
}

function decodeReference(reference: Record<string, unknown>, options: DecodeOptions): unknown {
  const { urn, id } = reference;
  if (typeof urn !== "string") return secretValue;
  if (unknownSentinels.has(id) || id === "") return { "demarc:unknown": true, from: [urn] } satisfies UnknownValue;
  return typeof id === "string" ? id : (options.idOfUrn?.(urn) ?? urn);
}

/** State written with `--show-secrets` keeps the value as JSON text. */
function plaintext(secret: Record<string, unknown>): unknown {
  const text = secret["plaintext"];
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A secret stays one, except an identifier that is public (a built-in role, an application permission) or made up by this
 * run: wrapping the principal or the role of a grant in `pulumi.secret` must not hide the grant.
 */
function revealIdentifiers(value: unknown, options: DecodeOptions): unknown {
  if (typeof value === "string") {
    return isPublicIdentifier(value) || options.isPlaceholder?.(value) === true ? value : secretValue;
  }
  if (Array.isArray(value)) {
    const elements = value.map((element) => revealIdentifiers(element, options));
    return elements.every((element) => element === secretValue) ? secretValue : elements;
  }
  if (typeof value !== "object" || value === null) return secretValue;
  const decoded = decode(value, options);
  if (signatureKey in value || typeof decoded !== "object" || decoded === null) return decoded;
  const entries = Object.entries(decoded).map(([key, element]) => [key, revealIdentifiers(element, options)] as const);
  return entries.every(([, element]) => element === secretValue) ? secretValue : Object.fromEntries(entries);
}

let publicIdentifiers: ReadonlySet<string> | undefined;

function isPublicIdentifier(value: string): boolean {
  publicIdentifiers ??= new Set([
    ...entraRoles.keys(),
    ...azureRoles.keys(),
    ...appPermissions().map((permission) => permission.id),
    ...Object.values(resourceApplications).map((application) => application.appId),
  ]);
  return value === "/" || publicIdentifiers.has((value.split("/").at(-1) ?? "").toLowerCase());
}
