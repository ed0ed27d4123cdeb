/** What the package shows to programs: the declarations are written by hand, and have to be those of the code. */

import * as declared from "demarc/resources";
import { expect, test } from "vitest";
import * as resources from "../../src/resources/index.ts";
import { resourceNames } from "../../src/resources/tokens.ts";

/** Does not compile where the code is not what the declarations say. */
const asDeclared: typeof declared = resources;

test("imports and requires the resources, and nothing that the declarations leave out but the providers", () => {
  expect(Object.keys(asDeclared).toSorted()).toEqual([...resourceNames, "providers"].toSorted());
  expect(Object.keys(declared).toSorted()).toEqual([...resourceNames, "providers"].toSorted());
});
