/** Writes the files in `schema/` that are made from code; a test fails when they are out of date. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./generated-files.ts";

for (const { path, content } of generatedFiles()) writeFileSync(join(import.meta.dirname, "..", path), content);
