/** Really killed, at several moments of one collection over HTTPS; the run after that completes it. */

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { graphClient } from "../../../src/review/collect/client.ts";
import { collectSnapshot } from "../../../src/review/collect/collect-snapshot.ts";
import { type ServedTenant, serveTenant } from "../../../src/tenant/server.ts";
import { readSnapshot } from "../../../src/tenant/snapshot-file.ts";
import { temporaryFolder } from "../../support/demarc.ts";
import { crowdedTenant, spoiltFetch } from "./support.ts";

const folder = temporaryFolder();
const environment = join(folder.path, "environment.json");
const tenant = crowdedTenant();
let served: ServedTenant;

beforeAll(async () => {
  served = await serveTenant({ tenant, port: 0, certificateDirectory: join(folder.path, "certificate") });
  writeFileSync(environment, JSON.stringify(served.environment));
});
afterAll(async () => {
  await served.close();
  folder.remove();
});

const child = join(import.meta.dirname, "collecting-child.ts");

/** @returns how the process ended, and how many requests it sent when it came to its end */
function run(out: string, killAt: number): Promise<{ signal: string | null; requests: number; stderr: string }> {
  return new Promise((resolve) => {
    const started = spawn(process.execPath, [child, environment, out, String(killAt)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    started.stdout.on("data", (text) => {
      stdout += String(text);
    });
    started.stderr.on("data", (text) => {
      stderr += String(text);
    });
    started.once("close", (_, signal) => resolve({ signal, requests: Number(stdout), stderr }));
  });
}

test("a collection that was killed three times loses nothing, reads little twice, and is never there by half", async () => {
  const out = join(folder.path, "killed");
  for (const killAt of [3, 25, 40]) {
    const { signal, stderr } = await run(out, killAt);
    expect(signal, stderr).toBe("SIGKILL");
    expect(existsSync(out)).toBe(false);
    expect(() => readSnapshot(`${out}.partial`)).toThrow("is a folder, not a snapshot");
  }
  const { signal, requests, stderr } = await run(out, 0);
  expect([signal, stderr]).toEqual([null, ""]);
  expect(existsSync(`${out}.partial`)).toBe(false);
  const untouched = join(folder.path, "untouched");
  const whole = await run(untouched, 0);
  expect(requests).toBeLessThan(whole.requests - 30);

  const fetch = spoiltFetch(tenant, () => undefined);
  const client = graphClient({ baseUrl: served.url, token: async () => "t", fetch });
  const { tenantId } = tenant.facts;
  const expected = await collectSnapshot(client, { tenantId, source: "embedded", now: new Date().toISOString() });
  expect(readSnapshot(out)).toEqual({ ...expected, collectedAt: expect.any(String) });
  expect(readSnapshot(untouched).collections).toEqual(readSnapshot(out).collections);
});

test("two at once into one place: the second says so", async () => {
  const out = join(folder.path, "twice");
  mkdirSync(`${out}.partial`);
  writeFileSync(`${out}.partial/lock`, String(process.pid));
  const { signal, stderr } = await run(out, 0);
  expect(signal).toBeNull();
  expect(stderr).toContain("is in use: another demarc collects into it");
});
