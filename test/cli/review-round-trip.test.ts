/** A quarter's review from end to end, through the command line: a tenant with a crowd that misbehaves, everything planted in it found. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Review, reviewSchema } from "../../src/review/schema.ts";
import { harbourToday, seedHarbour } from "../../src/tenant/seed/harbour.ts";
import type { Oddity, OddityKind } from "../../src/tenant/seed/scale/oddities.ts";
import { scaledTenant, scaleProviders } from "../../src/tenant/seed/scale/scale.ts";
import { readSnapshot } from "../../src/tenant/snapshot-file.ts";
import {
  decideAll,
  joel,
  matrixText,
  miriam,
  pemOf,
  type Reviews,
  reviews,
  sides,
} from "../review/evidence/reviews.ts";
import { demarc, start } from "../support/demarc.ts";

const users = 400;
const azure = `azure:
  subscriptionId: 8dd3f501-4a24-5b43-aa53-295f5af425be
  resourceGroup: rg-access-monitoring
  location: norwayeast
  alertEmails: [security@harbourdental.example]
`;
const today = new Date().toISOString().slice(0, 10);

let of: Reviews;
let oddities: readonly Oddity[];
const at = (...parts: string[]) => join(of.parent, "..", ...parts);
const folder = () => join(of.parent, today);

beforeAll(async () => {
  // With a subscription in the matrix, Azure is read as well.
  of = await reviews(`${await matrixText()}
${azure}`);
  const scale = { users, providers: scaleProviders(of.matrix) };
  oddities = scaledTenant(seedHarbour(), scale, { clock: () => harbourToday }).oddities;
});
afterAll(() => of.remove());

/** Under another name it is the same group: named, and no difference. */
const same: ReadonlySet<OddityKind> = new Set(["renamed-group"]);

describe("collect, review, decide, sign, verify", () => {
  it("collects everything from a tenant that throttles, fails and lags behind", async () => {
    const stack = ["--stack", "harbour", "--workspace", at("workspace")];
    // Each throttled answer makes everybody wait for seconds: a few are enough here.
    const faults = "throttle=0.01,error=0.02,truncate=0.04,stale=0.04,expire-skiptoken=0.02";
    const server = start("tenant", ...stack, "--scale", String(users), "--misbehave", faults, "--port", "0");
    await server.said("Ctrl-C stops it.");
    const { status, stderr } = await demarc("snapshot", ...stack, "--matrix", of.matrixFile, "--out", at("snapshot"));
    server.stop();
    await server.ended;
    expect([status, stderr]).toEqual([0, expect.stringMatching(/\d+ requests, [1-9]\d* of them repeated/)]);
    const { collections, unreadable } = readSnapshot(at("snapshot"));
    expect(collections.users).toHaveLength(users);
    expect(unreadable).toEqual([]);
  });

  it("finds what is planted, each with a sentence of its own, and leaves alone what only has another name", async () => {
    const args = ["--matrix", of.matrixFile, "--snapshot", at("snapshot"), "--out", folder()];
    const { status, stdout } = await demarc("review", ...args);
    expect([status, stdout]).toEqual([1, expect.stringContaining("can take control of the whole tenant")]);
    const review = reviewSchema.parse(JSON.parse(readFileSync(join(folder(), "review.json"), "utf8")));
    const found = oddities.map(({ kind, ids }) => [kind, blamed(review, ids)] as const);
    expect(found.filter(([, count]) => count === 0).map(([kind]) => kind)).toEqual(
      oddities.map(({ kind }) => kind).filter((kind) => same.has(kind)),
    );
    expect(review.renamed).toMatchObject([{ was: "Print operators", now: "Print operators (old)" }]);
    const observed = (kind: OddityKind) =>
      new Set(
        review.differences
          .filter((each) => concerns(each, oddities.find((oddity) => oddity.kind === kind)?.ids ?? []))
          .flatMap(({ observations = [] }) => observations.map((each) => each.kind)),
      );
    expect(observed("recreated-group")).toContain("re-created");
    expect(observed("unused-eligibility")).toContain("stale-access");
    expect(observed("disabled-administrator")).toContain("disabled-with-access");
    expect(observed("provider-owns-application")).toContain("shadow-global-administrator");
    expect(observed("application-with-forgotten-secret")).toContain("stale-access");
    expect(observed("shadow-admin-by-nested-group")).toContain("shadow-global-administrator");
    // Since when and by whom is in the log, of whose categories the collection reads enough.
    expect(review.differences.some(({ access }) => access.grantedBy !== undefined)).toBe(true);
  });

  it("is decided, signed by every side, and holds", async () => {
    const matrix = ["--matrix", of.matrixFile];
    const open = await demarc("review", "decide", folder(), ...matrix);
    expect(open.status).toBe(1);
    // Nobody decides on their own access.
    decideAll(of, folder(), { choice: "revoke", by: miriam, on: today }, (item) =>
      JSON.stringify(item).toLowerCase().includes("miriam") ? { by: joel } : undefined,
    );
    const decided = await demarc("review", "decide", folder(), "--check", ...matrix);
    expect([decided.status, decided.stdout]).toEqual([0, expect.stringMatching(/(\d+) of \1 decided\./)]);
    for (const side of sides) {
      const key = at(`${side}.pem`);
      writeFileSync(key, pemOf(side));
      const signed = await demarc("review", "sign", folder(), "--as", side, "--key", key, ...matrix);
      expect([side, signed.status, signed.stderr]).toEqual([side, 0, ""]);
    }
    const verified = await demarc("review", "verify", of.parent, "--all", ...matrix, "--source", at("snapshot"));
    expect([verified.status, verified.stdout]).toEqual([0, expect.stringContaining("every one is as it was signed")]);
    expect(verified.stdout).toContain(`snapshot is the snapshot that ${today} was made from.`);
  });
});

function concerns(difference: Review["differences"][number], ids: readonly string[]): boolean {
  const text = JSON.stringify([difference.principal, difference.access, difference.path ?? []]);
  return ids.some((id) => text.includes(id));
}

function blamed(review: Review, ids: readonly string[]): number {
  return review.differences.filter((each) => concerns(each, ids)).length;
}
