/** A tenant, and what the review says of it besides differences. */

import { conveysAccess } from "../../policies/conveying.ts";
import { identityOf } from "../../src/access/identity.ts";
import { shortestPaths } from "../../src/access/search.ts";
import { startsOf } from "../../src/access/starts.ts";
import { heldAccess } from "../../src/review/held-access.ts";
import { readHistory } from "../../src/review/history.ts";
import { readLastUse } from "../../src/review/last-use.ts";
import type { ObserveContext } from "../../src/review/observe/observation.ts";
import { observe } from "../../src/review/observe/observers.ts";
import type { ObservationKind } from "../../src/review/schema.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { type TenantBuilder, today } from "../support/tenant-builder.ts";

export type Change = Partial<Omit<ObserveContext, "attribution" | "records">>;

export function observed(tenant: TenantBuilder, change: Change = {}) {
  const snapshot: Snapshot = { ...tenant.snapshot, ...(change.whole && { unreadable: change.whole.unreadable }) };
  const context = tenant.context({ snapshot, ...(change.matrix && { matrix: change.matrix }) });
  const { attribution, records, graph, matrix } = context;
  const starts = new Set(startsOf(graph, attribution, () => true));
  const history = readHistory(snapshot);
  const partyLabel: ObserveContext["partyLabel"] = (party) =>
    party.kind === "provider" ? (matrix.providers[party.provider]?.name ?? "") : party.kind;
  return observe({
    systems: [],
    matrix,
    attribution,
    snapshot,
    whole: snapshot,
    records,
    reaching: shortestPaths(graph, (node) => starts.has(node)).map(({ from, path }) => ({
      principal: {
        id: from.id,
        ...identityOf(attribution.directory, from.id),
        party: from.party ?? { kind: "unknown" },
      },
      path: path.map((step) => ({
        from: step.from.label,
        edge: step.kind,
        to: step.to.label,
        condition: step.condition,
      })),
    })),
    history,
    lastUse: readLastUse(snapshot, history),
    conveys: (id) => conveysAccess(context, id),
    partyLabel,
    today,
    rosters: [],
    holdings: heldAccess(records, new Set(), partyLabel),
    recreated: [],
    unusedDays: 90,
    expiringDays: 60,
    ...change,
  });
}

export function messages(kind: ObservationKind, tenant: TenantBuilder, change?: Change): string[] {
  return observed(tenant, change)
    .found.filter((each) => each.kind === kind)
    .map(({ message }) => message);
}

export function unseen(kind: ObservationKind, tenant: TenantBuilder, change?: Change): readonly string[] {
  return observed(tenant, change).kinds.find((each) => each.kind === kind)?.unseen ?? [];
}
