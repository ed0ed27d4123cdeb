import { type NamedSystem, portability } from "./system.ts";

export const halopsa: NamedSystem = {
  id: "halopsa",
  name: "HaloPSA",
  vendor: "Halo Service Solutions",
  category: "psa",
  documentation: "https://halopsa.com/guides/",
  portability: portability.psa,
  roles: [],
  exports: [],
};
