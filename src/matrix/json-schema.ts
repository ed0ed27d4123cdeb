/** The matrix's JSON Schema, for editors (named in the first line of each matrix file). */

import { z } from "zod";
import { entraRoles } from "../catalogue/entra-roles.ts";
import { systemIds } from "../catalogue/systems/ids.ts";
import { matrixSchema } from "./schema.ts";
import { entraRoleName, systemKey } from "./shapes.ts";

/** Draft 7, since the YAML language server reads no later draft; describes the file as written, before defaults. */
export function matrixJsonSchema(): object {
  return {
    $id: "https://demarc.example/schema/matrix.schema.json",
    title: "Responsibility matrix",
    ...z.toJSONSchema(matrixSchema, { target: "draft-7", io: "input", override: propose }),
  };
}

/** What an editor offers where anything of a form is allowed. */
function propose({ zodSchema, jsonSchema }: Parameters<NonNullable<Overrides["override"]>>[0]): void {
  if (zodSchema === entraRoleName) {
    const given = [...entraRoles.values()].filter(({ tier, unitTier }) => (unitTier ?? tier) !== 0);
    jsonSchema.examples = given.map(({ name }) => name).toSorted();
  }
  if (zodSchema === systemKey) {
    jsonSchema.anyOf = [{ enum: [...systemIds] }, { pattern: jsonSchema.pattern ?? "" }];
    delete jsonSchema.pattern;
  }
}

type Overrides = NonNullable<Parameters<typeof z.toJSONSchema>[1]>;
