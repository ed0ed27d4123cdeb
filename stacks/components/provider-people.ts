import { randomBytes } from "node:crypto";
import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import type { Entitlements, ProviderPerson } from "../../src/entitlements/entitlements.ts";

export interface ProviderPeopleArgs {
  readonly people: Entitlements["people"];
  readonly peopleGroups: Entitlements["peopleGroups"];
}

/**
 * The providers' people as accounts of the tenant: invited guests or local accounts, and one ordinary group per provider that
 * conditional access applies to. GDAP technicians are no objects of the tenant and have none.
 */
export class ProviderPeople extends pulumi.ComponentResource {
  /** Object ids by the person's key. */
  readonly objectIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Object ids of the people groups by provider. */
  readonly groupIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: ProviderPeopleArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:ProviderPeople", name, {}, options);
    const present = args.people.filter((person) => person.account !== "gdap-technician");
    this.objectIds = Object.fromEntries(present.map((person) => [person.key, this.account(person)]));
    this.groupIds = Object.fromEntries(
      args.peopleGroups.map(({ key, provider, displayName }) => {
        const members = present.filter((person) => person.provider === provider);
        const group = new azuread.Group(
          key,
          {
            displayName,
            description:
              "Everybody of this provider who has an account here. Conveys nothing: conditional access is written for it.",
            securityEnabled: true,
            members: members.flatMap((person) => this.objectIds[person.key] ?? []),
          },
          { parent: this },
        );
        return [provider, group.objectId];
      }),
    );
    this.registerOutputs({ objectIds: this.objectIds, groupIds: this.groupIds });
  }

  private account(person: ProviderPerson): pulumi.Output<string> {
    if (person.existing) return this.existing(person);
    if (person.account === "guest") {
      return new azuread.Invitation(
        person.key,
        {
          userEmailAddress: person.email,
          userDisplayName: person.name,
          userType: "Guest",
          redirectUrl: "https://myapps.microsoft.com",
        },
        { parent: this },
      ).userId;
    }
    return new azuread.User(
      person.key,
      {
        userPrincipalName: person.userPrincipalName ?? person.email,
        displayName: `${person.name} (${person.provider})`,
        otherMails: [person.email],
        password: initialPassword(),
        forcePasswordChange: true,
      },
      { parent: this, ignoreChanges: ["password", "forcePasswordChange"] },
    ).objectId;
  }

  /** By user principal name, of which a tenant has each once: the provider refuses a lookup that two accounts of one mail address fit. */
  private existing(person: ProviderPerson): pulumi.Output<string> {
    const userPrincipalName = person.userPrincipalName ?? person.email;
    return azuread.getUserOutput({ userPrincipalName }, { parent: this }).objectId;
  }
}

/**
 * A password that nobody needs to know: the account's owner resets it, an emergency account signs in with its passkey. It is
 * used once, at creation; `ignoreChanges` keeps later runs from replacing it.
 */
export function initialPassword(): pulumi.Output<string> {
  // Entra wants three of four character classes; base64url alone could miss one.
  return pulumi.secret(`${randomBytes(36).toString("base64url")}aA1!`);
}
