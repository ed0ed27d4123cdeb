import {
  organizationApi,
  organizationBackup,
  organizationLimits,
  organizationRoles,
  organizationSignIn,
} from "./atlassian-organization.ts";
import { type NamedSystem, portability } from "./system.ts";

export const jiraServiceManagement: NamedSystem = {
  id: "jira-service-management",
  name: "Jira Service Management",
  vendor: "Atlassian",
  category: "itsm",
  documentation: "https://support.atlassian.com/jira-service-management-cloud/",
  portability: portability.itsm,
  roles: organizationRoles,
  signIn: organizationSignIn,
  roster: {
    api: organizationApi,
    limits: [
      ...organizationLimits,
      "Administrators of single projects, whom the roles of a project make, are not listed.",
      "Customers who only have an account for the portal are not listed.",
      "Jira Service Management Data Center, on servers of your own, has another API.",
    ],
  },
  exports: [
    {
      what: "all projects with their requests, history and attachments",
      format: "a backup of the vendor's that Jira restores",
      how: "Atlassian Administration > Settings > Data management > Backup and restore; a backup can be downloaded",
      source: organizationBackup,
    },
    {
      what: "accounts with their groups",
      format: "CSV",
      how: "admin.atlassian.com > Directory > Users > Export users",
      source: "https://support.atlassian.com/security-and-access-policies/docs/export-users-from-a-site",
    },
  ],
};
