/** What Atlassian's cloud apps have in common: accounts, roles and sign-in belong to the organization, whichever app they are for. */

import type { RolesInItem, RosterApi } from "./roster-api.ts";
import type { SystemRole, SystemSignIn } from "./system.ts";

const roles = "https://support.atlassian.com/user-management/docs/what-are-the-different-types-of-admin-roles";
const roleIds =
  "https://mrrefactoring.github.io/jira.js/api/variables/admin.MultiDirectoryUserRoleAssignmentSchema.html";

export const organizationRoles: readonly SystemRole[] = [
  {
    name: "Organization admin",
    reach: "super-administrator",
    spellings: ["atlassian/org-admin", "Org admin"],
    source: roles,
  },
  { name: "Site admin", reach: "administrator", spellings: ["atlassian/site-admin"], source: roles },
  // Decides who gets in, itself included.
  { name: "User access admin", reach: "administrator", spellings: ["atlassian/user-access-admin"], source: roles },
  { name: "App admin", reach: "administrator", spellings: ["atlassian/admin", "Product admin"], source: roles },
  // In Jira Service Management an agent.
  { name: "User", reach: "operator", spellings: ["atlassian/user"], source: roleIds },
  { name: "Contributor", reach: "member", spellings: ["atlassian/contributor"], source: roleIds },
  { name: "Stakeholder", reach: "member", spellings: ["atlassian/stakeholder"], source: roleIds },
  { name: "Basic", reach: "member", spellings: ["atlassian/basic"], source: roleIds },
  { name: "Guest", reach: "member", spellings: ["atlassian/guest"], source: roleIds },
  { name: "Customer", reach: "member", spellings: ["atlassian/customer"], source: roleIds },
];

export const organizationSignIn: SystemSignIn = {
  own: true,
  entra: {
    protocols: ["saml"],
    scim: true,
    source: "https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/saas-apps/atlassian-cloud-tutorial.md",
  },
  source: "https://support.atlassian.com/security-and-access-policies/docs/export-accounts-from-domains",
};

const pages = {
  kind: "cursor",
  at: "links.next",
  parameter: "cursor",
  size: { parameter: "limit", value: 100 },
} as const;

/** The app that a role is for is not in the role, but in the item that the role is in. */
const scope: RolesInItem["scope"] = { item: "resourceOwner" };

export const organizationApi: RosterApi = {
  documented: true,
  baseUrl: "https://api.atlassian.com/admin",
  connection: {
    organisation: {
      description: "the id of the organisation (in the address of admin.atlassian.com)",
      kind: "id",
      example: "3c1b2f4e-9a55-4f0b-8a5d-0f6f0f5a7d11",
    },
  },
  authentication: {
    kind: "bearer",
    secrets: {
      token:
        "an API key with the scope read:directories:admin (admin.atlassian.com > Settings > API keys), made by an organization admin",
    },
    source: "https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis",
  },
  permissions: ["the scope read:directories:admin"],
  requests: [
    {
      name: "accounts",
      // Until 30 June 2027; the search that comes after it is documented without the scope that it needs.
      path: "/v2/orgs/{organisation}/directories/-/users",
      paging: pages,
      items: "data",
      people: {
        id: "accountId",
        name: "name",
        email: "email",
        enabled: { at: "status", on: ["active"], off: ["suspended", "deactivated"] },
        // An integration reads them here, too: whether the roles of the organization are among those below is not said.
        roles: [{ at: "platformRoles" }],
      },
      source:
        "https://github.com/ConductorOne/baton-jira/blob/bcf6065333c571a685703061528b2eef9757fb62/pkg/client/atlassianclient/model.go",
    },
    {
      name: "roles of an account",
      path: "/v2/orgs/{organisation}/directories/-/users/{parent.accountId}/role-assignments",
      forEach: "accounts",
      paging: pages,
      items: "data",
      people: {
        id: { parent: "accountId" },
        // Both are in the schema, neither must be there.
        roles: [
          { at: "roleAssignments", name: "role", scope },
          { at: "roles", scope },
        ],
      },
      source: roleIds,
    },
  ],
  source: "https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users",
};

/** What the list of an organization does not show, whichever app it is read for. */
export const organizationLimits = [
  "Accounts and roles of every Atlassian app of the organisation are listed; the scope of a role is the app.",
  "The last sign-in is not in the list.",
] as const;

export const organizationBackup =
  "https://support.atlassian.com/organization-administration/docs/create-a-backup-policy-and-run-backups";
