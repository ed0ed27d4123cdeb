/** The matrix's JSON Schema, for editors (named in the first line of each matrix file). */

import { z } from "zod";
import { matrixSchema } from "./schema.ts";

/** Draft 7, since the YAML language server reads no later draft; describes the file as written, before defaults. */
export function matrixJsonSchema(): object {
  return {
    $id: "https://demarc.example/schema/matrix.schema.json",
    title: "Responsibility matrix",
    ...z.toJSONSchema(matrixSchema, { target: "draft-7", io: "input" }),
  };
}
