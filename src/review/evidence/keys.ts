/** Keys that sign evidence: a PEM or JWK file in, and the one algorithm that fits it. */

import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";
import { readText } from "../../text-file.ts";
import { ReviewFolderError } from "../decisions/problem.ts";
import { isStrictBase64url } from "./canonical.ts";

/** Algorithms that are accepted under evidence (RFC 7518, RFC 8037). */
export const algorithms = ["ES256", "EdDSA", "PS256", "RS256"] as const;
export type Algorithm = (typeof algorithms)[number];

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** The public key, with its required members only. */
  readonly jwk: JWK;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  readonly algorithm: Algorithm;
}

/**
 * @param algorithm for an RSA key: PS256 unless said otherwise
 * @throws ReviewFolderError when the file holds no private key, or one of a kind that is not accepted
 */
export async function readSigningKey(file: string, algorithm?: Algorithm): Promise<SigningKey> {
  let text: string;
  try {
    text = readText(file).trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ReviewFolderError(
      `the key ${file} cannot be read: ${code === "ENOENT" ? "there is no such file" : message}`,
    );
  }
  const privateKey = privateKeyIn(text, file);
  const fitting = algorithmsOf(privateKey);
  if (fitting.length === 0) {
    throw new ReviewFolderError(
      `the key ${file} is of no kind that is accepted: EC P-256, Ed25519, or RSA of 2048 bits or more`,
    );
  }
  const chosen = algorithm ?? fitting[0];
  if (chosen === undefined || !fitting.includes(chosen)) {
    throw new ReviewFolderError(`the key ${file} cannot sign with ${chosen}: ${fitting.join(" or ")}`);
  }
  const jwk = requiredMembers(createPublicKey(privateKey).export({ format: "jwk" }));
  if (jwk === undefined) throw new ReviewFolderError(`the key ${file} has no public half that can be written down`);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk, "sha256"), algorithm: chosen };
}

function privateKeyIn(text: string, file: string): KeyObject {
  if (text.includes("ENCRYPTED")) {
    throw new ReviewFolderError(
      `the key ${file} is encrypted: give it decrypted, as \`openssl pkey -in ${file}\` writes it`,
    );
  }
  try {
    return text.startsWith("{")
      ? createPrivateKey({ key: jwkIn(text), format: "jwk" })
      : createPrivateKey({ key: text, format: "pem" });
  } catch {
    // What the library says of it could repeat a part of the key.
    throw new ReviewFolderError(
      `${file} holds no private key: a PEM file (PKCS #8, SEC 1 or PKCS #1) or a JWK belongs here`,
    );
  }
}

function jwkIn(text: string): Record<string, string> {
  const parsed: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(parsed ?? {}).filter(([, value]) => typeof value === "string"));
}

const shortestRsaBits = 2048;

/** What a key can sign with, the best first. */
export function algorithmsOf(key: KeyObject): Algorithm[] {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return ["ES256"];
  if (key.asymmetricKeyType === "ed25519") return ["EdDSA"];
  return key.asymmetricKeyType === "rsa" && (modulusLength ?? 0) >= shortestRsaBits ? ["PS256", "RS256"] : [];
}

const membersOf: Readonly<Record<string, readonly string[]>> = {
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
  RSA: ["e", "kty", "n"],
};

/** The members that make a public key (RFC 7638, 3.2), and no others; undefined when one is missing or not in its strict form. */
export function requiredMembers(jwk: unknown): JWK | undefined {
  if (typeof jwk !== "object" || jwk === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(jwk));
  const members = membersOf[String(values.get("kty"))];
  const isStrict = (value: unknown) => typeof value === "string" && /^[\w-]+$/.test(value);
  const isNumber = (member: string) => member !== "kty" && member !== "crv";
  if (members === undefined || !members.every((member) => isStrict(values.get(member)))) return undefined;
  if (!members.filter(isNumber).every((member) => isStrictBase64url(String(values.get(member))))) return undefined;
  return Object.fromEntries(members.map((member) => [member, values.get(member)])) as unknown as JWK;
}

/** A public key from its JWK, when it is of a kind that is accepted. */
export function publicKeyOf(jwk: JWK): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: jwk as unknown as Record<string, string>, format: "jwk" });
    return algorithmsOf(key).length > 0 ? key : undefined;
  } catch {
    return undefined;
  }
}
