/** `demarc tenant`: what cannot work is said before anything is served; what is served is as large and as bad as asked. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type TenantOptions, tenant } from "../../src/cli/commands/tenant.ts";
import { servedAccess, servedEnvironment } from "../../src/cli/served-tenant.ts";
import { findStack } from "../../src/cli/stacks.ts";

const workspace = mkdtempSync(join(tmpdir(), "demarc-tenant-"));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

const options: TenantOptions = {
  stack: "harbour",
  workspace,
  empty: false,
  memory: true,
  port: "0",
  misbehaveSeed: "1",
};

test.each<[Partial<TenantOptions>, string, string]>([
  [{ scale: "many" }, '"many" is no number of users', "1 to"],
  [{ scale: "0" }, '"0" is no number of users', "1 to"],
  [{ scale: "1e9" }, '"1e9" is no number of users', "1 to"],
  [{ scale: "10", empty: true }, "--empty and --scale are both given", "one of them"],
  [{ scale: "10", seed: "x.json" }, "--seed and --scale are both given", "one of them"],
  [{ misbehave: "trottle=1" }, '"trottle" is no misbehaviour', "did you mean throttle?"],
  [{ misbehave: "throttle=1", misbehaveSeed: "x" }, '"x" is no seed', "a whole number"],
  [{ port: "-1" }, '"-1" is no port', "0 to 65535"],
])("%j is bad usage, and nothing is made", async (more, message, hint) => {
  await expect(tenant({ ...options, memory: false, ...more })).rejects.toMatchObject({
    name: "UsageError",
    message,
    hint: expect.stringContaining(hint),
  });
  expect(existsSync(join(workspace, "harbour", "tenant.sqlite"))).toBe(false);
});

test("a large tenant is served, and misbehaves from the second process's point of view", async () => {
  const faults = "throttle=0.5";
  const child = spawn(
    process.execPath,
    [
      "src/cli/demarc.mjs",
      "tenant",
      "--scale",
      "1000",
      "--memory",
      "--misbehave",
      faults,
      "--port",
      "0",
      "--workspace",
      workspace,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const output = await said(child, "Ctrl-C");
  expect(output).toMatch(/1,000 users, \d+ groups, \d+ service principals; \d+ MB of memory\./);
  expect(output).toContain(`It misbehaves as asked: ${faults}.`);
  const access = servedAccess(servedEnvironment(findStack("harbour", workspace)) ?? {});
  const headers = { authorization: `Bearer ${await access.token()}` };
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      access.fetch(`${access.baseUrl}/v1.0/users?$top=${number + 1}&$select=id`, { headers }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]));
  expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).not.toBeNull();
  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
});

/** What a process says until it has said something, or ends. */
function said(child: ChildProcess, until: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const hear = (part: Buffer) => {
      text += part.toString();
      if (text.includes(until)) resolve(text);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}
