/** A process that signs, to be killed meanwhile: `node sign-killed.ts FOLDER MATRIX SIDE KEY`. */

import { readFileSync } from "node:fs";
import { parseMatrix } from "../../../src/matrix/load.ts";
import { readSigningKey } from "../../../src/review/evidence/keys.ts";
import { addSignature, prepareSigning } from "../../../src/review/evidence/sign.ts";
import { signWithKey } from "../../../src/review/evidence/signature.ts";
import { tierZeroRules } from "./tier-zero-rules.ts";

const [folder = "", matrixFile = "", side = "", keyFile = ""] = process.argv.slice(2);
const source = readFileSync(matrixFile);
const { matrix } = parseMatrix(source.toString(), matrixFile);
const input = { folder, side, matrix: { matrix, source }, tierZeroRules, today: "2026-11-22" };
const prepared = await prepareSigning(input);
const signature = await signWithKey(prepared.bytes, side, await readSigningKey(keyFile), "2026-11-22T09:00:00Z");
process.stdout.write("ready\n");
await addSignature(input, prepared, signature);
process.stdout.write("signed\n");
