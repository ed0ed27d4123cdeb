import { relative } from "node:path";
import type { PathStep } from "../../finding.ts";
import { loadMatrix } from "../../matrix/load.ts";
import { readSnapshotOf } from "../../tenant/snapshot-file.ts";
import { UsageError } from "../errors.ts";
import type { Sight } from "../explain-answer.ts";
import type { ExplainedWay, ExplainResult } from "../explain-result.ts";
import { explainText } from "../explain-text.ts";
import { print, printJson, say, styled } from "../output.ts";
import { type SubjectOptions, subjectOf } from "../subject.ts";

export interface ExplainOptions extends SubjectOptions {
  readonly to?: string;
  readonly format: "text" | "json";
}

/** 0 when nothing shown is to be objected to, 1 when a provider or nobody known gets to tier 0 on its own. */
export async function explainAccess(who: string, options: ExplainOptions): Promise<number> {
  const { explain } = await import("../explain-answer.ts");
  const result = explain(await sightOf(options), who, options.to);
  if (options.format === "json") printJson(fromHere(result));
  else for (const line of explainText(result, styled)) print(line);
  return result.ok ? 0 : 1;
}

/** What a question is asked of: a plan, a tenant, or the plan on top of the tenant. */
export async function sightOf(options: SubjectOptions): Promise<Sight> {
  const { sightOfPlan, sightOfTenant } = await import("../explain-answer.ts");
  const { snapshot: file } = options;
  const isPlanned = [options.stack, options.program, options.plan].some((given) => given !== undefined);
  if (file !== undefined && !isPlanned) {
    if (options.matrix === undefined) {
      throw new UsageError("--matrix is missing", "the matrix says whose everybody in the snapshot is");
    }
    const { matrix } = loadMatrix(options.matrix);
    return sightOfTenant(matrix, readSnapshotOf(matrix.client.tenantId, file));
  }
  if (!isPlanned) {
    throw new UsageError(
      "nothing to look at is given",
      "--snapshot FILE with --matrix FILE, or one of --stack NAME, --program DIR, --plan FILE",
    );
  }
  const subject = subjectOf(options);
  const { matrix } = loadMatrix(subject.matrixFile);
  const snapshot = file === undefined ? undefined : readSnapshotOf(matrix.client.tenantId, file);
  const plan = await subject.plan(snapshot);
  for (const { text } of plan.output) say(`program: ${text.trimEnd()}`);
  const sight = sightOfPlan(matrix, plan, snapshot, subject.scope(snapshot));
  return { ...sight, assumptions: [...sight.assumptions, ...subject.assumptions(snapshot)] };
}

/** File names as they are written from the working directory, where they are below it. */
function fromHere(result: ExplainResult): ExplainResult {
  const step = (each: PathStep): PathStep => {
    const file = each.file === undefined ? undefined : relative(process.cwd(), each.file);
    return file === undefined || file.startsWith("..") ? each : { ...each, file };
  };
  const local = <W extends ExplainedWay>(way: W): W => ({ ...way, path: way.path.map(step) });
  return {
    ...result,
    ...(result.reaches && { reaches: result.reaches.map(local) }),
    ...(result.to && { to: { ...result.to, ways: result.to.ways.map(local) } }),
  };
}
