/** The inventory of a tenant whose matrix is written already: nothing has to be guessed, so no question is open. */

import { indexDirectory } from "../access/directory.ts";
import type { Matrix } from "../matrix/schema.ts";
import { deploymentCandidates } from "../onboarding/init/accounts.ts";
import { readHolders } from "../onboarding/init/holders.ts";
import { buildInventory, type Inventory } from "../onboarding/init/inventory.ts";
import { foreignTenants } from "../onboarding/init/tenants.ts";
import type { Snapshot } from "../tenant/snapshot.ts";

/** What a tenant held when the snapshot was taken. */
export function inventoryOf(snapshot: Snapshot, matrix: Matrix): Inventory {
  const directory = indexDirectory(snapshot);
  const holders = readHolders(directory);
  return buildInventory({
    snapshot,
    matrix,
    questions: [],
    tenants: foreignTenants(snapshot, holders),
    deployment: deploymentCandidates(directory, holders),
  });
}
