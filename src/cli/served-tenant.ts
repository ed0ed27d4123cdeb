/** A tenant that `demarc tenant` serves in another process: found by the variables it wrote down, read over HTTPS. */

import { existsSync, readFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { TenantFileError } from "../tenant/persistence.ts";
import type { Stack } from "./stacks.ts";

/** Where `demarc tenant` writes what Pulumi and Graph clients need. */
export function environmentFile(stack: Stack): string {
  return join(stack.workspace, "tenant.env");
}

/** True when a tenant's file cannot be opened since another process, `demarc tenant` most likely, has it open. */
export function isServedElsewhere(error: unknown): boolean {
  return error instanceof TenantFileError && error.reason === "in-use";
}

/** The variables of the stack's served tenant; undefined when none was ever served. */
export function servedEnvironment(stack: Stack): Readonly<Record<string, string>> | undefined {
  const file = environmentFile(stack);
  if (!existsSync(file)) return undefined;
  return Object.fromEntries(
    [...readFileSync(file, "utf8").matchAll(/^(\w+)='(.*)'$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** How a client reaches a served tenant. */
export interface ServedAccess {
  readonly baseUrl: string;
  readonly tenantId: string;
  readonly token: (refused?: string) => Promise<string>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Access with the deployment identity's credentials, trusting the server's own certificate and no other. */
export function servedAccess(environment: Readonly<Record<string, string>>): ServedAccess {
  const value = (name: string) => environment[name] ?? "";
  const baseUrl = `https://${value("ARM_METADATA_HOSTNAME")}`;
  const ca = readFileSync(value("SSL_CERT_FILE"), "utf8");
  const fetch: ServedAccess["fetch"] = (url, init) => send(url, init, ca);
  let held: { readonly token: Promise<string>; readonly until: number } | undefined;
  const ask = async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: value("ARM_CLIENT_ID"),
      client_secret: value("ARM_CLIENT_SECRET"),
      scope: `${baseUrl}/.default`,
    }).toString();
    const answer = await fetch(`${baseUrl}/${value("ARM_TENANT_ID")}/oauth2/v2.0/token`, { method: "POST", body });
    const { access_token } = (await answer.json()) as { access_token?: string };
    if (access_token === undefined) throw new Error(`${baseUrl} gives no token: it is another tenant's server by now`);
    return access_token;
  };
  return {
    baseUrl,
    tenantId: value("ARM_TENANT_ID"),
    token: (refused) => {
      // Its tokens are good for an hour.
      if (held === undefined || refused !== undefined || Date.now() > held.until) {
        held = { token: ask(), until: Date.now() + 50 * 60_000 };
      }
      return held.token;
    },
    fetch,
  };
}

/** The global `fetch` cannot be given a certificate to trust. */
function send(url: string, init: RequestInit, ca: string): Promise<Response> {
  const options: RequestOptions = {
    method: init.method ?? "GET",
    headers: Object.fromEntries(new Headers(init.headers)),
    ca,
    ...(init.signal && { signal: init.signal }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const status = incoming.statusCode ?? 0;
        const headers = new Headers(
          Object.entries(incoming.headers).map(([name, each]): [string, string] => [name, String(each)]),
        );
        resolve(new Response(status === 204 ? null : Buffer.concat(parts), { status, headers }));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(typeof init.body === "string" ? init.body : undefined);
  });
}
