import { type NamedSystem, portability } from "./system.ts";

export const action1: NamedSystem = {
  id: "action1",
  name: "Action1",
  vendor: "Action1",
  category: "patch-management",
  documentation: "https://www.action1.com/documentation/",
  portability: portability["patch-management"],
  roles: [],
  exports: [],
};
