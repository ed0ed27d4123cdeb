/** What the package shows to programs: the declarations are written by hand, and have to be those of the code. */

import { fileURLToPath } from "node:url";
import { ProviderResource } from "@pulumi/pulumi";
import * as declared from "demarc/resources";
import ts from "typescript";
import { expect, test } from "vitest";
import * as resources from "../../src/resources/index.ts";
import { resourceNames } from "../../src/resources/tokens.ts";

/** Does not compile where the code is not what the declarations say. */
const asDeclared: Omit<typeof declared, "default"> = resources;

test("imports and requires the resources, and nothing that the declarations leave out but the providers", () => {
  expect(Object.keys(asDeclared).toSorted()).toEqual([...resourceNames, "providers"].toSorted());
  expect(Object.keys(declared).toSorted()).toEqual([...resourceNames, "providers"].toSorted());
});

const { ModuleKind, ModuleResolutionKind } = ts;
test.each([
  ["commonjs", "node10", ModuleKind.CommonJS, ModuleResolutionKind.Node10],
  ["es2022", "bundler", ModuleKind.ES2022, ModuleResolutionKind.Bundler],
  ["node16", "node16", ModuleKind.Node16, ModuleResolutionKind.Node16],
  ["nodenext", "nodenext", ModuleKind.NodeNext, ModuleResolutionKind.NodeNext],
])("a program's TypeScript finds them with module %s and moduleResolution %s", (_, __, module, moduleResolution) => {
  const importing = fileURLToPath(import.meta.url).replace(/\.ts$/, ".cts");
  const { resolvedModule } = ts.resolveModuleName(
    "demarc/resources",
    importing,
    { module, moduleResolution },
    { ...ts.sys, realpath: (path) => path },
    undefined,
    undefined,
    ModuleKind.CommonJS,
  );
  // What is declared as CommonJS may be imported by both kinds of module.
  expect(resolvedModule?.resolvedFileName).toMatch(/src\/resources\/index\.d\.cts$/);
});

test("another package's provider is refused by name, before the engine calls the type unknown", () => {
  const provider: ProviderResource = Object.create(ProviderResource.prototype, { pkg: { value: "azuread" } });
  expect(() => new declared.RestrictedAdministrativeUnit("unit", { displayName: "S" }, { provider })).toThrow(
    "The option provider is one of azuread, which does not run this resource: leave it out.",
  );
});
