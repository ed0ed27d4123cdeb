import { type NamedSystem, portability } from "./system.ts";

export const ninjaone: NamedSystem = {
  id: "ninjaone",
  name: "NinjaOne",
  vendor: "NinjaOne",
  category: "rmm",
  documentation: "https://www.ninjaone.com/docs/",
  portability: portability.rmm,
  roles: [],
  exports: [],
};
