/** What README's table of the ownership map says, done: each category, function and system declared, gated, reviewed and written. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluateRules } from "../policies/rule.ts";
import { rules } from "../policies/rules/index.ts";
import { accountHolders } from "../src/access/account-holder.ts";
import { systemAccess } from "../src/access/system-accounts.ts";
import { coreFunctionIds, functionById } from "../src/catalogue/functions.ts";
import { systems } from "../src/catalogue/systems/index.ts";
import { toolCategories } from "../src/catalogue/tool-categories.ts";
import { type CoverageRow, coverage } from "../src/coverage.ts";
import { deriveEntitlements } from "../src/entitlements/derive.ts";
import { lintMatrix } from "../src/matrix/lint.ts";
import { type LoadedMatrix, loadMatrix } from "../src/matrix/load.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import { planProgram } from "../src/plan/program.ts";
import { reviewTenant } from "../src/review/review.ts";
import type { Review } from "../src/review/schema.ts";
import { compareSystems } from "../src/review/systems/compare.ts";
import type { SystemRosterDocument } from "../src/roster/roster.ts";
import { materialise } from "../src/tenant/materialise.ts";
import { harbourToday, seedHarbour } from "../src/tenant/seed/harbour.ts";
import { chapterOf, inputOf, reloaded, rowOf } from "./handbook/inputs.ts";
import { projectRoot, temporaryFolder } from "./support/demarc.ts";
import { harbour, kestrelFile } from "./support/matrices.ts";
import { goodTenant } from "./support/tenant-builder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const rows = coverage();
const of = (kind: CoverageRow["kind"]) => rows.filter((row) => row.kind === kind);

/** Harbour with one provider for everything, every system of the catalogue in its category, and places in Azure. */
function everything(): LoadedMatrix {
  const { matrix: own } = harbour();
  const { azure } = loadMatrix(kestrelFile).matrix;
  const scope = { resourceGroup: "rg-work" };
  const tools = toolCategories.map(({ id }) => {
    const all = systems.filter(({ category }) => category === id || (category === "platform" && id === "rmm"));
    return [id, { ...own.tools[id], systems: all.map((system) => system.id), systemOfRecord: all[0]?.id }] as const;
  });
  return reloaded({
    ...own,
    functions: Object.fromEntries(coreFunctionIds.map((id) => [id, { owner: "tideway" }])),
    tools: Object.fromEntries(tools),
    ...(azure !== undefined && {
      azure: {
        ...azure,
        lighthouse: {},
        customRoles: {},
        scopes: { servers: scope, monitored: scope, sentinel: scope, workloads: scope, costs: scope },
      },
    }),
  });
}

const loaded = everything();
const { matrix } = loaded;
const entitlements = deriveEntitlements(matrix);
const handbook = inputOf(loaded);
const teamOf = (id: string) => entitlements.teams.find(({ functionId }) => functionId === id);

/** The tenant as it was before anything was deployed, against everything that is declared. */
let review: Review;
let types: ReadonlySet<string>;
let groups: ReadonlySet<string>;
beforeAll(async () => {
  const file = join(folder.path, "matrix.yaml");
  writeFileSync(file, JSON.stringify(matrix));
  const actual = seedHarbour();
  const plan = await planProgram({
    directory: projectRoot,
    stack: "harbour",
    config: { matrix: file },
    snapshot: actual,
  });
  const { tenantId, initialDomain, domains, name } = matrix.client;
  const declared = materialise(plan, {
    tenantId,
    initialDomain,
    domains,
    displayName: name,
    now: harbourToday,
    base: actual,
  });
  types = new Set(plan.resources.map(({ type }) => type));
  groups = new Set(declared.snapshot.collections.groups.map(({ displayName }) => displayName ?? ""));
  const today = harbourToday.slice(0, 10);
  review = reviewTenant({ matrix, entitlements, stack: "harbour", declared, plan, actual, rules, today, versions: {} });
}, 60_000);

it("has every category, function and system, and no empty cell", () => {
  expect(of("category")).toHaveLength(9);
  expect(of("function")).toHaveLength(14);
  expect(of("system")).toHaveLength(31);
  for (const { declared, gated, reviewed, written } of rows) {
    for (const cell of [declared, gated, reviewed, written]) expect(cell).toMatch(/\S{3}/);
    expect(declared).not.toMatch(/^none: ?$/);
  }
});

it("names rules that there are", () => {
  const named = rows.flatMap(({ gated }) => [...gated.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const known = new Set(rules.map(({ name }) => name));
  expect(named.filter((name) => !known.has(name ?? ""))).toEqual([]);
});

describe("category", () => {
  const resources: Record<string, RegExp> = {
    identity: /^azuread:index\/conditionalAccessPolicy:/,
    "endpoint-management": /^azuread:index\/administrativeUnit:/,
    "patch-management": /^azure-native:maintenance:/,
    security: /^azuread:index\/group:/,
    backup: /^azure-native:(recoveryservices|dataprotection):/,
  };

  it.each(of("category"))("$id", ({ id, declared }) => {
    const title = toolCategories.find((each) => each.id === id)?.title ?? "";
    const type = resources[id];
    expect(declared.startsWith("none")).toBe(type === undefined);
    if (type !== undefined) expect([...types].some((each) => type.test(each))).toBe(true);

    const { [id as keyof Matrix["tools"]]: row, ...others } = matrix.tools;
    const { azure: _, ...rest } = matrix;
    const without = lintMatrix(reloaded({ ...rest, tools: others }), "2026-11-21");
    expect(row).toBeDefined();
    expect(without.some(({ smell, message }) => smell === "tool-without-owner" && message.includes(id))).toBe(true);

    const isReviewed = ({ category }: { category: string }) => category === id;
    expect(id === "identity" || review.systems?.some(isReviewed)).toBe(true);
    expect(rowOf(chapterOf(handbook, "ownership-map"), title).length).toBeGreaterThan(2);
    expect(chapterOf(handbook, "contract-schedule")).toContain(title);
  });
});

describe("function", () => {
  it.each(of("function"))("$id", ({ id, declared }) => {
    const found = functionById(id);
    const team = teamOf(id);
    expect(team === undefined).toBe(declared.startsWith("none:") || declared.startsWith("written only:"));
    if (team !== undefined) expect(groups).toContain(team.displayName);
    // What guests need beside any role over a unit is not the row's.
    const grants = (team?.grants ?? []).filter(({ role }) => role.name !== "Directory Readers");
    for (const { role } of grants) expect(declared).toContain(role.name);

    // The same held by somebody at all times, or anything at all where nothing belongs to the row, is refused.
    const tenant = goodTenant();
    const role = grants.find((grant) => grant.role.kind === "built-in")?.role.name ?? "Reports Reader";
    const assignment = tenant.role("dana.reyes", role);
    const findings = evaluateRules(rules, tenant.context({ matrix, entitlements }));
    expect(findings.map(({ resource }) => resource)).toContain(assignment);

    const row = review.rows.find(({ path }) => path === `functions.${id}`);
    expect(row?.name).toBe(found?.title);
    // Nothing is deployed yet: what a row declares is missing, and where it declares nothing there is nothing to miss.
    expect((row?.differences.length ?? 0) > 0).toBe(team !== undefined);

    expect(rowOf(chapterOf(handbook, "responsibilities"), found?.title ?? "")[2]).toMatch(/\S/);
    expect(chapterOf(handbook, "contract-schedule")).toContain(found?.title);
  });
});

describe("system", () => {
  it.each(of("system"))("$id", ({ id, name, declared, gated, reviewed, written }) => {
    const system = systems.find((each) => each.id === id);
    // What the matrix cannot declare for it is what lint warns of.
    const entry = (application: object) => ({ roles: [{ role: "Top", held: ["internal"] }], application });
    const signInOf = (application: object) =>
      reloaded({ ...matrix, systems: { [id]: entry(application) } } as unknown as Matrix);
    const isRefused = (application: object) =>
      lintMatrix(signInOf(application), "2026-11-21").some(({ smell }) => smell === "system-application-unknown");
    const create = { entityId: "urn:system", replyUrls: ["https://system.example/saml"] };
    const isAssignable = !isRefused({ existing: name });
    expect(declared.startsWith("enterprise application")).toBe(!isRefused({ create }));
    expect(declared.includes("a group")).toBe(isAssignable);
    const signIn = signInOf({ existing: name });
    const groupsOf = deriveEntitlements(signIn.matrix).systemSignIns.flatMap((each) => each.groups);
    expect(groupsOf.map(({ role }) => role)).toEqual(["Top"]);
    expect(gated.includes("system-sign-in-assigned")).toBe(isAssignable);
    const access = systemAccess(goodTenant().context({ matrix, entitlements }).attribution, [rosterOf(id)]);
    const own = access.find(({ system: { key } }) => key === id);
    if (system?.roster.snapshot !== undefined) {
      expect(own).toBeUndefined();
    } else {
      if (own === undefined) throw new Error(`${id} is not reviewed`);
      const attribution = goodTenant().context({ matrix, entitlements }).attribution;
      const [compared] = compareSystems({
        systems: [own],
        holderOf: accountHolders(attribution).byAddress,
        partyLabel: ({ kind }) => kind,
      });
      // A stranger on top of any system is noticed.
      expect(compared?.differences.map(({ title }) => title)).toEqual([expect.stringContaining(name)]);
    }
    const fixtures = join(projectRoot, "test/fixtures/rosters", id);
    if (reviewed.includes(": API")) expect(existsSync(join(fixtures, "api.json"))).toBe(true);
    if (reviewed.includes("CSV of the console")) expect(existsSync(join(fixtures, "console.csv"))).toBe(true);

    const chapter = chapterOf(handbook, "data-and-exit");
    expect(chapter).toContain(name);
    if (!written.includes("no export documented")) {
      for (const { format } of system?.exports ?? []) expect(chapter).toContain(format);
    }
  });
});

function rosterOf(system: string): SystemRosterDocument {
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: harbourToday,
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [
      {
        id: "1",
        kind: "person",
        email: "stranger@mail.example",
        enabled: true,
        roles: [{ name: "Top", reach: "super-administrator" }],
      },
    ],
  };
}

it("README shows it", () => {
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  for (const { kind, id } of rows) expect(readme).toContain(`[\`${kind} ${id}\`](test/coverage.test.ts)`);
});
