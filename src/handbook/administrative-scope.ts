/** What a provider may do in the tenant, as it is really declared: each line is what the Pulumi program makes and the gate judges. */

import { functionById } from "../catalogue/functions.ts";
import type { DirectoryScope, Entitlements, Team } from "../entitlements/entitlements.ts";
import { INTERNAL, type PartyKey, resolveRows } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { conditionText, counted, hoursText, listed } from "./words.ts";

/** A role that a provider can switch on. */
export interface ScopeLine {
  readonly provider: PartyKey;
  readonly functionId: string;
  readonly role: string;
  readonly where: string;
  readonly how: string;
  readonly who: string;
}

/** Every role of every provider, in the order of the matrix. */
export function administrativeScope(matrix: Matrix, entitlements: Entitlements): readonly ScopeLine[] {
  return [
    ...entitlements.teams.flatMap((team) =>
      team.grants.map(
        ({ role, scope }): ScopeLine => ({
          provider: team.provider,
          functionId: team.functionId,
          role: role.name,
          where: scopeText(entitlements, scope),
          how: activationText(matrix, team),
          who: peopleText(entitlements, team),
        }),
      ),
    ),
    ...entitlements.delegatedAdminRoles.map(
      ({ provider, functionId, role }): ScopeLine => ({
        provider,
        functionId,
        role,
        where: "the whole directory",
        how: "Through GDAP: agreed in Microsoft's partner centre for a limited time, switched on in the provider's own tenant. No approval of the company is asked for each use.",
        who: "technicians of the provider, in a group of its own tenant",
      }),
    ),
  ];
}

function scopeText({ administrativeUnits }: Entitlements, scope: DirectoryScope): string {
  if (scope.kind === "directory") return "the whole directory";
  const unit = administrativeUnits.find(({ key }) => key === scope.unit);
  return `the administrative unit ${unit?.displayName ?? scope.unit}`;
}

function activationText({ client }: Matrix, { activation, when }: Team): string {
  const { approval, ticket, maximumHours, eligibleDays } = activation;
  const asks = [
    "a sign-in that cannot be phished",
    "a reason",
    ...(ticket ? ["a ticket number"] : []),
    ...(approval ? [`the approval of ${client.name}`] : []),
  ];
  const alone = approval ? "" : " No approval is waited for.";
  const condition = isCondition(when) ? ` Used ${conditionText(when)}.` : "";
  return `Switched on when needed, with ${listed(asks)}, for ${hoursText(maximumHours)} at most.${alone} Eligibility ends after ${counted(eligibleDays, "day")} unless it is renewed.${condition}`;
}

const isCondition = (when: string | undefined): when is Parameters<typeof conditionText>[0] =>
  when === "overflow-only" || when === "internal-unavailable" || when === "after-hours";

function peopleText({ people }: Entitlements, { eligible }: Team): string {
  if (eligible.length === 0) return "nobody yet";
  return listed(eligible.map((key) => people.find((person) => person.key === key)?.name ?? key));
}

/** Access that a function of a provider needs elsewhere than in the directory, as the catalogue knows it. */
export interface ElsewhereLine {
  readonly provider: PartyKey;
  readonly functionId: string;
  readonly system: string;
  readonly role: string;
  readonly over: string;
}

const systemNames: Readonly<Record<string, string>> = {
  azure: "Azure",
  intune: "Microsoft Intune",
  defender: "Microsoft Defender",
  "exchange-online": "Exchange Online",
  purview: "Microsoft Purview",
  "provider-tool": "the provider's own tool",
  "on-premises": "on the company's own servers",
};

/** In the order of the matrix. */
export function accessElsewhere(matrix: Matrix): readonly ElsewhereLine[] {
  return resolveRows(matrix).flatMap(({ functionId, provider, support }) =>
    [provider, support?.provider]
      .filter((party): party is PartyKey => party !== undefined && party !== INTERNAL)
      .flatMap((party) =>
        (functionById(functionId)?.otherAccess ?? []).map(
          ({ system, role, scope }): ElsewhereLine => ({
            provider: party,
            functionId,
            system: systemNames[system] ?? system,
            role,
            over: scope,
          }),
        ),
      ),
  );
}
