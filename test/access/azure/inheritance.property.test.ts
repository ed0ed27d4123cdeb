/** What a role reaches below its scope, against a reading of the rules that shares nothing with the graph. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildGraph } from "../../../src/access/graph.ts";
import { reachFrom } from "../../../src/access/search.ts";
import { AzureBuilder, roleId } from "../../support/azure-builder.ts";
import { TenantBuilder } from "../../support/tenant-builder.ts";

const groups = ["a", "b", "c", "d"];
const subscriptions = ["s1", "s2", "s3"];
const resourceGroups = ["r1", "r11", "r2"];

interface World {
  /** Management group → its parent; absent: not declared. Null: below the root. */
  readonly parents: Readonly<Record<string, string | null>>;
  readonly placed: Readonly<Record<string, string>>;
  readonly machines: readonly { readonly subscription: string; readonly group: string; readonly name: string }[];
  readonly roles: readonly { readonly role: string; readonly scope: string }[];
}

const managementGroup = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;

const someScope = fc.oneof(
  fc.constant("/"),
  fc.constantFrom(...groups).map(managementGroup),
  fc.constantFrom(...subscriptions).map((name) => `/subscriptions/${name}`),
  fc
    .tuple(fc.constantFrom(...subscriptions), fc.constantFrom(...resourceGroups))
    .map(([subscription, group]) => `/subscriptions/${subscription}/resourceGroups/${group}`),
  fc
    .tuple(fc.constantFrom(...subscriptions), fc.constantFrom(...resourceGroups))
    .map(([subscription, group]) => machineId({ subscription, group, name: "m" })),
);

const worlds: fc.Arbitrary<World> = fc.record({
  // A group's parent comes before it, so that there is no circle among those that are declared.
  parents: fc
    .tuple(
      ...groups.map((name, index) =>
        fc.constantFrom(undefined, null, ...groups.slice(0, index)).map((parent) => [name, parent] as const),
      ),
    )
    .map((entries) => Object.fromEntries(entries.filter(([, parent]) => parent !== undefined)) as World["parents"]),
  placed: fc.dictionary(fc.constantFrom(...subscriptions), fc.constantFrom(...groups)),
  machines: fc.uniqueArray(
    fc.record({
      subscription: fc.constantFrom(...subscriptions),
      group: fc.constantFrom(...resourceGroups),
      name: fc.constantFrom("m", "n"),
    }),
    { minLength: 1, maxLength: 6, selector: machineId },
  ),
  roles: fc.array(
    fc.record({
      role: fc.constantFrom(
        "Contributor",
        "Virtual Machine Contributor",
        "User Access Administrator",
        "Reader",
        "Website Contributor",
      ),
      scope: someScope,
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function machineId({ subscription, group, name }: World["machines"][number]): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
}

/** Management groups that a subscription may be in: all, as soon as one on the way up is not in sight. */
function mayBeIn(subscription: string, { parents, placed }: World): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at: string | null | undefined = placed[subscription]; ; at = parents[at]) {
    if (at === null) return found;
    if (at === undefined) return new Set(groups);
    found.add(at);
  }
}

function covers(scope: string, machine: World["machines"][number], world: World): boolean {
  const id = machineId(machine);
  const group = /managementGroups\/(.*)$/.exec(scope)?.[1];
  if (group !== undefined) return mayBeIn(machine.subscription, world).has(group);
  return scope === "/" || id === scope || id.startsWith(`${scope}/`);
}

const takesOver = new Set(["Contributor", "Virtual Machine Contributor", "User Access Administrator"]);

describe("a role at a scope", () => {
  test("reaches the machines below it and no others", () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const tenant = new TenantBuilder();
        const azure = new AzureBuilder(tenant);
        for (const [name, parent] of Object.entries(world.parents)) azure.managementGroup(name, parent ?? undefined);
        for (const [subscription, group] of Object.entries(world.placed)) azure.place(subscription, group);
        for (const machine of world.machines) {
          azure.resource("vm", machine.name, `${machine.subscription}/${machine.group}`, {
            runs: [`identity of ${machineId(machine)}`],
          });
          tenant.application(`identity of ${machineId(machine)}`);
        }
        world.roles.forEach(({ role, scope }, index) => {
          azure.extension("roleAssignments", scope, { principalId: `p${index}`, roleDefinitionId: roleId(role) });
        });
        const graph = buildGraph(tenant.attribution());
        world.roles.forEach(({ role, scope }, index) => {
          const start = graph.node(`p${index}`);
          const reach = reachFrom(graph, start ? [start] : []);
          const reached = world.machines.filter((machine) => {
            const node = graph.node(`identity of ${machineId(machine)}`);
            return node !== undefined && reach.condition(node) !== undefined;
          });
          const expected = world.machines.filter((machine) => takesOver.has(role) && covers(scope, machine, world));
          expect(reached.map(machineId)).toEqual(expected.map(machineId));
        });
      }),
      { numRuns: 300 },
    );
  });

  test("costs no more edges than there are assignments, machines and levels", () => {
    const tenant = new TenantBuilder();
    const azure = new AzureBuilder(tenant);
    for (let index = 0; index < 200; index++) {
      azure.resource("vm", `m${index}`, `sub/r${index % 20}`, { runs: [`identity ${index}`] });
      tenant.application(`identity ${index}`);
      azure.role(`p${index}`, "Contributor", index % 2 === 0 ? "sub" : `sub/r${index % 20}`);
    }
    // 200 hold, 200 run, 200 are included; 11 roles at their places, 10 of these places below the subscription.
    expect(buildGraph(tenant.attribution()).edges).toHaveLength(200 + 200 + 200 + 11 + 10);
  });
});
