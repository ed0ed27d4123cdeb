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
    for (const policy of derived.signInPolicies.filter((each) => each.party === key))
      print(`  sign-in: ${policy.displayName}`);
    print("");
  }
  print(styled("bold", "Emergency accounts"));
  for (const account of derived.emergency.accounts) print(`  ${account.userPrincipalName}, ${account.credential}`);
  print("");
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
  const names = team.eligible.map((key) => derived.people.find((person) => person.key === key)?.name ?? key);
  const how = approval ? "activated with approval" : "activated without waiting for an approval";
  print(`    eligible for ${eligibleDays} days: ${names.join(", ")}; ${how}, for ${maximumHours} h at most`);
}
