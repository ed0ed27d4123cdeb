import { type NamedSystem, portability } from "./system.ts";

export const atera: NamedSystem = {
  id: "atera",
  name: "Atera",
  vendor: "Atera",
  category: "rmm",
  documentation: "https://support.atera.com/",
  portability: portability.rmm,
  roles: [],
  exports: [],
};
