/** Signing in to the real Entra ID: the ways that Microsoft's own tools have, and tokens that are renewed before they end. */

import { createRequire } from "node:module";
import type { AccessToken, TokenCredential } from "@azure/identity";
import type { Cloud } from "../review/collect/clouds.ts";
import { UsageError } from "./errors.ts";
import { say } from "./output.ts";

/** `default` tries the environment, workload identity, managed identity and the tools one is signed in to, in this order. */
export const credentialNames = ["default", "device-code", "cli", "federated", "environment"] as const;
export type CredentialName = (typeof credentialNames)[number];

/** Tokens that end sooner are renewed first, milliseconds. */
const renewBefore = 5 * 60_000;

/** Gives the tokens of a service. */
export type TokenSource = (refused?: string) => Promise<string>;

/**
 * @param service whose tokens, e.g. `https://graph.microsoft.com`
 * @param now milliseconds
 * @throws UsageError where nobody can be signed in that way
 */
export function tokenSource(credential: TokenCredential, service: string, now: () => number = Date.now): TokenSource {
  let held: AccessToken | undefined;
  let asking: Promise<AccessToken> | undefined;
  const ask = async (claims: string | undefined): Promise<AccessToken> => {
    try {
      const token = await credential.getToken(`${service}/.default`, {
        ...(claims !== undefined && { claims, enableCae: true }),
      });
      if (token === null) throw new Error("no token was given");
      return token;
    } catch (error) {
      throw new UsageError(
        `nobody could be signed in for ${service}: ${firstLine(error)}`,
        "az login, --credential device-code, or a workload's AZURE_CLIENT_ID, AZURE_TENANT_ID and what proves it",
      );
    }
  };
  return async (refused) => {
    if (refused !== undefined) held = undefined;
    if (held !== undefined && held.expiresOnTimestamp - now() > renewBefore) return held.token;
    // Requests that come together wait for one token.
    asking ??= ask(refused === undefined ? undefined : claimsIn(refused)).finally(() => {
      asking = undefined;
    });
    held = await asking;
    return held.token;
  };
}

/** What a token must say that the refused one did not (https://learn.microsoft.com/entra/identity-platform/claims-challenge). */
function claimsIn(challenge: string): string | undefined {
  const encoded = /claims="([^"]+)"/.exec(challenge)?.[1];
  if (encoded === undefined) return undefined;
  return encoded.startsWith("{") ? encoded : Buffer.from(encoded, "base64").toString("utf8");
}

/** The libraries tell at length which of their ways failed, and why; none of it holds a token. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0]?.trim() ?? "";
}

/**
 * The credential that was asked for.
 * @throws UsageError when it lacks what it needs
 */
export function openCredential(
  name: CredentialName,
  { authority }: Cloud,
  tenantId: string,
  environment: NodeJS.ProcessEnv = process.env,
): TokenCredential {
  // Half a second to load, and not by `import`, which the bundle's compiled code cannot do without a warning.
  const identity: typeof import("@azure/identity") = createRequire(import.meta.url)("@azure/identity");
  const options = { tenantId, authorityHost: authority };
  switch (name) {
    case "default":
      return new identity.DefaultAzureCredential(options);
    case "device-code": {
      const clientId = environment["AZURE_CLIENT_ID"];
      return new identity.DeviceCodeCredential({
        ...options,
        ...(clientId !== undefined && { clientId }),
        userPromptCallback: ({ message }) => say(message),
      });
    }
    case "cli":
      return new identity.AzureCliCredential({ tenantId });
    case "environment":
      return new identity.EnvironmentCredential(options);
    case "federated": {
      const clientId = environment["AZURE_CLIENT_ID"];
      if (clientId === undefined) {
        throw new UsageError(
          "--credential federated needs AZURE_CLIENT_ID",
          "the application that trusts the pipeline",
        );
      }
      if (environment["AZURE_FEDERATED_TOKEN_FILE"] !== undefined) {
        return new identity.WorkloadIdentityCredential({ ...options, clientId });
      }
      return new identity.ClientAssertionCredential(tenantId, clientId, () => pipelineToken(environment), options);
    }
  }
}

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust */
const exchangeAudience = "api://AzureADTokenExchange";

/** The token with which a run of GitHub Actions says what it is. */
async function pipelineToken(environment: NodeJS.ProcessEnv): Promise<string> {
  const [url, key] = [environment["ACTIONS_ID_TOKEN_REQUEST_URL"], environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]];
  if (url === undefined || key === undefined) {
    throw new UsageError(
      "--credential federated found no token to exchange",
      "AZURE_FEDERATED_TOKEN_FILE, or in GitHub Actions `permissions: id-token: write`",
    );
  }
  const answer = await fetch(`${url}&audience=${encodeURIComponent(exchangeAudience)}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body: unknown = await answer.json();
  const value = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  if (typeof value !== "string") throw new UsageError(`GitHub gave no token: HTTP ${answer.status}`);
  return value;
}
