import { type NamedSystem, portability } from "./system.ts";

export const microsoftEntraId: NamedSystem = {
  id: "microsoft-entra-id",
  name: "Microsoft Entra ID",
  vendor: "Microsoft",
  category: "identity",
  documentation: "https://learn.microsoft.com/entra/identity/",
  portability: portability.identity,
  roles: [],
  exports: [],
};
