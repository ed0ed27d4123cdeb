import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inputsDigest } from "../../../src/review/estate/inputs.ts";
import { readEstate } from "../../../src/review/estate/tenant-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demarc-inputs-"));
  write("harbour/matrix.yaml", "matrix");
  write("harbour/snapshot.json", "{}");
  write("harbour/state.json", "{}");
  write("harbour/tenant.yaml", "state: state.json\n");
  write("harbour/reviews/2026-08-21/review.json", "{}");
  write("harbour/reviews/2026-08-21/manifest.json", "{}\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}

function digest(today = "2026-11-21"): string {
  const [tenant] = readEstate(folder);
  if (tenant === undefined) throw new Error("there is no tenant");
  const places = {
    snapshot: tenant.snapshot ?? "",
    previous: join(tenant.reviews, "2026-08-21"),
    systemRosters: [join(folder, "okta.json")],
  };
  return inputsDigest(tenant, places, { today, version: "1.0.0" });
}

describe("the inputs of a tenant's review", () => {
  it.each<[string, () => void]>([
    ["the matrix", () => write("harbour/matrix.yaml", "another")],
    ["the state", () => write("harbour/state.json", "another")],
    ["the snapshot", () => write("harbour/snapshot.json", "[]")],
    ["the review before", () => write("harbour/reviews/2026-08-21/review.json", "[]")],
    ["a system's roster", () => write("okta.json", "{}")],
    ["a signature under it", () => write("harbour/reviews/2026-08-21/signatures/internal.json", "{}")],
  ])("are others with another of %s", (_, change) => {
    const before = digest();
    expect(digest()).toBe(before);
    change();
    expect(digest()).not.toBe(before);
  });

  it("are a problem where the state that tenant.yaml names is not there, also where a snapshot is collected", () => {
    expect(readEstate(folder)[0]).toMatchObject({ state: join(folder, "harbour/state.json") });
    expect(readEstate(folder)[0]?.problem).toBeUndefined();
    write("harbour/tenant.yaml", "state: stat.json\ncollect: {}\n");
    expect(readEstate(folder)[0]?.problem).toBe("the state stat.json does not exist");
  });

  it("are a problem where two tenants' secrets would have one name, for whoever has secrets", () => {
    const collecting = "collect:\n  rosters: true\n";
    for (const name of ["acme-west", "acme_west", "acme"]) {
      write(`${name}/matrix.yaml`, "matrix");
      write(`${name}/tenant.yaml`, name === "acme_west" ? "collect: {}\n" : collecting);
    }
    const problems = () =>
      readEstate(folder).flatMap(({ name, problem }) => (problem === undefined ? [] : [name, problem]));
    expect(problems()).toEqual([
      "acme-west",
      "its secrets would be called as those of acme_west: rename one of the folders",
    ]);
    write("acme_west/tenant.yaml", collecting);
    expect(problems()).toHaveLength(4);
  });

  it("are others on another day, and the same whatever else lies there", () => {
    const before = digest();
    write("harbour/notes.txt", "");
    write("harbour/reviews/2026-08-21/review.html", "");
    expect([digest() === before, digest("2026-11-22") === before]).toEqual([true, false]);
  });
});
