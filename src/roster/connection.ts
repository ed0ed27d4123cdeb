/** Where the API of a system is, and the secrets for it: from the matrix and from the environment, nothing from anywhere else. */

import type { RosterApi } from "../catalogue/systems/roster-api.ts";
import { connectionProblems } from "../matrix/connection-values.ts";
import { filled } from "./paths.ts";

/** What has to be put right before anything is sent. `message` is a sentence. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
}

export interface Connection {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * `DEMARC_DATTO_RMM_TOKEN` for `token` of `datto-rmm`.
 * @param tenant of many, each with secrets of its own: `DEMARC_ACME_DATTO_RMM_TOKEN`
 */
export function secretVariable(system: string, secret: string, tenant?: string): string {
  const parts = ["DEMARC", ...(tenant === undefined ? [] : [tenant]), system, secret];
  return parts
    .join("_")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "_");
}

/** Names of the secrets without which the API cannot be asked; with a token at hand OAuth needs no others. */
export function neededSecrets(
  system: string,
  api: RosterApi,
  environment: NodeJS.ProcessEnv,
  tenant?: string,
): string[] {
  const token = secretVariable(system, "token", tenant);
  return api.authentication.kind === "oauth" && (environment[token] ?? "") !== ""
    ? ["token"]
    : Object.keys(api.authentication.secrets);
}

/**
 * @param given values of the matrix
 * @param tenant whose secrets are used, where those of many are in the environment
 * @throws ConnectionError that says all that is missing or wrong
 */
export function resolveConnection(
  system: { readonly id: string; readonly name: string },
  api: RosterApi,
  given: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
  tenant?: string,
): Connection {
  const problems = connectionProblems(api, given).map(({ key, message, hint }) => `${key}: ${message} (${hint})`);
  const values: Record<string, string> = {};
  for (const [key, { default: fallback, description, example }] of Object.entries(api.connection)) {
    const value = given[key] ?? fallback;
    if (value !== undefined) values[key] = value;
    else
      problems.push(
        `systems.${system.id}.connection.${key} of the matrix is missing: ${description}, such as ${example}`,
      );
  }
  const secrets: Record<string, string> = {};
  for (const name of neededSecrets(system.id, api, environment, tenant)) {
    const variable = secretVariable(system.id, name, tenant);
    const value = environment[variable]?.trim() ?? "";
    if (value !== "") secrets[name] = value;
    else problems.push(`${variable} is not set: ${api.authentication.secrets[name] ?? "a token"}`);
  }
  const address = filled(api.baseUrl, (name) => values[name]);
  if (problems.length === 0 && !isPlainHttps(address)) problems.push(`${address} is no address to send a secret to`);
  if (problems.length > 0) throw new ConnectionError(`${system.name} cannot be asked: ${problems.join("; ")}.`);
  return { baseUrl: address, values, secrets };
}

function isPlainHttps(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, search, hash } = new URL(address);
  return protocol === "https:" && `${username}${password}${search}${hash}` === "";
}
