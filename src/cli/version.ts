import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Of this package, as its manifest says. */
export function packageVersion(): string {
  const file = join(import.meta.dirname, "../../package.json");
  const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "0.0.0";
}
