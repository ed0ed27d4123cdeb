/** Differences that are decided together are one. */

import type { AccessRecord } from "../access/record.ts";
import type { Draft } from "./draft.ts";
import { shortName } from "./names.ts";
import type { MatrixRow } from "./row.ts";
import { severities } from "./schema.ts";

/** So many tier-0 permissions of one application make it a Global Administrator in all but name. */
const shadowAdministratorFrom = 3;

/** An application's permissions are one decision, not twenty; nor is each person's consent to it one. */
export function grouped(drafts: readonly Draft[]): Draft[] {
  const isPermission = (draft: Draft) => draft.kind === "undeclared" && draft.record.kind === "application-permission";
  const byApplication = Map.groupBy(drafts.filter(isPermission), ({ record }) => record.principal.identity);
  const merged = [...byApplication.values()].flatMap((group): Draft[] => {
    const ordered = group.toSorted(bySeverity);
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
  return [...drafts.filter((draft) => !isPermission(draft) && !isConsent(draft)), ...merged, ...consents(drafts)];
}

/** What one person has consented to for an application, rather than an administrator for everybody. */
function isConsent({ kind, record }: Draft): boolean {
  return kind === "undeclared" && record.kind === "delegated-permission" && !record.scope.endsWith("for everybody");
}

function consents(drafts: readonly Draft[]): Draft[] {
  const byApplication = Map.groupBy(drafts.filter(isConsent), ({ record }) => record.principal.identity);
  return [...byApplication].flatMap(([identity, group]): Draft[] => {
    const [first] = group.toSorted(bySeverity);
    if (first === undefined || group.length === 1) return group;
    const records = group.map(({ record }) => record);
    const people = new Set(records.map(({ scope }) => scope.slice(scope.indexOf(", for ")))).size;
    return [
      {
        ...first,
        records,
        key: `delegated-permission | ${identity} | consents of people`,
        title: `The application ${shortName(first.record.principal.label)} may act in the names of ${people} ${people === 1 ? "person" : "people"} who consented to it, and the matrix does not say so.`,
      },
    ];
  });
}

function bySeverity(left: Draft, right: Draft): number {
  return severities.indexOf(left.severity) - severities.indexOf(right.severity);
}

function mixedTitle(name: string, records: readonly AccessRecord[]): string {
  const worst = records.filter(({ tier }) => tier === 0).map(({ target }) => target);
  const others = records.length - worst.length;
  const further = others === 0 ? "" : ` and ${others} more ${others === 1 ? "permission" : "permissions"}`;
  return `The application ${name} holds ${worst.join(" and ")}${further}, and the matrix does not say so.`;
}

/** What one row declares and is not there is put back by one deployment: one difference. */
export function groupedMissing(drafts: readonly Draft[], rowFor: (record: AccessRecord) => MatrixRow): Draft[] {
  const missing = Map.groupBy(
    drafts.filter(({ kind }) => kind === "missing"),
    ({ record }) => rowFor(record).path ?? `${record.kind} ${record.principal.party.kind}`,
  );
  const merged = [...missing.values()].flatMap((group): Draft[] => {
    const [worst] = group.toSorted(bySeverity);
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

export function itemText(record: AccessRecord): string {
  if (record.kind !== "application-permission")
    return `${shortName(record.principal.label)}: ${record.target}, ${record.scope}`;
  return record.tier === undefined ? record.target : `${record.target} (tier ${record.tier})`;
}
