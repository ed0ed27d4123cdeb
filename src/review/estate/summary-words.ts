/** What every form of a summary says in the same words. */

import { counted, listed } from "../words.ts";
import type { EstateRow, EstateSummary } from "./summary.ts";

/** One sentence for everybody: the worst first. */
export function summaryHeadline({ totals }: EstateSummary): string {
  const { reviewed, failed, missing, reachable, differences } = totals;
  const without = [
    ...(failed > 0 ? [`${counted(failed, "tenant", "tenants")} could not be reviewed`] : []),
    ...(missing > 0 ? [`${counted(missing, "tenant is", "tenants are")} missing`] : []),
  ];
  if (without.length > 0) return `${sentence(listed(without))}. ${ofReviewed()}`;
  return ofReviewed();

  function ofReviewed(): string {
    if (reviewed === 0) return totals.tenants === 0 ? "No tenant belongs to this shard." : "No tenant was reviewed.";
    if (reachable > 0) {
      return `In ${reachable} of ${counted(reviewed, "reviewed tenant", "reviewed tenants")} a provider can take control without approval.`;
    }
    const all = differences.critical + differences.high + differences.medium + differences.low;
    if (all > 0)
      return `${counted(all, "difference waits", "differences wait")} for a decision; no provider can take control.`;
    return `${counted(reviewed, "reviewed tenant is", "reviewed tenants are")} as the matrix says.`;
  }
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** In how many of its systems beside the tenant not everybody who has an account is known. */
export function systemsText({ systems }: NonNullable<EstateRow["figures"]>): string {
  return systems === undefined ? "not known" : systems.all === 0 ? "–" : `${systems.unread} of ${systems.all}`;
}

/** When its reviews were signed, and whether the next one is late. */
export function standingText({ standing, state }: EstateRow): string {
  if (standing === undefined) return state === "reviewed" ? "not known" : "–";
  if (standing.broken !== undefined) return `evidence broken (${standing.broken.replace(/\.$/, "")})`;
  const signed = standing.lastSigned ?? "never";
  return standing.overdue ? `${signed}, overdue since ${standing.due ?? "then"}` : signed;
}

/** A sentence for each tenant that several folders are of. */
export function sameTenantSentences({ sameTenant }: EstateSummary): string[] {
  return sameTenant.map(
    ({ tenantId, folders }) =>
      `${folders.length} folders are of one tenant, ${tenantId}: ${listed(folders)}. It is counted once for each.`,
  );
}
