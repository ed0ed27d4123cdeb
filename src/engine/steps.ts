/** What has to be done to bring the tenant from the state to the plan. */

import { isUnknown, type Plan, type PlannedResource } from "../plan/plan.ts";
import { armIdOf, isArm } from "../tenant/resources/arm.ts";
import { type Inputs, sameValue } from "../tenant/resources/inputs.ts";
import type { Translator } from "../tenant/resources/translator.ts";
import { EngineError } from "./error.ts";
import { operatorFor } from "./operators.ts";
import type { Resolution } from "./resolution.ts";
import type { AppliedResource, DeploymentState } from "./state.ts";

export type Action = "create" | "import" | "update" | "replace" | "delete" | "forget" | "same";

export interface Step {
  readonly action: Action;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Input properties that changed; empty for other actions than update and replace. */
  readonly changed: readonly string[];
}

/** A step with what it takes to do it. */
export interface Work extends Step {
  readonly planned?: PlannedResource;
  readonly applied?: AppliedResource;
  /** The old object goes before the new one comes. */
  readonly deleteFirst: boolean;
}

/** Inputs that a change is looked for in: what the program says to ignore stays as it was applied. */
export function effectiveInputs(
  planned: PlannedResource,
  applied: AppliedResource | undefined,
  inputs: Inputs,
): Inputs {
  if (applied === undefined || planned.options.ignoreChanges.length === 0) return inputs;
  const kept = planned.options.ignoreChanges.includes("*") ? Object.keys(inputs) : planned.options.ignoreChanges;
  const effective: Record<string, unknown> = { ...inputs };
  for (const path of kept) {
    // Only whole properties: a path such as `tags[0]` ignores the property it is in.
    const property = /^[^.[]+/.exec(path)?.[0] ?? path;
    effective[property] = applied.inputs[property];
  }
  return effective;
}

function changedProperties(operator: Translator, applied: Inputs, wanted: Inputs): string[] {
  const [before, after] = [operator.normal?.(applied) ?? applied, operator.normal?.(wanted) ?? wanted];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => {
    if ((after[name] === undefined || after[name] === null) && operator.keeps?.includes(name) === true) return false;
    return !sameValue(before[name], after[name]);
  });
}

/** The steps in the order in which they are done: creations and changes as the plan has them, deletions last and in reverse. */
export function stepsFor(plan: Plan | undefined, state: DeploymentState, resolution: Resolution): Work[] {
  const applied = new Map(state.resources.map((resource) => [resource.urn, resource]));
  const work: Work[] = [];
  const wanted = new Set<string>();
  for (const planned of plan?.resources ?? []) {
    if (!planned.custom) continue;
    wanted.add(planned.urn);
    work.push(stepFor(planned, applied.get(planned.urn), resolution));
  }
  const gone = state.resources.filter(({ urn }) => !wanted.has(urn)).toReversed();
  for (const resource of [...gone, ...state.leftovers.toReversed()]) {
    work.push({
      action: resource.read || resource.retainOnDelete ? "forget" : "delete",
      urn: resource.urn,
      type: resource.type,
      name: nameOf(resource.urn),
      changed: [],
      applied: resource,
      deleteFirst: false,
    });
  }
  return work;
}

function stepFor(planned: PlannedResource, applied: AppliedResource | undefined, resolution: Resolution): Work {
  const operator = demandOperator(planned);
  const frame = { urn: planned.urn, type: planned.type, name: planned.name, planned, changed: [], deleteFirst: false };
  if (planned.read) return { ...frame, action: "same", ...(applied !== undefined && { applied }) };
  if (applied === undefined) {
    resolution.forget(planned.urn, planned.id);
    return { ...frame, action: planned.options.import === undefined ? "create" : "import" };
  }
  const after = effectiveInputs(planned, applied, resolution.resolve(planned.inputs));
  const changed = changedProperties(operator, applied.inputs, after);
  const moved = isArm(planned.type) && armIdOf({ ...planned, inputs: after }) !== applied.made.id;
  if (changed.length === 0 && !moved) return { ...frame, action: "same", applied };
  const replaces =
    moved ||
    operator.update === undefined ||
    changed.some((property) => operator.replaceOn.includes(property)) ||
    operator.replaceWhen?.(applied.inputs, after) === true;
  if (!replaces) return { ...frame, action: "update", changed, applied };
  resolution.forget(planned.urn, planned.id);
  const deleteFirst = planned.options.deleteBeforeReplace || operator.deleteFirst === true;
  return { ...frame, action: "replace", changed, applied, deleteFirst };
}

function demandOperator(planned: PlannedResource): Translator {
  const operator = operatorFor(planned.type);
  if (operator !== undefined) return operator;
  throw new EngineError(
    "unsupported",
    `The embedded engine cannot apply ${planned.name}: it does not know the type ${planned.type}. Nothing was changed. Deploy with the Pulumi CLI, or leave the resource out.`,
    planned.urn,
  );
}

/** Refuses what must not be begun: to take away what is protected, unless `unprotect`, and to apply what is not known. */
export function checkSteps(work: readonly Work[], unprotect: boolean): void {
  for (const { action, applied, planned, name, urn } of work) {
    const protects = !unprotect && applied?.protect === true && (planned === undefined || planned.options.protect);
    if ((action === "delete" || action === "replace") && protects) {
      throw new EngineError(
        "protected",
        `${name} is protected and would be ${action === "delete" ? "deleted" : "replaced"}. Nothing was changed. To allow it, set protect: false for it in the program, run this once with the resource still there, then make the change.`,
        urn,
      );
    }
    if (action === "same" || planned === undefined) continue;
    const unknown = Object.entries(planned.inputs).find(([, value]) => holdsUnknown(value));
    if (unknown !== undefined) {
      throw new EngineError(
        "unsupported",
        `${name}: the plan does not know the value of ${unknown[0]}. Nothing was changed. The embedded engine applies plans of programs, not previews.`,
        urn,
      );
    }
  }
}

function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** Logical name in a URN. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
