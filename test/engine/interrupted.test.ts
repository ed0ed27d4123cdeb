/** Runs that are killed between a request and the saving of the state, and the run after them. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/engine/deploy.ts";
import { openTenant } from "../../src/tenant/persistence.ts";
import { comparable } from "../support/comparable.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";
import { interruptedPlan } from "./interrupted-plan.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "demarc-interrupted-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const child = join(import.meta.dirname, "interrupted-child.ts");
const stateFile = () => join(directory, "state.json");
const tenantFile = () => join(directory, "tenant");

/** Runs a deployment in a process of its own that is killed right after its nth request that writes. */
function killAfter(write: number): NodeJS.Signals | null {
  const { signal, stderr } = spawnSync(process.execPath, [child, tenantFile(), stateFile(), String(write)], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return signal;
}

/** Completes whatever was begun and returns the tenant's content. */
function complete(destroy = false) {
  const { tenant, close } = openTenant(tenantFile(), harbourTenant);
  try {
    const result = deploy({ plan: interruptedPlan, tenant, stateFile: stateFile(), destroy });
    const again = destroy ? undefined : deploy({ plan: interruptedPlan, tenant, stateFile: stateFile() });
    return { result, again, content: comparable(tenant.toSnapshot()) };
  } finally {
    close();
  }
}

function uninterrupted() {
  const tenant = harbourTenant();
  deploy({ plan: interruptedPlan, tenant, stateFile: join(directory, "other.json") });
  return comparable(tenant.toSnapshot());
}

test.each([1, 2, 3, 4, 6, 8, 9, 10])("killed after write %i, the next run completes it", (write) => {
  expect(killAfter(write)).toBe("SIGKILL");
  const { again, content } = complete();
  expect(content).toEqual(uninterrupted());
  expect(again).toMatchObject({ created: 0, updated: 0, replaced: 0, deleted: 0 });
});

test("killed again and again, it gets there", () => {
  for (const write of [2, 2, 2]) expect(killAfter(write)).toBe("SIGKILL");
  expect(complete().content).toEqual(uninterrupted());
});

test("what was begun and is no longer wanted goes", () => {
  expect(killAfter(3)).toBe("SIGKILL");
  const { content } = complete(true);
  expect(content["groups"]).toEqual([]);
  expect(content["users"]).toEqual([]);
});

test("a program that changed in the meantime is what is completed", () => {
  expect(killAfter(2)).toBe("SIGKILL");
  const [anna, team] = interruptedPlan.resources;
  if (anna === undefined || team === undefined) throw new Error("the plan begins with a person and a group");
  const changed = { ...anna, inputs: { ...anna.inputs, displayName: "Anna B." } };
  const plan = {
    ...interruptedPlan,
    resources: [changed, { ...team, inputs: { ...team.inputs, description: "new" } }],
  };
  const { tenant, close } = openTenant(tenantFile(), harbourTenant);
  deploy({ plan, tenant, stateFile: stateFile() });
  const { users, groups } = tenant.toSnapshot().collections;
  close();
  expect(users).toMatchObject([{ displayName: "Anna B." }]);
  expect(groups).toMatchObject([{ description: "new", members: [{ id: users[0]?.id }] }]);
});
