/** What proves a workload without a secret: a token, a file that holds one, or the pipeline that gives one. */

import { readFileSync } from "node:fs";
import type { SignInSettings } from "./sign-in-settings.ts";

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust */
const exchangeAudience = "api://AzureADTokenExchange";
/** https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
const azureDevOpsVersion = "7.1";

/**
 * The token to exchange, asked for anew each time: those of pipelines live for minutes.
 * @throws Error with a sentence that says what is missing
 */
export async function workloadToken(settings: SignInSettings): Promise<string> {
  const file = settings.workload("AZURE_FEDERATED_TOKEN_FILE");
  const given =
    settings.valueOrFile("oidcToken", "oidcTokenFilePath") ??
    (file === undefined ? undefined : readFileSync(file, "utf8").trim());
  if (given) return given;
  const [url, key] = [settings.value("oidcRequestUrl"), settings.value("oidcRequestToken")];
  if (url === undefined || key === undefined) {
    throw new Error(
      "There is to be a federated sign-in (ARM_USE_OIDC), but there is no token to exchange: set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH; in GitHub Actions `permissions: id-token: write`; in Azure Pipelines SYSTEM_ACCESSTOKEN and ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID.",
    );
  }
  const connection = settings.value("adoPipelineServiceConnectionId");
  const address = new URL(url);
  const ask = (name: string, value: string) => {
    if (!address.searchParams.has(name)) address.searchParams.set(name, value);
  };
  ask("audience", exchangeAudience);
  if (connection !== undefined) {
    ask("api-version", azureDevOpsVersion);
    ask("serviceConnectionId", connection);
  }
  const answer = await fetch(address, {
    method: connection === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, accept: "application/json", "content-type": "application/json" },
    signal: AbortSignal.timeout(30_000),
  });
  const token = tokenIn(await answer.text());
  if (token === undefined) {
    throw new Error(`The pipeline (${address.host}) gave no token to exchange: HTTP ${answer.status}.`);
  }
  return token;
}

/** GitHub calls it `value`, Azure DevOps `oidcToken`. */
function tokenIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return undefined;
    const token = "value" in body ? body.value : "oidcToken" in body ? body.oidcToken : undefined;
    return typeof token === "string" && token !== "" ? token : undefined;
  } catch {
    return undefined;
  }
}
