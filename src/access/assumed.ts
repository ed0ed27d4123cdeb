/** What stands for the answer of a lookup that nobody could ask: the object it asks for, and that in words. */

import type { PlannedLookup } from "../plan/plan.ts";
import type { DirectoryObject } from "./directory.ts";

/** What a lookup asked for, as the object it stands for; undefined for what is no object of a directory. */
export function assumedObject(id: string, { token, asked }: PlannedLookup): DirectoryObject | undefined {
  const text = (name: string, from = name) => {
    const value = asked[from];
    return typeof value === "string" ? { [name]: value } : {};
  };
  const kind = /\/get(User|Group|ServicePrincipal|Application)\b/.exec(token)?.[1];
  if (kind === "User") {
    return { kind: "user", id, value: { id, ...text("userPrincipalName"), ...text("mail"), ...text("displayName") } };
  }
  const named = { id, ...text("displayName") };
  if (kind === "Group") return { kind: "group", id, value: named };
  // `applicationId` is what older versions of the provider call it.
  const value = { ...named, ...text("appId", "applicationId"), ...text("appId", "clientId") };
  if (kind === "ServicePrincipal") return { kind: "servicePrincipal", id, value };
  return kind === "Application" ? { kind: "application", id, value } : undefined;
}

/** A lookup in words, e.g. `output adminGroupId of stack acme/identity/prod`. */
export function describeAssumed({ token, asked }: PlannedLookup): string {
  const { output, stack, name, ...rest } = asked;
  const from = [stack, name].find((value) => typeof value === "string");
  if (typeof output === "string" && from !== undefined) return `output ${output} of stack ${from}`;
  const values = [...Object.values(rest), name].filter((value) => typeof value === "string").join(", ");
  return typeof output === "string"
    ? `${output} of ${values}`
    : `${token.slice(token.lastIndexOf(":") + 1)}(${values})`;
}
