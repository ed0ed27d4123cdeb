/** An empty tenant of the fixture company. */

import { EmbeddedTenant } from "../../src/tenant/tenant.ts";

export const harbour = {
  tenantId: "3f1c1d2e-8a4b-4c55-9d5e-0b7a6c5d4e01",
  initialDomain: "harbourdental.onmicrosoft.com",
  domains: ["harbourdental.example"],
  displayName: "Harbour Dental Group",
};

/** A tenant on its first day. Schedules and audit use the real clock. */
export function harbourTenant(): EmbeddedTenant {
  return EmbeddedTenant.create({ ...harbour, createdDateTime: "2026-01-05T08:00:00Z" });
}
