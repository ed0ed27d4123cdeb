import { type NamedSystem, portability } from "./system.ts";

export const microsoftDefenderForEndpoint: NamedSystem = {
  id: "microsoft-defender-for-endpoint",
  name: "Microsoft Defender for Endpoint",
  vendor: "Microsoft",
  category: "security",
  documentation: "https://learn.microsoft.com/defender-endpoint/",
  portability: portability.security,
  roles: [],
  exports: [],
};
