/**
 * Whom the resources sign in as, and to which cloud: as the azuread provider does with the same configuration and environment, in the same
 * order (github.com/hashicorp/go-azure-sdk, sdk/auth/auth.go): certificate, secret, federated token, managed identity, Azure CLI.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { TokenCredential } from "@azure/identity";
import { pemOfPkcs12 } from "./pkcs12.ts";
import { type Configuration, type Environment, type SignInSettings, signInSettings } from "./sign-in-settings.ts";
import { workloadToken } from "./workload-token.ts";

/** Where requests go, and what proves who sends them. */
export interface SignIn {
  /** Origin of Microsoft Graph. */
  readonly graph: string;
  /**
   * Gives a bearer token for Graph. Never log it.
   * @param renewed Graph took the last one no more: another, however long that one would have lived
   */
  readonly token: (renewed?: boolean) => Promise<string>;
}

interface Cloud {
  readonly graph: string;
  readonly authority: string;
}

/** https://learn.microsoft.com/graph/deployments, under the names that ARM_ENVIRONMENT takes. */
const clouds: Readonly<Record<string, Cloud>> = {
  public: { graph: "https://graph.microsoft.com", authority: "https://login.microsoftonline.com" },
  global: { graph: "https://graph.microsoft.com", authority: "https://login.microsoftonline.com" },
  usgovernment: { graph: "https://graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  usgovernmentl4: { graph: "https://graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  usgovernmentl5: { graph: "https://dod-graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  dod: { graph: "https://dod-graph.microsoft.us", authority: "https://login.microsoftonline.us" },
  china: { graph: "https://microsoftgraph.chinacloudapi.cn", authority: "https://login.chinacloudapi.cn" },
};

/**
 * Reads the configuration, and the environment where that is silent.
 * @throws Error with a sentence that names what is missing or wrong
 */
export async function signIn(environment: Environment = process.env, configuration?: Configuration): Promise<SignIn> {
  trustCertificates(environment["SSL_CERT_FILE"]);
  const settings = signInSettings(environment, configuration);
  const { graph, authority } = await cloudOf(settings);
  let credential = credentialOf(settings, authority);
  return {
    graph,
    token: async (renewed = false) => {
      // A credential keeps its token for as long as that says it lives.
      if (renewed) credential = credentialOf(settings, authority);
      return tokenOf(credential, graph);
    },
  };
}

async function tokenOf(credential: TokenCredential, graph: string): Promise<string> {
  try {
    const token = await credential.getToken(`${graph}/.default`);
    if (token !== null) return token.token;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Nobody could be signed in to Microsoft Graph at ${graph}. ${reason}`);
  }
  throw new Error(`Nobody could be signed in to Microsoft Graph at ${graph}: no token was given.`);
}

/** Go programs, the azuread provider among them, read further roots from this file; Node has to be told. */
function trustCertificates(file: string | undefined): void {
  if (file === undefined || file === "") return;
  const known = getCACertificates("default");
  const text = readFileSync(file, "utf8");
  if (!known.includes(text)) setDefaultCACertificates([...known, text]);
}

async function cloudOf(settings: SignInSettings): Promise<Cloud> {
  const host = settings.value("metadataHost");
  if (host !== undefined) return cloudAt(host);
  const name = (settings.value("environment") ?? "public").toLowerCase();
  const cloud = clouds[name];
  if (cloud === undefined) {
    throw new Error(
      `The environment (azuread:environment or ARM_ENVIRONMENT) must be one of ${Object.keys(clouds).join(", ")}, and is ${name}.`,
    );
  }
  return cloud;
}

/** A cloud that describes itself, as the azuread provider asks it to. */
async function cloudAt(host: string): Promise<Cloud> {
  const address = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  let body: unknown;
  try {
    const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(30_000) });
    body = await answer.json();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw new Error(
      `The cloud that azuread:metadataHost (ARM_METADATA_HOSTNAME) names does not describe itself at ${address}: ${error instanceof Error ? error.message : error}${cause}.`,
    );
  }
  const found = body as { microsoftGraphResourceId?: unknown; authentication?: { loginEndpoint?: unknown } };
  const { microsoftGraphResourceId: graph, authentication } = found;
  const authority = authentication?.loginEndpoint;
  if (typeof graph !== "string" || typeof authority !== "string") {
    throw new Error(`${address} names no endpoint of Microsoft Graph and no login endpoint.`);
  }
  return { graph: new URL(graph).origin, authority: authority.replace(/\/$/, "") };
}

function credentialOf(settings: SignInSettings, authorityHost: string): TokenCredential {
  // Half a second to load, and only where something is asked of a tenant.
  const identity: typeof import("@azure/identity") = createRequire(import.meta.url)("@azure/identity");
  const tenantId = settings.value("tenantId") ?? settings.workload("AZURE_TENANT_ID");
  const clientId = settings.valueOrFile("clientId", "clientIdFilePath") ?? settings.workload("AZURE_CLIENT_ID");
  const options = {
    authorityHost,
    disableInstanceDiscovery: settings.value("metadataHost") !== undefined,
    ...(tenantId !== undefined && { tenantId }),
  };
  if (tenantId !== undefined && clientId !== undefined) {
    const certificate = certificateOf(settings);
    if (certificate !== undefined) {
      return new identity.ClientCertificateCredential(tenantId, clientId, { certificate }, options);
    }
    const secret = settings.valueOrFile("clientSecret", "clientSecretFilePath");
    if (secret !== undefined) return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
    if (settings.isOn("useOidc") || settings.isOn("useAksWorkloadIdentity")) {
      return new identity.ClientAssertionCredential(tenantId, clientId, () => workloadToken(settings), options);
    }
  }
  if (settings.isOn("useMsi")) {
    return clientId === undefined
      ? new identity.ManagedIdentityCredential()
      : new identity.ManagedIdentityCredential({ clientId });
  }
  if (!settings.isOn("useCli", true)) throw new Error(nobody(tenantId, clientId));
  return new identity.AzureCliCredential(tenantId === undefined ? {} : { tenantId });
}

/** What is missing, where not even the Azure CLI is to be asked. */
function nobody(tenantId: string | undefined, clientId: string | undefined): string {
  const missing = [
    ...(tenantId === undefined ? ["azuread:tenantId (ARM_TENANT_ID)"] : []),
    ...(clientId === undefined ? ["azuread:clientId (ARM_CLIENT_ID)"] : []),
    "one of azuread:clientSecret (ARM_CLIENT_SECRET), azuread:clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH) and azuread:useOidc (ARM_USE_OIDC)",
  ];
  return `Nothing says whom to sign in as. Set ${missing.join(", ")}; or let the Azure CLI be asked (azuread:useCli, ARM_USE_CLI).`;
}

/** As PEM, from a bundle in a file, in Base64, or PEM already. */
function certificateOf(settings: SignInSettings): string | undefined {
  const encoded = settings.value("clientCertificate");
  const bundle = encoded === undefined ? settings.file("clientCertificatePath") : Buffer.from(encoded, "base64");
  if (bundle === undefined) return undefined;
  const text = bundle.toString("latin1");
  return text.includes("-----BEGIN ") ? text : pemOfPkcs12(bundle, settings.value("clientCertificatePassword"));
}
