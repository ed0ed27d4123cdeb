/**
 * Demarc's own resources (src/resources) in the model. They decide what to ask of Graph with the same functions as in a deployment, so that
 * what is declared and what will be there cannot differ.
 */

import { isPlaceholderId } from "../../plan/placeholder-id.ts";
import {
  checkPartner,
  normalPartner,
  partnerChange,
  partnerFromGraph,
  partnersPath,
} from "../../resources/cross-tenant-partner.ts";
import type { Failure } from "../../resources/input-check.ts";
import {
  checkUnit,
  memberChange,
  newUnitBody,
  normalUnit,
  notRestricted,
  unitChange,
  unitsPath,
} from "../../resources/restricted-unit.ts";
import { checkRolePolicy, normalRolePolicy } from "../../resources/role-policy-inputs.ts";
import { inOrder, policyAssignmentPath, ruleChanges, rulePath } from "../../resources/role-policy-rules.ts";
import { importProperty, nothingToImport, providerText, type ResourceName } from "../../resources/tokens.ts";
import { asObject, objectsOf } from "../entity.ts";
import { NotKnownYet } from "../materialised.ts";
import { type Graph, reference } from "./graph.ts";
import { bareId, type Inputs, text, texts } from "./inputs.ts";
import { relationKeys } from "./membership.ts";
import { idsIn } from "./references.ts";
import { type CreateOptions, type Made, madeObject, RefusedByProvider, type Translator } from "./translator.ts";

interface Kind {
  readonly check: (inputs: Inputs) => Failure[];
  readonly normal: (inputs: Inputs) => Inputs;
}

/**
 * The inputs as the resource's provider would have them.
 * @throws RefusedByProvider when other code runs under the token, or the provider would refuse them
 */
function checked(name: ResourceName, { check, normal }: Kind, given: Inputs): Inputs {
  const { __provider: provider, [importProperty]: existing, ...inputs } = given;
  if (provider !== providerText(name)) {
    throw new RefusedByProvider(
      `it calls itself ${name} of Demarc, but the code that will run for it is another's, or cannot be seen.`,
    );
  }
  const [failure] = check(inputs);
  if (failure !== undefined) {
    const { property, reason } = failure;
    if (isMadeUp(valueAt(inputs, property))) throw new NotKnownYet(`${property} is not known yet`);
    throw new RefusedByProvider(
      `${property}: ${valueAt(inputs, property) === undefined ? "it is not given, or not known before the deployment." : reason}`,
    );
  }
  const settled = normal(inputs);
  const key = keyOf[name];
  if (key !== undefined && typeof existing === "string" && existing.toLowerCase() !== settled[key]) {
    throw new RefusedByProvider(
      `the id to import is ${existing}, but ${key} is ${String(settled[key])}: they must be the same.`,
    );
  }
  return settled;
}

/** Inputs as its provider compares them; whether other code runs for it is part of them. */
function comparedBy(normal: (inputs: Inputs) => Inputs): (inputs: Inputs) => Inputs {
  return ({ __provider: provider, [importProperty]: _, ...inputs }) => ({ ...normal(inputs), __provider: provider });
}

/**
 * What is to be taken over, and is there.
 * @throws RefusedByProvider when a deployment finds nothing
 */
function toTakeOver(
  inputs: Inputs,
  graph: Graph,
  path: string,
  { demandsExisting }: CreateOptions,
): Inputs | undefined {
  const existing = text(inputs, importProperty);
  if (existing === "") return undefined;
  const present = graph.get(`${path}/${existing}`);
  if (present === undefined && demandsExisting === true) throw new RefusedByProvider(nothingToImport(existing));
  return present;
}

/** What the id of a resource is, where a program says it. */
const keyOf: Readonly<Partial<Record<ResourceName, string>>> = {
  CrossTenantAccessPartner: "tenantId",
  DirectoryRoleManagementPolicy: "roleDefinitionId",
};

/** What a preview does not know yet has been left out. */
function valueAt(inputs: Inputs, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => asObject(at)?.[name], inputs);
}

/** Whether a value is an id that an offline run made up for what nothing could tell it; one with its path is an object's. */
function isMadeUp(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isMadeUp);
  return typeof value === "string" && !value.startsWith("/") && idsIn(value).some(isPlaceholderId);
}

const partnerOf = (inputs: Inputs) =>
  checked("CrossTenantAccessPartner", { check: checkPartner, normal: normalPartner }, inputs);
const unitOf = (inputs: Inputs) =>
  // What it is called decides nothing, and may follow from something that does not exist yet.
  checked(
    "RestrictedAdministrativeUnit",
    { check: checkUnit, normal: normalUnit },
    { ...inputs, displayName: inputs["displayName"] ?? "unit" },
  );
const rolePolicyOf = (inputs: Inputs) =>
  checked("DirectoryRoleManagementPolicy", { check: checkRolePolicy, normal: normalRolePolicy }, inputs);

export const crossTenantAccessPartner: Translator = {
  replaceOn: ["tenantId"],
  keeps: ["isServiceProvider"],
  deleteFirst: true,
  normal: comparedBy(normalPartner),
  create(inputs, graph, options) {
    const partner = partnerOf(inputs);
    const id = text(partner, "tenantId");
    const present = toTakeOver(inputs, graph, partnersPath, options);
    if (present === undefined) graph.post(partnersPath, partner, id);
    else changePartner(graph, id, present, partner);
    return madeObject(id);
  },
  update(made, _before, after, graph) {
    const partner = partnerOf(after);
    changePartner(graph, made.id, graph.get(`${partnersPath}/${made.id}`) ?? {}, partner);
    return made;
  },
  remove: (made, _inputs, graph) => graph.remove(`${partnersPath}/${made.id}`),
};

function changePartner(graph: Graph, id: string, present: Inputs, after: Inputs): void {
  const found = partnerFromGraph({ ...present, tenantId: id }, after["isServiceProvider"] !== undefined);
  const change = partnerChange(found, after);
  if (Object.keys(change).length > 0) graph.patch(`${partnersPath}/${id}`, change);
}

export const restrictedAdministrativeUnit: Translator = {
  replaceOn: [],
  keeps: ["members"],
  normal: comparedBy(normalUnit),
  create(inputs, graph, options) {
    const unit = unitOf(inputs);
    const present = toTakeOver(inputs, graph, unitsPath, options);
    if (present !== undefined) {
      const id = text(present, "id");
      const reason = notRestricted(id, present);
      if (reason !== undefined) throw new RefusedByProvider(reason);
      return changeUnit(madeObject(id), present, unit, graph);
    }
    const id = text(graph.post(unitsPath, newUnitBody(unit), options.assignId), "id");
    bringMembers(graph, id, memberChange({}, unit));
    return madeUnit(id, unit);
  },
  update: (made, before, after, graph) => changeUnit(made, normalUnit(before), unitOf(after), graph),
  remove: (made, _inputs, graph) => graph.remove(`${unitsPath}/${made.id}`),
};

function madeUnit(id: string, unit: Inputs): Made {
  return madeObject(id, {}, relationKeys("members", id, texts(unit, "members")));
}

function changeUnit(made: Made, before: Inputs, after: Inputs, graph: Graph): Made {
  const change = unitChange(normalUnit(before), after);
  if (change !== undefined) graph.patch(`${unitsPath}/${made.id}`, change);
  if (after["members"] !== undefined) {
    const present = graph.list(`${unitsPath}/${made.id}/members`).map((member) => text(member, "id"));
    bringMembers(graph, made.id, memberChange({ members: present }, after));
  }
  return madeUnit(made.id, after);
}

function bringMembers(graph: Graph, unit: string, { added, removed }: ReturnType<typeof memberChange>): void {
  for (const id of added) graph.post(`${unitsPath}/${unit}/members/$ref`, reference(bareId(id)));
  for (const id of removed) graph.remove(`${unitsPath}/${unit}/members/${id}/$ref`);
}

/** Entra keeps a policy for every role: it is changed, never created or deleted. */
export const directoryRoleManagementPolicy: Translator = {
  replaceOn: ["roleDefinitionId"],
  deleteFirst: true,
  normal: comparedBy(normalRolePolicy),
  create: (inputs, graph) => bringRules(graph, rolePolicyOf(inputs)),
  update: (_made, _before, after, graph) => bringRules(graph, rolePolicyOf(after)),
  remove(_made, inputs, graph) {
    bringRules(graph, normalRolePolicy({ roleDefinitionId: inputs["roleDefinitionId"] }));
  },
};

function bringRules(graph: Graph, policy: Inputs): Made {
  const role = text(policy, "roleDefinitionId");
  const [assignment] = graph.list(policyAssignmentPath(role));
  const id = text(assignment, "policyId");
  if (id === "" && (role === "" || isMadeUp(role))) throw new NotKnownYet("roleDefinitionId is not known yet");
  if (id === "") throw new RefusedByProvider(`the tenant has no PIM settings for the role ${role}.`);
  const rules = objectsOf(asObject(assignment?.["policy"])?.["rules"]);
  for (const change of inOrder(ruleChanges(policy, rules))) graph.patch(rulePath(id, change.id), change.body);
  return madeObject(id);
}
