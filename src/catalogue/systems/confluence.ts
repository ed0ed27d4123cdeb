import {
  organizationApi,
  organizationBackup,
  organizationLimits,
  organizationRoles,
  organizationSignIn,
} from "./atlassian-organization.ts";
import { type NamedSystem, portability } from "./system.ts";

export const confluence: NamedSystem = {
  id: "confluence",
  name: "Confluence",
  vendor: "Atlassian",
  category: "documentation",
  documentation: "https://support.atlassian.com/confluence-cloud/",
  portability: portability.documentation,
  roles: organizationRoles,
  signIn: organizationSignIn,
  roster: {
    api: organizationApi,
    limits: [
      ...organizationLimits,
      "Administrators of single spaces are not listed.",
      "Confluence Data Center, on servers of your own, has another API.",
    ],
  },
  exports: [
    {
      what: "all spaces with their pages, history and attachments",
      format: "a backup of the vendor's that Confluence restores",
      how: "Atlassian Administration > Settings > Data management > Backup and restore; a backup can be downloaded",
      source: organizationBackup,
    },
  ],
};
