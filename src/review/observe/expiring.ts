/** What ends soon: contracts, credentials of applications, eligibilities and other access for a time. */

import type { AccessRecord } from "../../access/record.ts";
import { daysBetween } from "../last-use.ts";
import { counted } from "../words.ts";
import { nameOf, type Observation, type ObserveContext, type Observer } from "./observation.ts";

export const expiring: Observer = (context) => ({
  found: [...contracts(context), ...credentials(context), ...timed(context)],
  unseen: [],
});

function contracts({ matrix, today, expiringDays, records }: ObserveContext): Observation[] {
  return Object.entries(matrix.providers).flatMap(([key, { name, contract }]): Observation[] => {
    const left = daysBetween(today, contract.end);
    const noticeBy = new Date(Date.parse(contract.end) - contract.noticeDays * 86_400_000).toISOString().slice(0, 10);
    const untilNotice = daysBetween(today, noticeBy);
    const held = records.filter(
      ({ principal }) => principal.party.kind === "provider" && principal.party.provider === key,
    ).length;
    const shared = {
      kind: "expiring" as const,
      key: `contract ${key}`,
      objects: [],
      joins: "also" as const,
      row: { path: `providers.${key}.contract`, text: `Contract of ${name} (${contract.reference})` },
    };
    if (left < 0) {
      if (held === 0) return [];
      return [
        {
          ...shared,
          severity: "high",
          message: `The contract with ${name} ended on ${contract.end}, and its people and applications still have ${counted(held, "access", "accesses")} in the tenant.`,
          why: "Access without a contract is access without an obligation.",
          remedy: { words: `Renew the contract and its date in the matrix, or take ${name} out of the tenant.` },
          due: contract.end,
        },
      ];
    }
    if (left > expiringDays && (untilNotice > expiringDays || untilNotice < 0)) return [];
    const isNotice = untilNotice >= 0 && left > expiringDays;
    return [
      {
        ...shared,
        severity: "medium",
        message: isNotice
          ? `The contract with ${name} runs until ${contract.end}; the last day to give notice is ${noticeBy}, in ${counted(untilNotice, "day", "days")}.`
          : `The contract with ${name} ends on ${contract.end}, in ${counted(left, "day", "days")}.`,
        why: "Whether the access goes on is decided with the contract, not after it.",
        remedy: { words: "Decide whether to renew it; then write the new end into the matrix, or plan the exit." },
        due: isNotice ? noticeBy : contract.end,
      },
    ];
  });
}

/** Secrets and certificates; those of the company's own ordinary applications together in one line. */
function credentials(context: ObserveContext): Observation[] {
  const { records, today, expiringDays, reaching } = context;
  const powerful = new Set(reaching.map(({ principal }) => principal.id));
  const strong = new Set(
    records.flatMap(({ kind, principal, tier }) =>
      (kind === "application-permission" || kind === "directory-role") && (tier === 0 || tier === 1)
        ? [principal.id, principal.identity.replace(/^servicePrincipal:/, "application:")]
        : [],
    ),
  );
  const soon = records.filter(
    ({ kind, until, principal }) =>
      kind === "application-credential" &&
      until !== undefined &&
      principal.party.kind !== "microsoft" &&
      daysBetween(today, until) <= expiringDays,
  );
  const own: AccessRecord[] = [];
  const found: Observation[] = [];
  for (const held of Map.groupBy(soon, ({ principal }) => principal.id).values()) {
    const [first] = held.toSorted((left, right) => (left.until ?? "").localeCompare(right.until ?? "", "en"));
    if (first === undefined) continue;
    const { principal } = first;
    const matters =
      principal.party.kind === "provider" ||
      powerful.has(principal.id) ||
      strong.has(principal.id) ||
      strong.has(principal.identity);
    if (!matters) {
      own.push(...held);
      continue;
    }
    found.push({
      kind: "expiring",
      severity: "medium",
      message: `${capital(first.target)} of the application ${nameOf(principal)} ${ends(first, today)}${held.length > 1 ? `, and ${held.length - 1} more of its credentials` : ""}.`,
      why: "A credential that runs out stops what depends on it; one that has run out and stays hides which of them is in use.",
      key: `credentials ${principal.identity}`,
      principal,
      objects: held.map(({ objectKey }) => objectKey),
      joins: "also",
      remedy: {
        words: "Replace it with a federated credential, or renew it with a short life; remove what has run out.",
      },
      ...(first.until !== undefined && { due: first.until.slice(0, 10) }),
      items: held.length > 1 ? held.map((record) => `${record.target} ${ends(record, today)}`) : [],
    });
  }
  if (own.length > 0) {
    const next = own
      .map(({ until = "" }) => until)
      .filter((until) => until >= today)
      .toSorted()[0];
    found.push({
      kind: "expiring",
      severity: "low",
      message: `${counted(own.length, "credential", "credentials")} of ordinary applications ${own.length === 1 ? "has" : "have"} run out or ${own.length === 1 ? "runs" : "run"} out within ${expiringDays} days.`,
      why: "A credential that runs out stops what depends on it; one that has run out and stays hides which of them is in use.",
      key: "credentials of ordinary applications",
      objects: own.map(({ objectKey }) => objectKey),
      joins: "also",
      remedy: { words: "Have the owners of the applications renew or remove them." },
      ...(next !== undefined && { due: next.slice(0, 10) }),
      items: own
        .toSorted((left, right) => (left.until ?? "").localeCompare(right.until ?? "", "en"))
        .map((record) => `${nameOf(record.principal)}: ${record.target} ${ends(record, today)}`),
    });
  }
  return found;
}

/**
 * Eligibilities and time-bound assignments of providers, in the last quarter of their term: a team's thirty days are always about to
 * end. What is activated at the moment ends by itself, as it should.
 */
function timed({ records, today, expiringDays, partyLabel }: ObserveContext): Observation[] {
  const soon = records.filter(({ kind, held, since, until, principal }) => {
    const isAccess =
      kind === "directory-role" || kind === "group-member" || kind === "group-owner" || kind === "azure-role";
    if (!isAccess || until === undefined || principal.party.kind !== "provider") return false;
    const left = daysBetween(today, until);
    const late = since === undefined ? expiringDays : Math.min(expiringDays, daysBetween(since, until) / 4);
    return held !== "activated" && left >= 0 && left <= late;
  });
  return [...Map.groupBy(soon, ({ principal }) => partyLabel(principal.party)).entries()].flatMap(
    ([party, held]): Observation[] => {
      const ordered = held.toSorted((left, right) => (left.until ?? "").localeCompare(right.until ?? "", "en"));
      const [first] = ordered;
      if (first?.until === undefined) return [];
      return [
        {
          kind: "expiring",
          severity: "low",
          message: `${counted(held.length, "eligibility or assignment", "eligibilities and assignments")} of ${party} ${held.length === 1 ? "ends" : "end"} soon, the first on ${first.until.slice(0, 10)}.`,
          why: "Access that ends by itself is as agreed. Who is needed longer should be asked before, not on the night.",
          key: `time-bound access of ${party}`,
          principal: first.principal,
          objects: held.map(({ objectKey }) => objectKey),
          joins: "also",
          remedy: { words: "Ask who is needed longer; the next deployment renews what the matrix still has." },
          due: first.until.slice(0, 10),
          items: ordered.map(
            (record) => `${nameOf(record.principal)}: ${record.target}, until ${String(record.until).slice(0, 10)}`,
          ),
        },
      ];
    },
  );
}

function ends({ until = "" }: AccessRecord, today: string): string {
  const date = until.slice(0, 10);
  return daysBetween(today, until) < 0 ? `ran out on ${date}` : `runs out on ${date}`;
}

function capital(text: string): string {
  return `The ${text}`;
}
