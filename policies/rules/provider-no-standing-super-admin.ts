import { partyName } from "../../src/access/party.ts";
import type { SystemAccount } from "../../src/access/system-accounts.ts";
import type { Severity } from "../../src/finding.ts";
import { INTERNAL } from "../../src/matrix/parties.ts";
import { type AgreedSystem, distinctSystems, isIdentityProvider } from "../../src/matrix/systems.ts";
import type { Rule, RuleContext, RuleFinding } from "../rule.ts";
import { sentence } from "../words.ts";

export const providerNoStandingSuperAdmin: Rule = {
  id: "DEMARC.SYSTEM.1v1",
  name: "provider-no-standing-super-admin",
  severity: "error",
  title: "No provider is on top of the client's identity provider, or of another system that the client owns",
  rationale:
    "Okta's Super Administrator and JumpCloud's Administrator With Billing are what Global Administrator is in Entra ID: whoever holds such a role gives itself the rest, at all times, without anybody's approval.",
  evaluate(context) {
    const agreed = distinctSystems(context.matrix).filter(isClients);
    return [...agreed.flatMap((system) => ofMatrix(system, context)), ...ofRosters(context)];
  },
};

/** Entra ID itself is judged by its own rules. */
function isClients({ category, owners, known }: AgreedSystem): boolean {
  if (known?.roster.snapshot !== undefined) return false;
  return category === "identity" || (owners.length === 1 && owners[0] === INTERNAL);
}

/** Of another system the client may have its reasons: it is its own to lose. */
const severityOf = (system: AgreedSystem): Severity => (isIdentityProvider(system) ? "error" : "warning");

const remedyFor = ({ name }: AgreedSystem) =>
  `Give the provider a narrower role of ${name}, for what its rows of the matrix say; the client's own people hold the highest, and lend it for an hour where it is needed.`;

function ofMatrix(system: AgreedSystem, { providerName, entitlements }: RuleContext): RuleFinding[] {
  const groups = entitlements.systemSignIns.find(({ key }) => key === system.key)?.groups ?? [];
  // Through Entra ID and no other way, people are eligible for the group that holds the role.
  const isEligible = (held: string, by: string) =>
    system.entry?.signIn === "entra" &&
    groups.some(({ role, party, activation }) => role === held && party === by && activation !== undefined);
  return system.roles.flatMap(({ role, reach, held }, index) =>
    reach !== "super-administrator"
      ? []
      : held.flatMap(({ party, address }, place): RuleFinding[] => {
          if (party === INTERNAL || isEligible(role, party)) return [];
          const who = address === undefined ? providerName(party) : `${address} of ${providerName(party)}`;
          return [
            {
              severity: severityOf(system),
              message: sentence(`The matrix gives ${who} the role ${role} in ${system.name}, at all times`),
              resource: `systems.${system.key}.roles.${index}.held.${place}`,
              remedy: remedyFor(system),
            },
          ];
        }),
  );
}

function ofRosters({ systems = [], matrix }: RuleContext): RuleFinding[] {
  return systems
    .filter(({ system }) => isClients(system))
    .flatMap(({ system, accounts }) =>
      accounts.filter(isOnTop).map((account): RuleFinding => {
        const { holder, roles, through, key } = account;
        const top = roles.find(({ reach }) => reach === "super-administrator")?.name ?? "";
        const via = through === undefined ? "" : ` through the group ${through}`;
        return {
          severity: severityOf(system),
          message: sentence(
            `${holder.label} of ${partyName(holder.party, matrix.providers)} holds the role ${top} in ${system.name}${via}, at all times`,
          ),
          resource: key,
          remedy: remedyFor(system),
        };
      }),
    );
}

/** What has to be activated first is not held at all times. */
function isOnTop({ holder, roles, enabled, held }: SystemAccount): boolean {
  return (
    holder.party.kind === "provider" &&
    enabled !== false &&
    held === "standing" &&
    roles.some(({ reach }) => reach === "super-administrator")
  );
}
