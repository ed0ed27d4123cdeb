/** Collecting the tenant of a stack with the reader that a real tenant has too. */

import { loadMatrix } from "../matrix/load.ts";
import { type GraphClientOptions, graphClient } from "../review/collect/client.ts";
import { collectSnapshot } from "../review/collect/collect.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { tenantFetch } from "../tenant/tenant-fetch.ts";
import { UsageError } from "./errors.ts";
import { isServedElsewhere, servedAccess, servedEnvironment } from "./served-tenant.ts";
import type { Stack } from "./stacks.ts";
import { openStackTenant } from "./tenant-file.ts";

/**
 * A snapshot of the stack's tenant: from its file, or over HTTPS while `demarc tenant` serves it.
 * @throws UsageError when the stack is applied to the real Entra ID: collecting from it is not built yet
 */
export async function collectStackTenant(stack: Stack): Promise<Snapshot> {
  if (stack.target === "entra") {
    throw new UsageError(
      `the stack "${stack.name}" is applied to Entra ID, which cannot be collected from here yet`,
      "give a snapshot with --snapshot",
    );
  }
  try {
    return await fromFile(stack);
  } catch (error) {
    const served = isServedElsewhere(error) ? servedEnvironment(stack) : undefined;
    if (served === undefined) throw error;
    const { tenantId, baseUrl, ...access } = servedAccess(served);
    return collect(stack, tenantId, () => ({ baseUrl, ...access }));
  }
}

async function fromFile(stack: Stack): Promise<Snapshot> {
  const opened = openStackTenant(stack);
  try {
    return await collect(stack, opened.tenant.facts.tenantId, (baseUrl) => ({
      baseUrl,
      // The request never leaves the process: there is nobody to show a token to.
      token: async () => "embedded",
      fetch: tenantFetch(opened.tenant),
    }));
  } finally {
    opened.close();
  }
}

function collect(stack: Stack, tenantId: string, access: (service: string) => GraphClientOptions): Promise<Snapshot> {
  const subscriptionId = loadMatrix(stack.matrixFile).matrix.azure?.subscriptionId;
  const client = (service: string) => graphClient(access(service));
  return collectSnapshot(client("https://graph.microsoft.com"), {
    tenantId,
    source: "embedded",
    now: new Date().toISOString(),
    ...(subscriptionId !== undefined && {
      azure: { client: client("https://management.azure.com"), subscriptionIds: [subscriptionId] },
    }),
  });
}
