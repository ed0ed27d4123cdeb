import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Entitlements, SignInAudience, SignInPolicy } from "../../src/entitlements/entitlements.ts";

export interface ConditionalAccessArgs {
  readonly namedLocations: Entitlements["namedLocations"];
  readonly authenticationStrengths: Entitlements["authenticationStrengths"];
  readonly signInPolicies: Entitlements["signInPolicies"];
  /** Object ids of the people groups by provider. */
  readonly peopleGroupIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Object ids of the teams' groups by key. */
  readonly teamGroupIds: Readonly<Record<string, pulumi.Input<string>>>;
  /** Object ids of the groups that hold a role in a system by key. */
  readonly systemGroupIds: Readonly<Record<string, pulumi.Input<string>>>;
  readonly emergencyGroupId: pulumi.Input<string>;
}

type PolicyUsers = azuread.types.input.ConditionalAccessPolicyConditionsUsers;

/** How providers and the emergency accounts sign in. */
export class ConditionalAccess extends pulumi.ComponentResource {
  /** Object ids of the policies by key. */
  readonly policyIds: Readonly<Record<string, pulumi.Output<string>>>;

  readonly #args: ConditionalAccessArgs;
  readonly #locations: ReadonlyMap<string, azuread.NamedLocation>;
  readonly #strengths: ReadonlyMap<string, azuread.AuthenticationStrengthPolicy>;

  constructor(name: string, args: ConditionalAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:ConditionalAccess", name, {}, options);
    this.#args = args;
    this.#locations = new Map(
      args.namedLocations.map(({ key, displayName, ranges }) => [
        key,
        new azuread.NamedLocation(
          key,
          { displayName, ip: { ipRanges: [...ranges], trusted: false } },
          { parent: this },
        ),
      ]),
    );
    this.#strengths = new Map(
      args.authenticationStrengths.map(({ key, displayName, description, allowedCombinations }) => [
        key,
        new azuread.AuthenticationStrengthPolicy(
          key,
          { displayName, description, allowedCombinations: [...allowedCombinations] },
          { parent: this },
        ),
      ]),
    );
    this.policyIds = Object.fromEntries(args.signInPolicies.map((policy) => [policy.key, this.policy(policy)]));
    this.registerOutputs({ policyIds: this.policyIds });
  }

  private policy(policy: SignInPolicy): pulumi.Output<string> {
    const location = policy.outsideLocation === undefined ? undefined : this.#locations.get(policy.outsideLocation);
    return new azuread.ConditionalAccessPolicy(
      policy.key,
      {
        displayName: policy.displayName,
        state: "enabled",
        conditions: {
          applications: { includedApplications: ["All"] },
          clientAppTypes: policy.clientApplications === "legacy" ? ["exchangeActiveSync", "other"] : ["all"],
          users: this.users(policy),
          ...(location && { locations: { includedLocations: ["All"], excludedLocations: [location.objectId] } }),
        },
        grantControls: this.grantControls(policy),
        ...(policy.session && {
          sessionControls: {
            signInFrequency: policy.session.frequencyHours,
            signInFrequencyPeriod: "hours",
            persistentBrowserMode: policy.session.persistentBrowser,
          },
        }),
      },
      { parent: this },
    ).objectId;
  }

  private users(policy: SignInPolicy): PolicyUsers {
    const excludedGroups = policy.excludeEmergencyAccounts ? [this.#args.emergencyGroupId] : [];
    const includedGroups = policy.audiences.flatMap((audience) => this.groupOf(audience) ?? []);
    const types = externalUserTypes(policy.audiences);
    const tenantIds = [
      ...new Set(policy.audiences.flatMap((audience) => ("tenantId" in audience ? [audience.tenantId] : []))),
    ];
    return {
      ...(includedGroups.length > 0 && { includedGroups }),
      ...(excludedGroups.length > 0 && { excludedGroups }),
      ...(types.length > 0 && {
        includedGuestsOrExternalUsers: [
          { guestOrExternalUserTypes: types, externalTenants: [{ membershipKind: "enumerated", members: tenantIds }] },
        ],
      }),
    };
  }

  private groupOf(audience: SignInAudience): pulumi.Input<string> | undefined {
    switch (audience.kind) {
      case "emergency-accounts":
        return this.#args.emergencyGroupId;
      case "people-group":
        return this.#args.peopleGroupIds[audience.provider];
      case "team":
        return this.#args.teamGroupIds[audience.team];
      case "system-group":
        return this.#args.systemGroupIds[audience.group];
      default:
        return undefined;
    }
  }

  private grantControls(policy: SignInPolicy): NonNullable<azuread.ConditionalAccessPolicyArgs["grantControls"]> {
    switch (policy.demand.kind) {
      case "block":
        return { operator: "OR", builtInControls: ["block"] };
      case "compliant-device":
        return { operator: "OR", builtInControls: ["compliantDevice"] };
      case "authentication-strength": {
        const strength = this.#strengths.get(policy.demand.strength);
        if (strength === undefined) throw new Error(`no authentication strength has the key ${policy.demand.strength}`);
        return { operator: "OR", authenticationStrengthPolicyId: strength.id };
      }
    }
  }
}

/** Every way a person of another tenant can appear here; `serviceProvider` are GDAP technicians. */
function externalUserTypes(audiences: readonly SignInAudience[]): string[] {
  const guests = audiences.some((audience) => audience.kind === "guests");
  const technicians = audiences.some((audience) => audience.kind === "service-provider");
  return [
    ...(guests ? ["b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser", "otherExternalUser"] : []),
    ...(technicians ? ["serviceProvider"] : []),
  ];
}
