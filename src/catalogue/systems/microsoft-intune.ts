import { type NamedSystem, portability } from "./system.ts";

export const microsoftIntune: NamedSystem = {
  id: "microsoft-intune",
  name: "Microsoft Intune",
  vendor: "Microsoft",
  category: "endpoint-management",
  documentation: "https://learn.microsoft.com/intune/",
  portability: portability["endpoint-management"],
  roles: [],
  exports: [],
};
