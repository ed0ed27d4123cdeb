import { type NamedSystem, portability } from "./system.ts";

const roles = "https://support.atlassian.com/user-management/docs/what-are-the-different-types-of-admin-roles";
const roleIds =
  "https://mrrefactoring.github.io/jira.js/api/variables/admin.MultiDirectoryUserRoleAssignmentSchema.html";

export const jiraServiceManagement: NamedSystem = {
  id: "jira-service-management",
  name: "Jira Service Management",
  vendor: "Atlassian",
  category: "itsm",
  documentation: "https://support.atlassian.com/jira-service-management-cloud/",
  portability: portability.itsm,
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
    // In this app an agent.
    { name: "User", reach: "operator", spellings: ["atlassian/user"], source: roleIds },
    { name: "Contributor", reach: "member", spellings: ["atlassian/contributor"], source: roleIds },
    { name: "Stakeholder", reach: "member", spellings: ["atlassian/stakeholder"], source: roleIds },
    { name: "Basic", reach: "member", spellings: ["atlassian/basic"], source: roleIds },
    { name: "Guest", reach: "member", spellings: ["atlassian/guest"], source: roleIds },
    { name: "Customer", reach: "member", spellings: ["atlassian/customer"], source: roleIds },
  ],
  signIn: {
    own: true,
    entra: {
      protocols: ["saml"],
      scim: true,
      source:
        "https://github.com/MicrosoftDocs/entra-docs/blob/main/docs/identity/saas-apps/atlassian-cloud-tutorial.md",
    },
    source: "https://support.atlassian.com/security-and-access-policies/docs/export-users-from-a-site",
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
        source: "https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users",
      },
      permissions: ["the scope read:directories:admin"],
      requests: [
        {
          name: "accounts",
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
            roles: [{ at: "platformRoles" }],
          },
          source:
            "https://github.com/ConductorOne/baton-jira/blob/bcf6065333c571a685703061528b2eef9757fb62/pkg/client/atlassianclient/model.go",
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
          source: "https://mrrefactoring.github.io/jira.js/api/functions/admin.getUserRoleAssignments.html",
        },
      ],
      source: "https://developer.atlassian.com/cloud/admin/organization/rest/api-group-users",
    },
    limits: [
      "Accounts and roles of every Atlassian app of the organisation are listed; the scope of a role is the app.",
      "Administrators of single projects, whom the roles of a project make, are not listed.",
      "Customers who only have an account for the portal are not listed.",
      "The last sign-in is not in the list.",
      "Jira Service Management Data Center, on servers of your own, has another API.",
    ],
  },
  exports: [
    {
      what: "all projects with their requests, history and attachments",
      format: "a backup of the vendor's that Jira restores",
      how: "Atlassian Administration > Settings > Data management > Backup and restore; a backup can be downloaded",
      source: "https://support.atlassian.com/organization-administration/docs/create-a-backup-policy-and-run-backups",
    },
    {
      what: "accounts with their groups",
      format: "CSV",
      how: "admin.atlassian.com > Directory > Users > Export users",
      source: "https://support.atlassian.com/security-and-access-policies/docs/export-users-from-a-site",
    },
  ],
};
