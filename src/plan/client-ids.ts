/** Client ids of applications that nobody looked up: Microsoft's own by their names, stand-ins for all others. */

import { readTable } from "../catalogue/table.ts";
import { placeholderId } from "./placeholder-id.ts";

/** Microsoft's applications as the provider publishes them, by its names for them. */
export function publishedAppIds(): readonly { readonly name: string; readonly appId: string }[] {
  return readTable("../plan/published-app-ids.tsv", ["name", "appId"]);
}

/**
 * The client id of what a lookup would find.
 * @param lookupId the id that stands for the object
 */
export function lookedUpClientId(lookupId: string, asked: Readonly<Record<string, unknown>>): string {
  const given = asked["clientId"];
  if (typeof given === "string" && given !== "") return given;
  const called = asked["displayName"];
  const name = typeof called === "string" ? called.replaceAll(" ", "").toLowerCase() : undefined;
  const published = publishedAppIds().find((application) => application.name.toLowerCase() === name);
  return published?.appId ?? placeholderId(`${lookupId}#clientId`);
}
