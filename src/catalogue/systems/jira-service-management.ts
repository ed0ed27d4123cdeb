import { type NamedSystem, portability } from "./system.ts";

export const jiraServiceManagement: NamedSystem = {
  id: "jira-service-management",
  name: "Jira Service Management",
  vendor: "Atlassian",
  category: "itsm",
  documentation: "https://support.atlassian.com/jira-service-management-cloud/",
  portability: portability.itsm,
  roles: [],
  exports: [],
};
