/**
 * Federated domains: whoever runs the identity provider signs in as anybody whose name is in the domain, administrators included
 * (https://learn.microsoft.com/graph/api/resources/internaldomainfederation).
 */

import { asList, asObject, asText } from "../../tenant/entity.ts";
import type { EdgeContext } from "../graph.ts";
import { classesOf } from "./directory-wide.ts";

export function domainEdges(context: EdgeContext): void {
  const { domains, users } = context.directory.snapshot.collections;
  for (const domain of domains) {
    const federation: unknown = domain.federationConfiguration;
    const [configuration] = Array.isArray(federation) ? asList(federation) : [federation];
    const settings = asObject(configuration);
    if (domain.authenticationType?.toLowerCase() !== "federated" && settings === undefined) continue;
    const issuer = asText(settings?.["passiveSignInUri"]) ?? asText(settings?.["issuerUri"]);
    const { party } = context.attribution.partyOfIssuer(issuer ?? "");
    const label = `the identity provider ${issuer ?? `of ${domain.id}`}`;
    const from = context.other("external", `external:identity provider of ${domain.id}`, label, party);
    const everybody = context.other("class", `class:domain ${domain.id}`, `everybody in ${domain.id}`);
    context.add({ from, to: everybody, kind: "can-sign-in-as", condition: "standing", objectKeys: [domain.id] });
    for (const { id, userPrincipalName } of users) {
      if (userPrincipalName?.toLowerCase().endsWith(`@${domain.id.toLowerCase()}`) !== true) continue;
      context.add({
        from: everybody,
        to: context.principal(id),
        kind: "includes",
        condition: "standing",
        objectKeys: [],
      });
    }
  }
  synchronisationAccounts(context);
}

/** Accounts that Entra Connect makes for itself, by the names it gives them. */
const synchronisationAccount = /^(sync_[^@]+_[0-9a-f]{12}|adtoaadsyncserviceaccount)@/i;

/** Their role does not always show, so the name has to do. */
function synchronisationAccounts(context: EdgeContext): void {
  const accounts = context.directory.snapshot.collections.users.filter(({ userPrincipalName }) =>
    synchronisationAccount.test(userPrincipalName ?? ""),
  );
  if (accounts.length === 0) return;
  const to = classesOf(context).synchronised();
  for (const { id } of accounts) {
    context.add({ from: context.principal(id), to, kind: "synchronises", condition: "standing", objectKeys: [id] });
  }
}
