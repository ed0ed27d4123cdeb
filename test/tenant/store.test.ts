import { describe, expect, it } from "vitest";
import { type Entity, referencesOf } from "../../src/tenant/entity.ts";
import { type Index, TenantStore } from "../../src/tenant/store.ts";

const byName: Index = { table: "users", keyOf: ({ name }) => (typeof name === "string" ? name : undefined) };
const user = (id: string, name?: string): Entity => ({ id, ...(name !== undefined && { name }) });

function filled(): TenantStore {
  const store = new TenantStore();
  for (const [id, name] of [["1", "a"], ["2", "b"], ["3", "a"], ["4"]] as const) store.put("users", user(id, name));
  store.commit();
  return store;
}

const ids = (entities: readonly Entity[]) => entities.map(({ id }) => id);

describe("an index", () => {
  it("finds by key, in the order of creation", () => {
    const store = filled();
    expect(ids(store.every(byName, "a"))).toEqual(["1", "3"]);
    expect(store.first(byName, "b")?.id).toBe("2");
    expect(store.first(byName, "c")).toBeUndefined();
  });

  it("follows every change, and every change that is taken back", () => {
    const store = filled();
    expect(ids(store.every(byName, "a"))).toEqual(["1", "3"]);
    const same = () => {
      for (const name of ["a", "b", "c"]) {
        expect(ids(store.every(byName, name))).toEqual(ids(store.filter("users", (each) => each["name"] === name)));
      }
    };
    store.put("users", user("2", "a"));
    same();
    expect(ids(store.every(byName, "a"))).toEqual(["1", "2", "3"]);
    store.remove("users", "1");
    store.put("users", user("5", "c"));
    same();
    store.rollback();
    same();
    expect(store.first(byName, "b")?.id).toBe("2");
    expect(store.first(byName, "c")).toBeUndefined();
  });
});

describe("a relation", () => {
  const reference = (id: string) => ({ "@odata.type": "#microsoft.graph.user", id });
  const group = (store: TenantStore) => store.get("groups", "g") ?? { id: "missing" };

  it("grows without limit, and not at all when the request is refused", () => {
    const store = new TenantStore();
    const given: Entity = { id: "g", members: [] };
    store.put("groups", given);
    for (let number = 0; number < 100; number++) {
      store.relate("groups", group(store), "members", reference(`u${number}`));
      store.commit();
    }
    expect(referencesOf(group(store), "members")).toHaveLength(100);
    expect(store.isRelated(group(store), "members", "u99")).toBe(true);
    store.relate("groups", group(store), "members", reference("late"));
    store.put("groups", { ...group(store), displayName: "changed" });
    store.rollback();
    expect(store.isRelated(group(store), "members", "late")).toBe(false);
    expect(group(store)["displayName"]).toBeUndefined();
    expect(referencesOf(group(store), "members")).toHaveLength(100);
    expect(given["members"]).toEqual([]);
  });

  it("that was replaced no longer knows its old members", () => {
    const store = new TenantStore();
    store.put("groups", { id: "g", members: [] });
    for (let number = 0; number < 50; number++) {
      store.relate("groups", group(store), "members", reference(`u${number}`));
    }
    store.put("groups", { ...group(store), members: [reference("u1")] });
    expect(store.isRelated(group(store), "members", "u1")).toBe(true);
    expect(store.isRelated(group(store), "members", "u2")).toBe(false);
  });
});
