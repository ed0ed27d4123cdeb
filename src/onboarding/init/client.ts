/** The client as its tenant shows it: name, domains, size. */

import { initialDomainForms, isInitialDomain } from "../../catalogue/initial-domains.ts";
import type { Snapshot } from "../../tenant/snapshot.ts";
import { oneLine, type Question } from "../question.ts";
import { domainOf, isDomain } from "./addresses.ts";

export interface FoundClient {
  readonly name: string;
  readonly tenantId: string;
  /** Lower case; the initial domain is one of them. */
  readonly domains: readonly string[];
  readonly initialDomain: string;
  readonly employees: number;
  readonly questions: readonly Question[];
}

/** Stands where the tenant does not tell its initial domain. */
const unknownInitial = "unknown.onmicrosoft.com";

export function findClient(snapshot: Snapshot): FoundClient {
  const { organization, domains: listed, users } = snapshot.collections;
  const [own] = organization;
  const verified = [
    ...listed.flatMap(({ id, isVerified }) => (isVerified === false ? [] : [id])),
    ...(own?.verifiedDomains ?? []).flatMap(({ name }) => name ?? []),
  ].map((domain) => domain.toLowerCase());
  const questions: Question[] = [];
  const guessed = verified.length === 0 ? domainsInUse(users) : [];
  const domains = [...new Set([...verified, ...guessed])].filter(isDomain);
  if (guessed.length > 0 || domains.length === 0) {
    questions.push({
      place: "client.domains",
      whom: "the client",
      ask: "Which domains are yours?",
      assumed:
        domains.length === 0 ? "none was found" : "those that accounts of the tenant are in; its list was not read",
      otherwise:
        "whoever has an address in a domain that is missing counts as unknown, and in one too many as internal",
    });
  }
  const initial =
    listed.find(({ isInitial }) => isInitial === true)?.id ??
    own?.verifiedDomains?.find(({ isInitial }) => isInitial === true)?.name ??
    [...domains, ...guestHosts(users)].find(isInitialDomain);
  const isUsable = initial !== undefined && isDomain(initial) && isInitialDomain(initial);
  const initialDomain = isUsable ? initial.toLowerCase() : unknownInitial;
  if (!isUsable) {
    questions.push({
      place: "client.initialDomain",
      whom: "the client",
      ask: `Which domain was the tenant born with (${initialDomainForms.join(", ")})?`,
      assumed: `${unknownInitial}, which is nobody's`,
      otherwise: "the emergency accounts are declared on a domain that is not there",
    });
  }
  const all = [...new Set([...domains, initialDomain])];
  const name = oneLine(own?.displayName ?? "");
  if (name === "") {
    questions.push({
      place: "client.name",
      whom: "the client",
      ask: "What is the company called?",
      assumed: "its first domain",
      otherwise: "contract, handbook and groups carry the wrong name",
    });
  }
  const ownDomains = new Set(all);
  const employees = users.filter(
    ({ accountEnabled, userType, userPrincipalName }) =>
      accountEnabled !== false && userType !== "Guest" && ownDomains.has(domainOf(userPrincipalName ?? "")),
  ).length;
  return {
    name: name || all[0] || "The client",
    tenantId: snapshot.tenantId,
    domains: all,
    initialDomain,
    employees: Math.max(1, employees),
    questions,
  };
}

type Users = Snapshot["collections"]["users"];

/** Domains that members' names are in, the most used first. */
function domainsInUse(users: Users): string[] {
  const counts = new Map<string, number>();
  for (const { userPrincipalName, userType } of users) {
    if (!userPrincipalName?.includes("@") || userType === "Guest" || /#ext#/i.test(userPrincipalName)) continue;
    const domain = domainOf(userPrincipalName);
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return [...counts].toSorted((left, right) => right[1] - left[1]).map(([domain]) => domain);
}

/** Domains that guests' names end in: the tenant's own initial one. */
function guestHosts(users: Users): string[] {
  return [
    ...new Set(
      users.flatMap(({ userPrincipalName }) =>
        userPrincipalName && /#ext#@/i.test(userPrincipalName) ? [domainOf(userPrincipalName)] : [],
      ),
    ),
  ];
}
