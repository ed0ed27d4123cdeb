/** A candidate as a provider of the matrix, with what has to be asked about it. */

import { functionById } from "../../catalogue/functions.ts";
import { guestName } from "../../entitlements/derive.ts";
import { oneLine, type Question } from "../question.ts";
import { isAddress } from "./addresses.ts";
import { type DraftProvider, daysAfter } from "./draft.ts";
import type { ProviderCandidate } from "./providers.ts";

/** So many people of a provider the matrix names. */
const mostPeople = 60;
const securityFunctions = new Set(["siem-monitoring", "edr-response", "email-security", "incident-response"]);

/** @param today ISO date; `initialDomain` is the client's */
export function providerDraft(
  candidate: ProviderCandidate,
  index: number,
  { today, initialDomain }: { readonly today: string; readonly initialDomain: string },
): { readonly provider: DraftProvider; readonly questions: readonly Question[] } {
  const { key, name, domains, tenant, people, because } = candidate;
  const place = `providers.${key}`;
  const placeholder = `${key}.invalid`;
  const addresses = new Set<string>();
  // Of a guest and a local account with the same address the guest is meant: the matrix says guests.
  const guests = new Map(people.filter(({ isGuest }) => isGuest).map((person) => [person.address, person]));
  const named = people
    .filter(({ address }) => isAddress(address) && !addresses.has(address) && addresses.add(address))
    .slice(0, mostPeople)
    .map((person) => guests.get(person.address) ?? person)
    .map(({ name: person, address, isGuest, userPrincipalName }) => ({
      name: person,
      email: address,
      existing: isGuest,
      ...(isGuest &&
        isAddress(userPrincipalName) &&
        userPrincipalName.toLowerCase() !== guestName(address, initialDomain).toLowerCase() && { userPrincipalName }),
    }));
  const provider: DraftProvider = {
    key,
    name,
    kind: kindOf(candidate),
    // No tenant has an id of zeros.
    tenantId: tenant?.tenantId ?? `00000000-0000-0000-0000-${String(index + 1).padStart(12, "0")}`,
    domains: domains.length > 0 ? domains : [placeholder],
    // Technicians of a partner have no accounts here, so none is declared for people whom nobody knows.
    accounts: named.length === 0 ? "gdap-technicians" : "guests",
    people:
      named.length > 0
        ? named
        : [{ name: `Somebody of ${name}`, email: `to-be-named@${placeholder}`, existing: false }],
    ...(tenant?.trust !== undefined && { trust: tenant.trust }),
    notes: [`${name}: ${because.join("; ")}.`],
    contract: { reference: "to be named", start: today, end: daysAfter(today, 365), noticeDays: 90, exitDays: 30 },
  };
  return { provider, questions: [...identity(candidate, place), ...work(candidate, place), ...contract(name, place)] };
}

function kindOf({ functions, people }: ProviderCandidate): DraftProvider["kind"] {
  const does = [...functions.does.keys()];
  if (does.length > 0 && does.every((id) => securityFunctions.has(id))) return "mssp";
  return people.length === 0 ? "specialist" : "msp";
}

function identity(candidate: ProviderCandidate, place: string): Question[] {
  const { name, domains, tenant, people, linkedBy, othersOfDomain } = candidate;
  const questions: Question[] = [
    {
      place,
      whom: "the client",
      ask: `Does ${name} work for you, under which contract, and what is it called there?`,
      assumed: "it does: it administers something here",
      otherwise: "strangers pass as a provider; take it out, then what it holds is of an unknown party",
    },
  ];
  if (tenant === undefined) {
    questions.push({
      place: `${place}.tenantId`,
      whom: name,
      ask: `What is the id of ${name}'s own tenant?`,
      assumed: "one that no tenant has",
      otherwise: "conditional access for its guests, its applications and partner access are not told to be its",
    });
  } else if (linkedBy !== undefined) {
    questions.push({
      place: `${place}.tenantId`,
      whom: name,
      ask: `Is ${tenant.tenantId} ${name}'s own tenant?`,
      assumed: `it is: ${linkedBy}`,
      otherwise: "the access of two companies is taken for that of one",
    });
  }
  if (domains.length === 0) {
    questions.push({
      place: `${place}.domains`,
      whom: name,
      ask: `Which mail domains does ${name} have, and who of it works here?`,
      assumed: "a domain that cannot exist, and nobody",
      otherwise: "its people count as unknown",
    });
  }
  if (tenant?.trust !== undefined) {
    questions.push({
      place: `${place}.trust`,
      whom: "the client",
      ask: `Is it meant that these claims of ${name}'s own tenant are believed here, and no others?`,
      assumed: "it is: so it is set in the tenant",
      otherwise: "its people sign in with a proof that nobody here has seen, or not at all",
    });
  }
  const local = people.filter(({ isGuest }) => !isGuest);
  if (local.length > 0) {
    const accounts = local.map(
      ({ userPrincipalName, address }) => `${userPrincipalName || "an account"} of ${address}`,
    );
    questions.push({
      place: `${place}.accounts`,
      whom: name,
      ask: oneLine(
        `Do its people need the accounts in your own domain (${accounts.slice(0, 6).join(", ")}${accounts.length > 6 ? `, ${accounts.length - 6} more` : ""}), or are guests enough?`,
      ),
      assumed: "guests are enough, so the local accounts are differences",
      otherwise: "its people lose the accounts they work with; say accounts: local-accounts",
    });
  }
  if (people.length > 0) {
    questions.push({
      place: `${place}.people`,
      whom: name,
      ask: `Do all of these still work at ${name}, and for you?`,
      assumed: `yes${othersOfDomain > 0 ? `; ${othersOfDomain} more of the domain hold nothing and are left out` : ""}`,
      otherwise: "somebody who left keeps access",
    });
  }
  return questions;
}

function work({ name, functions }: ProviderCandidate, place: string): Question[] {
  const questions: Question[] = [];
  if (functions.unexplained.length > 0) {
    questions.push({
      place: `${place}.kind`,
      whom: `the client and ${name}`,
      ask: oneLine(`For which work does ${name} hold ${functions.unexplained.slice(0, 8).join(", ")}?`),
      assumed: "for none: no function needs that, so it is a difference",
      otherwise: "it cannot do agreed work; give it the function's row, which brings the least that this needs",
    });
  }
  if (functions.maybe.length > 0) {
    const titles = functions.maybe.map((id) => functionById(id)?.title.toLowerCase() ?? id);
    questions.push({
      place: `${place}.kind`,
      whom: `the client and ${name}`,
      ask: `Does ${name} also do ${titles.join(", ")}? Its roles would fit.`,
      assumed: "it does not",
      otherwise: "rows say internal that a provider does",
    });
  }
  return questions;
}

function contract(name: string, place: string): Question[] {
  return [
    {
      place: `${place}.contract`,
      whom: "the client",
      ask: `What does the contract with ${name} say: reference, start, end, notice, days to hand over?`,
      assumed: "a year from now",
      otherwise: "the end of the contract surprises everybody",
    },
  ];
}
