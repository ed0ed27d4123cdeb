/**
 * Pipelines as signers: a token for a manifest, and the issuer's keys.
 *
 * GitHub Actions gives a token for any audience (https://docs.github.com/actions/reference/security/oidc). Azure Pipelines gives tokens
 * for `api://AzureADTokenExchange` only (https://github.com/sigstore/fulcio/issues/1803), so there is nothing of the manifest in them:
 * a pipeline there signs with a key, for instance one that it reads from a vault.
 */

import { readFileSync } from "node:fs";
import { decodeJwt, type JWK } from "jose";
import { z } from "zod";
import type { Matrix } from "../../matrix/schema.ts";
import { ReviewFolderError } from "../decisions/problem.ts";

const jwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** @throws ReviewFolderError when the file holds no JWK set */
export function readIssuerKeys(file: string): JWK[] {
  try {
    return jwkSet.parse(JSON.parse(readFileSync(file, "utf8"))).keys;
  } catch {
    throw new ReviewFolderError(`${file} holds no JWK set, as an issuer publishes it: {"keys": […]}`);
  }
}

type Fetch = (url: string, init?: { headers: Record<string, string> }) => Promise<Response>;

/** A token of this GitHub Actions job for the audience. @throws ReviewFolderError outside of one */
export async function tokenFor(
  audience: string,
  environment: Readonly<Record<string, string | undefined>>,
  request: Fetch = fetch,
): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (url === undefined || bearer === undefined) {
    throw new ReviewFolderError(
      "there is no token to be had here: the job of a GitHub workflow with `permissions: id-token: write` has one",
    );
  }
  const answer = await json(`${url}&audience=${encodeURIComponent(audience)}`, request, {
    authorization: `Bearer ${bearer}`,
  });
  const token = z.object({ value: z.string() }).safeParse(answer).data?.value;
  if (token === undefined) throw new ReviewFolderError("GitHub answered without a token");
  return token;
}

/**
 * The keys that the token's issuer publishes now. Only an issuer that the matrix names for the side is asked.
 * @throws ReviewFolderError
 */
export async function issuerKeySet(
  token: string,
  matrix: Matrix,
  side: string,
  request: Fetch = fetch,
): Promise<JWK[]> {
  const issuer = issuerOf(token);
  const trusted = (matrix.review.signers[side] ?? []).some((signer) => "issuer" in signer && signer.issuer === issuer);
  if (!trusted || issuer?.startsWith("https://") !== true) {
    throw new ReviewFolderError(`the token is of ${issuer ?? "no issuer"}, which review.signers.${side} does not name`);
  }
  const configuration = await json(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, request);
  const place = z.object({ jwks_uri: z.url({ protocol: /^https$/ }) }).safeParse(configuration).data?.jwks_uri;
  const keys = place === undefined ? undefined : jwkSet.safeParse(await json(place, request)).data?.keys;
  if (keys === undefined) throw new ReviewFolderError(`${issuer} does not say which keys it signs with`);
  return keys;
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw new ReviewFolderError("what is given as a token is none");
  }
}

async function json(url: string, request: Fetch, headers: Record<string, string> = {}): Promise<unknown> {
  const { host } = new URL(url);
  try {
    const response = await request(url, { headers });
    if (response.ok) return await response.json();
    throw new Error(`it answered ${response.status}`);
  } catch (error) {
    throw new ReviewFolderError(`${host} cannot be asked: ${error instanceof Error ? error.message : String(error)}`);
  }
}
