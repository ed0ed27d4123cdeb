/**
 * Whom the resources sign in as, and to which cloud: what the azuread provider reads from the environment, so that one environment serves
 * both (https://www.pulumi.com/registry/packages/azuread/installation-configuration/).
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { TokenCredential } from "@azure/identity";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where requests go, and what proves who sends them. */
export interface SignIn {
  /** Origin of Microsoft Graph. */
  readonly graph: string;
  /** Gives a bearer token for Graph. Never log it. */
  readonly token: () => Promise<string>;
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
 * Reads the environment.
 * @throws Error with a sentence that names the variable that is missing or wrong
 */
export async function signIn(environment: Environment = process.env): Promise<SignIn> {
  trustCertificates(environment["SSL_CERT_FILE"]);
  const { graph, authority } = await cloudOf(environment);
  const credential = credentialOf(environment, authority);
  return {
    graph,
    token: async () => {
      const token = await credential.getToken(`${graph}/.default`);
      if (token === null) throw new Error("Nobody could be signed in to Microsoft Graph: no token was given.");
      return token.token;
    },
  };
}

/** Go programs, the azuread provider among them, read further roots from this file; Node has to be told. */
function trustCertificates(file: string | undefined): void {
  if (file === undefined || file === "") return;
  const known = getCACertificates("default");
  const text = readFileSync(file, "utf8");
  if (!known.includes(text)) setDefaultCACertificates([...known, text]);
}

async function cloudOf(environment: Environment): Promise<Cloud> {
  const host = environment["ARM_METADATA_HOSTNAME"];
  if (host !== undefined && host !== "") return cloudAt(host);
  const name = (environment["ARM_ENVIRONMENT"] || "public").toLowerCase();
  const cloud = clouds[name];
  if (cloud === undefined) {
    throw new Error(`ARM_ENVIRONMENT must be one of ${Object.keys(clouds).join(", ")}, and is ${name}.`);
  }
  return cloud;
}

/** A cloud that describes itself, as the azuread provider asks it to. */
async function cloudAt(host: string): Promise<Cloud> {
  const address = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const answer = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(30_000) });
  const body: unknown = await answer.json();
  const found = body as { microsoftGraphResourceId?: unknown; authentication?: { loginEndpoint?: unknown } };
  const { microsoftGraphResourceId: graph, authentication } = found;
  const authority = authentication?.loginEndpoint;
  if (typeof graph !== "string" || typeof authority !== "string") {
    throw new Error(`${address} names no endpoint of Microsoft Graph and no login endpoint.`);
  }
  return { graph: new URL(graph).origin, authority: authority.replace(/\/$/, "") };
}

function credentialOf(environment: Environment, authorityHost: string): TokenCredential {
  // Half a second to load, and only where something is asked of a tenant.
  const identity: typeof import("@azure/identity") = createRequire(import.meta.url)("@azure/identity");
  const value = (name: string) => environment[name] || fileText(environment[`${name}_FILE_PATH`]);
  const isOn = (name: string) => environment[name]?.toLowerCase() === "true" || environment[name] === "1";
  const tenantId = environment["ARM_TENANT_ID"];
  const clientId = value("ARM_CLIENT_ID");
  const options = {
    authorityHost,
    disableInstanceDiscovery: environment["ARM_METADATA_HOSTNAME"] !== undefined,
    ...(tenantId !== undefined && { tenantId }),
  };
  const isApplication = tenantId !== undefined && clientId !== undefined;
  if (isApplication && environment["ARM_CLIENT_CERTIFICATE_PATH"]) {
    const password = environment["ARM_CLIENT_CERTIFICATE_PASSWORD"];
    const certificate = {
      certificatePath: environment["ARM_CLIENT_CERTIFICATE_PATH"],
      ...(password !== undefined && { certificatePassword: password }),
    };
    return new identity.ClientCertificateCredential(tenantId, clientId, certificate, options);
  }
  const secret = value("ARM_CLIENT_SECRET");
  if (isApplication && secret) return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
  if (isApplication && (isOn("ARM_USE_OIDC") || isOn("ARM_USE_AKS_WORKLOAD_IDENTITY"))) {
    return new identity.ClientAssertionCredential(tenantId, clientId, () => federatedToken(environment), options);
  }
  if (isOn("ARM_USE_MSI")) {
    return clientId === undefined
      ? new identity.ManagedIdentityCredential()
      : new identity.ManagedIdentityCredential({ clientId });
  }
  return environment["ARM_USE_CLI"]?.toLowerCase() === "false"
    ? new identity.DefaultAzureCredential(options)
    : new identity.AzureCliCredential(tenantId === undefined ? {} : { tenantId });
}

function fileText(path: string | undefined): string | undefined {
  return path === undefined || path === "" ? undefined : readFileSync(path, "utf8").trim();
}

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust */
const exchangeAudience = "api://AzureADTokenExchange";

/** What proves the workload: a token, a file that holds one, or the pipeline that gives one. */
async function federatedToken(environment: Environment): Promise<string> {
  const given = environment["ARM_OIDC_TOKEN"];
  if (given) return given;
  const written = fileText(environment["ARM_OIDC_TOKEN_FILE_PATH"] ?? environment["AZURE_FEDERATED_TOKEN_FILE"]);
  if (written) return written;
  const url = environment["ARM_OIDC_REQUEST_URL"] ?? environment["ACTIONS_ID_TOKEN_REQUEST_URL"];
  const key = environment["ARM_OIDC_REQUEST_TOKEN"] ?? environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
  if (!url || !key) {
    throw new Error(
      "ARM_USE_OIDC is on, but there is no token to exchange: set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH, or in GitHub Actions `permissions: id-token: write`.",
    );
  }
  const address = new URL(url);
  address.searchParams.set("audience", exchangeAudience);
  const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } });
  const body: unknown = await answer.json();
  const token = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  if (typeof token !== "string") throw new Error(`The pipeline gave no token to exchange: HTTP ${answer.status}.`);
  return token;
}
