import { isProvider } from "../../src/access/party.ts";
import { tierZeroGrants } from "../findings.ts";
import type { Rule } from "../rule.ts";
import { nameList, namesOf, offerInstead, pathSteps, sentence, trimmed } from "../words.ts";

export const providerNoStandingGlobalAdmin: Rule = {
  id: "DEMARC.ACCESS.1v1",
  name: "provider-no-standing-global-admin",
  severity: "error",
  tierZero: true,
  title: "No provider holds Global Administrator, or anything as good, at all times",
  rationale:
    "Whoever holds Global Administrator at all times owns the tenant, and so does whoever steals one of their sessions. A provider's accounts are attacked for all of its clients at once.",
  evaluate(context) {
    return tierZeroGrants(context, isProvider)
      .filter(({ held }) => held)
      .flatMap((grant) => {
        if (!isProvider(grant.party)) return [];
        const { path } = grant;
        const others = grant.reaches.length - 1;
        const last = path.at(-1);
        const role = `${last?.from.label}${others > 0 ? ` and ${others} more such` : ""}`;
        const isGlobalAdministrator = role === "Global Administrator";
        const reason = last?.reason ? ` (${trimmed(last.reason)})` : "";
        const equal = isGlobalAdministrator ? "" : `, which is as good as Global Administrator${reason}`;
        const through = path.slice(0, -2).map((edge) => edge.to.label);
        const via = through.length === 0 ? "" : ` through ${nameList(through, through.length)}`;
        const who = namesOf(
          grant.holders.map(({ label }) => label),
          grant.party.provider,
          context,
        );
        const holds = grant.holders.length === 1 ? "holds" : "hold";
        const provider = grant.party.provider;
        return [
          {
            message: sentence(`${who} ${holds} ${role} at all times${via}${equal}`),
            resource: grant.resource,
            path: pathSteps(path, context),
            remedy: `Remove this grant. ${offerInstead(provider, context)}`,
          },
        ];
      });
  },
};
