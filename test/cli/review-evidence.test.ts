import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verificationSchema } from "../../src/review/evidence/verification.ts";
import {
  addReview,
  dana,
  decideAll,
  keepUntil,
  miriam,
  pemOf,
  type Reviews,
  reviews,
  sides,
} from "../review/evidence/reviews.ts";
import { demarc } from "../support/demarc.ts";

let of: Reviews;
let folder: string;
const today = new Date().toISOString().slice(0, 10);
const later = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const keyOf = (side: string) => join(of.parent, "..", `${side}.pem`);

beforeAll(async () => {
  of = await reviews();
  folder = addReview(of, today, today);
  for (const side of sides) writeFileSync(keyOf(side), pemOf(side));
});
afterAll(() => of.remove());

const on = (...args: readonly string[]) => demarc("review", ...args, "--matrix", of.matrixFile);

/** In the order in which people work; each step rests on the one before. */
describe("demarc review decide, sign, verify, export, history", () => {
  it("writes decisions.yaml, and says what is open until everything is decided", async () => {
    const missing = await on("decide", folder, "--check");
    expect(missing).toMatchObject({ status: 2, stdout: "" });
    expect(missing.stderr).toContain("without --check makes it");
    const first = await on("decide", folder);
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(
      /decisions\.yaml:14:3: decisions\.D-\w+: is not decided: dana\.reyes@tideway\.example holds/,
    );
    expect(first.stdout).toContain("0 of 5 decided.");
    const id = /decisions\.(D-\w+): is not decided: dana/.exec(first.stdout)?.[1] ?? "";
    const before = readFileSync(join(folder, "decisions.yaml"), "utf8");
    const own = await on("decide", folder, "--entry", id, "--choice", "revoke", "--by", dana);
    expect(own).toMatchObject({ status: 2, stdout: "" });
    expect(own.stderr).toContain("Dana Reyes cannot decide on their own access");
    expect(own.stderr).not.toContain("    at ");
    const unknown = await on("decide", folder, "--entry", `${id}0`, "--choice", "revoke", "--by", miriam);
    expect(unknown.stderr).toContain(`did you mean "${id}"?`);
    expect(readFileSync(join(folder, "decisions.yaml"), "utf8")).toBe(before);
    const one = await on("decide", folder, "--entry", id, "--choice", "revoke", "--by", miriam);
    expect(one.stdout).toContain("1 of 5 decided.");
    expect(readFileSync(join(folder, "decisions.yaml"), "utf8")).toContain(
      `  ${id}:\n    decision: revoke\n    by: ${miriam}\n    on: ${today}\n`,
    );
    const again = await on(
      "decide",
      folder,
      "--entry",
      id,
      "--choice",
      "change-matrix",
      "--reason",
      "no",
      "--by",
      miriam,
    );
    expect(again).toMatchObject({ status: 2 });
    expect(again.stderr).toContain(`${id} is decided already`);
  });

  it("signs only what is decided, for each side with its own key", async () => {
    const told = await demarc("review", "thumbprint", keyOf("internal"));
    expect([told.status, told.stdout.trim()]).toEqual([0, expect.stringMatching(/^[\w-]{43}$/)]);
    expect(readFileSync(of.matrixFile, "utf8")).toContain(told.stdout.trim());
    const open = await on("sign", folder, "--as", "internal", "--key", keyOf("internal"));
    expect(open).toMatchObject({ status: 2, stdout: "" });
    expect(open.stderr).toContain("decisions.yaml cannot be signed");
    expect(existsSync(join(folder, "manifest.json"))).toBe(false);
    decideAll(of, folder, keepUntil(later, today));
    expect(await on("decide", folder, "--check")).toMatchObject({ status: 0 });
    const wrong = await on("sign", folder, "--as", "internal", "--key", keyOf("tideway"));
    expect(wrong).toMatchObject({ status: 2, stdout: "" });
    expect(wrong.stderr).toMatch(/nobody trusts for internal: [\w-]{43} is not in review\.signers\.internal/);
    for (const [index, side] of sides.entries()) {
      const { status, stdout } = await on("sign", folder, "--as", side, "--key", keyOf(side));
      expect({ status, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
        status: 0,
        last: ["Yet to sign: nightwatch, tideway.", "Yet to sign: nightwatch.", "Every side has signed."][index],
      });
      if (index < 2) expect((await on("verify", folder)).status).toBe(1);
    }
    expect((await on("sign", folder, "--as", "internal", "--key", keyOf("internal"))).stdout).toContain(
      "internal had signed already",
    );
    expect((await on("decide", folder)).status).toBe(0);
  });

  it("verifies, as text and as one JSON document, and names what was altered", async () => {
    const good = await on("verify", of.parent, "--all", "--format", "json");
    expect(good.status).toBe(0);
    const result = verificationSchema.parse(JSON.parse(good.stdout));
    expect(result).toMatchObject({ ok: true, reviews: [{ name: today, sequence: 1 }] });
    expect((await on("verify", of.parent, "--all", "--head", result.head ?? "")).status).toBe(0);
    expect((await on("verify", of.parent, "--all", "--head", "0".repeat(64))).status).toBe(1);
    const file = join(folder, "review.html");
    const before = readFileSync(file);
    writeFileSync(file, `${before}<!-- -->`);
    const { status, stdout } = await on("verify", folder);
    expect(status).toBe(1);
    expect(stdout).toContain(`broken: ${today}, review 1 of ${today}\n`);
    expect(stdout).toContain("review.html was altered: it has");
    writeFileSync(file, before);
    expect((await on("verify", folder)).stdout).toMatch(/\n {2}signed by tideway on [\d-]+, key [\w-]{43}\n/);
    const parent = await on("verify", of.parent);
    expect(parent).toMatchObject({ status: 2 });
    expect(parent.stderr).toContain("--all if this is a folder of reviews");
  });

  it("tells an auditor who has nothing but the evidence what that proves", async () => {
    const own = await demarc("review", "verify", folder, "--matrix", join(folder, "matrix.yaml"));
    expect(own).toMatchObject({ status: 0, stdout: expect.stringContaining("holds: ") });
    expect(own.stderr).toContain("matrix.yaml is part of the evidence: whose signatures count is then its own word");
    expect((await on("verify", folder)).stderr).toBe("");
    const file = join(folder, "review.json");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace('"stack": "harbour"', '"stack": "elsewhere"'));
    expect(await demarc("review", "verify", folder)).toEqual({
      status: 2,
      stdout: "",
      stderr: `error: ${folder} is a review of elsewhere, which is no stack of this project (--matrix FILE, the matrix that the parties agreed on, best not from this folder)\n`,
    });
    writeFileSync(file, before);
  });

  it("exports what auditors read, outside of what is signed", async () => {
    const out = join(of.parent, "..", "exported");
    const { status, stdout } = await on("export", folder, "--out", out);
    expect(status).toBe(0);
    expect(readdirSync(out).toSorted()).toEqual([
      "access-by-party.csv",
      "assessment-results.json",
      "controls.csv",
      "decisions.csv",
      "differences.csv",
      "evidence.csv",
      "review.ics",
      "review.xlsx",
      "summary.csv",
    ]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(9);
    expect(await on("export", folder, "--out", join(folder, "exports"))).toMatchObject({ status: 2 });
    expect((await on("verify", folder)).status).toBe(0);
    const csv = await demarc("review", "history", of.parent, "--table", "decisions", "--format", "csv");
    expect(csv.stdout.split("\r\n")[0]).toBe(
      '"sequence","reviewed_on","id","kind","severity","party","decision","until","by","side","on","days_to_decide"',
    );
    const lines = await demarc("review", "history", of.parent);
    expect(JSON.parse(lines.stdout)).toMatchObject({ sequence: 1, reviewed_on: today, items: 5, kept: 5 });
  });

  it("says of keys that are none what would be right, and never a word of what is in them", async () => {
    const fresh = addReview(of, "fresh", today);
    decideAll(of, fresh, keepUntil(later, today));
    const write = (name: string, content: string) => {
      const file = join(of.parent, "..", name);
      writeFileSync(file, content);
      return file;
    };
    const encrypted = generateKeyPairSync("ed25519").privateKey.export({
      format: "pem",
      type: "pkcs8",
      cipher: "aes-256-cbc",
      passphrase: "secret",
    });
    const secret = generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }).toString();
    for (const [file, said] of [
      [write("encrypted.pem", encrypted.toString()), "is encrypted"],
      [write("public.pem", secret), "holds no private key"],
      [write("text.pem", "not a key"), "holds no private key"],
      [
        write(
          "short.pem",
          generateKeyPairSync("rsa", { modulusLength: 1024 })
            .privateKey.export({ format: "pem", type: "pkcs8" })
            .toString(),
        ),
        "RSA of 2048 bits or more",
      ],
      [join(of.parent, "absent.pem"), "there is no such file"],
    ] as const) {
      const { status, stderr } = await on("sign", fresh, "--as", "internal", "--key", file);
      expect(status).toBe(2);
      expect(stderr).toContain(said);
      expect(stderr).not.toMatch(/ {4}at |BEGIN/);
    }
    const none = await on("sign", fresh, "--as", "internal");
    expect(none.stderr).toContain("one of --key FILE, --oidc-token FILE, --audience");
    const audience = await on("sign", fresh, "--as", "internal", "--audience");
    expect(audience.stdout).toMatch(/^demarc:internal:sha256:[0-9a-f]{64}\n$/);
    rmSync(fresh, { recursive: true });
  });

  it("is asked for by the gate: a stack without any review is said to be taken as it is", async () => {
    const { status, stdout } = await demarc("check", "--stack", "kestrel", "--format", "json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      assumptions: expect.arrayContaining(["no review of the stack was ever begun: there is no evidence of one"]),
    });
  });

  it("lets a review name a stack, and never a path to a matrix of its own", async () => {
    const forged = join(of.parent, "..", "forged");
    mkdirSync(forged);
    const review = JSON.parse(readFileSync(join(folder, "review.json"), "utf8"));
    writeFileSync(join(forged, "review.json"), JSON.stringify({ ...review, stack: `../../..${of.parent}/..` }));
    const { status, stderr } = await demarc("review", "decide", forged);
    expect(status).toBe(2);
    expect(stderr).toContain("names no stack of this project (--matrix FILE or --stack NAME)");
  });

  it("needs a review, and says so", async () => {
    const empty = join(of.parent, "..", "empty");
    mkdirSync(empty);
    for (const command of ["decide", "export"]) {
      const { status, stderr } = await on(
        command,
        empty,
        ...(command === "export" ? ["--out", join(empty, "..", "exported-too")] : []),
      );
      expect(status).toBe(2);
      expect(stderr).toContain("there is no review.json in it");
    }
    const { status, stderr } = await demarc("review");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /^error: nothing to review is given \(one of --stack NAME, --matrix FILE, --all FOLDER\)\n/,
      ),
    });
  });
});

it("verify of a review that nobody signed says when a report is not what was written with it", async () => {
  const own = await reviews();
  try {
    const unsigned = addReview(own, today, today);
    const file = join(unsigned, "review.json");
    const review = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...review, reports: { "review.html": "0".repeat(64) } }));
    const { status, stdout } = await demarc("review", "verify", unsigned, "--matrix", own.matrixFile);
    expect([status, stdout]).toEqual([
      1,
      expect.stringContaining(
        `broken: ${today}: review.html is not what was written with review.json: its digest is another.`,
      ),
    ]);
  } finally {
    own.remove();
  }
});
