/** Collecting the tenant of a stack with the reader that a real tenant has too. */

import { loadMatrix } from "../matrix/load.ts";
import { collectSnapshot } from "../review/collect.ts";
import { graphClient } from "../review/graph-client.ts";
import type { Snapshot } from "../tenant/snapshot.ts";
import { tenantFetch } from "../tenant/tenant-fetch.ts";
import { UsageError } from "./errors.ts";
import type { Stack } from "./stacks.ts";
import { openStackTenant } from "./tenant-file.ts";

/**
 * A snapshot of the stack's tenant.
 * @throws UsageError when the stack is applied to the real Entra ID: collecting from it is not built yet
 */
export async function collectStackTenant(stack: Stack): Promise<Snapshot> {
  if (stack.target === "entra") {
    throw new UsageError(
      `the stack "${stack.name}" is applied to Entra ID, which cannot be collected from here yet`,
      "give a snapshot with --snapshot",
    );
  }
  const opened = openStackTenant(stack);
  try {
    const client = (baseUrl: string) =>
      // The request never leaves the process: there is nobody to show a token to.
      graphClient({ baseUrl, token: async () => "embedded", fetch: tenantFetch(opened.tenant) });
    const subscriptionId = loadMatrix(stack.matrixFile).matrix.azure?.subscriptionId;
    return await collectSnapshot(client("https://graph.microsoft.com"), {
      tenantId: opened.tenant.facts.tenantId,
      source: "embedded",
      now: new Date().toISOString(),
      ...(subscriptionId !== undefined && {
        azure: { client: client("https://management.azure.com"), subscriptionId },
      }),
    });
  } finally {
    opened.close();
  }
}
