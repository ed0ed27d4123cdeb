/** Tenants for tests, said in few words. Ids are readable: the name of what they stand for. */

import { buildContext, type ContextInput } from "../../policies/context.ts";
import { evaluateRules, type Rule, type RuleContext } from "../../policies/rule.ts";
import { type Attribution, type AttributionOptions, attribute } from "../../src/access/attribution.ts";
import { appPermissionByName, resourceApplications } from "../../src/catalogue/app-permissions.ts";
import { findRole } from "../../src/catalogue/entra-roles.ts";
import type { Finding } from "../../src/finding.ts";
import type { Plan, PlannedLookup, PlannedResource } from "../../src/plan/plan.ts";
import type { MaterialisedTenant } from "../../src/tenant/materialised.ts";
import { type Collections, emptySnapshot, relationKey, type Snapshot } from "../../src/tenant/snapshot.ts";
import { entitled, harbour } from "./matrices.ts";

/** Harbour's matrix and what follows from it. */
export const harbourWorld = entitled(harbour());
export const today = "2026-11-21";
const start = "2026-11-01T00:00:00Z";

export const tideway = { tenantId: "7d1de3a7-5b1e-4c39-9a53-0a3f6f0c1d01", domain: "tideway.example" };
export const nightwatch = { tenantId: "5f0c7b52-2f0e-4b7e-8a43-9a1c3f4be202", domain: "nightwatch.example" };
export const helpdeskTeam = "Tideway IT – Tier-1 helpdesk";
export const nightTeam = "Tideway IT – After-hours emergency";
export const emergencyGroup = "Harbour Dental Group – emergency accounts";
export const phishingResistant = "00000000-0000-0000-0000-000000000004";

type Of<Name extends keyof Collections> = Collections[Name][number];

export interface PolicySettings {
  readonly approvers?: readonly string[];
  readonly approval?: boolean;
  readonly rules?: readonly string[];
  readonly maximumDuration?: string;
  readonly authenticationContext?: string;
}

/** Adds objects to a snapshot and returns their ids. */
export class TenantBuilder {
  readonly snapshot: Snapshot = emptySnapshot(harbourWorld.matrix.client.tenantId, "import", `${today}T00:00:00Z`);
  readonly declaredBy = new Map<string, string>();
  readonly assumed = new Map<string, PlannedLookup>();
  readonly resources: PlannedResource[] = [];
  unresolved: MaterialisedTenant["unresolved"] = [];
  notUnderstood: MaterialisedTenant["notUnderstood"] = [];
  #count = 0;

  get collections(): Collections {
    return this.snapshot.collections;
  }

  /** A member account; its id is the part before the @. */
  user(userPrincipalName: string, more: Partial<Of<"users">> = {}): string {
    const id = userPrincipalName.split("@")[0] ?? userPrincipalName;
    this.collections.users.push({ id, userPrincipalName, userType: "Member", accountEnabled: true, ...more });
    return id;
  }

  /** A B2B guest; its id is the part of its address before the @. */
  guest(mail: string, displayName: string, more: Partial<Of<"users">> = {}): string {
    const id = mail.split("@")[0] ?? mail;
    const userPrincipalName = `${mail.replace("@", "_")}#EXT#@harbourdental.onmicrosoft.com`;
    this.collections.users.push({ id, userPrincipalName, mail, displayName, userType: "Guest", ...more });
    return id;
  }

  /** A group; its id is its name. */
  group(
    displayName: string,
    {
      members = [],
      owners = [],
      ...more
    }: { members?: string[]; owners?: string[] } & Partial<Omit<Of<"groups">, "members" | "owners">> = {},
  ): string {
    this.collections.groups.push({
      id: displayName,
      displayName,
      members: members.map((id) => ({ id })),
      owners: owners.map((id) => ({ id })),
      ...more,
    });
    return displayName;
  }

  unit(
    displayName: string,
    members: string[] = [],
    more: Partial<Omit<Of<"administrativeUnits">, "members">> = {},
  ): string {
    this.collections.administrativeUnits.push({
      id: displayName,
      displayName,
      members: members.map((id) => ({ id })),
      ...more,
    });
    return displayName;
  }

  /** An active assignment of a built-in role (by name) or any role id; `scope` is the id of a unit. */
  role(principalId: string, role: string, scope?: string): string {
    const id = `${principalId} holds ${role}${scope === undefined ? "" : ` over ${scope}`}`;
    this.collections.roleAssignments.push({ id, principalId, ...roleAt(role, scope) });
    return id;
  }

  eligibleRole(principalId: string, role: string, until?: string): string {
    const id = `${principalId} eligible for ${role}`;
    this.collections.roleEligibilitySchedules.push({
      id,
      principalId,
      ...roleAt(role, undefined),
      createdDateTime: start,
      scheduleInfo: schedule(until),
    });
    return id;
  }

  /** PIM for Groups, eligible; ends in spring unless said otherwise. */
  eligible(
    groupId: string,
    principalId: string,
    {
      until = "2027-04-30T00:00:00Z",
      accessId = "member",
    }: { until?: string | undefined; accessId?: "member" | "owner" } = {},
  ): string {
    const id = `${principalId} eligible ${accessId} of ${groupId}`;
    this.collections.groupEligibilitySchedules.push({
      id,
      groupId,
      principalId,
      accessId,
      createdDateTime: start,
      scheduleInfo: schedule(until),
    });
    return id;
  }

  /** Activation rules of a group's members (or owners, or of a directory role); strict ones unless said otherwise. */
  activationRules(target: string, settings: PolicySettings = {}, of: "member" | "owner" | "role" = "member"): string {
    const { approvers = ["approvers"], rules = ["MultiFactorAuthentication", "Justification", "Ticketing"] } = settings;
    const id = `rules of ${target} ${of}`;
    const rule = (name: string, more: object) => ({ id: name, ...more });
    this.collections.roleManagementPolicies.push({
      id,
      scopeId: target,
      scopeType: of === "role" ? "DirectoryRole" : "Group",
      rules: [
        rule("Approval_EndUser_Assignment", {
          setting: {
            isApprovalRequired: settings.approval ?? true,
            approvalStages: [{ primaryApprovers: approvers.map((groupId) => ({ groupId })) }],
          },
        }),
        rule("Enablement_EndUser_Assignment", { enabledRules: rules }),
        rule("Expiration_EndUser_Assignment", { maximumDuration: settings.maximumDuration ?? "PT4H" }),
        rule("AuthenticationContext_EndUser_Assignment", {
          isEnabled: settings.authenticationContext !== undefined,
          claimValue: settings.authenticationContext ?? null,
        }),
      ],
    });
    this.collections.roleManagementPolicyAssignments.push({
      id: `${id} assignment`,
      policyId: id,
      scopeId: of === "role" ? "/" : target,
      scopeType: of === "role" ? "DirectoryRole" : "Group",
      roleDefinitionId: of === "role" ? (findRole(target)?.templateId ?? target) : of,
    });
    return id;
  }

  /** An application with its service principal; returns the latter's id, which is the name. */
  application(
    displayName: string,
    more: Partial<Omit<Of<"servicePrincipals">, "owners">> & { owners?: string[]; subjects?: string[] } = {},
  ): string {
    const { owners = [], subjects, ...rest } = more;
    const appId = rest.appId ?? `app-${displayName}`;
    this.collections.servicePrincipals.push({
      id: displayName,
      displayName,
      appId,
      appOwnerOrganizationId: this.snapshot.tenantId,
      owners: owners.map((id) => ({ id })),
      ...rest,
    });
    if (subjects) {
      this.collections.applications.push({
        id: `registration of ${displayName}`,
        displayName,
        appId,
        federatedIdentityCredentials: subjects.map((subject) => ({
          id: `credential ${subject}`,
          name: subject,
          issuer: "https://token.actions.githubusercontent.com",
          subject,
        })),
      });
    }
    return displayName;
  }

  /** An application permission on Microsoft Graph, by its name. */
  permission(principalId: string, name: string): string {
    const graph = resourceApplications.microsoftGraph;
    if (!this.collections.servicePrincipals.some(({ appId }) => appId === graph.appId)) {
      this.collections.servicePrincipals.push({
        id: "microsoft-graph",
        displayName: graph.name,
        appId: graph.appId,
        appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
      });
    }
    const id = `${principalId} has ${name}`;
    this.collections.appRoleAssignments.push({
      id,
      principalId,
      principalType: "ServicePrincipal",
      resourceId: "microsoft-graph",
      appRoleId: appPermissionByName(graph.appId, name)?.id ?? name,
    });
    return id;
  }

  /** A conditional access policy, enabled and for all applications unless said otherwise. */
  policy(displayName: string, policy: Partial<Of<"conditionalAccessPolicies">> = {}): string {
    const { conditions, ...more } = policy;
    this.collections.conditionalAccessPolicies.push({
      id: displayName,
      displayName,
      state: "enabled",
      conditions: { clientAppTypes: ["all"], applications: { includeApplications: ["All"] }, ...conditions },
      ...more,
    });
    return displayName;
  }

  /** Says that a resource declares this; returns its URN. Its source is line `n` of index.ts, counted up. */
  declare(objectKey: string, name: string, more: Partial<PlannedResource> = {}): string {
    const type = more.type ?? "azuread:index/group:Group";
    const urn = `urn:pulumi:dev::test::${type}::${name}`;
    this.declaredBy.set(objectKey, urn);
    this.#count += 1;
    this.resources.push({
      urn,
      type,
      name,
      custom: true,
      read: false,
      id: objectKey,
      inputs: {},
      propertyDependencies: {},
      options: {
        protect: false,
        dependsOn: [],
        ignoreChanges: [],
        deleteBeforeReplace: false,
        retainOnDelete: false,
      },
      source: { file: "index.ts", line: this.#count, column: 1 },
      ...more,
    });
    return urn;
  }

  attribution(options: AttributionOptions = {}): Attribution {
    return attribute(this.snapshot, harbourWorld.matrix, harbourWorld.entitlements, {
      assumed: this.assumed,
      ...options,
    });
  }

  /** As an existing tenant, the whole of it. */
  context(more: Partial<ContextInput> = {}): RuleContext {
    return buildContext({ ...harbourWorld, snapshot: this.snapshot, scope: "whole-tenant", today, ...more });
  }

  /** As a program that declares what `declare` named. */
  programContext(more: Partial<ContextInput> = {}): RuleContext {
    const plan: Plan = {
      origin: "program",
      project: "test",
      stack: "dev",
      resources: this.resources,
      lookups: [],
      output: [],
    };
    const materialised: MaterialisedTenant = {
      snapshot: this.snapshot,
      declaredBy: this.declaredBy,
      assumed: this.assumed,
      unresolved: this.unresolved,
      notUnderstood: this.notUnderstood,
      refused: [],
    };
    return this.context({ plan, materialised, scope: "partial", ...more });
  }

  /** Findings of one rule on the existing tenant. */
  findings(rule: Rule): Finding[] {
    return evaluateRules([rule], this.context());
  }

  /** Findings of one rule on the program. */
  programFindings(rule: Rule, more: Partial<ContextInput> = {}): Finding[] {
    return evaluateRules([rule], this.programContext(more));
  }
}

function roleAt(role: string, scope: string | undefined) {
  return {
    roleDefinitionId: findRole(role)?.templateId ?? role,
    directoryScopeId: scope === undefined ? "/" : `/administrativeUnits/${scope}`,
  };
}

function schedule(until: string | undefined) {
  return {
    startDateTime: start,
    expiration:
      until === undefined || until === "never"
        ? { type: "noExpiration" as const }
        : { type: "afterDateTime" as const, endDateTime: until },
  };
}

/** Key of a member relation, as provenance knows it. */
export const memberKey = (group: string, member: string) => relationKey("members", group, member);

/**
 * A small tenant to which no rule objects: the internal team approves, Dana of Tideway is eligible for the helpdesk over the
 * practice staff, both emergency accounts stand, and providers' guests need phishing-resistant sign-in.
 */
export function goodTenant(): TenantBuilder {
  const tenant = new TenantBuilder();
  tenant.user("miriam.okafor@harbourdental.example", { displayName: "Miriam Okafor" });
  tenant.user("joel.lindqvist@harbourdental.example", { displayName: "Joel Lindqvist" });
  tenant.user("nora@harbourdental.example", { displayName: "Nora Finch" });
  tenant.group("approvers", {
    displayName: "Harbour Dental Group – access approvers",
    isAssignableToRole: true,
    members: ["miriam.okafor", "joel.lindqvist"],
  });
  for (const number of [1, 2]) {
    const id = tenant.user(`emergency-${number}@harbourdental.onmicrosoft.com`, {
      displayName: `Emergency access ${number}`,
    });
    tenant.role(id, "Global Administrator");
  }
  tenant.group(emergencyGroup, { members: ["emergency-1", "emergency-2"], isAssignableToRole: true });
  tenant.guest("dana.reyes@tideway.example", "Dana Reyes");
  tenant.unit("Practice staff", ["nora"]);
  tenant.group(helpdeskTeam, { isAssignableToRole: true });
  tenant.role(helpdeskTeam, "Helpdesk Administrator", "Practice staff");
  tenant.eligible(helpdeskTeam, "dana.reyes");
  tenant.activationRules(helpdeskTeam);
  tenant.policy("Tideway IT – phishing-resistant sign-in", {
    conditions: {
      clientAppTypes: ["all"],
      applications: { includeApplications: ["All"] },
      users: { includeGuestsOrExternalUsers: externalUsers("b2bCollaborationGuest,serviceProvider", tideway.tenantId) },
    },
    grantControls: { operator: "OR", authenticationStrength: { id: phishingResistant } },
  });
  tenant.policy("Emergency accounts", {
    conditions: {
      clientAppTypes: ["all"],
      applications: { includeApplications: ["All"] },
      users: { includeGroups: [emergencyGroup] },
    },
    grantControls: { operator: "OR", authenticationStrength: { id: phishingResistant } },
  });
  return tenant;
}

type UserConditions = NonNullable<NonNullable<Of<"conditionalAccessPolicies">["conditions"]>["users"]>;

/** Kinds of external users of one tenant. Graph's type lacks the list of several kinds. */
export function externalUsers(
  kinds: string,
  ...tenants: string[]
): NonNullable<UserConditions["includeGuestsOrExternalUsers"]> {
  const condition = {
    guestOrExternalUserTypes: kinds as "serviceProvider",
    externalTenants: {
      "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
      membershipKind: "enumerated" as const,
      members: tenants,
    },
  };
  return tenants.length === 0 ? { guestOrExternalUserTypes: condition.guestOrExternalUserTypes } : condition;
}
