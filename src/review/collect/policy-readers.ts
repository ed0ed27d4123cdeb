/** What is read of the rules that sign-ins and other tenants are under. */

import type { Reader } from "./reader.ts";

const api = "https://learn.microsoft.com/graph/api";

/**
 * GDAP is not among them: Graph lists delegated administration to the partner only
 * (https://learn.microsoft.com/graph/api/resources/delegatedadminrelationships-api-overview). The customer sees it as partners with
 * `isServiceProvider`, and as role assignments to principals that are no object of the tenant.
 */
export const policyReaders: readonly Reader[] = [
  {
    collection: "conditionalAccessPolicies",
    version: "v1.0",
    path: "identity/conditionalAccess/policies",
    pageSize: 100,
    permission: "Policy.Read.All",
    source: `${api}/conditionalaccessroot-list-policies`,
  },
  {
    collection: "namedLocations",
    version: "v1.0",
    path: "identity/conditionalAccess/namedLocations",
    pageSize: 100,
    permission: "Policy.Read.All",
    source: `${api}/conditionalaccessroot-list-namedlocations`,
  },
  {
    collection: "authenticationStrengthPolicies",
    version: "v1.0",
    path: "policies/authenticationStrengthPolicies",
    pageSize: 100,
    permission: "Policy.Read.All",
    source: `${api}/authenticationstrengthroot-list-policies`,
  },
  {
    collection: "crossTenantDefault",
    version: "v1.0",
    path: "policies/crossTenantAccessPolicy/default",
    single: "default",
    pageSize: 1,
    permission: "Policy.Read.All",
    source: `${api}/crosstenantaccesspolicyconfigurationdefault-get`,
  },
  {
    collection: "crossTenantPartners",
    version: "v1.0",
    path: "policies/crossTenantAccessPolicy/partners",
    pageSize: 100,
    relations: [
      {
        kind: "detail",
        name: "identitySynchronization",
        single: true,
        mayBeAbsent: true,
        source: `${api}/crosstenantidentitysyncpolicypartner-get`,
      },
    ],
    permission: "Policy.Read.All",
    source: `${api}/crosstenantaccesspolicy-list-partners`,
  },
];
