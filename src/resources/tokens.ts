/**
 * How Pulumi knows these resources: by a type token, and by the code that its plugin for dynamic providers runs.
 *
 * `pulumi.dynamic.Resource` would write a provider's functions and all they capture into the state, through a serialization that knows
 * neither ES modules nor the types that Node strips, and that differs from one version to the next. Here the state holds one line that
 * never changes and finds the provider in the installed package: small, the same on every machine, and a gate can tell it from any other
 * program that calls itself by these tokens.
 */

export const resourceNames = [
  "CrossTenantAccessPartner",
  "DirectoryRoleManagementPolicy",
  "RestrictedAdministrativeUnit",
] as const;
export type ResourceName = (typeof resourceNames)[number];

/** `pulumi-nodejs` is the package whose plugin runs dynamic providers. */
export function tokenOf(name: ResourceName): string {
  return `pulumi-nodejs:demarc:${name}`;
}

/** The program's folder is where the plugin runs: from there the package is found as the program finds it. */
export function providerText(name: ResourceName): string {
  return `exports.handler = () => require("node:module").createRequire(process.cwd() + "/package.json")("demarc/resources").providers.${name};\n`;
}

/** Whether that is the code of one of these resources, and no other. */
export function isOwnProvider(code: unknown): boolean {
  return resourceNames.some((name) => providerText(name) === code);
}

/**
 * Id of what exists already and is to be taken over. The engine imports by reading without any inputs (`ImportStep` of
 * github.com/pulumi/pulumi, pkg/resource/deploy/step.go), so its plugin does not know which dynamic provider to ask, and fails for all of
 * them; so the option `import` travels as an input.
 */
export const importProperty = "__import";

export function nothingToImport(id: string): string {
  return `There is nothing with the id ${id} in the tenant to import.`;
}
