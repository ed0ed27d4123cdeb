import { beforeAll, describe, expect, test } from "vitest";
import { attribute } from "../../../src/access/attribution.ts";
import { redactor } from "../../../src/review/collect/redact.ts";
import { redactionFor } from "../../../src/review/collect/write.ts";
import { harbourToday, seedHarbour } from "../../../src/tenant/seed/harbour.ts";
import type { CollectionName, Snapshot } from "../../../src/tenant/snapshot.ts";
import { entitlements, matrix } from "../fixture.ts";

let plain: Snapshot;
let redacted: Snapshot;

function redact(snapshot: Snapshot, secret?: string): Snapshot {
  const nameless = redactionFor(snapshot.tenantId, { matrix, entitlements }, secret);
  const collections = Object.fromEntries(
    Object.entries(snapshot.collections).map(([name, entities]) => [
      name,
      (entities as readonly object[]).map((entity) => nameless(name as CollectionName, entity as never)),
    ]),
  );
  return { ...snapshot, collections: collections as never };
}

beforeAll(() => {
  plain = seedHarbour();
  redacted = redact(plain);
});

describe("a redacted snapshot", () => {
  test("says of every object whose it is, as before", () => {
    const [before, after] = [plain, redacted].map((snapshot) => attribute(snapshot, matrix, entitlements));
    const { users, groups, applications, servicePrincipals } = plain.collections;
    const ids = [...users, ...groups, ...applications, ...servicePrincipals].map(({ id }) => id);
    expect(ids.map((id) => after?.partyOf(id).party)).toEqual(ids.map((id) => before?.partyOf(id).party));
    expect(new Set(ids.map((id) => before?.partyOf(id).party.kind)).size).toBeGreaterThan(2);
  });

  test("holds no name or address that the matrix does not mention", () => {
    const told = JSON.stringify([matrix, entitlements]).toLowerCase();
    const text = JSON.stringify(redacted).toLowerCase();
    const secret = plain.collections.users.flatMap(({ displayName, userPrincipalName, mail }) => [
      displayName,
      userPrincipalName,
      mail,
    ]);
    const leaked = secret.filter(
      (name) => name && !told.includes(name.toLowerCase()) && text.includes(name.toLowerCase()),
    );
    expect(leaked).toEqual([]);
    expect(secret.filter((name) => name && !told.includes(name.toLowerCase())).length).toBeGreaterThan(100);
  });

  test("is the same every time, another one with a secret, and another one for another tenant", () => {
    expect(redact(plain)).toEqual(redacted);
    const name = (snapshot: Snapshot) => snapshot.collections.users.map(({ displayName }) => displayName);
    expect(name(redact(plain, "secret"))).not.toEqual(name(redacted));
    expect(name(redact({ ...plain, tenantId: "00000000-0000-4000-8000-000000000001" }))).not.toEqual(name(redacted));
  });

  test("still tells who gave what: names in the log are those of the objects", () => {
    const names = new Set(redacted.collections.users.map(({ userPrincipalName }) => userPrincipalName));
    const by = redacted.collections.directoryAudits.flatMap(
      ({ initiatedBy }) => initiatedBy?.user?.userPrincipalName ?? [],
    );
    expect(by.length).toBeGreaterThan(0);
    expect(by.filter((name) => !names.has(name))).toEqual([]);
    expect(harbourToday).toBe(redacted.collectedAt);
  });
});

describe("one object", () => {
  const nameless = redactor({
    tenantId: "t",
    domains: new Set(["tideway.example"]),
    texts: new Set(["known person"]),
    words: ["Tideway"],
  });
  const user = (value: object) => nameless("users", { id: "u", ...value });

  test.each<[string, object, RegExp]>([
    ["an address in a provider's domain", { mail: "dana@tideway.example" }, /"p-[0-9a-f]{12}@tideway\.example"/],
    ["one in nobody's domain", { mail: "dana@corp.example" }, /"p-[0-9a-f]{12}@d-[0-9a-f]{12}\.example"/],
    [
      "a guest's name",
      { userPrincipalName: "dana_tideway.example#EXT#@x.onmicrosoft.com" },
      /"p-[0-9a-f]{12}_tideway\.example#EXT#@d-/,
    ],
    ["proxy addresses", { proxyAddresses: ["SMTP:dana@tideway.example"] }, /"SMTP:p-[0-9a-f]{12}@tideway\.example"/],
    [
      "an account of Entra Connect",
      { userPrincipalName: "Sync_HQ-SRV01_0123456789ab@x.example" },
      /"Sync_[0-9a-f]{12}_0123456789ab@/,
    ],
    ["a provider's name inside another", { displayName: "Dana (Tideway)" }, /"Name [0-9a-f]{12} Tideway"/],
    ["a name that the matrix mentions", { displayName: "Known Person" }, /"Known Person"/],
    ["an id", { displayName: "0b7e2b4c-0000-4000-8000-000000000001" }, /"0b7e2b4c-0000-4000-8000-000000000001"/],
  ])("%s", (_, value, expected) => {
    expect(JSON.stringify(user(value))).toMatch(expected);
  });

  test("a guest and the same person's address keep one pseudonym", () => {
    const [, alone] = /(p-\w+)@/.exec(JSON.stringify(user({ mail: "dana@tideway.example" }))) ?? [];
    const guest = user({ userPrincipalName: "dana_tideway.example#EXT#@x.onmicrosoft.com" });
    expect(JSON.stringify(guest)).toContain(`${alone}_tideway.example#EXT#`);
  });

  test("Microsoft's own applications and built-in roles keep their names; permissions keep their words", () => {
    const microsoft = {
      id: "s",
      displayName: "Microsoft Graph",
      appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
    };
    expect(nameless("servicePrincipals", microsoft)).toEqual(microsoft);
    expect(nameless("directoryRoles", { id: "r", displayName: "Global Administrator" })["displayName"]).toBe(
      "Global Administrator",
    );
    const own = nameless("servicePrincipals", {
      id: "s",
      displayName: "Payroll",
      appRoles: [{ id: "1", displayName: "Read" }],
    });
    expect(JSON.stringify(own)).toMatch(/"Name \w+".*"displayName":"Read"/);
  });

  test("what somebody was granted in the log keeps its name where it is a role's", () => {
    const audit = {
      id: "a",
      targetResources: [
        { modifiedProperties: [{ newValue: '"Global Administrator"' }, { newValue: '"Payroll team"' }] },
      ],
    };
    expect(JSON.stringify(nameless("directoryAudits", audit))).toMatch(/Global Administrator.*Name \w{12}/);
  });
});
