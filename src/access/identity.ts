/** Stable names of principals: equal in a plan, where ids are made up, and in the tenant. */

import type { Snapshot } from "../tenant/snapshot.ts";
import { addressOf, type Directory, labelOf } from "./directory.ts";
import type { AccessRecord } from "./record.ts";

export interface Identity {
  readonly identity: string;
  readonly label: string;
  readonly type: AccessRecord["principal"]["type"];
}

/** What an id is called that no object stands for: of another tenant or deleted, unless not everybody was read. */
export function strangerLabel({ snapshot }: Directory, id: string): string {
  return `${everybodyWasRead(snapshot) ? "foreign" : "unread"} principal ${id || "(not in the snapshot)"}`;
}

/** Whether an id that no object stands for is nobody of the tenant. */
export function everybodyWasRead({ unreadable }: Snapshot): boolean {
  return !unreadable.some(
    ({ collection, part }) =>
      part === undefined && (collection === "users" || collection === "groups" || collection === "servicePrincipals"),
  );
}

/** Who an object id is: see `AccessRecord.principal`. */
export function identityOf(directory: Directory, id: string): Identity {
  const object = directory.object(id);
  if (!object) return { identity: `foreign:${id.toLowerCase()}`, label: strangerLabel(directory, id), type: "foreign" };
  const label = labelOf(object);
  if (object.kind === "user") {
    return { identity: `user:${addressOf(object.value) ?? object.id}`, label, type: "user" };
  }
  const name = object.value.displayName || object.id;
  if (object.kind === "group") return { identity: `group:${name}`, label, type: "group" };
  if (object.kind === "application") return { identity: `application:${name}`, label, type: "application" };
  if (object.kind === "administrativeUnit") return { identity: `unit:${name}`, label, type: "resource" };
  const { appId, appOwnerOrganizationId } = object.value;
  const own =
    !appOwnerOrganizationId || appOwnerOrganizationId.toLowerCase() === directory.snapshot.tenantId.toLowerCase();
  // The application id of an application that a program declares is made up, so its name has to do.
  const key = own || !appId ? name : appId.toLowerCase();
  return { identity: `servicePrincipal:${key}`, label, type: "servicePrincipal" };
}
