import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type WhatIfResult, whatIfResultSchema } from "../../src/cli/whatif-result.ts";
import { whatIfText } from "../../src/cli/whatif-text.ts";
import { writeSnapshot } from "../../src/tenant/snapshot-file.ts";
import { demarc, temporaryFolder } from "../support/demarc.ts";
import { harbourFile } from "../support/matrices.ts";
import { goodTenant, type TenantBuilder } from "../support/tenant-builder.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

function tenant(): TenantBuilder {
  const made = goodTenant();
  made.policy("Everybody at home", {
    conditions: {
      users: { includeUsers: ["All"] },
      locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] },
    },
    grantControls: { operator: "OR", builtInControls: ["block"] },
    state: "enabledForReportingButNotEnforced",
  });
  made.application("Sync");
  made.policy("Off", { conditions: { users: { includeUsers: ["All"] } }, state: "disabled" });
  return made;
}

const file = join(folder.path, "snapshot.json");
writeSnapshot(file, tenant().snapshot);
const whatif = (...more: string[]) => demarc("whatif", "--snapshot", file, "--matrix", harbourFile, ...more);

describe.concurrent("demarc whatif", () => {
  it("says what becomes of one sign-in, which policies apply, and why the others do not", async () => {
    const { status, stdout } = await whatif("--user", "Dana Reyes", "--app", "admin-portals");
    expect(status).toBe(0);
    expect(
      stdout,
    ).toBe(`Dana Reyes (dana.reyes@tideway.example) signs in to the Microsoft admin portals with a browser on windows

granted to whoever meets all of this:
  authentication strength "Phishing-resistant MFA" ("Tideway IT – phishing-resistant sign-in")

policies that apply:
  "Tideway IT – phishing-resistant sign-in"

policies that would apply and only report:
  "Everybody at home"

policies that do not apply:
  "Emergency accounts": it is not for this user (users)
  "Off": it is off

assumed: the tenant is as it was at 2026-11-21T00:00:00Z
assumed: nothing here tells, so it was answered with no: trusted IPs of multifactor authentication
`);
  });

  it("prints one JSON document, and 0 whatever comes of it", async () => {
    const { status, stdout } = await whatif("--user", "dana.reyes", "--client", "legacy", "--format", "json");
    expect(status).toBe(0);
    expect(whatIfResultSchema.parse(JSON.parse(stdout))).toMatchObject({
      outcome: "blocked",
      blockedBy: ["Tideway IT – phishing-resistant sign-in"],
      signIn: { client: "other", resource: { id: "other" } },
      policies: [
        { policy: "Tideway IT – phishing-resistant sign-in", applies: true },
        { policy: "Emergency accounts", applies: false, failed: { condition: "users" } },
        { policy: "Everybody at home", state: "report-only", applies: true },
        { policy: "Off", state: "disabled", applies: false },
      ],
    });
  });

  it("whatever is asked, the document is what its schema says: guests, devices, workloads, a plan on top of a tenant", async () => {
    const answers = await Promise.all([
      whatif(
        ...[
          "--guest-of",
          "tideway",
          "--type",
          "serviceProvider",
          "--device",
          "isCompliant=True",
          "--ip",
          "203.0.113.9",
        ],
        ...["--country", "DE", "--sign-in-risk", "high", "--format", "json"],
      ),
      whatif("--service-principal", "Sync", "--app", "Office365", "--format", "json"),
      demarc(...["whatif", "--stack", "harbour", "--snapshot", file], ...["--guest-of", "tideway", "--format", "json"]),
    ]);
    const [guest, workload, planned] = answers.map(({ stdout }) => whatIfResultSchema.parse(JSON.parse(stdout)));
    expect(guest?.signIn).toMatchObject({ principal: { external: { type: "serviceProvider" } }, country: "DE" });
    expect(workload?.signIn.principal.workload).toBeDefined();
    expect(planned?.before).toBeDefined();
  });

  it("asks for a matrix with a snapshot, and says what a wrong word may have meant", async () => {
    const alone = await demarc("whatif", "--snapshot", file, "--user", "Dana Reyes");
    expect([alone.status, alone.stderr]).toEqual([
      2,
      "error: --matrix is missing (the matrix says whose everybody in the snapshot is)\n",
    ]);
    const misspelt = await whatif("--user", "Dana Reyes", "--flow", "device-cod");
    expect([misspelt.status, misspelt.stdout]).toEqual([2, ""]);
    expect(misspelt.stderr).toBe('error: --flow device-cod is not known (did you mean "device-code"?)\n');
  });

  it("evaluates on a plan, and says on top of a snapshot what came of it before", async () => {
    const { status, stdout } = await demarc(
      ...["whatif", "--stack", "harbour", "--snapshot", file, "--guest-of", "tideway", "--client", "legacy"],
    );
    expect(status).toBe(0);
    expect(stdout).toContain("\n  such a sign-in can never show what is asked for: authentication strength");
    expect(stdout).toContain("\nwithout this plan: blocked\n");
  });
});

describe("the text", () => {
  const plain = (_style: unknown, text: string) => text;
  const nothing: WhatIfResult = {
    outcome: "granted",
    blockedBy: [],
    requires: [],
    session: [],
    applied: [],
    reportOnly: [],
    policies: [],
    assumptions: [],
    signIn: {
      principal: {
        label: "Kim",
        ids: [],
        groups: [],
        roles: [],
        activations: ["Reader", "Writer"].map((about) => ({ about, groups: [], roles: [] })),
      },
      resource: { kind: "user-action", id: "urn:user:registerdevice" },
      applicationAttributes: {},
      client: "mobileAppsAndDesktopClients",
      platform: "unknown",
      address: "203.0.113.7",
      country: "GB",
      gpsCountry: "SE",
      compliantNetwork: true,
      deviceRegistered: true,
      deviceAttributes: { isCompliant: "True", systemLabels: ["a", "b"] },
      signInRisk: "high",
      userRisk: "low",
      insiderRisk: "none",
      servicePrincipalRisk: "none",
      authenticationFlow: "authenticationTransfer",
      assumed: { [JSON.stringify({ kind: "activation", about: "Reader" })]: true },
    },
  };

  it("says everything that is known of the sign-in", () => {
    expect(whatIfText(nothing, plain)).toEqual([
      "Kim signs in to register a device with a desktop or mobile client on an unknown platform having activated Reader from 203.0.113.7 in GB with the Authenticator app in SE through a compliant network on a registered device (isCompliant True; systemLabels a, b) at high sign-in risk at low user risk by authentication transfer",
      "",
      "granted, and no policy asks for anything",
    ]);
  });

  it("says nothing of clients and platforms of a service principal", () => {
    const { signIn } = nothing;
    const robot = { ...signIn, principal: { ...signIn.principal, workload: { covered: true } } };
    const [first] = whatIfText({ ...nothing, signIn: robot }, plain);
    expect(first).toContain("Kim signs in to register a device having activated Reader from 203.0.113.7");
  });
});
