import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Entitlements } from "../../src/entitlements/entitlements.ts";
import type { SystemApplication, SystemEntitlement, SystemGroup } from "../../src/entitlements/system-access.ts";
import { INTERNAL } from "../../src/matrix/parties.ts";
import { eligibleMembers } from "./eligible-members.ts";

export interface SystemSignInArgs {
  readonly systemSignIns: Entitlements["systemSignIns"];
  /** Object ids of the providers' people by key. */
  readonly people: Readonly<Record<string, pulumi.Input<string>>>;
  /** Object ids of the emergency accounts by user principal name. */
  readonly emergencyAccounts: ReadonlyMap<string, pulumi.Input<string>>;
  readonly approverGroupId: pulumi.Input<string>;
}

type Made = Extract<SystemApplication, { kind: "made" }>;

/**
 * How people sign in to the systems beside the tenant: an enterprise application for each, which takes nobody who is not assigned, and
 * one group for each role and party, which alone is assigned. Providers' people are only eligible for groups that can change the system.
 */
export class SystemSignIn extends pulumi.ComponentResource {
  /** Object ids of the groups by key. */
  readonly groupIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Client ids of the applications by the system's key. */
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;

  readonly #args: SystemSignInArgs;

  constructor(name: string, args: SystemSignInArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:SystemSignIn", name, {}, options);
    this.#args = args;
    const made = args.systemSignIns.map((signIn) => ({ key: signIn.key, ...this.system(signIn) }));
    this.clientIds = Object.fromEntries(made.map(({ key, clientId }) => [key, clientId]));
    this.groupIds = Object.fromEntries(made.flatMap(({ groupIds }) => groupIds));
    this.registerOutputs({ groupIds: this.groupIds, clientIds: this.clientIds });
  }

  private system({ key, application, groups }: SystemEntitlement) {
    const { clientId, objectId } =
      application.kind === "existing" ? this.existing(application) : this.application(key, application);
    const groupIds = groups.map((group) => {
      const { objectId: principalObjectId } = this.group(group);
      new azuread.AppRoleAssignment(
        `${group.key}-assignment`,
        { appRoleId: group.appRoleId, principalObjectId, resourceObjectId: objectId },
        { parent: this },
      );
      return [group.key, principalObjectId] as const;
    });
    return { clientId, groupIds };
  }

  /** What an application that is there already says of its sign-in stays its owner's: the assignments alone are made. */
  private existing({ by, value }: Extract<SystemApplication, { kind: "existing" }>) {
    const asked = by === "clientId" ? { clientId: value } : { displayName: value };
    return azuread.getServicePrincipalOutput(asked, { parent: this });
  }

  private application(key: string, { displayName, entityId, replyUrls, signOnUrl, templateId, appRoles }: Made) {
    const tags = { enterprise: true, customSingleSignOn: templateId === undefined, gallery: templateId !== undefined };
    const application = new azuread.Application(
      key,
      {
        displayName,
        ...(templateId !== undefined && { templateId }),
        web: { redirectUris: [...replyUrls] },
        appRoles: appRoles.map(({ id, value, displayName: role }) => ({
          id,
          value,
          displayName: role,
          description: `${role} in ${displayName}`,
          allowedMemberTypes: ["User"],
          enabled: true,
        })),
        featureTags: [tags],
      },
      // It gets its identifier below.
      { parent: this, ignoreChanges: ["identifierUris"] },
    );
    const servicePrincipal = new azuread.ServicePrincipal(
      `${key}-enterprise-application`,
      {
        clientId: application.clientId,
        // A template makes both at once.
        ...(templateId !== undefined && { useExisting: true }),
        appRoleAssignmentRequired: true,
        preferredSingleSignOnMode: "saml",
        ...(signOnUrl !== undefined && { loginUrl: signOnUrl }),
        featureTags: [tags],
      },
      { parent: this },
    );
    // Entra takes a vendor's identifier only once it knows that the application speaks SAML
    // (https://learn.microsoft.com/graph/api/resources/identifierurirestriction).
    new azuread.ApplicationIdentifierUri(
      `${key}-entity-id`,
      { applicationId: application.id, identifierUri: entityId },
      { parent: this, dependsOn: [servicePrincipal] },
    );
    new azuread.ServicePrincipalTokenSigningCertificate(
      `${key}-signing-certificate`,
      { servicePrincipalId: servicePrincipal.id, displayName: `CN=${displayName}` },
      { parent: this },
    );
    return { clientId: application.clientId, objectId: servicePrincipal.objectId };
  }

  private group(group: SystemGroup): azuread.Group {
    const { key, displayName, description, activation, isPrivileged } = group;
    const people = this.peopleOf(group);
    const made = new azuread.Group(
      key,
      {
        displayName,
        description,
        securityEnabled: true,
        assignableToRole: isPrivileged,
        ...(activation === undefined && { members: people.map(({ id }) => id) }),
      },
      { parent: this },
    );
    if (activation !== undefined) {
      const justification = `Responsibility matrix, systems.${group.system}`;
      const { approverGroupId } = this.#args;
      eligibleMembers(this, { key, group: made, people, activation, approverGroupId, justification });
    }
    return made;
  }

  private peopleOf({ key, party, people }: SystemGroup): { readonly key: string; readonly id: pulumi.Input<string> }[] {
    return people.map((person) => {
      if (party === INTERNAL) {
        const found = this.#args.emergencyAccounts.get(person);
        return {
          key: person,
          id: found ?? azuread.getUserOutput({ userPrincipalName: person }, { parent: this }).objectId,
        };
      }
      const id = this.#args.people[person];
      if (id === undefined) throw new Error(`group ${key}: nobody has the key ${person}`);
      return { key: person, id };
    });
  }
}
