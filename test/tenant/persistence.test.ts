import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTenant, TenantFileError, type TenantFileFailure } from "../../src/tenant/persistence.ts";
import { Contoso, errorOf } from "./contoso.ts";

let folder = "";
const file = () => join(folder, "tenant.db");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demarc-tenant-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const initial = () => new Contoso().tenant;

function execute(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function failure(act: () => unknown): TenantFileFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof TenantFileError) return error.reason;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("what was changed is there after closing and opening, requests and recycle bin included", () => {
  const first = openTenant(file(), initial);
  const contoso = new Contoso(first.tenant);
  const someone = contoso.user("someone");
  const gone = contoso.group("gone");
  contoso.ok("DELETE", `/v1.0/groups/${gone}`);
  contoso.assign(someone, "62e90394-69f5-4237-9190-012177145e10");
  const rows = first.tenant.rows();
  first.close();
  const second = openTenant(file(), () => expect.unreachable());
  expect([first.isNew, second.isNew]).toEqual([true, false]);
  expect(second.tenant.rows()).toEqual(rows);
  second.close();
});

test("a refused request is not in the file", () => {
  const { tenant, close } = openTenant(file(), initial);
  const contoso = new Contoso(tenant);
  const rows = tenant.rows();
  expect(errorOf(contoso.send("POST", "/v1.0/groups", { displayName: "x" })).code).toBe("Request_BadRequest");
  close();
  const again = openTenant(file(), initial);
  expect(again.tenant.rows().filter(({ table }) => table === "groups")).toEqual(
    rows.filter(({ table }) => table === "groups"),
  );
  again.close();
});

test("a process killed while it writes leaves every answered request, whole", async () => {
  const script = fileURLToPath(new URL("writer.ts", import.meta.url));
  for (const enough of [1, 20, 60]) {
    const told = await new Promise<string[]>((resolve, reject) => {
      const child = spawn(process.execPath, [script, file()], { stdio: ["ignore", "pipe", "inherit"] });
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.split("\n").length > enough) child.kill("SIGKILL");
      });
      child.on("error", reject);
      child.on("close", () => resolve(text.split("\n").slice(0, -1)));
    });
    expect(told.length).toBeGreaterThanOrEqual(enough);
    const { tenant, close } = openTenant(file(), () => expect.unreachable());
    const { groups, directoryAudits } = tenant.toSnapshot().collections;
    const ids = new Set(groups.map(({ id }) => id));
    expect(told.filter((id) => !ids.has(id))).toEqual([]);
    // Group and audit entry are one transaction.
    expect(directoryAudits.filter((entry) => entry.activityDisplayName === "Add group")).toHaveLength(groups.length);
    close();
  }
});

test("a file that another process has open is refused, and usable afterwards", () => {
  const first = openTenant(file(), initial);
  expect(failure(() => openTenant(file(), initial))).toBe("in-use");
  first.close();
  openTenant(file(), initial).close();
});

test.each<[string, (path: string) => void, TenantFileFailure]>([
  ["text", (path) => writeFileSync(path, "# a matrix\nversion: 1\n"), "not-a-tenant-file"],
  ["nothing", (path) => writeFileSync(path, ""), "not-a-tenant-file"],
  ["another SQLite database", (path) => execute(path, "CREATE TABLE t (x)"), "not-a-tenant-file"],
  [
    "a tenant file cut short",
    (path) => {
      openTenant(path, initial).close();
      truncateSync(path, 20_000);
    },
    "not-a-tenant-file",
  ],
  [
    "a tenant file of the future",
    (path) => {
      openTenant(path, initial).close();
      execute(path, "PRAGMA user_version = 99");
    },
    "other-version",
  ],
])("%s is refused and left as it is", (_, make, reason) => {
  make(file());
  const before = readFileSync(file());
  expect(failure(() => openTenant(file(), initial))).toBe(reason);
  expect(readFileSync(file()).equals(before)).toBe(true);
});

test("a folder that does not exist is named", () => {
  const missing = join(folder, "nowhere", "tenant.db");
  expect(() => openTenant(missing, initial)).toThrow(missing);
  expect(failure(() => openTenant(missing, initial))).toBe("not-accessible");
});
