import { type NamedSystem, portability } from "./system.ts";

export const jamf: NamedSystem = {
  id: "jamf",
  name: "Jamf",
  vendor: "Jamf",
  category: "endpoint-management",
  documentation: "https://learn.jamf.com/",
  portability: portability["endpoint-management"],
  roles: [],
  exports: [],
};
