/** What a provider's tenant is believed here, against what the matrix agrees to. */

import { describe, expect, test } from "vitest";
import type { ObserveContext } from "../../src/review/observe/observation.ts";
import { unknownPartners } from "../../src/review/observe/partners.ts";
import { harbourWith } from "../support/matrices.ts";
import { TenantBuilder, tideway } from "../support/tenant-builder.ts";

const networks = "    networks: [203.0.113.0/26]";

function found(trust: string | undefined, inboundTrust: object | null): string[] {
  const { matrix } = trust === undefined ? harbourWith() : harbourWith([networks, `${networks}\n    trust: ${trust}`]);
  const tenant = new TenantBuilder();
  tenant.collections.crossTenantPartners.push({
    id: tideway.tenantId,
    tenantId: tideway.tenantId.toUpperCase(),
    inboundTrust,
  });
  const context: Pick<ObserveContext, "whole" | "matrix"> = { whole: tenant.snapshot, matrix };
  return unknownPartners(context as ObserveContext).found.map(({ message }) => message);
}

const all = { isMfaAccepted: true, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: false };

describe("a provider's tenant that is believed", () => {
  test.each<[string, string | undefined, object | null, string[]]>([
    ["as agreed", "{ mfa: true, compliantDevice: true }", all, []],
    ["where the matrix does not say", undefined, all, []],
    ["less than agreed", "{ mfa: true }", { isMfaAccepted: false }, []],
    ["by the default alone", "{}", null, []],
    [
      "about more than agreed",
      "{ mfa: true }",
      all,
      ["The tenant of Tideway IT is believed about compliant devices, and the matrix does not say so."],
    ],
  ])("%s", (_, trust, inboundTrust, messages) => {
    expect(found(trust, inboundTrust)).toEqual(messages);
  });
});
