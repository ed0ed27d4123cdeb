/** The pack's own readme, which a policy pack carries when it is published. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packFolder } from "./settings.ts";

/** `policies/README.md`. */
export function packReadme(): string {
  return readFileSync(join(packFolder, "README.md"), "utf8");
}
