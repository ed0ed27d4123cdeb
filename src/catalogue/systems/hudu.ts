import { type NamedSystem, portability } from "./system.ts";

export const hudu: NamedSystem = {
  id: "hudu",
  name: "Hudu",
  vendor: "Hudu",
  category: "documentation",
  documentation: "https://support.hudu.com/",
  portability: portability.documentation,
  roles: [],
  exports: [],
};
