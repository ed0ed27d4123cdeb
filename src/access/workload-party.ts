/** Whose the pipelines and identity providers are that sign in from outside. */

import type { Matrix } from "../matrix/schema.ts";
import { type Attributed, internal, provider } from "./attributed.ts";
import { externalWorkload, type FederatedCredential, issuerHost, wildcardCovers } from "./federation.ts";
import { type MatrixParties, matchingDomain } from "./matrix-parties.ts";
import { isProvider } from "./party.ts";

/** What is looked up: the matrix, and what was read of it. */
type Known = Pick<MatrixParties, "organisations" | "providerDomains" | "clientDomains"> & { readonly matrix: Matrix };

/**
 * Whose a workload is. One organisation of a provider among those it names is enough to make it the provider's; the client's it is
 * only when every organisation is the client's and the tokens come from where such names are given out.
 */
export function workloadParty(credential: FederatedCredential, facts: Known): Attributed {
  const { organisations, label, genuine } = externalWorkload(credential);
  for (const organisation of organisations) {
    const found = [...facts.organisations].find(
      ([name, party]) => isProvider(party) && wildcardCovers(organisation, name),
    );
    if (found) return { party: found[1], because: `${label} is under the organisation ${found[0]}` };
  }
  const issuer = issuerParty(credential.issuer ?? "", facts);
  if (isProvider(issuer.party)) return issuer;
  const own = organisations.map((organisation) => facts.organisations.get(organisation)?.kind === "internal");
  if (own.length > 0 && own.every(Boolean)) {
    return genuine || issuer.party.kind === "internal"
      ? internal(`${label} is under the organisation ${organisations[0]}`)
      : { party: { kind: "unknown" }, because: `${credential.issuer || "an unknown issuer"} can claim any name` };
  }
  // What names no organisation is whoever's the issuer is: a cluster's or a server's own.
  if (own.length === 0 && issuer.party.kind === "internal") return issuer;
  return { party: { kind: "unknown" }, because: `the matrix names no organisation of ${label}` };
}

/** Hosts of the identity services that a matrix can name. */
const identityServices: Readonly<Record<string, RegExp>> = {
  okta: /(^|\.)okta(-emea|preview)?\.com$/,
  jumpcloud: /(^|\.)jumpcloud\.com$/,
};

/** Whose an identity provider is, by its address. */
export function issuerParty(issuer: string, facts: Known): Attributed {
  const host = issuerHost(issuer);
  const domain = matchingDomain(host, facts.providerDomains);
  if (domain) return provider(domain.value, `${host} is in the provider's domain ${domain.name}`);
  if (matchingDomain(host, new Map([...facts.clientDomains].map((name) => [name, name])))) {
    return internal(`${host} is in the client's domain`);
  }
  const row = facts.matrix.tools.identity;
  if (row?.systems.some((system) => typeof system === "string" && identityServices[system]?.test(host))) {
    const owner = row.by ?? row.owner;
    if (owner === "internal") return internal(`the matrix gives ${host} to the internal team`);
    if (owner in facts.matrix.providers) return provider(owner, `the matrix gives ${host} to the provider`);
  }
  return { party: { kind: "unknown" }, because: `nobody knows who runs ${issuer === "" ? "it" : host}` };
}
