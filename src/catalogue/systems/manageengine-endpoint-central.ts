import { type NamedSystem, portability } from "./system.ts";

export const manageengineEndpointCentral: NamedSystem = {
  id: "manageengine-endpoint-central",
  name: "ManageEngine Endpoint Central",
  vendor: "Zoho",
  category: "endpoint-management",
  documentation: "https://www.manageengine.com/products/desktop-central/help/",
  portability: portability["endpoint-management"],
  roles: [],
  exports: [],
};
