import { type NamedSystem, portability } from "./system.ts";

export const jumpcloud: NamedSystem = {
  id: "jumpcloud",
  name: "JumpCloud",
  vendor: "JumpCloud",
  category: "identity",
  documentation: "https://jumpcloud.com/support",
  portability: portability.identity,
  roles: [],
  exports: [],
};
