import { type NamedSystem, portability } from "./system.ts";

export const dattoBcdr: NamedSystem = {
  id: "datto-bcdr",
  name: "Datto BCDR",
  vendor: "Kaseya",
  category: "backup",
  documentation: "https://continuity.datto.com/help/",
  portability: portability.backup,
  roles: [],
  exports: [],
};
