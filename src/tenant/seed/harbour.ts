/**
 * Harbour Dental Group before Demarc: a tenant that grew by itself, with the sins of practice. Made through Graph
 * requests, each with the person who made it and the day, so that the tenant's own audit log can tell. The same on
 * every machine.
 */

import { appPermissionByName, resourceApplications } from "../../catalogue/app-permissions.ts";
import { roleByName } from "../../catalogue/entra-roles.ts";
import { asObject, asText, derivedId, derivedIds } from "../entity.ts";
import { initialServicePrincipals } from "../graph/first-party.ts";
import type { Snapshot } from "../snapshot.ts";
import { EmbeddedTenant } from "../tenant.ts";
import { type StaffMember, staff } from "./harbour-people.ts";

/** The tenant of the story. */
export const harbourTenant = {
  tenantId: "3f6c1d52-8a0e-4f6b-9d37-52b1c7e0a975",
  initialDomain: "harbourdental.onmicrosoft.com",
  domains: ["harbourdental.example"],
  displayName: "Harbour Dental Group",
  createdDateTime: "2019-03-04T08:00:00Z",
} as const;

/** The day the story is told on. */
export const harbourToday = "2026-11-01T09:00:00Z";

const tidewayTenant = "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01";
const nightwatchTenant = "5f0c7b52-2f0e-4b7e-8a43-9a1c3f4be202";

/**
 * The tier-0 application permissions that the management console CIPP gives its own application in every customer
 * tenant (https://docs.cipp.app/setup/installation/permissions).
 */
const consolePermissions = [
  "Application.ReadWrite.All",
  "DeviceManagementConfiguration.ReadWrite.All",
  "DeviceManagementRBAC.ReadWrite.All",
  "DeviceManagementScripts.ReadWrite.All",
  "Directory.ReadWrite.All",
  "Domain.ReadWrite.All",
  "Group-OnPremisesSyncBehavior.ReadWrite.All",
  "Group.ReadWrite.All",
  "GroupMember.ReadWrite.All",
  "Organization.ReadWrite.All",
  "Policy.ReadWrite.AuthenticationMethod",
  "Policy.ReadWrite.ConditionalAccess",
  "PrivilegedAccess.ReadWrite.AzureADGroup",
  "RoleAssignmentSchedule.ReadWrite.Directory",
  "RoleEligibilitySchedule.ReadWrite.Directory",
  "RoleManagement.ReadWrite.Directory",
  "RoleManagementPolicy.ReadWrite.Directory",
  "User.ReadWrite.All",
  "UserAuthenticationMethod.ReadWrite.All",
];

/** Object id of a person, group, application … of the seed, by the name it has in this file. */
export function harbourId(name: string): string {
  return derivedId("harbour", name);
}

type Body = Readonly<Record<string, unknown>>;

/** Sends requests to the tenant of the story as one person on one day. */
class Story {
  readonly tenant: EmbeddedTenant;
  constructor() {
    const environment = { newId: derivedIds("harbour seed"), clock: () => harbourToday };
    this.tenant = EmbeddedTenant.create(harbourTenant, environment);
  }

  /** Sends one request; a refused one is a mistake in the story. Returns the answer's body. */
  send(actor: string, now: string, method: string, path: string, body?: Body, id?: string): Body {
    const answer = this.tenant.handle({
      method,
      path: `/beta/${path}`,
      now,
      actor: harbourId(actor),
      ...(body !== undefined && { body }),
      ...(id !== undefined && { assignId: harbourId(id) }),
    });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return asObject(answer.body) ?? {};
  }

  /** Everything that one person did at one time. */
  by(actor: string, now: string): Chapter {
    return new Chapter(this, actor, now);
  }
}

class Chapter {
  readonly #story: Story;
  readonly #actor: string;
  readonly #now: string;
  constructor(story: Story, actor: string, now: string) {
    this.#story = story;
    this.#actor = actor;
    this.#now = now;
  }

  create(name: string, path: string, body: Body): string {
    return String(this.#story.send(this.#actor, this.#now, "POST", path, body, name)["id"]);
  }

  change(path: string, body: Body): void {
    this.#story.send(this.#actor, this.#now, "PATCH", path, body);
  }

  /** A local account; `name` is also how the story refers to it. */
  account(name: string, userPrincipalName: string, displayName: string, properties: Body = {}): void {
    this.create(name, "users", {
      accountEnabled: true,
      displayName,
      mailNickname: userPrincipalName.split("@")[0],
      userPrincipalName,
      // Every account of the story has some password, and the tenant forgets it at once.
      passwordProfile: { forceChangePasswordNextSignIn: false },
      ...properties,
    });
  }

  guest(name: string, mail: string, displayName: string): void {
    this.create(name, "invitations", {
      invitedUserEmailAddress: mail,
      invitedUserDisplayName: displayName,
      inviteRedirectUrl: "https://myapps.microsoft.com",
    });
    this.change(`users/${harbourId(name)}`, { externalUserState: "Accepted" });
  }

  group(name: string, properties: Body = {}): void {
    this.create(name, "groups", {
      displayName: name,
      mailEnabled: false,
      mailNickname: name.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
      securityEnabled: true,
      ...properties,
    });
  }

  refer(group: string, relation: "members" | "owners", ...names: readonly string[]): void {
    for (const name of names) {
      const reference = { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${harbourId(name)}` };
      this.#story.send(this.#actor, this.#now, "POST", `groups/${harbourId(group)}/${relation}/$ref`, reference);
    }
  }

  /** Gives a role over the whole directory, for ever. */
  role(principal: string, roleName: string): void {
    const role = roleByName(roleName);
    if (role === undefined) throw new Error(`no role ${roleName}`);
    this.create(`${principal} as ${roleName}`, "roleManagement/directory/roleAssignments", {
      principalId: harbourId(principal),
      roleDefinitionId: role.templateId,
      directoryScopeId: "/",
    });
  }

  /** Grants application permissions of Microsoft Graph to a service principal. */
  permissions(principal: string, ...values: readonly string[]): void {
    const { appId } = resourceApplications.microsoftGraph;
    const graph = initialServicePrincipals(harbourTenant.tenantId, harbourTenant.createdDateTime).find(
      (each) => asText(each["appId"]) === appId,
    );
    for (const value of values) {
      const permission = appPermissionByName(appId, value);
      if (graph === undefined || permission === undefined) throw new Error(`no permission ${value}`);
      this.create(`${principal} may ${value}`, `servicePrincipals/${harbourId(principal)}/appRoleAssignments`, {
        appRoleId: permission.id,
        principalId: harbourId(principal),
        resourceId: graph.id,
      });
    }
  }
}

function mailName(person: StaffMember): string {
  return person.name.toLowerCase().replaceAll(" ", ".");
}

/** Everybody on the payroll, hired by the IT lead, who came first. */
function hire(story: Story): void {
  for (const [index, person] of staff.entries()) {
    const day = new Date(Date.parse(harbourTenant.createdDateTime) + index * 21 * 86_400_000).toISOString();
    const [givenName, surname] = person.name.split(" ");
    const mail = `${mailName(person)}@harbourdental.example`;
    story.by("Miriam Okafor", day).account(person.name, mail, person.name, {
      companyName: "Harbour Dental Group",
      department: person.department,
      givenName,
      jobTitle: person.jobTitle,
      mail,
      officeLocation: person.office,
      surname,
      usageLocation: "GB",
    });
  }
  const lead = story.by("Miriam Okafor", "2019-03-04T09:30:00Z");
  lead.role("Miriam Okafor", "Global Administrator");
  const technician = story.by("Miriam Okafor", "2023-04-17T08:15:00Z");
  technician.role("Joel Lindqvist", "User Administrator");
}

const businessPremium = "cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46";
const helpedDepartments = ["Clinical", "Front Desk", "Laboratory"];

/** Ordinary groups: licences, and the staff whom the helpdesk looks after. */
function ordinaryGroups(story: Story): void {
  const names = (fits: (person: StaffMember) => boolean) => staff.filter(fits).map((person) => person.name);
  const lead = story.by("Miriam Okafor", "2023-06-05T10:00:00Z");
  lead.group("Licence Microsoft 365 Business Premium", {
    assignedLicenses: [{ disabledPlans: [], skuId: businessPremium }],
    description: "Everybody with a mailbox",
  });
  lead.refer("Licence Microsoft 365 Business Premium", "members", ...names(() => true));
  lead.group("All practice staff", { description: "Clinical, laboratory and front-desk staff of the four practices" });
  lead.refer("All practice staff", "members", ...names(({ department }) => helpedDepartments.includes(department)));
  lead.group("Practice managers", { description: "One for each practice" });
  lead.refer("Practice managers", "members", ...names(({ department }) => department === "Practice Management"));
}

/** A break-glass account that nobody excluded from anything. */
function oldBreakGlass(story: Story): void {
  const lead = story.by("Miriam Okafor", "2021-05-17T16:40:00Z");
  lead.account("Break glass", "breakglass@harbourdental.onmicrosoft.com", "Break glass", {
    passwordPolicies: "DisablePasswordExpiration",
  });
  lead.role("Break glass", "Global Administrator");
}

/**
 * The provider's people: two local Global Administrators, a helpdesk group over the whole directory, a local
 * helpdesk account.
 */
function tidewayArrives(story: Story): void {
  const local = (name: string, mail: string) => ({
    companyName: "Tideway IT",
    jobTitle: "Technician",
    mail,
    surname: name.split(" ")[1],
  });
  const lead = story.by("Miriam Okafor", "2022-01-10T09:05:00Z");
  lead.account(
    "Tideway Dana",
    "tideway-dana@harbourdental.onmicrosoft.com",
    "Dana Reyes (Tideway)",
    local("Dana Reyes", "dana.reyes@tideway.example"),
  );
  lead.role("Tideway Dana", "Global Administrator");
  const dana = story.by("Tideway Dana", "2022-01-12T14:20:00Z");
  dana.account(
    "Tideway Tomasz",
    "tideway-tomasz@harbourdental.onmicrosoft.com",
    "Tomasz Wilk (Tideway)",
    local("Tomasz Wilk", "tomasz.wilk@tideway.example"),
  );
  dana.role("Tideway Tomasz", "Global Administrator");
  const later = story.by("Tideway Dana", "2022-02-03T11:00:00Z");
  later.account(
    "Tideway Aisha",
    "tideway-aisha@harbourdental.onmicrosoft.com",
    "Aisha Bello (Tideway)",
    local("Aisha Bello", "aisha.bello@tideway.example"),
  );
  later.group("Tideway Helpdesk", { description: "Tideway service desk", isAssignableToRole: true });
  later.refer("Tideway Helpdesk", "members", "Tideway Aisha");
  later.role("Tideway Helpdesk", "Helpdesk Administrator");
  const piotr = story.by("Tideway Dana", "2023-02-20T13:45:00Z");
  piotr.guest("Piotr Nowak", "piotr.nowak@tideway.example", "Piotr Nowak");
  piotr.role("Piotr Nowak", "Helpdesk Administrator");
  const rafael = story.by("Tideway Dana", "2024-11-18T17:55:00Z");
  rafael.guest("Rafael Castellan", "rafael.castellan@tideway.example", "Rafael Castellan");
  rafael.role("Rafael Castellan", "Global Administrator");
}

/**
 * Groups in groups. Entra bars a group from being an active member of a role-assignable one, but not from being
 * eligible: whoever gets into the innermost group activates a role three levels up, alone.
 */
function nestedGroups(story: Story): void {
  const miriam = story.by("Miriam Okafor", "2024-03-11T10:10:00Z");
  miriam.group("IT Operations", { description: "Everybody who keeps IT running" });
  miriam.refer("IT Operations", "members", "Joel Lindqvist");
  miriam.group("User administrators", { description: "May reset and create users", isAssignableToRole: true });
  miriam.role("User administrators", "User Administrator");
  const dana = story.by("Tideway Dana", "2024-03-12T15:30:00Z");
  dana.group("IT Vendors", { description: "People of suppliers" });
  dana.group("Tideway people", { description: "Tideway technicians" });
  dana.refer("Tideway people", "members", "Tideway Dana", "Tideway Tomasz", "Tideway Aisha");
  dana.refer("IT Vendors", "members", "Tideway people");
  dana.refer("IT Operations", "members", "IT Vendors");
  dana.refer("User administrators", "owners", "Tideway Tomasz");
  const eligible = story.by("Tideway Dana", "2026-02-02T08:50:00Z");
  eligible.create("IT Operations as eligible user administrators", `${groupPim}/eligibilityScheduleRequests`, {
    accessId: "member",
    action: "adminAssign",
    groupId: harbourId("User administrators"),
    justification: "so that everyone can help",
    principalId: harbourId("IT Operations"),
    scheduleInfo: { expiration: { type: "afterDuration", duration: "P365D" } },
  });
}

const groupPim = "identityGovernance/privilegedAccess/group";

/** Applications: the RMM with a key to everything, the provider's console, the MSSP's reader. */
function applications(story: Story): void {
  const tomasz = story.by("Tideway Tomasz", "2022-06-15T12:30:00Z");
  const appId = harbourId("NinjaOne application id");
  tomasz.create("NinjaOne application", "applications", {
    appId,
    displayName: "NinjaOne",
    signInAudience: "AzureADMyOrg",
    web: { redirectUris: ["https://eu.ninjarmm.com/oauth/callback"] },
  });
  tomasz.create("NinjaOne secret", `applications/${harbourId("NinjaOne application")}/addPassword`, {
    passwordCredential: { displayName: "rmm connector", endDateTime: "2032-06-15T12:30:00Z" },
  });
  tomasz.create("NinjaOne", "servicePrincipals", { appId });
  tomasz.permissions("NinjaOne", "RoleManagement.ReadWrite.Directory", "Device.Read.All", "User.Read.All");
  const dana = story.by("Tideway Dana", "2023-09-05T09:25:00Z");
  dana.create("Tideway console", "servicePrincipals", {
    appId: harbourId("Tideway console application id"),
    appOwnerOrganizationId: tidewayTenant,
    displayName: "CIPP-SAM",
    "owners@odata.bind": [`https://graph.microsoft.com/v1.0/directoryObjects/${harbourId("Tideway Dana")}`],
  });
  dana.permissions("Tideway console", ...consolePermissions);
  const miriam = story.by("Miriam Okafor", "2026-03-02T10:00:00Z");
  miriam.create("Nightwatch reader", "servicePrincipals", {
    appId: harbourId("Nightwatch reader application id"),
    appOwnerOrganizationId: nightwatchTenant,
    displayName: "Nightwatch SIEM connector",
  });
  miriam.permissions("Nightwatch reader", "SecurityEvents.Read.All", "SecurityIncident.Read.All");
}

const everyone = {
  includeUsers: ["All"],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
};
const everyApplication = { includeApplications: ["All"], excludeApplications: [], includeUserActions: [] };
const administratorRoles = ["Global Administrator", "Privileged Role Administrator", "User Administrator"];

/**
 * Conditional access as it was left: one policy that would lock the break-glass account out, one off, one only
 * watching.
 */
function conditionalAccess(story: Story): void {
  const locations = "identity/conditionalAccess/namedLocations";
  const policies = "identity/conditionalAccess/policies";
  const miriam = story.by("Miriam Okafor", "2025-04-02T09:00:00Z");
  miriam.create("Practices", locations, {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    displayName: "Harbour practices",
    ipRanges: [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "192.0.2.0/27" }],
    isTrusted: true,
  });
  miriam.create("United Kingdom", locations, {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    countriesAndRegions: ["GB"],
    displayName: "United Kingdom",
  });
  miriam.create("Legacy authentication blocked", policies, {
    displayName: "Block legacy authentication",
    state: "enabled",
    conditions: { applications: everyApplication, clientAppTypes: ["exchangeActiveSync", "other"], users: everyone },
    grantControls: { operator: "OR", builtInControls: ["block"] },
  });
  miriam.create("Compliant device", policies, {
    displayName: "Require a compliant device",
    state: "enabled",
    conditions: {
      applications: everyApplication,
      clientAppTypes: ["all"],
      locations: { includeLocations: ["All"], excludeLocations: [harbourId("Practices")] },
      users: {
        ...everyone,
        includeUsers: [],
        includeRoles: roleIds(),
        includeGroups: [harbourId("Practice managers")],
      },
    },
    grantControls: { operator: "OR", builtInControls: ["compliantDevice"] },
  });
  miriam.create("MFA for administrators", policies, {
    displayName: "Require MFA for administrators",
    state: "enabledForReportingButNotEnforced",
    conditions: {
      applications: everyApplication,
      clientAppTypes: ["all"],
      users: { ...everyone, includeUsers: [], includeRoles: roleIds() },
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
  });
  miriam.create("MFA for guests", policies, {
    displayName: "Require MFA for guests",
    state: "enabled",
    conditions: {
      applications: everyApplication,
      clientAppTypes: ["all"],
      users: { ...everyone, includeUsers: ["GuestsOrExternalUsers"] },
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
  });
  const tomasz = story.by("Tideway Tomasz", "2025-07-30T18:12:00Z");
  tomasz.change(`${policies}/${harbourId("MFA for guests")}`, { state: "disabled" });
}

function roleIds(): string[] {
  return administratorRoles.flatMap((name) => roleByName(name)?.templateId ?? []);
}

/** The tenant as a snapshot. */
export function seedHarbour(): Snapshot {
  const story = new Story();
  hire(story);
  ordinaryGroups(story);
  oldBreakGlass(story);
  tidewayArrives(story);
  nestedGroups(story);
  applications(story);
  conditionalAccess(story);
  return story.tenant.toSnapshot(harbourToday);
}
