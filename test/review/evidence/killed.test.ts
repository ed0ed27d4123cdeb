import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEvidence } from "../../../src/review/evidence/chain.ts";
import { addReview, decideAll, keepUntil, pemOf, type Reviews, reviews, signAs, verified } from "./reviews.ts";

let of: Reviews;
let folder: string;
let keyFile: string;
beforeAll(async () => {
  of = await reviews();
  folder = addReview(of, "2026-11-21", "2026-11-21");
  decideAll(of, folder, keepUntil("2027-01-31", "2026-11-21"));
  keyFile = join(of.parent, "..", "internal.pem");
  writeFileSync(keyFile, pemOf("internal"));
});
afterAll(() => of.remove());

/** Signs in a process that is killed (SIGKILL) so long after it was about to write; says whether it got to the end. */
function signKilledAfter(microseconds: number): Promise<boolean> {
  const program = join(import.meta.dirname, "sign-killed.ts");
  const child = spawn(process.execPath, [program, folder, of.matrixFile, "internal", keyFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((done) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const isReady = !said.includes("ready") && (said + text).includes("ready");
      said += text;
      if (!isReady) return;
      const start = process.hrtime.bigint();
      while (process.hrtime.bigint() - start < BigInt(microseconds) * 1000n);
      child.kill("SIGKILL");
    });
    child.once("close", () => done(said.includes("signed")));
  });
}

const contentOf = (path: string) =>
  new Map(
    readdirSync(path, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")]),
  );

it("leaves either no signature or a whole one when it is killed, and a second run completes it", async () => {
  const fresh = join(of.parent, "..", "fresh");
  cpSync(folder, fresh, { recursive: true });
  const states: string[] = [];
  for (const delay of [0, 300, 1000, 3000, 10_000]) {
    rmSync(folder, { recursive: true });
    cpSync(fresh, folder, { recursive: true });
    const ended = await signKilledAfter(delay);
    const evidence = readEvidence(folder);
    states.push(evidence === undefined ? "old" : "new");
    if (evidence === undefined) {
      // What the review was made of is untouched; nobody has signed.
      expect(ended).toBe(false);
      for (const [name, text] of contentOf(fresh)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
      expect((await verified(of)).open.map(({ name }) => name)).toEqual(["2026-11-21"]);
    } else {
      const kinds = (await verified(of)).reviews[0]?.problems.map(({ kind }) => kind);
      expect(kinds).toEqual(["signature-missing", "signature-missing"]);
    }
    await signAs(of, folder, "internal");
    await signAs(of, folder, "tideway");
    await signAs(of, folder, "nightwatch");
    expect((await verified(of)).ok).toBe(true);
    expect(readdirSync(of.parent)).toEqual(["2026-11-21"]);
  }
  expect(existsSync(join(folder, "manifest.json"))).toBe(true);
  // The test shows something only if it met both.
  expect(states).toContain("old");
});
