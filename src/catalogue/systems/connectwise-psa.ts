import { type NamedSystem, portability } from "./system.ts";

export const connectwisePsa: NamedSystem = {
  id: "connectwise-psa",
  name: "ConnectWise PSA",
  vendor: "ConnectWise",
  category: "psa",
  documentation: "https://docs.connectwise.com/",
  portability: portability.psa,
  roles: [],
  exports: [],
};
