/**
 * Declared access against actual access. Only differences that matter are reported: what Demarc does not manage and what
 * belongs to internal staff is not one, except where it changes something that is declared.
 */

import { createHash } from "node:crypto";
import type { AccessRecord, Party } from "../access/record.ts";
import type { Entitlements } from "../entitlements/entitlements.ts";
import type { Finding, PathStep, WaivedFinding } from "../finding.ts";
import type { CollectionName, Unreadable } from "../tenant/snapshot.ts";
import { type Change, changesOf, holdingText, strongest } from "./changes.ts";
import { shortName } from "./names.ts";
import { remedyFor } from "./remedy.ts";
import { type MatrixRow, rowOf } from "./row.ts";
import type { Difference, DifferenceKind, ReviewPrincipal, ReviewSeverity } from "./schema.ts";
import { severities } from "./schema.ts";
import { changedSeverity, findingSeverity, missingSeverity, undeclaredSeverity, worse } from "./severity.ts";

export interface CompareInput {
  readonly declared: readonly AccessRecord[];
  readonly actual: readonly AccessRecord[];
  /** Object id or relation key → URN of the declared side (`MaterialisedTenant.declaredBy`). */
  readonly declaredBy: ReadonlyMap<string, string>;
  readonly unreadable: readonly Unreadable[];
  readonly entitlements: Entitlements;
  readonly stack: string;
  /** Findings of the rules on the actual tenant. */
  readonly findings: readonly (Finding | WaivedFinding)[];
  /** Shortest way to Global Administrator from a principal of the actual tenant. */
  readonly pathOf: (principalId: string) => readonly PathStep[] | undefined;
  /** A party as a person would say it. */
  readonly partyLabel: (party: Party) => string;
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

/** So many tier-0 permissions of one application make it a Global Administrator in all but name. */
const shadowAdministratorFrom = 3;

interface Draft {
  readonly kind: DifferenceKind;
  readonly severity: ReviewSeverity;
  readonly record: AccessRecord;
  /** Every access that it stands for; the first is `record`. */
  readonly records: readonly AccessRecord[];
  readonly changes: readonly Change[];
  readonly urn?: string;
  readonly title?: string;
  readonly why?: string;
}

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
  const undeclared: AccessRecord[][] = [];
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
  for (const [key, records] of actual) if (!declared.has(key) && !assumed.has(key)) undeclared.push(records);

  // The same principal and target at another scope: one change, not one missing and one undeclared.
  const moved = new Set<AccessRecord>();
  for (const records of undeclared) {
    const record = strongest(records);
    if (record === undefined) continue;
    const was = missing.find((candidate) => !moved.has(candidate) && sameButScope(candidate, record));
    const elsewhere = declaredRecords.find((candidate) => sameButScope(candidate, record));
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
        ...urn(was),
      });
      continue;
    }
    const path = input.pathOf(record.principal.id);
    const reachesTierZero =
      leadsThrough(path, record) && path?.every(({ condition }) => condition !== "internal-approval") === true;
    const managed = managedNames.has(record.target) || managedNames.has(shortName(record.principal.label));
    const severity = undeclaredSeverity(record, { managed, reachesTierZero });
    if (severity === undefined) continue;
    const changes =
      elsewhere === undefined ? [] : [{ what: "scope", declared: elsewhere.scope, actual: record.scope, weaker: true }];
    drafts.push({ kind: "undeclared", severity, record, records: [record], changes });
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
  const differences = withFindings(
    groupedMissing(grouped(drafts), (record) => rowOf(record, input.entitlements, input.partyLabel)).map(finish),
    input,
    identities,
  );
  return {
    differences: differences.toSorted(byImportance),
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
    const permissions = records.length > 1 && record.kind === "application-permission";
    const id = differenceId(kind, record.key);
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
        target: permissions ? `${records.length} application permissions` : record.target,
        ...(record.targetId !== undefined && !permissions && { targetId: record.targetId }),
        scope: record.scope,
        held: record.held,
        ...(record.until !== undefined && { until: record.until }),
        // What is only declared has been there since never.
        ...(kind !== "missing" && record.since !== undefined && { since: record.since }),
        ...(record.grantedBy !== undefined && { grantedBy: record.grantedBy }),
        ...(record.tier !== undefined && { tier: record.tier }),
        objects: records.map(({ objectKey }) => objectKey),
      },
      changes: [...draft.changes],
      items: records.length > 1 ? records.map(itemText) : [],
      row: { ...row },
      ...(path !== undefined && { path: path.map((step) => ({ ...step })) }),
      rules: [],
      remedy: remedyFor(kind, records, {
        stack: input.stack,
        ...(row.path !== undefined && { row: row.path }),
        neverMeant,
      }),
      ...(draft.urn !== undefined && { declaredBy: draft.urn }),
    };
  }
}

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

function sameButScope(left: AccessRecord, right: AccessRecord): boolean {
  return (
    left.kind === right.kind &&
    left.principal.identity === right.principal.identity &&
    (left.targetId ?? left.target) === (right.targetId ?? right.target) &&
    left.scope !== right.scope
  );
}

/** Whether a way goes through what the record gives. */
function leadsThrough(path: readonly PathStep[] | undefined, record: AccessRecord): boolean {
  return path?.some((step) => step.to.includes(record.target)) ?? false;
}

/** An application's permissions are one decision, not twenty. */
function grouped(drafts: readonly Draft[]): Draft[] {
  const isPermission = (draft: Draft) => draft.kind === "undeclared" && draft.record.kind === "application-permission";
  const byApplication = Map.groupBy(drafts.filter(isPermission), ({ record }) => record.principal.identity);
  const merged = [...byApplication.values()].flatMap((group): Draft[] => {
    const ordered = group.toSorted(
      (left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity),
    );
    const [first] = ordered;
    if (first === undefined) return [];
    if (ordered.length === 1) return [first];
    const records = ordered.map(({ record }) => record);
    const tierZero = records.filter(({ tier }) => tier === 0).length;
    const name = shortName(first.record.principal.label);
    return [
      tierZero >= shadowAdministratorFrom
        ? {
            ...first,
            records,
            title: `The application ${name} is a shadow Global Administrator: it holds ${tierZero} application permissions that reach control of the tenant.`,
            why: "An application needs no sign-in, no second factor and no approval. Whoever runs it, or steals its credential, can do what a Global Administrator can, and no role list shows it.",
          }
        : { ...first, records, ...(tierZero > 0 && { title: mixedTitle(name, records) }) },
    ];
  });
  return [...drafts.filter((draft) => !isPermission(draft)), ...merged];
}

function mixedTitle(name: string, records: readonly AccessRecord[]): string {
  const worst = records.filter(({ tier }) => tier === 0).map(({ target }) => target);
  const others = records.length - worst.length;
  const further = others === 0 ? "" : ` and ${others} more ${others === 1 ? "permission" : "permissions"}`;
  return `The application ${name} holds ${worst.join(" and ")}${further}, and the matrix does not say so.`;
}

/** What one row declares and is not there is put back by one deployment: one difference. */
function groupedMissing(drafts: readonly Draft[], rowFor: (record: AccessRecord) => MatrixRow): Draft[] {
  const missing = Map.groupBy(
    drafts.filter(({ kind }) => kind === "missing"),
    ({ record }) => rowFor(record).path ?? `${record.kind} ${record.principal.party.kind}`,
  );
  const merged = [...missing.values()].flatMap((group): Draft[] => {
    const [worst] = group.toSorted(
      (left, right) => severities.indexOf(left.severity) - severities.indexOf(right.severity),
    );
    if (worst === undefined || group.length === 1) return group;
    const { path, text } = rowFor(worst.record);
    const what =
      path === undefined
        ? `${worst.record.kind.replaceAll("-", " ")} records`
        : `accesses and settings of the row ${text}`;
    return [
      {
        ...worst,
        records: group.map(({ record }) => record),
        title: `Declared, but not there: ${group.length} ${what}.`,
      },
    ];
  });
  return [...drafts.filter(({ kind }) => kind !== "missing"), ...merged];
}

function itemText(record: AccessRecord): string {
  if (record.kind !== "application-permission")
    return `${shortName(record.principal.label)}: ${record.target}, ${record.scope}`;
  return record.tier === undefined ? record.target : `${record.target} (tier ${record.tier})`;
}

/** What belongs to the tenant itself rather than to somebody. */
const settingTypes: ReadonlySet<string> = new Set(["policy", "location", "resource", "object"]);

function principalOf(record: AccessRecord, label: (party: Party) => string): ReviewPrincipal {
  const { party, type } = record.principal;
  const isSetting = party.kind === "unknown" && settingTypes.has(type);
  return {
    id: record.principal.id,
    identity: record.principal.identity,
    label: shortName(record.principal.label),
    type: record.principal.type,
    party: {
      kind: party.kind,
      ...(party.kind === "provider" && { provider: party.provider }),
      label: isSetting ? "Tenant settings" : label(party),
    },
  };
}

/** What each kind of access is, as a verb phrase: `holds the role …`. */
const phrases: Readonly<Record<AccessRecord["kind"], (record: AccessRecord) => string>> = {
  "directory-role": (r) =>
    `${r.held === "eligible" ? "can activate" : "holds"} the role ${r.target}${overScope(r.scope)}`,
  "group-member": (r) => `${r.held === "eligible" ? "can become" : "is"} a member of the group ${r.target}`,
  "group-owner": (r) => `${r.held === "eligible" ? "can become" : "is"} an owner of the group ${r.target}`,
  "application-owner": (r) => `owns the application ${r.target} (${r.scope})`,
  "application-permission": (r) => `holds the application permission ${r.target}`,
  "delegated-permission": (r) => `may use ${r.target} in people's names`,
  "application-credential": (r) => `has the credential ${r.target}`,
  "activation-rules": (r) => `has activation rules for ${r.target}`,
  "conditional-access-policy": (r) => `is a conditional access policy${stateText(r)}`,
  "named-location": () => "is a named location",
  "authentication-strength": () => "is an authentication strength",
  "administrative-unit-member": (r) => `is in the administrative unit ${r.target}`,
  user: (r) => `has ${/^[aeiou]/.test(r.target) ? "an" : "a"} ${r.target}`,
  "azure-role": (r) => `${r.held === "eligible" ? "can activate" : "holds"} the Azure role ${r.target} at ${r.scope}`,
  "azure-resource": () => "exists in Azure",
};

/** What a policy's state means for those it should protect (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy). */
function stateText({ settings }: AccessRecord): string {
  if (settings?.["state"] === "disabled") return " that is switched off";
  return settings?.["state"] === "enabledForReportingButNotEnforced" ? " that only reports and enforces nothing" : "";
}

function overScope(scope: string): string {
  return scope === "directory" ? " for the whole directory" : ` over ${scope}`;
}

function titleOf({ kind, record, records, changes }: Draft): string {
  const who = shortName(record.principal.label);
  const phrase =
    records.length > 1 && kind === "undeclared"
      ? `holds ${records.length} application permissions`
      : phrases[record.kind](record);
  if (kind === "missing") return `Declared, but not there: ${who} ${phrase}.`;
  if (kind === "changed") {
    return `${who} ${phrase}; ${changes.map((change) => `${change.what} is ${change.actual} instead of ${change.declared}`).join("; ")}.`;
  }
  return record.kind === "user" && record.principal.party.kind === "provider"
    ? `${who} ${phrase}, and is not among the people that the matrix lists for the provider.`
    : `${who} ${phrase}, and the matrix does not say so.`;
}

const partyReasons: Readonly<Record<Party["kind"], string>> = {
  provider: "It belongs to a provider, and what a provider holds is what the matrix says.",
  unknown: "Nobody knows whose it is. What reaches control of the tenant has to have an owner.",
  emergency: "It touches an emergency account. These are the last way in and hold nothing but what they need.",
  internal: "It changes something that the matrix declares.",
  deployment: "It changes something that the matrix declares.",
  microsoft: "It belongs to Microsoft.",
};

function whyOf({ kind, record, changes }: Draft, reaches: boolean): string {
  const parts = [];
  if (kind === "missing") {
    parts.push(
      record.principal.party.kind === "emergency"
        ? "Without it the company may not get into its own tenant in an emergency."
        : "What protects or enables work is not in force.",
    );
  } else if (kind === "changed") {
    parts.push(
      changes.some(({ weaker }) => weaker)
        ? "It gives more, or protects less, than was declared."
        : "It is not as declared, though not weaker.",
    );
  } else parts.push(partyReasons[record.principal.party.kind]);
  if (reaches && kind !== "missing") parts.push("From here there is a way to Global Administrator.");
  else if (record.tier === 0 && kind !== "missing") parts.push("It reaches control of the whole tenant (tier 0).");
  if (kind !== "missing" && record.held === "standing" && record.tier !== undefined && record.tier < 2) {
    parts.push(`It is ${holdingText("standing")}.`);
  }
  return parts.join(" ");
}

/** Adds the rules' findings to the differences they are about; a finding about nothing else becomes a difference of its own. */
function withFindings(
  differences: readonly Difference[],
  input: CompareInput,
  identities: ReadonlyMap<string, ReadonlySet<string>>,
): Difference[] {
  const result = [...differences];
  for (const finding of input.findings) {
    const severity = findingSeverity(finding.rule, "waiver" in finding ? "note" : finding.severity);
    const indexes = matching(result, finding, identities);
    if (indexes.length === 0) {
      result.push(fromFinding(finding, severity, input));
      continue;
    }
    for (const index of indexes) {
      const difference = result[index];
      if (difference === undefined) continue;
      result[index] = {
        ...difference,
        severity: worse(difference.severity, severity),
        rules: withRule(difference.rules, finding),
        ...(difference.path === undefined &&
          finding.path !== undefined && { path: finding.path.map((step) => ({ ...step })) }),
      };
    }
  }
  return result;
}

/** One entry a rule: an application with twenty permissions is refused twenty times for one reason. */
function withRule(rules: Difference["rules"], finding: Finding | WaivedFinding): Difference["rules"] {
  const { rule } = finding;
  const message = said(finding);
  const before = rules.find((entry) => entry.rule === rule);
  if (before === undefined) return [...rules, { rule, message, count: 1 }];
  return rules.map((entry) => (entry === before ? { ...entry, count: entry.count + 1 } : entry));
}

/** What a finding says, and that it is waived. */
function said(finding: Finding | WaivedFinding): string {
  if (!("waiver" in finding)) return finding.message;
  const { approvedBy, reason, until } = finding.waiver;
  return `${finding.message} Waived by ${approvedBy} until ${until}: ${reason}`;
}

/** Differences that a finding is about: the access itself and the same one of others it names, else the worst of the principal's. */
function matching(
  differences: readonly Difference[],
  finding: Finding,
  identities: ReadonlyMap<string, ReadonlySet<string>>,
): number[] {
  const where = (fits: (difference: Difference) => boolean) =>
    differences.flatMap((difference, index) => (fits(difference) ? [index] : []));
  const [first] = where(({ access }) => access.objects.includes(finding.resource));
  const named = first === undefined ? undefined : differences[first];
  if (named !== undefined) {
    return where(
      ({ access, kind, principal, items }) =>
        access.objects.includes(finding.resource) ||
        (kind !== "missing" &&
          access.kind === named.access.kind &&
          finding.message.includes(principal.label) &&
          (access.target === named.access.target || names(items, finding.message))),
    );
  }
  const declared = where(({ declaredBy }) => declaredBy === finding.resource);
  if (declared.length > 0) return declared;
  // Of an account that does not exist there is no object, only its place in the matrix.
  const place = "emergencyAccounts.";
  const address = finding.resource.startsWith(place)
    ? `user:${finding.resource.slice(place.length).toLowerCase()}`
    : "";
  const start = finding.path?.[0]?.from;
  const ofPrincipal = where(
    ({ id, kind, principal }) =>
      identities.get(id)?.has(address) === true ||
      // What is not there cannot be what a finding about the tenant is about.
      (kind !== "missing" &&
        (principal.id === finding.resource || (start !== undefined && principal.label === shortName(start)))),
  );
  const rank = (index: number) => severities.indexOf(differences[index]?.severity ?? "low");
  return ofPrincipal.toSorted((left, right) => rank(left) - rank(right)).slice(0, 1);
}

/** Whether one of several permissions is in a sentence. */
function names(items: readonly string[], message: string): boolean {
  return items.some((item) => message.includes(item.replace(/ \(tier \d\)$/, "")));
}

function fromFinding(finding: Finding | WaivedFinding, severity: ReviewSeverity, input: CompareInput): Difference {
  const record = input.actual.find(
    ({ principal, objectKey }) => objectKey === finding.resource || principal.id === finding.resource,
  );
  const row =
    record === undefined
      ? { text: "No row: it holds whatever the matrix says" }
      : rowOf(record, input.entitlements, input.partyLabel);
  return {
    id: differenceId("refused", `${finding.rule} ${finding.resource} ${finding.message}`),
    kind: "refused",
    severity,
    title: said(finding),
    why:
      "waiver" in finding
        ? `The rule ${finding.rule} refuses it; the matrix waives that for a time.`
        : `The rule ${finding.rule} refuses it, whatever the matrix says.`,
    principal:
      record === undefined
        ? {
            id: finding.resource,
            identity: finding.resource,
            label: finding.path?.[0]?.from ?? finding.resource,
            type: "object",
            party: { kind: "unknown", label: "Tenant settings" },
          }
        : principalOf(record, input.partyLabel),
    access: {
      kind: record?.kind ?? "rule",
      target: record?.target ?? finding.rule,
      scope: record?.scope ?? "directory",
      held: record?.held ?? "on",
      ...(record?.since !== undefined && { since: record.since }),
      ...(record?.grantedBy !== undefined && { grantedBy: record.grantedBy }),
      ...(record?.tier !== undefined && { tier: record.tier }),
      objects: record === undefined ? [] : [record.objectKey],
    },
    changes: [],
    items: [],
    row: { ...row },
    ...(finding.path !== undefined && { path: finding.path.map((step) => ({ ...step })) }),
    rules: withRule([], finding),
    remedy: { words: finding.remedy ?? "Decide what is meant, and change the matrix or the tenant." },
  };
}

/** Short, stable, the same in every review: what people write into tickets. */
function differenceId(kind: string, key: string): string {
  return `D-${createHash("sha256").update(`${kind}\n${key}`).digest("hex").slice(0, 8)}`;
}
