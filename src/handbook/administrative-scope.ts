/** What a provider may do in the tenant, as it is really declared: each line is what the Pulumi program makes and the gate judges. */

import { functionById } from "../catalogue/functions.ts";
import { scopeWords } from "../entitlements/azure-scopes.ts";
import type { DirectoryScope, Entitlements, Team } from "../entitlements/entitlements.ts";
import { listed } from "../entitlements/sentence-parts.ts";
import { INTERNAL, type PartyKey, resolveRows } from "../matrix/parties.ts";
import type { Matrix } from "../matrix/schema.ts";
import { counted } from "../review/words.ts";
import { conditionText, either, functionTitle, hoursText, namingClient } from "./words.ts";

/** A role that a provider can switch on. */
export interface ScopeLine {
  readonly provider: PartyKey;
  /** Title of the function that it is for. */
  readonly purpose: string;
  readonly role: string;
  readonly where: string;
  readonly how: string;
  readonly who: string;
}

/** Every role of every provider, in the order of the matrix. */
export function administrativeScope(matrix: Matrix, entitlements: Entitlements): readonly ScopeLine[] {
  return [
    ...entitlements.teams.flatMap((team) =>
      [
        ...team.grants.map(({ role, scope }) => ({ role: role.name, where: scopeText(entitlements, scope) })),
        ...team.azure.map(({ role, scope }) => ({ role: role.name, where: `${scopeWords(scope)} in Azure` })),
      ].map(
        (held): ScopeLine => ({
          provider: team.provider,
          purpose: functionTitle(team.functionId),
          ...held,
          how: activationText(matrix, team.activation, team.when),
          who: peopleText(entitlements, team.eligible),
        }),
      ),
    ),
    ...(entitlements.azure?.eligibilities ?? []).map(
      ({ provider, functionId, role, scope, activation, eligible }): ScopeLine => ({
        provider,
        purpose: functionTitle(functionId),
        role: role.name,
        where: `${scopeWords(scope)} in Azure`,
        how: activationText(matrix, activation, undefined),
        who: peopleText(entitlements, eligible),
      }),
    ),
    ...(entitlements.azure?.lighthouse ?? []).flatMap(({ provider, scope, eligible, approvers }) =>
      eligible.map(
        ({ functionId, role, principal, maximumHours }): ScopeLine => ({
          provider,
          purpose: functionTitle(functionId),
          role: role.name,
          where: `${scopeWords(scope)} in Azure`,
          how: `Through Azure Lighthouse, from the provider's own tenant: switched on when needed, with a second factor and the approval of ${either(approvers.map(({ name }) => name))}, for ${hoursText(maximumHours)} at most. ${matrix.client.name} may end it at any time.`,
          who: `members of ${principal.name}, a group of the provider's tenant`,
        }),
      ),
    ),
    ...(entitlements.azure?.lighthouse ?? []).flatMap(({ provider, scope, permanent }) =>
      permanent.map(
        ({ role, principal }): ScopeLine => ({
          provider,
          purpose: "Looking, and ending the delegation",
          role: role.name,
          where: `${scopeWords(scope)} in Azure`,
          how: "Held permanently, from the provider's own tenant: it can look, and it can end the delegation; it changes nothing else.",
          who: `members of ${principal.name}, a group of the provider's tenant`,
        }),
      ),
    ),
    ...entitlements.delegatedAdminRoles.map(
      ({ provider, functionId, role }): ScopeLine => ({
        provider,
        purpose: functionTitle(functionId),
        role,
        where: "the whole directory",
        // https://learn.microsoft.com/partner-center/customers/gdap-faq: two years at most, and it may extend itself by half a year.
        how: "Through GDAP: agreed in Microsoft's partner centre for a limited time, two years at most. Who of the provider holds it and when is set in the provider's own tenant and cannot be seen from here. No approval of the company is asked for each use.",
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

function activationText(
  { client }: Matrix,
  { approval, ticket, maximumHours, eligibleDays }: Team["activation"],
  when: Team["when"],
): string {
  const asks = [
    "a sign-in that cannot be phished",
    "a reason",
    ...(ticket ? ["a ticket number"] : []),
    ...(approval ? [`the approval of ${client.name}`] : []),
  ];
  const alone = approval ? "" : " No approval is waited for.";
  const condition = when === undefined ? "" : ` Used ${conditionText(when)}.`;
  return `Switched on when needed, with ${listed(asks)}, for ${hoursText(maximumHours)} at most.${alone} Eligibility ends after ${counted(eligibleDays, "day")} unless it is renewed.${condition}`;
}

function peopleText({ people }: Entitlements, eligible: readonly string[]): string {
  if (eligible.length === 0) return "nobody yet";
  return listed(eligible.map((key) => people.find((person) => person.key === key)?.name ?? key));
}

/** Access that a function of a provider needs and that is agreed only on paper: nothing here declares it. */
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

/** In the order of the matrix, without what is declared. */
export function accessElsewhere(matrix: Matrix, declared: readonly ScopeLine[]): readonly ElsewhereLine[] {
  const isDeclared = (party: PartyKey, functionId: string, role: string) =>
    declared.some(
      (line) => line.provider === party && line.purpose === functionTitle(functionId) && line.role === role,
    );
  return resolveRows(matrix).flatMap(({ functionId, provider, support }) =>
    [provider, support?.provider]
      .filter((party): party is PartyKey => party !== undefined && party !== INTERNAL)
      .flatMap((party) =>
        (functionById(functionId)?.otherAccess ?? [])
          .filter(({ role }) => !isDeclared(party, functionId, role))
          .map(
            ({ system, role, scope }): ElsewhereLine => ({
              provider: party,
              functionId,
              system: systemNames[system] ?? system,
              role,
              over: namingClient(scope, matrix),
            }),
          ),
      ),
  );
}
