import { type NamedSystem, portability } from "./system.ts";

export const huntress: NamedSystem = {
  id: "huntress",
  name: "Huntress",
  vendor: "Huntress",
  category: "security",
  documentation: "https://support.huntress.io/",
  portability: portability.security,
  roles: [],
  exports: [],
};
