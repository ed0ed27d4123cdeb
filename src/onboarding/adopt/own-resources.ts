/**
 * What of Demarc's own resources is in the tenant already. The engine cannot import a dynamic resource (`resources/tokens.ts` says why): the
 * program takes it over with the option `import`, which the matrix decides. PIM settings are always there, and are changed.
 */

import type { PlannedResource } from "../../plan/plan.ts";
import { importProperty, resourceNames, tokenOf } from "../../resources/tokens.ts";
import { asText } from "../../tenant/entity.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";

export interface InTheWay {
  /** One sentence: what is there. */
  readonly what: string;
  readonly remedy: string;
}

/** Whether it is one of them. */
export function isOwn({ type }: PlannedResource): boolean {
  return resourceNames.some((name) => tokenOf(name) === type);
}

/** What stands in the way of making a resource; undefined when nothing does. */
export function inTheWayOf({ type, inputs }: PlannedResource, { collections }: Snapshot): InTheWay | undefined {
  if (inputs[importProperty] !== undefined) return undefined;
  switch (type) {
    case tokenOf("CrossTenantAccessPartner"): {
      const tenantId = asText(inputs["tenantId"])?.toLowerCase();
      const found = collections.crossTenantPartners.some((partner) => partner.tenantId?.toLowerCase() === tenantId);
      return found
        ? {
            what: `there are cross-tenant access settings for the tenant ${tenantId} already`,
            remedy: "say existing: true in the provider's trust in the matrix: they are then taken over",
          }
        : undefined;
    }
    case tokenOf("RestrictedAdministrativeUnit"): {
      const name = asText(inputs["displayName"]);
      const found = collections.administrativeUnits.find(({ displayName }) => displayName === name);
      return found
        ? {
            what: `there is an administrative unit called ${name} already (${found.id})`,
            remedy: "rename or delete it, or give the unit another displayName in the matrix",
          }
        : undefined;
    }
    default:
      return undefined;
  }
}
