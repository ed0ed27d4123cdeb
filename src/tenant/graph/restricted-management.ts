/**
 * Members of an administrative unit with restricted management: only whoever holds a role over the unit itself may change them, not even a
 * Global Administrator, and PIM does not look after its groups
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management).
 */

import { asList, asText, type Entity, objectsOf } from "../entity.ts";
import { type Context, type Handler, parameter } from "./context.ts";
import { badRequest, GraphError } from "./error.ts";

const kinds = { users: "user", groups: "group" } as const;

/** The restricted units that an object is in. */
function restrictedUnitsOf(context: Context, id: string): Entity[] {
  return context.store.filter(
    "administrativeUnits",
    (unit) =>
      unit["isMemberManagementRestricted"] === true && objectsOf(unit["members"]).some((member) => member["id"] === id),
  );
}

/** Whether the caller, or a group that the caller is in, holds a role over one of the units. */
function managesOneOf(context: Context, units: readonly Entity[]): boolean {
  const scopes = units.map(({ id }) => `/administrativeUnits/${id}`);
  const { actor } = context;
  return context.store
    .filter("roleAssignments", ({ directoryScopeId }) => scopes.includes(String(directoryScopeId)))
    .some(({ principalId }) => {
      if (principalId === actor) return true;
      const group = context.store.get("groups", String(principalId));
      return objectsOf(group?.["members"]).some((member) => member["id"] === actor);
    });
}

/** The operation as it is for what may be in a restricted unit: what changes it is refused to others. Reading is not. */
export function heedingRestriction(operation: string, handler: Handler): Handler {
  const [, table] = /^(?:POST|PATCH|PUT|DELETE) (users|groups)\/:id\b/.exec(operation) ?? [];
  if (table !== "users" && table !== "groups") return handler;
  return (context) => {
    const named = parameter(context, "id").toLowerCase();
    const id = context.store.get(table, named)?.id ?? namedUser(context, named) ?? named;
    const units = restrictedUnitsOf(context, id);
    if (units.length > 0 && !managesOneOf(context, units)) {
      throw new GraphError(
        403,
        "Authorization_RequestDenied",
        `This ${kinds[table]} is a member of a restricted management administrative unit. Management rights are limited to administrators scoped on that administrative unit.`,
      );
    }
    return handler(context);
  };
}

function namedUser({ store }: Context, name: string): string | undefined {
  if (!name.includes("@")) return undefined;
  return store.find("users", (user) => asText(user["userPrincipalName"])?.toLowerCase() === name)?.id;
}

/** Refuses a group that cannot be in a restricted unit: only security groups without mail can. */
export function checkRestrictedMember(context: Context, unit: Entity, id: string): void {
  const group =
    unit["isMemberManagementRestricted"] === true ? context.store.get("groups", id.toLowerCase()) : undefined;
  if (group === undefined) return;
  if (asList(group["groupTypes"]).includes("Unified") || group["mailEnabled"] === true) {
    throw badRequest(
      "Only security groups without mail can be members of a restricted management administrative unit.",
    );
  }
}

/** Refuses PIM for a group in a restricted unit. */
export function checkPimGroup(context: Context, groupId: string): void {
  if (restrictedUnitsOf(context, groupId).length === 0) return;
  throw badRequest(
    "The group is a member of a restricted management administrative unit and cannot be managed with Privileged Identity Management.",
    "ResourceTypeNotSupported",
  );
}
