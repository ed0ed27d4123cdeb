/** The review on the command line: what it is told against, and what is refused before anything takes time. */

import { readFileSync, writeFileSync } from "node:fs";
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
  const { status, stdout } = await demarc(
    ...["review", ...stack, "--snapshot", written("november.json", tenant), "--out", join(folder.path, "second")],
    ...["--previous", first, "--roster", `tideway=${roster}`, "--unused-days", "90", "--format", "json"],
  );
  expect(status).toBe(1);
  const review: Review = reviewSchema.parse(JSON.parse(stdout));
  const kinds = (title: RegExp) =>
    review.differences.find((each) => title.test(each.title))?.observations?.map(({ kind }) => kind);
  expect(kinds(/^Aisha Bello .* holds the role Helpdesk Administrator/)).toContain("scope-creep");
  expect(kinds(/^Aisha Bello .* is no longer active at Tideway IT/)).toEqual(["left-provider"]);
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
});

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
    ["days that are none", () => ["--unused-days", "soon"], "--unused-days soon is no number of days"],
  ])("%s", async (_, more, message) => {
    const { status, stdout, stderr } = await demarc("review", ...stack, ...more());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
