/**
 * Delegated permissions that a grant gives in the name of one user: whoever runs the client application acts as that user, bounded by
 * the scopes. A grant for everybody names nobody; what that allows depends on who signs in, and `provider-access-in-matrix` reports it.
 */

import { delegatedScope, resourceApplications } from "../../catalogue/app-permissions.ts";
import type { EdgeContext } from "../graph.ts";

export function delegatedGrantEdges(context: EdgeContext): void {
  for (const grant of context.directory.snapshot.collections.oauth2PermissionGrants) {
    const { id, clientId, consentType, principalId, scope } = grant;
    if (consentType === "AllPrincipals" || !principalId || !clientId || !scope) continue;
    const appId = resourceOf(grant.resourceId ?? "", context);
    const strong = scope.split(/\s/).flatMap((name) => (appId && delegatedScope(appId, name)) || []);
    if (strong.length === 0) continue;
    context.add({
      from: context.principal(clientId),
      to: context.principal(principalId),
      kind: "acts-for",
      condition: "standing",
      objectKeys: [id],
      reason: strong.map(({ value }) => value).join(", "),
    });
  }
}

/** Application id of the interface that a grant is for. One that nothing shows may be Microsoft Graph. */
function resourceOf(id: string, { directory }: EdgeContext): string | null | undefined {
  const resource = directory.object(id);
  if (resource === undefined) return resourceApplications.microsoftGraph.appId;
  return resource.kind === "servicePrincipal" ? resource.value.appId : undefined;
}
