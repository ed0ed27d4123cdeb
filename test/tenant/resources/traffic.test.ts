/**
 * What the translators send, against what azuread 6.9.1 was recorded to send for the same program. Compared are the bodies that stay:
 * the provider's temporary names and its reads are left out.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deploy } from "../../../src/engine/deploy.ts";
import { planProgram } from "../../../src/plan/program.ts";
import type { GraphRequest } from "../../../src/tenant/tenant.ts";
import { harbourTenant } from "../../support/harbour-tenant.ts";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const recorded = join(import.meta.dirname, "../fixtures/azuread-6.9.1.jsonl");

/** Values that differ from run to run, or with the names in the two programs. */
function normal(value: unknown): unknown {
  if (typeof value === "string") {
    if (/^[0-9a-f]{8}-[0-9a-f]$/.test(value)) return "<nickname>";
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return "<moment>";
    return value
      .replace(/^https:\/\/[^/]+\/(?:v1\.0|beta)/, "")
      .replace(/Group_[^_]+_.*/, "<policy>")
      .replace(/<id-\d+>|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>")
      .replace(/contoso|harbourdental/g, "<company>")
      .replace(/@(msp|tideway)\.example/, "@<provider>.example");
  }
  if (Array.isArray(value)) {
    return value.map(normal).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ignored.has(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, normal(inner)]),
  );
}

/** What depends on the clock, is secret, or is temporary when the provider creates something. */
const ignored = new Set(["password", "startDateTime", "description"]);

/** Creations only: what a run creates is the same in both, whatever was deleted in between. */
function creations(sent: readonly Sent[]): string[] {
  return sent
    .filter(({ method, path }) => method === "POST" && !path.includes("/oauth2/"))
    .filter(({ body }) => !(JSON.stringify(body) ?? "").includes("adminRemove"))
    .map(({ path, body }) => `${String(normal(path.replace(/^\/(v1\.0|beta)/, "")))} ${JSON.stringify(normal(body))}`)
    .toSorted();
}

test("the bodies that create are those of the real provider", async () => {
  const provider = readFileSync(recorded, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { method: string; url: string; body?: unknown })
    .map(({ method, url, body }) => ({ method, path: url, body }));
  const directory = mkdtempSync(join(tmpdir(), "demarc-traffic-"));
  const tenant = harbourTenant();
  const sent: Sent[] = [];
  try {
    deploy({
      plan: await planProgram({ directory: join(import.meta.dirname, "../../engine/program") }),
      stateFile: join(directory, "state.json"),
      tenant: {
        facts: tenant.facts,
        deploymentPrincipal: () => tenant.deploymentPrincipal(),
        handle: (request: GraphRequest) => {
          sent.push({ method: request.method, path: request.path, body: request.body });
          return tenant.handle(request);
        },
      },
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const [ours, theirs] = [creations(sent), creations(provider)];
  expect(theirs.length).toBeGreaterThan(20);
  expect(theirs.filter((each) => !ours.includes(each))).toEqual([]);
});
