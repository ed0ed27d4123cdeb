import { createHmac, generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, type JWK, type JWTPayload, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { issuerKeySet, tokenFor } from "../../../src/review/evidence/issuer.ts";
import { addSignature, prepareSigning } from "../../../src/review/evidence/sign.ts";
import { audienceOf, tokenSignature } from "../../../src/review/evidence/signature.ts";
import { addReview, decideAll, keepUntil, matrixText, type Reviews, reviews, signing, verified } from "./reviews.ts";

const issuer = "https://token.actions.githubusercontent.com";
const subject = "repo:tideway-it/reviews:ref:refs/heads/main";
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk: JWK = { ...pair.publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256", use: "sig" };

const token = (claims: JWTPayload, key = pair.privateKey) =>
  new SignJWT({ iss: issuer, sub: subject, ...claims })
    .setProtectedHeader({ alg: "RS256", kid: "key-1", typ: "JWT" })
    .setIssuedAt(claims.iat ?? 1_795_338_000)
    .setExpirationTime(claims.exp ?? (claims.iat ?? 1_795_338_000) + 300)
    .sign(key);

const signers = async (issuerKeys: readonly string[], of = subject) =>
  matrixText(
    `    tideway:\n      - issuer: ${issuer}\n        subject: ${of}\n        issuerKeys: [${issuerKeys.join(", ")}]\n`,
  );

let of: Reviews;
let folder: string;
beforeEach(async () => {
  of = await reviews(await signers([await calculateJwkThumbprint(jwk, "sha256")]));
  folder = addReview(of, "2026-11-21", "2026-11-21");
  decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"));
});
afterEach(() => of.remove());

async function signWith(claims: (audience: string) => JWTPayload, { key = pair.privateKey, keys = [jwk] } = {}) {
  const input = signing(of, folder, "tideway");
  const prepared = await prepareSigning(input);
  const signed = tokenSignature(await token(claims(audienceOf("tideway", prepared.bytes)), key), keys);
  if (signed === undefined) throw new Error("the token's key is not among the issuer's");
  return addSignature(input, prepared, signed);
}

describe("a pipeline's token as a signature", () => {
  it("holds long after it expired, and says who signed and when", async () => {
    await signWith((aud) => ({ aud }));
    const [review] = (await verified(of)).reviews;
    expect(review?.signatures).toMatchObject([
      { side: "tideway", kind: "token", issuer, subject, signedOn: "2026-11-22T09:00:00.000Z" },
    ]);
    expect(review?.problems.map(({ kind }) => kind)).toEqual(["signature-missing", "signature-missing"]);
  });

  it("is refused for another audience, another side, several audiences, another subject, and by another key", async () => {
    await expect(signWith(() => ({ aud: "api://AzureADTokenExchange" }))).rejects.toThrow(
      "is a token for api://AzureADTokenExchange",
    );
    await expect(signWith((aud) => ({ aud: aud.replace("tideway", "internal") }))).rejects.toThrow(
      "is a token for demarc:internal",
    );
    await expect(signWith((aud) => ({ aud: [aud, "sts.amazonaws.com"] }))).rejects.toThrow("one aud");
    await expect(signWith((aud) => ({ aud, sub: "repo:tideway-it/reviews:pull_request" }))).rejects.toThrow(
      `is by repo:tideway-it/reviews:pull_request (${issuer}), which is not in review.signers.tideway`,
    );
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await expect(signWith((aud) => ({ aud }), { key: other.privateKey })).rejects.toThrow(
      "the issuer's key beside it did not sign",
    );
    const own = [{ ...other.publicKey.export({ format: "jwk" }), kid: "key-1" }];
    await expect(signWith((aud) => ({ aud }), { key: other.privateKey, keys: own })).rejects.toThrow(
      "rests on a key that only the evidence itself calls one of",
    );
  });

  it.each<[string, JWTPayload, string]>([
    [
      "another issuer",
      { iss: "https://token.actions.githubusercontent.com.tideway.example" },
      "which is not in review.signers",
    ],
    ["another issuer's letters", { iss: `${issuer}/` }, "which is not in review.signers"],
    ["another repository", { sub: "repo:tideway-it/reviews-2:ref:refs/heads/main" }, "which is not in review.signers"],
    ["a fork", { sub: "repo:somebody/reviews:ref:refs/heads/main" }, "which is not in review.signers"],
    ["another branch", { sub: "repo:tideway-it/reviews:ref:refs/heads/main-2" }, "which is not in review.signers"],
    ["other letters", { sub: subject.toUpperCase() }, "which is not in review.signers"],
    ["nobody", { sub: undefined as never }, "is a token without iss, sub, iat and one aud"],
    ["a time when it was over already", { exp: 1_795_338_000 - 3600 }, "did not sign"],
    ["a time when it was not yet good", { nbf: 1_795_338_000 + 3600 }, "did not sign"],
  ])("is refused for %s", async (_, claims, message) => {
    await expect(signWith((aud) => ({ aud, ...claims }))).rejects.toThrow(message);
  });

  it("is refused on a day on which the matrix does not let it sign", async () => {
    await signWith((aud) => ({ aud }));
    const over = (await signers([await calculateJwkThumbprint(jwk, "sha256")])).replace(
      `subject: ${subject}`,
      `subject: ${subject}\n        until: 2026-11-21`,
    );
    const [doubt] = (await verified(of, parseMatrix(over, "matrix.yaml").matrix)).reviews[0]?.problems ?? [];
    expect(doubt?.message).toContain("was made on 2026-11-22, when review.signers.tideway does not let it sign");
  });

  it("is refused with an algorithm that its key is not for, and without any", async () => {
    const input = signing(of, folder, "tideway");
    const prepared = await prepareSigning(input);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = part({ iss: issuer, sub: subject, aud: audienceOf("tideway", prepared.bytes), iat: 1_795_338_000 });
    const secret = pair.publicKey.export({ format: "pem", type: "spki" });
    const macOf = (text: string) => createHmac("sha256", secret).update(text).digest("base64url");
    for (const [alg, sign] of [
      ["none", () => "AA"],
      ["HS256", macOf],
    ] as const) {
      const text = `${part({ alg, kid: "key-1", typ: "JWT" })}.${claims}`;
      const file = tokenSignature(`${text}.${sign(text)}`, [jwk]) ?? Buffer.alloc(0);
      await expect(addSignature(input, prepared, file)).rejects.toThrow("the issuer's key beside it did not sign");
    }
    await expect(addSignature(input, prepared, Buffer.alloc(0))).rejects.toThrow("is not in the form");
  });

  it("is not believed offline where neither the matrix nor the person who checks knows the issuer's key", async () => {
    await signWith((aud) => ({ aud }));
    const { matrix } = parseMatrix(await signers([]), "matrix.yaml");
    const [doubt] = (await verified(of, matrix)).reviews[0]?.problems ?? [];
    expect(doubt).toMatchObject({ kind: "signature-not-trusted" });
    expect(doubt?.message).toContain("is neither in issuerKeys of review.signers.tideway nor given with --issuer-keys");
  });

  it("names a key that the issuer has: of several the one that the token names", async () => {
    const other: JWK = {
      ...generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }),
      kid: "key-0",
    };
    await signWith((aud) => ({ aud }), { keys: [other, jwk] });
    const { kid: _, ...nameless } = jwk;
    expect(tokenSignature(await token({ aud: "x" }), [other, nameless])).toBeUndefined();
  });
});

describe("asking for tokens and keys", () => {
  const answering = (answers: Readonly<Record<string, unknown>>) => {
    const asked: string[] = [];
    const request = async (url: string) => {
      asked.push(url);
      return Response.json(answers[url] ?? {}, { status: url in answers ? 200 : 404 });
    };
    return { asked, request };
  };

  it("asks GitHub's runner for the audience, and says what is missing elsewhere", async () => {
    const url = "https://pipelines.example/token?api-version=2";
    const { request } = answering({ [`${url}&audience=demarc%3Atideway%3Asha256%3Aab`]: { value: "a.b.c" } });
    const environment = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "secret" };
    expect(await tokenFor("demarc:tideway:sha256:ab", environment, request)).toBe("a.b.c");
    await expect(tokenFor("x", environment, request)).rejects.toThrow(
      "pipelines.example cannot be asked: it answered 404",
    );
    await expect(tokenFor("x", {})).rejects.toThrow("id-token: write");
  });

  it("asks an issuer for its keys only when the matrix names it", async () => {
    const { request, asked } = answering({
      [`${issuer}/.well-known/openid-configuration`]: { jwks_uri: `${issuer}/.well-known/jwks` },
      [`${issuer}/.well-known/jwks`]: { keys: [jwk] },
    });
    expect(await issuerKeySet(await token({}), of.matrix, "tideway", request)).toEqual([jwk]);
    asked.length = 0;
    await expect(
      issuerKeySet(await token({ iss: "https://evil.example" }), of.matrix, "tideway", request),
    ).rejects.toThrow("the token is of https://evil.example, which review.signers.tideway does not name");
    await expect(issuerKeySet(await token({}), of.matrix, "internal", request)).rejects.toThrow("does not name");
    await expect(issuerKeySet("no token", of.matrix, "tideway", request)).rejects.toThrow(
      "what is given as a token is none",
    );
    expect(asked).toEqual([]);
  });
});
