import { type NamedSystem, portability } from "./system.ts";

export const automox: NamedSystem = {
  id: "automox",
  name: "Automox",
  vendor: "Automox",
  category: "patch-management",
  documentation: "https://docs.automox.com/",
  portability: portability["patch-management"],
  roles: [],
  exports: [],
};
