/**
 * Groups that convey access and that no row declares: one that was renamed is the same, one that was deleted and made anew under its name
 * is another, whatever it holds. The previous review knows their ids; else the audit log tells
 * (https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities: Add group, Delete group, Update group).
 */

import type { Collections, Snapshot } from "../tenant/snapshot.ts";
import type { History } from "./history.ts";
import type { PreviousReview } from "./previous.ts";
import type { Recreated, Renamed } from "./recognise.ts";

/** A group that conveys access, as a review keeps it for the next one. */
export interface AccessGroup {
  readonly id: string;
  readonly name: string;
}

/** @param conveys whether being in a group gives anything */
export function accessGroups({ collections }: Snapshot, conveys: (groupId: string) => boolean): AccessGroup[] {
  return collections.groups.flatMap(({ id, displayName }) =>
    displayName && conveys(id) ? [{ id, name: displayName }] : [],
  );
}

/**
 * Of these groups, those that are called something else than before.
 * @param known ids that are named as renamed already
 */
export function renamedGroups(
  groups: readonly AccessGroup[],
  previous: PreviousReview | undefined,
  { renames }: Pick<History, "renames">,
  known: ReadonlySet<string>,
): Renamed[] {
  const before = new Map((previous?.groups ?? []).map(({ id, name }) => [id.toLowerCase(), name]));
  return groups.flatMap(({ id, name }): Renamed[] => {
    if (known.has(id)) return [];
    const [latest] = renames.get(id.toLowerCase()) ?? [];
    const was = before.get(id.toLowerCase()) ?? latest?.was;
    if (was === undefined || was === name) return [];
    const because = before.has(id.toLowerCase())
      ? "the previous review knows its id"
      : "the audit log has the change of its name";
    return [{ id, was, now: name, because }];
  });
}

interface Former {
  readonly id: string;
  /** When it was deleted, where the log says so. */
  readonly on?: string;
  readonly by?: string;
}

/**
 * Of these groups, those that have the name of a group that is no more.
 * @param whole the tenant as it was collected
 * @param known ids that are known as made anew already
 */
export function remadeGroups(
  groups: readonly AccessGroup[],
  whole: Snapshot,
  previous: PreviousReview | undefined,
  known: ReadonlySet<string>,
): Recreated[] {
  const created = new Map(
    whole.collections.groups.map(({ id, createdDateTime }) => [id.toLowerCase(), createdDateTime]),
  );
  const isGone = ({ id }: { readonly id: string }) => !created.has(id.toLowerCase());
  const kept = new Set((previous?.groups ?? []).map(({ id }) => id.toLowerCase()));
  const before = Map.groupBy((previous?.groups ?? []).filter(isGone), ({ name }) => name);
  const deleted = Map.groupBy(deletions(whole.collections.directoryAudits).filter(isGone), ({ name }) => name);
  return groups.flatMap(({ id, name }): Recreated[] => {
    // What the previous review knew by this id is older than it.
    if (known.has(id) || kept.has(id.toLowerCase())) return [];
    const createdOn = created.get(id.toLowerCase()) ?? undefined;
    const former: Former | undefined =
      deleted.get(name)?.find(({ on }) => createdOn !== undefined && isFrom(createdOn, on)) ??
      before.get(name)?.find(() => createdOn === undefined || isFrom(createdOn, previous?.reviewedOn ?? createdOn));
    if (former === undefined) return [];
    return [
      {
        kind: "groups",
        id,
        name,
        formerId: former.id,
        isDeclared: false,
        ...(createdOn !== undefined && { createdOn }),
        ...(former.by !== undefined && { deletedBy: former.by }),
      },
    ];
  });
}

/** Whoever wants to be taken for a group makes theirs before that one goes as well as after. */
const day = 86_400_000;

/** Whether something was made when another was deleted, or later. */
function isFrom(createdOn: string, deletedOn: string): boolean {
  return Date.parse(createdOn) >= Date.parse(deletedOn) - day;
}

/** Groups whose deletion is in the log; the latest first. */
function deletions(
  audits: Collections["directoryAudits"],
): { readonly id: string; readonly name: string; readonly on: string; readonly by?: string }[] {
  return audits
    .flatMap(({ activityDisplayName, activityDateTime: on, result, initiatedBy, targetResources }) => {
      if (!on || !/^(?:Hard )?Delete group$/i.test(activityDisplayName ?? "") || result === "failure") return [];
      const by = initiatedBy?.user?.userPrincipalName ?? initiatedBy?.app?.displayName;
      return (targetResources ?? []).flatMap(({ id, type, displayName, modifiedProperties }) => {
        const property = modifiedProperties?.find((each) => /^displayName$/i.test(each.displayName ?? ""));
        const name = displayName ?? property?.oldValue?.replace(/^\s*\[?\s*"?|"?\s*\]?\s*$/g, "");
        return id && name && (type ?? "Group") === "Group" ? [{ id, name, on, ...(by && { by }) }] : [];
      });
    })
    .toSorted((left, right) => (left.on < right.on ? 1 : -1));
}
