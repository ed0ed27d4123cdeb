/** Files that are made from code and committed, so that editors and others can use them without running anything. */

import { checkResultJsonSchema } from "./cli/check-result.ts";
import { matrixJsonSchema } from "./matrix/json-schema.ts";
import { reviewJsonSchema } from "./review/schema.ts";

export interface GeneratedFile {
  /** Relative to the project folder. */
  readonly path: string;
  readonly content: string;
}

/** All of them, with the content they should have. */
export function generatedFiles(): GeneratedFile[] {
  return [
    { path: "schema/matrix.schema.json", content: json(matrixJsonSchema()) },
    { path: "schema/check.schema.json", content: json(checkResultJsonSchema()) },
    { path: "schema/review.schema.json", content: json(reviewJsonSchema()) },
  ];
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
