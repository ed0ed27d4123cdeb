// The package's entry point for programs. Nothing here waits, so that `require` and `import` can both load it.

import "../installed.mjs";
import { createRequire } from "node:module";

export const { CrossTenantAccessPartner, DirectoryRoleManagementPolicy, RestrictedAdministrativeUnit, providers } =
  createRequire(import.meta.url)("./index.ts");
