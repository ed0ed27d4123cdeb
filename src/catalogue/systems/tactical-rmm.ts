import { type NamedSystem, portability } from "./system.ts";

export const tacticalRmm: NamedSystem = {
  id: "tactical-rmm",
  name: "Tactical RMM",
  vendor: "Amidaware",
  category: "rmm",
  documentation: "https://docs.tacticalrmm.com/",
  portability: portability.rmm,
  roles: [],
  exports: [],
};
