import * as azuread from "@pulumi/azuread";
import * as pulumi from "@pulumi/pulumi";
import { globalAdministratorId } from "../../src/catalogue/entra-roles.ts";
import type { EmergencyAccount, Entitlements } from "../../src/entitlements/entitlements.ts";
import { initialPassword } from "./provider-people.ts";

export interface EmergencyAccessArgs {
  readonly emergency: Entitlements["emergency"];
}

/**
 * The emergency accounts: cloud-only, on the initial domain, Global Administrator permanently, protected from deletion; and
 * their group, which every other conditional access policy excludes.
 */
export class EmergencyAccess extends pulumi.ComponentResource {
  readonly groupId: pulumi.Output<string>;
  readonly accountIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, { emergency }: EmergencyAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("demarc:index:EmergencyAccess", name, {}, options);
    this.accountIds = Object.fromEntries(emergency.accounts.map((account) => [account.key, this.account(account)]));
    const group = new azuread.Group(
      emergency.group.key,
      {
        displayName: emergency.group.displayName,
        description: "Excluded from every conditional access policy but its own. Nobody else belongs in it.",
        securityEnabled: true,
        // So that nobody below Privileged Role Administrator can change its members.
        assignableToRole: true,
        members: Object.values(this.accountIds),
      },
      { parent: this, protect: true },
    );
    this.groupId = group.objectId;
    for (const account of emergency.accounts) {
      const principalObjectId = this.accountIds[account.key];
      if (principalObjectId === undefined) continue;
      new azuread.DirectoryRoleAssignment(
        `${account.key}-global-administrator`,
        { roleId: globalAdministratorId, principalObjectId, directoryScopeId: "/" },
        { parent: this, protect: true },
      );
    }
    this.registerOutputs({ groupId: this.groupId, accountIds: this.accountIds });
  }

  private account(account: EmergencyAccount): pulumi.Output<string> {
    if (account.existing) {
      return azuread.getUserOutput({ userPrincipalName: account.userPrincipalName }, { parent: this }).objectId;
    }
    return new azuread.User(
      account.key,
      {
        userPrincipalName: account.userPrincipalName,
        displayName: account.displayName,
        password: initialPassword(),
        disablePasswordExpiration: true,
        showInAddressList: false,
      },
      { parent: this, protect: true, ignoreChanges: ["password"] },
    ).objectId;
  }
}
