import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tierZeroGrants } from "../../policies/findings.ts";
import { conditionOrder, hardest, rankOf } from "../../src/access/condition.ts";
import type { AccessEdge, AccessGraph, AccessNode } from "../../src/access/graph.ts";
import { offendingGrants } from "../../src/access/offending.ts";
import { isProvider } from "../../src/access/party.ts";
import { waysTo } from "../../src/access/search.ts";
import { startsOf } from "../../src/access/starts.ts";
import { goodTenant, type TenantBuilder } from "../support/tenant-builder.ts";

const people = ["dana.reyes", "erik", "miriam.okafor", "nora", "stranger"];
const groups = ["IT", "Admins", "Tideway IT admins", "approvers"];
const applications = ["Sync", "Backup"];
const roles = [
  "Global Administrator",
  "Helpdesk Administrator",
  "Groups Administrator",
  "Privileged Role Administrator",
];

/** One thing that somebody did to the tenant; numbers pick who and what. */
type Act = readonly [kind: number, one: number, other: number, how: number];

/** A tenant after some acts, and the keys of what each of them made. */
function tenantAfter(acts: readonly Act[]): { tenant: TenantBuilder; keys: string[] } {
  const tenant = goodTenant();
  tenant.guest("erik@tideway.example", "Erik");
  tenant.user("stranger@elsewhere.example");
  for (const id of groups.slice(0, 3)) tenant.group(id);
  for (const id of applications) tenant.application(id);
  const keys: string[] = [];
  const pick = (list: readonly string[], at: number) => list[at % list.length] ?? "";
  const inGroup = (relation: "members" | "owners", group: string, id: string) => {
    const found = tenant.collections.groups.find((each) => each.id === group);
    if (id === group || found?.[relation]?.some((each) => each.id === id)) return;
    found?.[relation]?.push({ id });
    keys.push(`${relation}:${group}:${id}`);
  };
  for (const [kind, one, other, how] of acts) {
    const group = pick(groups, other);
    const anybody = pick([...people, ...groups, ...applications], one);
    if (kind === 0) inGroup("members", group, anybody);
    if (kind === 1) inGroup("owners", group, pick(people, one));
    if (kind === 2) keys.push(tenant.role(anybody, pick(roles, how)));
    if (kind === 3) keys.push(tenant.eligibleRole(pick([...people, ...groups], one), pick(roles, how)));
    if (kind === 4) keys.push(tenant.eligible(group, pick(people, one)));
    if (kind === 5)
      tenant.activationRules(group, how % 3 === 0 ? { approval: false } : { approvers: [pick(groups, how)] });
    if (kind === 6) {
      const found = tenant.collections.servicePrincipals.find(({ id }) => id === pick(applications, other));
      const owner = pick(people, one);
      if (found === undefined || found.owners?.some(({ id }) => id === owner)) continue;
      found.owners?.push({ id: owner });
      keys.push(`owners:${found.id}:${owner}`);
    }
    if (kind === 7)
      keys.push(
        tenant.permission(
          pick(applications, one),
          how % 2 === 0 ? "RoleManagement.ReadWrite.Directory" : "User.Read.All",
        ),
      );
  }
  return { tenant, keys };
}

const acts = fc.array(fc.tuple(fc.nat(7), fc.nat(10), fc.nat(10), fc.nat(11)), { maxLength: 12, minLength: 2 });

/** Every way from a node to the target that visits nothing twice, by trying every step. */
function everyWay(graph: AccessGraph, start: AccessNode, target: AccessNode = graph.tierZero): AccessEdge[][] {
  const found: AccessEdge[][] = [];
  const walk = (node: AccessNode, path: readonly AccessEdge[], seen: readonly AccessNode[]) => {
    if (node === target) {
      found.push([...path]);
      return;
    }
    for (const edge of graph.edges) {
      if (edge.from === node && !seen.includes(edge.to)) walk(edge.to, [...path, edge], [...seen, edge.to]);
    }
  };
  walk(start, [], [start]);
  return found;
}

const conditionOf = (path: readonly AccessEdge[]) => hardest(path.map(({ condition }) => condition));
const isInSight = (path: readonly AccessEdge[]) => path.every(({ kind }) => kind !== "can-reach-tier-zero");
const isOffending = (path: readonly AccessEdge[]) => conditionOf(path) !== "internal-approval";

/** Length of the best of some ways: easiest, then with every step in sight, then shortest. */
function best(ways: readonly (readonly AccessEdge[])[]) {
  const easiest = Math.min(...ways.map((path) => rankOf(conditionOf(path))));
  const easy = ways.filter((path) => rankOf(conditionOf(path)) === easiest);
  const inSight = easy.filter(isInSight);
  return ways.length === 0
    ? undefined
    : {
        condition: conditionOrder[easiest],
        length: Math.min(...(inSight.length > 0 ? inSight : easy).map(({ length }) => length)),
      };
}

function expectWay(path: readonly AccessEdge[], starts: readonly AccessNode[], target: AccessNode) {
  expect(starts).toContain(path[0]?.from);
  expect(path.at(-1)?.to).toBe(target);
  path.slice(1).forEach((edge, index) => {
    expect(edge.from).toBe(path[index]?.to);
  });
}

describe("ways to tier 0 in random tenants", () => {
  it("are those that trying every step finds: who, under which condition, in how many steps", () => {
    fc.assert(
      fc.property(acts, (some) => {
        const { graph } = tenantAfter(some).tenant.context();
        const reach = waysTo(graph, graph.tierZero);
        for (const node of graph.nodes) {
          if (node === graph.tierZero) continue;
          const path = reach.path(node);
          const found = path && { condition: reach.condition(node), length: path.length };
          expect(found).toEqual(best(everyWay(graph, node)));
          if (path) expectWay(path, [node], graph.tierZero);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("each have a grant to blame, and every blamed grant has a way", () => {
    fc.assert(
      fc.property(acts, (some) => {
        const { graph, attribution } = tenantAfter(some).tenant.context();
        const starts = startsOf(graph, attribution, isProvider);
        const grants = offendingGrants(graph, attribution, isProvider);
        for (const { edge, path, condition, held, holders } of grants) {
          expectWay(path, held && path[0] === edge ? [edge.from] : starts, graph.tierZero);
          expect(path).toContain(edge);
          expect(condition).toBe(conditionOf(path));
          if (starts.includes(edge.from)) expect(holders).toContain(edge.from);
        }
        const blamed = new Set(grants.filter(({ path }) => isOffending(path)).map(({ edge }) => edge));
        for (const start of starts) {
          for (const way of everyWay(graph, start).filter(isOffending)) {
            expect(way.some((edge) => blamed.has(edge))).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("that a program has a part in each have a resource of it to blame, and nothing else is blamed", () => {
    fc.assert(
      fc.property(acts, fc.nat(), (some, seed) => {
        const { tenant, keys } = tenantAfter(some);
        // The program declares some of it, and the tenant has the rest.
        keys.forEach((key, index) => {
          if ((seed >> (index % 16)) % 2 === 1) tenant.declare(key, `resource ${index % 5}`);
        });
        const context = tenant.programContext();
        const { graph, attribution } = context;
        const findings = tierZeroGrants(context, isProvider).filter(
          ({ condition }) => condition !== "internal-approval",
        );
        for (const { resource, path } of findings) {
          expect(path.map(({ declaredBy }) => declaredBy)).toContain(resource);
          expect(path.at(-1)?.to).toBe(graph.tierZero);
          // A detour through something declared is no reason to blame it.
          expect(new Set([path[0]?.from, ...path.map(({ to }) => to)]).size).toBe(path.length + 1);
        }
        const blamed = new Set(findings.map(({ resource }) => resource));
        for (const start of startsOf(graph, attribution, isProvider)) {
          for (const way of everyWay(graph, start).filter(isOffending)) {
            const declared = way.flatMap(({ declaredBy }) => declaredBy ?? []);
            if (declared.length > 0) expect(declared.some((urn) => blamed.has(urn))).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
