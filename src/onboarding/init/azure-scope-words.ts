/** Where something in Azure holds, in the words of the matrix. */

/** One of `azure.scopes`: a management group, a subscription, or a resource group of one. */
export interface ScopeWords {
  readonly managementGroup?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
}

/** Of an ARM id: what is in a resource group counts as the group. Undefined where it is in none of them. */
export function readScope(id: string): ScopeWords | undefined {
  const group = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)/i.exec(id)?.[1];
  if (group !== undefined) return { managementGroup: group };
  const [, subscriptionId, resourceGroup] =
    /^\/subscriptions\/([0-9a-f-]{36})(?:\/resourcegroups\/([^/]+))?/i.exec(id) ?? [];
  if (subscriptionId === undefined) return undefined;
  return { subscriptionId, ...(resourceGroup !== undefined && { resourceGroup }) };
}
