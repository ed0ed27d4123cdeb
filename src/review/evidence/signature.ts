/**
 * A side's signature under a manifest: `signatures/SIDE.json`. Two forms:
 * - a JWS of the manifest's bytes in flattened JSON serialisation with detached content (RFC 7515, 7.2.2 and appendix F), the public
 *   key in its protected header;
 * - keyless: an OpenID Connect token whose audience is the manifest's digest. Asking the pipeline's issuer for a token with that
 *   audience is the signature. No certificate authority and no transparency log take part (Fulcio would bind an ephemeral key to
 *   the token and Rekor note when, https://docs.sigstore.dev/certificate_authority/overview/), so that it can be checked offline with
 *   the issuer's key alone. What that key cannot prove offline is that it is the issuer's: for that the matrix names it.
 */

import { calculateJwkThumbprint, FlattenedSign, flattenedVerify, type JWK, jwtVerify } from "jose";
import { z } from "zod";
import { canonicalBytes, isStrictBase64url, parseCanonical } from "./canonical.ts";
import { sha256 } from "./files.ts";
import { algorithms, algorithmsOf, publicKeyOf, requiredMembers, type SigningKey } from "./keys.ts";

const strict = z.string().refine(isStrictBase64url);

export const signatureSchema = z.union([
  z.strictObject({ protected: strict, signature: strict }),
  z.strictObject({
    token: z.string().refine((token) => token.split(".").length === 3 && token.split(".").every(isStrictBase64url)),
    issuerKey: z.record(z.string(), z.string()),
  }),
]);

const headerType = "demarc-manifest+jws";
const headerSchema = z.strictObject({
  alg: z.enum(algorithms),
  jwk: z.record(z.string(), z.string()),
  kid: z.string(),
  side: z.string(),
  signedOn: z.iso.datetime(),
  typ: z.literal(headerType),
});

/** What a signature says, once it is known to be genuine; whether anybody trusts it is another question. */
export type SignedBy =
  | { readonly kind: "key"; readonly thumbprint: string; readonly signedOn: string }
  | {
      readonly kind: "token";
      readonly issuer: string;
      readonly subject: string;
      /** Thumbprint of the issuer's key that signed the token. */
      readonly thumbprint: string;
      readonly signedOn: string;
    };

/** The bytes of a signature file. */
export async function signWithKey(manifest: Buffer, side: string, key: SigningKey, signedOn: string): Promise<Buffer> {
  const { protected: header, signature } = await new FlattenedSign(manifest)
    .setProtectedHeader({ alg: key.algorithm, jwk: key.jwk, kid: key.thumbprint, side, signedOn, typ: headerType })
    .sign(key.privateKey);
  return canonicalBytes({
    protected: header,
    signature: key.algorithm === "ES256" ? lowerHalf(signature) : signature,
  });
}

/** What a token has to be asked for: it names the side and the manifest, so it is good for nothing else. */
export function audienceOf(side: string, manifest: Buffer): string {
  return `demarc:${side}:sha256:${sha256(manifest)}`;
}

/** @param issuerKeys the issuer's JWK set; the key that the token names is kept with it */
export function tokenSignature(token: string, issuerKeys: readonly JWK[]): Buffer | undefined {
  const header = jsonOf(token.split(".")[0] ?? "");
  const kid = z.object({ kid: z.string() }).safeParse(header).data?.kid;
  const key = issuerKeys.find((each) => each.kid === kid) ?? (issuerKeys.length === 1 ? issuerKeys[0] : undefined);
  const issuerKey = requiredMembers(key);
  return issuerKey === undefined ? undefined : canonicalBytes({ token, issuerKey });
}

/**
 * Checks a signature file against the manifest's bytes.
 * @returns who signed, or in words what is wrong
 */
export async function readSignature(
  bytes: Buffer,
  side: string,
  manifest: Buffer,
): Promise<SignedBy | { readonly problem: string }> {
  const parsed = parseCanonical(bytes);
  const file = parsed && signatureSchema.safeParse(parsed.document);
  if (file?.data === undefined) return { problem: "is not in the form in which signatures are written" };
  return "token" in file.data
    ? ofToken(file.data.token, file.data.issuerKey, side, manifest)
    : ofKey(file.data.protected, file.data.signature, side, manifest);
}

async function ofKey(header: string, signature: string, side: string, manifest: Buffer) {
  const said = headerSchema.safeParse(jsonOf(header, true)).data;
  const jwk = requiredMembers(said?.jwk);
  const key = jwk && publicKeyOf(jwk);
  if (said === undefined || jwk === undefined || key === undefined)
    return { problem: "has a header that is none of ours" };
  const { alg, kid, signedOn } = said;
  if (said.side !== side) return { problem: `is one for ${said.side}, not for ${side}` };
  if (Object.keys(said.jwk).length !== Object.keys(jwk).length) return { problem: "has a header that is none of ours" };
  if (kid !== (await calculateJwkThumbprint(jwk, "sha256"))) return { problem: "names another key than the one in it" };
  if (!algorithmsOf(key).includes(alg)) return { problem: `uses ${alg}, which its key is not for` };
  if (alg === "ES256" && lowerHalf(signature) !== signature)
    return { problem: "is not in the form in which signatures are written" };
  try {
    await flattenedVerify({ protected: header, payload: manifest.toString("base64url"), signature }, key, {
      algorithms: [alg],
    });
  } catch {
    return { problem: "does not fit the manifest: one of the two was altered" };
  }
  return { kind: "key", thumbprint: kid, signedOn } as const;
}

async function ofToken(token: string, issuerKey: Record<string, string>, side: string, manifest: Buffer) {
  const jwk = requiredMembers(issuerKey);
  const key = jwk && publicKeyOf(jwk);
  if (jwk === undefined || key === undefined || Object.keys(issuerKey).length !== Object.keys(jwk).length) {
    return { problem: "has no issuer's key of a kind that is accepted" };
  }
  const claims = z
    .object({
      iss: z.string(),
      sub: z.string(),
      iat: z.int(),
      aud: z.union([z.string(), z.array(z.string()).length(1)]),
    })
    .safeParse(jsonOf(token.split(".")[1] ?? "")).data;
  if (claims === undefined) return { problem: "is a token without iss, sub, iat and one aud" };
  const audience = audienceOf(side, manifest);
  if (String(claims.aud) !== audience) {
    return { problem: `is a token for ${String(claims.aud)}; it should be for ${audience}` };
  }
  try {
    // It has expired long since; what counts is that it was good when it was issued.
    await jwtVerify(token, key, {
      algorithms: algorithmsOf(key),
      audience,
      currentDate: new Date(claims.iat * 1000),
      clockTolerance: 60,
    });
  } catch {
    return { problem: "is a token that the issuer's key beside it did not sign" };
  }
  return {
    kind: "token",
    issuer: claims.iss,
    subject: claims.sub,
    thumbprint: await calculateJwkThumbprint(jwk, "sha256"),
    signedOn: new Date(claims.iat * 1000).toISOString(),
  } as const;
}

/** @param compact there is one way to write it: no blanks, and no member twice, of which other readers may take the first */
function jsonOf(part: string, compact = false): unknown {
  try {
    const text = Buffer.from(part, "base64url").toString("utf8");
    const document: unknown = JSON.parse(text);
    return compact && JSON.stringify(document) !== text ? undefined : document;
  } catch {
    return undefined;
  }
}

/** Order of P-256 (https://www.secg.org/sec2-v2.pdf, 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Of the two values of s that both verify, the lower: then nobody can turn one signature into another. */
function lowerHalf(signature: string): string {
  const bytes = Buffer.from(signature, "base64url");
  const s = BigInt(`0x${bytes.subarray(32).toString("hex") || "0"}`);
  if (s <= order / 2n) return signature;
  const lower = (order - s).toString(16).padStart(64, "0");
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(lower, "hex")]).toString("base64url");
}
