/**
 * What of Demarc's own resources is in the tenant already. PIM settings of roles always are, and are changed, not taken over; nor is what the
 * program itself takes over with the option `import`.
 */

import type { PlannedResource } from "../../plan/plan.ts";
import { importProperty, resourceNames, tokenOf } from "../../resources/tokens.ts";
import { asText } from "../../tenant/entity.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";

export interface InTheWay {
  /** One sentence: what is there, and why it cannot be taken over. */
  readonly what: string;
  readonly remedy: string;
}

/** What is there: under which id it can be taken over, or that it cannot. */
export type Existing = { readonly id: string } | InTheWay;

/** The property of each that has to be given beside the code of its provider. */
const givenProperty: Readonly<Record<string, string>> = {
  [tokenOf("CrossTenantAccessPartner")]: "tenantId",
  [tokenOf("DirectoryRoleManagementPolicy")]: "roleDefinitionId",
  [tokenOf("RestrictedAdministrativeUnit")]: "displayName",
};

/** Whether it is one of them. */
export function isOwn({ type }: PlannedResource): boolean {
  return resourceNames.some((name) => tokenOf(name) === type);
}

/**
 * What the file of an import has to say of one, since the engine cannot read it before it knows its provider (`resources/README.md`); a
 * refresh reads the rest.
 */
export function statedProperties({ type, inputs }: PlannedResource): Readonly<Record<string, unknown>> | undefined {
  const given = givenProperty[type];
  return given === undefined ? undefined : { [given]: inputs[given], __provider: inputs["__provider"] };
}

/** What is there already of a resource; undefined when nothing is. */
export function existingOwn({ type, inputs }: PlannedResource, { collections }: Snapshot): Existing | undefined {
  if (inputs[importProperty] !== undefined) return undefined;
  switch (type) {
    case tokenOf("CrossTenantAccessPartner"): {
      const tenantId = asText(inputs["tenantId"])?.toLowerCase();
      const found = collections.crossTenantPartners.find((partner) => partner.tenantId?.toLowerCase() === tenantId);
      return found && tenantId !== undefined ? { id: tenantId } : undefined;
    }
    case tokenOf("RestrictedAdministrativeUnit"): {
      const name = asText(inputs["displayName"]);
      const [found, ...others] = collections.administrativeUnits.filter(({ displayName }) => displayName === name);
      if (found === undefined) return undefined;
      if (others.length > 0) {
        const ids = [found, ...others].map(({ id }) => id).join(", ");
        return {
          what: `${others.length + 1} administrative units are called ${name}: ${ids}`,
          remedy: "rename the others",
        };
      }
      if (found.isMemberManagementRestricted === true) return { id: found.id };
      return {
        what: `there is an administrative unit called ${name} already (${found.id}), without restricted management, which is decided when a unit is made`,
        remedy: "rename or delete it, or give the unit another displayName in the matrix",
      };
    }
    default:
      return undefined;
  }
}
