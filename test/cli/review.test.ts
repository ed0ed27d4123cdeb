/** The review on the command line: what it is told against, and what is refused before anything takes time. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { type Review, reviewSchema } from "../../src/review/schema.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { writeSnapshot } from "../../src/tenant/snapshot-file.ts";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const stack = ["--stack", "harbour", "--workspace", join(folder.path, "workspace")];
const helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

function file(name: string, content: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

function written(name: string, snapshot: ReturnType<typeof seedHarbour>): string {
  const path = join(folder.path, name);
  writeSnapshot(path, snapshot);
  return path;
}

it("is told against the review before and the providers' rosters", async () => {
  const tenant = seedHarbour();
  const first = join(folder.path, "first");
  await demarc("review", ...stack, "--snapshot", written("august.json", tenant), "--out", first);

  const aisha = tenant.collections.users.find(({ displayName }) => displayName?.startsWith("Aisha Bello"));
  tenant.collections.roleAssignments.push({
    id: "crept-in",
    principalId: aisha?.id ?? "",
    roleDefinitionId: helpdesk,
    directoryScopeId: "/",
  });
  const roster = file(
    "tideway.csv",
    "E-Mail;Status\ndana.reyes@tideway.example;active\naisha.bello@tideway.example;left\n",
  );
  const console = file(
    "ninjaone.csv",
    "Name,Email,Role,Enabled\nAisha Bello,aisha.bello@tideway.example,System Administrator,yes\nRita Moss,rita@mail.example,System Administrator,yes\n",
  );
  const systems = join(folder.path, "systems");
  mkdirSync(systems);
  await demarc("roster", "ninjaone", "--from", console, "--out", join(systems, "ninjaone.json"));
  const { status, stdout } = await demarc(
    ...[
      "review",
      ...stack,
      "--systems",
      systems,
      "--snapshot",
      written("november.json", tenant),
      "--out",
      join(folder.path, "second"),
    ],
    ...["--previous", first, "--roster", `tideway=${roster}`, "--unused-days", "90", "--format", "json"],
  );
  expect(status).toBe(1);
  const review: Review = reviewSchema.parse(JSON.parse(stdout));
  const kinds = (title: RegExp) =>
    review.differences.find((each) => title.test(each.title))?.observations?.map(({ kind }) => kind);
  expect(kinds(/^Aisha Bello .* holds the role Helpdesk Administrator/)).toContain("scope-creep");
  expect(kinds(/^Aisha Bello .* is no longer active at Tideway IT/)).toEqual(["left-provider"]);
  expect(kinds(/^Aisha Bello.* is no longer active at Tideway IT, and still has an account in NinjaOne/)).toEqual([
    "left-provider",
  ]);
  expect(review.differences.find(({ title }) => title.startsWith("Rita Moss holds"))).toMatchObject({
    kind: "undeclared",
    severity: "high",
    access: { kind: "system-role", target: "System Administrator", scope: "NinjaOne" },
    row: { path: "tools.rmm" },
  });
  expect(review.systems?.find(({ key }) => key === "ninjaone")).toMatchObject({
    roster: { source: "ninjaone.csv", accounts: 2, ofProviders: 1, superAdministrators: 2 },
    differences: [expect.any(String), expect.any(String)],
  });
  expect(review.previous).toMatchObject({
    access: { appeared: 1, wider: 0, gone: 0 },
    evidence: { state: "unsigned", words: "Nobody signed it: nothing shows that it is as it was made." },
    notCompared: [],
  });
  expect(review.previous?.appeared).toContain(
    review.differences.find(({ access }) => access.objects.includes("crept-in"))?.id,
  );
  const html = readFileSync(join(folder.path, "second", "review.html"), "utf8");
  expect(html).toContain("Since the review of");
  expect(html).toContain("Systems beside the tenant");
  // The first had no roster: then nothing is said to be compared beside the tenant.
  const lead = ", and in the other systems whose users are known,";
  expect(html).toContain(lead);
  expect(readFileSync(join(first, "review.html"), "utf8")).not.toContain(lead);
});

function newFolder(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}

function ofSystem(system: string): string {
  return JSON.stringify({
    format: "demarc-roster/1",
    system,
    collectedAt: "2026-11-21T00:00:00Z",
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [],
  });
}

describe("is refused before anything takes time", () => {
  test.each<[string, () => readonly string[], string]>([
    ["a roster of nobody's provider", () => ["--roster", "tidewy=x.csv"], "did you mean tideway?"],
    [
      "a roster that is not there, whatever its name turns around",
      () => ["--roster", "tideway=\u202enone.csv"],
      "there is no roster [U+202E]none.csv",
    ],
    [
      "two rosters of one provider",
      () => [1, 2].flatMap((each) => ["--roster", `tideway=${file(`${each}.csv`, "mail\nd@x.example\n")}`]),
      "--roster is given twice for tideway",
    ],
    [
      "a roster without addresses",
      () => ["--roster", `tideway=${file("bad.csv", "name;e-mial\nDana;d@x.example\n")}`],
      "did you mean email?",
    ],
    ["a previous review that is not there", () => ["--previous", join(folder.path, "none.json")], "there is no review"],
    ["one that is none", () => ["--previous", file("list.json", "[]")], "is no review that this version reads"],
    [
      "one that is signed by keys of somebody else",
      () => ["--previous", join(projectRoot, "test/fixtures/reviews/2026-08-21")],
      "2026-08-21 is not as it was signed, and a review cannot be compared with it",
    ],
    ["a roster of a system that is not there", () => ["--systems", join(folder.path, "none.json")], "there is no"],
    ["a folder without rosters", () => ["--systems", newFolder("empty")], "has no roster in it"],
    ["a roster that is none", () => ["--systems", file("no-roster.json", "[]")], "is no roster: it:"],
    ["a roster that is cut short", () => ["--systems", file("cut.json", '{"format":')], "the roster is cut short"],
    [
      "a roster of a system that the matrix does not name",
      () => ["--systems", file("other.json", ofSystem("jamf"))],
      "other.json is the roster of jamf, which no row of tools in the matrix names",
    ],
    [
      "two rosters of one system",
      () => [1, 2].flatMap((each) => ["--systems", file(`${each}.json`, ofSystem("halopsa"))]),
      "are both rosters of halopsa",
    ],
    ["days that are none", () => ["--unused-days", "soon"], "--unused-days soon is no number of days"],
  ])("%s", async (_, more, message) => {
    const { status, stdout, stderr } = await demarc("review", ...stack, ...more());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
