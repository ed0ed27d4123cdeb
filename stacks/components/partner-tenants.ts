import * as pulumi from "@pulumi/pulumi";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import { CrossTenantAccessPartner } from "../../src/resources/index.ts";

export interface PartnerTenantsArgs {
  readonly partnerTenants: Entitlements["partnerTenants"];
}

/** Whose sign-ins are believed here, tenant by tenant: what the matrix does not say is off. */
export class PartnerTenants extends pulumi.ComponentResource {
  constructor(name: string, { partnerTenants }: PartnerTenantsArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:PartnerTenants", name, {}, options);
    for (const { key, tenantId, trust, existing } of partnerTenants) {
      new CrossTenantAccessPartner(
        key,
        {
          tenantId,
          inboundTrust: {
            isMfaAccepted: trust.mfa,
            isCompliantDeviceAccepted: trust.compliantDevice,
            isHybridAzureADJoinedDeviceAccepted: trust.hybridJoinedDevice,
          },
        },
        { parent: this, ...(existing && { import: tenantId }) },
      );
    }
    this.registerOutputs({});
  }
}
