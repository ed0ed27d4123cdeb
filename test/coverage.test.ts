/** What README's table of the ownership map says, done: each category, function and system declared, gated, reviewed and written. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildContext } from "../policies/context.ts";
import { evaluateRules } from "../policies/rule.ts";
import { rules } from "../policies/rules/index.ts";
import { providerNoStandingSuperAdmin } from "../policies/rules/provider-no-standing-super-admin.ts";
import { systemSignInAssigned } from "../policies/rules/system-sign-in-assigned.ts";
import { accountHolders } from "../src/access/account-holder.ts";
import { systemAccess } from "../src/access/system-accounts.ts";
import { coreFunctionIds, functionById } from "../src/catalogue/functions.ts";
import { systems } from "../src/catalogue/systems/index.ts";
import type { NamedSystem } from "../src/catalogue/systems/system.ts";
import { toolCategories } from "../src/catalogue/tool-categories.ts";
import { type CoverageRow, coverage } from "../src/coverage.ts";
import { deriveEntitlements } from "../src/entitlements/derive.ts";
import type { Finding } from "../src/finding.ts";
import { lintMatrix } from "../src/matrix/lint.ts";
import { type LoadedMatrix, loadMatrix } from "../src/matrix/load.ts";
import type { Matrix } from "../src/matrix/schema.ts";
import type { Plan } from "../src/plan/plan.ts";
import { planProgram } from "../src/plan/program.ts";
import { reviewTenant } from "../src/review/review.ts";
import type { Review } from "../src/review/schema.ts";
import { compareSystems } from "../src/review/systems/compare.ts";
import { neededSecrets, secretVariable } from "../src/roster/connection.ts";
import { readRosterApi } from "../src/roster/read-api.ts";
import { readRosterCsv } from "../src/roster/read-csv.ts";
import type { SystemRosterDocument } from "../src/roster/roster.ts";
import { materialise } from "../src/tenant/materialise.ts";
import { harbourToday, seedHarbour } from "../src/tenant/seed/harbour.ts";
import type { Collections } from "../src/tenant/snapshot.ts";
import { chapterOf, inputOf, reloaded, rowOf } from "./handbook/inputs.ts";
import { type Exchange, serveSystem } from "./roster/served-system.ts";
import { projectRoot, temporaryFolder } from "./support/demarc.ts";
import { harbour, kestrelFile } from "./support/matrices.ts";
import { goodTenant } from "./support/tenant-builder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const rows = coverage();
const of = (kind: CoverageRow["kind"]) => rows.filter((row) => row.kind === kind);

/** Harbour with one provider for everything, every system of the catalogue in its category, and places in Azure. */
function everything(): LoadedMatrix {
  const { privilegedRoles } = loadMatrix(kestrelFile).matrix;
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
    providers: withTrust(own.providers),
    privilegedRoles,
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

/** Its guests' methods and devices are believed: then there are settings for its tenant. */
function withTrust({ tideway, ...others }: Matrix["providers"]): Matrix["providers"] {
  if (tideway === undefined) throw new Error("the example has lost its provider");
  const trust = { mfa: true, compliantDevice: true, hybridJoinedDevice: false, existing: false } as const;
  return { ...others, tideway: { ...tideway, trust } };
}

const loaded = everything();
const { matrix } = loaded;
const entitlements = deriveEntitlements(matrix);
const handbook = inputOf(loaded);
const teamOf = (id: string) => entitlements.teams.find(({ functionId }) => functionId === id);

/** What is declared; and the tenant as it was before, reviewed against that. */
let plan: Plan;
let review: Review;
let types: ReadonlySet<string>;
let groups: ReadonlySet<string>;
const today = harbourToday.slice(0, 10);
const { tenantId, initialDomain, domains, name: displayName } = matrix.client;
beforeAll(async () => {
  const file = join(folder.path, "matrix.yaml");
  writeFileSync(file, JSON.stringify(matrix));
  const actual = seedHarbour();
  const program = { directory: projectRoot, stack: "harbour", config: { matrix: file } };
  const [alone, onTop] = await Promise.all([planProgram(program), planProgram({ ...program, snapshot: actual })]);
  plan = alone;
  const declared = materialise(onTop, {
    tenantId,
    initialDomain,
    domains,
    displayName,
    now: harbourToday,
    base: actual,
  });
  types = new Set(plan.resources.map(({ type }) => type.replace(/^pulumi-nodejs:dynamic.*:/, "")));
  groups = new Set(declared.snapshot.collections.groups.map((group) => group.displayName ?? ""));
  const versions = {};
  review = reviewTenant({
    matrix,
    entitlements,
    stack: "harbour",
    declared,
    plan: onTop,
    actual,
    rules,
    today,
    versions,
  });
}, 60_000);

/** What the gate says of what is declared, changed and held against a matrix. */
function gate(change: (collections: Collections) => void, by: Matrix = matrix): readonly Finding[] {
  const materialised = materialise(plan, { tenantId, initialDomain, domains, displayName, now: harbourToday });
  change(materialised.snapshot.collections);
  const context = buildContext({
    matrix: by,
    entitlements: by === matrix ? entitlements : deriveEntitlements(by),
    snapshot: materialised.snapshot,
    plan,
    materialised,
    scope: "whole-tenant",
    today,
  });
  return evaluateRules(rules, context);
}

/** Rules that are named in a cell. */
const rulesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, rule = ""]) => rule);

/** Each rule of the rows' cells, and a change that it exists to refuse, once for all rows. */
const changes: Readonly<Record<string, () => readonly Finding[]>> = {
  "provider-access-in-matrix": () =>
    gate(() => undefined, {
      ...matrix,
      functions: Object.fromEntries(coreFunctionIds.map((id) => [id, { owner: "internal" }])),
    } as Matrix),
  "provider-role-scope": () =>
    gate(({ roleAssignments }) => {
      for (const assignment of roleAssignments) assignment.directoryScopeId = "/";
    }),
  "provider-access-expires": () =>
    gate(({ groupEligibilitySchedules }) => {
      for (const { scheduleInfo } of groupEligibilitySchedules) {
        if (scheduleInfo) scheduleInfo.expiration = { type: "noExpiration" };
      }
    }),
  "provider-activation-approved": () =>
    gate(({ roleManagementPolicies }) => {
      for (const policy of roleManagementPolicies) policy.rules = [];
    }),
  "servers-patched-in-windows": () =>
    gate(({ armResources }) => {
      for (const { type, properties } of armResources) {
        if (properties && /maintenanceConfigurations$/i.test(type)) properties["maintenanceScope"] = "Host";
      }
    }),
  "backups-protected": () => gate(withoutAzure(/ResourceGuardProxies$/i)),
  "provider-backup-not-destroyable": () =>
    gate((collections) => {
      withoutAzure(/ResourceGuardProxies$/i)(collections);
      for (const { id, properties } of collections.armResources) {
        const role = properties?.["roleDefinitionId"];
        if (!/\/vaults\/.*\/roleAssignments\//i.test(id) || properties === undefined) continue;
        properties["roleDefinitionId"] = String(role).replace(/[^/]+$/, contributor);
      }
    }),
  "azure-locks-kept": () => gate(withoutAzure(/\/locks$/i)),
};
/** Azure's role that can do anything but give roles: also delete backups. */
const contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";

function withoutAzure(type: RegExp): (collections: Collections) => void {
  return (collections) => {
    const kept = collections.armResources.filter((resource) => !type.test(resource.type));
    expect(kept.length).toBeLessThan(collections.armResources.length);
    collections.armResources.splice(0, collections.armResources.length, ...kept);
  };
}

const refusedBy = new Map<string, readonly Finding[]>();
function findingsOf(rule: string): readonly Finding[] {
  const change = changes[rule];
  if (change === undefined) throw new Error(`nothing here shows what ${rule} refuses`);
  const known = refusedBy.get(rule) ?? change().filter((finding) => finding.rule === rule);
  refusedBy.set(rule, known);
  return known;
}

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

it("has nothing that the gate refuses of its own", () => {
  const said = gate(() => undefined).filter(({ severity }) => severity === "error");
  // Who deploys is not said without a tenant.
  expect(said.filter(({ rule }) => rule !== "emergency-accounts-intact")).toEqual([]);
});

describe("category", () => {
  const resources: Record<string, readonly RegExp[]> = {
    identity: [
      /index\/group:/,
      /privilegedAccessGroupEligibilitySchedule:/,
      /groupRoleManagementPolicy:/,
      /conditionalAccessPolicy:/,
      /index\/user:/,
      /DirectoryRoleManagementPolicy$/,
      /CrossTenantAccessPartner$/,
    ],
    "endpoint-management": [/administrativeUnit:/],
    "patch-management": [/^azure-native:maintenance:MaintenanceConfiguration/],
    security: [/index\/group:/],
    backup: [/recoveryservices:Vault$/, /dataprotection:ResourceGuard$/, /authorization:ManagementLockByScope$/],
  };
  type Tools = Matrix["tools"];
  const smellsOf = (tools: Tools, more: Partial<Matrix> = {}) => {
    const { azure: _, ...rest } = matrix;
    return lintMatrix(reloaded({ ...rest, tools, ...more } as Matrix), today);
  };
  type Row = NonNullable<Tools[keyof Tools]>;
  /** What lint says of a row, by the words of the cell. */
  const mistakes: Readonly<Record<string, (id: string, row: Row) => readonly string[]>> = {
    "no owner": (id) => {
      const { [id as keyof Tools]: _, ...others } = matrix.tools;
      return named(smellsOf(others), "tool-without-owner", id);
    },
    "two systems and none decided": (id, { systemOfRecord: _, ...row }) =>
      named(smellsOf({ ...matrix.tools, [id]: row }), "tooling-overlap", id),
    "no data export": (id, { dataExport: _, ...row }) =>
      named(smellsOf({ ...matrix.tools, [id]: { ...row, owner: "tideway" } }), "missing-data-export", id),
    "a provider on top of what the client owns": (id, { by: _, ...row }) => {
      const top = systems.find((each) => each.category === id && superRole(each) !== undefined);
      if (top === undefined) throw new Error(`${id} has no system with a role on top`);
      const entry = { roles: [{ role: superRole(top), held: ["tideway"] }] };
      const tools = { ...matrix.tools, [id]: { ...row, owner: "internal" } } as Tools;
      const more = { systems: { [top.id]: entry } } as unknown as Partial<Matrix>;
      return named(smellsOf(tools, more), "provider-super-administrator", top.id);
    },
    "a class without owner": (id, row) => {
      const { servers: _, ...patching } = row.patching ?? {};
      return named(smellsOf({ ...matrix.tools, [id]: { ...row, patching } } as Tools), "unowned-patching", "");
    },
    "or with two": (id) => {
      const functions = { ...matrix.functions, "server-patching": { owner: "internal" as const } };
      return named(smellsOf(matrix.tools, { functions } as Partial<Matrix>), "patching-owned-twice", id);
    },
    "never restored": () => {
      const recovery = matrix.recovery.map(({ lastRestoreTest: _, ...system }) => system);
      return named(smellsOf(matrix.tools, { recovery }), "backup-never-restored", "");
    },
  };
  const named = (smells: ReturnType<typeof lintMatrix>, smell: string, what: string) =>
    smells.flatMap(({ smell: own, path, message }) =>
      own === smell && `${path} ${message}`.includes(what) ? [message] : [],
    );

  it.each(of("category"))("$id", ({ id, declared: cell, gated, reviewed, written }) => {
    const title = toolCategories.find((each) => each.id === id)?.title ?? "";
    expect(cell.startsWith("none")).toBe(resources[id] === undefined);
    for (const type of resources[id] ?? []) {
      expect(
        [...types].filter((each) => type.test(each)),
        String(type),
      ).not.toEqual([]);
    }

    const row = matrix.tools[id as keyof Tools];
    if (row === undefined) throw new Error(`${id} is in no row`);
    const [, lint = ""] = gated.split("lint: ");
    for (const mistake of lint.split(", ").filter((each) => each !== "")) {
      expect(mistakes[mistake]?.(id, row), mistake).not.toEqual([]);
      expect(mistakes[mistake], mistake).toBeDefined();
    }
    const own = rulesIn(gated).filter((rule) => rule !== "provider-no-standing-super-admin");
    for (const rule of own) expect(findingsOf(rule), rule).not.toEqual([]);
    if (gated.includes("every rule on providers")) expect(rulesIn(gated)).toEqual(["provider-no-standing-super-admin"]);

    const isReviewed = review.systems?.some(({ category }) => category === id);
    expect(isReviewed).toBe(reviewed.includes("its systems") || reviewed.includes("other systems"));
    expect(rowOf(chapterOf(handbook, "ownership-map"), title).length).toBeGreaterThan(2);
    const contract = chapterOf(handbook, "contract-schedule");
    expect(contract).toContain(`${title}: `);
    expect(contract.includes(`${title}: on demand and at exit`)).toBe(written.includes("data-export clause"));
  });
});

describe("function", () => {
  it.each(of("function"))("$id", ({ id, declared: cell, gated }) => {
    const found = functionById(id);
    const team = teamOf(id);
    expect(team === undefined).toBe(cell.startsWith("none:") || cell.startsWith("written only:"));
    if (team !== undefined) expect(groups).toContain(team.displayName);
    // What guests need beside any role over a unit is not the row's.
    const grants = (team?.grants ?? []).filter(({ role }) => role.name !== "Directory Readers");
    const said = [
      ...grants.map(({ role, scope }) =>
        scope.kind === "directory" ? role.name : `${role.name} over ${scope.unit.replaceAll("-", " ")}`,
      ),
      ...(team?.azure ?? []).map(({ role }) => `${role.name} in Azure`),
    ];
    const parts = cell.startsWith("none:") ? [] : cell.split("; ");
    expect(parts.filter((part) => !part.startsWith("written only:")).toSorted()).toEqual(said.toSorted());

    const contract = chapterOf(handbook, "contract-schedule");
    for (const part of parts.filter((each) => each.startsWith("written only:"))) {
      expect(contract).toContain(`| ${/: (.*) \(/.exec(part)?.[1]} |`);
    }

    if (team === undefined) {
      // Anything at all that somebody holds where nothing belongs to the row.
      const tenant = goodTenant();
      const assignment = tenant.role("dana.reyes", "Reports Reader");
      const findings = evaluateRules(rules, tenant.context({ matrix, entitlements }));
      expect(findings).toContainEqual(
        expect.objectContaining({ rule: "provider-access-in-matrix", severity: "error", resource: assignment }),
      );
    } else {
      for (const rule of rulesIn(gated)) {
        const about = findingsOf(rule).filter(({ message }) => message.includes(`"${team.displayName}"`));
        expect(about, rule).not.toEqual([]);
        expect(new Set(about.map(({ severity }) => severity))).toEqual(new Set(["error"]));
      }
      const isOverUnit = grants.some(({ scope }) => scope.kind !== "directory");
      expect(gated.includes("provider-role-scope")).toBe(isOverUnit);
    }

    const row = review.rows.find(({ path }) => path === `functions.${id}`);
    expect(row?.name).toBe(found?.title);
    // Nothing is deployed yet: what a row declares is missing, and where it declares nothing there is nothing to miss.
    const missing = review.differences.flatMap(({ id, items }) => (row?.differences.includes(id) ? items : []));
    expect(missing.length > 0).toBe(team !== undefined);
    const needed = [...grants, ...(team?.azure ?? [])].map(({ role }) => role.name);
    for (const what of team === undefined ? [] : [...needed, `${team.displayName}: member`, "Dana Reyes: "]) {
      expect(missing.join("\n"), what).toContain(what);
    }

    expect(rowOf(chapterOf(handbook, "responsibilities"), found?.title ?? "")[2]).toMatch(/\S/);
    expect(contract).toContain(`${found?.title}: `);
  });
});

const superRole = ({ roles }: NamedSystem) => roles.find(({ reach }) => reach === "super-administrator")?.name;

describe("system", () => {
  const ownedBy = (owner: string) => {
    const tools = Object.entries(matrix.tools).map(([id, { by, ...row }]) => [id, { ...row, owner }]);
    const own = reloaded({ ...matrix, tools: Object.fromEntries(tools) }).matrix;
    return { matrix: own, entitlements: deriveEntitlements(own) };
  };
  const clients = ownedBy("internal");
  const providers = ownedBy("tideway");

  it.each(of("system"))("$id", async ({ id, name, declared: cell, gated, reviewed, written }) => {
    const system = systems.find((each) => each.id === id);
    if (system === undefined) throw new Error(`no system has the id ${id}`);
    // What the matrix cannot declare for it is what lint warns of.
    const entry = (application: object) => ({ roles: [{ role: "Top", held: ["internal"] }], application });
    const signInOf = (application: object) =>
      reloaded({ ...matrix, systems: { [id]: entry(application) } } as unknown as Matrix);
    const isRefused = (application: object) =>
      lintMatrix(signInOf(application), today).some(({ smell }) => smell === "system-application-unknown");
    const create = { entityId: "urn:system", replyUrls: ["https://system.example/saml"] };
    const isAssignable = !isRefused({ existing: name });
    expect(cell.startsWith("enterprise application")).toBe(!isRefused({ create }));
    expect(cell.includes("a group")).toBe(isAssignable);
    const signIn = signInOf({ existing: name }).matrix;
    const assigned = { matrix: signIn, entitlements: deriveEntitlements(signIn) };
    const groupsOf = assigned.entitlements.systemSignIns.flatMap((each) => each.groups);
    expect(groupsOf.map(({ role }) => role)).toEqual(["Top"]);
    expect(gated.includes("system-sign-in-assigned")).toBe(isAssignable);
    if (isAssignable) {
      const tenant = goodTenant();
      tenant.application(name, { appRoleAssignmentRequired: false });
      const open = evaluateRules([systemSignInAssigned], tenant.context(assigned));
      expect(open.map(({ severity, resource }) => [severity, resource])).toEqual([["error", name]]);
    }

    if (system.roster.snapshot === undefined) {
      const onTop = (email: string, world: typeof clients) => {
        const systemRosters = [rosterOf(id, email)];
        const findings = evaluateRules(
          [providerNoStandingSuperAdmin],
          goodTenant().context({ ...world, systemRosters }),
        );
        return findings.map(({ severity }) => severity);
      };
      const severity = gated.includes("(refused)") ? "error" : "warning";
      expect(onTop("dana.reyes@tideway.example", clients)).toEqual([severity]);
      expect(onTop("dana.reyes@tideway.example", providers)).toEqual(severity === "error" ? ["error"] : []);
      expect(onTop("nora@harbourdental.example", clients)).toEqual([]);
      const { attribution } = goodTenant().context({ matrix, entitlements });
      const own = systemAccess(attribution, [rosterOf(id, "stranger@mail.example")]).filter(
        ({ system: { key } }) => key === id,
      );
      const [compared] = compareSystems({
        systems: own,
        holderOf: accountHolders(attribution).byAddress,
        partyLabel: ({ kind }) => kind,
      });
      // A stranger on top of any system is noticed.
      expect(compared?.differences.map(({ title }) => title)).toEqual([expect.stringContaining(name)]);
    }
    await readAs(system, reviewed);

    const lines = chapterOf(handbook, "data-and-exit")
      .split("\n")
      .filter((line) => line.startsWith(`| ${name} |`));
    expect(lines.length).toBeGreaterThan(system.exports.length);
    expect(system.exports.length === 0).toBe(written.includes("no export documented"));
    for (const { format } of system.exports) {
      expect(written).toContain(format);
      expect(lines.join("\n")).toContain(`| ${format} |`);
    }
  });
});

/** Reads the system's users in the way that its cell names: as its vendor's documents say that it answers, or from a table. */
async function readAs({ id, name, roster, ...system }: NamedSystem, cell: string): Promise<void> {
  const api = roster.api?.documented === true ? roster.api : undefined;
  expect([cell.includes(": API"), cell.includes("CSV")]).toEqual([
    api !== undefined,
    api === undefined && roster.snapshot === undefined,
  ]);
  if (api !== undefined) {
    const fixture: unknown = JSON.parse(
      readFileSync(join(projectRoot, "test/fixtures/rosters", id, "api.json"), "utf8"),
    );
    const { connection, exchanges } = fixture as { connection: Record<string, string>; exchanges: Exchange[] };
    const served = await serveSystem(exchanges);
    const { people, complete } = await readRosterApi({ id, name, roster, ...system }, api, {
      connection,
      environment: Object.fromEntries(
        neededSecrets(id, api, {}).map((secret) => [secretVariable(id, secret), `secret-of-${secret}`]),
      ),
      now: harbourToday,
      fetch: served.fetch,
      sleep: async () => undefined,
    }).finally(() => served.close());
    expect(complete).toBe(true);
    expect(people.some(({ roles }) => roles.length > 0)).toBe(cell.startsWith("users and roles: API"));
  }
  if (!cell.includes("CSV")) return;
  const text = "name,email,role\nAda,ada@client.example,Administrator\n";
  const read = readRosterCsv(text, { system: id, name, file: "users.csv", sha256: "00", collectedAt: harbourToday });
  expect([read.complete, read.people.map(({ email }) => email)]).toEqual([true, ["ada@client.example"]]);
}

function rosterOf(system: string, email: string): SystemRosterDocument {
  return {
    format: "demarc-roster/1",
    system,
    collectedAt: harbourToday,
    source: { kind: "api", address: "https://system.example" },
    complete: true,
    unread: [],
    notes: [],
    showsRoles: true,
    people: [{ id: "1", kind: "person", email, enabled: true, roles: [{ name: "Top", reach: "super-administrator" }] }],
  };
}

it("README shows it", () => {
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  for (const { kind, id } of rows) expect(readme).toContain(`[\`${kind} ${id}\`](test/coverage.test.ts)`);
});
