import { type NamedSystem, portability } from "./system.ts";

export const crowdstrike: NamedSystem = {
  id: "crowdstrike",
  name: "CrowdStrike",
  vendor: "CrowdStrike",
  category: "security",
  documentation: "https://www.crowdstrike.com/",
  portability: portability.security,
  roles: [],
  exports: [],
};
