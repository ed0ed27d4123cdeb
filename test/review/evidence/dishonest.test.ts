/** What a provider could try that may write to the repository: into every folder of evidence, and into the matrix. */

import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign as signBytes } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { withoutProvider } from "../../../src/onboarding/offboard/matrix-edit.ts";
import { repeatedMember } from "../../../src/review/decisions/repeated-members.ts";
import { canonicalBytes } from "../../../src/review/evidence/canonical.ts";
import { readSigningKey } from "../../../src/review/evidence/keys.ts";
import type { Manifest } from "../../../src/review/evidence/manifest.ts";
import { prepareSigning } from "../../../src/review/evidence/sign.ts";
import { readSignature, signWithKey } from "../../../src/review/evidence/signature.ts";
import {
  addReview,
  decideAll,
  helpdesk,
  keepUntil,
  matrixText,
  pemOf,
  problemsOf,
  type Reviews,
  reviews,
  signAs,
  signedReview,
  signing,
  thumbprintOf,
  verified,
} from "./reviews.ts";
import { tierZeroRules } from "./tier-zero-rules.ts";

let of: Reviews;
let kept: string;
const [first, last] = ["2026-05-21", "2026-08-21"] as const;
beforeAll(async () => {
  of = await reviews();
  for (const day of [first, last]) await signedReview(of, day, day, { held: [] });
  kept = join(of.parent, "..", "kept");
  cpSync(of.parent, kept, { recursive: true });
});
beforeEach(() => {
  rmSync(of.parent, { recursive: true });
  cpSync(kept, of.parent, { recursive: true });
});
afterAll(() => of.remove());

const at = (...parts: string[]) => join(of.parent, ...parts);

interface Forgery {
  /** The matrix that goes into the evidence. */
  readonly text?: string;
  readonly tierZeroRules?: readonly string[];
  /** Sides in whose name Tideway's key signs. */
  readonly as: readonly string[];
  readonly manifest?: (manifest: Manifest) => object;
  /** Another one that Tideway made for itself, PEM. */
  readonly key?: string;
}

/** Puts a manifest and signatures into a folder that is decided, made with nothing but Tideway's key. */
async function forge(folder: string, { text, as, manifest = (each) => each, ...more }: Forgery): Promise<void> {
  const source = Buffer.from(text ?? of.source);
  const { matrix } = parseMatrix(source.toString(), "matrix.yaml");
  const rules = more.tierZeroRules ?? tierZeroRules;
  const input = { ...signing({ ...of, matrix, source }, folder, "internal"), tierZeroRules: rules };
  const bytes = canonicalBytes(manifest((await prepareSigning(input)).manifest));
  writeFileSync(join(folder, "matrix.yaml"), source);
  writeFileSync(join(folder, "manifest.json"), bytes);
  mkdirSync(join(folder, "signatures"), { recursive: true });
  const keyFile = join(of.parent, "..", "tideway.pem");
  writeFileSync(keyFile, more.key ?? pemOf("tideway"));
  const key = await readSigningKey(keyFile);
  for (const side of as) {
    const signature = await signWithKey(bytes, side, key, "2026-11-22T09:00:00Z");
    writeFileSync(join(folder, "signatures", `${side}.json`), signature);
  }
}

/** A third review, decided. */
function third(held: (typeof helpdesk)[] = [], until = "2027-01-31"): string {
  const folder = addReview(of, "2026-11-21", "2026-11-21", held);
  decideAll(of, folder, keepUntil(until, "2026-11-21"));
  return folder;
}

const everySide = ["internal", "nightwatch", "tideway"];

describe("evidence shows", () => {
  it.each<[string, () => Promise<void> | void, string[]]>([
    [
      "a signature of the other side under another name",
      () => cpSync(at(last, "signatures/tideway.json"), at(last, "signatures/internal.json")),
      [`${last}: signature`],
    ],
    [
      "a signature of an earlier review",
      () => cpSync(at(first, "signatures/internal.json"), at(last, "signatures/internal.json")),
      [`${last}: signature`],
    ],
    [
      "manifest and signatures of an earlier review",
      () => {
        for (const part of ["manifest.json", "signatures"])
          cpSync(at(first, part), at(last, part), { recursive: true });
      },
      [`${last}: chain`, `${last}: file-altered`, `${last}: manifest`],
    ],
    [
      "decisions of an earlier review",
      () => cpSync(at(first, "decisions.yaml"), at(last, "decisions.yaml")),
      [`${last}: decision`, `${last}: file-altered`],
    ],
    ["a review that was hidden", () => renameSync(at(first), at(`.${first}`)), [`${last}: chain`]],
    [
      "two that changed places in time",
      () => {
        renameSync(at(first), at("away"));
        renameSync(at(last), at(first));
        renameSync(at("away"), at(last));
      },
      [],
    ],
    [
      "a review that is there twice",
      () => cpSync(at(last), at("2026-08-22"), { recursive: true }),
      ["2026-08-22: chain"],
    ],
    [
      "a review that one side signed for all",
      () => forge(third(), { as: everySide }),
      ["2026-11-21: signature-not-trusted", "2026-11-21: signature-not-trusted"],
    ],
    [
      "a review that one side signed, and says that no other has to",
      () => forge(third(), { as: ["tideway"], manifest: (manifest) => ({ ...manifest, sides: ["tideway"] }) }),
      ["2026-11-21: manifest"],
    ],
    [
      "a review that begins the chain anew",
      () =>
        forge(third(), {
          as: everySide,
          manifest: (manifest) => ({
            ...manifest,
            sequence: 1,
            previous: null,
            period: { from: null, to: "2026-11-21" },
          }),
        }),
      ["2026-08-21: chain", "2026-11-21: chain"],
    ],
    [
      "a review that leaves out the one before",
      () =>
        forge(third(), {
          as: everySide,
          manifest: (manifest) => ({ ...manifest, previous: { ...manifest.previous, sequence: 1 }, sequence: 2 }),
        }),
      ["2026-11-21: chain"],
    ],
    [
      "a manifest that counts other decisions than there are",
      () =>
        forge(third(), {
          as: everySide,
          manifest: (manifest) => ({ ...manifest, decisions: { ...manifest.decisions, by: [] } }),
        }),
      ["2026-11-21: manifest"],
    ],
    [
      "a manifest that leaves out a file, and the file altered",
      async () => {
        await forge(third(), {
          as: everySide,
          manifest: (manifest) => ({ ...manifest, files: manifest.files.filter(({ path }) => path !== "review.html") }),
        });
        writeFileSync(at("2026-11-21", "review.html"), "<title>All is well</title>");
      },
      ["2026-11-21: file-added"],
    ],
  ])("%s", async (_, attack, expected) => {
    await attack();
    expect(await problemsOf(of)).toEqual(expect.arrayContaining(expected));
    expect((await verified(of)).ok).toBe(expected.length === 0);
  });

  it("by the matrix beside it, not by the one in it, who is trusted", async () => {
    const own = generateKeyPairSync("ed25519");
    const thumbprint = await calculateJwkThumbprint(own.publicKey.export({ format: "jwk" }), "sha256");
    const text = (await matrixText()).replace(/( {4}internal:\n)/, `$1      - key: ${thumbprint}\n`);
    await forge(third(), {
      as: ["internal"],
      text,
      key: own.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    });
    expect(await problemsOf(of)).toContain("2026-11-21: signature-not-trusted");
    // Whoever changes that one, too, is trusted by it; that the one which both sides signed before named no such key is remarked.
    const { reviews: all } = await verified(of, parseMatrix(text, "matrix.yaml").matrix);
    expect(all.map(({ remarks }) => remarks)).toEqual([
      [],
      [],
      [
        "internal signed with what the matrix in 2026-08-21 did not name for it: review.signers was changed in between. Was that internal?",
      ],
    ]);
    expect(all[2]?.problems.map(({ kind }) => kind)).toEqual(["signature-missing", "signature-missing"]);
  });
});

describe("the internal side does not sign after a provider", () => {
  const signWith = (folder: string, matrix: Reviews = of) =>
    signAs(matrix, folder, "internal", { on: "2026-11-23T09:00:00Z" });
  const withText = (text: string): Reviews => {
    const source = Buffer.from(text);
    return { ...of, source, matrix: parseMatrix(text, "matrix.yaml").matrix };
  };

  it("whose matrix lets somebody else decide", async () => {
    const someone = "someone.else@harbourdental.example";
    const text = (await matrixText())
      .replace(
        "    - name: Joel",
        `    - name: Someone Else\n      userPrincipalName: ${someone}\n      duty: it-lead\n    - name: Joel`,
      )
      .replace("  approvers: [", `  approvers: [${someone}, `);
    const folder = addReview(of, "2026-11-21", "2026-11-21", []);
    decideAll(withText(text), folder, { ...keepUntil("2027-01-31", "2026-11-21"), by: someone });
    await forge(folder, { as: ["tideway"], text });
    await expect(signWith(folder)).rejects.toThrow(
      "decisions.yaml cannot be signed: it was signed with another matrix, and by this one it does not hold",
    );
    await expect(signWith(folder)).rejects.toThrow(`"${someone}" is nobody whom the matrix names`);
  });

  it("whose matrix keeps for longer than the own", async () => {
    const folder = third();
    await forge(folder, { as: ["tideway"] });
    const strict = withText(await matrixText(undefined, ["review:\n", "review:\n  keepDays: 30\n"]));
    await expect(signWith(folder, strict)).rejects.toThrow("is more than 30 days after the review");
  });

  it("who left out the rules of tier 0, and kept what they refuse", async () => {
    const folder = third([{ ...helpdesk, refused: true }]);
    await forge(folder, { as: ["tideway"], tierZeroRules: [] });
    await expect(signWith(folder)).rejects.toThrow("more than the emergency window of 3");
  });

  it("whose matrix has one side less to sign", async () => {
    const { text } = withoutProvider(of.source.toString(), of.matrix, "nightwatch", "2026-11-20");
    const folder = third();
    await forge(folder, { as: ["tideway"], text });
    await expect(signWith(folder)).rejects.toThrow("the matrix has it signed by internal, nightwatch, tideway");
  });

  it("but does after one whose matrix differs in nothing that decides", async () => {
    const folder = third();
    await forge(folder, {
      as: ["tideway"],
      text: (await matrixText()).replace("duty: it-technician", "duty: it-lead"),
    });
    expect((await signWith(folder)).missing).toEqual(["nightwatch"]);
  });
});

describe("nobody signs", () => {
  it("a review of which a person may read another part than Demarc", async () => {
    const folder = third();
    const file = join(folder, "review.json");
    const text = readFileSync(file, "utf8").replace(/}\n$/, ',\n  "he\\u0061dline": "All is well."\n}\n');
    writeFileSync(file, text);
    await expect(signAs(of, folder, "internal")).rejects.toThrow(
      /review\.json:\d+:3: headline: is there twice: it can be read in two ways/,
    );
  });

  it("a review of a day that is yet to come: none would be due for as long", async () => {
    const folder = addReview(of, "2036-11-21", "2036-11-21", []);
    decideAll(of, folder, keepUntil("2037-01-31", "2036-11-21"));
    await expect(signAs(of, folder, "internal")).rejects.toThrow(
      "is a review of 2036-11-21, a day that is yet to come",
    );
  });

  it("with decisions that were made on an earlier review", async () => {
    const folder = third();
    cpSync(at(last, "decisions.yaml"), join(folder, "decisions.yaml"));
    await expect(signAs(of, folder, "internal")).rejects.toThrow("were made on another review.json than the one here");
  });
});

describe("repeated members", () => {
  it.each([
    ['{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 1}]}', undefined],
    ['{"a": "a", "b": ["a", "a"], "c": "{\\"a\\": 1, \\"a\\": 2}"}', undefined],
    ['{"a": {"b": 1, "c": {}, "b": 2}}', { name: "b", offset: 24 }],
    ['[{"a": [{"x": 1}], "\\u0061": 2}]', { name: "a", offset: 19 }],
    ["[]", undefined],
    ['"a"', undefined],
  ])("of %s", (source, expected) => {
    expect(() => JSON.parse(source)).not.toThrow();
    expect(repeatedMember(source)).toEqual(expected);
  });
});

describe("a signature is refused", () => {
  const manifest = Buffer.from("{}\n");
  const privateKey = createPrivateKey(pemOf("tideway"));
  const jwk = createPublicKey(privateKey).export({ format: "jwk" });
  const rsa = createPublicKey(pemOf("nightwatch"));
  const encoded = (text: string | Buffer) => Buffer.from(text).toString("base64url");
  /** A header as people write one with the right key; the signature is right for whatever it says. */
  const header = async (change: object = {}) =>
    JSON.stringify({
      ...{ alg: "EdDSA", jwk, kid: await thumbprintOf("tideway"), side: "tideway" },
      ...{ signedOn: "2026-11-22T09:00:00Z", typ: "demarc-manifest+jws", ...change },
    });
  const signed = (text: string, payload: string | Buffer = encoded(manifest)) => ({
    protected: encoded(text),
    signature: signBytes(null, Buffer.from(`${encoded(text)}.${payload}`), privateKey).toString("base64url"),
  });
  const read = (document: object) => readSignature(canonicalBytes(document), "tideway", manifest);

  it("only when something is wrong with it", async () => {
    expect(await read(signed(await header()))).toMatchObject({
      kind: "key",
      thumbprint: await thumbprintOf("tideway"),
    });
  });

  it.each<[string, () => Promise<object>]>([
    ["with alg none, signed", async () => signed(await header({ alg: "none" }))],
    ["with alg none and no signature", async () => ({ ...signed(await header({ alg: "none" })), signature: "" })],
    ["with another algorithm than its key's", async () => signed(await header({ alg: "ES256" }))],
    ["with a name of another key", async () => signed(await header({ kid: await thumbprintOf("internal") }))],
    ["with a name that is a place", async () => signed(await header({ kid: "../../internal.pem" }))],
    ["with a key from elsewhere", async () => signed(await header({ jku: "https://tideway.example/keys" }))],
    ["with a certificate", async () => signed(await header({ x5c: ["MIIB"] }))],
    ["with extensions that have to be understood", async () => signed(await header({ crit: ["b64"], b64: false }))],
    ["with content that is not encoded", async () => signed(await header({ b64: false }), manifest)],
    [
      "with the private half of its key",
      async () => signed(await header({ jwk: privateKey.export({ format: "jwk" }) })),
    ],
    ["without a key", async () => signed(await header({ jwk: undefined }))],
    ["with a key of another kind", async () => signed(await header({ jwk: rsa.export({ format: "jwk" }) }))],
    ["of another type", async () => signed(await header({ typ: "JWT" }))],
    ["with a member twice", async () => signed((await header()).replace("{", '{"side":"internal",'))],
    ["with blanks", async () => signed((await header()).replace("{", "{ "))],
    ["of other content", async () => signed(await header(), encoded("{}"))],
    ["with content of its own", async () => ({ ...signed(await header()), payload: encoded(manifest) })],
    ["with a header that nobody signed", async () => ({ ...signed(await header()), header: { kid: "x" } })],
    ["in the form of several", async () => ({ payload: encoded(manifest), signatures: [signed(await header())] })],
    [
      "with a secret that everybody knows: the public key",
      async () => {
        const text = await header({ alg: "HS256", jwk: rsa.export({ format: "jwk" }) });
        const secret = rsa.export({ format: "pem", type: "spki" });
        const mac = createHmac("sha256", secret)
          .update(`${encoded(text)}.${encoded(manifest)}`)
          .digest("base64url");
        return { protected: encoded(text), signature: mac };
      },
    ],
  ])("%s", async (_, make) => {
    expect(await read(await make())).toHaveProperty("problem");
  });
});
