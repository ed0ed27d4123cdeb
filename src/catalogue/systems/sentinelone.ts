import { type NamedSystem, portability } from "./system.ts";

export const sentinelone: NamedSystem = {
  id: "sentinelone",
  name: "SentinelOne",
  vendor: "SentinelOne",
  category: "security",
  documentation: "https://www.sentinelone.com/",
  portability: portability.security,
  roles: [],
  exports: [],
};
