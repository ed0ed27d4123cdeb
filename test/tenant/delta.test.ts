/** Delta queries: everything once, then what has changed, and a clear word when that is no longer known. */

import { describe, expect, test } from "vitest";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";
import { type Body, Contoso, errorOf, reference } from "./contoso.ts";

interface Session {
  readonly items: readonly Body[];
  /** Path of the next delta query. */
  readonly link: string;
  readonly pages: number;
}

function follow(contoso: Contoso, path: string): Session {
  const items: Body[] = [];
  let next = path;
  for (let pages = 1; ; pages++) {
    const page = contoso.ok("GET", next);
    items.push(...(page["value"] as Body[]));
    const link = page["@odata.deltaLink"];
    expect(link === undefined).toBe(page["@odata.nextLink"] !== undefined);
    next = String(link ?? page["@odata.nextLink"]).replace("https://graph.microsoft.com", "");
    if (link !== undefined) return { items, link: next, pages };
  }
}

const remove = (contoso: Contoso, path: string) => contoso.ok("DELETE", path);

test("users: all of them, then nothing, then the changed, the new and the deleted", () => {
  const contoso = new Contoso();
  const [kept = "", gone = ""] = [contoso.user("kept"), contoso.user("gone")];
  const first = follow(contoso, "/v1.0/users/delta?$select=displayName");
  expect(first.items.map((each) => each["displayName"])).toEqual(["kept", "gone"]);
  expect(follow(contoso, first.link).items).toEqual([]);
  contoso.ok("PATCH", `/v1.0/users/${kept}`, { displayName: "renamed" });
  const added = contoso.user("added");
  remove(contoso, `/v1.0/users/${gone}`);
  const passing = contoso.user("passing");
  remove(contoso, `/v1.0/users/${passing}`);
  const second = follow(contoso, first.link);
  expect(second.items).toEqual([
    { id: kept, displayName: "renamed" },
    { id: added, displayName: "added" },
    { id: gone, "@removed": { reason: "changed" } },
  ]);
  remove(contoso, `/v1.0/directory/deletedItems/${gone}`);
  expect(follow(contoso, first.link).items).toContainEqual({ id: gone, "@removed": { reason: "deleted" } });
  expect(follow(contoso, second.link).items).toEqual([]);
});

test("a refused request is no change", () => {
  const contoso = new Contoso();
  const id = contoso.user("somebody");
  const { link } = follow(contoso, "/v1.0/users/delta");
  expect(contoso.send("PATCH", `/v1.0/users/${id}`, { userPrincipalName: "x@elsewhere.example" }).status).toBe(400);
  expect(follow(contoso, link).items).toEqual([]);
});

describe("groups", () => {
  test("say who came and who went, and nothing of members when only the name changed", () => {
    const contoso = new Contoso();
    const [one, two] = [contoso.user("one"), contoso.user("two")];
    const group = contoso.group("group");
    contoso.addMember(group, one);
    const first = follow(contoso, "/v1.0/groups/delta?$select=displayName,members");
    const user = { "@odata.type": "#microsoft.graph.user" };
    expect(first.items).toEqual([{ id: group, displayName: "group", "members@delta": [{ ...user, id: one }] }]);
    contoso.addMember(group, two);
    remove(contoso, `/v1.0/groups/${group}/members/${one}/$ref`);
    const second = follow(contoso, first.link);
    expect(second.items[0]?.["members@delta"]).toEqual([
      { ...user, id: two },
      { ...user, id: one, "@removed": { reason: "deleted" } },
    ]);
    contoso.ok("PATCH", `/v1.0/groups/${group}`, { displayName: "other" });
    expect(follow(contoso, second.link).items).toEqual([{ id: group, displayName: "other" }]);
    expect(follow(contoso, "/v1.0/groups/delta?$select=displayName").items[0]).not.toHaveProperty("members@delta");
  });

  test("that grow by very many tell only the new ones, over several pages", () => {
    const contoso = new Contoso();
    const id = contoso.group("large");
    const ids = Array.from(
      { length: 4500 },
      (_, number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    );
    contoso.tenant.insert(ids.map((each) => ({ table: "users" as const, entity: { id: each, displayName: each } })));
    for (const each of ids.slice(0, 40)) contoso.addMember(id, each);
    const first = follow(contoso, "/v1.0/groups/delta?$select=displayName,members");
    for (const each of ids.slice(40)) contoso.ok("POST", `/v1.0/groups/${id}/members/$ref`, reference(each));
    const second = follow(contoso, first.link);
    expect(second.pages).toBeGreaterThan(2);
    expect(new Set(second.items.map((item) => item["id"]))).toEqual(new Set([id]));
    const told = second.items.flatMap((item) => (item["members@delta"] as Body[]).map((member) => member["id"]));
    expect(told).toEqual(ids.slice(40));
    const whole = follow(contoso, "/v1.0/groups/delta?$select=displayName,members");
    expect(whole.items.flatMap((item) => (item["members@delta"] ?? []) as Body[])).toHaveLength(4500);
  });

  test("owners are told too; only ids can be filtered by", () => {
    const contoso = new Contoso();
    const [one, two] = [contoso.group("one"), contoso.group("two")];
    const owner = contoso.user("owner");
    const { link } = follow(contoso, `/v1.0/groups/delta?$filter=id eq '${two}'`);
    for (const id of [one, two]) contoso.ok("POST", `/v1.0/groups/${id}/owners/$ref`, reference(owner));
    expect(follow(contoso, link).items).toMatchObject([{ id: two, "owners@delta": [{ id: owner }] }]);
    expect(contoso.send("GET", "/v1.0/groups/delta?$filter=displayName eq 'one'").status).toBe(400);
  });
});

test("other directory objects, from now on", () => {
  const contoso = new Contoso();
  const { items, link } = follow(contoso, "/v1.0/servicePrincipals/delta?$deltatoken=latest");
  expect(items).toEqual([]);
  const app = contoso.ok("POST", "/v1.0/applications", { displayName: "App" });
  contoso.ok("POST", "/v1.0/servicePrincipals", { appId: app["appId"] });
  expect(follow(contoso, link).items.map((each) => each["displayName"])).toContain("App");
  expect(follow(contoso, "/v1.0/applications/microsoft.graph.delta()").items.map((each) => each["id"])).toContain(
    app["id"],
  );
});

describe("a link that is no longer good", () => {
  const path = "/v1.0/users/delta";

  test("is gone when the tenant was started anew, and the answer says where to begin", () => {
    const contoso = new Contoso();
    const { link } = follow(contoso, path);
    const again = new Contoso(EmbeddedTenant.fromSnapshot(contoso.tenant.toSnapshot()));
    const answer = again.send("GET", link);
    expect(answer).toMatchObject({
      status: 410,
      headers: { Location: "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=" },
    });
    expect(follow(again, "/v1.0/users/delta?$deltatoken=").items).toEqual([]);
  });

  test("has expired after seven days, unless it was used meanwhile", () => {
    const contoso = new Contoso();
    const { link } = follow(contoso, path);
    contoso.now = "2026-11-08T09:00:00Z";
    const used = follow(contoso, link);
    contoso.now = "2026-11-09T09:00:00Z";
    expect(errorOf(contoso.send("GET", link)).code).toBe("syncStateNotFound");
    expect(follow(contoso, used.link).items).toEqual([]);
  });

  test("is refused when it is no link", () => {
    expect(new Contoso().send("GET", "/v1.0/users/delta?$deltatoken=x").status).toBe(400);
  });
});
