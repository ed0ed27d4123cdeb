/** The review of Kestrel, once all of it is deployed: in Azure, and who signs in to its service desk. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ArmResource, Snapshot } from "../../src/tenant/snapshot.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const snapshot = join(folder.path, "snapshot.json");

/** Titles of the differences, each with the row that it belongs to. */
async function review(change: (collections: Snapshot["collections"]) => void): Promise<string[]> {
  const actual = JSON.parse(readFileSync(snapshot, "utf8"));
  change(actual.collections);
  const file = join(folder.path, "changed.json");
  writeFileSync(file, JSON.stringify(actual));
  const { status, stdout } = await demarc("review", "--stack", "kestrel", "--snapshot", file, "--format", "json");
  const { differences, notCompared } = JSON.parse(stdout) as {
    differences: { title: string; row: { path?: string } }[];
    notCompared: unknown[];
  };
  expect([status, notCompared]).toEqual([differences.length === 0 ? 0 : 1, []]);
  return differences.map(({ title, row }) => `${title} [${row.path ?? "no row"}]`);
}

beforeAll(async () => {
  const kestrel = ["--stack", "kestrel", "--workspace", folder.path];
  const up = await demarc("up", ...kestrel, "--engine", "embedded");
  expect([up.status, up.stdout]).toEqual([0, expect.stringContaining("ScheduledQueryRule")]);
  expect((await demarc("snapshot", ...kestrel, "--out", snapshot)).status).toBe(0);
});

it("finds all as declared", async () => {
  expect(await review(() => undefined)).toEqual([]);
});

/** Somebody in the portal, in the service desk's application. */
function changeSignIn({ users, groups, servicePrincipals, appRoleAssignments }: Snapshot["collections"]): void {
  const idOf = (name: string) => users.find(({ userPrincipalName }) => userPrincipalName?.startsWith(name))?.id ?? name;
  const application = servicePrincipals.find(({ displayName }) => displayName === "Jira Service Management");
  Object.assign(application ?? {}, {
    appRoleAssignmentRequired: false,
    owners: [{ id: idOf("millstone-teresa") }],
  });
  const agents = groups.find(({ displayName }) => displayName?.endsWith("Jira Service Management: User"));
  const others = agents?.members?.filter(({ id }) => id !== idOf("hana.sato")) ?? [];
  const teresa = { "@odata.type": "#microsoft.graph.user", id: idOf("millstone-teresa") };
  Object.assign(agents ?? {}, { members: [...others, teresa] });
  const [assignment] = appRoleAssignments.filter(({ principalId }) => principalId === agents?.id);
  for (const name of ["millstone-teresa", "luca.ferri"]) {
    const id = `by hand for ${name}`;
    appRoleAssignments.push({ ...assignment, id, principalId: idOf(name), principalType: "User" });
  }
}

/** Somebody in the portal, in Azure: a lock less, and more than was offered to the provider. */
function changeAzure(resources: readonly ArmResource[]): ArmResource[] {
  return resources
    .filter(({ id }) => !/vaults\/kestrel-servers\/.*locks\/keep$/i.test(id))
    .map((each) =>
      /registrationDefinitions$/i.test(each.type) && JSON.stringify(each).includes("kestrel-servers")
        ? {
            ...each,
            properties: {
              ...each.properties,
              // Contributor and Reader instead of the right to end it and Reader.
              authorizations: ["b24988ac-6180-42a0-ab88-20f7382dd24c", "acdd72a7-3385-48ef-bd42-f606fba81ae7"].map(
                (roleDefinitionId) => ({
                  principalId: "5b0f3c1a-7d24-4e9b-8c60-1a2f9e7d4c35",
                  principalIdDisplayName: "Brightdesk – Kestrel engineers",
                  roleDefinitionId,
                }),
              ),
            },
          }
        : each,
    );
}

describe("once somebody changed things in the portal", () => {
  let changed: readonly string[];
  beforeAll(async () => {
    changed = await review((collections) => {
      changeSignIn(collections);
      Object.assign(collections, { armResources: changeAzure(collections.armResources) });
    });
  });
  /** Everything that was changed in Azure is the provider's offer for the servers, and their vault. */
  const isAzure = (difference: string) => /Brightdesk|kestrel-servers/.test(difference);

  it("finds what is different in Azure", () => {
    const place = "/subscriptions/4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90/resourceGroups/rg-backup";
    expect(changed.filter(isAzure)).toEqual([
      `Brightdesk – Kestrel engineers holds the Azure role Contributor at ${place}, and the matrix does not say so. [functions.backup-management]`,
      'Brightdesk, through Lighthouse ("Brightdesk – kestrel-servers"): Brightdesk – Kestrel engineers holds Contributor permanently. [no row]',
      "kestrel-servers can be deleted by one mistake: the matrix says that it is locked, and there is no lock on it. [azure.backup.vaults.kestrel-servers]",
      `Declared, but not there: Brightdesk – Kestrel engineers holds the Azure role Managed Services Registration assignment Delete Role at ${place}. [functions.backup-management]`,
    ]);
  });

  it("finds who can sign in to the service desk, with the system's row, and nothing else", () => {
    const row = "[systems.jira-service-management]";
    expect(changed.filter((each) => !isAzure(each))).toEqual([
      `Teresa Duarte (millstone) is a member of the group Kestrel Precision – Jira Service Management: User, and the matrix does not say so. ${row}`,
      `Teresa Duarte (millstone) is assigned to the application Jira Service Management, as User, and the matrix does not say so. ${row}`,
      `Teresa Duarte (millstone) owns the application Jira Service Management (service principal), and the matrix does not say so. ${row}`,
      `Whoever has an account here can sign in to Jira Service Management: application "Jira Service Management" demands no assignment. ${row}`,
      `Luca Ferri is assigned to the application Jira Service Management, as User, and the matrix does not say so. ${row}`,
      `Declared, but not there: Hana Sato is a member of the group Kestrel Precision – Jira Service Management: User. ${row}`,
    ]);
  });
});
