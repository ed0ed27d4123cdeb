/** What tells one collection's requests from another's: pages of different ones must not be put together. */

import { digestOf } from "../digest.ts";
import { azureReaders } from "./azure-readers.ts";
import { readers } from "./readers.ts";

/**
 * @param subscriptionIds undefined where Azure is left out
 * @param since when the earlier snapshot was collected that is brought up to date
 */
export function requestsDigest(subscriptionIds: readonly string[] | undefined, since: string | undefined): string {
  return digestOf({ readers, azureReaders, subscriptionIds: subscriptionIds ?? null, since: since ?? null });
}
