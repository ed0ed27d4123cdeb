import { type NamedSystem, portability } from "./system.ts";

export const acronis: NamedSystem = {
  id: "acronis",
  name: "Acronis",
  vendor: "Acronis",
  category: "backup",
  documentation: "https://www.acronis.com/support/documentation/",
  portability: portability.backup,
  roles: [],
  exports: [],
};
