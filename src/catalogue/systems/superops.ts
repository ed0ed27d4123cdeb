import { type NamedSystem, portability } from "./system.ts";

export const superops: NamedSystem = {
  id: "superops",
  name: "SuperOps",
  vendor: "SuperOps",
  category: "psa",
  documentation: "https://support.superops.com/",
  portability: portability.psa,
  roles: [],
  exports: [],
};
