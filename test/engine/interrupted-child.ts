/** Deploys and dies: `interrupted-child.ts TENANT STATE N` kills this process right after its Nth request that writes. */

import { deploy } from "../../src/engine/deploy.ts";
import { openTenant } from "../../src/tenant/persistence.ts";
import type { GraphRequest } from "../../src/tenant/tenant.ts";
import { harbourTenant } from "../support/harbour-tenant.ts";
import { interruptedPlan } from "./interrupted-plan.ts";

const [tenantFile = "", stateFile = "", count = "1"] = process.argv.slice(2);
const { tenant } = openTenant(tenantFile, harbourTenant);
let remaining = Number(count);

deploy({
  plan: interruptedPlan,
  stateFile,
  tenant: {
    facts: tenant.facts,
    deploymentPrincipal: () => tenant.deploymentPrincipal(),
    handle: (request: GraphRequest) => {
      const answer = tenant.handle(request);
      if (request.method !== "GET" && --remaining === 0) process.kill(process.pid, "SIGKILL");
      return answer;
    },
  },
});
