import { type NamedSystem, portability } from "./system.ts";

export const veeam: NamedSystem = {
  id: "veeam",
  name: "Veeam",
  vendor: "Veeam",
  category: "backup",
  documentation: "https://helpcenter.veeam.com/",
  portability: portability.backup,
  roles: [],
  exports: [],
};
