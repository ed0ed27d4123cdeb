import { type NamedSystem, portability } from "./system.ts";

export const openframe: NamedSystem = {
  id: "openframe",
  name: "OpenFrame",
  vendor: "Flamingo",
  category: "platform",
  documentation: "https://www.flamingo.run/openframe",
  portability: portability.platform,
  roles: [],
  exports: [],
};
