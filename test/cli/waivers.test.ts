import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { demarc, projectRoot, temporaryFolder } from "../support/demarc.ts";
import { type WaiverText, waiving } from "../support/waivers.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const program = join(folder.path, "program");
mkdirSync(program);
writeFileSync(join(program, "Pulumi.yaml"), "name: waived\nruntime: nodejs\n");
writeFileSync(
  join(program, "index.ts"),
  `import * as azuread from "${join(projectRoot, "node_modules/@pulumi/azuread/index.js")}";
const dana = azuread.getUserOutput({ userPrincipalName: "dana.reyes@tideway.example" });
new azuread.DirectoryRoleAssignment("grant", { roleId: "62e90394-69f5-4237-9190-012177145e10", principalObjectId: dana.objectId });
`,
);

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const waivers = (more: Partial<WaiverText> = {}): WaiverText[] =>
  ["provider-no-standing-global-admin", "provider-access-in-matrix", "provider-access-expires"].map((rule) => ({
    rule,
    resource: "grant",
    reason: "Forest recovery.",
    approvedBy: "miriam.okafor@harbourdental.example",
    from: day(-1),
    until: day(1),
    ...more,
  }));

async function check(texts: readonly WaiverText[]) {
  const matrix = join(folder.path, "matrix.yaml");
  const { source } = waiving(texts);
  writeFileSync(matrix, source);
  const { status, stdout } = await demarc("check", "--program", program, "--matrix", matrix, "--format", "json");
  const { findings, waived } = JSON.parse(stdout) as {
    findings: { rule: string; severity: string; file?: string; line?: number }[];
    waived: { rule: string; waiver: object }[];
  };
  return { status, findings, waived: waived.map(({ rule, waiver }) => ({ rule, waiver })), lines: source.split("\n") };
}

it("what is waived passes the check and is in its document; what was waived until yesterday does not, and the waiver says why", async () => {
  const holding = await check(waivers());
  expect(holding.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(holding.waived).toContainEqual({
    rule: "provider-no-standing-global-admin",
    waiver: { reason: "Forest recovery.", approvedBy: "miriam.okafor@harbourdental.example", until: day(1) },
  });
  expect(holding.status).toBe(0);

  const expired = await check(waivers({ until: day(-1) }));
  expect(expired.waived).toEqual([]);
  expect(expired.findings.map(({ rule }) => rule)).toContain("provider-no-standing-global-admin");
  const said = expired.findings.find(({ rule }) => rule === "waivers-valid");
  expect(said?.file).toContain("matrix.yaml");
  expect(expired.lines[(said?.line ?? 0) - 1]).toContain(`until: "${day(-1)}"`);
  expect(expired.status).toBe(1);
});

it("lint says of the matrix alone which waivers cannot hold, by its rules too", async () => {
  const matrix = join(folder.path, "linted.yaml");
  const [waiver] = waivers();
  const texts = [
    { ...waiver, rule: "provider-role-scop" },
    { ...waiver, until: day(20) },
    { ...waiver, approvedBy: undefined },
    { ...waiver },
  ] as WaiverText[];
  writeFileSync(matrix, waiving(texts).source);
  const { status, stdout } = await demarc("lint", matrix, "--format", "json");
  const { smells } = JSON.parse(stdout) as { smells: { smell: string; path: string; message: string }[] };
  expect(smells.filter(({ smell }) => smell === "waiver-does-not-hold").map(({ path }) => path)).toEqual([
    "waivers.0.rule",
    "waivers.1.until",
    "waivers.2.rule",
    "waivers.2.until",
    "waivers.3.until",
  ]);
  expect(smells.map(({ message }) => message)).toContain("the waiver of provider-role-scop for grant names no rule");
  expect(status).toBe(1);
});
