import { type NamedSystem, portability } from "./system.ts";

export const dattoRmm: NamedSystem = {
  id: "datto-rmm",
  name: "Datto RMM",
  vendor: "Kaseya",
  category: "rmm",
  documentation: "https://rmm.datto.com/help/",
  portability: portability.rmm,
  roles: [],
  exports: [],
};
