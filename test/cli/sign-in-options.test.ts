import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/errors.ts";
import { describedSignIn, type SignInOptions } from "../../src/cli/sign-in-options.ts";
import { goodTenant, helpdeskTeam, tideway } from "../support/tenant-builder.ts";

const tenant = goodTenant();
tenant.user("dana.kim@harbourdental.example", { displayName: "Nora Finch" });
tenant.application("Billing", {
  appId: "11111111-2222-3333-4444-555555555555",
  customSecurityAttributes: { Access: { Needs: ["mfa"] } },
});
const context = tenant.context();

const described = (options: SignInOptions) => describedSignIn({ user: "Dana Reyes", ...options }, context);
const signIn = (options: SignInOptions) => described(options).signIn;

function refused(options: SignInOptions): string {
  try {
    describedSignIn(options, context);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} (${error.hint})`;
    throw error;
  }
  return "nothing was refused";
}

describe("a sign-in as the command line describes it", () => {
  it("is an ordinary one where nothing is said", () => {
    expect(described({})).toEqual({
      signIn: {
        principal: {
          label: "Dana Reyes (dana.reyes@tideway.example)",
          ids: ["dana.reyes"],
          groups: [],
          roles: [],
          activations: [{ about: `membership of group "${helpdeskTeam}"`, groups: [helpdeskTeam], roles: [] }],
          external: { type: "b2bCollaborationGuest", tenantId: tideway.tenantId },
        },
        resource: { kind: "application", id: "other" },
        applicationAttributes: {},
        client: "browser",
        platform: "windows",
        compliantNetwork: false,
        deviceAttributes: {},
        signInRisk: "none",
        userRisk: "none",
        insiderRisk: "none",
        servicePrincipalRisk: "none",
        authenticationFlow: "none",
        assumed: {},
      },
      notes: [],
    });
  });

  it.each([
    [{ app: "Azure-Management" }, { id: "797f4846-ba00-4fd7-ba43-dac1f8f63013" }],
    [{ app: "admin-portals" }, { id: "MicrosoftAdminPortals" }],
    [{ app: "MICROSOFTADMINPORTALS" }, { id: "MicrosoftAdminPortals" }],
    [{ app: "office365" }, { id: "Office365" }],
    [{ app: "exchange online" }, { id: "00000002-0000-0ff1-ce00-000000000000" }],
    [{ app: "Azure portal" }, { id: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c" }],
    [{ app: "billing" }, { id: "11111111-2222-3333-4444-555555555555" }],
    [{ app: "99999999-2222-3333-4444-555555555555" }, { id: "99999999-2222-3333-4444-555555555555" }],
    [{ userAction: "register-device" }, { kind: "user-action", id: "urn:user:registerdevice" }],
    [{ userAction: "urn:user:registersecurityinfo" }, { id: "urn:user:registersecurityinfo" }],
    [{ authenticationContext: "C12" }, { kind: "authentication-context", id: "c12" }],
  ])("goes to %o", (options, resource) => {
    expect(signIn(options).resource).toMatchObject(resource);
  });

  it("knows the custom security attributes of an application that is in sight", () => {
    expect(signIn({ app: "Billing" }).applicationAttributes).toEqual({ Access_Needs: ["mfa"] });
  });

  it.each([
    [{ client: "desktop" }, { client: "mobileAppsAndDesktopClients" }],
    [{ client: "Legacy" }, { client: "other" }],
    [{ platform: "LINUX" }, { platform: "linux" }],
    [{ ip: "203.0.113.7" }, { address: "203.0.113.7" }],
    [
      { country: "gb", gpsCountry: "se" },
      { country: "GB", gpsCountry: "SE" },
    ],
    [{ compliantNetwork: true }, { compliantNetwork: true }],
    [
      { signInRisk: "High", userRisk: "low" },
      { signInRisk: "high", userRisk: "low" },
    ],
    [
      { insiderRisk: "elevated", servicePrincipalRisk: "medium" },
      { insiderRisk: "elevated", servicePrincipalRisk: "medium" },
    ],
    [{ flow: "device-code" }, { authenticationFlow: "deviceCodeFlow" }],
    [{ flow: "authenticationTransfer" }, { authenticationFlow: "authenticationTransfer" }],
    [{ device: ["none"] }, { deviceRegistered: false, deviceAttributes: {} }],
    [
      { device: ["iscompliant=true", "systemLabels=a,b", "model=X=1"] },
      { deviceRegistered: true, deviceAttributes: { isCompliant: "True", systemLabels: ["a", "b"], model: "X=1" } },
    ],
  ])("%o", (options, expected) => {
    expect(signIn(options)).toMatchObject(expected);
  });

  it.each([
    [["extensionAttribute1=SAW", "trustType=AzureAD"], { trustType: "AzureAD" }, 1],
    [["extensionAttribute1=SAW", "isCompliant=False"], { isCompliant: "False" }, 1],
    [["extensionAttribute1=SAW", "isCompliant=True"], { isCompliant: "True", extensionAttribute1: "SAW" }, 0],
    [["extensionAttribute1=SAW", "trustType=ServerAD"], { trustType: "ServerAD", extensionAttribute1: "SAW" }, 0],
    [["extensionAttribute1=SAW", "mdmAppId=x"], { mdmAppId: "x", extensionAttribute1: "SAW" }, 0],
  ])("extension attributes are seen of managed devices only: %o", (device, seen, notes) => {
    const found = described({ device });
    expect([found.signIn.deviceAttributes, found.notes.length]).toEqual([seen, notes]);
  });

  it.each([
    [{ guestOf: "tideway", type: "serviceprovider" }, "serviceProvider", tideway.tenantId],
    [{ guestOf: "Tideway IT" }, "b2bCollaborationGuest", tideway.tenantId],
    [
      { guestOf: "99999999-2222-3333-4444-555555555555" },
      "b2bCollaborationGuest",
      "99999999-2222-3333-4444-555555555555",
    ],
  ])("comes from another tenant: %o", (options, type, tenantId) => {
    expect(describedSignIn(options, context).signIn.principal).toMatchObject({ ids: [], external: { type, tenantId } });
  });

  it("has what is activated at the time", () => {
    const assumed = { [JSON.stringify({ kind: "activation", about: `membership of group "${helpdeskTeam}"` })]: true };
    expect(signIn({ activated: [helpdeskTeam.toLowerCase()] }).assumed).toEqual(assumed);
  });

  it("is a service principal's", () => {
    const { principal } = describedSignIn({ servicePrincipal: "Billing" }, context).signIn;
    expect(principal).toMatchObject({ ids: ["Billing"], workload: { covered: true } });
  });

  it.each([
    [{}, "nobody signs in (one of --user WHO, --guest-of TENANT, --service-principal NAME)"],
    [
      { user: "a", guestOf: "b" },
      "several sign in at once (one of --user WHO, --guest-of TENANT, --service-principal NAME)",
    ],
    [{ user: "Dana Reys" }, 'nobody in sight is called "Dana Reys" (did you mean "Dana Reyes"?)'],
    [{ user: "zzzzzzzz" }, 'nobody in sight is called "zzzzzzzz" (an address, a name or an id)'],
    [
      { user: "Nora Finch" },
      '"Nora Finch" is the name of 2: Nora Finch (nora@harbourdental.example), id nora; Nora Finch (dana.kim@harbourdental.example), id dana.kim (use the id)',
    ],
    [{ user: "Billing" }, 'application "Billing" is no user (--service-principal)'],
    [{ user: "approvers" }, 'group "Harbour Dental Group – access approvers" is no user (somebody who signs in)'],
    [
      { servicePrincipal: "Dana Reyes" },
      "Dana Reyes (dana.reyes@tideway.example) is no service principal (somebody who signs in)",
    ],
    [
      { user: "Dana Reyes", type: "serviceProvider" },
      "--type is for --guest-of (of a user, the tenant says what it is)",
    ],
    [{ guestOf: "tidewy" }, '--guest-of tidewy is not known (did you mean "tideway"?)'],
    [
      { guestOf: "tideway", type: "guest" },
      "--type guest is not known (one of internalGuest, b2bCollaborationGuest, b2bCollaborationMember, b2bDirectConnectUser, otherExternalUser, serviceProvider)",
    ],
    [
      { user: "dana.reyes", app: "azure-managment" },
      '--app azure-managment is not known (did you mean "azure-management"?)',
    ],
    [
      { user: "dana.reyes", app: "zzzzzzzzzzzz" },
      "--app zzzzzzzzzzzz is not known (a client id, a name, azure-management, admin-portals or Office365)",
    ],
    [
      { user: "dana.reyes", app: "other", userAction: "register-device" },
      "one sign-in goes to one place (one of --app, --user-action, --authentication-context)",
    ],
    [{ user: "dana.reyes", authenticationContext: "c100" }, "--authentication-context c100 is none (c1 to c99)"],
    [
      { user: "dana.reyes", activated: ["Tideway IT – Tier-1 helpdesc"] },
      '--activated Tideway IT – Tier-1 helpdesc is not known (did you mean "Tideway IT – Tier-1 helpdesk"?)',
    ],
    [
      { user: "miriam.okafor", activated: ["x"] },
      "Miriam Okafor (miriam.okafor@harbourdental.example) is eligible for nothing (leave out --activated)",
    ],
    [{ user: "dana.reyes", platform: "windos" }, '--platform windos is not known (did you mean "windows"?)'],
    [{ user: "dana.reyes", ip: "203.0.113.0/24" }, "--ip 203.0.113.0/24 is no address (such as 203.0.113.7)"],
    [{ user: "dana.reyes", ip: "here" }, "--ip here is no address (such as 203.0.113.7)"],
    [{ user: "dana.reyes", country: "GBR" }, "--country GBR is no country (two letters, such as GB)"],
    [
      { user: "dana.reyes", device: ["isCompliant"] },
      "--device isCompliant is no attribute (name=value, such as isCompliant=True)",
    ],
    [
      { user: "dana.reyes", device: ["isCompliance=True"] },
      '--device isCompliance is not known (did you mean "isCompliant"?)',
    ],
    [
      { user: "dana.reyes", device: ["trustType=Azure"] },
      '--device trustType Azure is not known (did you mean "AzureAD"?)',
    ],
    [{ user: "dana.reyes", signInRisk: "hihg" }, '--sign-in-risk hihg is not known (did you mean "high"?)'],
  ])("refuses %o", (options, message) => {
    expect(refused(options)).toBe(message);
  });
});
