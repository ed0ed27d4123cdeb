/** Tenants that are this tenant's service providers (resellers, GDAP), and that no provider of the matrix has. */

import { isWhole } from "../../tenant/blind-spots.ts";
import type { Observation, Observer } from "./observation.ts";

/** https://learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationpartner (`isServiceProvider`) */
export const unknownPartners: Observer = ({ whole, matrix }) => {
  const known = new Set(Object.values(matrix.providers).map(({ tenantId }) => tenantId.toLowerCase()));
  const found = whole.collections.crossTenantPartners.flatMap(({ id, tenantId, isServiceProvider }): Observation[] => {
    const tenant = (tenantId ?? id).toLowerCase();
    if (isServiceProvider !== true || known.has(tenant)) return [];
    return [
      {
        kind: "unknown-partner",
        severity: "high",
        message: `The tenant ${tenant} is a partner with delegated administration here, and no provider of the matrix has it.`,
        why: "What a partner's technicians may do is agreed with the partner, and its groups cannot be read here. A contract that ended long ago may still be open.",
        key: `partner ${tenant}`,
        objects: [],
        joins: "also",
        remedy: {
          words:
            "Find out who it is (Microsoft 365 admin center, Settings, Partner relationships). If it is a provider of yours, write its tenantId into the matrix; if not, end its roles and the relationship there.",
        },
        row: { text: "No row: no provider of the matrix has this tenantId" },
      },
    ];
  });
  const unseen = isWhole(whole, "crossTenantPartners")
    ? []
    : ["Whether partners have delegated administration is not known: the partners of the tenant were not read."];
  return { found, unseen };
};
