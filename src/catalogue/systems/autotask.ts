import { type NamedSystem, portability } from "./system.ts";

export const autotask: NamedSystem = {
  id: "autotask",
  name: "Autotask",
  vendor: "Kaseya",
  category: "psa",
  documentation: "https://www.autotask.net/help/",
  portability: portability.psa,
  roles: [],
  exports: [],
};
