import { readFileSync } from "node:fs";
import { issuerKeySet, readIssuerKeys, tokenFor } from "../../review/evidence/issuer.ts";
import { type Algorithm, readSigningKey } from "../../review/evidence/keys.ts";
import { addSignature, prepareSigning, type SigningInput } from "../../review/evidence/sign.ts";
import { audienceOf, signWithKey, tokenSignature } from "../../review/evidence/signature.ts";
import { UsageError } from "../errors.ts";
import { print } from "../output.ts";
import { matrixForReview, type ReviewMatrixOptions, tierZeroRules, todayUtc } from "../review-matrix.ts";

export interface SignOptions extends ReviewMatrixOptions {
  readonly as: string;
  readonly key?: string;
  readonly algorithm?: Algorithm;
  /** A file with the token, or `github`: ask the runner of this job for one. */
  readonly oidcToken?: string;
  readonly issuerKeys?: string;
  /** Only say what a token has to be asked for. */
  readonly audience: boolean;
}

/** 0 when the side has signed, now or before; anything that keeps it from signing is status 2. */
export async function sign(folder: string, options: SignOptions): Promise<number> {
  const { as: side, key, oidcToken } = options;
  const given = [key, oidcToken, options.audience ? "" : undefined].filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw new UsageError("how to sign is not said, or said twice", "one of --key FILE, --oidc-token FILE, --audience");
  }
  const signingKey = key === undefined ? undefined : await readSigningKey(key, options.algorithm);
  const known = options.issuerKeys === undefined ? [] : readIssuerKeys(options.issuerKeys);
  const input: SigningInput = {
    folder,
    side,
    matrix: matrixForReview(folder, options),
    tierZeroRules: await tierZeroRules(),
    today: todayUtc(),
  };
  const prepared = await prepareSigning(input);
  const audience = audienceOf(side, prepared.bytes);
  if (options.audience) {
    print(audience);
    return 0;
  }
  let signature: Buffer | undefined;
  if (signingKey !== undefined) {
    signature = await signWithKey(prepared.bytes, side, signingKey, new Date().toISOString());
  } else {
    const token = oidcToken === "github" ? await tokenFor(audience, process.env) : tokenIn(oidcToken ?? "");
    const keys = known.length > 0 ? known : await issuerKeySet(token, input.matrix.matrix, side);
    signature = tokenSignature(token, keys);
    if (signature === undefined) {
      throw new UsageError("the token names a key that is not among its issuer's", "--issuer-keys FILE, its JWK set");
    }
  }
  const signed = await addSignature(input, prepared, signature);
  const { thumbprint } = signed.signature;
  const who = signed.signature.kind === "key" ? `with key ${thumbprint}` : `as ${signed.signature.subject}`;
  print(`${side} ${signed.before ? "had signed already" : "has signed"} ${who}.`);
  print(`Manifest: ${signed.digest}`);
  print(signed.missing.length === 0 ? "Every side has signed." : `Yet to sign: ${signed.missing.join(", ")}.`);
  return 0;
}

function tokenIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    throw new UsageError(`the token ${file} cannot be read`, "a file with the token in it, or github");
  }
}

/** Prints how the matrix names a key under `review.signers`, before anything is there to be signed. */
export async function thumbprint(file: string): Promise<number> {
  print((await readSigningKey(file)).thumbprint);
  return 0;
}
