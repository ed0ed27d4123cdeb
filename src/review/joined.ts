/**
 * Findings of the rules and observations of the review, joined to the differences they are about; what is about nothing else becomes a
 * line of its own.
 */

import type { AccessRecord } from "../access/record.ts";
import type { Finding, WaivedFinding } from "../finding.ts";
import type { CompareInput } from "./compare.ts";
import { differenceId } from "./draft.ts";
import { shortName } from "./names.ts";
import type { Observation } from "./observe/observation.ts";
import { rowOf } from "./row.ts";
import { type Difference, type ReviewSeverity, severities } from "./schema.ts";
import { principalOf } from "./sentences.ts";
import { findingSeverity, worse } from "./severity.ts";

/** @param identities of each difference: of everybody it stands for */
export function joined(
  differences: readonly Difference[],
  input: CompareInput,
  identities: ReadonlyMap<string, ReadonlySet<string>>,
): Difference[] {
  const result = [...differences];
  const index = new Index(result, input.actual, identities);
  for (const finding of input.findings) {
    const severity = findingSeverity(finding.rule, "waiver" in finding ? "note" : finding.severity);
    const found = matching(result, finding, index);
    if (found.length === 0) {
      const own = fromFinding(finding, severity, input, index);
      index.add(result.push(own) - 1, own);
      continue;
    }
    for (const at of found) {
      const difference = result[at];
      if (difference === undefined) continue;
      result[at] = {
        ...difference,
        severity: worse(difference.severity, severity),
        rules: withRule(difference.rules, finding),
        ...(difference.path === undefined &&
          finding.path !== undefined && { path: finding.path.map((step) => ({ ...step })) }),
      };
    }
  }
  for (const observation of input.observations ?? []) {
    const found = observation.objects.flatMap((object) => index.byObject.get(object) ?? []);
    const noted = [...new Set(found)].filter((at) => result[at]?.kind !== "missing" && result[at]?.kind !== "noticed");
    for (const at of noted) {
      const difference = result[at];
      if (difference !== undefined) result[at] = withObservation(difference, observation);
    }
    if (noted.length === 0 || observation.joins === "also") result.push(fromObservation(observation, input));
  }
  return result;
}

/** Where a difference is found, so that many findings meet many differences in linear time. Positions stay as differences change. */
class Index {
  readonly byObject = new Map<string, number[]>();
  readonly byUrn = new Map<string, number[]>();
  readonly byAccess = new Map<string, number[]>();
  readonly byPrincipal = new Map<string, number[]>();
  readonly byIdentity = new Map<string, number[]>();
  readonly #actual: readonly AccessRecord[];
  readonly #identities: ReadonlyMap<string, ReadonlySet<string>>;
  #records: ReadonlyMap<string, AccessRecord> | undefined;

  constructor(
    differences: readonly Difference[],
    actual: readonly AccessRecord[],
    identities: ReadonlyMap<string, ReadonlySet<string>>,
  ) {
    this.#actual = actual;
    this.#identities = identities;
    for (const [at, difference] of differences.entries()) this.add(at, difference);
  }

  add(at: number, { id, access, declaredBy, principal }: Difference): void {
    for (const object of access.objects) put(this.byObject, object, at);
    if (declaredBy !== undefined) put(this.byUrn, declaredBy, at);
    put(this.byAccess, access.kind, at);
    put(this.byPrincipal, `id ${principal.id}`, at);
    put(this.byPrincipal, `label ${principal.label}`, at);
    for (const identity of this.#identities.get(id) ?? []) put(this.byIdentity, identity, at);
  }

  /** The first record that is, or is held by, the object. */
  recordOf(object: string): AccessRecord | undefined {
    if (this.#records === undefined) {
      const records = new Map<string, AccessRecord>();
      for (const record of this.#actual) {
        for (const key of [record.objectKey, record.principal.id]) if (!records.has(key)) records.set(key, record);
      }
      this.#records = records;
    }
    return this.#records.get(object);
  }
}

function put(index: Map<string, number[]>, key: string, at: number): void {
  const list = index.get(key);
  if (list === undefined) index.set(key, [at]);
  else list.push(at);
}

/** Differences that a finding is about: the access itself and the same one of others it names, else the worst of the principal's. */
function matching(differences: readonly Difference[], finding: Finding, index: Index): number[] {
  const { resource, message, path } = finding;
  const own = index.byObject.get(resource) ?? [];
  const named = differences[own[0] ?? -1];
  if (named !== undefined) {
    const alike = (index.byAccess.get(named.access.kind) ?? []).filter((at) => {
      const difference = differences[at];
      if (difference === undefined || difference.kind === "missing") return false;
      const { access, principal, items } = difference;
      return message.includes(principal.label) && (access.target === named.access.target || names(items, message));
    });
    return [...new Set([...own, ...alike])].toSorted((left, right) => left - right);
  }
  const declared = index.byUrn.get(resource) ?? [];
  if (declared.length > 0) return declared;
  // Of an account that does not exist there is no object, only its place in the matrix.
  const place = "emergencyAccounts.";
  const address = resource.startsWith(place) ? `user:${resource.slice(place.length).toLowerCase()}` : "";
  const start = path?.[0]?.from;
  const there = [
    ...(index.byPrincipal.get(`id ${resource}`) ?? []),
    ...(start === undefined ? [] : (index.byPrincipal.get(`label ${shortName(start)}`) ?? [])),
    // What is not there cannot be what a finding about the tenant is about.
  ].filter((at) => differences[at]?.kind !== "missing");
  const ofPrincipal = [...new Set([...(index.byIdentity.get(address) ?? []), ...there])].toSorted(
    (left, right) => left - right,
  );
  const rank = (at: number) => severities.indexOf(differences[at]?.severity ?? "low");
  return ofPrincipal.toSorted((left, right) => rank(left) - rank(right)).slice(0, 1);
}

/** What has a line of its own is weighed there; what has none makes the access it is about as bad as it is. */
function withObservation(difference: Difference, observation: Observation): Difference {
  const { kind, message, severity, due, joins, overrules, remedy } = observation;
  const { place } = difference.remedy;
  return {
    ...difference,
    severity: joins === "only" ? worse(difference.severity, severity) : difference.severity,
    ...(overrules === true && { remedy: { ...remedy, ...(place !== undefined && { place }) } }),
    observations: [
      ...(difference.observations ?? []),
      { kind, message, ...(due !== undefined && { due }), id: ownId(observation) },
    ],
  };
}

/** The same in every review, also while it is told in another line. */
const ownId = ({ kind, key }: Observation) => differenceId("noticed", `${kind} ${key}`);

/** A line of its own. */
function fromObservation(observation: Observation, input: CompareInput): Difference {
  const { kind, severity, message, why, key, principal, objects, remedy, due, items = [], row, where } = observation;
  const place = row?.path === undefined ? undefined : input.placeOf?.(row.path);
  return {
    id: ownId(observation),
    kind: "noticed",
    severity,
    title: message,
    why,
    principal:
      principal === undefined
        ? {
            id: row?.path ?? key,
            identity: row?.path === undefined ? `review:${kind}` : `matrix:${row.path}`,
            label: row?.text ?? "Several",
            type: "object",
            party: { kind: "unknown", label: row === undefined ? "Several" : "Matrix" },
          }
        : principalOf({ principal }, input.partyLabel),
    access: {
      kind: "observation",
      target: kind.replaceAll("-", " "),
      scope: "directory",
      held: "on",
      ...where,
      objects: [...objects],
    },
    changes: [],
    items: [...items],
    row: row === undefined ? { text: "No row: it is about what is in the tenant" } : { ...row },
    observations: [{ kind, message, ...(due !== undefined && { due }) }],
    rules: [],
    remedy: {
      ...remedy,
      ...(place !== undefined && row?.path !== undefined && { place: { ...place, path: row.path } }),
    },
  };
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

/** Whether one of several permissions is in a sentence. */
function names(items: readonly string[], message: string): boolean {
  return items.some((item) => message.includes(item.replace(/ \(tier \d\)$/, "")));
}

function fromFinding(
  finding: Finding | WaivedFinding,
  severity: ReviewSeverity,
  input: CompareInput,
  index: Index,
): Difference {
  const record = index.recordOf(finding.resource);
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
