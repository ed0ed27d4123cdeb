/**
 * Declared access against actual access. Only differences that matter are reported: what Demarc does not manage and what
 * belongs to internal staff is not one, except where it changes something that is declared.
 */

import type { AccessRecord, Party } from "../access/record.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Finding, PathStep, WaivedFinding } from "../finding.ts";
import type { CollectionName, Unreadable } from "../tenant/snapshot.ts";
import { together } from "./alike.ts";
import { changesOf, strongest } from "./changes.ts";
import { type Draft, differenceId } from "./draft.ts";
import { grouped, groupedMissing, itemText } from "./grouping.ts";
import type { History } from "./history.ts";
import { joined } from "./joined.ts";
import type { LastUseOf } from "./last-use.ts";
import { shortName } from "./names.ts";
import type { Observation } from "./observe/observation.ts";
import { remedyFor } from "./remedy.ts";
import { rowOf } from "./row.ts";
import { type Difference, severities } from "./schema.ts";
import { principalOf, titleOf, whyOf } from "./sentences.ts";
import { changedSeverity, missingSeverity, undeclaredSeverity } from "./severity.ts";
import type { WithoutIt } from "./without.ts";

export interface CompareInput {
  readonly declared: readonly AccessRecord[];
  readonly actual: readonly AccessRecord[];
  /** Object id or relation key → URN of the declared side (`MaterialisedTenant.declaredBy`). */
  readonly declaredBy: ReadonlyMap<string, string>;
  readonly unreadable: readonly Unreadable[];
  readonly entitlements: Entitlements;
  readonly stack: string;
  /** Command line that restores what is declared, where it is not that of a stack of this project. */
  readonly restore?: string;
  /** Findings of the rules on the actual tenant. */
  readonly findings: readonly (Finding | WaivedFinding)[];
  /** Shortest way to Global Administrator from a principal of the actual tenant. */
  readonly pathOf: (principalId: string) => readonly PathStep[] | undefined;
  /** A party as a person would say it. */
  readonly partyLabel: (party: Party) => string;
  /** What else the review found; joined to the differences it is about. */
  readonly observations?: readonly Observation[];
  /** Of systems beside the tenant, which are compared for themselves. */
  readonly elsewhere?: readonly Difference[];
  /** What the audit log knows. */
  readonly history?: History;
  readonly lastUse?: LastUseOf;
  readonly withoutIt?: WithoutIt;
  /** Where a path of the matrix is in its file; of its nearest ancestor that exists. */
  readonly placeOf?: (path: string) => { readonly file: string; readonly line: number };
  /** What objects were called before, by id in lower case. */
  readonly formerNames?: ReadonlyMap<string, string>;
}

export interface Comparison {
  /** Worst first. */
  readonly differences: readonly Difference[];
  /** Declared accesses found exactly as declared. */
  readonly asDeclared: number;
  readonly declared: number;
  /** Declared accesses whose collection could not be read: neither there nor missing. */
  readonly notCompared: readonly AccessRecord[];
}

/** From which collections a kind of access is read: when one failed, "missing" cannot be said. */
const collectionsOf: Readonly<Record<AccessRecord["kind"], readonly CollectionName[]>> = {
  "directory-role": ["roleAssignments", "roleEligibilitySchedules", "directoryRoles"],
  "group-member": ["groups", "groupAssignmentSchedules", "groupEligibilitySchedules"],
  "group-owner": ["groups", "groupAssignmentSchedules", "groupEligibilitySchedules"],
  "application-owner": ["applications", "servicePrincipals"],
  "application-permission": ["appRoleAssignments", "servicePrincipals"],
  "application-role": ["appRoleAssignments", "servicePrincipals"],
  "delegated-permission": ["oauth2PermissionGrants", "servicePrincipals"],
  "application-credential": ["applications", "servicePrincipals"],
  "activation-rules": ["roleManagementPolicies", "roleManagementPolicyAssignments"],
  "conditional-access-policy": ["conditionalAccessPolicies"],
  "named-location": ["namedLocations"],
  "authentication-strength": ["authenticationStrengthPolicies"],
  "administrative-unit-member": ["administrativeUnits"],
  user: ["users"],
  "azure-role": ["armResources"],
  "azure-resource": ["armResources"],
};

/** Every difference that matters, worst first, and how much was as declared. */
export function compareAccess(input: CompareInput): Comparison {
  const unread = new Set(input.unreadable.map(({ collection }) => collection));
  const urnOf = (record: AccessRecord) =>
    input.declaredBy.get(record.objectKey) ?? input.declaredBy.get(record.principal.id);
  // What a plan only looks up is not declared by it.
  const declaredRecords = input.declared.filter((record) => urnOf(record) !== undefined);
  const declared = Map.groupBy(declaredRecords, ({ key }) => key);
  const assumed = new Set(input.declared.map(({ key }) => key));
  const actual = Map.groupBy(input.actual, ({ key }) => key);
  const managedNames = new Set(
    declaredRecords
      .filter(({ principal }) => principal.type === "group")
      .map(({ principal }) => shortName(principal.label)),
  );
  for (const record of declaredRecords)
    if (record.kind === "group-member" || record.kind === "group-owner") managedNames.add(record.target);

  const drafts: Draft[] = [];
  const notCompared: AccessRecord[] = [];
  let asDeclared = 0;
  const undeclared: { readonly records: AccessRecord[]; readonly key?: string }[] = [];
  const missing: AccessRecord[] = [];

  for (const [key, records] of declared) {
    const found = actual.get(key);
    const record = strongest(records);
    if (record === undefined) continue;
    if (found === undefined) {
      if (collectionsOf[record.kind].some((collection) => unread.has(collection))) notCompared.push(record);
      else missing.push(record);
      continue;
    }
    const changes = changesOf(records, found);
    if (changes.length === 0) asDeclared++;
    else {
      const now = strongest(found) ?? record;
      drafts.push({
        kind: "changed",
        severity: changedSeverity(now, changes),
        record: now,
        records: found,
        changes,
        ...urn(record),
      });
    }
  }
  for (const [key, records] of actual) {
    if (declared.has(key) || assumed.has(key)) continue;
    // Names are what keys are made of, and two groups or applications may have one name.
    const apart = [...Map.groupBy(records, ({ principal, targetId }) => `${principal.id} ${targetId ?? ""}`)];
    for (const [ids, held] of apart)
      undeclared.push({ records: held, ...(apart.length > 1 && { key: `${key} | ${ids}` }) });
  }

  // The same principal and target at another scope: one change, not one missing and one undeclared.
  const moved = new Set<AccessRecord>();
  const missingAt = Map.groupBy(missing, placeOf);
  const declaredAt = Map.groupBy(declaredRecords, placeOf);
  for (const { records, key } of undeclared) {
    const record = strongest(records);
    if (record === undefined) continue;
    const own = key === undefined ? {} : { key };
    const was = missingAt
      .get(placeOf(record))
      ?.find((candidate) => !moved.has(candidate) && candidate.scope !== record.scope);
    const elsewhere = declaredAt.get(placeOf(record))?.find((candidate) => candidate.scope !== record.scope);
    if (was !== undefined) {
      moved.add(was);
      const changes = [
        { what: "scope", declared: was.scope, actual: record.scope, weaker: true },
        ...changesOf([was], records),
      ];
      drafts.push({
        kind: "changed",
        severity: changedSeverity(record, changes),
        record,
        records,
        changes,
        ...own,
        ...urn(was),
      });
      continue;
    }
    const path = input.pathOf(record.principal.id);
    const reachesTierZero =
      leadsThrough(path, record) && path?.every(({ condition }) => condition !== "internal-approval") === true;
    const managed =
      managedNames.has(record.target) ||
      managedNames.has(shortName(record.principal.label)) ||
      // Only the applications of systems are recorded, and the matrix says who signs in to those.
      record.kind === "application-role";
    const severity = undeclaredSeverity(record, { managed, reachesTierZero });
    if (severity === undefined) continue;
    const changes =
      elsewhere === undefined ? [] : [{ what: "scope", declared: elsewhere.scope, actual: record.scope, weaker: true }];
    drafts.push({ kind: "undeclared", severity, record, records: [record], changes, ...own });
  }
  for (const record of missing) {
    if (!moved.has(record))
      drafts.push({
        kind: "missing",
        severity: missingSeverity(record),
        record,
        records: [record],
        changes: [],
        ...urn(record),
      });
  }

  const identities = new Map<string, ReadonlySet<string>>();
  const inTenant = groupedMissing(grouped(drafts), (record) => rowOf(record, input.entitlements, input.partyLabel));
  const differences = joined([...inTenant.map(finish), ...(input.elsewhere ?? [])], input, identities);
  return {
    differences: together(toldApart(differences)).toSorted(byImportance),
    asDeclared,
    declared: declared.size,
    notCompared,
  };

  function urn(record: AccessRecord): { urn?: string } {
    const found = urnOf(record);
    return found === undefined ? {} : { urn: found };
  }

  function finish(draft: Draft): Difference {
    const { record, records, kind, severity } = draft;
    const way = kind === "missing" ? undefined : input.pathOf(record.principal.id);
    const path = record.kind === "user" || records.some((each) => leadsThrough(way, each)) ? way : undefined;
    const row = rowOf(record, input.entitlements, input.partyLabel);
    const neverMeant = record.tier === 0 || record.principal.party.kind !== "provider" || severity === "critical";
    const permissions = kind !== "missing" ? severalNouns[record.kind] : undefined;
    const several = records.length > 1 && permissions !== undefined;
    const id = differenceId(kind, draft.key ?? record.key);
    const objects = records.map(({ objectKey }) => objectKey);
    const deed = kind === "missing" ? undefined : input.history?.granted(record);
    const since = record.since ?? deed?.on;
    const grantedBy = record.grantedBy ?? deed?.by;
    const lastUse = kind === "missing" ? undefined : input.lastUse?.(record);
    const withoutIt =
      path === undefined || record.kind === "user" ? undefined : input.withoutIt?.(record.principal.id, objects);
    const formerly = nameBefore(record);
    identities.set(id, new Set(records.map(({ principal }) => principal.identity)));
    return {
      id,
      kind,
      severity,
      title: draft.title ?? titleOf(draft),
      why: draft.why ?? whyOf(draft, path !== undefined),
      principal: principalOf(record, input.partyLabel),
      access: {
        kind: record.kind,
        target: several ? `${records.length} ${permissions}` : record.target,
        ...(record.targetId !== undefined && !several && { targetId: record.targetId }),
        scope: record.scope,
        held: record.held,
        ...(record.until !== undefined && { until: record.until }),
        // What is only declared has been there since never.
        ...(kind !== "missing" && since !== undefined && { since }),
        ...(grantedBy !== undefined && { grantedBy }),
        ...(lastUse !== undefined && { lastUse }),
        ...(record.tier !== undefined && { tier: record.tier }),
        objects,
      },
      changes: [...draft.changes],
      items: records.length > 1 ? records.map(itemText) : [],
      row: { ...row },
      ...(path !== undefined && { path: path.map((step) => ({ ...step })) }),
      ...(withoutIt !== undefined && { withoutIt }),
      ...(formerly !== undefined && { formerly }),
      rules: [],
      remedy: remedyFor(kind, records, {
        stack: input.stack,
        ...(input.restore !== undefined && { restore: input.restore }),
        ...(row.path !== undefined && { row: row.path }),
        ...(input.placeOf !== undefined && { placeOf: input.placeOf }),
        neverMeant,
      }),
      ...(draft.urn !== undefined && { declaredBy: draft.urn }),
    };
  }

  /** What the principal, or else what it is in, was called before. */
  function nameBefore({ principal, target, targetId }: AccessRecord): string | undefined {
    const own = input.formerNames?.get(principal.id.toLowerCase());
    if (own !== undefined) return own;
    const ofTarget = targetId === undefined ? undefined : input.formerNames?.get(targetId.toLowerCase());
    return ofTarget === undefined || ofTarget === target ? undefined : `${target} was ${ofTarget}`;
  }
}

/** Sentences about several who are called the same say which of them they are about. */
function toldApart(differences: readonly Difference[]): Difference[] {
  const byTitle = Map.groupBy(differences, ({ title }) => title);
  return differences.map((difference) => {
    const { title, principal, access } = difference;
    const alike = byTitle.get(title) ?? [];
    if (alike.length === 1) return difference;
    const isOfOne = alike.every((each) => each.principal.id === principal.id);
    if (isOfOne) {
      const which = access.targetId ?? access.objects[0];
      return which === undefined
        ? difference
        : { ...difference, title: title.replace(/(, and the matrix .*)?\.$/, ` (${which})$&`) };
    }
    if (!title.startsWith(principal.label)) return difference;
    const who = principal.type === "user" ? principal.identity.replace(/^user:/, "") : principal.id;
    return { ...difference, title: `${principal.label} (${who})${title.slice(principal.label.length)}` };
  });
}

/** What several of one kind are called together, where one difference stands for them. */
const severalNouns: Partial<Record<AccessRecord["kind"], string>> = {
  "application-permission": "application permissions",
  "delegated-permission": "delegated permissions",
};

/** Worst first; then what is there before what is not; then the shortest way to Global Administrator. */
function byImportance(left: Difference, right: Difference): number {
  const absent = ({ kind }: Difference) => (kind === "missing" ? 1 : 0);
  const steps = ({ path }: Difference) => path?.length ?? 99;
  return (
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    absent(left) - absent(right) ||
    steps(left) - steps(right) ||
    left.principal.party.label.localeCompare(right.principal.party.label, "en") ||
    left.title.localeCompare(right.title, "en") ||
    left.id.localeCompare(right.id, "en")
  );
}

/** Who holds what, wherever. */
function placeOf({ kind, principal, target, targetId }: AccessRecord): string {
  return `${kind} ${principal.identity} ${targetId ?? target}`;
}

/** Whether a way goes through what the record gives. */
function leadsThrough(path: readonly PathStep[] | undefined, record: AccessRecord): boolean {
  return path?.some((step) => step.to.includes(record.target)) ?? false;
}
