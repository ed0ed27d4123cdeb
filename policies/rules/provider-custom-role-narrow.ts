import { readAzureAssignments } from "../../src/access/azure/assignments.ts";
import { isOfType } from "../../src/access/azure/read-types.ts";
import { roleGuid } from "../../src/access/azure/roles.ts";
import { azureRoleNodeId } from "../../src/access/edges/azure.ts";
import { isProvider } from "../../src/access/party.ts";
import { asText, objectsOf } from "../../src/tenant/entity.ts";
import { texts } from "../../src/tenant/resources/inputs.ts";
import type { ArmResource } from "../../src/tenant/snapshot.ts";
import { grantsTo } from "../findings.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, namesOf, pathSteps, pathWords, sentence } from "../words.ts";

export const providerCustomRoleNarrow: Rule = {
  id: "DEMARC.AZURE.6v1",
  name: "provider-custom-role-narrow",
  severity: "error",
  title: "A custom Azure role of a provider lists what it allows",
  rationale:
    "A role of your own is there to allow less than the built-in ones. With a wildcard it allows what Microsoft adds next year, and nobody has read that.",
  evaluate(context) {
    return [...wideRoles(context), ...notAsAgreed(context)];
  },
};

function wideRoles(context: RuleContext): RuleFinding[] {
  const wide = context.snapshot.collections.armResources
    .filter((each) => isOfType(each, "microsoft.authorization/roledefinitions"))
    .flatMap((definition) => {
      const actions = wideActions(definition);
      return actions.length === 0 ? [] : [{ guid: roleGuid(definition.id), actions }];
    });
  if (wide.length === 0) return [];
  const actionsOf = new Map(wide.map(({ guid, actions }) => [guid, actions]));
  const held = new Map(
    readAzureAssignments(context.attribution.directory).all.flatMap((assignment) => {
      const actions = actionsOf.get(assignment.role.id);
      return actions === undefined ? [] : [[azureRoleNodeId(assignment), { name: assignment.role.name, actions }]];
    }),
  );
  return [...held].flatMap(([id, role]) => findings(id, role, context));
}

/** Roles of the matrix, known by their name, that allow more than it lists: whoever holds them was agreed on for less. */
function notAsAgreed(context: RuleContext): RuleFinding[] {
  return (context.entitlements.azure?.customRoles ?? []).flatMap((agreed) => {
    const listed = new Set([...agreed.actions, ...agreed.dataActions].map((action) => action.toLowerCase()));
    return context.snapshot.collections.armResources.flatMap((definition): RuleFinding[] => {
      const { id, properties } = definition;
      if (!isOfType(definition, "microsoft.authorization/roledefinitions") || !context.concerns(id)) return [];
      if (asText(properties?.["roleName"])?.toLowerCase() !== agreed.displayName.toLowerCase()) return [];
      const allowed = allowedActions(definition);
      const more = allowed?.filter((action) => !listed.has(action.toLowerCase()));
      if (more?.length === 0) return [];
      const what = more === undefined ? "something that nobody knows here" : nameList(more);
      return [
        {
          message: `The custom role ${agreed.displayName} allows ${what}, which the matrix does not list.`,
          resource: context.declaredBy(id) ?? id,
          remedy: `Take it out, or list it in the matrix: azure.customRoles.${agreed.key}.`,
        },
      ];
    });
  });
}

/** Actions of a custom role that allow more than they name, reading aside; and those that change who may do what. */
function wideActions(definition: ArmResource): string[] {
  if (definition.properties?.["type"] === "BuiltInRole") return [];
  return (allowedActions(definition) ?? []).filter((action) => {
    const reads = /\/read$/i.test(action);
    return !reads && (action.includes("*") || /^microsoft\.authorization\//i.test(action));
  });
}

/** What a definition allows, exceptions aside; undefined when that is not known. */
function allowedActions({ properties }: ArmResource): string[] | undefined {
  const sets = properties?.["permissions"];
  if (!Array.isArray(sets) || sets.length === 0) return undefined;
  const lists = objectsOf(sets).flatMap((set) => [set["actions"], set["dataActions"]]);
  const isKnown = lists.every((list) => list === undefined || list === null || Array.isArray(list));
  if (!isKnown || objectsOf(sets).length < sets.length) return undefined;
  return objectsOf(sets).flatMap((set) => [...texts(set, "actions"), ...texts(set, "dataActions")]);
}

function findings(
  nodeId: string,
  { name, actions }: { readonly name: string; readonly actions: readonly string[] },
  context: RuleContext,
): RuleFinding[] {
  const node = context.graph.node(nodeId);
  if (node === undefined) return [];
  return grantsTo(context, node, isProvider).flatMap((grant) => {
    if (!isProvider(grant.party)) return [];
    const who = namesOf(
      grant.holders.map(({ label }) => label),
      grant.party.provider,
      context,
    );
    return [
      {
        message: sentence(`${who} ${pathWords(grant.path)}, and the custom role ${name} allows ${nameList(actions)}`),
        resource: grant.resource,
        path: pathSteps(grant.path, context),
        remedy:
          "List the operations that the work needs, each by its whole name; nothing of Microsoft.Authorization but reading.",
      },
    ];
  });
}
