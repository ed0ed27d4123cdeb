/** A review as tables: the same rows in the spreadsheet and in the CSV files. */

import { countOf } from "../alike.ts";
import { peopleOf } from "../decisions/people.ts";
import type { RecordedDifference } from "../decisions/recorded-review.ts";
import { controlsOfItem, controlsOfReview, controlsText, frameworkName } from "./controls.ts";
import type { DecidedItem, ExportSubject } from "./subject.ts";

export interface Table {
  /** Name of the sheet; in lower case, of the CSV file. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly width: number }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function tablesOf(subject: ExportSubject): Table[] {
  return [summary(subject), differences(subject), decisions(subject), access(subject), controls(), evidence(subject)];
}

function columns(...named: readonly (readonly [name: string, width: number])[]): Table["columns"] {
  return named.map(([name, width]) => ({ name, width }));
}

function summary({ review, decided, evidence }: ExportSubject): Table {
  const chosen = (choice: string) => decided.filter(({ decision }) => decision?.choice === choice).length;
  const signed = evidence?.signatures.map(({ side }) => side) ?? [];
  const rows: (readonly [string, string | number])[] = [
    ["Client", review.client.name],
    ["Tenant", review.client.tenantId],
    ["Reviewed on", review.reviewedOn.slice(0, 10)],
    ["Headline", review.headline],
    ...(["critical", "high", "medium", "low"] as const).map(
      (severity) => [`Differences, ${severity}`, countOf(review.differences, severity)] as const,
    ),
    ["Standing privileged access of providers", review.summary.standingPrivileged],
    ["Principals of providers that reach Global Administrator", review.summary.providersReachingGlobalAdministrator],
    ["Principals that reach Global Administrator", review.summary.principalsReachingGlobalAdministrator],
    ["Parts of the tenant that could not be read", review.summary.unreadable],
    ["To decide", decided.length],
    ["Decided: keep", chosen("keep")],
    ["Decided: revoke", chosen("revoke")],
    ["Decided: change the matrix", chosen("change-matrix")],
    ["Open", decided.filter(({ decision }) => decision === undefined).length],
    ["Signed by", signed.length === 0 ? "nobody" : signed.join(", ")],
  ];
  return { name: "Summary", columns: columns(["What", 52], ["Value", 80]), rows };
}

function differences({ review, decided }: ExportSubject): Table {
  const byId = new Map(decided.map((each) => [each.item.id, each]));
  return {
    name: "Differences",
    columns: columns(
      ["Id", 12],
      ["Severity", 10],
      ["Kind", 12],
      ["Difference", 70],
      ["Why", 60],
      ["Principal", 30],
      ["Identity", 40],
      ["Party", 18],
      ["Access", 20],
      ["Target", 30],
      ["Scope", 24],
      ["Held", 10],
      ["Since", 12],
      ["Last use", 24],
      ["Matrix row", 30],
      ["Rules", 40],
      ["Noticed", 60],
      ["What to do", 60],
      ["Decision", 14],
      ["Controls", 60],
      ["Line", 12],
    ),
    rows: review.differences
      .flatMap((line) => (line.members ?? [line]).map((single) => ({ ...line, ...single, line: line.id })))
      .map(({ id, severity, kind, title, why, principal, access, row, rules, observations = [], remedy, line }) => [
        id,
        severity,
        kind,
        title,
        why,
        principal.label,
        principal.identity,
        principal.party.label,
        access.kind,
        access.target,
        access.scope,
        access.held,
        access.since?.slice(0, 10) ?? "",
        access.lastUse === undefined ? "" : useText(access.lastUse),
        row.path ?? "",
        rules.map(({ rule }) => rule).join(", "),
        observations.flatMap(({ message }) => (message === title ? [] : [message])).join(" "),
        remedy.words,
        byId.get(line)?.decision?.choice ?? "open",
        controlsText(controlsOfItem({ kind: "difference", rules: rules.map(({ rule }) => rule) })),
        line,
      ]),
  };
}

/** With a day that a table can sort by; that it never was used and that nobody knows are different. */
function useText({ state, on, what }: NonNullable<RecordedDifference["access"]["lastUse"]>): string {
  if (state === "used") return `${on?.slice(0, 10) ?? ""} (${what})`;
  return state === "never" ? `never (${what})` : `not known (${what})`;
}

function decisions({ decided, matrix }: ExportSubject): Table {
  const people = peopleOf(matrix);
  return {
    name: "Decisions",
    columns: columns(
      ["Id", 12],
      ["What", 70],
      ["Party", 18],
      ["Decision", 14],
      ["Until", 12],
      ["Beyond", 16],
      ["Reason", 50],
      ["By", 36],
      ["Name", 22],
      ["Side", 12],
      ["On", 12],
      ["Ticket", 14],
    ),
    rows: decided.map(({ item, decision }) => {
      const person = people.get(decision?.by?.toLowerCase() ?? "");
      return [
        item.id,
        item.title,
        item.party.label,
        decision?.choice ?? "open",
        decision?.until ?? "",
        decision?.beyond?.join(", ") ?? "",
        decision?.reason ?? "",
        decision?.by ?? "",
        person?.name ?? "",
        person?.side ?? "",
        decision?.on ?? "",
        decision?.ticket ?? "",
      ];
    }),
  };
}

/** Everything under review by whose it is: what auditors ask for as the list of access. */
function access({ decided }: ExportSubject): Table {
  const byParty = decided.toSorted((left, right) => (left.item.party.label < right.item.party.label ? -1 : 1));
  return {
    name: "Access by party",
    columns: columns(
      ["Party", 18],
      ["Identity", 44],
      ["Access", 70],
      ["As declared", 12],
      ["Tier", 8],
      ["Matrix row", 30],
      ["Decision", 14],
    ),
    rows: byParty.map(({ item, decision }: DecidedItem) => [
      item.party.label,
      item.identity,
      item.title,
      item.kind === "access" ? "yes" : "no",
      item.tier ?? "",
      item.row ?? "",
      decision?.choice ?? "open",
    ]),
  };
}

function controls(): Table {
  return {
    name: "Controls",
    columns: columns(["Framework", 60], ["Control", 24], ["Title", 60], ["Source", 80]),
    rows: controlsOfReview().map(({ framework, id, title, source }) => [frameworkName(framework), id, title, source]),
  };
}

function evidence({ review, evidence: signed }: ExportSubject): Table {
  const { snapshotDigest, declaredDigest, collectedAt, source, objects, staff = [], versions } = review.evidence;
  const rows: (readonly [string, string | number])[] = [
    ["Snapshot, SHA-256", snapshotDigest],
    ["Collected at", collectedAt],
    ["Source", source],
    ["Objects", objects],
    ["Declared, SHA-256", declaredDigest],
    ...(review.systems ?? []).flatMap(({ name, roster }): [string, string][] =>
      roster === undefined
        ? [[`Roster of ${name}`, "none: who has an account there is not known"]]
        : [[`Roster of ${name}, ${roster.complete ? "" : "not whole, "}SHA-256`, roster.digest]],
    ),
    ...staff.map(({ name, fileDigest }) => [`List of staff of ${name}, SHA-256`, fileDigest] as const),
    ...Object.entries(versions).map(([name, version]) => [`Version of ${name}`, version] as const),
  ];
  if (signed !== undefined) {
    const { manifest, digest, signatures } = signed;
    rows.push(
      ["Manifest, SHA-256", digest],
      ["Review of the chain", manifest.sequence],
      ["Review before, SHA-256", manifest.previous?.manifest ?? "none"],
      ...signatures.map(
        ({ side, signedOn, thumbprint, ...how }) =>
          [
            `Signed by ${side}`,
            `${signedOn}, ${how.kind === "key" ? `key ${thumbprint}` : `${how.subject} (${how.issuer})`}`,
          ] as const,
      ),
      ...manifest.files.map(({ path, sha256 }) => [path, sha256] as const),
    );
  }
  return { name: "Evidence", columns: columns(["What", 40], ["Value", 80]), rows };
}
