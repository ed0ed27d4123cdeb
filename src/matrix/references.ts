/**
 * Checks that need more than one field: names that must exist elsewhere in the file, exactly one accountable party, people on
 * the right side. They read the raw document, whatever state it is in, so that they are reported together with shape errors.
 */

import { entraRoles, findRole } from "../catalogue/entra-roles.ts";
import { functionById } from "../catalogue/functions.ts";
import { initialDomainForms, isInitialDomain } from "../catalogue/initial-domains.ts";
import { azureProblems } from "./azure-references.ts";
import { operationsProblems } from "./operations-references.ts";
import { defaultProvider, INTERNAL } from "./parties.ts";
import { privilegedProblems } from "./privileged-references.ts";
import {
  entries,
  list,
  providersHint,
  type Raw,
  type ReferenceProblem,
  record,
  strings,
  unknownParty,
  unknownProvider,
} from "./raw-document.ts";
import { suggest } from "./suggest.ts";
import { systemApplicationProblems } from "./system-application-references.ts";
import { systemProblems } from "./systems-references.ts";
import { kindsAreKnown, ownerProblems, toolProblems } from "./tool-references.ts";

const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1).toLowerCase();

/** Every cross-reference in the document that does not hold, in no particular order. */
export function referenceProblems(raw: object): ReferenceProblem[] {
  const document = raw as Raw;
  return [
    ...partyProblems(document),
    ...functionProblems(document),
    ...toolProblems(document),
    ...peopleProblems(document),
    ...emergencyProblems(document),
    ...providerProblems(document),
    ...waiverDates(document),
    ...signerProblems(document),
    ...operationsProblems(document),
    ...systemProblems(document),
    ...systemApplicationProblems(document),
    ...azureProblems(document),
    ...privilegedProblems(document),
  ];
}

/** Signers of parties that are none, and a key that would sign for two sides: then one side could sign alone. */
function signerProblems(document: Raw): ReferenceProblem[] {
  const sideOf = new Map<string, string>();
  return entries(record(document["review"])["signers"]).flatMap(([side, signers]): ReferenceProblem[] => [
    ...(isOver(signers) ? [] : unknownParty(document, side, ["review", "signers", side], true)),
    ...list(signers).flatMap((signer, index): ReferenceProblem[] => {
      const { key, issuer, subject, from, until } = record(signer);
      const path = ["review", "signers", side, index];
      const identity = key ?? (issuer === undefined ? undefined : `${issuer} ${subject}`);
      const other = typeof identity === "string" ? sideOf.get(identity) : undefined;
      if (typeof identity === "string") sideOf.set(identity, side);
      return [
        ...(other === undefined || other === side
          ? []
          : [
              {
                path: [...path, key === undefined ? "subject" : "key"],
                message: `signs for ${other} already`,
                hint: "each side signs with something that only it has",
              },
            ]),
        ...(typeof from === "string" && typeof until === "string" && from > until
          ? [{ path: [...path, "until"], message: `the signer ends (${until}) before it begins (${from})` }]
          : []),
      ];
    }),
  ]);
}

/** A party that has left keeps its signers, each with a last day: the evidence that it signed is to hold for years. */
function isOver(signers: unknown): boolean {
  const all = list(signers);
  return all.length > 0 && all.every((signer) => typeof record(signer)["until"] === "string");
}

function waiverDates(document: Raw): ReferenceProblem[] {
  return list(document["waivers"]).flatMap((value, index): ReferenceProblem[] => {
    const { from, until } = record(value);
    if (typeof from !== "string" || typeof until !== "string" || from <= until) return [];
    return [{ path: ["waivers", index, "until"], message: `the waiver ends (${until}) before it begins (${from})` }];
  });
}

function partyProblems(document: Raw): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  if (INTERNAL in record(document["providers"])) {
    problems.push({
      path: ["providers", INTERNAL],
      message: '"internal" is the client itself, not a provider',
      ofKey: true,
    });
  }
  for (const [scenario, value] of entries(document["escalation"])) {
    const contacts = record(record(value)["contacts"]);
    for (const [provider] of entries(contacts["providers"])) {
      problems.push(
        ...unknownParty(document, provider, ["escalation", scenario, "contacts", "providers", provider], true),
      );
    }
  }
  return problems;
}

function functionProblems(document: Raw): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const providers = record(document["providers"]) as Parameters<typeof defaultProvider>[0]["providers"];
  const kindsKnown = kindsAreKnown(document);
  for (const [functionId, value] of entries(document["functions"])) {
    if (functionById(functionId) === undefined) continue;
    const row = record(value);
    const path = ["functions", functionId];
    const owner = row["owner"];
    const byOwner = owner === "provider" || owner === "joint";
    if (!byOwner && owner !== undefined) problems.push(...ownerProblems(document, owner, [...path, "owner"], "joint"));
    if (row["by"] !== undefined) problems.push(...unknownProvider(document, row["by"], [...path, "by"]));
    else if (byOwner && kindsKnown && defaultProvider({ providers }, functionId) === undefined) {
      problems.push({
        path: [...path, "owner"],
        message: "does not say which provider",
        hint: `add by: … (${providersHint(document)})`,
      });
    }
    const support = record(row["support"]);
    if (support["by"] !== undefined)
      problems.push(...unknownProvider(document, support["by"], [...path, "support", "by"]));
    problems.push(...unknownParty(document, row["accountable"], [...path, "accountable"]));
    problems.push(...accountabilityProblems(document, row, path));
    problems.push(...overrideProblems(document, row, path));
  }
  return problems;
}

function accountabilityProblems(document: Raw, row: Raw, path: readonly PropertyKey[]): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const raci = entries(row["raci"]);
  for (const [party] of raci) problems.push(...unknownParty(document, party, [...path, "raci", party], true));
  const accountable = raci
    .filter(([, letters]) => typeof letters === "string" && letters.includes("A"))
    .map(([party]) => party);
  if (raci.length > 0 && accountable.length !== 1) {
    const found = accountable.length === 0 ? "nobody is" : `${accountable.join(" and ")} are`;
    problems.push({ path: [...path, "raci"], message: `${found} accountable`, hint: "exactly one party has an A" });
  }
  if (row["owner"] === "joint" && row["accountable"] === undefined && raci.length === 0) {
    problems.push({
      path,
      message: "a joint row must say who is accountable",
      hint: "add accountable: internal or a provider's key",
      ofKey: true,
    });
  }
  if (typeof row["accountable"] === "string" && accountable.length === 1 && accountable[0] !== row["accountable"]) {
    problems.push({
      path: [...path, "accountable"],
      message: `says ${row["accountable"]}, but raci gives the A to ${accountable[0]}`,
      hint: "say it once",
    });
  }
  return problems;
}

function overrideProblems(document: Raw, row: Raw, path: readonly PropertyKey[]): ReferenceProblem[] {
  const units = Object.keys(record(document["administrativeUnits"]));
  return list(record(row["access"])["delegations"]).flatMap((value, index): ReferenceProblem[] => {
    const delegation = record(value);
    const at = [...path, "access", "delegations", index];
    const problems: ReferenceProblem[] = [];
    const { role, scope } = delegation;
    const found = typeof role === "string" ? findRole(role) : undefined;
    if (typeof role === "string" && found === undefined) {
      const nearest = suggest(role, roleNames());
      problems.push({
        path: [...at, "role"],
        message: `there is no Entra role "${role}"`,
        hint: nearest ? `did you mean "${nearest}"?` : "use its display name or template id",
      });
    }
    if (typeof scope === "string" && scope !== "directory" && !units.includes(scope)) {
      const nearest = suggest(scope, ["directory", ...units]);
      problems.push({
        path: [...at, "scope"],
        message: `there is no administrative unit "${scope}"`,
        hint: nearest ? `did you mean "${nearest}"?` : `directory, or one of: ${units.join(", ")}`,
      });
    }
    if (found !== undefined && !found.scopable && typeof scope === "string" && scope !== "directory") {
      problems.push({
        path: [...at, "scope"],
        message: `Entra does not allow ${found.name} over an administrative unit`,
        hint: "scope: directory, or a role that can be scoped",
      });
    }
    return problems;
  });
}

const roleNames = () => [...entraRoles.values()].map((role) => role.name);

function peopleProblems(document: Raw): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const domains = strings(record(document["client"])["domains"]).map((each) => each.toLowerCase());
  const internal = list(record(document["internal"])["people"]).map((person) => record(person)["userPrincipalName"]);
  for (const [index, address] of internal.entries()) {
    if (typeof address === "string" && address.includes("@") && !domains.includes(domainOf(address))) {
      problems.push({
        path: ["internal", "people", index, "userPrincipalName"],
        message: `"${address}" is not in one of the client's domains`,
        hint: `domains: ${domains.join(", ")}`,
      });
    }
  }
  const known = internal.filter((address) => typeof address === "string");
  for (const [path, values] of [
    [["internal", "approvers"], record(document["internal"])["approvers"]],
    [["review", "reviewers"], record(document["review"])["reviewers"]],
  ] as const) {
    for (const [index, address] of list(values).entries()) {
      if (typeof address !== "string" || known.includes(address)) continue;
      const others = path[0] === "review" ? providerAddresses(document) : undefined;
      if (others?.includes(address.toLowerCase()) === true) continue;
      const nearest = suggest(address, [...known, ...(others ?? [])]);
      const whose = others === undefined ? "approval belongs to the internal side" : "or of a provider's people";
      problems.push({
        path: [...path, index],
        message: `"${address}" is not one of internal.people`,
        hint: nearest ? `did you mean "${nearest}"?` : whose,
      });
    }
  }
  return problems;
}

const providerAddresses = (document: Raw): string[] =>
  entries(document["providers"]).flatMap(([, provider]) =>
    list(record(provider)["people"]).flatMap((person) => {
      const address = record(person)["email"];
      return typeof address === "string" ? [address.toLowerCase()] : [];
    }),
  );

function emergencyProblems(document: Raw): ReferenceProblem[] {
  const initial = record(document["client"])["initialDomain"];
  const seen = new Set<string>();
  return list(document["emergencyAccounts"]).flatMap((value, index): ReferenceProblem[] => {
    const address = record(value)["userPrincipalName"];
    if (typeof address !== "string") return [];
    const path = ["emergencyAccounts", index, "userPrincipalName"];
    const problems: ReferenceProblem[] = [];
    if (seen.has(address.toLowerCase())) problems.push({ path, message: `"${address}" is named twice` });
    seen.add(address.toLowerCase());
    if (typeof initial === "string" && domainOf(address) !== initial.toLowerCase()) {
      problems.push({
        path,
        message: `an emergency account must be on the initial domain, or it fails with the domain's federation or DNS`,
        hint: `${address.split("@")[0]}@${initial}`,
      });
    }
    return problems;
  });
}

function providerProblems(document: Raw): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const client = record(document["client"]);
  const clientDomains = strings(client["domains"]).map((each) => each.toLowerCase());
  const initial = client["initialDomain"];
  if (typeof initial === "string" && clientDomains.length > 0 && !clientDomains.includes(initial.toLowerCase())) {
    problems.push({
      path: ["client", "initialDomain"],
      message: `"${initial}" is not among client.domains`,
      hint: "add it there",
    });
  }
  if (typeof initial === "string" && !isInitialDomain(initial)) {
    problems.push({
      path: ["client", "initialDomain"],
      message: `"${initial}" is not a *.onmicrosoft.com domain, nor the like of another cloud`,
      hint: initialDomainForms.join(", "),
    });
  }
  const addresses = new Map<string, string>();
  for (const [key, value] of entries(document["providers"])) {
    const provider = record(value);
    const domains = strings(provider["domains"]).map((each) => each.toLowerCase());
    for (const [index, domain] of domains.entries()) {
      if (clientDomains.includes(domain)) {
        problems.push({
          path: ["providers", key, "domains", index],
          message: `"${domain}" is the client's own domain`,
        });
      }
    }
    if (typeof provider["tenantId"] === "string" && provider["tenantId"] === client["tenantId"]) {
      problems.push({ path: ["providers", key, "tenantId"], message: "is the client's own tenant" });
    }
    const { start, end } = record(provider["contract"]);
    if (typeof start === "string" && typeof end === "string" && end <= start) {
      problems.push({
        path: ["providers", key, "contract", "end"],
        message: `the contract ends (${end}) before it starts (${start})`,
      });
    }
    for (const [index, person] of list(provider["people"]).entries()) {
      const address = record(person)["email"];
      if (typeof address !== "string" || !address.includes("@")) continue;
      const path = ["providers", key, "people", index, "email"];
      if (domains.length > 0 && !domains.includes(domainOf(address))) {
        problems.push({
          path,
          message: `"${address}" is not in one of this provider's domains`,
          hint: `domains: ${domains.join(", ")}`,
        });
      }
      const { existing, userPrincipalName } = record(person);
      if (userPrincipalName !== undefined && existing !== true) {
        problems.push({
          path: ["providers", key, "people", index, "userPrincipalName"],
          message: "only an account that is there already has a user principal name to give",
          hint: "say existing: true, or leave it out",
        });
      }
      const before = addresses.get(address.toLowerCase());
      if (before !== undefined) problems.push({ path, message: `"${address}" is already one of ${before}'s people` });
      addresses.set(address.toLowerCase(), key);
    }
  }
  return problems;
}
