import { type NamedSystem, portability } from "./system.ts";

export const freshservice: NamedSystem = {
  id: "freshservice",
  name: "Freshservice",
  vendor: "Freshworks",
  category: "itsm",
  documentation: "https://support.freshservice.com/",
  portability: portability.itsm,
  roles: [],
  exports: [],
};
