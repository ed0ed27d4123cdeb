import { expect, it } from "vitest";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import { systemIds } from "../../src/catalogue/systems/ids.ts";
import { matrixJsonSchema } from "../../src/matrix/json-schema.ts";

/** What stands at a path of the schema. */
function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined),
    matrixJsonSchema(),
  );
}

it("offers an editor the roles that a provider may be given, and takes any other name", () => {
  const [role] = [...JSON.stringify(matrixJsonSchema()).matchAll(/"role":(\{[^{}]*"examples":\[[^\]]*\]\})/g)].map(
    ([, text = ""]) => JSON.parse(text),
  );
  expect(role).toMatchObject({ type: "string", examples: expect.arrayContaining(["Helpdesk Administrator"]) });
  for (const name of ["Global Administrator", "Privileged Role Administrator", "Application Administrator"]) {
    expect(findRole(name)?.name).toBe(name);
    expect(role.examples).not.toContain(name);
  }
});

it("offers the systems of the catalogue as keys, and takes a key of one's own", () => {
  const names = at("properties", "systems", "propertyNames");
  expect(names).toMatchObject({ anyOf: [{ enum: systemIds }, { pattern: "^[a-z][a-z0-9-]*$" }] });
  expect(names).not.toHaveProperty("pattern");
});
