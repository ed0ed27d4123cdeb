import { relative, resolve } from "node:path";
import { declaredTenant } from "../../../policies/judge.ts";
import { deriveEntitlements } from "../../entitlements/derive.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { type Adoption, findExisting } from "../../onboarding/adopt/adopt.ts";
import { type ImportFile, importFile } from "../../onboarding/adopt/import-file.ts";
import { isOwn } from "../../onboarding/adopt/own-resources.ts";
import { readSnapshotOf } from "../../tenant/snapshot-file.ts";
import { visible } from "../../visible.ts";
import { collectStackTenant } from "../collect.ts";
import { print, printJson, say } from "../output.ts";
import { readPulumiState } from "../pulumi-state.ts";
import { writeWhole } from "../reports.ts";
import { findStack, type Stack } from "../stacks.ts";
import { planStack } from "../subject.ts";

export interface AdoptOptions {
  readonly stack: string;
  readonly workspace?: string;
  readonly snapshot?: string;
  /** Output of `pulumi stack export`. */
  readonly state?: string;
  readonly out: string;
  readonly format: "text" | "json";
}

/** 0 when everything that exists can be taken over, 1 when something of it is not clear. */
export async function adopt(options: AdoptOptions): Promise<number> {
  const stack = findStack(options.stack, options.workspace);
  const { matrix } = loadMatrix(stack.matrixFile);
  const state = readPulumiState(stack, options.state, stack.name);
  const managed = new Set(state?.resources.map(({ urn }) => urn));
  const actual =
    options.snapshot === undefined
      ? await collectStackTenant(stack)
      : readSnapshotOf(matrix.client.tenantId, options.snapshot);
  const plan = await planStack(stack, actual);
  const declared = declaredTenant({ matrix, plan });
  const adoption = findExisting({ matrix, entitlements: deriveEntitlements(matrix), plan, declared, actual, managed });
  const file = importFile(plan, adoption.adopted, managed);
  writeWhole(options.out, `${JSON.stringify(file, null, 2)}\n`);
  if (options.format === "json") printJson(asDocument(adoption, file));
  else printAdoption(adoption, options, stack);
  for (const { collection, message } of actual.unreadable) {
    say(visible(`not known what of ${collection} is there: ${message}`));
  }
  return adoption.questions.length > 0 ? 1 : 0;
}

function asDocument({ adopted, questions, waiting, toCreate }: Adoption, file: ImportFile): object {
  return {
    ok: questions.length === 0,
    adopted: adopted.map(({ resource: { urn, type, name }, id }) => ({ urn, type, name, id })),
    questions,
    waiting: waiting.map(({ urn, type, name }) => ({ urn, type, name })),
    toCreate: toCreate.map(({ urn, type, name }) => ({ urn, type, name })),
    file,
  };
}

function printAdoption({ adopted, questions, waiting, toCreate }: Adoption, options: AdoptOptions, stack: Stack): void {
  for (const { name, what, remedy } of questions) print(visible(`question ${name}: ${what}. To settle it: ${remedy}.`));
  const found = adopted.length + questions.length + waiting.length + toCreate.length;
  if (found === 0) {
    print("Nothing to adopt: the deployment has every declared resource already.");
    return;
  }
  const shown = relative(process.cwd(), resolve(options.out)) || options.out;
  print(
    `${adopted.length} of ${found} declared resources are there and in ${shown}; ${toCreate.length} will be made${questions.length > 0 ? `; ${questions.length} to settle first, and ${waiting.length} that depend on them` : ""}.`,
  );
  if (adopted.length > 0) {
    const refreshed = adopted.some(({ resource }) => isOwn(resource))
      ? `, then pulumi refresh --stack ${stack.name} (some of it the engine, which must be 3.254 or later, reads only then)`
      : "";
    print(
      `Next: pulumi import --file ${shown} --stack ${stack.name} --generate-code=false --protect=false${refreshed}, then demarc preview --stack ${stack.name}`,
    );
  }
}
