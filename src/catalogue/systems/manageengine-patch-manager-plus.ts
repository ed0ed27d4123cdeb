import { type NamedSystem, portability } from "./system.ts";

export const manageenginePatchManagerPlus: NamedSystem = {
  id: "manageengine-patch-manager-plus",
  name: "ManageEngine Patch Manager Plus",
  vendor: "Zoho",
  category: "patch-management",
  documentation: "https://www.manageengine.com/patch-management/help/",
  portability: portability["patch-management"],
  roles: [],
  exports: [],
};
