import { type NamedSystem, portability } from "./system.ts";

export const okta: NamedSystem = {
  id: "okta",
  name: "Okta",
  vendor: "Okta",
  category: "identity",
  documentation: "https://help.okta.com/",
  portability: portability.identity,
  roles: [],
  exports: [],
};
