/**
 * What the audit log knows (https://learn.microsoft.com/graph/api/resources/directoryaudit): who gave what to whom and when, who
 * activated what, and what was called otherwise. Names of activities:
 * https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
 */

import type { AccessRecord } from "../access/record.ts";
import type { Collections, Snapshot } from "../tenant/snapshot.ts";

type Audit = Collections["directoryAudits"][number];

/** When something happened, and by whose hand. */
export interface Deed {
  readonly on: string;
  /** User principal name, or name of an application. */
  readonly by?: string;
}

/** A name that an object had. */
export interface Rename extends Deed {
  readonly was: string;
}

export interface History {
  /** How an access came to be, as far as the log reaches back. */
  granted(record: AccessRecord): Deed | undefined;
  /** When an eligibility was last activated. */
  activated(record: AccessRecord): Deed | undefined;
  /** Names that an object had, by its id in lower case; the latest change first. */
  readonly renames: ReadonlyMap<string, readonly Rename[]>;
  /** Since when there are entries; absent for an empty or unread log. */
  readonly from?: string;
}

/** Activities that give access or make somebody who has it. Requests and failures give nothing. */
const gives =
  /^(?:Add (?!.*\brequested\b)|Consent to application|Invite external user|Update application\b.*Certificates and secrets|Update service principal$|Assign )/i;
const activates = /^Add member to .*\(PIM activation\)/i;
const renames =
  /^Update (?:group|application|service principal|administrative unit|user|conditional access policy|policy|named location)$/i;

/** Reads the log once. */
export function readHistory(snapshot: Snapshot): History {
  const granted = new Map<string, Deed>();
  const activated = new Map<string, Deed>();
  const names = new Map<string, Rename[]>();
  let from: string | undefined;
  for (const audit of snapshot.collections.directoryAudits) {
    const on = audit.activityDateTime;
    if (!on || audit.result === "failure" || audit.result === "timeout") continue;
    if (from === undefined || on < from) from = on;
    const activity = audit.activityDisplayName ?? "";
    const by = audit.initiatedBy?.user?.userPrincipalName ?? audit.initiatedBy?.app?.displayName;
    const deed: Deed = { on, ...(by && { by }) };
    if (activates.test(activity)) relate(audit, activated, deed);
    else if (gives.test(activity)) relate(audit, granted, deed);
    else if (renames.test(activity)) {
      for (const { id, was } of formerNames(audit)) names.set(id, [...(names.get(id) ?? []), { ...deed, was }]);
    }
  }
  for (const list of names.values()) list.sort((left, right) => (left.on < right.on ? 1 : -1));
  const find = (deeds: ReadonlyMap<string, Deed>, record: AccessRecord) => {
    const { principal, targetId, target, objectKey } = record;
    const what = record.kind === "user" ? [principal.id] : [targetId, target, objectKey];
    const found = what.flatMap((word) => (word ? (deeds.get(pair(principal.id, word)) ?? []) : []));
    return found.toSorted((left, right) => (left.on < right.on ? 1 : -1))[0];
  };
  return {
    granted: (record) => find(granted, record),
    activated: (record) => find(activated, record),
    renames: names,
    ...(from !== undefined && { from }),
  };
}

function pair(id: string, word: string): string {
  return `${id} ${word}`.toLowerCase();
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Notes a deed for each two things that an entry names: which is given to which differs from activity to activity. */
function relate({ targetResources }: Audit, deeds: Map<string, Deed>, deed: Deed): void {
  const ids = new Set<string>();
  const words = new Set<string>();
  for (const { id, displayName, modifiedProperties } of targetResources ?? []) {
    if (id) ids.add(id);
    if (displayName) words.add(displayName);
    for (const { newValue } of modifiedProperties ?? []) {
      if (!newValue || newValue.length > longestValue) continue;
      const text = newValue.replaceAll('"', "");
      words.add(text);
      for (const [found] of text.matchAll(guid)) ids.add(found);
      for (const word of text.split(/[\s,;[\]]+/)) if (word.includes(".")) words.add(word);
    }
  }
  for (const id of ids) {
    for (const word of [...ids, ...words]) {
      const key = pair(id, word);
      const before = deeds.get(key);
      if (before === undefined || before.on < deed.on) deeds.set(key, deed);
    }
  }
}

/** Values beyond this are lists of everything; what was given is not to be told from them. */
const longestValue = 4000;

function formerNames({ targetResources }: Audit): { readonly id: string; readonly was: string }[] {
  return (targetResources ?? []).flatMap(({ id, modifiedProperties }) =>
    (modifiedProperties ?? []).flatMap(({ displayName, oldValue }) => {
      if (!id || !oldValue || !/^(?:displayName|userPrincipalName)$/i.test(displayName ?? "")) return [];
      const was = unquoted(oldValue);
      return was === "" ? [] : [{ id: id.toLowerCase(), was }];
    }),
  );
}

/** The log keeps values as JSON: `"X"` or `["X"]`. */
function unquoted(value: string): string {
  return value.replace(/^\s*\[?\s*"?|"?\s*\]?\s*$/g, "").trim();
}
