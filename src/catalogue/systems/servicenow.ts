import { type NamedSystem, portability } from "./system.ts";

export const servicenow: NamedSystem = {
  id: "servicenow",
  name: "ServiceNow",
  vendor: "ServiceNow",
  category: "itsm",
  documentation: "https://www.servicenow.com/docs/",
  portability: portability.itsm,
  roles: [],
  exports: [],
};
