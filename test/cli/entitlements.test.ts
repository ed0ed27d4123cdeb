/** What follows from a matrix, in text: everything that its sections give somebody. */

import { expect, it } from "vitest";
import { demarc } from "../support/demarc.ts";
import { kestrelFile } from "../support/matrices.ts";

it("tells each provider's access, what the internal team gets, the systems and Azure", async () => {
  const { status, stdout } = await demarc("entitlements", kestrelFile);
  expect(status).toBe(0);
  const sections = new Map(stdout.split("\n\n").map((part) => [part.split("\n")[0], part]));
  expect(sections.get("Brightdesk (msp, gdap technicians)")).toContain(
    "  Lighthouse: Brightdesk – servers: Scheduled Patching Contributor, to activate; ",
  );
  expect(sections.get("Brightdesk (msp, gdap technicians)")).toContain("  believed of its tenant: ");
  const millstone = sections.get("Millstone ERP (specialist, local accounts)");
  expect(millstone).toContain("    ERP machine operator in Azure, at erp\n");
  expect(millstone).toContain("  Jira Service Management: App admin, to activate\n");
  expect(sections.get("The internal team's own roles")).toContain(
    "  Global Administrator: activated with approval, for 2 h",
  );
  expect(sections.get("Sign-in to systems")).toContain("  Jira Service Management: App admin: Teresa Duarte\n");
  expect(sections.get("Azure")).toMatch(
    / {2}vault kestrel-servers: deleted backups stay 60 days, .*\n {2}updates of servers, ring lab: /,
  );
});

it("says nothing of what the matrix does not have", async () => {
  const { stdout } = await demarc("entitlements", "--stack", "harbour");
  expect(stdout).not.toMatch(/^(Azure|Sign-in to systems|The internal team's own roles)$/m);
});
