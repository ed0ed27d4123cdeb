/**
 * Delegated permissions that a grant gives in the name of one user: whoever runs the client application acts as that user, bounded by
 * the scopes. A grant for everybody names nobody; what that allows depends on who signs in, and `provider-access-in-matrix` reports it.
 */

import { delegatedScope } from "../../catalogue/app-permissions.ts";
import type { EdgeContext } from "../graph.ts";

export function delegatedGrantEdges(context: EdgeContext): void {
  const { directory } = context;
  for (const grant of directory.snapshot.collections.oauth2PermissionGrants) {
    if (grant.consentType === "AllPrincipals" || !grant.principalId || !grant.clientId) continue;
    const resource = directory.object(grant.resourceId ?? "");
    const appId = resource?.kind === "servicePrincipal" ? (resource.value.appId ?? "") : "";
    const strong = (grant.scope ?? "").split(/\s+/).flatMap((name) => delegatedScope(appId, name) ?? []);
    if (strong.length === 0) continue;
    context.add({
      from: context.principal(grant.clientId),
      to: context.principal(grant.principalId),
      kind: "acts-for",
      condition: "standing",
      objectKeys: [grant.id],
      reason: strong.map(({ value }) => value).join(", "),
    });
  }
}
