// The package's entry point for programs. Nothing here waits, so that `require` and `import` can both load it.

import * as nodeModule from "node:module";
import * as tls from "node:tls";

// Looked for before anything imports it: an older Node could then only say that a module lacks a name.
if (!("registerHooks" in nodeModule && "setDefaultCACertificates" in tls)) {
  throw new Error(
    `demarc/resources needs Node 22.19 or later, and this is ${process.version}. Pulumi runs programs and plugins with the node on the PATH.`,
  );
}

const require = nodeModule.createRequire(import.meta.url);
require("../installed.mjs");

export const { CrossTenantAccessPartner, DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit, providers } =
  require("./index.ts");
