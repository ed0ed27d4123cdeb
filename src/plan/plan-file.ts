/** Reads plans that the Pulumi CLI wrote: `pulumi preview --json` and `pulumi stack export`. */

import { reasonOf } from "../system-error.ts";
import { parseJson, readText } from "../text-file.ts";
import { isUnknown, type Plan, PlanError, type PlanMessage, type PlannedResource } from "./plan.ts";
import { isStateResource, originOf, plannedResource, type StateResource } from "./state-resource.ts";
import { resolveUnknowns } from "./unknowns.ts";

type Json = Readonly<Record<string, unknown>>;

export interface PlanFileOptions {
  /** Directory of Pulumi.yaml, to which the file's source positions are relative. */
  readonly projectDirectory?: string;
  /** True where something that knows more will name what the file does not know. Default: it is named by what it comes from. */
  readonly keepUnknowns?: boolean;
}

const wanted = 'the output of "pulumi preview --json" or of "pulumi stack export"';

/**
 * Reads either kind of file and tells them apart.
 * @throws PlanError "not-a-plan-file" with what the file is instead; "threw" for a preview that failed, which is incomplete
 */
export function readPlanFile(file: string, options: PlanFileOptions = {}): Plan {
  const documents = parseFile(file);
  const [first] = documents;
  if (isPreview(first) || documents.some(isStreamedEvent)) return previewPlan(file, documents, options);
  if (isState(first)) return statePlan(file, first, options);
  throw new PlanError("not-a-plan-file", `${file} is ${describe(first)}, not ${wanted}.`);
}

/**
 * Reads what `pulumi preview --json` wrote; also its streamed form, one engine event a line.
 * @throws PlanError "not-a-plan-file", or "threw" for a preview that failed
 */
export function readPreview(file: string, options: PlanFileOptions = {}): Plan {
  const documents = parseFile(file);
  if (!isPreview(documents[0]) && !documents.some(isStreamedEvent)) {
    throw new PlanError(
      "not-a-plan-file",
      `${file} is ${describe(documents[0])}, not the output of "pulumi preview --json".`,
    );
  }
  return previewPlan(file, documents, options);
}

/**
 * Reads what `pulumi stack export` wrote, or a state file of the local backend.
 * @throws PlanError "not-a-plan-file"
 */
export function readStackExport(file: string, options: PlanFileOptions = {}): Plan {
  const [document] = parseFile(file);
  if (!isState(document)) {
    throw new PlanError(
      "not-a-plan-file",
      `${file} is ${describe(document)}, not the output of "pulumi stack export".`,
    );
  }
  return statePlan(file, document, options);
}

/** One JSON document, or one a line. */
function parseFile(file: string): unknown[] {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read: ${reasonOf(error)}`;
    throw new PlanError("not-a-plan-file", `${file} ${why}; give a file with ${wanted}.`);
  }
  if (text.trim() === "") throw new PlanError("not-a-plan-file", `${file} is empty, not ${wanted}.`);
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length > 1 && lines[0]?.trimEnd().endsWith("}"))
      return lines.map((line) => parseLine(file, line, lines.indexOf(line)));
    throw notJson(file, text);
  }
}

function parseLine(file: string, line: string, index: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw notJson(file, "\n".repeat(index) + line);
  }
}

function notJson(file: string, text: string): PlanError {
  const parsed = parseJson(text);
  const { line, column, isCutShort } = "fault" in parsed ? parsed.fault : { line: 1, column: 1, isCutShort: false };
  const looksLikeJson = /^\s*[{[]/.test(text);
  const what = !looksLikeJson
    ? "is not JSON"
    : isCutShort
      ? `ends in the middle of its JSON, at line ${line}, column ${column}: it is truncated`
      : `is not valid JSON at line ${line}, column ${column}`;
  return new PlanError("not-a-plan-file", `${file} ${what}; ${wanted} was expected.`, { file, line, column });
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `display.PreviewDigest`; a preview of nothing has neither steps nor diagnostics. */
function isPreview(value: unknown): value is Json {
  if (!isObject(value)) return false;
  if (Array.isArray(value["steps"]))
    return value["steps"].every((step) => isObject(step) && "op" in step && "urn" in step);
  return isObject(value["changeSummary"]) && "duration" in value;
}

/** `apitype.EngineEvent`: a sequence number, a time and one of the events. */
function isStreamedEvent(value: unknown): boolean {
  return isObject(value) && "sequence" in value && "timestamp" in value;
}

/** `apitype.UntypedDeployment`, or `apitype.CheckpointV3` of the local backend. */
function isState(value: unknown): value is Json {
  return isObject(value) && deploymentOf(value) !== undefined;
}

function deploymentOf(document: Json): Json | undefined {
  const checkpoint = document["checkpoint"];
  const deployment = document["deployment"] ?? (isObject(checkpoint) ? (checkpoint["latest"] ?? {}) : undefined);
  if (!isObject(deployment)) return undefined;
  return isObject(checkpoint) || "manifest" in deployment || Array.isArray(deployment["resources"])
    ? deployment
    : undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a JSON list";
  if (!isObject(value)) return `a JSON ${value === null ? "null" : typeof value}`;
  if ("planned_values" in value || "terraform_version" in value) return "a Terraform plan or state";
  if (value["format"] === "demarc-snapshot/1") return "a snapshot of a tenant";
  if ("resourcePlans" in value) return 'a plan of "pulumi preview --save-plan"';
  const keys = Object.keys(value).slice(0, 4);
  return keys.length === 0 ? "an empty JSON object" : `a JSON object with ${keys.map((key) => `"${key}"`).join(", ")}`;
}

/** Operations after which the resource is gone. */
const removals = new Set([
  "delete",
  "delete-replaced",
  "discard",
  "discard-replaced",
  "read-discard",
  "read-discard-replaced",
  "remove-pending-replace",
]);

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly newState?: unknown;
  readonly oldState?: unknown;
}

function previewPlan(file: string, documents: readonly unknown[], options: PlanFileOptions): Plan {
  const digest = documents.find(isPreview);
  const steps = digest === undefined ? streamedSteps(documents) : ((digest["steps"] ?? []) as Step[]);
  const states = new Map<string, StateResource>();
  for (const step of steps) {
    if (removals.has(step.op)) {
      if (!step.op.endsWith("replaced") && step.op !== "remove-pending-replace") states.delete(step.urn);
      continue;
    }
    const state = stateAfter(step);
    if (state !== undefined && state.delete !== true) states.set(step.urn, { ...states.get(step.urn), ...state });
  }
  const planned = [...states.values()].map((state) => plannedResource(state, { blinded: true, ...options }));
  const messages = diagnostics(digest, documents);
  const failed = messages.find(({ severity }) => severity === "error");
  if (failed !== undefined) {
    const detail = messages.map(({ text }) => text).join("\n");
    throw new PlanError("threw", `${file} is of a preview that failed: ${failed.text}`, undefined, detail);
  }
  const [sample] = steps;
  const unchanged = unchangedCount(digest, documents) - steps.filter((step) => step.op === "same").length;
  return {
    origin: "preview",
    ...originOf(sample?.urn ?? ""),
    resources: options.keepUnknowns === true ? planned : resolveUnknowns(planned),
    lookups: [],
    output: [...messages, ...hidden(file, unchanged), ...(options.keepUnknowns === true ? [] : openScopes(planned))],
  };
}

/** In a preview only the old state of an object that stays has its id; what replaces an object gets another. */
function stateAfter({ op, newState, oldState }: Step): StateResource | undefined {
  if (!isStateResource(newState)) return isStateResource(oldState) ? oldState : undefined;
  if (/create|replace|import/.test(op) || !isStateResource(oldState)) return newState;
  const { id, outputs } = oldState;
  return { ...(id !== undefined && { id }), ...(outputs !== undefined && { outputs }), ...withoutEmptyId(newState) };
}

function withoutEmptyId(state: StateResource): StateResource {
  if (state.id !== "") return state;
  const { id: _, ...rest } = state;
  return rest;
}

/** Events of `PULUMI_ENABLE_STREAMING_JSON_PREVIEW`: the steps' metadata in `resourcePreEvent`. */
function streamedSteps(documents: readonly unknown[]): Step[] {
  return documents.flatMap((document): Step[] => {
    const event = isObject(document) ? document["resourcePreEvent"] : undefined;
    const metadata = isObject(event) ? event["metadata"] : undefined;
    if (!isObject(metadata)) return [];
    return [
      {
        op: String(metadata["op"]),
        urn: String(metadata["urn"]),
        newState: metadata["new"],
        oldState: metadata["old"],
      },
    ];
  });
}

function unchangedCount(digest: Json | undefined, documents: readonly unknown[]): number {
  const summaries = [
    digest?.["changeSummary"],
    ...documents.map((document) => nested(document, "summaryEvent", "resourceChanges")),
  ];
  const summary = summaries.find(isObject);
  const same = summary?.["same"];
  return typeof same === "number" ? same : 0;
}

function nested(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => (isObject(current) ? current[key] : undefined), value);
}

function hidden(file: string, unchanged: number): PlanMessage[] {
  if (unchanged <= 0) return [];
  const text = `${file} leaves out ${unchanged} unchanged resources; "pulumi preview --json --show-sames" writes them, too.`;
  return [{ channel: "log", severity: "warning", text }];
}

/** What a preview cannot say is judged by the worst that it may be; whoever is refused for it should know why. */
function openScopes(resources: readonly PlannedResource[]): PlanMessage[] {
  const open = resources.filter(({ inputs }) => isUnknown(inputs["scope"])).length;
  if (open === 0) return [];
  const text = `Of ${open} ${open === 1 ? "scope" : "scopes"} in Azure the preview does not say how much of a new resource's id it is, so the whole subscription is assumed; the program itself says it.`;
  return [{ channel: "log", severity: "warning", text }];
}

const severities: Readonly<Record<string, PlanMessage["severity"]>> = {
  debug: "debug",
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

function diagnostics(digest: Json | undefined, documents: readonly unknown[]): PlanMessage[] {
  const entries = [
    ...((digest?.["diagnostics"] ?? []) as unknown[]),
    ...documents.map((document) => nested(document, "diagnosticEvent")),
  ];
  return entries
    .filter(isObject)
    .filter((entry) => entry["severity"] !== "debug")
    .map((entry) => ({
      channel: "log",
      severity: severities[String(entry["severity"])] ?? "info",
      text: String(entry["message"] ?? "").trimEnd(),
    }));
}

function statePlan(file: string, document: Json, options: PlanFileOptions): Plan {
  const deployment = deploymentOf(document) ?? {};
  const entries = (deployment["resources"] ?? []) as unknown[];
  if (!Array.isArray(entries) || !entries.every(isStateResource)) {
    throw new PlanError(
      "not-a-plan-file",
      `${file} has a list of resources that is not a stack's: every entry needs a "urn".`,
    );
  }
  const live = entries.filter((resource) => resource.delete !== true);
  return {
    origin: "state",
    ...originOf(live[0]?.urn ?? ""),
    resources: resolveUnknowns(live.map((state) => plannedResource(state, { blinded: false, ...options }))),
    lookups: [],
    output: [],
  };
}
