/** Most tests call the command line in their own process. A process of its own, which starts from one file, must be no different. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { demarc, demarcProcess, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const at = (name: string) => join(folder.path, name);
const snapshot = at("harbour.json");
writeFileSync(snapshot, JSON.stringify(seedHarbour()));
const refused = ["--program", "src/demo/shadow-admin", "--matrix", harbourFile];
writeFileSync(at("key"), "");
const full = at("full");
mkdirSync(full);
writeFileSync(join(full, "file"), "");

describe.concurrent("a process of its own does and says the same", () => {
  it.each<[number, ...string[]]>([
    [0, "lint", "--stack", "kestrel"],
    [0, "entitlements", harbourFile],
    [1, "check", ...refused],
    [1, "explain", "provider", "--matrix", harbourFile, "--snapshot", snapshot],
    [0, "whatif", "--guest-of", "tideway", "--matrix", harbourFile, "--snapshot", snapshot],
    [2, "comment", "--result", snapshot],
    [2, "init", full],
    [2, "adopt", "--stack", "harbour", "--snapshot", at("nowhere"), "--out", at("adopted")],
    [2, "offboard", "nobody", "--stack", "harbour", "--snapshot", snapshot, "--out", at("left")],
    [2, "up", "--stack", "harbor"],
    [2, "tenant", "--port", "eighty", "--memory"],
    [2, "snapshot", "--stack", "harbour", "--workspace", at("workspace"), "--out", full],
    [2, "snapshot", "--from", at("nowhere"), "--out", at("converted")],
    [2, "review", "--all", at("nowhere")],
    [2, "review", "decide", at("nowhere"), "--matrix", harbourFile],
    [2, "review", "sign", at("nowhere"), "--as", "internal", "--key", at("key"), "--matrix", harbourFile],
    [2, "review", "verify", at("nowhere"), "--matrix", harbourFile],
    [2, "review", "export", at("nowhere"), "--out", at("exported")],
    [2, "review", "history", at("nowhere")],
    [2, "review", "thumbprint", at("nowhere")],
  ])("status %i: %s %s %s", async (status, ...args) => {
    const own = await demarcProcess(...args);
    expect(own).toEqual(await demarc(...args));
    expect([own.status, own.stderr]).toEqual([status, expect.not.stringMatching(/^ {4}at /m)]);
  });
});
