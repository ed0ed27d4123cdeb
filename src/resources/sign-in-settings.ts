/**
 * What the azuread provider is told about signing in, under the names it is told by: Pulumi's configuration (`azuread:tenantId`), and the
 * environment where that is silent (https://www.pulumi.com/registry/packages/azuread/installation-configuration/).
 */

import { readFileSync } from "node:fs";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Pulumi's configuration of a stack, as a dynamic provider is given it. */
export interface Configuration {
  /** @param key with its namespace, e.g. `azuread:tenantId` */
  get(key: string): string | undefined;
}

/** Setting → variables that may hold it, the first that does counts (github.com/hashicorp/terraform-provider-azuread, internal/provider/provider.go). */
const variables = {
  tenantId: ["ARM_TENANT_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientIdFilePath: ["ARM_CLIENT_ID_FILE_PATH"],
  environment: ["ARM_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
  clientCertificate: ["ARM_CLIENT_CERTIFICATE"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientSecretFilePath: ["ARM_CLIENT_SECRET_FILE_PATH"],
  useOidc: ["ARM_USE_OIDC"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
  adoPipelineServiceConnectionId: ["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"],
  useAksWorkloadIdentity: ["ARM_USE_AKS_WORKLOAD_IDENTITY"],
  useMsi: ["ARM_USE_MSI"],
  useCli: ["ARM_USE_CLI"],
} satisfies Readonly<Record<string, readonly string[]>>;

type Setting = keyof typeof variables;

export interface SignInSettings {
  /** A value, without space around it; undefined when it is not given or empty. */
  value(setting: Setting): string | undefined;
  /**
   * What is in the file that a setting names.
   * @throws Error when it cannot be read
   */
  file(setting: Setting): Buffer | undefined;
  /** As `value`, or what stands in the file that a second setting names. */
  valueOrFile(setting: Setting, file: Setting): string | undefined;
  /** @throws Error when it is neither true nor false */
  isOn(setting: Setting, otherwise?: boolean): boolean;
  /** A variable that only workload identity on AKS sets. */
  workload(variable: "AZURE_TENANT_ID" | "AZURE_CLIENT_ID" | "AZURE_FEDERATED_TOKEN_FILE"): string | undefined;
}

/** The settings of a stack in an environment. */
export function signInSettings(environment: Environment, configuration: Configuration | undefined): SignInSettings {
  const found = (setting: Setting) => {
    const names: readonly string[] = variables[setting];
    const configured = { from: `azuread:${setting}`, text: configuration?.get(`azuread:${setting}`)?.trim() };
    return [configured, ...names.map((name) => ({ from: name, text: environment[name]?.trim() }))].find(({ text }) =>
      Boolean(text),
    );
  };
  const value = (setting: Setting) => found(setting)?.text;
  const file = (setting: Setting) => {
    const given = found(setting);
    if (given?.text === undefined) return undefined;
    try {
      return readFileSync(given.text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${given.from} names a file that cannot be read: ${reason}.`);
    }
  };
  const isOn = (setting: Setting, otherwise = false) => {
    const given = found(setting);
    if (given?.text === undefined) return otherwise;
    const truth = truths.get(given.text.toLowerCase());
    if (truth === undefined) throw new Error(`${given.from} must be true or false, and is ${given.text}.`);
    return truth;
  };
  return {
    value,
    file,
    valueOrFile: (setting, path) => value(setting) ?? (file(path)?.toString("utf8").trim() || undefined),
    isOn,
    workload: (variable) => (isOn("useAksWorkloadIdentity") ? environment[variable] || undefined : undefined),
  };
}

/** What Go's strconv.ParseBool takes, which reads them for the azuread provider. */
const truths = new Map([
  ...["1", "t", "true"].map((text) => [text, true] as const),
  ...["0", "f", "false"].map((text) => [text, false] as const),
]);
