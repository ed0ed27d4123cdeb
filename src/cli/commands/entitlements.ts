import { deriveEntitlements } from "../../entitlements/derive.ts";
import type { Entitlements, Team } from "../../entitlements/entitlements.ts";
import { matrixFrom } from "../matrix-argument.ts";
import { print, printJson, styled } from "../output.ts";

/** Prints what follows from the matrix. Always 0: it is what the matrix says. */
export async function entitlements(
  file: string | undefined,
  options: { stack?: string; format: "text" | "json" },
): Promise<number> {
  const { matrix } = matrixFrom(file, options.stack);
  const derived = deriveEntitlements(matrix);
  if (options.format === "json") {
    printJson(derived);
    return 0;
  }
  for (const [key, provider] of Object.entries(matrix.providers)) {
    print(styled("bold", `${provider.name} (${provider.kind}, ${provider.accounts.replaceAll("-", " ")})`));
    for (const team of derived.teams.filter((each) => each.provider === key)) printTeam(derived, team);
    for (const { functionId, role } of derived.delegatedAdminRoles.filter((each) => each.provider === key)) {
      print(`  ${functionId}: ${role}, in its GDAP relationship`);
    }
    for (const line of providerLines(derived, key)) print(`  ${line}`);
    for (const policy of derived.signInPolicies.filter((each) => each.party === key))
      print(`  sign-in: ${policy.displayName}`);
    print("");
  }
  print(styled("bold", "Emergency accounts"));
  for (const account of derived.emergency.accounts) print(`  ${account.userPrincipalName}, ${account.credential}`);
  print("");
  for (const { title, lines } of clientSections(derived)) {
    if (lines.length === 0) continue;
    print(styled("bold", title));
    for (const line of lines) print(`  ${line}`);
    print("");
  }
  print(styled("bold", "Contract schedule"));
  for (const line of derived.contractLines) print(`  ${line.row}: ${line.text}`);
  return 0;
}

function printTeam(derived: Entitlements, team: Team): void {
  const { approval, maximumHours, eligibleDays } = team.activation;
  print(`  ${team.functionId}${team.when === undefined ? "" : ` (${team.when})`}`);
  for (const { role, scope } of team.grants) {
    const unit =
      scope.kind === "directory" ? undefined : derived.administrativeUnits.find((each) => each.key === scope.unit);
    print(`    ${role.name}, over ${unit === undefined ? "the directory" : unit.displayName}`);
  }
  for (const { role, scope } of team.azure) print(`    ${role.name} in Azure, at ${scope.key}`);
  const names = team.eligible.map((key) => derived.people.find((person) => person.key === key)?.name ?? key);
  const how = approval ? "activated with approval" : "activated without waiting for an approval";
  print(`    eligible for ${eligibleDays} days: ${names.join(", ")}; ${how}, for ${maximumHours} h at most`);
}

/** What a provider gets beside its teams. */
function providerLines({ azure, systemSignIns, partnerTenants }: Entitlements, provider: string): string[] {
  const own = <T extends { readonly provider: string }>(list: readonly T[] | undefined) =>
    (list ?? []).filter((each) => each.provider === provider);
  return [
    ...own(azure?.eligibilities).map(
      ({ functionId, role, scope }) =>
        `${functionId}: ${role.name} in Azure, at ${scope.key}, people are eligible for it`,
    ),
    ...own(azure?.lighthouse).map(
      ({ displayName, eligible, permanent }) =>
        `Lighthouse: ${displayName}: ${[...eligible.map(({ role }) => `${role.name}, to activate`), ...permanent.map(({ role }) => `${role.name}, always`)].join("; ")}`,
    ),
    ...systemSignIns.flatMap(({ name, groups }) =>
      groups
        .filter(({ party }) => party === provider)
        .map(({ role, activation }) => `${name}: ${role}${activation === undefined ? "" : ", to activate"}`),
    ),
    ...own(partnerTenants).map(({ trust }) => `believed of its tenant: ${trustWords(trust)}`),
  ];
}

function trustWords({
  mfa,
  compliantDevice,
  hybridJoinedDevice,
}: Entitlements["partnerTenants"][number]["trust"]): string {
  const claims = [
    ...(mfa ? ["multifactor authentication"] : []),
    ...(compliantDevice ? ["compliant devices"] : []),
    ...(hybridJoinedDevice ? ["hybrid joined devices"] : []),
  ];
  return claims.length === 0 ? "nothing" : claims.join(", ");
}

/** What the client's own side gets, and what protects it. */
function clientSections({
  privilegedRoles,
  sensitiveUnit,
  systemSignIns,
  azure,
  monitoring,
  people,
}: Entitlements): { readonly title: string; readonly lines: readonly string[] }[] {
  const nameOf = (key: string) => people.find((person) => person.key === key)?.name ?? key;
  return [
    {
      title: "The internal team's own roles",
      lines: [
        ...privilegedRoles.map(
          ({ name, maximumHours, approval }) =>
            `${name}: activated ${approval ? "with approval" : "without waiting for an approval"}, for ${maximumHours} h at most`,
        ),
        ...(sensitiveUnit === undefined
          ? []
          : [`${sensitiveUnit.displayName}: ${["the emergency accounts", ...sensitiveUnit.people].join(", ")}`]),
      ],
    },
    {
      title: "Sign-in to systems",
      lines: systemSignIns.flatMap(({ name, groups }) =>
        groups.map(({ role, people: keys }) => `${name}: ${role}: ${keys.map(nameOf).join(", ")}`),
      ),
    },
    {
      title: "Azure",
      lines: [
        ...(monitoring === undefined
          ? []
          : [`logs and alerts: ${monitoring.resourceGroup}, kept ${monitoring.retentionDays} days`]),
        ...(azure?.customRoles ?? []).map(({ displayName, actions }) => `role ${displayName}: ${actions.join(", ")}`),
        ...(azure?.backup?.vaults ?? []).map(
          ({ key, softDeleteDays, immutability }) =>
            `vault ${key}: deleted backups stay ${softDeleteDays} days, immutability ${immutability}, guarded`,
        ),
        ...(azure?.updates?.windows ?? []).map(
          ({ assetClass, ring, every, start, duration }) =>
            `updates of ${assetClass}, ring ${ring}: ${every} from ${start}, ${duration} long (hours and minutes)`,
        ),
        ...(azure?.locks === true ? ["locked against deletion"] : []),
      ],
    },
  ];
}
