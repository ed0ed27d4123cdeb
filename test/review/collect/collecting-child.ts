/** Collects and dies: `collecting-child.ts ENVIRONMENT OUT N` kills this process when its Nth answer comes; 0 lets it live. */

import { readFileSync } from "node:fs";
import { servedAccess } from "../../../src/cli/served-tenant.ts";
import { graphClient } from "../../../src/review/collect/client.ts";
import { collectTenant } from "../../../src/review/collect/collect.ts";
import { openJournal } from "../../../src/review/collect/journal.ts";
import { writeCollected } from "../../../src/review/collect/write.ts";

const [environment = "", out = "", count = "0"] = process.argv.slice(2);
const { tenantId, fetch, ...access } = servedAccess(JSON.parse(readFileSync(environment, "utf8")));
let remaining = Number(count);
const graph = graphClient({
  ...access,
  fetch: async (url, init) => {
    // Small pages: more moments to die at.
    const smaller = (text: string) => text.replaceAll(/\$top=\d+/g, "$top=20");
    const given = typeof init.body === "string" ? { ...init, body: smaller(init.body) } : init;
    const response = await fetch(smaller(url), given);
    if (--remaining === 0) process.kill(process.pid, "SIGKILL");
    return response;
  },
});
const journal = await openJournal(`${out}.partial`, { tenantId, requests: "test" }, new Date().toISOString());
const collected = await collectTenant(graph, journal, { tenantId });
const collectedAt = journal.startedAt;
await writeCollected(out, collected, {
  tenantId,
  source: "embedded",
  collectedAt,
  scratch: `${out}.partial`,
  isFolder: true,
});
await journal.close();
journal.remove();
process.stdout.write(`${graph.requests}`);
