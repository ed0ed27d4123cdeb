/** A provider leaves: nothing of its is forgotten, nothing of others' is touched, nobody is locked out, and it ends. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseMatrix } from "../../src/matrix/load.ts";
import { filesFromSnapshot } from "../../src/onboarding/init/first-files.ts";
import { unifiedDiff } from "../../src/onboarding/line-diff.ts";
import { withoutProvider } from "../../src/onboarding/offboard/matrix-edit.ts";
import { type Offboarding, offboardingSchema, openSteps, planExit } from "../../src/onboarding/offboard/offboarding.ts";
import { phases } from "../../src/onboarding/offboard/phases.ts";
import { offboardingCsv, offboardingMarkdown } from "../../src/onboarding/offboard/reports.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import type { Snapshot } from "../../src/tenant/snapshot.ts";
import { edited, harbourFile } from "../support/matrices.ts";
import { harbourWorld, TenantBuilder, tideway, today } from "../support/tenant-builder.ts";

const { matrix } = harbourWorld;
const { tideway: provider, ...others } = matrix.providers;
if (provider === undefined) throw new Error("the example matrix has no Tideway any more");
const tidewayIt = provider;
const without = { ...matrix, providers: others };

function exit(
  snapshot: Snapshot,
  more: { readonly before?: Offboarding; readonly isGone?: boolean } = {},
): Offboarding {
  const { before, isGone = false } = more;
  return planExit({
    matrix: isGone ? without : matrix,
    stack: "harbour",
    key: "tideway",
    provider: tidewayIt,
    snapshot,
    today,
    ...(before && { before }),
  });
}

/** The client gets in: both emergency accounts and the IT lead are Global Administrator. */
function safe(): TenantBuilder {
  const tenant = new TenantBuilder();
  for (const { userPrincipalName } of matrix.emergencyAccounts) {
    tenant.role(tenant.user(userPrincipalName), "Global Administrator");
  }
  tenant.role(tenant.user("miriam.okafor@harbourdental.example"), "Global Administrator");
  return tenant;
}

const open = (snapshot: Snapshot, phase?: string) =>
  openSteps(exit(snapshot))
    .filter((step) => step.phase !== "matrix" && (phase === undefined || step.phase === phase))
    .map(({ what }) => what);

it("of a tenant in which it has nothing, only people are left to do something", () => {
  const plan = exit(safe().snapshot);
  expect(plan.ready).toBe(true);
  expect(openSteps(plan).map(({ object }) => object)).toEqual(["matrix tideway"]);
  expect(openSteps(exit(safe().snapshot, { isGone: true }))).toEqual([]);
});

describe("what is its", () => {
  it.each<[string, string, (tenant: TenantBuilder, dana: string) => void]>([
    [
      "standing",
      "Take the role Helpdesk Administrator (directory) from Dana Reyes.",
      (tenant, dana) => {
        tenant.role(dana, "Helpdesk Administrator");
      },
    ],
    [
      "eligible",
      "Take the role User Administrator (directory, eligible) from Dana Reyes.",
      (tenant, dana) => {
        tenant.eligibleRole(dana, "User Administrator");
      },
    ],
    [
      "eligible",
      "Take Dana Reyes out of the group Team (eligible).",
      (tenant, dana) => {
        tenant.eligible(tenant.group("Team"), dana);
      },
    ],
    [
      "groups",
      "Take Dana Reyes out of the group Office.",
      (tenant, dana) => {
        tenant.group("Office", { members: [dana, "miriam.okafor"] });
      },
    ],
    [
      "successors",
      "Give group \"Budget\" an owner of the client's, or none: all its owners are the provider's.",
      (tenant, dana) => {
        tenant.group("Budget", { owners: [dana], members: ["miriam.okafor"] });
      },
    ],
    [
      "partners",
      "End every delegated administration relationship (GDAP), and the reseller relationship after licences are moved.",
      (tenant) => {
        tenant.collections.crossTenantPartners.push({ id: "p", tenantId: tideway.tenantId, isServiceProvider: true });
      },
    ],
    [
      "lighthouse",
      "Delete the Lighthouse delegation /subscriptions/s/x.",
      (tenant) => {
        tenant.collections.armResources.push({
          id: "/subscriptions/s/x",
          name: "x",
          type: "Microsoft.ManagedServices/registrationDefinitions",
          properties: { managedByTenantId: tideway.tenantId, authorizations: [] },
        });
      },
    ],
    [
      "conditional-access",
      "Delete the named location Their office: its networks are the provider's.",
      (tenant) => {
        tenant.collections.namedLocations.push({
          id: "l",
          displayName: "Their office",
          "@odata.type": "#microsoft.graph.ipNamedLocation",
          ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.0/26" }],
        } as TenantBuilder["collections"]["namedLocations"][number]);
      },
    ],
    [
      "conditional-access",
      "Delete the policy Guests of theirs: it is about the provider alone. Last, when none of its accounts is left.",
      (tenant, dana) => {
        tenant.policy("Guests of theirs", { conditions: { users: { includeUsers: [dana] } } });
      },
    ],
    [
      "federation",
      "Delete the federated credential repo:tideway-it/site:ref:refs/heads/main of Site: its pipeline signs in with it.",
      (tenant) => {
        tenant.application("Site", { subjects: ["repo:tideway-it/site:ref:refs/heads/main"] });
      },
    ],
  ])("%s: %s", (phase, sentence, make) => {
    const tenant = safe();
    const dana = tenant.guest("dana@tideway.example", "Dana Reyes");
    make(tenant, dana);
    expect(open(tenant.snapshot, phase)).toContain(sentence);
  });

  it("is not what others have", () => {
    const tenant = safe();
    const lena = tenant.guest("lena@nightwatch.example", "Lena Fischer");
    tenant.role(lena, "Security Reader");
    tenant.group("Office", { members: [lena, "miriam.okafor"], owners: ["miriam.okafor"] });
    tenant.collections.crossTenantPartners.push({ id: "p", tenantId: "5f0c7b52-2f0e-4b7e-8a43-9a1c3f4be202" });
    tenant.policy("Everybody", { conditions: { users: { includeUsers: ["All"] } } });
    expect(open(tenant.snapshot)).toEqual([]);
  });

  it("a policy that is also about others stays", () => {
    const tenant = safe();
    const dana = tenant.guest("dana@tideway.example", "Dana Reyes");
    tenant.policy("Both", { conditions: { users: { includeUsers: [dana, "miriam.okafor"] } } });
    expect(open(tenant.snapshot, "conditional-access")).toEqual([]);
  });
});

describe("nobody is locked out", () => {
  it("phases are in the order of the guide, safety first", () => {
    expect(phases[0].id).toBe("safety");
    const plan = exit(seedHarbour());
    const order = plan.steps.map(({ phase }) => phases.findIndex(({ id }) => id === phase));
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    expect(plan.steps.map(({ number }) => number)).toEqual(plan.steps.map((_step, index) => index + 1));
  });

  it.each<[string, (tenant: TenantBuilder) => void, RegExp]>([
    [
      "an emergency account is disabled",
      (tenant) => Object.assign(tenant.collections.users[0] ?? {}, { accountEnabled: false }),
      /it is disabled/,
    ],
    [
      "an emergency account is no administrator",
      (tenant) => tenant.collections.roleAssignments.shift(),
      /not permanently Global Administrator/,
    ],
    [
      "nobody internal is Global Administrator",
      (tenant) => tenant.collections.roleAssignments.pop(),
      /Make somebody internal Global Administrator/,
    ],
    [
      "the internal administrator is disabled",
      (tenant) => Object.assign(tenant.collections.users.at(-1) ?? {}, { accountEnabled: false }),
      /Make somebody internal Global Administrator/,
    ],
  ])("it stops when %s", (_name, change, said) => {
    const tenant = safe();
    change(tenant);
    const plan = exit(tenant.snapshot);
    expect(plan.ready).toBe(false);
    expect(plan.steps[0]?.phase).toBe("safety");
    expect(openSteps(plan).some(({ what }) => said.test(what))).toBe(true);
    expect(offboardingMarkdown(plan, [])).toContain("**Stop:");
  });
});

describe("until nothing is left", () => {
  it("what lost its owners is looked for by what was there", () => {
    const tenant = safe();
    const dana = tenant.guest("00000000-0000-4000-8000-00000000da7a@tideway.example", "Dana Reyes");
    tenant.application("connector", { owners: [dana] });
    const before = exit(tenant.snapshot);
    const deleted = openSteps(before).filter(({ what }) => what.startsWith("Delete the application"));
    expect(deleted).toHaveLength(1);
    // Her account goes first; whose the application is cannot be told any more.
    tenant.collections.users = tenant.collections.users.filter(({ id }) => id !== dana);
    for (const object of [...tenant.collections.servicePrincipals, ...tenant.collections.applications])
      object.owners = [];
    const after = exit(tenant.snapshot, { before, isGone: true });
    expect(openSteps(after).map(({ what }) => what)).toContain(deleted[0]?.what);
    tenant.collections.servicePrincipals = [];
    tenant.collections.applications = [];
    expect(openSteps(exit(tenant.snapshot, { before, isGone: true }))).toEqual([]);
  });

  it("what was not read is said", () => {
    const snapshot: Snapshot = {
      ...safe().snapshot,
      unreadable: [{ collection: "appRoleAssignments", status: 403, code: "Forbidden", message: "no" }],
    };
    expect(exit(snapshot).unreadable).toEqual(["appRoleAssignments: no"]);
    expect(offboardingMarkdown(exit(snapshot), [])).toContain("Not read, and so not known");
  });

  it("the plan reads back as it was written", () => {
    const plan = exit(seedHarbour());
    expect(offboardingSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(offboardingCsv(plan).split("\r\n")).toHaveLength(plan.steps.length + 2);
  });
});

it("data is handed over by the day that was agreed", () => {
  const exports = exit(safe().snapshot).steps.filter(({ phase }) => phase === "exports");
  expect(exports.find(({ what }) => what.includes("NinjaOne"))?.due).toBe("2026-12-01");
  expect(exports.find(({ what }) => what.includes("HaloPSA"))?.what).toContain("Nothing is agreed in the matrix");
  expect(exports.some(({ what }) => what.includes("Defender"))).toBe(false);
});

describe("the matrix without it", () => {
  const harbour = readFileSync("stacks/harbour/matrix.yaml", "utf8");
  const kestrel = readFileSync("stacks/kestrel/matrix.yaml", "utf8");
  const found = filesFromSnapshot(seedHarbour(), "x").files.get("matrix.yaml") ?? "";
  const cases = [harbour, kestrel, found].flatMap((source) => {
    const loaded = parseMatrix(source, "matrix.yaml").matrix;
    return Object.keys(loaded.providers).map((key) => ({ key, name: loaded.client.name, source, loaded }));
  });

  it.each(cases)("$name without $key loads, and knows it no more", ({ key, source, loaded }) => {
    const { text, problems } = withoutProvider(source, loaded, key, "2026-11-21");
    expect(problems).toEqual([]);
    const edited = parseMatrix(text, "matrix.yaml").matrix;
    expect(Object.keys(edited.providers)).toEqual(Object.keys(loaded.providers).filter((each) => each !== key));
    const { providers: _gone, ...rest } = edited;
    expect(JSON.stringify(Object.values(rest.functions))).not.toContain(`"${key}"`);
    expect(JSON.stringify(rest.tools)).not.toContain(`"${key}"`);
  });

  it("has what was in its name in the client's, and no account of its people, nor a ticket that moves to it", () => {
    const source = kestrel
      .replace(
        "{ what: Domain registrar, nameOf: internal }",
        "{ what: Domain registrar, nameOf: millstone, billedTo: brightdesk }",
      )
      .replace("priority: P2,", "priority: P2, to: brightdesk,");
    const matrixWithout = (text: string) => {
      const edited = withoutProvider(text, parseMatrix(text, "matrix.yaml").matrix, "brightdesk", "2026-11-21");
      expect(edited.problems).toEqual([]);
      return parseMatrix(edited.text, "matrix.yaml").matrix;
    };
    const { inventory, tickets } = matrixWithout(source);
    expect(inventory?.contracts).toContainEqual({
      what: "Domain registrar",
      nameOf: "millstone",
      billedTo: "internal",
    });
    expect(inventory?.licences).toContainEqual({ what: "ConnectWise PSA", nameOf: "internal" });
    expect(inventory?.accounts?.map(({ side }) => side)).toEqual(["internal", "internal"]);
    expect(tickets?.handOver.map(({ priority }) => priority)).not.toContain("P2");
    const onlyIts = source.replaceAll("side: internal }", "side: brightdesk }");
    expect(matrixWithout(onlyIts).inventory?.accounts).toBeUndefined();
  });

  it("leaves every line alone that is not about it", () => {
    const { text } = withoutProvider(harbour, matrix, "nightwatch", "2026-11-21");
    const diff = unifiedDiff("matrix.yaml", harbour, text);
    const added = diff.split("\n").filter((line) => /^\+(?!\+)/.test(line));
    expect(added).toEqual([
      "+    owner: internal",
      "+    owner: internal",
      "+    owner: internal",
      "+    owner: internal",
      "+      providers: { tideway: [Dana Reyes] }",
    ]);
  });
});

describe("the signers of a provider that leaves", () => {
  const [key, other, third] = ["A", "B", "C"].map((letter) => letter.repeat(43));
  const signers = (lines: string) =>
    edited(harbourFile, ["review:\n", `review:\n  signers:\n    internal:\n      - key: ${"I".repeat(43)}\n${lines}`]);

  it.each<[string, string, string]>([
    [
      "as blocks",
      `    nightwatch:\n      - key: ${key} # until they leave\n      - key: ${other}\n        from: 2026-01-01\n`,
      `    nightwatch:\n      - key: ${key}\n        until: 2026-11-21 # until they leave\n      - key: ${other}\n        from: 2026-01-01\n        until: 2026-11-21\n`,
    ],
    [
      "in braces, one of them over already",
      `    nightwatch: [{ key: ${key} }, { key: ${other}, until: 2026-02-01 }, { key: ${third}, until: 2027-01-01 }]\n`,
      `    nightwatch: [{ key: ${key}, until: 2026-11-21 }, { key: ${other}, until: 2026-02-01 }, { key: ${third}, until: 2026-11-21 }]\n`,
    ],
  ])("stay and end, %s: what they signed is to hold", (_, before, after) => {
    const source = signers(before);
    const loaded = parseMatrix(source, "matrix.yaml").matrix;
    const { text, problems } = withoutProvider(source, loaded, "nightwatch", "2026-11-21");
    expect(problems).toEqual([]);
    expect(text).toContain(after);
    expect(parseMatrix(text, "matrix.yaml").matrix.providers).not.toHaveProperty("nightwatch");
  });
});

describe("the difference of two texts", () => {
  it("is what git apply reads", () => {
    expect(unifiedDiff("f", "a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n")).toBe(
      "--- a/f\n+++ b/f\n@@ -1,5 +1,5 @@\n a\n b\n-c\n+X\n d\n e\n",
    );
  });

  it("of equal texts is nothing", () => {
    expect(unifiedDiff("f", "a\n", "a\n")).toBe("");
  });
});

describe("objects of one name", () => {
  it("are told apart by their ids, whoever has the other one; others are not", () => {
    const tenant = safe();
    const dana = tenant.guest(`dana@${tideway.domain}`, "Dana Reyes");
    const [office, other, alone] = ["office", "other", "alone"].map((name) =>
      tenant.group(name, { members: name === "other" ? ["miriam.okafor"] : [dana, "miriam.okafor"] }),
    );
    for (const group of tenant.collections.groups) if (group.id !== alone) group.displayName = "Office";
    const before = open(tenant.snapshot, "groups");
    expect(before).toEqual([
      `Take Dana Reyes out of the group Office (${office}).`,
      "Take Dana Reyes out of the group alone.",
    ]);
    expect(before.join()).not.toContain(String(other));
    const local = tenant.user("dana.local@harbourdental.example", { displayName: "dana reyes" });
    expect(local).not.toBe(dana);
    expect(open(tenant.snapshot, "groups")).toEqual([
      `Take Dana Reyes (${dana}) out of the group Office (${office}).`,
      `Take Dana Reyes (${dana}) out of the group alone.`,
    ]);
  });
});
