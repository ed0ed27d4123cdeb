/** What each type of resource does in a tenant, over a Graph client. */

import {
  changedInPartner,
  checkPartner,
  normalPartner,
  partnerChange,
  partnerFromGraph,
  partnersPath,
} from "./cross-tenant-partner.ts";
import type { ResourceKind } from "./dynamic-provider.ts";
import { type GraphClient, GraphError, mayBeDone } from "./graph-client.ts";
import {
  changedInUnit,
  checkUnit,
  memberChange,
  newUnitBody,
  normalUnit,
  notRestricted,
  unitChange,
  unitFromGraph,
  unitsPath,
} from "./restricted-unit.ts";
import { changedInRolePolicy, checkRolePolicy, normalRolePolicy } from "./role-policy-inputs.ts";
import { inOrder, policyAssignmentPath, rolePolicyFromGraph, ruleChanges, rulePath } from "./role-policy-rules.ts";
import { objectOf, objectsOf, type Properties, textOf } from "./unknown.ts";

/** The client, made when something is asked of the tenant for the first time. */
export type Connect = () => Promise<GraphClient>;

/** Cross-tenant access settings of a partner tenant; the id is the tenant's. */
export function partnerKind(connect: Connect): ResourceKind {
  return {
    permission: "Policy.ReadWrite.CrossTenantAccess",
    check: checkPartner,
    normal: normalPartner,
    changed: changedInPartner,
    replaces: ["tenantId"],
    async create(inputs) {
      const graph = await connect();
      const tenantId = textOf(inputs["tenantId"]) ?? "";
      if ((await graph.get(`${partnersPath}/${tenantId}`)) !== undefined) {
        throw new Error(
          `The tenant has cross-tenant access settings for ${tenantId} already. Take them over with the resource option { import: "${tenantId}" }, or delete them first.`,
        );
      }
      try {
        await graph.post(partnersPath, inputs);
      } catch (error) {
        // There were none before: if there are some now, these are they.
        if (!mayBeDone(error) || (await graph.get(`${partnersPath}/${tenantId}`)) === undefined) throw error;
      }
      await graph.getNew(`${partnersPath}/${tenantId}`);
      return { id: tenantId, outs: inputs };
    },
    async read(id, known) {
      const partner = await (await connect()).get(`${partnersPath}/${id}`);
      return partner && partnerFromGraph({ ...partner, tenantId: id }, known["isServiceProvider"] !== undefined);
    },
    async update(id, _before, after) {
      const graph = await connect();
      // Compared with what is there, not with what was declared: somebody may have been there since.
      const present = await graph.get(`${partnersPath}/${id}`);
      if (present === undefined) throw gone(`Cross-tenant access settings for ${id}`);
      const found = partnerFromGraph({ ...present, tenantId: id }, after["isServiceProvider"] !== undefined);
      const change = partnerChange(found, after);
      if (Object.keys(change).length > 0) await graph.patch(`${partnersPath}/${id}`, change);
      return after;
    },
    delete: async (id) => (await connect()).remove(`${partnersPath}/${id}`),
  };
}

/** Administrative units with restricted management; the id is the unit's object id. */
export function unitKind(connect: Connect): ResourceKind {
  return {
    permission: "AdministrativeUnit.ReadWrite.All",
    check: checkUnit,
    normal: normalUnit,
    changed: changedInUnit,
    replaces: [],
    async create(inputs) {
      const graph = await connect();
      const id = await newUnit(graph, inputs);
      try {
        await graph.getNew(`${unitsPath}/${id}`);
        await bringMembers(graph, id, memberChange({}, inputs));
      } catch (error) {
        throw unfinished(error, id, inputs);
      }
      return { id, outs: inputs };
    },
    async read(id, known) {
      const graph = await connect();
      const unit = await graph.get(`${unitsPath}/${id}`);
      if (unit === undefined) return undefined;
      const reason = notRestricted(id, unit);
      if (reason !== undefined) throw new Error(reason);
      const isManaged = known["members"] !== undefined || known["displayName"] === undefined;
      return unitFromGraph(unit, isManaged ? await memberIds(graph, id) : undefined);
    },
    async update(id, before, after) {
      const graph = await connect();
      const change = unitChange(before, after);
      try {
        if (change !== undefined) await graph.patch(`${unitsPath}/${id}`, change);
        if (after["members"] !== undefined) {
          await bringMembers(graph, id, memberChange({ members: await memberIds(graph, id) }, after));
        }
      } catch (error) {
        throw error instanceof GraphError && error.status === 404 ? gone(`Administrative unit ${id}`) : error;
      }
      return after;
    },
    delete: async (id) => (await connect()).remove(`${unitsPath}/${id}`),
  };
}

/** What the state has, and the tenant no more. */
function gone(what: string): Error {
  return new Error(
    `${what}: there is none in the tenant any more, somebody deleted it. Run \`pulumi refresh\`, which forgets it, and then \`pulumi up\`, which makes it anew.`,
  );
}

/** Makes a unit and gives its id. */
async function newUnit(graph: GraphClient, inputs: Properties): Promise<string> {
  try {
    return textOf((await graph.post(unitsPath, newUnitBody(inputs)))["id"]) ?? "";
  } catch (error) {
    if (error instanceof Error && mayBeDone(error)) {
      error.message += ` Whether the unit was made all the same is not known. Look for one called ${String(inputs["displayName"])} before you deploy again: delete it, or take it over with the resource option import and its id.`;
    }
    throw error;
  }
}

async function memberIds(graph: GraphClient, unit: string): Promise<string[]> {
  const members = await graph.list(`${unitsPath}/${unit}/members?$select=id`);
  return members.flatMap(({ id }) => textOf(id)?.toLowerCase() ?? []);
}

async function bringMembers(
  graph: GraphClient,
  unit: string,
  { added, removed }: ReturnType<typeof memberChange>,
): Promise<void> {
  for (const id of added) {
    const reference = { "@odata.id": `${graph.origin}/v1.0/directoryObjects/${id}` };
    try {
      await graph.post(`${unitsPath}/${unit}/members/$ref`, reference, true);
    } catch (error) {
      // An attempt before this one may have come so far.
      if (error instanceof GraphError && /already exist/i.test(error.message)) continue;
      if (!(error instanceof GraphError && error.status === 404)) throw error;
      throw new Error(`The tenant has no user, device or group with the id ${id} to be a member. ${error.message}`);
    }
  }
  for (const id of removed) await graph.remove(`${unitsPath}/${unit}/members/${id}/$ref`);
}

/** Tells the engine that the object exists although not all of it was done, so that it is not made twice. */
function unfinished(error: unknown, id: string, properties: Properties): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const { members: _, ...made } = properties;
  return Object.assign(new Error(reason), { id, properties: { ...made, members: [] }, reasons: [reason] });
}

/** PIM settings of a directory role; the id is the role's (template id of a built-in one). */
export function rolePolicyKind(connect: Connect): ResourceKind {
  return {
    permission: "RoleManagementPolicy.ReadWrite.Directory",
    check: checkRolePolicy,
    normal: normalRolePolicy,
    changed: changedInRolePolicy,
    replaces: ["roleDefinitionId"],
    async create(inputs) {
      await bringRules(await connect(), inputs);
      return { id: textOf(inputs["roleDefinitionId"]) ?? "", outs: inputs };
    },
    async read(id) {
      const policy = await policyOf(await connect(), id);
      return policy && rolePolicyFromGraph(id, policy.rules);
    },
    async update(_id, _before, after) {
      await bringRules(await connect(), after);
      return after;
    },
    /** A role always has a policy: what remains is Microsoft's default. */
    delete: async (id) => bringRules(await connect(), normalRolePolicy({ roleDefinitionId: id }), true),
  };
}

async function policyOf(
  graph: GraphClient,
  role: string,
): Promise<{ readonly id: string; readonly rules: readonly Properties[] } | undefined> {
  const [assignment] = await graph.list(policyAssignmentPath(role));
  const id = textOf(assignment?.["policyId"]);
  if (id === undefined) return undefined;
  return { id, rules: objectsOf(objectOf(assignment?.["policy"])?.["rules"]) };
}

async function bringRules(graph: GraphClient, inputs: Properties, mayBeGone = false): Promise<void> {
  const role = textOf(inputs["roleDefinitionId"]) ?? "";
  const policy = await policyOf(graph, role);
  if (policy === undefined) {
    if (mayBeGone) return;
    throw new Error(
      `The tenant has no PIM settings for the role ${role}. Give the template id of a built-in role or the id of a custom one; PIM needs Microsoft Entra ID P2.`,
    );
  }
  for (const { id, body } of inOrder(ruleChanges(inputs, policy.rules))) {
    await graph.patch(rulePath(policy.id, id), body);
  }
}
