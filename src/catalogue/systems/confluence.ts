import { type NamedSystem, portability } from "./system.ts";

export const confluence: NamedSystem = {
  id: "confluence",
  name: "Confluence",
  vendor: "Atlassian",
  category: "documentation",
  documentation: "https://support.atlassian.com/confluence-cloud/",
  portability: portability.documentation,
  roles: [],
  exports: [],
};
