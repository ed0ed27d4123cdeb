import { fileURLToPath } from "node:url";

/** Where the plans of the corpus are: among what is installed, which mutated copies of the project share. */
export const recording = fileURLToPath(new URL("../../node_modules/.cache/demarc/corpus-plans.json", import.meta.url));
