/** How far a collection will have to go, as far as it can be told before it begins. */

import type { GraphClient } from "./client.ts";
import { deltaCollections } from "./delta.ts";
import { readers } from "./readers.ts";
import type { Tally } from "./streams.ts";

/** How many requests it will take: what large collections cost by their count, everything else one. */
export async function expectedRequests(client: GraphClient, tally: Tally): Promise<number> {
  let expected = readers.length + deltaCollections.length;
  for (const reader of readers) {
    if (reader.counts !== true) continue;
    const count = await client.count(`/${reader.version}/${reader.path}/$count`);
    tally.bound++;
    if (count === undefined) continue;
    expected += Math.ceil(count / reader.pageSize);
    for (const relation of reader.relations ?? []) {
      if (relation.kind === "property") expected += Math.ceil(count / relation.pageSize);
      if (relation.kind === "expanded") expected += Math.ceil(count / 100);
    }
  }
  return expected;
}
