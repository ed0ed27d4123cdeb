import { expect, test } from "vitest";
import { appPermissions, delegatedScopes } from "../../src/catalogue/app-permissions.ts";
import { azureRoles } from "../../src/catalogue/azure-roles.ts";
import { type EnterpriseAccessLevel, entraRoles } from "../../src/catalogue/entra-roles.ts";
import type { Tier } from "../../src/catalogue/tier.ts";

/** The nearest of our tiers to a level of the Enterprise Access Model. */
const tierOfLevel: Record<EnterpriseAccessLevel, Tier> = {
  ControlPlane: 0,
  ManagementPlane: 1,
  UserAccess: 2,
  Unclassified: 2,
};

interface Judged {
  readonly name: string;
  readonly tier: Tier;
  readonly azureTiering?: Tier;
  readonly azurePrivilegedIam?: EnterpriseAccessLevel;
  readonly reason: string;
}

const differs = ({ tier, azureTiering, azurePrivilegedIam }: Judged) => ({
  azureTiering: azureTiering !== undefined && azureTiering !== tier,
  azurePrivilegedIam: azurePrivilegedIam !== undefined && tierOfLevel[azurePrivilegedIam] !== tier,
});

/** A permission of tier 1 or 2 that one model puts on the management plane is not a disagreement worth a reason. */
const matters = (judged: Judged) =>
  judged.tier === 0 || judged.azureTiering === 0 || judged.azurePrivilegedIam === "ControlPlane";

function table(title: string, all: readonly Judged[]): string[] {
  const different = all.filter((judged) => Object.values(differs(judged)).includes(true));
  const counted = `${different.length} of ${all.length}.`;
  if (different.length === 0) return [`## ${title}`, "", counted, ""];
  const cells = [
    ["name", "our tier", "azure-tiering", "AzurePrivilegedIAM", "why"],
    ...different.map((judged) => [
      judged.name,
      String(judged.tier),
      String(judged.azureTiering ?? "not judged"),
      judged.azurePrivilegedIam ?? "not judged",
      judged.reason,
    ]),
  ];
  // Aligned as the formatter would, so that it leaves the page alone.
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [header = [], ...body] = cells;
  return [
    `## ${title}`,
    "",
    counted,
    "",
    line(header),
    line(widths.map((width) => "-".repeat(width))),
    ...body.map(line),
    "",
  ];
}

const roles: Judged[] = [...entraRoles.values()];
const permissions: Judged[] = appPermissions()
  .map((permission) => ({ ...permission, name: permission.value }))
  .filter(matters);
const scopes: Judged[] = delegatedScopes().map((scope) => ({ ...scope, name: scope.value }));

test("every difference from a public tier model has its reason and is listed", async () => {
  for (const judged of [...roles, ...permissions, ...scopes]) {
    if (Object.values(differs(judged)).includes(true)) expect(judged.reason, judged.name).toMatch(/^[A-Z].+\.$/);
  }
  const page = [
    "# Where our tiers differ from two public models",
    "",
    "Made from the tables by `test/catalogue/tier-differences.test.ts` (`npx vitest run test/catalogue -u` writes it anew).",
    "Models: [azure-tiering](https://github.com/emiliensocchi/azure-tiering), tiers 0 to 2, and",
    "[AzurePrivilegedIAM](https://github.com/Cloud-Architekt/AzurePrivilegedIAM), whose ControlPlane is compared with tier 0,",
    "ManagementPlane with 1 and the rest with 2. Tiers are for the whole directory.",
    "",
    ...table("Entra roles", roles),
    ...table("Permissions of applications that we or a model count to the top", permissions),
    ...table("Delegated scopes", scopes),
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../src/catalogue/tier-differences.md");
});

test("Azure roles follow azure-tiering, whose tier 3 is our 2, with one exception", () => {
  const different = [...azureRoles.values()].filter(
    (role) => role.azureTiering !== undefined && Math.min(role.azureTiering, 2) !== role.tier,
  );
  expect(different.map(({ name, azureTiering, tier }) => ({ name, azureTiering, tier }))).toEqual([
    { name: "Key Vault Data Access Administrator", azureTiering: 1, tier: 0 },
  ]);
});
