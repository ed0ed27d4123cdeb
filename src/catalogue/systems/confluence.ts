import { type NamedSystem, portability } from "./system.ts";

const roles = "https://support.atlassian.com/user-management/docs/what-are-the-different-types-of-admin-roles";
const keys =
  "https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis";
const roleIds =
  "https://mrrefactoring.github.io/jira.js/api/variables/admin.MultiDirectoryUserRoleAssignmentSchema.html";
const reference = "https://developer.atlassian.com/cloud/admin/organization/rest/";

export const confluence: NamedSystem = {
  id: "confluence",
  name: "Confluence",
  vendor: "Atlassian",
  category: "documentation",
  documentation: "https://support.atlassian.com/confluence-cloud/",
  portability: portability.documentation,
  roles: [
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
    { name: "User", reach: "operator", spellings: ["atlassian/user"], source: roleIds },
    { name: "Guest", reach: "member", spellings: ["atlassian/guest"], source: roleIds },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: true,
      source:
        "https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/saas-apps/atlassian-cloud-tutorial.md",
    },
    source: "https://support.atlassian.com/security-and-access-policies/docs/export-accounts-from-domains",
  },
  roster: {
    api: {
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
        source: keys,
      },
      permissions: ["the scope read:directories:admin"],
      requests: [
        {
          name: "accounts",
          // Until 30 June 2027; the search that comes after it is documented without the scope that it needs.
          path: "/v2/orgs/{organisation}/directories/-/users",
          paging: {
            kind: "cursor",
            at: "links.next",
            parameter: "cursor",
            size: { parameter: "limit", value: 100 },
          },
          items: "data",
          people: {
            id: "accountId",
            name: "name",
            email: "email",
            enabled: { at: "status", on: ["active"], off: ["suspended", "deactivated"] },
          },
          source: "https://mrrefactoring.github.io/jira.js/api/functions/admin.getDirectoryUsers.html",
        },
        {
          name: "roles of an account",
          path: "/v2/orgs/{organisation}/directories/-/users/{parent.accountId}/role-assignments",
          forEach: "accounts",
          paging: {
            kind: "cursor",
            at: "links.next",
            parameter: "cursor",
            size: { parameter: "limit", value: 100 },
          },
          items: "data",
          people: {
            id: { parent: "accountId" },
            roles: [{ at: "roleAssignments", name: "role", scope: { item: "resourceOwner" } }],
          },
          source: roleIds,
        },
      ],
      source: reference,
    },
    limits: [
      "Accounts and roles of every Atlassian app of the organisation are listed; the scope of a role is the app.",
      "Administrators of single spaces are not listed.",
      "The last sign-in is not in the list.",
      "Confluence Data Center, on servers of your own, has another API.",
    ],
  },
  exports: [
    {
      what: "all spaces with their pages, history and attachments",
      format: "a backup of the vendor's that Confluence restores",
      how: "Atlassian Administration > Settings > Data management > Backup and restore; a backup can be downloaded",
      source: "https://support.atlassian.com/organization-administration/docs/create-a-backup-policy-and-run-backups",
    },
  ],
};
