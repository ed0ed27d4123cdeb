/** Client ids of applications that nobody looked up: Microsoft's own by their names, stand-ins for whoever deploys and for all others. */

import { readTable } from "../catalogue/table.ts";
import { placeholderId } from "./placeholder-id.ts";

/** Microsoft's applications as the provider publishes them, by its names for them. */
export function publishedAppIds(): readonly { readonly name: string; readonly appId: string }[] {
  return readTable("../plan/published-app-ids.tsv", ["name", "appId"]);
}

/** Functions by which a program asks who deploys it. */
const askWhoDeploys = ["azuread:index/getClientConfig:getClientConfig", "azure-native:authorization:getClientConfig"];

/** The object id that stands for whoever deploys, as `getClientConfig` of a provider gives it. */
export function deployingObjectId(token: string): string {
  return placeholderId(`${token} []`);
}

/** The client id that stands for whoever deploys. */
export function deployingClientId(token: string): string {
  return placeholderId(`${token}#clientId`);
}

/**
 * The client id of what a lookup would find.
 * @param lookupId the id that stands for the object
 */
export function lookedUpClientId(lookupId: string, asked: Readonly<Record<string, unknown>>): string {
  const given = asked["clientId"];
  if (typeof given === "string" && given !== "") return given;
  const itself = askWhoDeploys.find((token) => asked["objectId"] === deployingObjectId(token));
  if (itself !== undefined) return deployingClientId(itself);
  const called = asked["displayName"];
  const name = typeof called === "string" ? called.replaceAll(" ", "").toLowerCase() : undefined;
  const published = publishedAppIds().find((application) => application.name.toLowerCase() === name);
  return published?.appId ?? placeholderId(`${lookupId}#clientId`);
}
