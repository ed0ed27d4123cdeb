import { type NamedSystem, portability } from "./system.ts";

export const itGlue: NamedSystem = {
  id: "it-glue",
  name: "IT Glue",
  vendor: "Kaseya",
  category: "documentation",
  documentation: "https://help.itglue.kaseya.com/",
  portability: portability.documentation,
  roles: [],
  exports: [],
};
