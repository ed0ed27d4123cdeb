/** Who can request an access package (https://learn.microsoft.com/graph/api/resources/requestorsettings?view=graph-rest-beta). */

import { asObject, asText, type JsonObject, objectsOf } from "../../tenant/entity.ts";
import type { AccessNode, EdgeContext } from "../graph.ts";
import { isProvider } from "../party.ts";

export function requestors(policy: JsonObject, context: EdgeContext): AccessNode[] {
  const settings = asObject(policy["requestorSettings"]);
  if (settings?.["acceptRequests"] !== true) return [];
  switch (asText(settings["scopeType"])?.toLowerCase()) {
    case "specificdirectorysubjects":
      return objectsOf(settings["allowedRequestors"]).flatMap((subject) => {
        const id = asText(subject["id"]);
        return id === undefined ? [] : [context.principal(id)];
      });
    case "allexistingdirectorymemberusers":
      return providerUsers(context, ({ userType }) => userType !== "Guest");
    case "allexternalsubjects":
      return organisations(context);
    case "specificconnectedorganizationsubjects":
    case "allexistingconnectedorganizationsubjects":
    case "allconfiguredconnectedorganizationsubjects":
      return [
        context.other("external", "external:connected organisations", "anybody of a connected organisation", {
          kind: "unknown",
        }),
      ];
    case "nosubjects":
      return [];
    // `AllExistingDirectorySubjects`, and any kind that comes after these.
    default:
      return [...providerUsers(context, () => true), ...organisations(context)];
  }
}

function providerUsers(
  { directory, attribution, principal }: EdgeContext,
  accepts: (user: EdgeContext["directory"]["snapshot"]["collections"]["users"][number]) => boolean,
): AccessNode[] {
  return directory.snapshot.collections.users
    .filter((user) => accepts(user) && isProvider(attribution.partyOf(user.id).party))
    .map(({ id }) => principal(id));
}

/** The providers' people who are no guests yet, or whom nothing shows. */
function organisations(context: EdgeContext): AccessNode[] {
  return Object.keys(context.attribution.matrix.providers).map((key) => anybodyOf(key, context));
}

/** Whoever a provider sends. */
export function anybodyOf(key: string, { attribution, other }: EdgeContext): AccessNode {
  const name = attribution.matrix.providers[key]?.name ?? key;
  return other("external", `external:anybody of ${key}`, `anybody of ${name}`, { kind: "provider", provider: key });
}
