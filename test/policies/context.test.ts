/** What a context says of places, of what is declared, and of what is seen. */

import { describe, expect, test } from "vitest";
import { harbour } from "../support/matrices.ts";
import { goodTenant } from "../support/tenant-builder.ts";

describe("the place", () => {
  const matrixSource = harbour();
  const { file, positionOf } = matrixSource;

  test("of a resource is where the program constructs it", () => {
    const tenant = goodTenant();
    const urn = tenant.declare("nora", "nora");
    expect(tenant.programContext().sourceOf(urn)).toEqual({ file: "index.ts", line: 1, column: 1 });
    expect(tenant.context().sourceOf(urn)).toBeUndefined();
  });

  test.each(["client", "client.name", "providers.tideway.domains", "internal.people.0.userPrincipalName"])(
    "of %s is in the matrix",
    (place) => {
      const context = goodTenant().context({ matrixSource });
      expect(context.sourceOf(place)).toEqual({ file, ...positionOf(place.split(".")) });
      expect(goodTenant().context().sourceOf(place)).toBeUndefined();
    },
  );

  test.each(["clients", "nora", "constructor", "", "urn:pulumi:dev::test::a:b:C::client"])(
    "of %j nobody knows",
    (place) => {
      expect(goodTenant().context({ matrixSource }).sourceOf(place)).toBeUndefined();
    },
  );
});

describe("of a tenant in which a program declares one object", () => {
  const tenant = goodTenant();
  const urn = tenant.declare("nora", "nora");

  test.each([
    ["partial", undefined, false, false],
    ["partial", false, false, false],
    ["partial", true, false, true],
    ["whole-tenant", undefined, true, true],
    ["whole-tenant", false, true, true],
  ] as const)("%s, with a tenant underneath: %s", (scope, seen, concernsOthers, seesTenant) => {
    const context = tenant.programContext({ scope, ...(seen !== undefined && { seesTenant: seen }) });
    expect([context.declaredBy("nora"), context.declaredBy("approvers")]).toEqual([urn, undefined]);
    expect([context.concerns("nora"), context.concerns("approvers")]).toEqual([true, concernsOthers]);
    expect(context.seesTenant).toBe(seesTenant);
  });
});

test("a provider is called as the matrix calls it, else by its key", () => {
  const { providerName } = goodTenant().context();
  expect([providerName("tideway"), providerName("gone")]).toEqual(["Tideway IT", "gone"]);
});
