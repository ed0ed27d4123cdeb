import { partnerPrincipals } from "../../src/access/azure/principals.ts";
import type { AccessNode } from "../../src/access/graph.ts";
import { isProvider } from "../../src/access/party.ts";
import { azureOwner } from "../azure-owner.ts";
import { grantsTo } from "../findings.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { nameList, namesOf, offerInstead, pathSteps, pathWords, sentence, trimmed } from "../words.ts";

export const providerAzureNoOwner: Rule = {
  id: "DEMARC.AZURE.1v1",
  name: "provider-azure-no-owner",
  severity: "error",
  title: "No provider can give roles in Azure",
  rationale:
    "Owner, User Access Administrator and Role Based Access Control Administrator let their holder give itself everything below, now and after the contract ends. What runs in Azure often holds rights over the whole tenant.",
  evaluate(context) {
    const owner = azureOwner(context);
    if (owner === undefined) return [];
    return [...ofProviders(context, owner), ...ofPartners(context, owner)];
  },
};

function ofProviders(context: RuleContext, owner: AccessNode): RuleFinding[] {
  return grantsTo(context, owner, isProvider)
    .filter(({ condition }) => condition !== "internal-approval")
    .flatMap((grant) => {
      if (!isProvider(grant.party)) return [];
      const { provider } = grant.party;
      const who = namesOf(
        grant.holders.map(({ label }) => label),
        grant.party.provider,
        context,
      );
      const reason = grant.path.at(-1)?.reason;
      const because = reason ? ` (${trimmed(reason)})` : "";
      return [
        {
          message: sentence(`${who} can give roles in Azure: ${pathWords(grant.path.slice(0, -1))}${because}`),
          resource: grant.resource,
          path: pathSteps(grant.path, context),
          remedy: `Give a role that the work needs and that cannot give roles (Reader, Monitoring Contributor, …), on the resource group where it is needed, or limit by a condition which roles can be given. ${offerInstead(provider, context)}`,
        },
      ];
    });
}

/** Principals of a partner's tenant of whom nothing says which provider they are: they are nobody's of the client. */
function ofPartners(context: RuleContext, owner: AccessNode): RuleFinding[] {
  const partners = partnerPrincipals(context.snapshot);
  if (partners.size === 0) return [];
  return grantsTo(context, owner, ({ kind }) => kind === "unknown")
    .filter(({ condition, holders }) => condition !== "internal-approval" && holders.some(({ id }) => partners.has(id)))
    .map((grant) => ({
      message: sentence(
        `A partner's principal, ${nameList(grant.holders.filter(({ id }) => partners.has(id)).map(({ label }) => label))}, can give roles in Azure: ${pathWords(grant.path.slice(0, -1))}`,
      ),
      resource: grant.resource,
      path: pathSteps(grant.path, context),
      remedy:
        "Remove the assignment, or name the partner in the matrix under providers. A reseller's Admin Agents get Owner with each subscription they sell, and selling does not need it.",
    }));
}
