/**
 * Run as a process of its own: writes groups into a tenant file until it is killed, telling each one that was
 * answered.
 */

import { writeSync } from "node:fs";
import { openTenant } from "../../src/tenant/persistence.ts";
import { EmbeddedTenant } from "../../src/tenant/tenant.ts";

const file = process.argv[2] ?? "";
const { tenant } = openTenant(file, () =>
  EmbeddedTenant.create({
    tenantId: "11111111-1111-4111-8111-111111111111",
    initialDomain: "contoso.onmicrosoft.com",
    domains: [],
    displayName: "Contoso",
  }),
);
for (let count = 0; ; count++) {
  const body = { displayName: `group ${count}`, mailEnabled: false, mailNickname: "g", securityEnabled: true };
  const { body: made } = tenant.handle({ method: "POST", path: "/v1.0/groups", body });
  writeSync(1, `${String((made as { id: string }).id)}\n`);
}
