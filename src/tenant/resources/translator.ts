/** What a resource type means in Microsoft Graph: a translator does what the real provider does with a resource's inputs. */

import type { Graph } from "./graph.ts";
import type { Inputs } from "./inputs.ts";

/** What a resource made of its inputs. */
export interface Made {
  /** The resource's id: the object's id, or for a relation its two ids. */
  readonly id: string;
  /**
   * What other resources mean when they refer to this one, by output. `objectId` is meant unless the property that refers asks for
   * another one (`references.ts`).
   */
  readonly outputs: Outputs;
  /** What it put into the tenant: object ids and relation keys of a snapshot. */
  readonly keys: readonly string[];
}

export interface Outputs {
  readonly objectId: string;
  readonly clientId?: string;
  readonly templateId?: string;
}

export interface CreateOptions {
  /** Id for the object, so that it can be known before it exists. */
  readonly assignId?: string;
  /** What is to be taken over has to be there, as in a deployment; a plan is judged without knowing. */
  readonly demandsExisting?: boolean;
}

/** The provider would refuse the inputs, or what it finds in the tenant; `message` is a sentence. */
export class RefusedByProvider extends Error {
  override readonly name = "RefusedByProvider";
}

export interface Translator {
  /** Properties that can only change by making a new object (the provider's ForceNew). */
  readonly replaceOn: readonly string[];
  /** A change that replaces although its property as such can be changed. */
  replaceWhen?(before: Inputs, after: Inputs): boolean;
  /** Optional properties that keep the tenant's value when the program stops giving one (the provider's Computed). */
  readonly keeps?: readonly string[];
  /** Inputs as the provider compares them, where one thing may be written in several ways. */
  normal?(inputs: Inputs): Inputs;
  /** The new object cannot exist beside the old one. */
  readonly deleteFirst?: boolean;
  create(inputs: Inputs, graph: Graph, options: CreateOptions): Made;
  /** What the next deployment still changes although the program does not: the first one skips what looks like no news. */
  settle?(made: Made, inputs: Inputs, graph: Graph): Made;
  /** Absent for types that have no property that can be changed in place. */
  update?(made: Made, before: Inputs, after: Inputs, graph: Graph): Made;
  remove(made: Made, inputs: Inputs, graph: Graph): void;
}

/** `Made` of a resource that is one object. */
export function madeObject(id: string, outputs: Partial<Outputs> = {}, relations: readonly string[] = []): Made {
  return { id, outputs: { objectId: id, ...outputs }, keys: [id, ...relations] };
}
