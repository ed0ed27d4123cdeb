import { isProvider } from "../../src/access/party.ts";
import { tierZeroGrants } from "../findings.ts";
import type { Rule } from "../rule.ts";
import { namesOf, offerInstead, pathSteps, pathWords, sentence } from "../words.ts";

export const providerNoPathToGlobalAdmin: Rule = {
  id: "DEMARC.ACCESS.2v1",
  name: "provider-no-path-to-global-admin",
  severity: "error",
  tierZero: true,
  title: "No provider can make itself Global Administrator without the internal team's approval",
  rationale:
    "Eligibility, ownership, credentials and powerful helper roles are Global Administrator one step away. Only an approval by a person of the internal team makes such a step the client's decision.",
  evaluate(context) {
    const grants = tierZeroGrants(context, isProvider);
    // What is held at all times is the other rule's; the same resource is never blamed twice.
    const held = new Set(grants.filter((grant) => grant.held).map(({ resource }) => resource));
    return grants
      .filter(({ condition, resource }) => condition !== "internal-approval" && !held.has(resource))
      .flatMap((grant) => {
        if (!isProvider(grant.party)) return [];
        const provider = grant.party.provider;
        const who = namesOf(
          grant.holders.map(({ label }) => label),
          grant.party.provider,
          context,
        );
        const others = grant.reaches.length - 1;
        const more = others > 0 ? `; ${others} more of its permissions do the same` : "";
        return [
          {
            message: sentence(
              `${who} can reach Global Administrator or an equivalent: ${pathWords(grant.path)}${more}`,
            ),
            resource: grant.resource,
            path: pathSteps(grant.path, context),
            remedy: `Remove the grant, limit it to an administrative unit, or have the internal team approve its activation. ${offerInstead(provider, context)}`,
          },
        ];
      });
  },
};
