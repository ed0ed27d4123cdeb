/** A first matrix: it loads and lints, explains what is there, and asks where nobody can know. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attribute } from "../../src/access/attribution.ts";
import { deriveEntitlements } from "../../src/entitlements/derive.ts";
import { matrixJsonSchema } from "../../src/matrix/json-schema.ts";
import { lintMatrix } from "../../src/matrix/lint.ts";
import { loadMatrix, parseMatrix } from "../../src/matrix/load.ts";
import { filesFromScratch, filesFromSnapshot } from "../../src/onboarding/init/first-files.ts";
import { seedHarbour } from "../../src/tenant/seed/harbour.ts";
import { scaledTenant } from "../../src/tenant/seed/scale/scale.ts";
import { emptySnapshot, type Snapshot } from "../../src/tenant/snapshot.ts";
import { AzureBuilder, roleId } from "../support/azure-builder.ts";
import { goodTenant, TenantBuilder, today } from "../support/tenant-builder.ts";

const schema = "../../schema/matrix.schema.json";

/** Everything that a snapshot's first files say; throws when the matrix has an error. */
function first(snapshot: Snapshot) {
  const { files, inventory } = filesFromSnapshot(snapshot, schema);
  const text = files.get("matrix.yaml") ?? "";
  const loaded = parseMatrix(text, "matrix.yaml");
  if (inventory === undefined) throw new Error("a snapshot gives an inventory");
  const smells = lintMatrix(loaded, today);
  return { text, matrix: loaded.matrix, inventory, files, smells };
}

const harbourTenantId = "3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975";

/** A company with its domains, an IT lead, and an emergency account. */
function company(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.collections.organization.push({ id: harbourTenantId, displayName: "Harbour Dental Group" });
  tenant.collections.domains.push(
    { id: "harbourdental.example", isVerified: true, isDefault: true },
    { id: "harbourdental.onmicrosoft.com", isVerified: true, isInitial: true },
  );
  tenant.role(tenant.user("miriam@harbourdental.example", { displayName: "Miriam Okafor" }), "Global Administrator");
  tenant.role(
    tenant.user("break-glass@harbourdental.onmicrosoft.com", { displayName: "Break glass" }),
    "Global Administrator",
  );
  return tenant;
}

const asked = (snapshot: Snapshot, place: string) =>
  first(snapshot)
    .inventory.questions.filter((question) => question.place === place)
    .map(({ ask }) => ask);

describe("Azure of a tenant", () => {
  const partner = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
  const engineers = "5b0f3c1a-7d24-4e9b-8c60-1a2f9e7d4c35";
  const leads = "8e41d7b9-0c53-4f2a-b6d8-93c7a5e0f214";
  const subscription = "4d0e6f7a-2c1b-4e58-9a67-3b8c5d2e1f90";
  const reader = { principalId: engineers, principalIdDisplayName: "Engineers", roleDefinitionId: roleId("Reader") };
  const approvers = { managedByTenantApprovers: [{ principalId: leads, principalIdDisplayName: "Shift leads" }] };

  /** A provider of another tenant with these roles eligible over resource groups, by the group's name. */
  function delegated(roles: Readonly<Record<string, string>>, more: Record<string, unknown> = {}) {
    const tenant = company();
    const azure = new AzureBuilder(tenant);
    for (const [group, role] of Object.entries(roles)) {
      azure.lighthouse(
        partner,
        [reader],
        {
          registrationDefinitionName: "Brightdesk managed",
          eligibleAuthorizations: [
            { ...reader, roleDefinitionId: roleId(role), justInTimeAccessPolicy: approvers, ...more },
          ],
        },
        `${subscription}/${group}`,
      );
    }
    return { tenant, azure };
  }

  it("that nobody of a provider works in is not declared, and asked about", () => {
    const tenant = company();
    new AzureBuilder(tenant).role("miriam", "Reader", `${subscription}/rg`);
    expect(first(tenant.snapshot).matrix.azure).toBeUndefined();
    expect(asked(tenant.snapshot, "azure")).toEqual(["Which subscription of yours keeps the logs of who gets access?"]);
  });

  it("delegated through Lighthouse is explained: by whom, where, and who approves", () => {
    const { tenant } = delegated({ "rg-backup": "Backup Operator", "rg-network": "Monitoring Reader" });
    const { matrix } = first(tenant.snapshot);
    const [provider = ""] = Object.keys(matrix.providers);
    expect(matrix.functions["backup-management"]?.owner).toBe(provider);
    expect(matrix.azure).toMatchObject({
      subscriptionId: subscription,
      resourceGroup: "rg-access-monitoring",
      alertEmails: ["miriam@harbourdental.example"],
      scopes: { vaults: { resourceGroup: "rg-backup" }, monitored: { resourceGroup: "rg-network" } },
      lighthouse: {
        [provider]: {
          group: { id: engineers, name: "Engineers" },
          approvers: [{ id: leads, name: "Shift leads" }],
          reader: true,
        },
      },
    });
    // What is delegated is what the matrix gives, so it is no difference.
    const given = deriveEntitlements(matrix).azure?.lighthouse.map(({ scope, eligible }) => [
      scope.resourceGroup,
      eligible.map(({ role }) => role.name),
    ]);
    expect(given).toEqual(
      expect.arrayContaining([
        ["rg-backup", ["Backup Operator"]],
        ["rg-network", ["Monitoring Reader"]],
      ]),
    );
  });

  it("asks where approvers are missing, more principals hold something, or a role is held at more places", () => {
    const { tenant, azure } = delegated(
      { "rg-backup": "Backup Operator", "rg-more": "Backup Operator" },
      {
        justInTimeAccessPolicy: {},
      },
    );
    azure.lighthouse(partner, [{ ...reader, principalId: leads, roleDefinitionId: roleId("Contributor") }]);
    const { matrix, inventory } = first(tenant.snapshot);
    const [provider = ""] = Object.keys(matrix.providers);
    const place = `azure.lighthouse.${provider}`;
    const questions = inventory.questions.filter((question) => question.place.startsWith("azure."));
    expect(questions.map((question) => [question.place, question.ask])).toEqual([
      ["azure.scopes.vaults", expect.stringContaining(`rg-backup, too: is that agreed?`)],
      [place, expect.stringContaining("Nobody has to today.")],
      [place, expect.stringMatching(/^One more principal of .* holds something/)],
    ]);
    expect(matrix.azure?.lighthouse[provider]?.approvers).toEqual([{ id: engineers, name: "Engineers" }]);
  });

  it("keeps the logs where they go, and tells whom an action group tells", () => {
    const { tenant } = delegated({ "rg-backup": "Backup Operator" });
    const workspace =
      "/subscriptions/0b7c1a52-3d11-4a4e-9f55-8b0c51e2a901/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/central";
    tenant.collections.armResources.push(
      { id: workspace, name: "central", type: "Microsoft.OperationalInsights/workspaces", location: "uksouth" },
      {
        id: "/providers/microsoft.aadiam/diagnosticSettings/all",
        name: "all",
        type: "microsoft.aadiam/diagnosticSettings",
        properties: { workspaceId: workspace },
      },
      {
        id: `${workspace.split("/providers")[0]}/providers/Microsoft.Insights/actionGroups/soc`,
        name: "soc",
        type: "Microsoft.Insights/actionGroups",
        properties: { emailReceivers: [{ emailAddress: "SOC@harbourdental.example" }, { emailAddress: "nobody" }] },
      },
    );
    expect(first(tenant.snapshot).matrix.azure).toMatchObject({
      subscriptionId: "0b7c1a52-3d11-4a4e-9f55-8b0c51e2a901",
      resourceGroup: "rg-logs",
      location: "uksouth",
      alertEmails: ["soc@harbourdental.example"],
      scopes: { vaults: { subscriptionId: subscription, resourceGroup: "rg-backup" } },
    });
  });

  it("held by a team of a provider's guests is explained, too, at a management group as well", () => {
    const tenant = company();
    const dana = tenant.guest("dana@tideway.example", "Dana Reyes");
    const azure = new AzureBuilder(tenant);
    azure.role(dana, "Monitoring Reader", `${subscription}/rg-network`);
    tenant.collections.armResources.push({
      id: "/providers/Microsoft.Management/managementGroups/estate/providers/Microsoft.Authorization/roleAssignments/9",
      name: "9",
      type: "Microsoft.Authorization/roleAssignments",
      properties: { principalId: dana, roleDefinitionId: roleId("Backup Operator") },
    });
    const { matrix } = first(tenant.snapshot);
    expect(matrix.azure).toMatchObject({
      scopes: { monitored: { resourceGroup: "rg-network" }, vaults: { managementGroup: "estate" } },
      lighthouse: {},
    });
  });
});

describe("from scratch", () => {
  const text = filesFromScratch(today, schema).files.get("matrix.yaml") ?? "";

  it("lints with one warning: nobody has restored anything yet", () => {
    const smells = lintMatrix(parseMatrix(text, "matrix.yaml"), today);
    const warnings = smells.filter(({ severity }) => severity === "warning");
    expect(warnings.map(({ smell }) => smell)).toEqual(["backup-never-restored"]);
  });

  it("names its schema in the first line and asks nothing", () => {
    expect(text.split("\n", 1)).toEqual([`# yaml-language-server: $schema=${schema}`]);
    expect(text).not.toContain("QUESTION");
  });

  it("shows how both sides work together in lines that load once they are no comments any more", () => {
    const shown = text.replaceAll(
      /^# (?=(?:plan|rhythm|tickets|inventory|systems): | {2}(?:accounts|licences|contracts): )/gm,
      "",
    );
    const { plan, rhythm, tickets, inventory, systems } = parseMatrix(shown, "matrix.yaml").matrix;
    for (const section of [plan, rhythm, tickets, inventory?.contracts, systems]) expect(section).toBeDefined();
  });

  it("has or explains every key of the schema", () => {
    const keys = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [name, inner] of Object.entries(value)) {
        if (name === "properties" && typeof inner === "object" && inner !== null) {
          for (const key of Object.keys(inner)) keys.add(key);
        }
        collect(inner);
      }
    };
    collect(matrixJsonSchema());
    // What only a pipeline's token needs is explained where signing is.
    const elsewhere = ["issuer", "subject", "issuerKeys", "by", "url", "link"];
    const missing = [...keys].filter((key) => !elsewhere.includes(key) && !new RegExp(`\\b${key}\\b`).test(text));
    expect(missing).toEqual([]);
  });
});

describe("from a tenant", () => {
  it("finds the client, its team, its emergency account and declares a second one", () => {
    const { matrix } = first(company().snapshot);
    expect(matrix.client).toMatchObject({
      name: "Harbour Dental Group",
      domains: ["harbourdental.example", "harbourdental.onmicrosoft.com"],
      initialDomain: "harbourdental.onmicrosoft.com",
      model: "in-house",
    });
    expect(matrix.internal.people.map(({ name }) => name)).toEqual(["Miriam Okafor"]);
    expect(matrix.internal.approvers).toEqual(["miriam@harbourdental.example"]);
    expect(matrix.emergencyAccounts.map(({ userPrincipalName, existing }) => [userPrincipalName, existing])).toEqual([
      ["break-glass@harbourdental.onmicrosoft.com", true],
      ["emergency-1@harbourdental.onmicrosoft.com", undefined],
    ]);
  });

  it("takes people of another domain who hold something for a provider, and nobody who holds nothing", () => {
    const tenant = company();
    tenant.role(
      tenant.guest("dana@tideway.example", "Dana Reyes", { companyName: "Tideway IT" }),
      "Helpdesk Administrator",
    );
    tenant.guest("guest@customer.example", "A Customer");
    const { matrix, inventory, files } = first(tenant.snapshot);
    expect(Object.keys(matrix.providers)).toEqual(["tideway"]);
    expect(matrix.providers["tideway"]).toMatchObject({
      name: "Tideway IT",
      domains: ["tideway.example"],
      accounts: "guests",
      people: [{ name: "Dana Reyes", email: "dana@tideway.example", existing: true }],
    });
    expect(matrix.functions["tier-1-helpdesk"]?.owner).toBe("tideway");
    expect(matrix.functions["email-security"]?.owner).toBe("internal");
    expect(inventory.principals.filter(({ side }) => side === "provider").map(({ name }) => name)).toEqual([
      "Dana Reyes",
    ]);
    for (const [name, content] of files) expect(content, name).not.toContain("customer.example");
  });

  it("of a guest and a local account with one address the guest is looked up, by its own name", () => {
    const tenant = company();
    const mail = "dana@tideway.example";
    tenant.user("tideway-dana@harbourdental.onmicrosoft.com", { mail, displayName: "Dana (Tideway)" });
    const [local] = tenant.collections.users.slice(-1);
    tenant.role(local?.id ?? "", "Helpdesk Administrator");
    tenant.role(tenant.guest(mail, "Dana Reyes"), "Reports Reader");
    const renamed = "sam_tideway.example#EXT#@oldname.onmicrosoft.com";
    tenant.role(tenant.guest("sam@tideway.example", "Sam Low", { userPrincipalName: renamed }), "Reports Reader");
    const { matrix } = first(tenant.snapshot);
    expect(matrix.providers["tideway"]?.people).toEqual([
      { name: "Dana Reyes", email: mail, existing: true },
      { name: "Sam Low", email: "sam@tideway.example", existing: true, userPrincipalName: renamed },
    ]);
  });

  it("the matrix attributes to a provider whom it was made from", () => {
    const tenant = company();
    const dana = tenant.guest("dana@tideway.example", "Dana Reyes");
    tenant.role(dana, "Helpdesk Administrator");
    const { matrix } = first(tenant.snapshot);
    const { partyOf } = attribute(tenant.snapshot, matrix, deriveEntitlements(matrix));
    expect(partyOf(dana).party).toEqual({ kind: "provider", provider: "tideway" });
    expect(partyOf("miriam").party.kind).toBe("internal");
    expect(partyOf("break-glass").party.kind).toBe("emergency");
  });

  it("an account in the client's domain with mail elsewhere is the provider's, not of the team", () => {
    const tenant = company();
    tenant.role(
      tenant.user("tw-dana@harbourdental.onmicrosoft.com", { mail: "dana@tideway.example", displayName: "Dana Reyes" }),
      "Global Administrator",
    );
    const { matrix } = first(tenant.snapshot);
    expect(matrix.internal.people.map(({ name }) => name)).toEqual(["Miriam Okafor"]);
    expect(matrix.providers["tideway"]?.people).toEqual([{ name: "Dana Reyes", email: "dana@tideway.example" }]);
    expect(asked(tenant.snapshot, "providers.tideway.accounts")[0]).toContain("tw-dana@harbourdental.onmicrosoft.com");
    expect(asked(tenant.snapshot, "providers.tideway.kind")[0]).toContain("Global Administrator");
  });

  it("private mail says nothing of an employer", () => {
    const tenant = company();
    tenant.role(tenant.user("sam@harbourdental.example", { otherMails: ["sam@gmail.com"] }), "User Administrator");
    const { matrix } = first(tenant.snapshot);
    expect(matrix.providers).toEqual({});
    expect(matrix.internal.people.map(({ userPrincipalName }) => userPrincipalName)).toContain(
      "sam@harbourdental.example",
    );
  });

  it("a named break-glass account of somebody else's is no emergency account", () => {
    const tenant = company();
    tenant.role(
      tenant.user("emergency-x@harbourdental.onmicrosoft.com", { mail: "noc@tideway.example" }),
      "Global Administrator",
    );
    const names = first(tenant.snapshot).matrix.emergencyAccounts.map(({ userPrincipalName }) => userPrincipalName);
    expect(names).not.toContain("emergency-x@harbourdental.onmicrosoft.com");
  });

  it.each([
    ["synchronised from elsewhere", { onPremisesSyncEnabled: true }],
    ["disabled", { accountEnabled: false }],
  ])("an account that is %s is no emergency account", (_, more) => {
    const tenant = company();
    tenant.role(tenant.user("notfall@harbourdental.onmicrosoft.com", more), "Global Administrator");
    const names = first(tenant.snapshot).matrix.emergencyAccounts.map(({ userPrincipalName }) => userPrincipalName);
    expect(names).not.toContain("notfall@harbourdental.onmicrosoft.com");
  });

  it("a partner with delegated administration is a provider, whose people nobody knows", () => {
    const tenant = company();
    tenant.collections.crossTenantPartners.push({
      id: "p",
      tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
      isServiceProvider: true,
    });
    const { matrix } = first(tenant.snapshot);
    const [[key = "", provider] = []] = Object.entries(matrix.providers);
    expect(provider).toMatchObject({
      tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
      accounts: "gdap-technicians",
      domains: [`${key}.invalid`],
    });
    expect(deriveEntitlements(matrix).people.filter(({ account }) => account !== "gdap-technician")).toEqual([]);
    expect(asked(tenant.snapshot, `providers.${key}.domains`)).toHaveLength(1);
  });

  it("what of a provider's tenant is believed already is in the matrix, as it is; what nobody has set is not", () => {
    const trusted = (inboundTrust?: object) => {
      const tenant = company();
      const tenantId = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
      tenant.collections.crossTenantPartners.push({ id: "p", tenantId, isServiceProvider: true, ...inboundTrust });
      const [[key = "", provider] = []] = Object.entries(first(tenant.snapshot).matrix.providers);
      return { trust: provider?.trust, asked: asked(tenant.snapshot, `providers.${key}.trust`).length };
    };
    const inboundTrust = { isMfaAccepted: true, isCompliantDeviceAccepted: false };
    expect(trusted({ inboundTrust })).toEqual({
      trust: { mfa: true, compliantDevice: false, hybridJoinedDevice: false, existing: true },
      asked: 1,
    });
    expect(trusted({ inboundTrust: null })).toEqual({ trust: undefined, asked: 0 });
    expect(trusted()).toEqual({ trust: undefined, asked: 0 });
  });

  it("an application of a tenant whose people own it is the tie between tenant and domain", () => {
    const tenant = company();
    const dana = tenant.guest("dana@tideway.example", "Dana Reyes");
    tenant.role(dana, "Helpdesk Administrator");
    tenant.application("console", { owners: [dana] });
    const principal = tenant.collections.servicePrincipals.at(-1);
    Object.assign(principal ?? {}, {
      appOwnerOrganizationId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
      owners: [{ id: dana }],
    });
    tenant.permission("console", "RoleManagement.ReadWrite.Directory");
    const { matrix } = first(tenant.snapshot);
    expect(Object.values(matrix.providers).map(({ tenantId }) => tenantId)).toEqual([
      "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01",
    ]);
  });

  it("numbers its questions in the order of the file, and the inventory has the same", () => {
    const tenant = company();
    tenant.role(tenant.guest("dana@tideway.example", "Dana Reyes"), "User Administrator");
    const { text, inventory, files } = first(tenant.snapshot);
    const numbers = [...text.matchAll(/# QUESTION: (\d+) /g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(inventory.questions.map(({ number }) => number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    for (const { ask } of inventory.questions) expect(ask).toMatch(/\?/);
    expect(files.get("inventory.md")).toContain(`${numbers.length}. **`);
  });

  it("names from the tenant do nothing in the files", () => {
    const tenant = company();
    const nasty = "=cmd|'/c calc'!A1\n# QUESTION: x\u202e \"quoted\": [a] <b>";
    tenant.role(tenant.guest("dana@tideway.example", nasty, { companyName: nasty }), "User Administrator");
    const { matrix, files } = first(tenant.snapshot);
    expect(Object.keys(matrix.providers)).toEqual(["tideway"]);
    expect(files.get("inventory.csv")).not.toMatch(/(^|,)"=/m);
    expect(files.get("inventory.md")).not.toContain("<b>");
    expect(files.get("matrix.yaml")).not.toContain("\u202e");
  });

  it("says what was not read", () => {
    const snapshot: Snapshot = {
      ...company().snapshot,
      unreadable: [{ collection: "armResources", status: 403, code: "Forbidden", message: "no" }],
    };
    const { inventory, files } = first(snapshot);
    expect(inventory.snapshot.unreadable.map(({ collection }) => collection)).toEqual(["armResources"]);
    expect(files.get("inventory.md")).toContain("Not read, and so not known: armResources.");
  });
});

describe("whatever there is", () => {
  it("of a tenant with nothing in it the matrix loads", () => {
    const { inventory } = first(emptySnapshot(harbourTenantId, "import", `${today}T00:00:00Z`));
    expect(inventory.principals).toEqual([]);
    expect(inventory.questions.map(({ place }) => place)).toContain("client.initialDomain");
  });

  it("of the example company: the provider, its administrators and its console", () => {
    const { matrix, inventory } = first(seedHarbour());
    expect(Object.entries(matrix.providers).map(([key, { name, tenantId }]) => [key, name, tenantId])).toEqual([
      ["tideway", "Tideway IT", "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01"],
    ]);
    const controlling = inventory.principals.filter(
      ({ side, control }) => side === "provider" && control !== undefined,
    );
    expect(controlling.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["CIPP-SAM", "NinjaOne", "Rafael Castellan", "Piotr Nowak"]),
    );
    expect(inventory.applications.find(({ name }) => name === "NinjaOne")?.credentials).toMatchObject([
      { ageDays: 1600 },
    ]);
  });

  it("of a tenant with a crowd: the same provider, and no stranger by name", () => {
    const { matrix: own } = loadMatrix("stacks/harbour/matrix.yaml");
    const providers = Object.values(own.providers).map(({ name, tenantId, domains, contract }) => ({
      name,
      tenantId,
      domains,
      contractEnd: contract.end,
    }));
    const snapshot = scaledTenant(seedHarbour(), { users: 600, providers }).tenant.toSnapshot();
    const { matrix, inventory } = first(snapshot);
    expect(Object.keys(matrix.providers)).toContain("tideway");
    expect(matrix.internal.people.length).toBeLessThanOrEqual(25);
    const named = inventory.principals.filter(({ type }) => type === "user").length;
    expect(named).toBeLessThan(snapshot.collections.users.length / 3);
  });

  it("of a tenant in which nobody can be told, everybody who holds something is asked about", () => {
    const tenant = new TenantBuilder();
    for (const name of ["a", "b", "c"]) tenant.role(tenant.user(name), "Global Administrator");
    const { matrix, inventory } = first(tenant.snapshot);
    expect(matrix.internal.people.map(({ name }) => name)).toEqual(["The IT lead"]);
    expect(inventory.principals.map(({ side }) => side)).toEqual(["unknown", "unknown", "unknown"]);
  });

  const strange = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom("", "null", "yes", "- x", "a: b", "#", "it", "internal", "Tideway", "emergency", "' \" \\"),
  );
  const domain = fc.constantFrom(
    "harbourdental.example",
    "harbourdental.onmicrosoft.com",
    "tideway.example",
    "sub.tideway.example",
    "xn--bcher-kva.xn--p1ai",
    "gmail.com",
    "internal.example",
    "127.0.0.1",
    "",
  );
  const user = fc.record({
    name: strange,
    local: strange,
    domain,
    mail: fc.option(fc.tuple(strange, domain)),
    guest: fc.boolean(),
    role: fc.option(
      fc.constantFrom("Global Administrator", "Helpdesk Administrator", "Security Reader", "no such role"),
    ),
  });
  const tenants = fc
    .record({
      users: fc.array(user, { maxLength: 8 }),
      domains: fc.subarray(["harbourdental.example", "harbourdental.onmicrosoft.com", "x.onmicrosoft.us"]),
      organisation: fc.option(strange),
      tenantId: fc.constantFrom(harbourTenantId, harbourTenantId.toUpperCase(), "unknown"),
      partners: fc.array(fc.tuple(fc.oneof(fc.uuid(), strange), fc.boolean()), { maxLength: 3 }),
      unit: fc.option(strange),
    })
    .map((made): Snapshot => {
      const tenant = made.users.length % 2 === 0 ? new TenantBuilder() : goodTenant();
      if (made.organisation !== null) tenant.collections.organization.push({ id: "o", displayName: made.organisation });
      tenant.collections.domains.push(...made.domains.map((id) => ({ id, isInitial: id.endsWith("onmicrosoft.com") })));
      for (const [index, each] of made.users.entries()) {
        const id = `user ${index}`;
        const address = `${each.local}@${each.domain}`;
        tenant.collections.users.push({
          id,
          displayName: each.name,
          userPrincipalName: each.guest ? `${address.replace("@", "_")}#EXT#@harbourdental.onmicrosoft.com` : address,
          ...(each.mail !== null && { mail: each.mail.join("@") }),
          userType: each.guest ? "Guest" : "Member",
          companyName: each.name,
        });
        if (each.role !== null) tenant.role(id, each.role, made.unit === null ? undefined : "unit");
      }
      if (made.unit !== null) {
        tenant.unit("unit");
        Object.assign(tenant.collections.administrativeUnits.at(-1) ?? {}, { displayName: made.unit });
      }
      for (const [index, [tenantId, isServiceProvider]] of made.partners.entries()) {
        tenant.collections.crossTenantPartners.push({ id: `partner ${index}`, tenantId, isServiceProvider });
      }
      return { ...tenant.snapshot, tenantId: made.tenantId };
    });

  it("the matrix loads, and what is derived from it too", () => {
    fc.assert(
      fc.property(tenants, (snapshot) => {
        const { matrix, inventory, text } = first(snapshot);
        deriveEntitlements(matrix);
        expect([...text.matchAll(/# QUESTION: \d+ /g)]).toHaveLength(inventory.questions.length);
      }),
      { numRuns: 50 },
    );
  });
});

it("the inventory names somebody without an address once, with the id", () => {
  const tenant = company();
  const nameless = { id: "0a1b2c3d-0000-4000-8000-000000000001", displayName: "Old scanner", userType: "Member" };
  tenant.collections.users.push(nameless);
  tenant.role(nameless.id, "User Administrator");
  const { inventory, files } = first(tenant.snapshot);
  expect(inventory.principals.find(({ id }) => id === nameless.id)).toMatchObject({
    name: "Old scanner",
    identity: `user:${nameless.id}`,
  });
  const rows = [...files.values()].flatMap((text) => text.split("\n")).filter((row) => row.includes("| Old scanner"));
  expect(rows.some((row) => row.startsWith(`| Old scanner (${nameless.id}) |`))).toBe(true);
});
