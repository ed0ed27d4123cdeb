/**
 * The embedded engine: brings an embedded tenant to what a plan declares, when no Pulumi CLI is there. It works in this process only;
 * there is no address it could be pointed at.
 *
 * The state is saved after every step, and before an object is created the id it will have is written down. A run that is killed at
 * any moment is completed by the next one.
 */

import { randomUUID } from "node:crypto";
import type { Plan, PlannedResource } from "../plan/plan.ts";
import { asText, isGuid } from "../tenant/entity.ts";
import { armIdOf, isArm } from "../tenant/resources/arm.ts";
import {
  findOnly,
  type Graph,
  GraphRefusal,
  type GraphTenant,
  graphOf,
  NotMade,
  resuming,
} from "../tenant/resources/graph.ts";
import { bareId, type Inputs, sameValue } from "../tenant/resources/inputs.ts";
import { type Made, madeObject, RefusedByProvider, type Translator } from "../tenant/resources/translator.ts";
import { EngineError } from "./error.ts";
import { lockState } from "./lock.ts";
import { hasControlPlane, operatorFor } from "./operators.ts";
import { Resolution } from "./resolution.ts";
import {
  type AppliedResource,
  type DeploymentState,
  type Intent,
  readOwnState,
  type StateOwner,
  writeState,
} from "./state.ts";
import { checkSteps, effectiveInputs, type Step, stepsFor, type Work } from "./steps.ts";

/** An embedded tenant, as the engine needs it. */
export interface DeployableTenant extends GraphTenant {
  readonly facts: { readonly tenantId: string };
  /** Object id of the identity that deploys. */
  deploymentPrincipal(): string;
}

export interface DeploymentOptions {
  readonly plan: Plan;
  readonly tenant: DeployableTenant;
  readonly stateFile: string;
  /** Called when a step begins and when it is done; `same` steps are done at once. */
  readonly onStep?: (step: Step, phase: "start" | "done") => void;
  /** Delete everything that the stack has made; of the plan only project and stack count. */
  readonly destroy?: boolean;
  /** Delete or replace also what is protected. */
  readonly unprotect?: boolean;
}

export interface DeploymentResult {
  readonly created: number;
  readonly imported: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
  readonly same: number;
  readonly steps: readonly Step[];
}

/** What `deploy` would do; nothing is changed and nothing written.
 * @throws EngineError as `deploy` before its first change.
 */
export function previewDeployment(options: Omit<DeploymentOptions, "onStep">): readonly Step[] {
  return prepare(options).work.map(({ action, urn, type, name, changed }) => ({ action, urn, type, name, changed }));
}

/**
 * Applies the plan and returns what was done.
 * @throws EngineError. Unless its reason is `refused`, nothing was changed; after `refused`, everything up to that step is done and
 * saved, and a further run goes on from there.
 */
export function deploy(options: DeploymentOptions): DeploymentResult {
  const release = lockState(options.stateFile);
  try {
    const { state, work, resolution, graph } = prepare(options);
    return new Deployment(options, state, resolution, graph).run(work);
  } finally {
    release();
  }
}

interface Prepared {
  readonly state: DeploymentState;
  readonly work: readonly Work[];
  readonly resolution: Resolution;
  readonly graph: Graph;
}

function prepare({ plan, tenant, stateFile, destroy, unprotect }: Omit<DeploymentOptions, "onStep">): Prepared {
  const owner: StateOwner = { project: plan.project, stack: plan.stack, tenantId: tenant.facts.tenantId };
  const state = readOwnState(stateFile, owner);
  const graph = graphOf(tenant, () => tenant.deploymentPrincipal());
  const resolution = new Resolution();
  for (const { urn, plannedId, made } of state.resources) resolution.learn(urn, plannedId, made.outputs);
  if (destroy !== true) resolution.answerLookups(plan, graph);
  const work = stepsFor(destroy === true ? undefined : plan, state, resolution);
  checkSteps(work, unprotect === true);
  const azure = work.find(({ type, action }) => isArm(type) && action !== "same");
  if (azure !== undefined && !hasControlPlane(graph)) {
    throw new EngineError(
      "unsupported",
      `${azure.name} is an Azure resource, and this tenant has no Azure control plane. Nothing was changed.`,
      azure.urn,
    );
  }
  return { state, work, resolution, graph };
}

class Deployment {
  readonly #options: DeploymentOptions;
  readonly #resolution: Resolution;
  readonly #graph: Graph;
  #state: DeploymentState;

  constructor(options: DeploymentOptions, state: DeploymentState, resolution: Resolution, graph: Graph) {
    this.#options = options;
    this.#state = state;
    this.#resolution = resolution;
    this.#graph = graph;
  }

  run(work: readonly Work[]): DeploymentResult {
    this.#undoAbandoned(work);
    const steps: Step[] = [];
    for (const item of work) {
      const step: Step = {
        action: item.action,
        urn: item.urn,
        type: item.type,
        name: item.name,
        changed: item.changed,
      };
      if (item.action !== "same") this.#options.onStep?.(step, "start");
      this.#do(item);
      this.#options.onStep?.(step, "done");
      steps.push(step);
    }
    const count = (...actions: readonly Step["action"][]) =>
      steps.filter(({ action }) => actions.includes(action)).length;
    return {
      created: count("create"),
      imported: count("import"),
      updated: count("update"),
      replaced: count("replace"),
      deleted: count("delete", "forget"),
      same: count("same"),
      steps,
    };
  }

  #save(state: DeploymentState): void {
    writeState(this.#options.stateFile, state);
    this.#state = state;
  }

  /** A creation was interrupted, and the plan has no such resource any more: whatever it left goes. */
  #undoAbandoned(work: readonly Work[]): void {
    const { intent } = this.#state;
    if (intent === undefined) return;
    const pending = work.some(({ urn, action }) => urn === intent.urn && (action === "create" || action === "replace"));
    if (pending) return;
    const operator = operatorFor(intent.type);
    try {
      const made = operator?.create(intent.inputs, findOnly(this.#graph), { assignId: intent.assignId });
      if (made !== undefined) operator?.remove(made, intent.inputs, this.#graph);
    } catch (error) {
      if (!(error instanceof NotMade) && !(error instanceof GraphRefusal)) throw error;
    }
    this.#save(withoutIntent(this.#state));
  }

  #do(item: Work): void {
    try {
      this.#perform(item);
    } catch (error) {
      if (error instanceof RefusedByProvider) {
        throw new EngineError(
          "refused",
          `${item.name} cannot be ${participles[item.action]}: ${error.message} Everything before it is done and saved; correct the program and run again.`,
          item.urn,
        );
      }
      if (!(error instanceof GraphRefusal)) throw error;
      throw new EngineError(
        "refused",
        `The tenant refused to ${verbs[item.action]} ${item.name}: ${error.message} (${error.code}, ${error.request}). Everything before it is done and saved; correct the program and run again.`,
        item.urn,
      );
    }
  }

  #perform(item: Work): void {
    const { planned, applied } = item;
    switch (item.action) {
      case "same":
        if (planned !== undefined) this.#keep(planned, applied);
        return;
      case "create":
        if (planned !== undefined) this.#create(planned, applied);
        return;
      case "import":
        if (planned !== undefined) this.#import(planned);
        return;
      case "update":
        if (planned !== undefined && applied !== undefined) this.#update(planned, applied);
        return;
      case "replace":
        if (planned === undefined || applied === undefined) return;
        if (item.deleteFirst) {
          this.#delete(applied);
          this.#create(planned, undefined);
        } else {
          this.#create(planned, applied);
        }
        return;
      case "delete":
      case "forget":
        if (applied !== undefined) this.#delete(applied);
    }
  }

  /** Nothing to do but to remember options that only matter here, such as `protect`. */
  #keep(planned: PlannedResource, applied: AppliedResource | undefined): void {
    if (applied === undefined) {
      const made = madeObject(bareId(planned.id));
      this.#record(planned, made, this.#resolution.resolve(planned.inputs));
      return;
    }
    const { protect, retainOnDelete } = planned.options;
    if (applied.protect === protect && applied.retainOnDelete === retainOnDelete && applied.plannedId === planned.id)
      return;
    this.#record(planned, applied.made, applied.inputs);
  }

  #create(planned: PlannedResource, replaced: AppliedResource | undefined): void {
    const operator = demand(operatorFor(planned.type));
    const inputs = this.#resolution.resolve(planned.inputs);
    const begun = this.#state.intent?.urn === planned.urn ? this.#state.intent : undefined;
    const intent = begun ?? newIntent(planned, inputs);
    if (begun === undefined) this.#save({ ...this.#state, intent });
    const made = this.#makeAsIntended(operator, inputs, intent, begun !== undefined);
    const leftovers = replaced === undefined ? this.#state.leftovers : [...this.#state.leftovers, replaced];
    this.#record(planned, made, inputs, { leftovers });
    if (replaced !== undefined) this.#delete(replaced);
  }

  #makeAsIntended(operator: Translator, inputs: Inputs, intent: Intent, begun: boolean): Made {
    try {
      const options = { assignId: intent.assignId, demandsExisting: true };
      if (!begun) return operator.create(inputs, this.#graph, options);
      const graph = resuming(this.#graph);
      const made = operator.create(inputs, graph, options);
      // What was begun may have been begun with other inputs.
      return sameValue(intent.inputs, inputs) ? made : (operator.update?.(made, intent.inputs, inputs, graph) ?? made);
    } catch (error) {
      // Only directory objects take more than one request; where a single one was refused, nothing has begun.
      const isThere =
        isGuid(intent.assignId) && this.#graph.get(`/v1.0/directoryObjects/${intent.assignId}`) !== undefined;
      const isRefused = error instanceof GraphRefusal || error instanceof RefusedByProvider;
      if (isRefused && !isThere) this.#save(withoutIntent(this.#state));
      throw error;
    }
  }

  #import(planned: PlannedResource): void {
    const operator = demand(operatorFor(planned.type));
    const inputs = this.#resolution.resolve(planned.inputs);
    const id = bareId(planned.options.import ?? "");
    const found = this.#graph.get(`/v1.0/directoryObjects/${id}`);
    const clientId = asText(found?.["appId"]);
    const made = madeObject(id, clientId === undefined ? {} : { clientId });
    this.#record(planned, operator.update?.(made, {}, inputs, resuming(this.#graph)) ?? made, inputs);
  }

  #update(planned: PlannedResource, applied: AppliedResource): void {
    const operator = demand(operatorFor(planned.type));
    const inputs = effectiveInputs(planned, applied, this.#resolution.resolve(planned.inputs));
    const made = operator.update?.(applied.made, applied.inputs, inputs, resuming(this.#graph)) ?? applied.made;
    this.#record(planned, made, inputs);
  }

  #delete(applied: AppliedResource): void {
    if (!applied.read && !applied.retainOnDelete) {
      demand(operatorFor(applied.type)).remove(applied.made, applied.inputs, this.#graph);
    }
    const isSame = (each: AppliedResource) => each.urn === applied.urn && each.made.id === applied.made.id;
    this.#save({
      ...this.#state,
      resources: this.#state.resources.filter((each) => !isSame(each)),
      leftovers: this.#state.leftovers.filter((each) => !isSame(each)),
    });
  }

  #record(planned: PlannedResource, made: Made, inputs: Inputs, more: Partial<DeploymentState> = {}): void {
    const { protect, retainOnDelete } = planned.options;
    const { urn, type, id: plannedId, read } = planned;
    const resource: AppliedResource = { urn, type, plannedId, made, inputs, protect, retainOnDelete, read };
    const known = this.#state.resources.some((each) => each.urn === urn);
    const isReplacement = this.#state.resources.some((each) => each.urn === urn && each.made.id !== made.id);
    const others = this.#state.resources.filter((each) => each.urn !== urn);
    const resources =
      known && !isReplacement
        ? this.#state.resources.map((each) => (each.urn === urn ? resource : each))
        : [...others, resource];
    this.#resolution.learn(urn, plannedId, made.outputs);
    this.#save({ ...withoutIntent(this.#state), ...more, resources });
  }
}

const verbs: Readonly<Record<Step["action"], string>> = {
  create: "create",
  import: "import",
  update: "change",
  replace: "replace",
  delete: "delete",
  forget: "forget",
  same: "keep",
};

const participles: Readonly<Record<Step["action"], string>> = {
  create: "created",
  import: "imported",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  forget: "forgotten",
  same: "kept",
};

function newIntent(planned: PlannedResource, inputs: Inputs): Intent {
  const assignId = isArm(planned.type) ? armIdOf({ ...planned, inputs }) : randomUUID();
  return { urn: planned.urn, type: planned.type, assignId, inputs };
}

function withoutIntent(state: DeploymentState): DeploymentState {
  const { intent: _, ...rest } = state;
  return rest;
}

/** Types were checked before the first step. */
function demand(operator: Translator | undefined): Translator {
  if (operator === undefined) throw new Error("a step of a type that the engine cannot apply");
  return operator;
}
